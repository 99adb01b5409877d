"""How many comments there are, as the page says it, and whether it says that no more can be written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, takewhile

from lxml.etree import _Element

from parsers.comments.roles import COMMENT_WORDS
from parsers.comments.wording import CLOSED, COMMENTS, COUNTERS, NONE, ONE
from parsers.page import Page
from parsers.text import fold, lower
from parsers.tree.glance import glance, is_small

_NUMBER = r"(?P<number>\d{1,3}(?:[.,\u00a0\u202f'’ ]\d{3})+(?!\d)|\d{1,4}(?:[.,]\d{1,2})?(?=\s?[km]\b)|\d{1,7})(?P<size>\s?[km]\b)?\+?"
# One to three words before the number ("View all 12 comments"), but none that make it a choice of them.
_CALL = (
    r"(?:(?!top\b|best\b|last\b|latest\b|beste|letzte)[^\W\d]{1,14}\s+){0,3}?"
    r"(?:共有?|已有|查看全部|查看|全部|所有|すべての)?"
)
_MARK = r"\s*[:：(\[【（·|–-]*\s*"
_END = r"\s*[)\]】）件개건]*\s*(?:を見る|を読む|보기|더보기)?\W*$"
# What is said with the number alone: "Discuss (12)".
_INVITED = r"join the conversation|discuss|réagir|commenter|reageer|kommentieren|diskutieren|comentar|opinar|commenta"
_BOX_WORDS = r"(?:\s+(?:section|count|total|ansehen|anzeigen|lesen|einblenden)|一覧|列表|목록|を見る|を読む|보기)?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*{_CALL}{_NUMBER}\s*{COUNTERS}\s*{COMMENTS}(?!\s+(?:policy|guidelines|rules))",
        (
            rf"^(?:\W*\w+\W+){{0,2}}?\W*(?:最新|全部|所有|网友|網友|查看|すべての|みんなの){{0,2}}(?:{COMMENTS}|{_INVITED})数?{_BOX_WORDS}"
            rf"{_MARK}{_NUMBER}{_END}"
        ),
        # “A story” has 2 comments, as Asian languages and Turkish put it.
        rf"^\W*\w?\s?[\"“„«「『《〈‘][^\"”»」』》〉]{{1,180}}[\"”»」』》〉’]\s*(?:[^\W\d]{{1,10}}\s*){{0,2}}{_NUMBER}\s*{COUNTERS}\s*{COMMENTS}",
    )
)
_ONE_OF_QUOTED = re.compile(rf"^\W*[\"“„«][^\"”»]{{1,180}}[\"”»]\s+\w{{1,10}}\s+bir\s+{COMMENTS}")
_SOME_MORE = re.compile(
    r"\b(?:more|other|weitere|andere|autres|más|otros|mais|outros|altri|meer|fler|ещё|еще|diğer)\b|更多|もっと|더보기"
)
_DIGIT = re.compile(r"\d")
_BARE = re.compile(rf"^\W*{_NUMBER}\W*$")
_COUNT_NAME = re.compile(
    r"(?:comment|kommentar|comentario|commentaire|reactie|respon|disq|discussion|reply)(?:\w*|[\w-]*[-_])"
    r"(?:count|counts|counter|number|num|nr|total|title|heading|head|header|link|links|bubble|button|amount|anzahl|value|label)"
    r"|(?:count|number|num|num-of|total)[-_]*(?:of[-_]*)?comments?|(?:show|view|load|open|see|read|toggle|expand)[-_]?(?:all[-_]?)?comments?|commentcount|no-?comments|thread-info|wpdtc|^comments?$|^kommentare$|cc-value|commentlink"
    r"|(?:meta|post|entry|item|article|toolbar|share|bar)(?:[\w-]*[-_])?comments?$"
)
_LINK_TARGET = re.compile(
    r"#(?:comments?|respond|disqus_thread|comment-?list|comments[-_]\w+|comment[-_](?!\d)\w+|kommentare?|kommentarer|reacties|comentarios"
    r"|commentaires|commenti|discussion|leave-a-comment|reply-title|comment-form|idc-container|fbcomments"
    r"|[a-z]{0,3}commentwidget|edi-comments|vuukle-comments|comments-\w+|post-comments)$",
    re.IGNORECASE,
)
_TOLD = ("data-num-comments", "data-comments-count", "data-comment-count", "data-comments")
_LONGEST = 220
_MOST = 400
_MOST_LINES = 25
_LARGEST_CARD = 30
"""Elements of a card that announces an article."""
_LONGEST_LINE = 60
"""Of a line that says no more than how many there are."""
_ZERO_WORDS_LONGEST = 60


def read_number(text: str, *, bare: bool = False) -> int | None:
    """The number of comments that a short text states; ``bare`` allows the number to stand alone.

    "Add a comment" states none, "No comments yet" states 0.
    """
    if not text or len(text) > _LONGEST:
        return None
    text = lower(text)
    if _DIGIT.search(text):
        for form in _FORMS:
            if match := form.match(text):
                return _int(match)
        if bare and (match := _BARE.match(text)):
            return _int(match)
    # What stands elsewhere than at the start is never ASCII.
    if len(text) <= _ZERO_WORDS_LONGEST and (NONE.match(text) if text.isascii() else NONE.search(text)):
        return 0
    return 1 if ONE.match(text) or _ONE_OF_QUOTED.match(text) else None


def _int(match: re.Match[str]) -> int:
    number, size = match["number"], (match["size"] or "").strip().lower()
    if size:
        return int(float(number.replace(",", ".")) * (1_000 if size == "k" else 1_000_000))
    return int(re.sub(r"\D", "", number))


def says_closed(text: str) -> bool:
    """Whether a short text says that no more comments are taken."""
    return len(text) <= 400 and CLOSED.search(lower(text)) is not None


@lru_cache(maxsize=8192)
def _counts_by_name(name: str) -> bool:
    return len(name) < 80 and _COUNT_NAME.search(name) is not None


def count_in(container: _Element, *, without: frozenset[_Element]) -> int | None:
    """The number in the first heading or counter inside a container; nothing inside ``without`` is looked at."""
    looked = lines = 0
    for element in _outside(container, without):
        named = any(_counts_by_name(token) for token in words(element))
        if not named and element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "strong", "b"):
            # Above the list any short line may say it.
            lines += 1
            if lines > _MOST_LINES or element is container:
                continue
            line = short_text(element)
            if len(line) > _LONGEST_LINE or _SOME_MORE.search(lower(line)):
                continue
        looked += 1
        if looked > _MOST:
            break
        number = read_number(short_text(element), bare=named and element is not container)
        if number is None:
            number = next(
                (int(value) for name in _TOLD if (value := element.get(name) or "").isdecimal() and len(value) < 8),
                None,
            )
        if number is not None:
            return number
    return None


def count_stated(container: _Element) -> int | None:
    """The number in the first heading of a container; without one in it, that there are none, as one of its first lines says."""
    heading = next(container.iter("h2", "h3", "h4", "h5", "h6"), None)
    number = read_number(short_text(heading)) if heading is not None else None
    if number is None:
        lines = (short_text(line) for line in islice(container.iter("p", "div", "span"), _MOST_LINES))
        number = next((0 for line in lines if 0 < len(line) <= _LONGEST_LINE and read_number(line) == 0), None)
    return number


def _outside(container: _Element, without: frozenset[_Element]) -> Iterable[_Element]:
    """Elements of a container in page order, without what stands in ``without`` and in forms."""
    stack = [container]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or (element in without and element is not container):
            continue
        yield element
        if element.tag not in ("form", "script", "style"):
            stack += [child for child in reversed(element) if isinstance(child.tag, str)]


def words(element: _Element) -> list[str]:
    """Class words and id of an element in lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()[:20]


def short_text(element: _Element) -> str:
    """The text of an element, or nothing where it is not short."""
    return glance(element, _LONGEST)


def count_linked(page: Page) -> int | None:
    """The number in a link that leads to this page's own comments."""
    for link, href in page.marks.links:
        if "#" not in href or not _LINK_TARGET.search(href) or not leads_here(page, href):
            continue
        text = short_text(link) or fold(link.get("title") or link.get("aria-label") or "")
        number = read_number(text, bare=True)
        if number is not None:
            return number
    return None


def count_on(page: Page, *, without: frozenset[_Element]) -> int | None:
    """The number that the page's head states beside the byline: a link to its own comments, or a counter.

    Teasers of other articles have such counters too: a link counts only where it leads to this page, a counter without
    one only where all of them say the same.
    """
    linked = count_linked(page)
    if linked is not None:
        return linked
    numbers: set[int] = set()
    for element in page.marks.named_like(COMMENT_WORDS, _counts_by_name)[:_MOST]:
        if element.tag in ("body", "html", "form", "input", "ul", "ol") or element in without:
            continue
        if any(not leads_here(page, link.get("href") or "") for link in _links_of(element)):
            continue
        number = read_number(short_text(element), bare=_is_counter(element))
        if number is not None and not _is_of_teaser(page, element):
            numbers.add(number)
    if not numbers:
        for button in page.marks.by_tag("button")[:_MOST]:
            label = button.get("aria-label") or ""
            if any(map(str.isdigit, label)) and _speaks_of_comments(label) and not _is_of_teaser(page, button):
                number = read_number(label)
                if number is not None:
                    numbers.add(number)
    return numbers.pop() if len(numbers) == 1 else None


def _speaks_of_comments(label: str) -> bool:
    """Whether a label says comments, not posts or opinions, which buttons lead to for other reasons."""
    return not label.isascii() or any(map(label.lower().__contains__, COMMENT_WORDS))


def _is_of_teaser(page: Page, counter: _Element) -> bool:
    """Whether a counter stands in a card that announces another article: below a heading, and a link that leads there."""
    for card in islice(counter.iterancestors(), 4):
        if card in page.marks.around_headlines or not is_small(card, _LARGEST_CARD):
            return False
        inside = list(takewhile(lambda e: e is not counter, card.iter("*")))
        if any(e.tag in ("h2", "h3", "h4", "h5") for e in inside) and any(
            e.tag == "a" and "#" not in (href := e.get("href") or "") and not leads_here(page, href) for e in inside
        ):
            return True
    return False


def _is_counter(element: _Element) -> bool:
    return any(re.search(r"count|num|comments?$|comment-button", name) for name in words(element))


def _links_of(element: _Element) -> Iterable[_Element]:
    if element.tag == "a":
        yield element
    yield from (inner for inner in islice(element.iter(), 40) if inner.tag == "a")
    parent = element.getparent()
    if parent is not None and parent.tag == "a":
        yield parent


def leads_here(page: Page, href: str) -> bool:
    """Whether a link leads to a place in this page."""
    if not href or href.startswith(("#", "javascript:")):
        return True
    target = (page.absolute(href) or "").split("#")[0].split("?")[0].rstrip("/")
    own = (page.url, page.metadata.link("canonical") or page.url)
    bare = [_bare(address.split("#")[0].split("?")[0].rstrip("/")) for address in own]
    return any(_bare(target) in (address, f"{address}/comments") for address in bare)


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address)


def told_to_machines(page: Page) -> int | None:
    """``commentCount`` of the article in JSON-LD, or its ``interactionStatistic`` of comments."""
    for node in page.metadata.articles():
        value = node.get("commentCount")
        if value is None:
            value = next(
                (
                    one.get("userInteractionCount")
                    for one in page.metadata.resolved(node.get("interactionStatistic"))[:20]
                    if isinstance(one, Mapping) and "CommentAction" in str(one.get("interactionType"))[:200]
                ),
                None,
            )
        if isinstance(value, bool):
            continue
        if isinstance(value, int) and 0 <= value < 10_000_000:
            return value
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 8:
            return int(value)
    return None
