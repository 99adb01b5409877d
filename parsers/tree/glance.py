"""A short look at an element: its text if it is small, so that a page of a hundred thousand nested boxes costs no more."""

from __future__ import annotations

from itertools import islice

from lxml.etree import _Element

from parsers.text import INLINE, UNSEEN, fold, raw_text, text_of


def is_small(element: _Element, most: int = 80) -> bool:
    """Whether at most ``most`` elements stand in it."""
    return next(islice(element.iter(), most + 1, None), None) is None


def glance(element: _Element, characters: int = 300, elements: int = 80) -> str:
    """What a reader sees of a small element, folded; nothing where it is larger than that."""
    if next(iter(element), None) is not None:  # to tell their number, all children are counted
        tags = [node.tag for node in islice(element.iter(), 1, elements + 2)]
        if len(tags) > elements:
            return ""
        text = raw_text(element)
        # White space folds away, so that markup may be three times as long as its text.
        if len(text) > 3 * characters + 200:
            return ""
        is_one = INLINE.issuperset(tags) and element.tag not in UNSEEN
        text = fold(text) if is_one else text_of(element)
    else:
        text = text_of(element)
    return text if len(text) <= characters else ""
