"""A site of 2004 that nobody dared to touch: tables, unclosed tags, microdata, the byline a line of text."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.story import Story
from parsers.article import Article, CommentWidget

PAGE = skeleton("table")
PRINT = skeleton("print")
MARKUP = Markup(
    paragraph="<P>{}",
    heading='<H{level}><FONT FACE="Verdana" COLOR="#003366">{text}</FONT></H{level}>',
    itemised="<{tag}>{items}</{tag}>",
    item="<LI>{}",
    quoted="<P>{}",
    cited="<P><I>{}</I>",
    code="<PRE>{}</PRE>",
    table='<TABLE BORDER="1" CELLPADDING="3">{}</TABLE>',
    row="<TR>{}",
    head="<TH>{}",
    cell="<TD>{}",
    figure='<TABLE ALIGN="right" WIDTH="220"><TR><TD CLASS="figure"><IMG SRC="{src}" ALT="{alt}" WIDTH="200">{caption}'
    "</TABLE>",
    caption='<BR><FONT SIZE="1" CLASS="caption">{text}{credit}</FONT>',
)


def page(story: Story, view: View) -> str:
    image = f'<META ITEMPROP="image" CONTENT="{view.base}/media/{story.image}.png">' if story.image else ""
    return (PRINT if view.variant == "print" else PAGE).substitute(
        title=escape(story.title),
        subtitle=f'<H2 CLASS="deck" ITEMPROP="alternativeHeadline">{escape(story.subtitle)}</H2>'
        if story.subtitle
        else "",
        url=view.base + address(story),
        path=address(story).replace("&", "&amp;"),
        image=image,
        published=f"{story.published:%Y-%m-%d}",
        modified=f'<META ITEMPROP="dateModified" CONTENT="{story.modified:%Y-%m-%d}">' if story.modified else "",
        date=f"{story.published:%B} {story.published.day}, {story.published.year}",
        byline=" and ".join(escape(writer.name) for writer in story.writers),
        body="\n".join(MARKUP.render(view.pieces)),
        number=story.number,
        posts=_posts(story),
        related=links(view, '<LI><A HREF="{url}"><FONT SIZE="2">{text}</FONT></A>'),
        views=view.views,
        ago=view.ago,
    )


def _posts(story: Story) -> int:
    return 3 + story.number % 40


def address(story: Story) -> str:
    return f"/games/story.php?id={story.number}"


def told(story: Story, view: View, article: Article) -> Article:
    thread = f"{view.base}/forum/viewtopic.php?t={story.number}"
    widget = CommentWidget(provider="forum", thread_id=thread, url=thread, count=_posts(story))
    return replace(
        article,
        canonical_url=view.base + address(story),
        authors=tuple(replace(author, url=None, bio=None, image=None, links=()) for author in article.authors),
        published=story.published.date(),
        modified=story.modified.date() if story.modified else None,
        tags=(),
        widgets=() if view.variant == "print" else (widget,),
    )


LAYOUT = Layout(name="table", address=address, page=page, told=told, validators=False)
