"""Text of what a site serves beside its articles: feeds, sitemaps, listings, robots.txt."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE

from w3lib.encoding import html_to_unicode

_UTF16 = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}  # XML 1.0, appendix F: a first "<" tells, without a mark
# XML knows none of them, and parsers stop at them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decode(body: bytes, content_type: str | None = None) -> str:
    """``body`` as text without control characters; bytes that say nothing become U+FFFD, never an error.

    Well-formed UTF-8 beyond ASCII is UTF-8 whatever header and declaration say (no other encoding looks like it by
    chance, and servers add a wrong ``charset`` by default); else byte order mark, header and declaration decide.
    """
    if encoding := _UTF16.get(body[:2]):
        return _FORBIDDEN.sub("", body.decode(encoding, "replace"))
    if not body.isascii():
        try:
            return _FORBIDDEN.sub("", body.decode("utf-8-sig"))
        except UnicodeDecodeError:
            pass
    encoding, text = html_to_unicode(content_type, body, default_encoding="cp1252")
    if encoding.startswith(("utf-16", "utf-32")) and not body.startswith((BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)):
        text = body.decode("utf-8", "replace")  # as browsers do: whoever could read that declaration has read ASCII
    return _FORBIDDEN.sub("", text)
