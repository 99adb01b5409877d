"""What a single comment tells: its own words, who wrote it, when."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element, iterwalk

from parsers.article import Moment
from parsers.comments.drafts import DATED, FRAGMENT, NAME, SKIPPED, Draft
from parsers.comments.headed import calls_comments, is_control
from parsers.comments.roles import Role, role_of
from parsers.comments.times import read_time, read_words
from parsers.text import INLINE, fold
from parsers.tree.glance import glance

_PARTED = re.compile(r"(?:^|\s)[|•·]\s")
_NUMBERED = re.compile(r"#?\d+(?:\.\d+)*\.?$")
_LINES = frozenset("p br li blockquote div pre tr dd h3 h4 h5 h6".split())
"""Elements that begin a line of a comment."""
_HEADINGS = ("h2", "h3", "h4", "h5")
_BREAK = "\x1e"
_VERB = (
    r"(?:says?|said|sagte?|meinte?|schreibt|schrieb|dit|a dit|a écrit|dice|dijo|ha dicho|escribió|ha detto|ha scritto|disse|diz"
    r"|escreveu|zegt|schreef|says on|(?:на)?писал(?:\(а\)|а)?|пишет|говорит|сказав|wrote|replied|commented|skriver|skrev|säger|siger"
    r"|sier|sanoo|mówi|pisze|napisał\(?a?\)?|napsala?|píše|yazdı|dedi ki|kirjoitti|szerint|írta|spune|a spus|λέει|ha dit|viết|berkata"
    r"|より|님의 말|说道|說道)"
)
_SAYS = re.compile(rf"\s(?:{_VERB}|on|am|le|el|um)\s*(?:…|\.\.\.)?$", re.IGNORECASE)
_LONGEST_SAYS = 30
"""Characters of the longest of these."""
_PARTING = " \t\n:：,|·•–—-"
_SAID = re.compile(rf"^{_VERB}\s*[:：]\s*", re.IGNORECASE)
"""What is left of "Ann says:" where only the name has an element of its own."""
_POSTED = re.compile(
    r"^(?:(?:comment(?:ed)?|posted|submitted|written|geschrieben|eingereicht|verfasst|kommentar|publié|envoyé|rédigé|enviado"
    r"|publicado|escrito|inviato|scritto|geplaatst|gepost|left)\s+)?(?:by|von|par|por|da|di|door|av|af)\s*:?\s+",
    re.IGNORECASE,
)
_UNVERIFIED = re.compile(
    r"\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|niet gecontroleerd)\)$|\s*\(\s*\d+\s*\)$"
)
"""What Drupal adds to the names of guests, and the number of a member."""
_POSTED_LINE = re.compile(
    r"^(?:posted|comment|submitted|left)\s*(?:by)?\s*:?\s+(?P<author>.{1,80}?)\s*(?:\||\bon\b|\bat\b|,|@)\s*(?P<time>.{6,60})$",
    re.IGNORECASE,
)


def find_text(draft: Draft, inner: frozenset[_Element]) -> str:
    """The comment's own words, without name, date, buttons and the answers to it."""
    parts = set(draft.authors[:1]) | set(draft.times)
    if draft.authors:
        name = glance(draft.authors[0])
        parts |= {author for author in draft.authors[:8] if (text := glance(author)) and (text in name or name in text)}
    best = mixed = ""
    for element in draft.texts:
        if element in inner and element is not draft.element:
            continue
        if element in parts:
            continue
        text, clean = _words(element, draft, inner, parts)
        if (
            clean
            and text
            and (
                not best
                or (len(text) >= 0.8 * len(best) and text in best)
                or not best.strip(" .…")
                or (len(text) > 2 * len(best) and best not in text)
            )
        ):
            best = text
        elif not clean and not mixed:
            mixed = text  # name and words in one paragraph
    if best or mixed:
        return best or _SAID.sub("", mixed)
    return _SAID.sub("", _words(draft.element, draft, inner, parts)[0])


def _words(element: _Element, draft: Draft, inner: frozenset[_Element], parts: set[_Element]) -> tuple[str, bool]:
    """The words of an element without what is not the comment's text, and whether it held no name and no time."""
    pieces: list[str] = []
    clean = True
    walker = iterwalk(element, events=("start", "end"))
    skipped: _Element | None = None
    for event, node in walker:
        if event == "start":
            if node is not element:
                tag = node.tag
                if tag in SKIPPED or (node in inner and node is not draft.element):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if node in parts:
                    clean = False
                    walker.skip_subtree()
                    skipped = node
                    continue
                role = role_of(tag, node.get("class"), None)
                if role & (Role.NOISE | Role.REPLIES) or (role & Role.HEAD and not role & Role.TEXT):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag in ("header", "footer") or (tag in _HEADINGS and _is_subject(node)):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag == "a" and _is_number(node):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag in _LINES:
                    pieces.append(_BREAK)
                elif tag not in INLINE:
                    pieces.append(" ")
                elif tag in ("a", "span") and not len(node) and is_control(node.text or ""):
                    walker.skip_subtree()
                    skipped = node
                    continue
            if node.text:
                pieces.append(node.text)
        else:
            if node is not skipped and node.tag in _LINES:
                pieces.append(_BREAK)
            elif node is not skipped and node.tag not in INLINE:
                pieces.append(" ")
            if node is skipped:
                pieces.append(" ")
                skipped = None
            if node is not element and node.tail:
                pieces.append(node.tail)
    lines = (fold(line) for line in "".join(pieces).split(_BREAK))
    return "\n".join(line for line in lines if line), clean


def _is_number(link: _Element) -> bool:
    """Whether a link says no more than which comment it is, and leads to it: "#12"."""
    return FRAGMENT.search(link.get("href") or "") is not None and _NUMBERED.match(glance(link, 12, 4)) is not None


def _is_subject(heading: _Element) -> bool:
    """Whether a heading is the link to the comment itself: the subject that Drupal makes of its first words."""
    link = next(heading.iterchildren("a"), None)
    return link is not None and not (heading.text or "").strip() and FRAGMENT.search(link.get("href") or "") is not None


def find_author(draft: Draft) -> str | None:
    """The name alone: the innermost element that says it is one, without "says:"."""
    best: tuple[int, str] | None = None
    for number, element in enumerate(draft.authors[:12]):
        text = _name_in(element, draft)
        if not text or len(text) > 100:
            continue
        names = (element.get("class") or "").lower()
        rank = 3
        if "fn" in names.split() or element.get("itemprop") == "name" or element.tag == "cite":
            rank = 0
        elif re.search(r"author[-_]*(?:name|link)|user-?name|comment-?name|nick|display", names):
            rank = 1
        elif "author" in names or "autor" in names or element.get("itemprop") in ("author", "creator"):
            rank = 2
        if best is None or (rank, number) < (best[0], 0):
            best = (rank, text)
    return best[1] if best else None


_LONGEST_DATED = 80
_LONGEST_LINE = 400
"""Characters of a name with all that may stand beside it; a longer text is none, and cleaning it takes time by the square."""


def _name_in(element: _Element, draft: Draft) -> str | None:
    first = next(element.iterchildren("strong", "b", "cite", "a"), None)
    name = glance(first, 80, 10) if first is not None else ""
    if DATED.search(name):
        name = ""
    rest = glance(element, 200, 40).replace(name, "", 1) if name else ""
    if rest and (DATED.search(rest) or _PARTED.search(f"{rest} ")):
        # A line of name and date, or of name and links, in which the name alone stands out.
        return _clean_name(name)
    parts = set(draft.times)
    pieces: list[str] = []
    walker = iterwalk(element, events=("start", "end"))
    skipped: _Element | None = None
    for event, node in walker:
        if event == "start":
            if node is not element and (
                node.tag in SKIPPED
                or node in parts
                or role_of(node.tag, node.get("class"), None) & (Role.NOISE | Role.TIME | Role.TEXT)
            ):
                walker.skip_subtree()
                skipped = node
                continue
            if node.text:
                pieces.append(node.text)
        else:
            if node is skipped:
                pieces.append(" ")
                skipped = None
            if node is not element and node.tail:
                pieces.append(node.tail)
            if len(pieces) > 60:
                break
    return _clean_name(_before_date(fold("".join(pieces))))


def _before_date(text: str) -> str:
    """What stands before the date in a line of name and date; the whole where it has no date."""
    if len(text) > _LONGEST_DATED or not DATED.search(text) or (moment := read_words(text, None)) is None:
        return text
    words = text.split()
    # The date begins with the last word after which it would be read as another.
    starts = [n for n in range(1, len(words)) if read_words(" ".join(words[n:]), None) == moment]
    return " ".join(words[: starts[-1]]) if starts else text


def _clean_name(text: str) -> str | None:
    if len(text) > _LONGEST_LINE:
        return None
    text = _UNVERIFIED.sub("", _POSTED.sub("", text))
    text = text.rstrip(_PARTING)
    while (says := _SAYS.search(text, max(0, len(text) - _LONGEST_SAYS))) is not None:
        text = text[: says.start()].rstrip(_PARTING)
    text = text.strip(' "“”„:,|·•–—-')
    return text or None


def find_time(draft: Draft, language: str | None) -> Moment | None:
    """When it was written, by the first of its elements that tells a time."""
    for element in draft.times[:8]:
        moment = read_time(element, language)
        if moment is not None:
            return moment
    return None


def read_head(
    draft: Draft, author: str | None, published: Moment | None, language: str | None
) -> tuple[str | None, Moment | None]:
    """Name and time out of a line such as "Posted by X on Y" or a link with the date to the comment itself."""
    for head in draft.heads[:4]:
        if published is None:
            links = [link for link in islice(head.iter(), 60) if link.tag == "a" and "#" in (link.get("href") or "")][
                :4
            ]
            published = next((moment for link in links if (moment := read_time(link, language))), None)
        line = glance(head, 200)
        if len(line) > 200:
            continue
        match = _POSTED_LINE.match(line)
        if match:
            author = author or _clean_name(match["author"])
            published = published or read_words(match["time"], language)
        published = published or read_words(line, language)
        if author is None and (name := _first_words(head, draft)):
            author = name
        if author is None and (before := _before_date(line)) != line:
            name = _clean_name(before)
            author = name if name and NAME.fullmatch(name) else None
        if author is None and _POSTED.match(line):
            rest = _POSTED.sub("", line)
            author = _clean_name(re.split(r"\s(?:on|am|le|el|at|um|\||–|-)\s|,", rest)[0])
    if author is None:
        author = _before_says(draft)
    if published is None:
        lines = (" ".join(islice(element.itertext(), 12))[:200] for element in draft.authors[:4])
        published = next(
            (moment for line in lines if DATED.search(line) and (moment := read_words(line, language))), None
        )
    return author, published


def find_heading(draft: Draft) -> list[_Element]:
    """The first heading of a comment, where it is short enough to be the name of who wrote it."""
    heading = next(draft.element.iter("h3", "h4", "h5", "h6"), None)
    if heading is None:
        return []
    # "Ann <span>date</span>": the name stands before the element of the date.
    text = _clean_name(fold(heading.text or "") or glance(heading, 60, 10))
    if not text or not NAME.fullmatch(text) or any(map(str.isdigit, text)) or calls_comments(text):
        return []
    return [heading]


def _before_says(draft: Draft) -> str | None:
    """The short words of an element after which "says" stands."""
    for element in islice(draft.element.iter("a", "b", "strong", "span"), 12):
        after = (element.tail or "").strip()
        if not after and (following := element.getnext()) is not None:
            after = following.text or ""
        if after and _SAID.match(after):
            return _clean_name(glance(element, 80, 10))
    return None


def _first_words(head: _Element, draft: Draft) -> str | None:
    """The first short words of a head that has no element for the name alone."""
    times = set(draft.times)
    for element in islice(head.iter(), 60):
        if (
            element.tag not in ("strong", "b", "a", "span", "h3", "h4", "h5", "h6", "em")
            or element in times
            or len(element) > 1
            or role_of("", element.get("class"), None) & Role.NOISE
        ):
            continue
        # "Ann on <time>": the name stands before the element of the time.
        text = _clean_name(
            glance(element, 80, 20) if not len(element) else fold(element.text or "") or glance(element, 80, 20)
        )
        if text and 1 < len(text) <= 40 and not re.search(r"\d{4}|\d:\d|^#?\d+$", text) and not is_control(text):
            return text
    return None
