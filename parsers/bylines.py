"""Bylines: the elements in which a reader sees who wrote the article, each with the names in it and how much it says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element, iterwalk

from parsers.given_names import is_given_name
from parsers.glance import is_small
from parsers.names import (
    OTHER_HAND,
    begins_with_by,
    is_common,
    is_name_of_group,
    is_of_another,
    is_role,
    is_signed,
    is_team,
    key,
    looks_like_person,
    names_source,
    other_hand_last,
    sounds_like_person,
    split_names,
    without_by,
)
from parsers.outline import Outline
from parsers.page import Page
from parsers.text import INLINE, UNSEEN, fold, text_of

_TOKEN = re.compile(
    r"byline|by-line|by_line|author(?!i[tsz])|autor(?!i[sz]|e?play|ef)|auteur|writ(?:er|ten)[-_]?(?:by|name)?(?![a-z])|contributor"
    r"|journalist|reporter(?!s-)|verfasser|redacteur|skribent|posted-?by|articleby|article-by|signature|firmado|creator"
    r"|redaktor|credit-?name|staff-?name|person-?name|columnist|signat(?:aris?)?$|szerzo(?![a-z]*des)|penulis|wartawan|yazar|muhabir|forfatter|forfattare"
    r"|kirjoittaja|toimittaja|giornalist|periodist|jornalist"
)
_NOT_TOKEN = re.compile(
    r"typewriter|underwriter|authorized|comment|related|reviewer|reviewed|photo|illustrat|translator|editor-|fact-?check|medical"
    r"|share|social|twitter|facebook|instagram|linkedin|e-?mail|follow|avatar|image|img|icon|no-author|hide|hidden|tooltip|search|filter|newsletter|recommend|popular|quote|book"
    r"|(?:title|role|position|job|bio|description|desc|org|affiliation|headline|category|categories|tags?|topics?|date|time)$|caption|credits?$|copyright|(?<!re)source|testimonial|podcast|video|popup|pop-over|popover"
)
_SURE_TOKEN = re.compile(
    r"^(?:video|podcast|story|post|image|photo)s?[-_]+(?:\w+[-_])?(?:author|byline)(?:[-_]+name)?$"
)
"""Of a kind of article, not of a kind of thing beside it."""
_NAME_TOKEN = re.compile(
    r"(?:author|byline|writer|contributor|autor|auteur|person|staff|creator|reporter|columnist)s?(?:[\w-]*[-_])?(?:name|link|fullname)s?"
    r"|^fn$|^name$|^p-name$|^p-author$|^author$|^authors$|^autor$|^url fn n$"
)
_CONTEXT = re.compile(
    r"comment|related|recommend|teaser|popular|latest|trending|most-|carousel|slider|recirc|newsletter|(?:^|[\s_-])(?:nav|navbar|navigation|menu)(?![a-z])"
    r"|promo(?!ted)|next-|prev-|more-(?:from|posts|stories|news|articles)|read-?(?:more|next)|also-?(?:like|read)|you-may|post-?list|post-grid(?!-empty)|loop-item"
    r"|article-?list|testimonial|pullquote|blockquote|breadcrumb|cookie|popup|modal|(?<![a-z])feed|instagram|tweet|kg-bookmark"
    r"|(?:site|page|global|main|bottom)[-_]?footer|(?:^|\s)footer[-_](?:nav|menu|bottom|container|copyright|widgets?|top|area|section)"
)
_SOFT_CONTEXT = re.compile(
    r"sidebar|side-bar|(?<!elementor-)widget(?!-(?:container|wrap|post-info|author|theme|heading|text))(?:_|-area|s?$|\s)"
    r"|article-?card|post-?card|story-?card|(?:^|[\s_-])(?<!author-)(?<!author_)cards?(?:$|[\s_-])(?!author)|archive|search|podcast"
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i)?|auteurs?|autore|by|people|person|persons?|profiles?|profil|users?|contributors?|staff|writers?|journalists?|reporters?"
    r"|redaktion|redaktor|redacteur|team|experts?|columnists?|bio|about|author-profile|verfasser|journalistes?|giornalist\w*|firmas?|signataires?|schrijver|szerzok?|penulis|wartawan|yazar(?:lar)?|kirjoittajat?|forfatter|skribent(?:er)?|novinari|avtor[iy]?|team-member|editors?|expert|our-team|meet)(?:/|-|\?|$)"
    r"|[?&]author=|/@[\w.-]+/?$|/author_",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|a)?|auteurs?|autore|contributors?|by|profiles?|people|writers?|journalists?|reporters?|staff|columnists?|producers|team-members?"
    r"|experts?|redaktion|author-profile|signataires?|szerzok?|penulis|wartawan|yazar(?:lar)?|kirjoittajat?|forfatter|skribent(?:er)?|novinari|avtor[iy]?)/[\w%.@-]+/?(?:\?.*)?$|[?&]author=",
    re.MULTILINE,
)
"""In lower case."""
AUTHOR_WORDS = tuple(
    """author autor auteur byline by-line by_line writ contrib journalist reporter verfasser redact redakt skribent posted
    article-by articleby signat firmado creator credit staff person columnist user profile bio abh_ sabox expert speaker
    guest blogger member about vcard m-a-box data-entry p-note job_title szerz penulis wartawan
    yazar muhabir forfatt kirjoitt toimitt giornalist periodist jornalist""".split()
)
"""One of these is in every class word and id that speaks of authors."""
_TEST_ID = re.compile(r"yline|uthor")
_NO_HOLDERS = frozenset("html body main article input form img figure label button".split())
_LONGEST = 300
_MOST_HOLDERS = 60
_LARGEST_FORM = 60
"""Elements of a form to subscribe at most; what is larger only ends or begins with one."""
_SOURCE_WEIGHT = 3.0
"""Of a line that names an editor or a source, near the headline."""
_NEAR, _FAR = 60, 250
"""How many elements after (or before) the headline a byline stands at most, and how many it may at worst."""


@dataclass(slots=True)
class Mention:
    """One element that names authors."""

    element: _Element
    names: list[str]
    urls: dict[str, str] = field(default_factory=dict)
    """Name key → profile page, absolute."""
    weight: float = 0.0
    distance: int = 0
    """Elements from the headline; negative above it."""
    rule: str = ""


@lru_cache(maxsize=8192)
def _names_author(token: str) -> bool:
    if len(token) >= 80 or _TOKEN.search(token) is None:
        return False
    return _NOT_TOKEN.search(token) is None or _SURE_TOKEN.search(token) is not None


def headline_of(page: Page) -> _Element | None:
    """The ``h1`` that repeats what the page calls itself; the first one where none does."""
    headings = page.marks.by_tag("h1")
    titles = [t for t in (page.metadata.meta("og:title", "twitter:title"), page.metadata.title_tag) if t]
    first: _Element | None = None
    for heading in headings[:20]:
        text = key(text_of(heading))
        if not text:
            continue
        if first is None:
            first = heading
        if len(text) > 8 and any(text in key(title) or key(title) in text for title in titles):
            return heading
    for heading in page.in_body("h2"):
        if first is not None:
            break
        text = key(text_of(heading))
        if len(text) > 8 and any(text in key(title) for title in titles):
            return heading
    return first if first is not None else _untagged_headline(page, titles)


def _untagged_headline(page: Page, titles: list[str]) -> _Element | None:
    """The first line that is the page's title, where no heading says so."""
    keys = [key(title) for title in titles]
    for element in page.marks.elements:
        text = element.text
        if text and 20 <= len(text) <= 300 and element.tag not in UNSEEN:
            own = key(text)
            if len(own) > 15 and any(title.startswith(own) for title in keys):
                return element
    return None


def read_mentions(page: Page) -> list[Mention]:
    """Every byline of the page that may be this article's, strongest first."""
    marks = page.marks
    headline = headline_of(page)
    start = marks.position(headline) if headline is not None else 0
    holders: dict[_Element, str] = {}
    if "author" in marks.rels:
        for element in marks.by_tag("a"):
            if "author" in (element.get("rel") or ""):
                holders[element] = "rel:author"
    for element in marks.by_property("author", "creator")[:_MOST_HOLDERS]:
        holders.setdefault(element, "microdata:author")
    for element in marks.named_like(AUTHOR_WORDS, _names_author)[: 5 * _MOST_HOLDERS]:
        holders.setdefault(element, "dom:byline")
    for element, name in marks.test_ids:
        if _TEST_ID.search(name):
            holders.setdefault(element, "dom:byline")
    if _PROFILE.search(marks.lower_targets):
        for element, href in marks.links:
            if -60 <= marks.position(element) - start <= 4 * _FAR and _PROFILE.search(href.lower()):
                holders.setdefault(element, "link:author")
    contexts: dict[_Element, int] = {}
    mentions: list[Mention] = []
    below = _below(page, headline)
    for element, rule in islice(holders.items(), 5 * _MOST_HOLDERS):
        if element.tag in UNSEEN or element.tag in _NO_HOLDERS:
            continue
        position = marks.position(element)
        distance = position - start
        is_near = headline is not None and -_NEAR <= distance <= _NEAR and position < below
        # What WordPress calls the author of the post is that one wherever it stands.
        is_near = is_near or _NAME_OF_POST.search(element.get("class") or "") is not None
        if _elsewhere(page, element, contexts, near=is_near) or (position >= below and _in_card(page, element)):
            continue
        mention = _read(page, element, rule, distance, headline)
        if mention is not None:
            mentions.append(mention)
    mentions += _spoken(page, start, below, {mention.element for mention in mentions}, contexts)
    mentions += _defined(page, start, contexts)
    mentions += _drawn(page, start, below, contexts)
    if not mentions:
        mentions += _bare(page, start, contexts)
    if not mentions:
        mentions += _portraits(page, start, contexts)
    if all(mention.weight <= _SOURCE_WEIGHT for mention in mentions):
        mentions += _reporters(page, start)
    return sorted(mentions, key=lambda mention: (-mention.weight, abs(mention.distance)))


def _below(page: Page, headline: _Element | None) -> int:
    """Where most of the page's prose stands between the headline and an element: what comes there is below the text."""
    survey = page.survey
    start = survey.find(headline) if headline is not None else None
    totals = survey.totals(survey.prose)
    most = (totals[start] if start is not None else 0) + _MOST_PROSE * totals[-1]
    place = bisect_right(totals, most) if totals[-1] else len(totals)
    return page.marks.position(survey.elements[place]) if place < len(survey.elements) else len(page.marks.elements)


_MOST_PROSE = 0.6
_NAME_OF_POST = re.compile(r"\bwp-block-post-author(?:-name|__name)\b")


def _in_card(page: Page, element: _Element) -> bool:
    """Whether it stands in a small box with a heading that leads to another page: whoever is named wrote that one."""
    for box in islice(element.iterancestors(), 3):
        if box in page.marks.around_headlines or not is_small(box, _FEW):
            return False
        for heading in box.iter("h2", "h3", "h4"):
            link = next(heading.iter("a"), None)
            if link is None:
                link = next((one for one in islice(heading.iterancestors(), 4) if one.tag == "a"), None)
            address = page.absolute(link.get("href")) if link is not None else None
            if not address or address.partition("#")[0] == page.url.partition("#")[0] or _AUTHOR_PATH.search(address):
                continue
            if not looks_like_person(_short(heading)):
                return True
    return False


def is_elsewhere(page: Page, element: _Element, known: dict[_Element, int]) -> bool:
    """Whether an element surely stands among comments, teasers or menus; ``known`` remembers what was looked at."""
    return _elsewhere(page, element, known, near=True)


def _elsewhere(page: Page, element: _Element, known: dict[_Element, int], *, near: bool) -> bool:
    """Whether it stands among comments, teasers, side bars and the like; each ancestor is looked at once.

    Near the headline a side bar or a card is only where the theme puts the byline.
    """
    around = page.marks.around_headlines
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
    return any(_names_author(token) for parent in parents for token in (parent.get("class") or "").lower().split())


def _context(step: _Element, names: str, around: frozenset[_Element]) -> int:
    """2 where an element surely holds something else than this article, 1 where it may."""
    found = 2 if step.tag in ("nav", "blockquote", "figure", "figcaption") else 1 if step.tag == "aside" else 0
    if step.tag == "footer" and next(step.iterancestors("article", "main"), None) is None:
        found = 0 if re.search(r"post|entry|article|meta", names) else 2
    if names and found < 2:
        match = _CONTEXT.search(names)
        if match and match.group() == "newsletter" and not is_small(step, _LARGEST_FORM):
            match = None
        found = max(found, 2 if match else 1 if _SOFT_CONTEXT.search(names) else 0)
    if found and (step in around or (found == 1 and _names_author(names.replace(" ", "-")[:79]))):
        return 0
    return found


def _read(page: Page, element: _Element, rule: str, distance: int, headline: _Element | None) -> Mention | None:
    text = _short(element)
    if text and is_of_another(text):
        return None
    before = _line_before(element)
    if before and other_hand_last(before):
        return None
    if rule == "link:author" and _in_sentence(element, before):
        return None
    if headline is not None and any(parent is headline for parent in element.iterancestors()):
        return None
    own = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    names: list[str] = []
    urls: dict[str, str] = {}
    linked = named = False
    for inner in _inner(element):
        kind = _kind(inner)
        if not kind:
            continue
        if len(names) > 60:
            break
        label = _short(inner)
        if not label or len(label) > 120 or OTHER_HAND.match(label):
            continue
        line = _line_before(inner)
        if line and other_hand_last(line):
            continue
        for name in split_names(label):
            if kind == "link" and not looks_like_person(name) and len(name.split()) > 4:
                continue
            if key(name) not in map(key, names):
                names.append(name)
            if inner.tag == "a" and (address := page.absolute(inner.get("href"))):
                urls.setdefault(key(name), address)
            linked = linked or kind == "link"
            named = named or kind == "name"
    spoken = begins_with_by(text) if text else False
    content = element.get("content")
    if not names and content:
        names = split_names(content)
    if text and (not names or (spoken and len(text) <= 200)):
        from_text = split_names(text)
        known = {key(name) for name in names}
        if not names:
            if (
                spoken
                or _NAME_TOKEN.search(own)
                or rule != "dom:byline"
                or re.search(
                    r"byline|author|autor|auteur|writer|reporter|journalist|verfasser|signat(?:aris?)?(?!\w)|szerz|penulis|wartawan|yazar|muhabir"
                    r"|forfatt|kirjoitt|toimitt|periodist|jornalist",
                    own,
                )
            ):
                names = from_text
        elif (
            len(from_text) > len(names)
            and known <= {key(name) for name in from_text}
            and all(looks_like_person(name) for name in from_text)
        ):
            names = from_text
    if names and not linked and not spoken:
        away = {key(name) for link in element.iter("a") if _leads_away(link) for name in split_names(_short(link))}
        names = [name for name in names if key(name) not in away]
    weight = 2.0
    if not names and (rule in ("rel:author", "microdata:author") or _NAME_TOKEN.search(own)) and is_name_of_group(text):
        names, weight = [text], 0.0
    if not names and rule == "dom:byline" and not text:
        # A box too long for a byline often begins with the name.
        opening = next((words for piece in islice(element.itertext(), 12) if (words := fold(piece))), "")
        opening = opening.rstrip(":")
        if is_full_name(opening) and split_names(opening) == [opening]:
            names, weight = [opening], 0.5
    if not names or (
        rule == "link:author"
        and not all(looks_like_person(name) for name in names)
        and not _is_slug(element, names, distance)
    ):
        return None
    if rule in ("rel:author", "microdata:author"):
        weight += 1.5
    if spoken or (before and begins_with_by(f"{before} x")):
        weight += 1.5
    if linked:
        weight += 1.0
    if named or _NAME_TOKEN.search(own):
        weight += 0.5
    if re.search(r"byline|by-line", own):
        weight += 1.0
    if -30 <= distance <= _NEAR:
        weight += 3.0
    elif -60 <= distance <= _FAR:
        weight += 1.5
    if all(looks_like_person(name) for name in names):
        weight += 1.0
    elif not spoken and not linked and any(len(name.split()) > 4 for name in names):
        return None
    if len(names) > 6 or names_source(text or "") or (before and names_source(before)):
        weight -= 3.0
    return Mention(element=element, names=names, urls=urls, weight=weight, distance=distance, rule=rule)


_TOPIC_PATH = re.compile(
    r"/(?:tags?|category|categories|topics?|sections?|kategorien?|rubrik|schlagwort|thema)/", re.IGNORECASE
)


def _leads_away(link: _Element) -> bool:
    """Whether a link in a byline is to a topic."""
    return "tag" in (link.get("rel") or "") or _TOPIC_PATH.search(link.get("href") or "") is not None


def _is_slug(link: _Element, names: list[str], distance: int) -> bool:
    """Whether a link beside the headline has the name itself as its address: ``/author/jane/``."""
    slug = (link.get("href") or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return -_NEAR <= distance <= _NEAR and len(names) == 1 and key(slug) == key(names[0])


def _inner(element: _Element) -> Iterator[_Element]:
    for number, inner in enumerate(element.iter("*")):
        if number > 150:
            return
        yield inner


def _kind(element: _Element) -> str:
    """``link`` to a profile, element with a ``name``, or nothing."""
    if element.tag == "a":
        href = element.get("href") or ""
        if "author" in (element.get("rel") or "") or _AUTHOR_PATH.search(href):
            return "link"
    if element.get("itemprop") == "name":
        return "name"
    names = element.get("class")
    if names and len(names) < 200 and any(_NAME_TOKEN.search(token) for token in names.lower().split()):
        return "name"
    return ""


_GLUE_END = re.compile(
    r"(?:[,;:：/／&(（+–—-]|(?:^|\W)(?:by|von|par|por|di|da|door|av|af|and|und|et|y|e|en|og|och|with|mit|автор|от))$",
    re.IGNORECASE,
)
_GLUE_START = re.compile(
    r"^(?:[,;:/&).’'+–—-]|[وו](?=[^\W\d_])|(?:and|und|et|y|e|en|og|och|with|mit|for|in|at)(?:\W|$))", re.IGNORECASE
)


_LAST_NAME = re.compile(r"\b(?:last|sur|family)[-_]?name", re.IGNORECASE)


def _short(element: _Element) -> str:
    """The text of a short element; where one inner element ends and another begins, a bar parts what may be two things."""
    pieces: list[str] = []
    last_names: set[int] = set()
    size = 0
    if next(iter(element), None) is None:
        text = " ".join((element.text or "").split())
        return text if len(text) <= _LONGEST else ""
    if not is_small(element, 150):
        return ""
    walker = iterwalk(element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start" and node.tag in UNSEEN and node is not element:
            walker.skip_subtree()
            continue
        words = node.text if event == "start" else node.tail if node is not element else None
        if words and (words := " ".join(words.split())):
            if event == "start" and "ast" in (names := node.get("class") or "") and _LAST_NAME.search(names):
                last_names.add(len(pieces))
            pieces.append(words)
            size += len(words)
            if size > 2 * _LONGEST:
                return ""
    text = ""
    for number, piece in enumerate(pieces):
        # First and last name often have elements of their own.
        single = (" " not in piece and " " not in text) or number in last_names
        if text and not (single or _GLUE_END.search(text) or _GLUE_START.match(piece)):
            text += " •"
        text += f" {piece}" if text and piece[0] not in ",;.:)’'" else piece
    return text if len(text) <= _LONGEST else ""


_LONGEST_LINE = 200
_LABEL_TAGS = frozenset("span p div strong b em i small label dt h3 h4 h5 h6".split())


def _line_before(element: _Element) -> str:
    """The words before an element in its line, the nearest last; the label above it where its line begins with it."""
    pieces: list[str] = []
    size = 0
    current = element
    for _ in range(8):
        previous = current.getprevious()
        for _ in range(12):
            if previous is None or size > _LONGEST_LINE:
                break
            if words := (previous.tail or "").strip():
                pieces.append(words)
                size += len(words)
            if isinstance(previous.tag, str):
                if previous.tag == "br" and pieces:
                    return " ".join(reversed(pieces))
                if previous.tag not in UNSEEN and (previous.tag in INLINE or not pieces):
                    words = _short(previous) if previous.tag in INLINE or previous.tag in _LABEL_TAGS else ""
                    if words:
                        pieces.append(words)
                        size += len(words)
                if previous.tag not in INLINE and pieces:
                    return " ".join(reversed(pieces))
            previous = previous.getprevious()
        parent = current.getparent()
        if parent is None or size > _LONGEST_LINE:
            break
        if words := (parent.text or "").strip():
            pieces.append(words)
            size += len(words)
        # A list of names inside a line is a part of it.
        if parent.tag not in INLINE and (pieces or parent.tag not in ("li", "ul", "div")):
            break
        current = parent
    return " ".join(reversed(pieces))


def _opens_line(element: _Element) -> bool:
    """Whether a line break stands right before it."""
    previous = element.getprevious()
    return previous is not None and previous.tag == "br" and not (previous.tail or "").strip()


def _in_sentence(element: _Element, before: str) -> bool:
    """Whether the words before an element are a sentence that goes on with it, not a label."""
    return (
        len(before.split()) > 6 and not begins_with_by(before) and not re.search(r"\W$|\b(?:by|von|par|por)$", before)
    )


_DATED = re.compile(
    r"\b(?:19|20)\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\bmin(?:ute)?s?\.? read\b|\bago\b", re.IGNORECASE
)
_MAY_DATE = re.compile(r"\d|\b[aA][gG][oO]\b")
_MID_BY = re.compile(
    r"(?:^|[|•·,/–—-]|\d)\s*(?:posted |written |published )?(?:by|von|par|por)\s+(?=\S)"
    r"|(?<=[\s\d])(?:取材・)?(?:文|執筆|撰文|作者|記者|记者)\s?[=＝:：/／|]\s?(?=\S)",
    re.IGNORECASE,
)
_FAR_HINTS = (
    " by", "about the author", "über den autor", "geschrieben von", "écrit par", "escrito por", "scritto da",
)  # fmt: skip
_FARTHEST_HINT = 80
"""Characters of a line before one of these at most."""
_FAR_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|authored|article|words|story|post)\s+by\b|about the author|über den autor|geschrieben von|écrit par|escrito por|scritto da)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"[,.]\s(?:say|write|report|ask|find|explain|argue)s\s([A-ZÀ-Þ'’-]{2,}(?:\s[A-ZÀ-Þ'’.-]{2,}){1,2})\.?$"
    r"|[,.]\s(?:write|report)s\s([A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’.-]+){1,2})\.?$"
)
"""The end of a standfirst that is a byline: "…, writes Jane Doe."; who only says something stands there in capitals."""
_STANDFIRST = 8
"""How many elements after the headline it begins at most."""
_POSTED_BY = re.compile(r"^\W*posted by \w+ (?:at|on)\b.{0,30}\b20\d\d\b", re.IGNORECASE)
_INLINE_STARTS = ("strong", "b", "em", "i", "span", "a", "time", "img", "small")
_FEW, _VERY_FEW = 41, 14
"""Elements in a line, itself included; elements in one that begins with a block."""
_LINES = frozenset(
    "p div span address em strong i b li h2 h3 h4 h5 h6 small a td dd time section header font center".split()
)


def _spoken(
    page: Page, start: int, below: int, known: set[_Element], contexts: dict[_Element, int]
) -> Iterator[Mention]:
    """Lines that name the author whatever their class: "By X" near the headline, "Written by X" anywhere, a name beside a date."""
    outline = page.outline
    elements = outline.elements
    headline = key(_short(elements[start])) if start < len(elements) else ""
    title = key(page.metadata.meta("og:title") or page.metadata.title_tag or "")
    first, last = max(0, start - 15), start + 90
    silent: set[str] = set()  # a box and what stands in it often have the same text
    for position in range(first, min(len(elements), last)):
        element = elements[position]
        if outline.tags[position] not in _LINES or element in known or outline.ends[position] - position > _FEW:
            continue
        words = outline.texts[position]
        if (not words or words.isspace()) and not _has_inline_start(outline, position):
            continue
        is_leaf = outline.ends[position] == position + 1
        quick = ((words or "") if is_leaf else " ".join(islice(element.itertext(), 16))).strip()
        if len(quick) > 400 or quick in silent:
            continue
        if 0 < position - start <= _STANDFIRST and (said := _SAYS.search(quick)):
            name = (said[1].title() if said[1] else said[2]).rstrip(".")
            if sounds_like_person(name):
                yield Mention(element=element, names=[name], weight=4.0, distance=position - start, rule="text:says")
                continue
        if not (
            begins_with_by(quick)
            or is_signed(quick)
            or (len(quick) <= 200 and _MAY_DATE.search(quick) and _DATED.search(quick))
        ):
            silent.add(quick)
            continue
        text = _short(element)
        if not 4 <= len(text) <= 120 or OTHER_HAND.match(text) or _elsewhere(page, element, contexts, near=True):
            continue
        if position >= below and _in_card(page, element):
            continue
        found = _names_in(text)
        if (
            found is not None
            and found[2] == "text:beside-date"
            and (position < start or _links_away(element) or not _may_be_person(page, found[0][0]))
        ):
            found = None
        if found is not None and not any(
            key(name) in (headline if found[2] == "text:by" else title) for name in found[0]
        ):
            if element.tag in INLINE and not _opens_line(element) and _in_sentence(element, _line_before(element)):
                continue
            names, weight, rule = found
            yield Mention(
                element=element,
                names=names,
                urls=_linked(page, element),
                weight=weight if position >= start else weight - 1.0,
                distance=position - start,
                rule=rule,
            )
    if not _names_far(page):
        return
    for position in range(last, len(elements)):
        element = elements[position]
        words = outline.texts[position]
        if (
            words
            and element not in known
            and _FAR_BY.match(words)
            and not _elsewhere(page, element, contexts, near=False)
            and not _in_card(page, element)
        ):
            text = _short(element)
            if len(text) <= 120 and not OTHER_HAND.match(text):
                names = split_names(text)
                if not (_POSTED_BY.match(text) and len(names) == 1):
                    names = [name for name in names if looks_like_person(name)]
                if names:
                    yield Mention(
                        element=element,
                        names=names,
                        urls=_linked(page, element),
                        weight=4.0,
                        distance=position - start,
                        rule="text:by",
                    )


_WHO_IS_TOLD = frozenset(
    "author authors name by writer writers autor autoren verfasser auteur auteurs autores autore autori".split()
) | {"written by", "words by"}


def _defined(page: Page, start: int, contexts: dict[_Element, int]) -> Iterator[Mention]:
    """Names that a list of terms near the headline tells as those of authors."""
    for term in page.marks.by_tag("dt")[:_MOST_HOLDERS]:
        distance = page.marks.position(term) - start
        if not -_NEAR <= distance <= _NEAR or _short(term).rstrip(":").lower() not in _WHO_IS_TOLD:
            continue
        told = term.getnext()
        while told is not None and told.tag == "dd":
            names = [name for name in split_names(_short(told)) if looks_like_person(name)]
            if names and not _elsewhere(page, told, contexts, near=True):
                urls = _linked(page, told)
                yield Mention(element=told, names=names, urls=urls, weight=5.5, distance=distance, rule="dom:term")
            told = told.getnext()


_ICON_HINTS = ("user", "person", "pencil", "-pen", "author")
_ICON = re.compile(
    r"(?:fa|icon|bi|ti|la|lnr|icofont|flaticon|dashicons|ri|bx|bxs|ion|ion-ios|ion-md|glyphicon|mdi|fi|tie-icon|lni|pe-7s)-"
    r"(?:user|person|pencil|pen|author|admin-users)(?:-(?:o|alt|\d|line|fill|circle|regular|outline|circle-o))*"
)


def _drawn(page: Page, start: int, below: int, contexts: dict[_Element, int]) -> Iterator[Mention]:
    """Names beside the picture of a person, with which the themes of small sites say "by"."""
    icons = page.marks.named_like(_ICON_HINTS, lambda token: _ICON.fullmatch(token) is not None)
    for icon in icons[:_MOST_HOLDERS]:
        position = page.marks.position(icon)
        line = icon.getparent()
        if not -_NEAR <= position - start <= _NEAR or position >= below or line is None or line.tag == "button":
            continue
        if line.tag == "a" and not _short(line) and (around := line.getparent()) is not None:
            line = around
        names = split_names(_short(line))
        if len(names) == 1 and is_full_name(names[0]) and not _elsewhere(page, line, contexts, near=True):
            urls, distance = _linked(page, line), position - start
            yield Mention(element=line, names=names, urls=urls, weight=5.5, distance=distance, rule="dom:icon")


def _names_far(page: Page) -> bool:
    """Whether any line reads like a byline that needs no place; few pages have one, and to look at every element takes long."""
    texts = page.marks.lower_texts
    for hint in _FAR_HINTS:
        found = texts.find(hint)
        while found >= 0:
            # Such a line begins with these words; rows of white space may stand before them.
            start = texts.rfind("\n", max(0, found - _FARTHEST_HINT), found) + 1
            if (start or found <= _FARTHEST_HINT) and _FAR_BY.match(texts[start : found + 40]):
                return True
            found = texts.find(hint, found + 1)
    return False


def _names_in(text: str) -> tuple[list[str], float, str] | None:
    """Names in a line near the headline, with weight and rule."""
    if is_signed(text):
        return split_names(text), 6.0, "text:by"
    if begins_with_by(text):
        names = split_names(text)
        if names and all(looks_like_person(name) for name in names):
            return names, _SOURCE_WEIGHT if names_source(text) else 6.0, "text:by"
        first = re.split(r"\s[•·|]", text, maxsplit=1)[0]
        says_by = re.match(r"\W*(?:\w+ )?(?:by|(?P<other>por|par|von))\b", first, re.IGNORECASE)
        if len(first) >= 60 or says_by is None:
            return None
        group = without_by(first).strip()
        if not names and is_name_of_group(group):
            return [group], 4.5, "text:by"
        return (names, 4.5, "text:by") if names and not says_by["other"] else None
    dated = _DATED.search(text)
    if dated is None or len(text) > 120:
        return None
    if match := _MID_BY.search(text):
        names = split_names("by " + text[match.end() :].partition(" / ")[0])
        return (names, 5.5, "text:by") if names else None
    if len(text) > 90:
        return None
    parts = re.split(r"\s*[|•·–—]\s*|\s-\s|,\s(?=[A-Z][a-z]+ \d)", text)
    if not any(len(part) < 40 and _DATED.search(part) for part in parts):
        return None
    names = [
        name
        for part in parts
        if not _DATED.search(part)
        for name in split_names(re.sub(r"\s+in\s+.*", "", part))
        if is_full_name(name)
    ]
    return (names[:1], 4.0, "text:beside-date") if len(parts) > 1 and len(names) == 1 else None


def _may_be_person(page: Page, name: str) -> bool:
    """Whether a name that nothing announces is one: by its first name, or as its words are no words of the text."""
    return is_team(name) or sounds_like_person(name) or not is_common(name, page.marks.texts)


def _links_away(element: _Element) -> bool:
    """Whether the words are a link to something else than a person: a category, a tag."""
    return any(
        link.tag == "a" and not _AUTHOR_PATH.search(link.get("href") or "") for link in islice(element.iter(), 30)
    )


def is_full_name(name: str) -> bool:
    """Two or three words with a capital each: what a name looks like where nothing says that it is one."""
    words = name.split()
    return (
        looks_like_person(name)
        and 2 <= len(words) <= 3
        and all(word[0].isupper() and not word.isupper() for word in words)
    )


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "li")


def _lists_names(text: str) -> bool:
    """Whether a text is nothing but full names and their degrees, parted by commas."""
    parts = [part for part in re.split(r"\s*[,;&]\s*|\s+and\s+", re.sub(r"\([^)]*\)", "", text)) if part.strip()]
    names = [part for part in parts if looks_like_person(part) and split_names(part) == [part] and not is_role(part)]
    degrees = sum(part.isupper() and " " not in part.strip() and len(part) < 8 for part in parts)
    persons = sum(map(sounds_like_person, names))
    return len(names) > 1 and len(names) + degrees == len(parts) and 2 * persons > len(names)


def _bare(page: Page, start: int, contexts: dict[_Element, int]) -> Iterator[Mention]:
    """A full name alone in its element near the headline, confirmed elsewhere: a portrait's text, "X is a …", "Written by X"."""
    elements = page.marks.elements
    title = key(page.metadata.meta("og:title") or page.metadata.title_tag or "")
    site = key(page.metadata.meta("og:site_name") or "")
    candidates: list[tuple[int, _Element, str]] = []
    for position in range(max(0, start - 25), min(len(elements), start + 45)):
        element = elements[position]
        if element.tag not in _LINES or len(element) or not element.text:
            continue
        text = fold(element.text)
        if element.tag in _HEADINGS or (
            element.tag == "a" and not _NAME_TOKEN.search((element.get("class") or "").lower())
        ):
            continue
        if "," in text and 12 < len(text) <= 250 and _lists_names(text) and key(text) not in title:
            yield Mention(
                element=element, names=split_names(text), weight=4.5, distance=position - start, rule="text:names"
            )
            return
        if not 3 <= len(text) <= 40 or key(text) in title + site:
            continue
        if not (is_full_name(text) and split_names(text) == [text]) and not is_given_name(text) and not is_team(text):
            continue
        if not _elsewhere(page, element, contexts, near=True):
            candidates.append((position, element, text))
    if not candidates or len(candidates) > 8:
        return
    whole = page.marks.texts
    portraits = {key(_ALT.sub("", alt)) for image in page.in_body("img") if (alt := image.get("alt"))}
    for position, element, name in candidates:
        proof = re.search(
            rf"(?:by|von|about|from)\s+{re.escape(name)}\b|{re.escape(name)}\s+(?:is|has|was|works|covers|writes|ist|arbeitet|schreibt|est|es)\b",
            whole,
        )
        known = proof is not None or key(name) in portraits
        dated = any(
            _DATED.search(near.text or "") and len(near.text or "") < 40
            for near in elements[max(0, position - 4) : position + 7]
        )
        if (known and dated) if " " not in name else ((known or dated) and _may_be_person(page, name)):
            yield Mention(
                element=element,
                names=[name],
                weight=4.5 if known else 3.5,
                distance=position - start,
                rule="text:name",
            )


_ALT = re.compile(
    r"^(?:a\s+)?(?:(?:photo(?:graph)?|picture|headshot|portrait|image|avatar|profile (?:photo|picture|image))(?:\s+(?:of|for))?:?\s+|author:?\s+)"
    r"|['’]?s?\s+(?:headshot|portrait|photo|avatar|profile(?: (?:photo|picture|image))?)\b.*$|[,(].*$",
    re.IGNORECASE,
)
_PORTRAIT = re.compile(r"avatar|author|rounded|circle|headshot|profile|portrait|byline|bio", re.IGNORECASE)
_MOST_PORTRAITS = 2
"""People with a portrait and their name; more are a team, or what the article is about."""


def _portraits(page: Page, start: int, contexts: dict[_Element, int]) -> list[Mention]:
    """A small portrait with the name of somebody and that name beside it, with or without a text about them."""
    marks = page.marks
    found: dict[str, Mention] = {}
    for image in page.in_body("img")[:200]:
        alt = image.get("alt") or ""
        if not 5 <= len(alt) <= 200 or " " not in alt:
            continue
        name = fold(_ALT.sub("", _ALT.sub("", alt)))
        if not is_full_name(name) or not sounds_like_person(name) or key(name) in found:
            continue
        around = image.getparent()
        marked = f"{image.get('class') or ''} {around.get('class') or '' if around is not None else ''}"
        size = image.get("width") or image.get("height") or ""
        if not (_PORTRAIT.search(marked) or _ALT.search(alt) or (size.isdecimal() and 24 <= int(size) <= 200)):
            continue
        position = marks.position(image)
        beside = next(
            (
                element
                for element in marks.elements[position + 1 : position + 13]
                if element.text
                and key(name) in key(element.text[:80])
                and split_names(fold(element.text))[:1] == [name]
            ),
            None,
        )
        around = next(image.iterancestors("a"), None)
        if around is not None and not _AUTHOR_PATH.search(around.get("href") or ""):
            continue
        if beside is None or is_common(name, page.marks.texts) or _elsewhere(page, image, contexts, near=False):
            continue
        found[key(name)] = Mention(
            element=beside, names=[name], weight=3.0, distance=position - start, rule="text:portrait"
        )
    return list(found.values()) if len(found) <= _MOST_PORTRAITS else []


_REPORTERS = re.compile(
    r"[（(][^（）()]{0,16}?(?:记者|記者)\s?([㐀-鿿·]{2,4}(?:[、，,\s][㐀-鿿·]{2,4}){0,3})[)）]"
    r"|[）)\]]\s?([가-힣]{2,4}(?:[·,\s]{1,2}[가-힣]{2,4}){0,3})\s?기자\s?="
)
"""Who reports, at the beginning of the text: "（记者王小明、李丽）", "(Seoul) 김민수 기자 =" (in Hangul)."""
_REPORTER_WORDS = ("记者", "記者", "기자")
_MOST_SIGN = 3
"""More sign lists of other reports."""
_OPENING = 60
"""Characters of a paragraph in which a report names its reporter."""


def _reporters(page: Page, start: int) -> list[Mention]:
    """Reporters in the dateline, as papers in Chinese and Korean name them."""
    if not any(map(page.marks.texts.__contains__, _REPORTER_WORDS)):
        return []
    texts = page.outline.texts
    for position in range(start, min(start + 2 * _NEAR, len(texts))):
        found = _REPORTERS.search((texts[position] or "")[:_OPENING])
        names = [name for name in re.split(r"[、，,·\s]+", found[1] or found[2]) if name] if found else []
        if names and all(map(looks_like_person, names)):
            element = page.marks.elements[position]
            return [Mention(element=element, names=names, weight=5.6, distance=position - start, rule="text:reporter")]
    signed = {
        name: position
        for position in range(start, len(texts))
        for text in (texts[position], page.outline.tails[position])
        if text and _REPORTER_WORDS[2] in text and is_signed(fold(text))
        for name in split_names(fold(text))
    }
    if not 0 < len(signed) <= _MOST_SIGN:
        return []
    position = max(signed.values())
    element = page.marks.elements[position]
    return [Mention(element=element, names=list(signed), weight=5.6, distance=position - start, rule="text:reporter")]


def _has_inline_start(outline: Outline, number: int) -> bool:
    inside = outline.ends[number] - number - 1
    return inside > 0 and (outline.tags[number + 1] in _INLINE_STARTS or inside <= _VERY_FEW)


def _linked(page: Page, element: _Element) -> dict[str, str]:
    urls: dict[str, str] = {}
    for link in [*([element] if element.tag == "a" else ()), *element.iter("a")][:10]:
        address = page.absolute(link.get("href"))
        if address:
            for name in split_names(_short(link)):
                urls.setdefault(key(name), address)
    return urls
