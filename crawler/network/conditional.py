"""Asking for what we have already: only if it has changed (RFC 9110 §13)."""

from __future__ import annotations

import re

_PACKED = re.compile(r'-gzip"$')


def unless_changed(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers by which a server can answer 304; both are sent back as they came.

    But for the suffix that Apache's mod_deflate adds to a tag and does not know again (its bug 45023): with it, such a
    server answers in full for ever.
    """
    headers = {}
    if etag:
        headers["If-None-Match"] = _PACKED.sub('"', etag)
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers
