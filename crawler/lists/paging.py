"""The next page of a list: what leads there, where no ``rel=next`` says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import lxml.html

from crawler.lists.markup import Markup
from crawler.urls import absolute, page_key, same_site

MAX_ANCHORS = 20_000
"""Looked at on one page, a second or two of work; what has more is made to keep us busy."""

_NUMBER = re.compile(
    r"(?P<before>[/?&;_.-](?:pages?|p|pg|paged|pagina|pagenum|pageno|pageindex|seite|strana|stranica|sivu|side|stranka|blatt"
    r"|offset|start|from|skip)(?:[=/_-])?)(?P<number>\d{1,5})(?=$|[/?&#;.])",
    re.IGNORECASE,
)
"""What in an address tells the page of a list: /page/2, /page-2.html, ?page=2, ?start=20."""
_LAST_NUMBER = re.compile(r"(?P<before>/)(?P<number>\d{1,4})/?$")
"""/news/2"""
_NEXT = re.compile(
    r"(?:(?:go to |to )?(?:the )?next(?: page)?|(?:show |load |see |view )?(?:older|more|earlier)(?: posts| entries| articles"
    r"| stories| news| results)?|n[äa]chste(?: seite)?|weiter|[äa]ltere(?: (?:beitr[äa]ge|artikel|meldungen))?|vor"
    r"|suivante?s?|page suivante|plus anciens|articles plus anciens|siguientes?|p[áa]gina siguiente|m[áa]s antiguos"
    r"|entradas antiguas|anteriores|pr[óo]xim[ao]s?|pr[óo]xima p[áa]gina|avanti|successiv[ao]|pagina successiva"
    r"|volgende(?: pagina)?|oudere(?: berichten)?|n[äa]sta(?: sida)?|neste(?: side)?|n[æe]ste(?: side)?|[äe]ldre inl[äa]gg"
    r"|seuraava|nast[ęe]pn[aey](?: strona)?|starsze(?: wpisy)?|dal[šs][íi](?: strana)?|star[šs][íi]|sonraki(?: sayfa)?"
    r"|следующая(?: страница)?|след\.?|дал(?:ее|ьше)|вперёд|вперед|ранее|раньше|наступна|далі|次へ?|次のページ(?:へ)?|前の記事"
    r"|下一?[页頁]|다음(?: 페이지)?|التالي|הבא)",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"[\s»›→>❯▶⟩\u00a0«‹←<|]+|&[rl]aquo;")
_NEXT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:next|older|nextpostslink|next-posts|blog-pager-older-link|pager-next|weiter)(?:$|[\s_-])"
)
_PAGER = re.compile(r"(?:^|[\s_-])(?:pag(?:er|ination|ing|inator|enav|inate)\w*|page-?numbers|wp-pagenavi)(?:$|[\s_-])")

_SUFFIX = re.compile(r"(?:\.\w{2,5})?/?$")
_FURTHER = re.compile(r"[/_,;.-](?:[a-z]{1,8}[_=/-]?)?\d{1,3}", re.IGNORECASE)
_COUNTED = re.compile(r"[\w-]+=\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """A link that may lead on."""

    url: str
    text: str
    says_next: bool


def next_page(page: Markup, url: str) -> str | None:
    """The address of the page after this one in the same list: as ``rel=next`` says, as a link in words or an arrow
    says, as the numbers of a pager say; None where nothing does."""
    if (named := page.linked("next")) and same_site(named, url) and page_key(named) != page_key(url):
        return named
    here = _number(url)
    leads = list(_leads(page, url))
    for lead in leads:
        there = _number(lead.url)
        if lead.says_next and (there is None or here is None or there > here):
            return lead.url
    # Some count their addresses from 0, so that it is the text that tells: "2" leads to ?page=1.
    after = [(int(lead.text), lead.url) for lead in leads if lead.text.isdecimal() and len(lead.text) < 5]
    current = 1 if here is None else here
    return min(((number, there) for number, there in after if number > current), default=(0, None))[1]


def is_further(url: str, first: str) -> bool:
    """Whether an address is ``first`` with a number more, as those of an article's further pages are."""
    here, there = urlsplit(page_key(first)), urlsplit(page_key(url))
    if here.netloc != there.netloc:
        return False
    if _stem(url) == _stem(first) and (_number(first) or 1) == 1:
        return True
    base, path = (_SUFFIX.sub("", parts.path) for parts in (here, there))
    if here.query == there.query:
        return path.startswith(base) and _FURTHER.fullmatch(path[len(base) :]) is not None
    told, more = set(filter(None, here.query.split("&"))), set(there.query.split("&"))
    return base == path and told < more and _COUNTED.fullmatch("&".join(more - told)) is not None


def _leads(page: Markup, url: str) -> Iterator[_Lead]:
    """Links to other pages of this list, as far as their addresses tell."""
    own, stem = page_key(url), _stem(url)
    for anchor in islice(page.root.iter("a"), MAX_ANCHORS):
        address = absolute(anchor.get("href"), page.base_url)
        if address is None or not same_site(address, url) or page_key(address) == own:
            continue
        text = " ".join(" ".join(anchor.itertext()).split())
        words = _ARROWS.sub(" ", text).strip()
        says_next = len(text) <= 40 and _says_next(anchor, text, words)
        number = _number(address)
        if number is None:
            # A cursor or a date instead of a number (Blogger: ?updated-max=…): only where a pager says so.
            if says_next and urlsplit(address).query and _in_pager(anchor):
                yield _Lead(url=address, text=words, says_next=True)
        elif _stem(address) == stem or (says_next and _in_pager(anchor)):
            yield _Lead(url=address, text=words, says_next=says_next)


def _says_next(anchor: lxml.html.HtmlElement, text: str, words: str) -> bool:
    label = anchor.get("aria-label") or anchor.get("title") or ""
    names = f"{anchor.get('class') or ''} {anchor.get('id') or ''}".lower()
    return (
        _NEXT.fullmatch(words) is not None
        or _NEXT.fullmatch(_ARROWS.sub(" ", label).strip()) is not None
        or _NEXT_CLASS.search(names) is not None
        or text in ("»", "›", "→", ">", ">>", "››", "❯")
    )


def _in_pager(anchor: lxml.html.HtmlElement) -> bool:
    """Whether the link stands in a pager, by the classes of it and of what is close above it."""
    element: lxml.html.HtmlElement | None = anchor
    for _ in range(4):
        if element is None or element.tag in ("body", "html"):
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}".lower()
        if _PAGER.search(names) or _NEXT_CLASS.search(names):
            return True
        element = element.getparent()
    return False


def _number(url: str) -> int | None:
    """Which page of its list an address says to be; None where it says nothing."""
    found = _NUMBER.search(_target(url)) or _LAST_NUMBER.search(urlsplit(url).path)
    return int(found["number"]) if found else None


def _stem(url: str) -> str:
    """An address without what tells the page: the same for all pages of a list."""
    target = _target(url)
    if found := _NUMBER.search(target):
        target = f"{target[: found.start()]}/{target[found.end() :]}"
    elif last := _LAST_NUMBER.search(urlsplit(url).path):
        target = urlsplit(url).path[: last.start()]
    return re.sub(r"(?:(?:^|/)(?:index|default))?\.\w{2,5}$", "", target.strip("/?&")).strip("/")


def _target(url: str) -> str:
    parts = urlsplit(page_key(url))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
