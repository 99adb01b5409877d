"""The smaller facts: canonical address, language, site, image, next page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from parsers.article import Block, Figure
from parsers.found import NOTHING, Found, first
from parsers.headline.site_names import name_behind_title
from parsers.language import KNOWN, base_of, guess_language
from parsers.page import Page
from parsers.text import fold, key, plain
from parsers.tree.glance import glance


def read_canonical(page: Page) -> Found[str]:
    """``link rel=canonical`` made absolute (RFC 6596), else ``og:url``; the page's own address where there is neither.

    Whether to believe it is for the archive to decide, which knows what the other address leads to.
    """
    candidates = _canonicals(page)
    return replace(next(candidates), others=candidates)


def _canonicals(page: Page) -> Iterator[Found[str]]:
    if href := page.metadata.link("canonical"):
        yield Found(href, "link:canonical")
    if href := page.absolute(page.metadata.meta("og:url")):
        yield Found(href, "meta:og:url")
    yield Found(page.url, "url")


# ---- language

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.].*)?", re.IGNORECASE)
_ENGLISH_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "italian": "it", "italiano": "it", "dutch": "nl", "portuguese": "pt", "russian": "ru", "japanese": "ja",
    "chinese": "zh", "korean": "ko", "polish": "pl", "turkish": "tr", "swedish": "sv",
}  # fmt: skip


_CODES = {
    "cn": "zh", "jp": "ja", "kr": "ko", "gr": "el", "dk": "da", "cz": "cs", "ua": "uk", "vn": "vi", "us": "en", "gb": "en", "iw": "he",
    "at": "de", "mx": "es", "sp": "es", "rs": "sr", "by": "be", "in": "id", "ji": "yi", "mo": "ro",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl",
    "rus": "ru", "ukr": "uk", "pol": "pl", "ces": "cs", "cze": "cs", "hun": "hu", "ron": "ro", "rum": "ro", "tur": "tr", "swe": "sv",
    "dan": "da", "nor": "no", "nob": "nb", "nno": "nn", "fin": "fi", "ell": "el", "gre": "el", "jpn": "ja", "zho": "zh", "chi": "zh",
    "kor": "ko", "ara": "ar", "fas": "fa", "per": "fa", "heb": "he", "hin": "hi", "ind": "id",
}  # fmt: skip
"""Where a page names the country, or the language by a code of old or of three letters."""
_LIKE_COUNTRIES = frozenset(("br", "se", "ch"))
"""Codes of small languages that are those of large countries, too: the text tells which is meant."""


def read_language(page: Page, text: str) -> Found[str | None]:
    """BCP 47. What the page declares, unless its own text plainly is in another language (a theme's default ``en``)."""
    candidates = _declared_languages(page)
    declared = first(candidates)
    told = base_of(declared.value)
    guessed = guess_language(text, told)
    if guessed is None or (told and told not in KNOWN and told not in _LIKE_COUNTRIES):
        return declared
    guess = Found(guessed, "text")
    if declared.value is None:
        return guess
    if guessed != told:
        return replace(guess, others=chain([declared], candidates))
    return replace(declared, others=chain([guess], candidates))


def _declared_languages(page: Page) -> Iterator[Found[str]]:
    about = page.metadata
    for value, rule in (
        (about.html_lang, "html:lang"),
        (
            next((node.get("inLanguage") for node in about.articles() if node.get("inLanguage")), None),
            "json-ld:inLanguage",
        ),
        (about.meta("og:locale"), "meta:og:locale"),
        (about.meta("content-language", "language", "dc.language", "dcterms.language"), "meta:language"),
        (page.body.get("lang"), "body:lang"),
    ):
        if tag := _language_tag(value):
            yield Found(tag, rule)


def _language_tag(value: Any) -> str | None:
    """``en_us`` → ``en-US``; None for what is no tag."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    text = plain(value)
    if not text:
        return None
    text = _ENGLISH_NAMES.get(text.lower(), text)
    found = _TAG.fullmatch(text.split(",")[0].strip())
    if not found or found[1].lower() in ("und", "mul", "zxx"):
        return None
    language, script, region = _CODES.get(found[1].lower(), found[1].lower()), found[2], found[3]
    return "-".join([language, *([script.title()] if script else []), *([region.upper()] if region else [])])


# ---- site, image, next page


def read_site_name(page: Page, title: str | None = None) -> Found[str | None]:
    """The publication's name; where nothing else tells it, what the title tag says behind the title."""
    return first(_site_names(page, title))


def _site_names(page: Page, title: str | None) -> Iterator[Found[str]]:
    about = page.metadata
    if name := about.meta("og:site_name"):
        yield Found(name, "meta:og:site_name")
    for node in about.articles():
        for publisher in about.resolved(node.get("publisher")):
            name = plain(publisher.get("name") if isinstance(publisher, dict) else publisher)
            if name and not name.startswith("http"):
                yield Found(name, "json-ld:publisher")
    for item in about.article_items():
        names = [name for publisher in item.items("publisher") for name in publisher.texts("name")]
        if name := next(iter(names or item.texts("publisher")), None):
            yield Found(name, "microdata:publisher")
    if name := about.meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "cre"):
        yield Found(name, "meta:application-name")
    for node in about.nodes:
        if node.get("@type") == "WebSite" and (name := plain(node.get("name"))):
            yield Found(name, "json-ld:WebSite")
    if name := name_behind_title(page, title):
        yield Found(name, "title")
    if name := _name_at_host(page):
        yield Found(name, "link:home")


_MOST_LINKS, _LONGEST_LOGO, _LONGEST_SITE, _SHORTEST_SITE = 60, 150, 50, 4
"""Links of the head of a page; characters of what a logo is called, and of a site's name; letters of one that its host has
too."""
_NO_SITES = frozenset("blog news home shop docs help support store learn academy press media magazine".split())
_ABOUT_LOGO = re.compile(
    r"^(?:the|shop|visit|go to|back to) |\W*\b(?:logos?|home ?page|home|startseite|accueil)\b.*$", re.IGNORECASE
)


def _name_at_host(page: Page) -> str | None:
    """What a page's links to its front page, or pictures in them, are called, where its address is called so too."""
    site = urlsplit(page.url)
    host = key((site.hostname or "").removeprefix("www.").rpartition(".")[0])
    if not host:
        return None
    for link, href in page.marks.links[:_MOST_LINKS]:
        if href.count("/") > 3 or (address := urlsplit(page.absolute(href) or "")).hostname != site.hostname:
            continue
        if address.path in ("", "/") and not address.query:
            texts = (glance(link, _LONGEST_SITE), link.get("title"), *(image.get("alt") for image in link.iter("img")))
            for text in texts:
                if not text or len(text) > _LONGEST_LOGO:
                    continue
                name = _ABOUT_LOGO.sub("", plain(text) or "").strip()
                own = key(name)
                if own in _NO_SITES or len(own) < _SHORTEST_SITE or len(name) > _LONGEST_SITE:
                    continue
                if own in host or host in own:
                    return name
    return None


_NO_PICTURE = re.compile(
    r"(?:^|[-_.])(?:logo|favicon|place-?holder|no-?image|blank|spacer|apple-touch-icon|site-?icon|avatar)s?(?:$|[-_.\d@])",
    re.IGNORECASE,
)
"""In the name of a file: what stands in where an article has no picture."""


def read_image(page: Page, blocks: Sequence[Block] = ()) -> Found[str | None]:
    """The lead image; where the page's data name none, a picture with which the text (``blocks``) begins; a logo only where
    nothing else is offered."""
    found = first(_images(page, blocks))
    if found.value is None or not _NO_PICTURE.search(_file(found.value)):
        return found
    offered = list(_images(page, blocks))
    return min(offered, key=lambda one: _NO_PICTURE.search(_file(one.value)) is not None)


def _file(address: str) -> str:
    """The name of the file behind an address."""
    return urlsplit(address).path.rpartition("/")[2]


def _images(page: Page, blocks: Sequence[Block]) -> Iterator[Found[str]]:
    about = page.metadata
    if image := page.absolute(about.meta("og:image:secure_url", "og:image", "og:image:url")):
        yield Found(image, "meta:og:image")
    for node in about.articles():
        for value in about.resolved(node.get("image")):
            image = page.absolute((value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else value)
            if image:
                yield Found(image, "json-ld:image")
    for item in about.article_items():
        images = item.texts("image", "thumbnailUrl") + [url for it in item.items("image") for url in it.texts("url")]
        if image := page.absolute(next(iter(images), None)):
            yield Found(image, "microdata:image")
    if image := page.absolute(about.meta("twitter:image", "twitter:image:src", "parsely-image-url", "thumbnail")):
        yield Found(image, "meta:twitter:image")
    if image := about.link("image_src"):
        yield Found(image, "link:image_src")
    for block in blocks[:_BEGINNING]:
        if isinstance(block, Figure) and block.image and not _ORNAMENT.search(_file(block.image)):
            yield Found(block.image, "dom:figure")


_BEGINNING = 3
"""Blocks."""
_ORNAMENT = re.compile(
    rf"{_NO_PICTURE.pattern}|(?:^|[-_.])(?:icons?|btn|button|cta|banner|badge|arrow|pixel)(?:$|[-_.\d])|\.(?:svg|gif)$",
    re.IGNORECASE,
)


_NEXT = re.compile(r"(?:next(?: page)?|nächste(?: seite)?|weiter|page suivante|suivante?|siguiente|página siguiente|"
                   r"pagina successiva|successiva|próxima(?: página)?|volgende(?: pagina)?|następna|"
                   r"następna strona|nästa(?: sida)?|næste(?: side)?|neste(?: side)?|seuraava(?: sivu)?|další(?: strana)?|ďalšia(?: strana)?|"
                   r"següent|pàgina següent|sonraki(?: sayfa)?|következő(?: oldal)?|επόμενη(?: σελίδα)?|الصفحة التالية|التالي|הבא|"
                   r"(?:halaman )?(?:berikutnya|selanjutnya)|trang sau|다음(?: 페이지)?|"
                   r"continue reading|weiterlesen|lire la suite|continuar leyendo|"
                   r"(?:(?:continued?|go|on|weiter|auf|suite|zu) (?:(?:to|on|auf|zu|à la) )?)?(?:page|seite|página|pagina|sida|side|strona|sayfa) \d{1,2}(?:: .+)?|"
                   r"следующая(?: страница)?|次(?:へ|の?ページ(?:へ|に進む)?)|下一页|下一頁)\s*[›»→>]*", re.IGNORECASE)  # fmt: skip
# Where an address tells its page: "/2", "/page/2/", "/seite-2", "-2.html", "_2.html", "?page=2". The number of a page of
# comments is none.
_PAGE_NUMBER = re.compile(
    r"(?<!comment)[/_.,-](?:page|seite|pagina|p|pg|s|part|teil|showpage)[=/_-]?(\d{1,3})(?=/?$|\.\w{2,5}$)|"
    r"/(\d{1,2})/?$|[-_,.](\d{1,2})(?=\.\w{2,5}$)",
    re.IGNORECASE,
)
_MAY_TELL_PAGE = re.compile(r"\d(?:/|\.\w{2,5})?\s*(?:[?#&]|$)")
"""In an address that tells its page, as it stands in a link."""
_MOST_PAGES = 20
"""A higher number without a word for page is the number of an article."""
_FEW = 8
"""Elements in a link, itself included: what is larger is a card."""
_PAGE_PARAMETERS = ("page", "p", "pg", "seite", "pagina", "showpage", "pagenum", "part", "s")


def read_next_page(page: Page) -> Found[str | None]:
    """The following page of this same article: same site, same stem of the address, a page number one higher."""
    for href, rule in _next_links(page):
        if href and _follows(page.url, href):
            return Found(href, rule)
    return NOTHING


def _next_links(page: Page) -> Iterator[tuple[str | None, str]]:
    """Addresses that may be of the next page, the surest first."""
    yield page.metadata.link("next"), "link:next"
    numbered = []
    outline = page.outline
    steps = {stem.rpartition("/")[2].partition("%")[0] for (stem, _), _ in _readings(page.url)}
    for link, href in page.marks.links:
        # Most links need no second look: they are whole addresses, or paths from the root, without the name of this page.
        if href.startswith(("/", "http")):
            for step in steps:
                if step in href:
                    break
            else:
                continue
        if _MAY_TELL_PAGE.search(href) is None:
            continue
        number = outline.number[link]
        attributes, text = outline.attributes[number], outline.texts[number] or ""
        if attributes.get("rel", "").lower() == "next":
            yield page.absolute(link.get("href")), "a:rel=next"
        elif len(text) < 60 and outline.ends[number] - number <= _FEW:
            text = fold(text) if outline.ends[number] == number + 1 else glance(link, 60)
            if _NEXT.fullmatch(text or link.get("aria-label") or link.get("title") or ""):
                yield page.absolute(link.get("href")), "a:next"
            elif text.isdecimal() and len(text) < 4:
                numbered.append(link)
    for link in numbered:
        yield page.absolute(link.get("href")), "a:number"


def _follows(url: str, following: str) -> bool:
    """Whether the second address is the first one with a page number one higher."""
    here, there = urlsplit(url), urlsplit(following)
    if here.hostname != there.hostname or not here.path.strip("/"):
        return False
    for stem, number in _readings(following):
        if number is None:
            continue
        for other, before in _readings(url):
            # Some systems count from nought: the page without a number, then "?page=1".
            if stem == other and number - 1 == (before if before is not None else 1 if number > 1 else 0):
                return True
    return False


def _readings(url: str) -> Iterator[tuple[tuple[str, tuple[tuple[str, str], ...]], int | None]]:
    """What an address may mean: what it is of, and the page of it; None where it tells none."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if not name.startswith("utm_")]
    yield (_stem(parts.path), tuple(query)), None
    for name, value in query:
        if name.lower() in _PAGE_PARAMETERS and value.isdecimal() and len(value) < 4:
            yield (_stem(parts.path), tuple(pair for pair in query if pair[0] != name)), int(value)
    found = _PAGE_NUMBER.search(parts.path)
    if found:
        number = int(next(group for group in found.groups() if group))
        if number and (number <= _MOST_PAGES or not found.group().strip("/-_,.").isdecimal()):
            yield (_stem(parts.path[: found.start()] + parts.path[found.end() :]), tuple(query)), number


def _stem(path: str) -> str:
    """A path without its ending: "/a.html", "/a/index.html" and "/a/" are of the same article."""
    return re.sub(r"(?:/index)?(?:\.\w{2,5})?/?$", "", path)
