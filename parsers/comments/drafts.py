"""Comments while they are read: where name, time, text and answers of each stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

from lxml.etree import _Element, iterwalk

from parsers.comments.headed import is_control, is_relative, time_elements
from parsers.comments.items import is_item_id, names_box
from parsers.comments.roles import Role, role_of
from parsers.comments.times import read_words
from parsers.page import Page
from parsers.text import INLINE, UNSEEN, fold
from parsers.tree.glance import glance

_LIST_INSIDE = re.compile(r"^(?:comments?-?list(?:-items)?|commentlist|comments|thread)$")
"""Inside of a comment such a list holds the answers to it."""
NAME = re.compile(r"[^\s.!?,;:…]+(?:[ .][^\s.!?,;:…]+){0,3}\.?")
"""Of one to four words, and no sentence."""
_MANY = re.compile(
    r"(?:[a-z]+[-_]{1,2})?(?:comments|kommentare|commentaires|comentarios|commenti|reacties|yorumlar)[-_]"
)
FRAGMENT = re.compile(r"#(?:li-|div-)?(?:comment|kommentar|c)?[-_]?(\d{1,30})$")
"""The end of an address that leads to one comment."""
DATED = re.compile(r"\b\d{4}\b|\b\d{1,2}[.:/]\d{2}\b")
SKIPPED = UNSEEN | frozenset("form button input textarea select nav label option canvas audio video".split())
_WORDS_ALONE = ("p", "span", "td", "blockquote")
_WORDS_NAMES = frozenset(("comment", "kommentar", "commentaire", "comentario", "commento"))
"""Of an element that is not large enough to be the comment, but holds its words."""
_DEEPEST = 12
"""How far below the name's box its words may stand."""
_OF_ANYTHING = ("message", "forum")
"""Ids that news in short have, too: they need names of their parts."""
_MOST_AUTHORS = 40
"""Elements of one comment that are called after who wrote it, and are looked at."""
_LONGEST_BYLINE = 40
"""Characters of "Posted on" and what stands behind a date, without the name."""
_LINE_LEVELS = 4
"""How deep in a line a date may stand."""
ANSWER_LEVELS = 4
"""How far above a comment the box of answers may stand that it is in."""


@dataclass(slots=True, eq=False)
class Draft:
    """A comment that is being read."""

    element: _Element
    number: int
    parent: Draft | None = None
    authors: list[_Element] = field(default_factory=list)
    times: list[_Element] = field(default_factory=list)
    texts: list[_Element] = field(default_factory=list)
    heads: list[_Element] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    in_answers: bool = False
    """Stands in a box of answers of its parent."""
    has_text: bool = False
    """Has words of its own, outside the comments in it."""
    absorbed: bool = False
    """Turned out to be a part or a wrapper of another one."""


def read_drafts(
    page: Page,
    roots: list[_Element],
    items: frozenset[_Element],
    *,
    pairs: Mapping[_Element, tuple[_Element, ...]] = MappingProxyType({}),
    by_looks: bool = False,
) -> list[Draft]:
    """All comments in ``roots``, in page order: ``items`` are the elements known to be one, ``pairs`` what describes a term;
    ``by_looks`` where their parts have no names."""
    drafts: list[Draft] = []
    answer_boxes: dict[_Element, Draft] = {}
    in_lists: dict[_Element, Draft] = {}
    for root in roots:
        first = len(drafts)
        _walk(root, items, drafts)
        if root in pairs and first < len(drafts):
            _join(drafts[first], pairs[root])
        box = _answer_box(root)
        if box is not None and first:
            if box not in answer_boxes:
                answer_boxes[box] = drafts[first - 1]
            drafts[first].parent, drafts[first].in_answers = answer_boxes[box], True
        elif first < len(drafts) and (above := _list_items(root)):
            answered = next((in_lists[item] for item in above[1:] if item in in_lists), None)
            drafts[first].parent, drafts[first].in_answers = answered, answered is not None
            in_lists.setdefault(above[0], drafts[first])
    known = frozenset(draft.element for draft in drafts)
    for draft in drafts:
        if by_looks or _is_bare(draft, known):
            _look(draft, known)
    for draft in reversed(drafts):
        _settle(draft)
    return drafts


def _join(draft: Draft, parts: tuple[_Element, ...]) -> None:
    """Adds to the term of a list what describes it."""
    for part in parts:
        inner: list[Draft] = []
        _walk(part, frozenset((part,)), inner)
        if inner:
            draft.authors += inner[0].authors
            draft.times += inner[0].times
            footer = role_of(part.tag, part.get("class"), None) & (Role.HEAD | Role.NOISE)
            draft.texts += inner[0].texts or ([] if footer else [part])
            draft.heads += [*inner[0].heads, *([part] if footer else [])]
            draft.has_text = draft.has_text or inner[0].has_text
    if not draft.authors and not draft.heads:
        draft.heads.append(draft.element)
    if role_of("", draft.element.get("class"), None) & Role.AUTHOR:
        draft.authors.insert(0, draft.element)


def _look(draft: Draft, drafts: frozenset[_Element]) -> None:
    """Finds name and time of a comment whose parts have no names: the first short words, and what tells a time."""
    if not draft.times:
        draft.times = list(islice(own_times(draft, drafts), 2))
    if draft.authors or draft.heads:
        return
    known = set(draft.times)
    lines = sum(1 for _ in islice(draft.element.iter("p"), 4))
    for element in islice(draft.element.iter("*"), 40):
        # The first of several paragraphs may be the name.
        if element in known or element.tag in SKIPPED or (element.tag == "p" and lines < 2):
            continue
        if len(element) and not all(inner in known for inner in element):
            continue  # "Ann <time>" is a name
        if element.tag == "p" and not NAME.fullmatch((element.text or "").strip()):
            return
        text = fold(element.text or "") if len(element) else glance(element, 60, 10)
        if text and not is_relative(text) and not is_control(text) and not DATED.search(text):
            draft.authors.append(element)
            return


def _is_bare(draft: Draft, known: frozenset[_Element]) -> bool:
    """Whether a comment is known by its id alone: none of its parts has a name, though one tells a time."""
    name = (draft.element.get("id") or "").lower()
    return (
        not (draft.authors or draft.times or draft.heads)
        and not any(inner.authors or inner.times or inner.heads for inner in draft.children)
        and is_item_id(name)
        and not any(map(name.__contains__, _OF_ANYTHING))
        and next(own_times(draft, known), None) is not None
    )


def own_times(draft: Draft, known: frozenset[_Element]) -> Iterator[_Element]:
    """What tells a time in its own words alone, and stands in this comment and in none of the comments in it."""
    for element in time_elements(draft.element):
        if next(
            (above for above in element.iterancestors() if above in known), None
        ) is draft.element and not _is_in_sentence(element):
            yield element


def _is_in_sentence(element: _Element) -> bool:
    """Whether a date is one that the comment speaks of: words stand before it on its line, and more than those of a byline."""
    for node in (element, *islice(element.iterancestors(), _LINE_LEVELS)):
        parent, previous = node.getparent(), node.getprevious()
        if node.tag not in INLINE or parent is None:
            return False
        before = (previous.tail if previous is not None else parent.text) or ""
        if before.strip() and len(before.strip()) + len((node.tail or "").strip()) > _LONGEST_BYLINE:
            return True
    return False


def _answer_box(root: _Element) -> _Element | None:
    for level, parent in enumerate(root.iterancestors()):
        if level >= ANSWER_LEVELS:
            return None
        if role_of("", parent.get("class"), None) & Role.REPLIES:
            return parent
    return None


def _list_items(root: _Element) -> list[_Element]:
    """The items of lists that a comment stands in, the innermost first: where lists are nested, the inner one holds answers."""
    return [parent for parent in islice(root.iterancestors(), 2 * ANSWER_LEVELS) if parent.tag == "li"]


def _walk(root: _Element, items: frozenset[_Element], drafts: list[Draft]) -> None:
    """One pass over an outermost comment and all comments in it; nesting costs nothing."""
    stack: list[tuple[Draft, int]] = []
    answers = 0
    answer_boxes: list[_Element] = []
    walker = iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            if answer_boxes and node is answer_boxes[-1]:
                answer_boxes.pop()
                answers -= 1
            if stack and node is stack[-1][0].element:
                stack.pop()
            if stack and node.tail and not stack[-1][0].has_text and not node.tail.isspace():
                stack[-1][0].has_text = True
            continue
        tag = node.tag
        if tag in SKIPPED:
            if tag == "meta" and stack and role_of(tag, None, node.get("itemprop")) & Role.TIME:
                stack[-1][0].times.append(node)
            walker.skip_subtree()
            continue
        names = node.get("class")
        if node in items:
            parent = stack[-1] if stack else None
            draft = Draft(element=node, number=len(drafts), parent=parent[0] if parent else None)
            if parent is not None:
                # What stands in a list inside of a comment answers it.
                draft.in_answers = answers > parent[1] or tag == "li" == parent[0].element.tag
                parent[0].children.append(draft)
            drafts.append(draft)
            stack.append((draft, answers))
        else:
            role = role_of(tag, names, node.get("itemprop") or node.get("property"))
            current = stack[-1][0]
            if role & Role.REPLIES or (names and any(_LIST_INSIDE.match(name) for name in names.lower().split())):
                answers += 1
                answer_boxes.append(node)
            if role & Role.AUTHOR and len(current.authors) < _MOST_AUTHORS:
                current.authors.append(node)
            if role & Role.TIME or (tag == "abbr" and node.get("title")) or (tag == "a" and _is_dated_link(node)):
                current.times.append(node)
            if role & Role.TEXT or (names in _WORDS_NAMES and tag in _WORDS_ALONE):
                current.texts.append(node)
                if current.authors:
                    _drop_around(node, current)
            if role & Role.HEAD or tag == "header":
                current.heads.append(node)
        if node.text and stack and not stack[-1][0].has_text and not node.text.isspace():
            stack[-1][0].has_text = True


def _drop_around(words: _Element, draft: Draft) -> None:
    """What holds the words of a comment is no name."""
    for above in islice(words.iterancestors(), _DEEPEST):
        if above is draft.element:
            return
        if above in draft.authors:
            draft.authors.remove(above)


def _is_dated_link(link: _Element) -> bool:
    """Whether a link without a name leads to a comment and says when that was written."""
    return (
        FRAGMENT.search(link.get("href") or "") is not None
        and not any(inner.tag in ("time", "abbr") for inner in islice(link.iter(), 10))
        and any(map(str.isdigit, text := glance(link, 60, 10)))
        and read_words(text, None) is not None
    )


def _settle(draft: Draft) -> None:
    """Inner comments come first: parts of a comment that look like comments go back to it, wrappers to what they wrap."""
    children = [child for child in draft.children if not child.absorbed]
    answered = any(child.in_answers for child in draft.children)
    if children and not answered and _is_wrapper(draft) and _is_for_many(draft) and _is_whole(children[0]):
        _drop(draft)
        return
    for child in children:
        if not child.authors and not child.times and not (child.in_answers and _is_whole(child)):
            _absorb(draft, child)
    children = [child for child in children if not child.absorbed]
    direct = [child for child in children if not child.in_answers]
    if _is_whole(draft) and not (direct and _is_wrapper(draft)):
        return
    if len(direct) == 1 and not (len(children) > 1 and not any(child.in_answers for child in children)):
        _absorb(draft, direct[0])
        if _is_whole(draft):
            return
    _drop(draft)
    if draft.parent is not None and draft.has_text and not draft.children:
        draft.parent.texts.append(draft.element)  # often the box of the words alone


def _drop(draft: Draft) -> None:
    """Forgets a box around comments, or something else that only sounds like one."""
    draft.absorbed = True
    for child in draft.children:
        if not child.absorbed and child.parent is draft:
            child.parent = draft.parent


def _is_wrapper(draft: Draft) -> bool:
    """Whether a box that is named for all comments has a heading, but no name and no time of its own."""
    names = (draft.element.get("class") or "").lower().split()
    return not draft.authors and not draft.times and any(map(names_box, names))


def _is_for_many(draft: Draft) -> bool:
    """Whether a box is called after several comments and is none of them: ``comments-container``."""
    names = (draft.element.get("class") or "").lower().split()
    return any(map(_MANY.match, names)) and not re.search(r"\d", draft.element.get("id") or "")


def _is_whole(draft: Draft) -> bool:
    return draft.has_text and bool(draft.authors or draft.times or draft.heads)


def _absorb(draft: Draft, part: Draft) -> None:
    part.absorbed = True
    draft.authors += part.authors
    draft.times += part.times
    draft.texts += [part.element, *part.texts] if not part.authors and not part.times else part.texts
    draft.heads += part.heads
    draft.has_text = draft.has_text or part.has_text
    for child in part.children:
        if not child.absorbed:
            child.parent = draft
            child.in_answers = child.in_answers or part.in_answers
            draft.children.append(child)
