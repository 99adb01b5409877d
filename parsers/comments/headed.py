"""Lists of comments that no name gives away: like elements with a time each, under a heading that calls them comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.comments.counts import read_number
from parsers.comments.times import read_words
from parsers.comments.wording import COMMENTS
from parsers.page import Page
from parsers.text import lower

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_MOST_HEADINGS = 60
_LEVELS = 3
"""How far above its heading the box of a list may stand."""
_LARGEST = 4_000
"""Elements of a box that are looked at."""
_MOST_BELOW = 200
_BARE_HEADING = re.compile(rf"^\W*{COMMENTS}(?:목록|一覧|列表)?\W*$")
_AGO = re.compile(
    r"\b(?:\d+|an?|one)\s*(?:second|sec|minute|min|hour|hr|day|week|month|year|[smhdwy])s?\s+ago\b|\bjust now\b|\byesterday\b"
    r"|^vor\s+\w+\s+\w+$|^il y a \w+ \w+|^hace \w+ \w+|^há \w+ \w+|\bfa$|\bgeleden\b|\bsiden\b|\bsedan\b|\bназад\b|\btemu\b|\bönce\b"
    r"|\bтому$|^преди\s+\w|^пре\s+\d|^πριν\b|\b(?:perce|órája|napja|hete)$|^acum\s+\w|\bsitten$|\btagasi$|^(?:prije|pred|před|prieš|pirms)\s+\w"
    r"|^fa\s+\w+\s+\w|^(?:قبل|منذ)\s|^לפני\s|\sپیش$|\btrước$|\b(?:yang )?lalu$|ที่แล้ว$|\sपहले$|\sআগে$"
    r"|\d\s*(?:秒|分|時間|日|か月|年|分钟|分鐘|小时|小時|天|个月|個月|분|시간|일|개월|년)\s*(?:前|전)",
)
_CONTROL = re.compile(
    r"^\W*(?:reply|like|report|flag|share|quote|upvote|recommend|respond|antworten|melden|zitieren|répondre|signaler|responder|responde"
    r"|denunciar|rispondi|segnala|reageer|beantwoorden|svara|svar|ответить|odpowiedz|zgłoś|odpovědět|yan[ıi]tla|返信(?:する)?|通報(?:する)?|回复|回覆|举报|檢舉|引用|举报|答复|답글(?:쓰기|달기)?|답변|신고"
    r"|відповісти|отговори?|одговори|απάντησ[ηε]|válasz|răspunde|vastaa|vasta|odgovori|reagovat|odpovedať|atsakyti|atbildēt|respon|(?:ال)?رد|الإبلاغ|הגב|השב|پاسخ"
    r"|trả lời|thích|balas|ตอบกลับ|जवाब|উত্তর)"
    r"(?!\w)[^.]{0,24}$",
)


def is_relative(text: str) -> bool:
    """Whether a short text tells a time that needs the clock: "2 hours ago"."""
    return 0 < len(text) <= 40 and _AGO.search(lower(text)) is not None


def headed_items(page: Page) -> list[_Element]:
    """The elements of the first such list, in page order; each has a time and something to answer or report it with.

    A list of interviews, quotes or reviews has times too, but nothing to answer with, and no such heading.
    """
    known: dict[_Element, bool] = {}
    for heading in page.in_body(*_HEADINGS)[-_MOST_HEADINGS:]:
        # Four pieces tell the heading of a list; a longer one is of something else.
        text = "".join(islice(heading.itertext(), 4)).strip()
        if not 3 < len(text) <= 80 or not (_BARE_HEADING.match(lower(text)) or read_number(text)):
            continue
        for level, box in enumerate(islice(heading.iterancestors(), _LEVELS)):
            if box.tag in ("body", "html", "main", "article") or box in page.marks.around_headlines:
                # No box is around the list alone: it stands below its heading.
                items = _items_of(islice(heading.itersiblings(), _MOST_BELOW), heading, known) if not level else []
            else:
                items = _items_of(islice(box.iter("*"), _LARGEST), heading, known)
            if items:
                return items
            if box.tag in ("body", "html", "main", "article") or box in page.marks.around_headlines:
                break
    return []


def _items_of(elements: Iterable[_Element], heading: _Element, known: dict[_Element, bool]) -> list[_Element]:
    """The first group of like elements that are comments; ``known`` is which have a time, for boxes stand in each other."""
    groups: dict[tuple[_Element, str, str], list[_Element]] = {}
    for element in elements:
        parent = element.getparent()
        if parent is not None and element is not heading and len(element) and element.tag in _ITEM_TAGS:
            groups.setdefault((parent, str(element.tag), element.get("class") or ""), []).append(element)
    for like in groups.values():
        known.update((element, _has_time(element)) for element in like if element not in known)
        timed = [element for element in like if known[element]]
        if len(timed) < 2 or len(timed) < 0.8 * len(like):
            continue
        if sum(_has_control(element) for element in timed) >= 0.8 * len(timed):
            return timed
    return []


_ITEM_TAGS = frozenset(("li", "div", "article", "section"))


def _has_time(item: _Element) -> bool:
    return next(time_elements(item), None) is not None


def time_elements(item: _Element) -> Iterator[_Element]:
    """The elements of an item that tell a time in their own words."""
    return filter(tells_time, islice(item.iter("*"), 80))


def tells_time(element: _Element) -> bool:
    """Whether an element has a time in it, and nothing else."""
    if element.tag == "time" or len(element):
        return bool(element.tag == "time")
    text = (element.text or "").strip()
    if not text or len(text) > 40:
        return False
    return is_relative(text) or (any(map(str.isdigit, text)) and read_words(text, None) is not None)


def _has_control(item: _Element) -> bool:
    for element in islice(item.iter("a", "button", "span"), 40):
        text = element.text
        if text and len(text) <= 40 and _CONTROL.match(lower(text)):
            return True
        label = element.get("aria-label") if element.tag == "button" else None
        if label and _CONTROL.match(lower(label)):
            return True
    return False


def calls_comments(text: str) -> bool:
    """Whether a heading says no more than that comments stand below it."""
    return _BARE_HEADING.match(lower(text)) is not None


def is_control(text: str) -> bool:
    """Whether a link says no more than what to do with a comment."""
    return len(text) <= 40 and _CONTROL.match(lower(text)) is not None
