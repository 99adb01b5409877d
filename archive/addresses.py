"""Addresses as the archive compares them: the same page, the same site, a front page."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_FRONT = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default)\.[a-z]{2,5})?", re.IGNORECASE)
"""Paths of front pages: ``/``, ``/en/``, ``/index.html``, ``/de-at/index.php``."""


@lru_cache(maxsize=4096)
def plain_url(url: str) -> str:
    """The URL as aliases are kept: without fragment, ``http`` as ``https``, the host in lower case."""
    parts = urlsplit(url)
    scheme = "https" if parts.scheme == "http" else parts.scheme
    netloc = parts.netloc.rpartition("@")[2].lower()
    default = ":443" if parts.scheme == "https" else ":80"
    return parts._replace(scheme=scheme, netloc=netloc.removesuffix(default), fragment="").geturl()


def host_name(url: str) -> str:
    """``name:port`` of a URL, the port of its scheme where it names none. Raises ValueError where it has no host."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"{url!r} names no host")
    return f"{parts.hostname}:{_port(parts)}"


def same_site(one: str, other: str) -> bool:
    """Whether both URLs are of one publisher: the same registered domain; for addresses and bare names, host and port."""
    a, b = urlsplit(one), urlsplit(other)
    if not a.hostname or not b.hostname:
        return False
    if a.hostname == b.hostname and _port(a) == _port(b):
        return True
    domain = _domain(a.hostname)
    return bool(domain) and domain == _domain(b.hostname)


def is_front(url: str) -> bool:
    """Whether the URL is a site's front page, which is no article's address."""
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


@cache
def _suffixes() -> TLDExtract:
    # Imported where it is needed: it loads an HTTP client that we never let it use, and only odd links come here.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _domain(host: str) -> str:
    """The registered domain, or "" for an IP address or a bare name."""
    if "." not in host or ":" in host or host.rpartition(".")[2].isdecimal():
        return ""  # without the list, whose making takes 0.1 s
    return _suffixes()(host).top_domain_under_public_suffix
