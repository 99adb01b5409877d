"""Who answers whom, and by what id a comment goes."""

from __future__ import annotations

import re
from itertools import islice

from parsers.article import Moment
from parsers.comments.drafts import FRAGMENT, Draft
from parsers.comments.items import is_item_id
from parsers.text import fold
from parsers.tree.glance import glance

_DEPTH = re.compile(r"(?:^|[\s_-]|tree)(?:depth|level|indent|ebene|lvl)[-_]?(\d{1,3})(?!\S*%)")
_DEEPER = re.compile(
    r"(?:^|[\s_-])(?:reply|answer|child|is-reply|nested|indented|respuesta|resposta|r[ée]ponse|risposta|antwort|antwoord|svar"
    r"|odpowiedz|cevap|yanit|balasan|re)(?:\s|$)"
)
_DEPTH_ATTRIBUTES = ("data-depth", "data-level", "data-comment-depth", "data-nesting-level", "depth")
_PARENT_ATTRIBUTES = (
    "data-parent-id",
    "data-parent",
    "data-parentid",
    "data-parent-comment-id",
    "data-comment-parent",
    "data-comment-parent-id",
    "data-reply-to",
    "data-in-reply-to",
    "parentid",
)
_ID_ATTRIBUTES = ("data-comment-id", "data-commentid", "data-comment", "data-id")
_NUMBER = re.compile(r"(?:^|[^0-9a-z])((?=[a-f-]*\d)[0-9a-f]+(?:-[0-9a-f]+)*)$")
"""The part of an id that is the comment's own: 17 in comment-17."""
_OWN_AND_PARENT = re.compile(r"^w(?:pd|c)-comm-(\d{1,20})_(\d{1,20})$")
"""wpDiscuz: comment 17 that answers 12 is ``wpd-comm-17_12``; one that answers none ``wpd-comm-17_0``."""
_NOBODY = "-"
_ANSWERED = re.compile(
    r"^\W*(?:in reply to|repl(?:y|ied|ies) to|in response to|antwort auf|als antwort auf|en réponse à|réponse à|in risposta a|en respuesta a"
    r"|em resposta a|als antwoord op|reactie op|som svar (?:på|til)|svar (?:på|til)|w odpowiedzi|odpověď na|в ответ|ответ на)\b",
    re.IGNORECASE,
)
_ANSWERED_NAME = re.compile(
    r"reply-?to|replied|in-?reply|parent-?(?:link|comment)|^parent$|\sparent(?:\s|$)", re.IGNORECASE
)
_MARGIN = re.compile(r"(?:margin|padding)-left:\s*(\d{1,4})(px|em|%)")


def find_parents(drafts: list[Draft]) -> list[Draft | None]:
    """For each comment the one that it answers: named by id, linked to, around it, or told by depth."""
    by_name: dict[str, Draft] = {}
    for draft in drafts:
        for name in _own_names(draft):
            by_name.setdefault(name, draft)
    kept = {id(draft) for draft in drafts}
    depths = [_depth(draft) for draft in drafts]
    if any(depths) and not any(_numbered_depth(draft) is not None for draft in drafts):
        depths = [depth or 0 for depth in depths]  # where only answers are marked, the others answer none
    lowest = min((depth for depth in depths if depth is not None), default=0)
    last_at: dict[int, Draft] = {}
    parents: list[Draft | None] = []
    for draft, depth in zip(drafts, depths, strict=True):
        named = _named_parent(draft) or _linked_parent(draft) or ""
        parent = by_name.get(named)
        if parent is draft:
            parent = None
        if parent is None and named != _NOBODY:
            parent = draft.parent
            steps = 0
            while parent is not None and id(parent) not in kept and steps < 50:
                parent, steps = parent.parent, steps + 1
            if parent is not None and id(parent) not in kept:
                parent = None
        if parent is None and named != _NOBODY and depth is not None and depth > lowest:
            parent = next((last_at[above] for above in range(depth - 1, lowest - 1, -1) if above in last_at), None)
        if depth is not None:
            last_at[depth] = draft
            for deeper in [other for other in last_at if other > depth]:
                del last_at[deeper]
        parents.append(parent if parent is not draft else None)
    return parents


def _own_names(draft: Draft) -> list[str]:
    values = [draft.element.get("id")] + [draft.element.get(name) for name in _ID_ATTRIBUTES]
    if (own := _OWN_AND_PARENT.search(draft.element.get("id") or "")) is not None:
        return [own[1]]
    return [match[1] for value in values if value and (match := _NUMBER.search(value))]


def _named_parent(draft: Draft) -> str | None:
    if (own := _OWN_AND_PARENT.search(draft.element.get("id") or "")) is not None:
        return own[2] if own[2] != "0" else _NOBODY
    for name in _PARENT_ATTRIBUTES:
        value = draft.element.get(name)
        if value and value not in ("0", "null") and (match := _NUMBER.search(value)):
            return match[1]
    return None


def _linked_parent(draft: Draft) -> str | None:
    """The number of the comment that a link "in reply to" leads to."""
    for link in islice(draft.element.iter(), 60):
        if link.tag != "a":
            continue
        match = FRAGMENT.search(link.get("href") or "")
        around = link.getparent()
        if match is None or around is None:
            continue
        names = f"{link.get('class') or ''} {around.get('class') or ''}"
        words = glance(around, 120, 12) if around is not draft.element else glance(link, 120, 12)
        if _ANSWERED_NAME.search(names) or _ANSWERED.match(words):
            return match[1]
    return None


def _numbered_depth(draft: Draft) -> int | None:
    for name in _DEPTH_ATTRIBUTES:
        value = draft.element.get(name)
        if value and value.isdecimal() and len(value) < 4:
            return int(value)
    names = (draft.element.get("class") or "").lower()[:300]
    match = _DEPTH.search(names)
    return int(match[1]) if match else None


def _depth(draft: Draft) -> int | None:
    numbered = _numbered_depth(draft)
    if numbered is not None:
        return numbered
    names = (draft.element.get("class") or "").lower()[:300]
    if _DEEPER.search(names):
        return 99
    margin = _MARGIN.search(draft.element.get("style") or "")
    return int(margin[1]) if margin else (0 if "comment" in names else None)


def find_ids(kept: list[tuple[Draft, str, str | None, Moment | None]], answered: set[int]) -> dict[int, str]:
    """Ids as the page writes them; a comment that is answered but has none gets its number in the page."""
    ids: dict[int, str] = {}
    texts: dict[str, str] = {}
    for number, (draft, text, _, _) in enumerate(kept, start=1):
        name = _id(draft)
        if name is not None and texts.setdefault(name, text) != text:
            name = None  # the same id on different comments names none of them
        if name is None and id(draft) in answered:
            name = f"{number}"
        if name is not None:
            ids[id(draft)] = name
    return ids


def _id(draft: Draft) -> str | None:
    element = draft.element
    if element.get("id"):
        return fold(element.get("id") or "")[:200] or None
    for name in _ID_ATTRIBUTES:
        if value := element.get(name):
            return fold(value)[:200]
    before = element.getprevious()
    if before is not None and before.tag == "a" and not len(before) and is_item_id((before.get("id") or "").lower()):
        return fold(before.get("id") or "")[:200]
    for inner in islice(element.iter("*"), 12):
        own = inner.get("id") or (inner.get("name") if inner.tag == "a" else None)
        if own and re.search(r"\d", own) and (is_item_id(own.lower()) or inner.tag == "a"):
            return fold(own)[:200]
    return None
