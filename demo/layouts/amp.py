"""The AMP variant of a classic page: the same text, another address, a canonical link home."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from demo.layouts import classic
from demo.layouts.layout import Layout, View, skeleton
from demo.layouts.markup import Markup
from demo.story import Story
from parsers.article import Article

PAGE = skeleton("amp")
MARKUP = Markup(
    figure='<figure><amp-img src="{src}" alt="{alt}" width="1200" height="675"></amp-img>{caption}</figure>'
)


def page(story: Story, view: View) -> str:
    return PAGE.substitute(
        title=escape(story.title),
        canonical=view.base + classic.LAYOUT.address(story),
        published=story.published.isoformat(),
        date=f"{story.published:%B} {story.published.day}, {story.published.year}",
        subtitle=f'<h2 class="amp-wp-subtitle">{escape(story.subtitle)}</h2>' if story.subtitle else "",
        byline=" and ".join(escape(writer.name) for writer in story.writers),
        body="\n".join(MARKUP.render(view.pieces)),
        nonce=view.nonce,
    )


def told(story: Story, view: View, article: Article) -> Article:
    authors = tuple(replace(author, url=None, bio=None, image=None, links=()) for author in article.authors)
    return replace(article, authors=authors, tags=(), image=None, modified=None)


LAYOUT = Layout(name="amp", address=lambda story: classic.LAYOUT.address(story) + "amp/", page=page, told=told)
