"""What was said under the article: the widgets that hold it and the comments that are in the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from lxml.etree import _Element

from parsers.article import Comment, CommentWidget
from parsers.comments.counts import (
    count_in,
    count_linked,
    count_on,
    count_stated,
    read_number,
    says_closed,
    short_text,
    told_to_machines,
)
from parsers.comments.forum import read_forum
from parsers.comments.invitations import invites
from parsers.comments.items import heading_above
from parsers.comments.native import comment_boxes, comment_forms
from parsers.comments.provider import Provider, Sighting, first_of
from parsers.comments.registry import PROVIDERS
from parsers.comments.thread import Thread, read_thread
from parsers.comments.told import told_comments
from parsers.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """What the comments module found."""

    widgets: tuple[CommentWidget, ...]
    comments: tuple[Comment, ...]
    elements: frozenset[_Element]
    """Threads, forms, lists of comments, also those of other articles: apart from the body."""
    rules: tuple[tuple[str, str], ...]
    """Provenance: (``comments.widgets[0]``, rule) and so on."""


_MOST_BOXES = 100
_BY_NAME = tuple(provider for provider in PROVIDERS if provider.is_known_by_name)
_OTHERS = tuple(provider for provider in PROVIDERS if not provider.is_known_by_name)
# On most pages none of these names stands, which is seen at once.
_IDS = tuple(dict.fromkeys(name for provider in _BY_NAME for name in provider.ids))
_CLASSES = tuple(dict.fromkeys(name for provider in _BY_NAME for name in provider.classes))
_OWN_FORM = frozenset(
    ("native", "joomla", "movabletype", "serendipity", "typo3-pwcomments", "drupal", "wordpress", "wpdiscuz")
)
"""Systems whose form to write in stands in the page itself."""


def read_discussion(page: Page) -> Discussion:
    """Widgets and comments of this article."""
    thread = read_thread(page)
    sightings = _sightings(page)
    forms = comment_forms(page)
    boxes = comment_boxes(page)
    widgets: list[CommentWidget] = []
    rules: list[tuple[str, str]] = []
    for provider, sighting in sightings:
        rules.append((f"comments.widgets[{len(widgets)}]", f"marks:{provider.slug}"))
        widgets.append(_widget(provider, sighting))
    elements: set[_Element] = {element for _, sighting in sightings for element in sighting.elements}
    if not widgets:
        forum = read_forum(page)
        if forum is not None:
            rules.append(("comments.widgets[0]", "link:thread"))
            widgets.append(forum[0])
    comments = thread.comments or told_comments(page)
    # Where the article links to its thread in a forum, the posts printed below it are of that thread.
    owned = any(widget.provider not in ("facebook", "forum") for widget in widgets) or bool(
        not forms and widgets and widgets[0].provider == "forum"
    )
    if not owned and (comments or forms):
        rule = "dom:comments" if thread.comments else "json-ld:comment" if comments else "dom:form"
        rules.append((f"comments.widgets[{len(widgets)}]", rule))
        widgets.append(CommentWidget(provider="native", open=True if forms else None))
    if not owned and not widgets:
        # The thread comes by script; what shows it is its size, in a link there or beside the byline, or the box for it.
        count, rule = count_linked(page), "link:count"
        if count is None:
            stated = (number for box in boxes[:12] if (number := count_stated(box)) is not None)
            count, rule = next(stated, None), "dom:count"
        if count is None or not (count or boxes):
            count = count_on(page, without=frozenset()) or None
        if count is not None:
            rules.append(("comments.widgets[0]", rule))
            widgets.append(CommentWidget(provider="native", count=count))
        elif any(invites(page, box) and not _holds_article(page, box, frozenset()) for box in boxes[:12]):
            rules.append(("comments.widgets[0]", "dom:invitation"))
            widgets.append(CommentWidget(provider="native"))
    if widgets:
        main = next((n for n, widget in enumerate(widgets) if widget.provider not in ("facebook",)), 0)
        if rules[0][1] != "dom:invitation":  # no number was found for that one
            widgets[main] = _counted(page, widgets[main], boxes, thread, elements)
        if widgets[main].open is None and forms and widgets[main].provider in _OWN_FORM:
            widgets[main] = replace(widgets[main], open=True)
    if comments:
        rules.append(("comments.items", "dom:comments" if thread.comments else "json-ld:comment"))
    apart = _apart(page, [*elements, *boxes, *forms], thread)
    return Discussion(widgets=tuple(widgets), comments=comments, elements=frozenset(apart), rules=tuple(rules))


def _apart(page: Page, boxes: list[_Element], thread: Thread) -> set[_Element]:
    """What of all this stands beside the text: comments surely, boxes unless they hold the text itself."""
    inner = frozenset(thread.elements)
    apart = {*inner, *thread.foreign}
    for box in sorted(dict.fromkeys(boxes), key=page.marks.position)[:_MOST_BOXES]:
        if box.tag in ("script", "iframe", "a", "input") or any(p in apart for p in islice(box.iterancestors(), 30)):
            continue
        if not _holds_article(page, box, inner):
            apart.add(box)
    return apart


def _sightings(page: Page) -> list[tuple[Provider, Sighting]]:
    """The providers that are there, in page order, without those that only lend their marks to another."""
    named = page.marks.by_id(*_IDS) or page.marks.by_class(*_CLASSES)
    providers = PROVIDERS if named else _OTHERS
    met = [(provider, sighting) for provider in providers if (sighting := provider.sight(page)) is not None]
    replaced = {slug for provider, _ in met for slug in provider.replaces}
    met = [(provider, sighting) for provider, sighting in met if provider.slug not in replaced]
    return sorted(met, key=lambda one: page.marks.position(one[1].elements[0]) if one[1].elements else 0)


def _widget(provider: Provider, sighting: Sighting) -> CommentWidget:
    url = sighting.page.absolute(first_of(provider.url, sighting))
    return CommentWidget(
        provider=provider.slug,
        site_id=first_of(provider.site, sighting),
        thread_id=first_of(provider.thread, sighting),
        url=url,
        open=provider.is_open(sighting) if provider.is_open is not None else None,
    )


def _counted(
    page: Page, widget: CommentWidget, boxes: list[_Element], thread: Thread, elements: set[_Element]
) -> CommentWidget:
    """The widget with the number that the page states, and whether it says that the discussion is closed."""
    inner = frozenset(thread.items) | frozenset(thread.foreign)
    holders = [box for box in dict.fromkeys((*boxes, *elements)) if box.tag not in ("a", "script", "iframe", "input")]
    count = widget.count
    if count is None:
        count = next((n for box in holders[:12] if (n := count_in(box, without=inner)) is not None), None)
    if count is None and thread.items:
        # A list that no name gave away: what stands above it.
        around = islice(thread.items[0].iterancestors(), 3)
        count = next(
            (
                n
                for box in around
                if not _holds_article(page, box, inner) and (n := count_in(box, without=inner)) is not None
            ),
            None,
        )
    if count is None and thread.items:
        count = read_number(heading_above(thread.items[0]))
    if count is None:
        count = count_on(page, without=inner)
    if count is None:
        count = told_to_machines(page)
    is_open = widget.open
    if is_open is not True and any(says_closed(short_text(box)) or _closed_inside(box) for box in holders[:12]):
        is_open = False
    return replace(widget, count=count, open=is_open)


def _closed_inside(box: _Element) -> bool:
    for number, element in enumerate(box.iter("p", "span", "div", "h3", "h4", "strong", "em")):
        if number > 60:
            return False
        if says_closed(short_text(element)):
            return True
    return False


def _holds_article(page: Page, element: _Element, inner: frozenset[_Element]) -> bool:
    """Whether an element that should be left out of the body holds the article's own text."""
    if element.tag in ("html", "body", "main"):
        return True
    if element in page.marks.around_headlines:
        return True
    if element in inner:
        return False
    size = 0
    stack = [element]
    while stack:
        current = stack.pop()
        if not isinstance(current.tag, str) or current in inner or current.tag in ("form", "script", "style"):
            continue
        if current.tag == "p":
            size += sum(len(piece) for piece in current.itertext())
            if size > 1_500:
                return True
            continue
        stack += current
    return False
