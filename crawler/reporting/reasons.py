"""Reasons in classes: what counts and metrics can be summed by, as the sentences name hosts and figures. Pure."""

from __future__ import annotations

import re

CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("not_recorded", r"^replay:"),
        ("robots", r"robots\.txt"),
        ("too_many", r"^answered (?:429|503)"),
        ("server", r"^answered 5"),
        ("client", r"^answered 4"),
        ("status", r"^answered "),
        ("timeout", r"no whole answer within|redirects that take longer|does not answer|timed out"),
        ("name", r"no address is known"),
        ("tls", r"certificate|\bssl\b|\btls\b"),
        ("connection", r"refuses the connection|the connection broke"),
        ("broken", r"breaks off|cannot be unpacked|is damaged|unexpected end"),
        (
            "address",
            r"not a public address|private network|is not asked for|our own proxy|is no address|no address that|name of a host|none of the web",
        ),
        ("worker", r"to read$|could not be read, by a fault|^a fault of ours|rendered|render = true|Chromium"),
        (
            "bound",
            r"larger than|more than|more redirects|longer than|unpacks to|packed (?:in|\d)|redirects in a circle|PAGES_PER_HOST",
        ),
        ("stand_in", r"soft 404|meta refresh|a trap|its page says|redirects to"),
    )
)
"""Class → what its reasons say; the first that fits."""


def class_of(reason: str | None) -> str:
    """One word for why something failed or was refused; ``other`` for what is not known."""
    return next((name for name, pattern in CLASSES if pattern.search(reason or "")), "other")
