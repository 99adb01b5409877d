"""Addresses: what may be requested, what counts as the same page, and what belongs to the same site."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit

import idna
from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL = 2_048
"""Characters. Longer addresses are traps or mistakes; the sitemap protocol has the same bound."""

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "ns_", "fb_", "guce_", "elqtrack", "at_")
"""Families of parameters that say where a reader came from, never what to show; lower case."""

TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid msclkid yclid ysclid twclid ttclid
    li_fat_id igshid igsh epik dicbo tblci obclid rb_clickid irclickid cjevent wickedid _branch_match_id
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id vero_conv oly_enc_id oly_anon_id
    ml_subscriber ml_subscriber_hash ck_subscriber_id nr_email_referer __s _ke _ga _gl
    cmp cmpid cid_source campaign_id wt_mc wt.mc_id wt_zmc wt.nav xtor xtref xts maca icid ocid ncid ftag mbid smid
    smtyp emc ito s_cid s_kwcid cm_sp cm_mmc spm scm trk trkinfo trackingid ref_src ref_url referrer referer
    __twitter_impression __source guccounter soc_src soc_trk sr_share sref wprov dg_ _openstat action_object_map
    feedname feedtype rss_source sc_channel sc_campaign sc_cid
    """.split()
)
"""Single parameters of the same kind, lower case."""

_SESSION = frozenset("phpsessid jsessionid sessionid session_id sessid cfid cftoken oscsid zenid".split())
_SESSION_IF_IT_LOOKS_SO = frozenset("sid s sess session".split())
_WAYS = frozenset("source src from via partner r".split())  # ?r=rss
_LONG_TOKEN = re.compile(r"(?=.*\d)(?:[0-9a-f]{24,}|[0-9a-z]{26,})", re.IGNORECASE)
# What servlets and ASP.NET write into the path: /a;jsessionid=0A1B/ and /(S(x1y2))/a, /(X(1)S(x1y2))/a
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\((?:[AFSX]\([\w-]+\))+\)(?=/|$)", re.IGNORECASE)

# A post or page of Blogger. For telephones it is called the same with m=1, and links to it tell who shared it.
_BLOGGERS = re.compile(r"/(?:\d{4}/\d\d|p)/[^/]+\.html")
_BLOGGERS_WAYS = re.compile(r"m=[01]|(?:spref|showcomment)=.*", re.IGNORECASE)

_PLAIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/[a-zA-Z0-9/?&=%._~!$'()*+,;:@-]*")
_SHORT = re.compile(r"^https?://[^/?#]+/\?p=\d+$")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPED_LETTERS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def page_key(url: str) -> str:
    """What two addresses of one page have in common; for comparison only, never requested.

    http and https are one (the key says https); host in lower case and ASCII; default port, user, fragment, tracking
    parameters and session ids are off; the query is sorted, percent-encoding as RFC 3986 §6.2.2 normalises it.
    ``www.``, a slash at the end and the case of the path stay: they can tell pages apart.
    Never raises; what is no http(s) address comes back without white space around it.
    """
    text = _printable(url)
    parts = _split(text)
    if parts is None:
        return text
    host, port = _host(parts), parts.port
    authority = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _without_dots(_SESSION_IN_PATH.sub("", _escaped(parts.path))) or "/"
    pairs = sorted(pair for pair in _escaped(parts.query).split("&") if pair and not _says_nothing(pair))
    if pairs and _BLOGGERS.fullmatch(path):
        pairs = [pair for pair in pairs if not _BLOGGERS_WAYS.fullmatch(pair)]
    return f"https://{authority}{path}" + (f"?{'&'.join(pairs)}" if pairs else "")


def absolute(url: str | None, base: str = "") -> str | None:
    """The address to request for a link ``url`` on page ``base``; None where there is nothing to request.

    White space, fragment and user are off, characters that no URL may have are percent-encoded; else it is as written.
    None for other schemes (``javascript:``, ``mailto:``, ``file:``…), for junk, and beyond ``MAX_URL`` characters.
    """
    if not url or len(url) > 2 * MAX_URL:
        return None
    if len(url) <= MAX_URL and _PLAIN.fullmatch(url):  # nearly all, at a tenth of the cost
        return url
    try:
        # Browsers drop tabs and line breaks inside an address (WHATWG URL, "basic URL parser").
        joined = urljoin(base, re.sub(r"[\t\r\n]", "", url).strip())
        parts = _split(joined)
        if parts is None:
            return None
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2], path=parts.path or "/", fragment="")
        safe = safe_url_string(parts.geturl())
    except ValueError:
        return None
    return safe if len(safe) <= MAX_URL and is_http(safe) else None


def is_http(url: str) -> bool:
    """Whether it is an absolute http(s) address with a host."""
    return _CONTROL.search(url) is None and _split(url) is not None


@lru_cache(maxsize=2_048)  # each is asked for several times while its request is under way
def host_of(url: str) -> str:
    """``name:port`` in lower case, the port always there; politeness is kept per such host. Empty for junk."""
    parts = _split(_printable(url))
    if parts is None:
        return ""
    return f"{_host(parts)}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def site_of(url: str) -> str:
    """The registrable domain (``bbc.co.uk``; ``name.blogspot.com`` is one too); ``name:port`` for IPs and bare names.

    By the public suffix list that tldextract brings along; no network.
    """
    parts = _split(_printable(url))
    if parts is None:
        return ""
    return _domain(_host(parts)) or host_of(url)


def is_short(url: str) -> bool:
    """Whether it is an address of WordPress that redirects to the article's own: /?p=123, with nothing else."""
    return _SHORT.search(url) is not None


def same_site(one: str, other: str) -> bool:
    """Whether both are addresses of one site; False for junk."""
    return (site := site_of(one)) != "" and site == site_of(other)


def readable(url: str) -> str:
    """The address as people write it, to be shown only: letters instead of their percent-encoding, hosts without
    ``xn--``. What cannot be seen stays as it is. Never raises."""
    if (parts := _split(url)) is None:
        return url
    host = parts.hostname or ""
    if "xn--" in host:
        with suppress(idna.IDNAError):
            parts = parts._replace(netloc=parts.netloc.lower().replace(host, idna.decode(host)))
    return _ESCAPED_LETTERS.sub(_letters, parts.geturl())


def _letters(escaped: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(escaped[0]).decode()
    except UnicodeDecodeError:
        return escaped[0]
    return text if all(letter.isprintable() and not letter.isspace() for letter in text) else escaped[0]


def _printable(url: str) -> str:
    return re.sub(r"[\t\r\n]", "", url).strip(" \x00\x0b\x0c\x1f").strip()


def _split(url: str) -> SplitResult | None:
    """Parts of an http(s) address that has a host and a possible port, else None."""
    try:
        parts = urlsplit(url)
        possible = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # unbalanced brackets, a port that is no number
        return None
    return parts if possible and _host(parts) else None


def _host(parts: SplitResult) -> str:
    host = _ascii((parts.hostname or "").rstrip("."))
    return f"[{host}]" if ":" in host else host


@lru_cache(maxsize=4_096)
def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return quote(host.lower())


def _escaped(text: str) -> str:
    """Percent-encoding in its one normal form; doing it again changes nothing."""
    text = quote(_ESCAPE.sub("%25", text), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")
    return _ESCAPED.sub(lambda hit: c if (c := chr(int(hit[0][1:], 16))) in _UNRESERVED else hit[0].upper(), text)


def _without_dots(path: str) -> str:
    """RFC 3986 §5.2.4: ``/a/../b/./c`` is ``/b/c``."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _says_nothing(pair: str) -> bool:
    """Whether a parameter (``name=value``, escaped) tells where a reader came from, or who it is, not what to show."""
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in TRACKING or name.startswith(TRACKING_PREFIXES) or name in _SESSION or name.startswith("aspsessionid"):
        return True
    if name in _SESSION_IF_IT_LOOKS_SO:  # sid is a story on some sites, s a search
        return _LONG_TOKEN.fullmatch(value) is not None
    if name == "ref":  # a number names a thing, a word tells a way here
        return not value.isdigit()
    return name in _WAYS and value.lower().startswith("rss")


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4_096)
def _domain(host: str) -> str:
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdecimal() or ":" in host:
        return ""
    # A top-level domain that the list does not know is a public suffix itself (publicsuffix.org, "the rule is *").
    return _suffixes()(host).top_domain_under_public_suffix or ".".join(labels[-2:])
