"""What changed between two neighbouring versions of an article, part by part, and of which kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.text.words import tokens, words
from archive.versions.bodies import Passage
from archive.versions.contents import Content, Widget, same_moment, without_query
from archive.versions.corrections import notes
from archive.versions.edits import Kind, kind_of
from archive.versions.looks import alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One part that differs."""

    part: str
    """``title``, ``subtitle``, ``lead``, ``section 2: Its heading``, ``author``, ``bio: Name``, ``published``,
    ``modified``, ``tag``, ``image``, ``comment widget``."""
    kind: Kind
    before: str | None
    """None where it was added."""
    after: str | None
    """None where it was removed."""
    before_section: int | None = None
    """Row of the section that ``before`` is the text of."""
    after_position: int | None = None
    """Which passage of the new version (from 0) ``after`` is the text of."""


def compare(old: Content, new: Content) -> list[Change]:
    """The changes that lead from one version to the next, in page order."""
    changes = [
        *_text_change("title", old.title, new.title),
        *_text_change("subtitle", old.subtitle, new.subtitle),
        *_passage_changes(old.passages, new.passages),
        *_writer_changes(old, new),
    ]
    if not same_moment(old.published, new.published):
        changes.append(_value_change("published", old.published, new.published))
    if old.modified != new.modified:
        changes.append(_value_change("modified", old.modified, new.modified))
    changes += (_value_change("tag", tag, None) for tag in old.tags if tag not in new.tags)
    changes += (_value_change("tag", None, tag) for tag in new.tags if tag not in old.tags)
    if without_query(old.image) != without_query(new.image):
        changes.append(_value_change("image", old.image, new.image))
    changes += _widget_changes(old.widgets, new.widgets)
    return changes


def is_silent(changes: Iterable[Change]) -> bool:
    """Whether the page keeps quiet about them: no newer ``modified``, no correction note."""
    return not any(
        change.kind == "correction note" or (change.part == "modified" and change.after is not None)
        for change in changes
    )


def kind_today(part: str, kind: Kind, before: str | None, after: str | None) -> Kind:
    """Of which kind a change is that was told as ``kind`` once, by the rules of today."""
    if kind in ("moved", "removed") or not part.startswith(_TEXTS):
        return kind
    return _kind(part, before, after)


_TEXTS = ("title", "subtitle", "lead", "section ", "bio: ")
"""Parts whose change is one of words."""


def _kind(part: str, before: str | None, after: str | None) -> Kind:
    kind = kind_of(before, after)
    if part == "title" and kind == "wording" and before and after:
        old, new = words(before.casefold()), words(after.casefold())
        if SequenceMatcher(None, old, new, autojunk=False).ratio() < 0.6:
            return "headline swap"
    if kind == "added" and part.startswith("section ") and notes(part.partition(": ")[2]):
        return "correction note"
    return kind


def _text_change(part: str, before: str | None, after: str | None) -> Iterator[Change]:
    if not alike(before, after):
        yield Change(part=part, kind=_kind(part, before, after), before=before, after=after)


def _value_change(part: str, before: str | None, after: str | None) -> Change:
    kind: Kind = "added" if before is None else "removed" if after is None else "wording"
    return Change(part=part, kind=kind, before=before, after=after)


def _writer_changes(old: Content, new: Content) -> Iterator[Change]:
    before = {writer.name: writer.bio for writer in old.writers}
    after = {writer.name: writer.bio for writer in new.writers}
    yield from (_value_change("author", name, None) for name in before if name not in after)
    yield from (_value_change("author", None, name) for name in after if name not in before)
    for name in before.keys() & after.keys():
        yield from _text_change(f"bio: {name}", before[name], after[name])
    kept_before, kept_after = [n for n in before if n in after], [n for n in after if n in before]
    if kept_before != kept_after:
        yield Change(part="author", kind="moved", before=", ".join(before), after=", ".join(after))


def _widget_changes(old: tuple[Widget, ...], new: tuple[Widget, ...]) -> Iterator[Change]:
    """Comment systems that came, went, were opened or closed; how many comments they count is no change."""
    before, after = ({widget.thread: widget for widget in widgets} for widgets in (old, new))
    for thread, widget in before.items():
        other = after.get(thread)
        if other is None or {None, widget.open, other.open} == {None, True, False}:
            yield _value_change("comment widget", str(widget), None if other is None else str(other))
    yield from (
        _value_change("comment widget", None, str(widget)) for key, widget in after.items() if key not in before
    )


def _passage_changes(old: tuple[Passage, ...], new: tuple[Passage, ...]) -> Iterator[Change]:
    """Pair the passages of two versions and tell what differs, in the order of the new one, removals first."""
    pairs = dict(_pairs(old, new))
    partners = set(pairs.values())
    for index, passage in enumerate(old):
        if index not in partners:
            yield _passage_change(_name(old, index), "removed", passage, None, None)
    order = [pairs[index] for index in sorted(pairs)]
    moved = _out_of_order(order)
    for index, passage in enumerate(new):
        name = _name(new, index)
        partner = pairs.get(index)
        if partner is None:
            yield _passage_change(name, _kind(name, None, passage.text), None, passage, index)
            continue
        before = old[partner]
        is_same = alike(before.text, passage.text)
        if not is_same:
            yield _passage_change(name, _kind(name, before.text, passage.text), before, passage, index)
        # Between the lead and a section the text alone tells what happened to it.
        if not alike(before.heading, passage.heading) and (is_same or (before.heading and passage.heading)):
            yield from _text_change(name, before.heading, passage.heading)
        if partner in moved:
            yield Change(part=name, kind="moved", before=_name(old, partner), after=name)


def _passage_change(
    part: str, kind: Kind, before: Passage | None, after: Passage | None, after_position: int | None
) -> Change:
    return Change(
        part=part,
        kind=kind,
        before=before.text if before else None,
        after=after.text if after else None,
        before_section=before.section_id if before else None,
        after_position=after_position,
    )


_SAMENESS: tuple[Callable[[Passage], object], ...] = (lambda p: p.key, lambda p: p.heading, lambda p: p.text)


def _pairs(old: tuple[Passage, ...], new: tuple[Passage, ...]) -> Iterator[tuple[int, int]]:
    """(index in new, index in old) of what is the same passage: by all of it, by heading, by text, by likeness."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    for same in _SAMENESS:
        places: dict[object, list[int]] = defaultdict(list)
        for index, passage in left.items():
            places[same(passage)].append(index)
        for index, passage in list(right.items()):
            if places[same(passage)]:
                partner = places[same(passage)].pop(0)
                del left[partner], right[index]
                yield index, partner
    for index, passage in list(right.items()):
        ours = set(tokens(passage.text))
        for partner, before in left.items():
            theirs = set(tokens(before.text))
            if ours and len(ours & theirs) >= 0.5 * max(len(ours), len(theirs)):
                del left[partner]
                yield index, partner
                break


def _out_of_order(order: list[int]) -> set[int]:
    """What must have moved: everything outside a longest run that kept its order."""
    if order == sorted(order):
        return set()
    kept = SequenceMatcher(None, order, sorted(order), autojunk=False).get_matching_blocks()
    standing = {order[block.a + offset] for block in kept for offset in range(block.size)}
    return set(order) - standing


def _name(passages: tuple[Passage, ...], index: int) -> str:
    passage = passages[index]
    if passage.heading is None:
        return "lead"
    first = 0 if passages[0].heading is None else 1
    return f"section {index + first}: {passage.heading}"
