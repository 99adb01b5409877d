"""From bytes to bytes of UTF-8, by the rules that browsers use, and a refusal where there is no text in them.

The order is that of the WHATWG Encoding and HTML standards: byte order mark, HTTP header, ``<meta>``, guess.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from parsers.errors import PageTooLarge, Undecodable
from parsers.text import safe

MAX_BYTES = 10_000_000
"""Twice the largest page that must always be read; real news pages stay under 3 MB."""
MAX_ELEMENTS = 75_000
"""Half as many again: the dearest kinds of elements cost 50 µs each, so that this is as much as four seconds hold."""

_START_TAG = re.compile(rb"<[a-zA-Z]")
_BINARY_STARTS = (
    b"%PDF-",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"Rar!\x1a\x07",
)
_RIFF_KINDS = (b"WEBP", b"WAVE", b"AVI ")
# UTF-7 is an attack, not an encoding; the others are Python's own ways to write text in ASCII.
_NO_ENCODINGS = frozenset(("utf-7", "punycode", "unicode-escape", "raw-unicode-escape"))
# All below the space but white space and the escape of ISO-2022: one byte in ten of packed data, none in a text.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r\x1b"})
# What ``safe`` takes out, as UTF-8: controls of ASCII, those above it, and what Unicode says is no character.
_UNSAFE_BYTES = bytes({*range(32), 127} - {*b"\t\n\r"})
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_NONCHARACTER_ENDS = (b"\xb7", b"\xbf\xbe", b"\xbf\xbf")
_GUESS_BYTES = 50_000
# References to what safe() takes out, and that libxml2 puts in; it reads &#146; as browsers do by itself.
_UNSAFE_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|129|141|143|144|157)(?:;|(?!\d))"
    rb"|x0*(?:[0-8bcef]|1[0-9a-f]|7f|8[1df]|90|9d|fff[ef]|fd[de][0-9a-f])(?:;|(?![0-9a-f])))",
    re.IGNORECASE,
)

# UTF-8 that a server took for Latin-1 and encoded once more: one page in fifty. A letter with a control character
# behind it is never meant.
_TWICE_ENCODED = re.compile(
    "[\u00c2-\u00f4](?:[\u0080-\u009f][\u0080-\u00bf]{0,2}|[\u00a0-\u00bf][\u0080-\u009f][\u0080-\u00bf]?)"
)


def decode(html: bytes, url: str, content_type: str | None) -> tuple[bytes, str]:
    """The page in UTF-8, which libxml2 reads and most pages are in, so that nothing is copied; and the rule that found
    its encoding (``bom:utf-8``, ``header:koi8-r``, ``guess:utf-8``…).

    Raises PageTooLarge before any work is done, and Undecodable where the bytes hold no text.
    """
    if len(html) > MAX_BYTES:
        raise PageTooLarge(url, f"{len(html):,} bytes; at most {MAX_BYTES:,} are read")
    if html.startswith(_BINARY_STARTS) or (html.startswith(b"RIFF") and html[8:12] in _RIFF_KINDS):
        raise Undecodable(url, "a binary file, not a page")
    bom, body = _split_bom(html)
    rule, encoding = ("bom", bom) if bom else _declared(body, content_type)
    utf8 = _utf8(body)
    if encoding is None:
        rule, encoding = "guess", "utf-8" if utf8 is not None else _guess(body)
    if not bom and encoding != "utf-8" and utf8 is not None and not body.isascii():
        # A Latin-1 text is never by chance well-formed UTF-8 beyond ASCII: the declaration is wrong.
        rule, encoding = "valid", "utf-8"
    elif encoding == "utf-8" and utf8 is None and _mostly_broken_utf8(body):
        rule, encoding = "guess", _guess(body)
    has_controls = len(body.translate(None, _UNSAFE_BYTES)) < len(body)
    if has_controls and not encoding.startswith(("utf-16", "utf-32")) and _is_packed(body):
        raise Undecodable(url, "binary data, not text")
    if encoding == "utf-8" and utf8 is not None:
        text = _cleaned(utf8) if has_controls or _holds_unsafe(body) else utf8
    else:
        text = _cleaned(body.decode(encoding, "replace"))
    if text is not utf8:
        body = text.encode()
    if not text or text.isspace():
        raise Undecodable(url, "an empty page")
    if (
        len(html) > 2 * MAX_ELEMENTS
        and html.count(b"<") > MAX_ELEMENTS
        and len(_START_TAG.findall(html)) > MAX_ELEMENTS
    ):
        raise PageTooLarge(url, f"more than {MAX_ELEMENTS:,} elements")
    return _UNSAFE_REFERENCE.sub(b" ", body), f"{rule}:{encoding}"


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_packed(body: bytes) -> bool:
    return (len(body) - len(body.translate(None, _CONTROLS))) * 20 > len(body)


def _cleaned(text: str) -> str:
    return safe(_TWICE_ENCODED.sub(_decode_again, text))


def _holds_unsafe(body: bytes) -> bool:
    """Whether well-formed UTF-8 may hold what ``_cleaned`` would change besides controls of ASCII: told sooner by its
    bytes than by its characters."""
    # A byte is found much sooner than a pattern, and one of the two is in most pages not there.
    return (b"\xc2" in body and _C1.search(body) is not None) or (
        b"\xef" in body and any(follower.startswith(_NONCHARACTER_ENDS) for follower in body.split(b"\xef")[1:])
    )


def _decode_again(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _split_bom(html: bytes) -> tuple[str | None, bytes]:
    encoding, bom = read_bom(html)
    return (encoding, html[len(bom) :]) if encoding and bom else (None, html)


def _declared(body: bytes, content_type: str | None) -> tuple[str, str | None]:
    header = http_content_type_encoding(content_type)
    if header and _can_decode(header) and not header.startswith(("utf-16", "utf-32")):
        return "header", header
    meta = html_body_declared_encoding(body[:100_000])
    if meta and meta.startswith(("utf-16", "utf-32")):
        # Whoever could read the tag as ASCII does not read UTF-16 (HTML standard, "prescan").
        meta = "utf-8"
    if header and _can_decode(header) and not meta and body.count(b"\0") * 4 > len(body):
        return "header", header
    return ("meta", meta) if meta and _can_decode(meta) else ("guess", None)


def _can_decode(encoding: str) -> bool:
    """Whether browsers know it too."""
    resolved = resolve_encoding(encoding) or ""
    try:
        b"<".decode(resolved, "replace")  # of no bytes at all Python does not even look for the codec
    except (LookupError, UnicodeError):
        return False
    return codecs.lookup(resolved).name not in _NO_ENCODINGS


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end == len(body):
            return "utf-8"  # cut in the middle of a character
    foreign = max(0, next((i for i, byte in enumerate(body) if byte > 127), 0) - 2_000)
    best = from_bytes(body[foreign : foreign + _GUESS_BYTES]).best()
    return best.encoding if best and best.encoding != "ascii" else "cp1252"


def _mostly_broken_utf8(body: bytes) -> bool:
    """Whether more than half of what is not ASCII does not read as UTF-8; one bad byte is only a bad byte."""
    if body.isascii():
        return False
    sample = body[:1_000_000]
    broken = sample.decode("utf-8", "replace").count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    return broken * 2 > len(sample.translate(None, bytes(range(128))))
