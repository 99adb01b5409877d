"""The foreign desks' wire: bare pages in the encodings of their countries, each told in one place only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.story import Story
from parsers.article import Article

PAGE = skeleton("wire")
MARKUP = Markup(code="<pre>{}</pre>", heading="<h{level}>{text}</h{level}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Country:
    encoding: str
    content_type: str
    meta: str
    by: str
    more: str
    months: tuple[str, ...]


FRENCH = _Country(
    # Browsers read this label as windows-1252, and so the page has the quotes and dashes that Latin-1 lacks.
    encoding="cp1252",
    content_type="text/html; charset=ISO-8859-1",
    meta="",
    by="Par",
    more="À lire aussi",
    months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
)
RUSSIAN = _Country(
    encoding="cp1251",
    content_type="text/html",
    meta='<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
    by="Автор:",
    more="Читайте также",
    months=tuple("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()),
)
COUNTRIES = {"fr": FRENCH, "ru": RUSSIAN}


def page(story: Story, view: View) -> str:
    country = COUNTRIES[story.desk.language]
    return PAGE.substitute(
        meta=country.meta,
        language=story.desk.language,
        title=escape(story.title),
        subtitle=f'<p class="chapo">{escape(story.subtitle)}</p>' if story.subtitle else "",
        url=view.url,
        keywords=escape(", ".join(story.tags)),
        published=story.published.isoformat(),
        modified=f'<meta property="article:modified_time" content="{story.modified.isoformat()}">'
        if story.modified
        else "",
        date=f"{story.published.day} {country.months[story.published.month - 1]} {story.published.year}",
        by=country.by,
        byline=", ".join(escape(writer.name) for writer in story.writers),
        body="\n".join(MARKUP.render(view.pieces)),
        more=country.more,
        desk=story.desk.key,
        desk_name=escape(story.desk.name),
        related=links(view, '<li><a href="{url}">{text}</a></li>'),
        views=view.views,
    )


def told(story: Story, view: View, article: Article) -> Article:
    return replace(
        article,
        authors=tuple(replace(author, url=None, bio=None, image=None, links=()) for author in article.authors),
        image=None,
    )


LAYOUT = Layout(
    name="wire",
    address=lambda story: f"/{story.desk.key}/{story.number}.htm",
    page=page,
    told=told,
    content_type=lambda story: COUNTRIES[story.desk.language].content_type,
    encoding=lambda story: COUNTRIES[story.desk.language].encoding,
)
