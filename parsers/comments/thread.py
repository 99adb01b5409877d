"""The comments that stand in a page's HTML, whoever's system printed them: names, times, texts, who answers whom.

A comment is an element that says so (class, id, microdata) and holds a text together with a name or a time; or, inside
a box that says that it holds comments, one of several like elements that do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml.etree import _Element

from parsers.article import Comment, Moment
from parsers.comments.answers import find_ids, find_parents
from parsers.comments.content import find_author, find_heading, find_text, find_time, read_head
from parsers.comments.drafts import ANSWER_LEVELS, Draft, own_times, read_drafts
from parsers.comments.headed import headed_items
from parsers.comments.items import find_boxes, find_named, find_roots, find_unnamed, is_box, is_item_id
from parsers.comments.pairs import paired_items
from parsers.page import Page
from parsers.text import plain

_PING = re.compile(r"^(?:pingback|trackback|trackbacks|pingbacks|pings?|pinglist)$")
_PING_TEXT = re.compile(r"^(?:pingback|trackback|ping)\s*[:：]", re.IGNORECASE)
_PICKS = re.compile(
    r"(?:^|[\s_-])(?:editors?-?picks?|pick|picks|picked|featured|highlight(?:ed|s)?|best|top)(?:[\s_-]|$)"
)


_BEFORE, _MOST = 0.1, 0.5
"""Shares of all prose: what stands before an article at most, and what it has at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """All comments of a page."""

    comments: tuple[Comment, ...]
    elements: tuple[_Element, ...]
    """Their outermost elements, pingbacks included."""
    items: tuple[_Element, ...]
    """The comments themselves, without what stands around them."""
    foreign: tuple[_Element, ...]
    """Comments of other articles, as side bars show them."""


def read_thread(page: Page) -> Thread:
    """The comments of this article that are in the HTML, in page order."""
    pairs = paired_items(page, find_boxes(page)) if page.marks.by_tag("dt") else {}
    parts = {part for rest in pairs.values() for part in rest}
    named = [element for element in find_named(page) if element not in parts and not _is_article(page, element)]
    if pairs:
        named = sorted({*named, *pairs}, key=page.marks.position)
    roots, foreign = find_roots(page, named)
    drafts = read_drafts(page, roots, frozenset(named), pairs=pairs)
    by_looks = not any(not draft.absorbed for draft in drafts)
    if by_looks:
        unnamed = find_unnamed(page) or headed_items(page)
        if unnamed:
            roots, more = find_roots(page, unnamed)
            foreign += more
            drafts = read_drafts(page, roots, frozenset(unnamed), by_looks=True)
    kept = [draft for draft in drafts if not draft.absorbed]
    comments = _told(page, kept)
    if by_looks and not any(comment.author for comment in comments):
        comments = ()  # dates in a list of anything
    if comments:
        roots += [part for root in roots for part in pairs.get(root, ())]
    return Thread(
        comments=comments,
        elements=tuple(roots) if comments else (),
        items=tuple(draft.element for draft in kept) if comments else (),
        foreign=tuple(foreign),
    )


def _is_article(page: Page, element: _Element) -> bool:
    """Whether what is called a comment is a piece of opinion: all of the page's text begins in it, and no box is around it."""
    place, totals = page.survey.find(element), page.survey.prose_totals
    if place is None or is_item_id((element.get("id") or "").lower()):
        return False
    inside = totals[page.survey.ends[place]] - totals[place]
    if totals[place] > _BEFORE * totals[-1] or inside <= _MOST * totals[-1]:
        return False
    return not any(is_box(parent) for parent in element.iterancestors())


def _told(page: Page, drafts: list[Draft]) -> tuple[Comment, ...]:
    inner = frozenset(draft.element for draft in drafts)
    language = page.metadata.html_lang or page.metadata.meta("og:locale")
    kept: list[tuple[Draft, str, str | None, Moment | None]] = []
    for draft in drafts:
        if not draft.times:
            draft.times = _unnamed_times(draft, inner)
        if not draft.authors and read_head(draft, None, None, language)[0] is None:
            draft.authors = find_heading(draft)
        text = find_text(draft, inner)
        if not text or _is_ping(draft, text):
            draft.absorbed = True
            continue
        author, published = plain(find_author(draft)), find_time(draft, language)
        if author is None or published is None:
            author, published = read_head(draft, author, published, language)
        if author is None and published is None:
            continue
        if published is None and not draft.times and not _has_id(draft):
            continue  # a name alone may be a heading of anything
        kept.append((draft, text, author, published))
    parents = find_parents([draft for draft, *_ in kept])
    ids = find_ids(kept, {id(parent) for parent in parents if parent is not None})
    comments: list[Comment] = []
    seen: set[tuple[str, str]] = set()
    chosen: dict[tuple[str, datetime, str], bool] = {}
    for (draft, text, author, published), parent in zip(kept, parents, strict=True):
        own = ids.get(id(draft))
        if own is not None:
            if (own, text) in seen:
                continue  # printed twice, say for small and for large screens
            seen.add((own, text))
        if isinstance(published, datetime) and author is not None:
            # An editor's pick stands in the thread too; what somebody posted twice was said twice.
            picked = _is_pick(draft)
            if chosen.get((author, published, text), picked) != picked:
                continue
            chosen[author, published, text] = picked
        answered = ids.get(id(parent)) if parent is not None else None
        comments.append(
            Comment(
                id=own,
                parent=answered if answered != own else None,
                author=author,
                published=published,
                text=text,
            )
        )
    return tuple(comments)


def _has_id(draft: Draft) -> bool:
    """Whether the comment, or a box that it is all of, has an id such as systems give to comments."""
    return any(is_item_id((element.get("id") or "").lower()) for element in islice(draft.element.iter("*"), 4))


def _unnamed_times(draft: Draft, inner: frozenset[_Element]) -> list[_Element]:
    """What tells a time in its own words alone, where no name says so; what stands in the answers tells theirs."""
    if draft.heads:
        return []
    return list(islice(own_times(draft, inner), 2))


def _is_pick(draft: Draft) -> bool:
    """Whether a comment stands in a box for those that editors or readers liked best."""
    return (
        any(
            _PICKS.search(f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:300])
            for element in islice(draft.element.iterancestors(), ANSWER_LEVELS)
        )
        or _PICKS.search(f"{draft.element.get('class') or ''} {draft.element.get('id') or ''}".lower()[:300])
        is not None
    )


def _is_ping(draft: Draft, text: str) -> bool:
    own = (draft.element.get("class") or "").lower().split()
    if any(_PING.match(token) for token in own) or _PING_TEXT.match(text):
        return True
    parent = draft.element.getparent()
    above = (
        [*(parent.get("class") or "").lower().split(), (parent.get("id") or "").lower()] if parent is not None else []
    )
    return any(_PING.match(token) for token in above)
