"""Lengths of time, as people say them."""

from __future__ import annotations

from datetime import timedelta


def spoken(span: timedelta) -> str:
    """Rounded: ``40 s``, ``90 min``, ``2.5 h``, ``3 days``."""
    seconds = max(span.total_seconds(), 0.0)
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3_600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.2g} h" if seconds < 2 * 86_400 else f"{seconds / 86_400:.0f} days"
