"""How many comments there are, as the page says it, and whether it says that no more can be written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from parsers.comments.roles import COMMENT_WORDS
from parsers.glance import glance
from parsers.page import Page
from parsers.text import fold

_COMMENTS = (
    r"(?:(?:reader|user|leser|online|public|total|all|approved|new|neue|more|weitere)[- ]?)?"
    r"(?:comments?|commentaires?|kommentare?n?|kommentarer|comentarios?|comentários?|commento|commenti|comentaris?|reacties?"
    r"|opmerkingen|kommenttia?|kommentit|komentarz[ey]?|komentarzy|коммента\w*|коментар\w*|yorum|σχόλι\w*|hozzászólás\w*"
    r"|komentář\w*|bình luận|コメント|评论|評論|留言|댓글|responses?|replies|reply|réponses?|respuestas?|risposte|antworten"
    r"|réactions?|reaktionen|reakcí|thoughts?|gedanken?|meinung(?:en)?|opiniones|opinions?|posts|beiträge|wortmeldungen|fikir"
    r"|leserkommentare?|leserbriefe?|comentari)"
)
_NUMBER = r"(\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+|\d{1,7})"
_BEFORE = re.compile(rf"^\W*(?:\w{{2,12}}\s+)?{_NUMBER}\s*(?:件の|条|則|个|개의)?\s*{_COMMENTS}(?!\w)", re.IGNORECASE)
_AFTER = re.compile(
    rf"^(?:\W*\w+\W+){{0,2}}?\W*{_COMMENTS}(?:\s+(?:section|count|total))?\s*[:(\[【（·|–-]*\s*{_NUMBER}\s*[)\]】）件]?\W*$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*{_NUMBER}\W*$")
_NONE = re.compile(
    rf"^\W*(?:no|keine|aucun|aucune|sin|nessun|geen|nenhum|sem|inga|ingen|ei|brak|нет|немає|žádné|nincs|hiç|cap|zero|not yet"
    rf"|noch keine|pas de|no hay|non ci sono|0)\s+(?:\w+\s+)?{_COMMENTS}(?!\w)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"^\W*(?:one|a single|ein|eine|un|une|uno|una|um|één|en|ett|один)\s+"
    r"(?:comment|response|reply|thought|reader comment|kommentar|antwort|meinung|gedanke|commentaire|comentario|comentário|commento"
    r"|reactie|réponse|respuesta|risposta|комментарий)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:comment(?:s|ing|ary)?|discussion|responses)\s+(?:(?:on this|for this|to this|section|are|is|have|has|been|now|page|article"
    r"|entry|post|story|system|thread|currently)\s+)*(?:closed|disabled|turned off|locked|off\b|not allowed|no longer)"
    r"|no longer (?:accepting|open)|kommentar\w*\s+(?:\w+\s+){0,5}(?:geschlossen|deaktiviert|abgeschaltet|beendet)"
    r"|(?:commentaires?|réactions)\s+(?:\w+\s+){0,4}(?:fermés?|désactivés?|clos)|comentarios\s+(?:\w+\s+){0,4}"
    r"(?:cerrados|desactivados)|comentários\s+(?:\w+\s+){0,4}(?:fechados|encerrados|desativados)"
    r"|commenti\s+(?:\w+\s+){0,4}(?:chiusi|disabilitati)|reacties\s+(?:\w+\s+){0,4}gesloten|reageren is niet"
    r"|комментарии\s+(?:\w+\s+){0,3}(?:закрыты|отключены)|komentarze\s+(?:\w+\s+){0,3}wyłączone|yorumlar? kapa"
    r"|コメントは受け付けて|コメントを受け付けて|评论(?:已|功能已)关闭",
    re.IGNORECASE,
)
_COUNT_NAME = re.compile(
    r"(?:comment|kommentar|comentario|commentaire|reactie|respon|disq|discussion|reply)(?:\w*|[\w-]*[-_])"
    r"(?:count|counts|counter|number|num|nr|total|title|heading|head|header|link|links|bubble|button|amount|anzahl|value|label)"
    r"|(?:count|number|num|num-of|total)[-_]*(?:of[-_]*)?comments?|commentcount|thread-info|wpdtc|^comments?$|^kommentare$|cc-value|commentlink"
    r"|(?:meta|post|entry|item|article|toolbar|share|bar)(?:[\w-]*[-_])?comments?$"
)
_LINK_TARGET = re.compile(
    r"#(?:comments?|respond|disqus_thread|comment-?list|comments?[-_]\w+|kommentare?|kommentarer|reacties|comentarios"
    r"|commentaires|commenti|discussion|leave-a-comment|reply-title|comment-form|idc-container|fbcomments"
    r"|[a-z]{0,3}commentwidget|edi-comments|vuukle-comments|comments-\w+|post-comments)$",
    re.IGNORECASE,
)
_LONGEST = 160
_MOST = 400
_ZERO_WORDS_LONGEST = 60


def read_number(text: str, *, bare: bool = False) -> int | None:
    """The number of comments that a short text states; ``bare`` allows the number to stand alone.

    "Add a comment" states none, "No comments yet" states 0.
    """
    if not text or len(text) > _LONGEST:
        return None
    for pattern in (_BEFORE, _AFTER):
        if match := pattern.search(text):
            return _int(match[1])
    if len(text) <= _ZERO_WORDS_LONGEST and _NONE.search(text):
        return 0
    if _ONE.search(text):
        return 1
    if bare and (match := _BARE.match(text)):
        return _int(match[1])
    return None


def _int(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def says_closed(text: str) -> bool:
    """Whether a short text says that no more comments are taken."""
    return len(text) <= 400 and _CLOSED.search(text) is not None


@lru_cache(maxsize=8192)
def _counts_by_name(name: str) -> bool:
    return len(name) < 80 and _COUNT_NAME.search(name) is not None


def count_in(container: _Element, *, without: frozenset[_Element]) -> int | None:
    """The number in the first heading or counter inside a container; nothing inside ``without`` is looked at."""
    looked = 0
    for element in _outside(container, without):
        named = any(_counts_by_name(token) for token in words(element))
        if not named and element.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "strong", "b"):
            continue
        looked += 1
        if looked > _MOST:
            break
        number = read_number(short_text(element), bare=named and element is not container)
        if number is not None:
            return number
    return None


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
    for link in page.marks.by_tag("a"):
        href = link.get("href")
        if not href or "#" not in href or not _LINK_TARGET.search(href) or not leads_here(page, href):
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
        if number is not None:
            numbers.add(number)
    return numbers.pop() if len(numbers) == 1 else None


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
    """``commentCount`` of the article in JSON-LD."""
    for node in page.metadata.articles():
        value = node.get("commentCount")
        if isinstance(value, bool):
            continue
        if isinstance(value, int) and 0 <= value < 10_000_000:
            return value
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 8:
            return int(value)
    return None
