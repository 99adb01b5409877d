"""A magazine's own system: headings are styled divs, quotes are pulled, a Disqus thread hangs below."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.story import Story, Writer, tag_address
from parsers.article import Article, CommentWidget, Paragraph

PAGE = skeleton("magazine")
MARKUP = Markup(
    paragraph='<p class="article-graf">{}</p>',
    heading='<div class="article-subhed">{text}</div>',
    quote='<blockquote class="article-quote">{}</blockquote>',
    figure='<div class="article-figure"><img src="{src}" alt="{alt}">{caption}</div>',
    caption='<div class="article-caption">{text}{credit}</div>',
    credit=' <span class="article-credit">{}</span>',
)
DROPCAP = re.compile(r'^<p class="article-graf">(\w)')
LIVE = (
    '<div class="live-box" data-live="true" data-poll="30"><div class="live-box-label">Live</div>'
    '<p>Follow our launch calendar for updates as they happen. Refreshed {ago}.</p><a href="/space/">Open the calendar</a>'
    "</div>"
)


def page(story: Story, view: View) -> str:
    body = MARKUP.render(view.pieces)
    if view.page == 1:
        body[0] = DROPCAP.sub(r'<p class="article-graf first"><span class="dropcap">\1</span>', body[0])
    body.insert(2, LIVE.format(ago=view.ago))
    paragraphs = (piece.block.text for piece in view.pieces if isinstance(piece.block, Paragraph))
    pulled, _, _ = max(paragraphs, key=len).partition(". ")
    body.insert(5, f'<aside class="pullquote"><p>{escape(pulled)}.</p></aside>')
    return PAGE.substitute(
        title=escape(story.title),
        subtitle=f'<p class="article-dek">{escape(story.subtitle)}</p>' if story.subtitle else "",
        url=view.url,
        paging=_paging(view),
        facts=json.dumps(_facts(story, view), ensure_ascii=False).replace("</", "<\\/"),
        image=f"{view.base}/media/{story.image}.png",
        desk=story.desk.key,
        desk_name=story.desk.name,
        date=f"{story.published.day} {story.published:%B %Y}",
        byline=" &amp; ".join(
            f'<a href="/author/{w.key}/" class="article-byline-name">{escape(w.name)}</a>' for w in story.writers
        ),
        body="\n".join(body),
        pager=_pager(view),
        cards="".join(_card(view, writer) for writer in story.writers),
        topics="".join(f'<a class="article-topic" href="{tag_address(t)}">{escape(t)}</a> ' for t in story.tags),
        thread=f"hd-{story.number}",
        related=links(view, '<li><a href="{url}">{text}</a></li>'),
        nonce=view.nonce,
        views=view.views,
    )


def _facts(story: Story, view: View) -> dict[str, object]:
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "author": [{"@type": "Person", "name": w.name, "url": f"{view.base}/author/{w.key}/"} for w in story.writers],
        "publisher": {"@type": "Organization", "name": "The Halyard Dispatch"},
        "image": [f"{view.base}/media/{story.image}.png"],
        "keywords": ", ".join(story.tags),
    }
    if story.modified:
        facts["dateModified"] = story.modified.isoformat()
    return facts


def _paging(view: View) -> str:
    before = f'<link rel="prev" href="{_page_url(view, view.page - 1)}">' if view.page > 1 else ""
    after = f'<link rel="next" href="{_page_url(view, view.page + 1)}">' if view.page < view.pages else ""
    return before + after


def _pager(view: View) -> str:
    if view.pages == 1:
        return ""
    places = (
        f"<b>{page}</b>" if page == view.page else f'<a href="{_page_url(view, page)}">{page}</a>'
        for page in range(1, view.pages + 1)
    )
    return f'<div class="article-pager">Page {view.page} of {view.pages}: {" ".join(places)}</div>'


def _page_url(view: View, page: int) -> str:
    start = view.url.removesuffix(f"/{view.page}") if view.page > 1 else view.url
    return start if page == 1 else f"{start}/{page}"


def _card(view: View, writer: Writer) -> str:
    social = " ".join(f'<a rel="me" href="{link}">{link.split("/")[2]}</a>' for link in writer.links)
    return (
        f'<div class="contributor-card"><img src="{view.base}/media/{writer.key}.png" alt="{escape(writer.name)}" '
        f'width="80"><div class="contributor-name"><a href="/author/{writer.key}/">{escape(writer.name)}</a></div>'
        f'<div class="contributor-bio">{escape(writer.bio or "")}</div><div class="contributor-social">{social}</div></div>'
    )


def told(story: Story, view: View, article: Article) -> Article:
    widget = CommentWidget(provider="disqus", site_id="halyarddispatch", thread_id=f"hd-{story.number}")
    return replace(
        article,
        widgets=(widget,),
        next_page=_page_url(view, view.page + 1) if view.page < view.pages else None,
    )


LAYOUT = Layout(name="magazine", address=lambda story: f"/features/{story.slug}", page=page, told=told)
