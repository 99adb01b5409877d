"""Where an element stands: in a byline or a card of an author, or in what belongs to something else."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from parsers.bylines.lines import short_text
from parsers.names import looks_like_person
from parsers.page import Page
from parsers.tree.glance import is_small

_TOKEN = re.compile(
    r"byline|by-line|by_line|author(?!i[tsz])|autor(?!i[sz]|e?play|ef)|auteur|writ(?:er|ten)[-_]?(?:by|name)?(?![a-z])|contributor"
    r"|journalist|reporter(?!s-)|verfasser|redacteur|skribent|posted-?by|articleby|article-by|signature|firmado|creator"
    r"|redaktor|credit-?name|staff-?name|person-?name|columnist|signat(?:aris?)?$|szerzo(?![a-z]*des)|penulis|wartawan|yazar|muhabir|forfatter|forfattare"
    r"|kirjoittaja|toimittaja|giornalist|periodist|jornalist"
)

_NOT_TOKEN = re.compile(
    r"typewriter|underwriter|authorized|comment|related|reviewer|reviewed|photo|illustrat|translator|editor-|fact-?check|medical"
    r"|share|social|twitter|facebook|instagram|linkedin|e-?mail|follow|avatar|image|img|icon|no-author|hide|hidden|tooltip|search|filter|newsletter|recommend|popular|quote|book"
    r"|(?:title|role|position|job|bio|description|desc|org|affiliation|headline|category|categories|tags?|topics?|date|time)$|urls(?:$|[-_])|caption|credits?$|copyright|(?<!re)source|testimonial|podcast|video|popup|pop-over|popover"
)

_SURE_TOKEN = re.compile(
    r"^(?:video|podcast|story|post|image|photo)s?[-_]+(?:\w+[-_])?(?:author|byline)(?:[-_]+name)?$"
)
"""Of a kind of article, not of a kind of thing beside it."""

_CONTEXT = re.compile(
    r"comment|related|recommend|teaser|popular|latest|trending|most-|carousel|slider|recirc|newsletter|(?:^|[\s_-])(?:nav|navbar|navigation|menu)(?![a-z])"
    r"|(?<!person)(?<!author)(?<!contributor)promo(?!ted)|next-|prev-|more-(?:from|posts|stories|news|articles)|read-?(?:more|next)|also-?(?:like|read)|you-may|post-?list|post-grid(?!-empty)|loop-item"
    r"|article-?list|testimonial|pullquote|blockquote|breadcrumb|cookie|popup|modal|(?<![a-z])feed|instagram|tweet|kg-bookmark"
    r"|(?:site|page|global|main|bottom)[-_]?footer|(?:^|\s)footer[-_](?:nav|menu|bottom|container|copyright|widgets?|top|area|section)"
)

_SOFT_CONTEXT = re.compile(
    r"sidebar|side-bar|(?<!elementor-)widget(?!-(?:container|wrap|post-info|author|theme|heading|text))(?:_|-area|s?$|\s)"
    r"|article-?card|post-?card|story-?card|(?:^|[\s_-])(?<!author-)(?<!author_)cards?(?:$|[\s_-])(?!author)|archive|search|podcast"
)

AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i)?|auteurs?|autore|by|people|person|persons?|profiles?|profil|users?|contributors?|staff|writers?|journalists?|reporters?"
    r"|redaktion|redaktor|redacteur|team|experts?|columnists?|bio|about|author-profile|verfasser|journalistes?|giornalist\w*|firmas?|signataires?|schrijver|szerzok?|penulis|wartawan|yazar(?:lar)?|kirjoittajat?|forfatter|skribent(?:er)?|novinari|avtor[iy]?|team-member|editors?|expert|our-team|meet)(?:/|-|\?|$)"
    r"|[?&]author=|/@[\w.-]+/?(?:$|[?#])|/author_",
    re.IGNORECASE,
)

_SOCIAL = re.compile(
    r"^(?:https?:)?//(?:www\.|m\.|de\.|mobile\.)?(?:twitter\.com|x\.com|facebook\.com|linkedin\.com|instagram\.com|youtube\.com|github\.com|medium\.com|threads\.(?:net|com)|bsky\.app|pinterest\.|tiktok\.com|xing\.com|muckrack\.com|mastodon\.|reddit\.com/u|flickr\.com|vimeo\.com|tumblr\.com|goodreads\.com|soundcloud\.com|orcid\.org|researchgate\.net|scholar\.google|about\.me|linktr\.ee|plus\.google\.com)",
    re.IGNORECASE,
)
"""Where people have pages that no publication keeps for them."""

_OF_BYLINES = ("author", "datePublished", "dateModified")
"""Properties that are in no menu."""
_LARGEST_FORM = 60
"""Elements of a form to subscribe at most; what is larger only ends or begins with one."""

NEAR, FAR = 60, 250
"""How many elements after (or before) the headline a byline stands at most, and how many it may at worst."""


def is_social(href: str) -> bool:
    """Whether a link leads to a page of the social web."""
    return _SOCIAL.match(href) is not None


@lru_cache(maxsize=8192)
def names_author(token: str) -> bool:
    if len(token) >= 80 or _TOKEN.search(token) is None:
        return False
    return _NOT_TOKEN.search(token) is None or _SURE_TOKEN.search(token) is not None


def in_card(page: Page, element: _Element) -> bool:
    """Whether it stands in a small box with a heading that leads to another page: whoever is named wrote that one."""
    for box in islice(element.iterancestors(), 3):
        if box in page.marks.around_headlines or not is_small(box, FEW):
            return False
        for heading in box.iter("h2", "h3", "h4"):
            link = next(heading.iter("a"), None)
            if link is None:
                link = next((one for one in islice(heading.iterancestors(), 4) if one.tag == "a"), None)
            address = page.absolute(link.get("href")) if link is not None else None
            if not address or address.partition("#")[0] == page.url.partition("#")[0] or AUTHOR_PATH.search(address):
                continue
            if not looks_like_person(short_text(heading)):
                return True
    return False


def is_elsewhere(page: Page, element: _Element) -> bool:
    """Whether an element surely stands among comments, teasers or menus."""
    return stands_elsewhere(page, element, near=True)


def stands_elsewhere(page: Page, element: _Element, *, near: bool) -> bool:
    """Whether it stands among comments, teasers, side bars and the like; each ancestor is looked at once.

    Near the headline a side bar or a card is only where the theme puts the byline.
    """
    around, known = page.marks.around_headlines, page.standing
    path: list[_Element] = []
    verdict = 0
    current: _Element | None = element
    while current is not None and current.tag not in ("body", "html"):
        if current in known:
            verdict = known[current]
            break
        path.append(current)
        current = current.getparent()
    for step in reversed(path):
        if verdict < 2:
            names = f"{step.get('class') or ''} {step.get('id') or ''}".lower()[:300].strip()
            found = _context(step, names, around)
            # The byline may be a teaser of its own, of the author's page.
            within = found == 2 and verdict == 0 and "teaser" in names and _in_byline(step)
            verdict = verdict if within else max(verdict, found)
        known[step] = verdict
    return verdict >= (2 if near else 1)


def _in_byline(element: _Element) -> bool:
    parents = islice(element.iterancestors(), 3)
    return any(names_author(token) for parent in parents for token in (parent.get("class") or "").lower().split())


def _context(step: _Element, names: str, around: frozenset[_Element]) -> int:
    """2 where an element surely holds something else than this article, 1 where it may."""
    found = 2 if step.tag in ("nav", "blockquote", "figure", "figcaption") else 1 if step.tag == "aside" else 0
    if step.tag == "nav" and is_small(step, FEW) and any(e.get("itemprop") in _OF_BYLINES for e in step.iter()):
        found = 0
    if step.tag == "footer" and next(step.iterancestors("article", "main"), None) is None:
        found = 0 if re.search(r"post|entry|article|meta", names) else 2
    if names and found < 2:
        context, is_soft = _context_of(names)
        if context == "newsletter" and not is_small(step, _LARGEST_FORM):
            context = ""
        found = max(found, 2 if context else 1 if is_soft else 0)
    if found and (step in around or (found == 1 and names_author(names.replace(" ", "-")[:79]))):
        return 0
    return found


@lru_cache(maxsize=8_192)
def _context_of(names: str) -> tuple[str, bool]:
    """What classes and id say of something else than the article, and whether they say so of what may be."""
    match = _CONTEXT.search(names)
    return match.group() if match is not None else "", _SOFT_CONTEXT.search(names) is not None


FEW, VERY_FEW = 41, 14
"""Elements in a line, itself included; elements in one that begins with a block."""
