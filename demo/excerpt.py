"""Before and after of a changed text, cut to what is around the change."""

from __future__ import annotations

from rich.text import Text

from archive.versions.wording import word_diff

AROUND = 45
"""Characters shown on each side of a change."""
LONGEST = 240
"""Characters shown of what changed."""


def before_and_after(before: str | None, after: str | None) -> tuple[Text | None, Text | None]:
    """The two lines to show, what differs in red and green; None where nothing was taken away or put in."""
    pieces = word_diff(before, after)
    changed = [place for place, piece in enumerate(pieces) if piece.fate != "kept"]
    first, last = changed[0], changed[-1]
    start, end = _end("".join(p.text for p in pieces[:first])), _start("".join(p.text for p in pieces[last + 1 :]))
    lines: list[Text | None] = []
    for fate, style in (("removed", "bold red"), ("added", "bold green")):
        told = [piece for piece in pieces[first : last + 1] if piece.fate in ("kept", fate)]
        line = Text.assemble(*((piece.text.replace("\n", " "), style if piece.fate == fate else "") for piece in told))
        if len(line) > LONGEST:
            line.truncate(LONGEST, overflow="ellipsis")
        has_any = any(piece.fate == fate for piece in told)
        lines.append(Text.assemble((start, ""), line, (end, "")) if has_any else None)
    return lines[0], lines[1]


def _end(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= AROUND else "… " + flat[-AROUND:].partition(" ")[2]


def _start(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= AROUND else flat[:AROUND].rpartition(" ")[0] + " …"
