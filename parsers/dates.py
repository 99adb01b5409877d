"""When it was published and last modified, as the publisher states it; never the clock.

Machines' words (JSON-LD, meta tags, microdata) are asked first, then ``<time>``, then what stands near the headline,
last the address. Of several that name the same day, the one that tells the time of day with its offset wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.article import Moment
from parsers.bylines.surroundings import in_card
from parsers.comments.headed import is_relative
from parsers.found import NOTHING, Found
from parsers.metadata import Node, types_of
from parsers.moments.day_order import address_day
from parsers.moments.labels import FIRST, PUBLISH, UPDATE, UPDATE_AT_END, tells_publication, tells_update
from parsers.moments.reading import read_moment, with_plain_digits
from parsers.names import begins_with_by
from parsers.page import Page
from parsers.text import INLINE, fold, key
from parsers.tree.glance import glance
from parsers.tree.outline import Outline
from parsers.tree.survey import is_long

_PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "date_published", "article:post_date", "parsely-pub-date", "sailthru.date", "bt:pubdate",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "cxenseparse:recs:pub", "rnews:datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "publish_time", "published", "publication_date", "publication-date",
    "published_at", "publicationdate", "article_date_original", "article.published", "originalpublicationdate",
    "vr:published_time", "shareaholic:article_published_time", "content_create_date", "citation_online_date",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dc.terms.issued",
    "dcterms.created", "dc.date.created", "dc.created", "dcterms.date", "dc.date", "dcterms.available", "created",
    "creation_date", "release_date", "firstpublished", "date", "eomportal-lastupdate", "ptime", "pagedate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:updated", "article:modified",
    "datemodified", "date_modified", "dcterms.modified", "dc.date.modified", "dc.modified", "lastmod", "last-modified",
    "last_modified", "updated", "modified", "modificationdate", "revised", "article.updated", "rnews:datemodified",
    "cxenseparse:recs:mod",
)  # fmt: skip

_PUBLISHED_NAME = re.compile(
    r"(?:publish(?:ed)?|publication|posted|created?|creation|issued?)[-_.: ]?(?:date|time|on|at)"
)
_MODIFIED_NAME = re.compile(r"(?:updated?|modif(?:ied|ication)|revised|revision)[-_.: ]?(?:date|time|on|at)")
"""Of meta tags as houses call them: w-published-date, modified-time."""

_DATE_CLASS = re.compile(r"date|time|publish|posted|meta|byline|dateline|when|datum|fecha|data\b|hora")
_ELSEWHERE = re.compile(
    r"related|recommend|sidebar|widget|comment|footer|teaser|promo|popular|trending|latest|most-|more-|card|carousel|"
    r"newsletter|nav|menu|event|archive|search"
)
_OF_OTHERS = re.compile(
    r"related|recommend|widget|comment|teaser|promo|popular|trending|latest|most-|more-|card|carousel|newsletter|nav|menu|"
    r"event|archive|search|recent|list"
)
_LOOKS_DATED = re.compile(
    # Looking for the first sign of any of them is several times as fast as for each.
    r"(?=[\d\u0600-\u06ff\u0e00-\u0e7f])(?:\b(?:19|20)\d{2}(?!\d)|[\u0e00-\u0e7f]\.?\s+25\d\d(?!\d)|\d{1,2}\.\d{1,2}\.\d{2}\b|\d{1,2}/\d{1,2}/\d{2}\b|\d年"
    r"|[\u0600-\u06ff][\s،,]+1[34]\d\d(?!\d)|(?<!\d)1[34]\d\d([/-])\d{1,2}\1\d{1,2}(?!\d)|\d/\d{1,2}/25\d\d(?!\d))"
)
_ADDRESS_DOUBT = timedelta(days=2)  # between the day in the address and what a plain text tells
_NEAR, _CLOSE = 120, 30  # elements between the headline and its date line, either side
_MOST_HEADINGS = 60
_SHORT_HEADING = 15  # letters; the site's name or a section's
_LONGEST_LABEL = 30  # characters
_SHORTEST_DATE = 6  # characters: "3/1/26"
_FEW, _LARGEST = 12, 81  # children of a date line; elements in it, itself included
_LONGEST_NAMES = 1_000  # characters of a class attribute or an id that are looked at
_LONGEST_DATE_LINE = 160  # characters, where the class speaks of a date
_LONGEST_LONELY_DATE = 30  # where it stands far from the headline
_LONGEST_PLAIN_DATE = 50  # where nothing but the text does
_MOST_STAMPS = 200  # dates that a reader sees, and microdata dates of one name
_MOST_VALUES = 30  # values of one meta tag or property, and objects that have it


_MACHINES = ("json-ld:", "meta:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Both times, each with its rule; None where the page tells none."""

    published: Found[Moment | None]
    modified: Found[Moment | None]
    """Never a day before the publication."""


def read_dates(page: Page, *, known: Found[Moment | None] | None = None) -> Dates:
    """When the page says that it was published and last modified; ``known`` is the former where a layout tells it."""
    lines = _DateLines(page)
    published, modified = known or _best(_published(page, lines)), _best(_modified(page, lines))
    if published.value is None:
        published = _best(lines.lonely())
    if known is None and published.rule.startswith(_MACHINES) and not _is_later(modified, published):
        published = _shown_before(published, lines)
    if _is_later(published, modified):
        modified = NOTHING
    return Dates(published=published, modified=modified)


def _is_later(one: Found[Moment | None], other: Found[Moment | None]) -> bool:
    return bool(one.value and other.value and _day(one.value) > _day(other.value))


def _shown_before(published: Found[Moment | None], lines: _DateLines) -> Found[Moment | None]:
    """Data that tell one day only may have been written at each update: an earlier day beside the headline wins."""
    shown = _best(lines.at_headline())
    if _is_later(published, shown):
        return replace(shown, others=chain([published], published.others))
    return published


def _published(page: Page, lines: _DateLines) -> Iterator[Found[Moment]]:
    yield from _from_json_ld(page, "datePublished", "dateCreated", "uploadDate")
    yield from _from_metas(page, _PUBLISHED_METAS)
    # One of them may be of the last time that it was put out.
    yield from sorted(_from_metas(page, tuple(_named(page, _PUBLISHED_NAME))), key=lambda found: _day(found.value))
    yield from _from_microdata(page, "datePublished", "dateCreated")
    yield from _from_json_ld(page, "datePublished", of_page=True)
    yield from lines.read(updates=False)
    if day := address_day(page.url):
        yield Found(day, "url")


def _modified(page: Page, lines: _DateLines) -> Iterator[Found[Moment]]:
    yield from _from_json_ld(page, "dateModified")
    yield from _from_metas(page, (*_MODIFIED_METAS, *_named(page, _MODIFIED_NAME)))
    yield from _from_microdata(page, "dateModified")
    yield from _from_json_ld(page, "dateModified", of_page=True)
    yield from lines.read(updates=True)


def _best(candidates: Iterator[Found[Moment]]) -> Found[Moment | None]:
    """The first candidate, made more exact by a later one that names the same day and more than the day; the others
    follow it, and those that nobody needs are read only when asked for."""
    best: Found[Moment] | None = None
    lost: list[Found[Moment]] = []
    for candidate in candidates:
        if best is None:
            best = candidate
        elif _exactness(candidate.value) > _exactness(best.value) and _same_day(candidate.value, best.value):
            lost.append(best)
            best = candidate
        else:
            lost.append(candidate)
        if _exactness(best.value) == 2:
            break
    return replace(best, others=chain(lost, candidates)) if best else NOTHING


def _exactness(moment: Moment) -> int:
    """0 a day, 1 a time without offset, 2 an instant. Midnight sharp is how machines write a mere day."""
    if not isinstance(moment, datetime):
        return 0
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return 1
    return 2 if moment.tzinfo else 1


def _same_day(one: Moment, other: Moment) -> bool:
    return abs((_day(one) - _day(other)).days) == 0


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _read(texts: Iterable[object], page: Page, rule: str) -> Iterator[Found[Moment]]:
    order = page.day_order
    for text in islice(texts, _MOST_VALUES):
        if isinstance(text, int | float) and not isinstance(text, bool):
            text = f"{text:.0f}"  # seconds or milliseconds since 1970
        if isinstance(text, str) and (moment := read_moment(text, order.language, day_first=order.of(text))):
            yield Found(moment, rule)


# ---- machines' words


def _from_json_ld(page: Page, *names: str, of_page: bool = False) -> Iterator[Found[Moment]]:
    """Of the article; ``of_page``: of the page beside an article that tells nothing."""
    types = {"webpage", "itempage"} if of_page else {"webpage", "itempage", "videoobject", "creativework"}
    nodes = page.metadata.articles()
    if of_page or not nodes:
        nodes = [node for node in page.metadata.nodes if types_of(node) & types]
    for name in names:
        for node in _this_page_first(nodes, page)[:_MOST_VALUES]:
            yield from _read(page.metadata.resolved(node.get(name)), page, f"json-ld:{name}")


def _this_page_first(nodes: list[Node], page: Page) -> list[Node]:
    """Teasers of other articles may stand in the data as well: an object that names another address goes last."""
    if len(nodes) < 2:
        return nodes
    here = {_path(page.url), _path(page.metadata.link("canonical") or page.url)}

    def is_elsewhere(node: Node) -> bool:
        main = page.metadata.resolve(node.get("mainEntityOfPage"))
        named = (main.get("@id") or main.get("url")) if isinstance(main, dict) else main
        address = node.get("url") if isinstance(node.get("url"), str) else named
        absolute = page.absolute(address)
        return absolute is not None and bool(page.url) and _path(absolute) not in here

    return sorted(nodes, key=is_elsewhere)


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/").lower()


def _from_metas(page: Page, names: tuple[str, ...]) -> Iterator[Found[Moment]]:
    metas = page.metadata.metas
    for name in names:
        if values := metas.get(name):
            yield from _read(values, page, f"meta:{name}")


def _named(page: Page, pattern: re.Pattern[str]) -> Iterator[str]:
    return (name for name in page.metadata.metas if len(name) < 60 and pattern.search(name))


def _from_microdata(page: Page, *names: str) -> Iterator[Found[Moment]]:
    for name in names:
        for element in page.marks.by_property(name)[:_MOST_STAMPS]:
            if not _is_elsewhere(element, page):
                value = element.get("content") or element.get("datetime")
                value = value or (element.get("title") if element.tag == "abbr" else None) or glance(element)
                yield from _read([value], page, f"microdata:{name}")


# ---- what a reader sees


@dataclass(frozen=True, slots=True, order=True)
class _DateLine:
    """What a reader takes for a date; the order is how sure it is that it is the article's."""

    doubt: int
    distance: int
    """In elements, from the headline."""
    mark: str
    """``time``, ``class`` or ``text``: what tells that it is a date."""
    stamp: str
    """For machines."""
    text: str
    says_update: bool
    says_publish: bool


class _DateLines:
    """``<time>`` elements and short texts that are little more than a date; looked for only when somebody asks."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[int, list[tuple[str, str, str, str]]] = {}

    def read(self, *, updates: bool) -> Iterator[Found[Moment]]:
        """Surest first, then nearest to the headline."""
        for line in self._all[:_MOST_STAMPS]:
            if line.says_update == updates or (line.says_publish and line.says_update):
                texts = [line.stamp, _part(line.text, updates=updates)]
                for found in _read(texts, self._page, f"dom:{line.mark}"):
                    if not self._may_be_event(line, found.value):
                        yield found

    def lonely(self) -> Iterator[Found[Moment]]:
        """A date far from the headline, where it is the only one that the article's own text shows."""
        found = [
            (moment, line.doubt)
            for line in islice(
                sorted(self._lines(self._start, len(self._page.outline.elements), far=True)), _MOST_VALUES
            )
            if not line.says_update
            for moment in _read([line.stamp, line.text], self._page, f"dom:{line.mark}")
        ]
        if len({_day(moment.value) for moment, _ in found}) == 1:
            yield from (moment for moment, doubt in found if doubt < _OF_OTHERS_DOUBT)

    def at_headline(self) -> Iterator[Found[Moment]]:
        """Publication dates right beside the headline."""
        for line in sorted(self._lines(max(0, self._headline - _CLOSE), self._headline + _CLOSE)):
            if not line.says_update:
                yield from _read([line.stamp, line.text], self._page, f"dom:{line.mark}")

    def _may_be_event(self, line: _DateLine, moment: Moment) -> bool:
        """Whether nothing says what a date is of, and the address tells another one."""
        day = None if line.mark != "text" or line.says_publish or line.says_update else address_day(self._page.url)
        return day is not None and abs(_day(moment) - day) > _ADDRESS_DOUBT

    @cached_property
    def _all(self) -> list[_DateLine]:
        return sorted(self._lines(self._start, len(self._page.outline.elements)))

    @cached_property
    def _start(self) -> int:
        return self._page.marks.position(self._page.body)

    @cached_property
    def _headline(self) -> int:
        """Where the first heading stands that the page's data know, else the first h1, else the body."""
        metadata, place = self._page.metadata, self._page.marks.position
        told = key(" ".join(filter(None, (metadata.meta("og:title"), metadata.title_tag))))
        for element in self._page.in_body("h1", "h2")[:_MOST_HEADINGS]:
            if len(text := key(glance(element))) > _SHORT_HEADING and text in told:
                return place(element)
        return next((place(element) for element in self._page.in_body("h1")), self._start)

    @cached_property
    def _text(self) -> int:
        """Where the text is under way: its second paragraph, as the first may be the standfirst."""
        outline = self._page.outline
        long = (
            number
            for number in range(self._headline + 1, min(self._headline + _CLOSE, len(outline.elements)))
            if outline.tags[number] == "p" and is_long(fold(outline.texts[number] or ""))
        )
        return next(islice(long, 1, None), self._headline + _CLOSE)

    @cached_property
    def _candidates(self) -> list[int]:
        """The elements of the body that may be dates, in page order: what has a digit, as all dates have, and what is small,
        has one somewhere inside and says that it is a date."""
        marks, outline = self._page.marks, self._page.outline
        parents, ends, attributes = outline.parents, outline.ends, outline.attributes
        digit = _DIGIT_OR_NUMERAL if "年" in marks.texts else _DIGIT
        behind = map(parents.__getitem__, _places_with(digit, outline.tails, self._start))
        with_digit = {*_places_with(digit, outline.texts, self._start), *behind}
        around: set[int] = set()
        for number in with_digit:
            while number >= 0 and ends[number] - number <= _LARGEST and number not in around:
                around.add(number)
                number = parents[number]
        found = {marks.position(element) for tag in _TIMES for element in marks.by_tag(tag)}
        return sorted(found.union(with_digit, [number for number in around if _is_named(attributes[number])]))

    def _texts_of(self, number: int) -> list[tuple[str, str, str, str]]:
        """(the words around it, the text, ``time``, ``class`` or ``text``, what it tells machines) for each text of an element
        that may be a date line."""
        if number not in self._known:
            outline = self._page.outline
            element, attributes = outline.elements[number], outline.attributes[number]
            found = []
            for around, text, mark in _date_texts(element, attributes, _texts_in(outline, number)):
                stamp = "" if mark == "text" else _stamp(attributes, is_time=mark == "time")
                if not stamp and "title" in attributes:
                    stamp = self._tip(element, text)
                    around = f"{stamp} {around}" if stamp else around
                if _LOOKS_DATED.search(text) or (stamp and (mark == "time" or _DIGIT.search(text))):
                    found.append((around, text, mark, stamp))
            self._known[number] = found
        return self._known[number]

    def _tip(self, element: _Element, text: str) -> str:
        """What the pointer shows over a date, or over "2 days ago", if it tells when more exactly and no other day."""
        tip = element.get("title") or ""
        if len(tip) > _LONGEST_PLAIN_DATE or len(text) > _LONGEST_LONELY_DATE or not _LOOKS_DATED.search(tip):
            return ""
        if not _LOOKS_DATED.search(text):
            # A link may tell of what it leads to, and a number be one of anything.
            return tip if is_relative(text) or (element.tag != "a" and _NOTHING_BUT_DATE.match(tip)) else ""
        days = {_day(found.value) for found in _read([tip, text], self._page, "")}
        return tip if len(days) == 1 else ""

    def _lines(self, first: int, last: int, *, far: bool = False) -> Iterator[_DateLine]:
        outline = self._page.outline
        numbers: Sequence[int] = range(first, min(last, len(outline.elements)))
        if len(numbers) > 2 * _CLOSE:  # of fewer, all are looked at sooner than the candidates are found
            numbers = self._candidates[bisect_left(self._candidates, first) : bisect_left(self._candidates, last)]
        for number in numbers:
            for around, text, mark, stamp in self._texts_of(number):
                element, attributes = outline.elements[number], outline.attributes[number]
                named = f"{attributes.get('class', '')} {attributes.get('itemprop', '')}"
                says_update, says_publish = tells_update(around), tells_publication(around)
                # A box for both dates is often named for the update.
                says_update = says_update or (not says_publish and tells_update(named))
                says_publish = says_publish or tells_publication(named) or "pubdate" in attributes
                says_publish = says_publish or (says_update and _is_dated_before(text))
                distance = abs(number - self._headline)
                is_head = number < self._text and not _is_quoted(element, self._page)
                is_elsewhere = _is_elsewhere(element, self._page) or (not is_head and _is_in_entry(element))
                if far:
                    is_its = says_publish or not is_elsewhere
                    is_its = is_its and len(text) <= _LONGEST_LONELY_DATE and not _is_in_a_sentence(element)
                else:
                    is_its = (distance <= _CLOSE and is_head) or not is_elsewhere or _is_beside(element, self._page)
                    is_its = is_its and (distance <= _NEAR or says_publish or mark == "time")
                is_on_card = is_its and not is_head and in_card(self._page, element)
                if not is_its or (is_on_card and not far):
                    continue
                doubt = (not says_publish) * 2 + (mark != "time") + (distance > _NEAR) * 3 + is_elsewhere * 4
                doubt += is_on_card * _OF_OTHERS_DOUBT
                doubt -= bool(FIRST.search(text))
                yield _DateLine(doubt, distance, mark, stamp, text, says_update, says_publish)


_NOTHING_BUT_DATE = re.compile(r"(?:[^\W\d]+\W+){0,2}\d")
"""A day of the week and a month stand before the first digit at most."""
_OF_OTHERS_DOUBT = 20
"""Of a date on the card of another article: more than all other doubts together."""
_TIMES = ("time", "relative-time", "time-ago")
_DIGIT = re.compile(r"\d")
_DIGIT_OR_NUMERAL = re.compile(r"\d|[〇一二三四五六七八九十]年")
_STAMPS = ("data-datetime", "data-timestamp", "data-time", "data-date", "data-published", "data-pubdate", "data-utc")


def _places_with(digit: re.Pattern[str], texts: list[str | None], start: int) -> list[int]:
    """Which of many texts have one."""
    search = digit.search
    return [place for place, text in enumerate(texts[start:], start) if text and not text.isspace() and search(text)]


def _stamp(attributes: Mapping[str, str], *, is_time: bool) -> str:
    """What an element tells machines of its date."""
    names = ("datetime", *_STAMPS, "title") if is_time else _STAMPS
    return next((value for name in names if (value := attributes.get(name))), "")


def _texts_in(outline: Outline, number: int) -> list[str | None]:
    """The texts directly in an element."""
    tails, ends = outline.tails, outline.ends
    found, child, end = [outline.texts[number]], number + 1, ends[number]
    while child < end:
        found.append(tails[child])
        child = ends[child]
    return found


def _date_texts(
    element: _Element, attributes: Mapping[str, str], own: Iterable[str | None]
) -> Iterator[tuple[str, str, str]]:
    """(the words around it, the text, ``time``, ``class`` or ``text``) for each text of the element that may be a date line;
    ``own`` are those directly in it."""
    if element.tag in _TIMES:
        yield _line_around(element), with_plain_digits(glance(element)), "time"
        return
    if element.tag in ("script", "style", "noscript", "textarea", "option"):
        return
    if _is_named(attributes) and len(element) <= _FEW:
        text = glance(element, _LONGEST_DATE_LINE)
        if len(element) and len(text) > _LONGEST_LONELY_DATE:
            text = _without_updates(element, text)
        if len(text) >= _SHORTEST_DATE:
            text = with_plain_digits(text)
            yield f"{_label_before(element)} {text}", text, "class"
            return
    for number, raw in enumerate(own):
        if raw and len(raw) <= 1_000 and _SHORTEST_DATE <= len(text := raw.strip()) <= _LONGEST_DATE_LINE:
            text = with_plain_digits(text)
            if _LOOKS_DATED.search(text):
                is_line = len(text) <= _LONGEST_PLAIN_DATE or _begins_with_label(text) or _tells_both(text)
            else:
                is_line = "title" in attributes and len(text) <= _LONGEST_LONELY_DATE
            if is_line:
                yield (text if number else f"{_label_before(element)} {text}"), text, "text"


def _without_updates(element: _Element, text: str) -> str:
    """The text of a line without the date that its markup alone, often hidden, tells to be that of an update."""
    for node in element.iterdescendants("span", "time", "abbr"):
        if "updated" in (names := (node.get("class") or "").split()) and "published" not in names:
            text = text.replace(glance(node, _LONGEST_DATE_LINE), "", 1)
    return text


def _begins_with_label(text: str) -> bool:
    """Whether a line says in front that it is about dates, or who wrote it."""
    label = text[:_LONGEST_LABEL]
    digit = _DIGIT.search(label)
    label = label[: digit.start()] if digit else label
    return tells_update(label) or tells_publication(label) or begins_with_by(text)


def _tells_both(text: str) -> bool:
    """Whether a line is a date and then the one of an update: "20.11.2026 – 10:00, aktualisiert 21.11.2026 – 08:30"."""
    start = _LOOKS_DATED.search(text, 0, _LONGEST_LABEL)
    return start is not None and len(text) <= 2 * _LONGEST_PLAIN_DATE and _is_dated_before(text)


def _is_named(attributes: Mapping[str, str]) -> bool:
    """Whether an element is called a date, or what holds one."""
    names, mark = attributes.get("class"), attributes.get("id")
    return bool((names and _is_named_for_dates(names)) or (mark and _is_named_for_dates(mark)))


@lru_cache(maxsize=4_096)
def _is_named_for_dates(names: str) -> bool:
    return _DATE_CLASS.search(names[:_LONGEST_NAMES].lower()) is not None


def _part(text: str, *, updates: bool) -> str:
    """Of "Published 3 May 2024 | Updated 4 May 2024" the half that is asked for."""
    if not tells_update(text):
        return text
    update, publish = UPDATE.search(text), PUBLISH.search(text)
    if update is None or publish is None:
        if update is None or not _is_dated_before(text):
            return text
        return text[update.start() :] if updates else text[: update.start()]
    asked, other = (update, publish) if updates else (publish, update)
    first, last = sorted((update.span(), publish.span()))
    if _DIGIT.search(text, 0, first[0]) and not _DIGIT.search(text, last[1]):
        # In Japanese and its neighbours the label follows its date.
        return text[other.end() if other.start() < asked.start() else 0 : asked.start()]
    return text[asked.start() : other.start() if other.start() > asked.start() else None]


def _label_before(element: _Element) -> str:
    """What a line says right before an inline element if it is a label: "Last updated on: <span>3 May 2024</span>"."""
    if element.tag not in INLINE:
        return ""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        words = (previous.tail or "").strip()
        label = words or (glance(previous, _LONGEST_LABEL) if previous.tag in INLINE else "")
    else:
        label = ((parent.text or "").strip()) if parent is not None else ""
    # "Edited by Jane Doe", "the last bus": only what leads to the date is its label.
    return label if len(label) <= _LONGEST_LABEL and UPDATE_AT_END.search(label) else ""


def _is_dated_before(text: str) -> bool:
    """Whether a date stands before the first word of an update, and something follows that tells when that was: "3 May 2024
    (updated 4 May 2024)", "3 May 2024, updated 2 hours ago"."""
    update = UPDATE.search(text)
    return (
        update is not None
        and bool(_LOOKS_DATED.search(text, 0, update.start()))
        and bool(_DIGIT.search(text, update.end()))
    )


def _line_around(element: _Element) -> str:
    """The words just before a ``<time>``: its own and those of a small parent."""
    parent = element.getparent()
    before = element.getprevious()
    parts = [before.tail or "" if before is not None else (parent.text or "") if parent is not None else ""]
    if before is not None and before.tag not in _TIMES and len(before) < 4:
        parts.insert(0, glance(before)[-40:])
    return " ".join(parts)[-60:] + " " + glance(element)


def _is_in_a_sentence(element: _Element) -> bool:
    """Whether it is words of running text, emphasised perhaps, and no line of its own."""
    while element.tag in INLINE and (parent := element.getparent()) is not None:
        element = parent
    return not glance(element, _LONGEST_PLAIN_DATE)


def _is_beside(element: _Element, page: Page) -> bool:
    """Whether what puts it elsewhere is only a sidebar or footer of the article itself."""
    for depth, parent in enumerate(element.iterancestors()):
        if parent is page.body or depth > 30:
            return False
        if parent.tag in ("article", "main"):
            return True
        if (
            parent.tag == "nav"
            or _is_quote(parent, page)
            or _is_of_others(f"{parent.get('class') or ''} {parent.get('id') or ''}"[:_LONGEST_NAMES])
        ):
            return False
    return False


def _is_elsewhere(element: _Element, page: Page) -> bool:
    """Whether it stands in a teaser, a sidebar, a comment: the date of something else."""
    for depth, parent in enumerate(element.iterancestors()):
        if parent is page.body or depth > 30:
            return False
        if parent.tag in ("aside", "footer", "nav") or _is_quote(parent, page):
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if names != " " and _says_elsewhere(names[:_LONGEST_NAMES]) and parent not in page.marks.around_headlines:
            return True
    return False


def _is_quote(element: _Element, page: Page) -> bool:
    """Whether it is a quotation, such as a post from elsewhere, and no indentation of the whole page."""
    return element.tag == "blockquote" and element not in page.marks.around_headlines


def _is_quoted(element: _Element, page: Page) -> bool:
    return any(_is_quote(parent, page) for parent in islice(element.iterancestors("blockquote"), 3))


def _is_in_entry(element: _Element) -> bool:
    """Whether it stands beside the headline of something else, in an entry of a list."""
    entry = next((node for node in (element, *islice(element.iterancestors(), 3)) if node.tag in _ENTRIES), None)
    return (
        entry is not None
        and bool(glance(entry))
        and any(len(glance(link)) >= _SHORTEST_HEADLINE for link in islice(entry.iter("a"), 3))
    )


_ENTRIES = ("li", "tr", "dd")
_SHORTEST_HEADLINE = 16  # characters of a link


@lru_cache(maxsize=2_048)
def _says_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names.lower()) is not None


@lru_cache(maxsize=2_048)
def _is_of_others(names: str) -> bool:
    return _OF_OTHERS.search(names.lower()) is not None
