"""A blog made by a static generator: hardly any metadata, bold paragraphs for headings, an italic line for the bio."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.story import Story
from parsers.article import Article, CommentWidget

PAGE = skeleton("plain")
MARKUP = Markup(
    heading="<p><strong>{text}</strong></p>",
    cited="<p>{}</p>",
    figure='<p><img src="{src}" alt="{alt}"></p>{caption}',
    caption='<p class="caption"><small>{text}{credit}</small></p>',
)
UTTERANCES = (
    '<script src="https://utteranc.es/client.js" repo="halyard/notebook" issue-term="pathname" theme="github-light" '
    'crossorigin="anonymous" async></script>'
)


def page(story: Story, view: View) -> str:
    return PAGE.substitute(
        title=escape(story.title),
        url=view.url,
        date=f"{story.published:%B} {story.published.day}, {story.published.year}",
        byline=" and ".join(f'<a href="/author/{w.key}/" rel="author">{escape(w.name)}</a>' for w in story.writers),
        body="\n".join(MARKUP.render(view.pieces)),
        bio="\n".join(f"<p><em>{escape(w.bio)}</em></p>" for w in story.writers if w.bio),
        discussion=UTTERANCES if story.discussion == "open" else "",
        related=links(view, '<li><a href="{url}">{text}</a></li>'),
        nonce=view.nonce,
        ago=view.ago,
    )


def told(story: Story, view: View, article: Article) -> Article:
    widget = CommentWidget(provider="utterances", site_id="halyard/notebook", thread_id="pathname")
    return replace(
        article,
        subtitle=None,
        authors=tuple(replace(author, image=None, links=()) for author in article.authors),
        published=story.published.date(),
        modified=None,
        tags=(),
        image=None,
        widgets=(widget,) if story.discussion == "open" else (),
    )


LAYOUT = Layout(name="plain", address=lambda story: f"/notebook/{story.slug}.html", page=page, told=told)
