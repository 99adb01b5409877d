"""The German desk's own WordPress: hentry microformats, German words everywhere, comments closed after a week."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from demo.layouts.layout import Layout, View, links, skeleton
from demo.layouts.markup import Markup
from demo.layouts.thread import comment_list, told_comments, told_widget
from demo.story import Story, Writer, tag_address
from parsers.article import Article

PAGE = skeleton("german")
MARKUP = Markup(
    figure='<div class="wp-caption aligncenter"><img src="{src}" alt="{alt}">{caption}</div>',
    caption='<p class="wp-caption-text">{text}{credit}</p>',
    credit=" (Foto: {})",
)
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


def page(story: Story, view: View) -> str:
    day = story.published
    body = MARKUP.render(view.pieces)
    body.insert(3, '<div class="anzeige"><small>Anzeige</small></div>')
    return PAGE.substitute(
        title=escape(story.title),
        url=view.url,
        subtitle=f'<p class="teaser p-summary">{escape(story.subtitle)}</p>' if story.subtitle else "",
        published=day.isoformat(),
        date=f"{day.day}. {MONTHS[day.month - 1]} {day.year}, {day:%H:%M} Uhr",
        updated=f'<time class="updated dt-updated" datetime="{story.modified.isoformat()}">Aktualisiert am '
        f"{story.modified.day}. {MONTHS[story.modified.month - 1]}</time>"
        if story.modified
        else "",
        byline=" und ".join(
            f'<span class="author vcard p-author h-card"><a class="fn url u-url" rel="author" '
            f'href="/author/{w.key}/">{escape(w.name)}</a></span>'
            for w in story.writers
        ),
        body="\n".join(body),
        tags=", ".join(f'<a rel="tag" class="p-category" href="{tag_address(t)}">{escape(t)}</a>' for t in story.tags),
        boxes="".join(_box(w) for w in story.writers if w.bio),
        comments=_comments(story),
        number=story.number,
        related=links(view, '<li><a href="{url}">{text}</a></li>'),
        nonce=view.nonce,
        views=view.views,
    )


def _box(writer: Writer) -> str:
    return (
        f'<section class="autorenbox author-info"><h2 class="author-heading">Über {escape(writer.name)}</h2>'
        f'<p class="author-description">{escape(writer.bio or "")}</p></section>'
    )


def _comments(story: Story) -> str:
    head = f"{len(story.remarks)} Gedanken" if len(story.remarks) > 1 else "Ein Gedanke"
    title = f'<h2 class="comments-title">{head} zu „{escape(story.title)}“</h2>' if story.remarks else ""
    thread = comment_list(story, says="sagt:", reply="Antworten", when="%d.%m.%Y um %H:%M Uhr")
    return f'{title}{thread}<p class="no-comments">Die Kommentare sind geschlossen.</p>'


def told(story: Story, view: View, article: Article) -> Article:
    closed = replace(story, discussion="closed")
    return replace(
        article,
        language="de-DE",
        authors=tuple(replace(author, image=None, links=()) for author in article.authors),
        image=None,
        widgets=(told_widget(closed),),
        comments=told_comments(story),
    )


LAYOUT = Layout(
    name="german",
    address=lambda story: f"/kontor/artikel/{story.slug}-{story.number}.html",
    page=page,
    told=told,
)
