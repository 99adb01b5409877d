"""Before and after of a changed text, cut to what is around the change."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rich.text import Text

AROUND = 7
"""Words shown on each side of a change."""
LONGEST = 28
"""Words shown of a passage that was added or removed as a whole."""


def before_and_after(before: str | None, after: str | None) -> tuple[Text | None, Text | None]:
    """The two lines to show, what differs in red and green; None where nothing was taken away or put in."""
    old, new = (re.findall(r"\S+", text or "") for text in (before, after))
    if not old or not new:
        return (
            _line([(" ".join(old[:LONGEST]) + ("…" if len(old) > LONGEST else ""), "red")]) if old else None,
            _line([(" ".join(new[:LONGEST]) + ("…" if len(new) > LONGEST else ""), "green")]) if new else None,
        )
    edits = [code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"]
    _, left, _, right, _ = edits[0]
    _, _, left_end, _, right_end = edits[-1]
    return (
        _around(old, left, left_end, "red") if left < left_end else None,
        _around(new, right, right_end, "green") if right < right_end else None,
    )


def _around(words: list[str], first: int, last: int, style: str) -> Text:
    changed = words[first:last]
    if len(changed) > LONGEST:
        changed = [*changed[:LONGEST], "…"]
    begin, end = max(first - AROUND, 0), min(last + AROUND, len(words))
    return _line(
        [
            ("… " if begin else "", "dim"),
            (" ".join(words[begin:first]), ""),
            (" " if begin < first and changed else "", ""),
            (" ".join(changed), f"bold {style}"),
            (" " if last < end else "", ""),
            (" ".join(words[last:end]), ""),
            (" …" if end < len(words) else "", "dim"),
        ]
    )


def _line(parts: list[tuple[str, str]]) -> Text:
    return Text.assemble(*[part for part in parts if part[0]])
