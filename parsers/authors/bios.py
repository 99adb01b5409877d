"""Author boxes: what the page says about the people who wrote the article, wherever its theme puts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from lxml.etree import _Element, iterwalk

from parsers.bylines.introductions import AUTHOR, WRITTEN_BY
from parsers.bylines.reading import AUTHOR_WORDS
from parsers.bylines.surroundings import is_elsewhere, is_social
from parsers.names import begins_with_by, is_role, key, looks_like_person, sounds_like_person, split_names
from parsers.page import Page
from parsers.text import INLINE, UNSEEN, fold, line_around, lower, text_of
from parsers.tree.glance import glance, is_small

_WHO = (
    r"(?:author|autor|auteur|autore|contributor|writer|columnist|reporter|journalist|byline|user|staff|profile|person|writter|expert"
    r"|speaker|guest|blogger|member|verfasser|redakteur|credit)"
)
_BIO = re.compile(
    rf"{_WHO}s?(?:(?:[-_]|post|page|footer|box|info|meta|card|article|content|single|tab|short|promo)*)"
    r"(?:bio(?:graphy|grafie|graphical|s)?(?![a-z]*m)|desc(?:r|ription)?|about|tagline|shortbio|blurb|summary|excerpt|text(?!-(?:center|left|right))|intro)(?![a-z]*link)"
    r"|^(?:[a-z]+[-_]{1,2})?(?:bio|biography|biographical)(?:[-_]{1,2}(?:text|desc|description|content|body|inner|copy|column|info|box|card|wrapper|container|excerpt))*$"
    r"|saboxplugin-desc|abh_description|m-a-box-bio|firefly_job_title|about[-_]?(?:the[-_]?)?(?:author|writer)s?[-_]*(?:bio|text|content|desc\w*)|wp-block-post-author__bio"
    r"|^(?:author|about)[-_]?me(?:[-_]text)?$|^ubio$|data-entry-content|p-note|author[-_]*details"
)
_BOX = re.compile(
    rf"(?:^|[-_]){_WHO}s?(?:[-_]{{1,2}}(?:\w[\w-]*[-_])?)?(?:box|info|card|profile|block|section|area|wrap|wrapper|container|content|details|footer|about|bio|panel|module|meta|single|row|data|article|thing)s?\d*$"
    rf"|^{_WHO}s?(?:box|info|card|profile|promo|block|bio|details|container|wrapper)$|about[-_]?(?:the[-_]?)?(?:author|writer|contributor)s?|author[-_]?(?:box|bio|info|card|block|profile|section|about)"
    r"|^(?:post|entry|article|blog|single|wp-block-post|story|the|nv|cb|herald|ala|td|tdb|mh|m|c|pp-multiple|box)[-_]{1,2}authors?(?:$|[-_])|^(?:author|authors|autor|auteur|written-by|by-author|vcard|author-?about|abh_box|saboxplugin-wrap|m-a-box)$"
)
_NOT = re.compile(
    r"comment|related|recommend|avatar|image|img|photo|icon|social|share|follow|link(?!ed)|name|title(?!d)|role|position|date|time|hidden-?(?:md|sm)|testimonial|quote|product"
    r"|search|filter|author-posts|more-|site-description|book|login|signup|menu|nav"
)
_HEADING = re.compile(
    r"^[^\w\n]*(?:(?:more\s+)?about\s+(?:the\s+|our\s+|this\s+)?(?:authors?|writers?|contributors?|editors?|journalist|blogger|me\b|us\s+authors?)|meet\s+(?:the|our|your)\s+(?:authors?|writers?|experts?)"
    r"|author(?:'s|s)?\s+(?:bio|biography|profile|info|details)|author\s*:?$|(?:über|zu)\s+(?:den|die|unseren?|unsere)\s+autor(?:in|en)?|zur\s+person|zum\s+autor|zur\s+autorin|autorenprofil"
    r"|à\s+propos\s+(?:de\s+l['’]|des\s+|de\s+la\s+|du\s+)?(?:auteurs?|autrice|rédacteur|rédactrice|journaliste)|l['’]auteur|biographie|sobre\s+(?:el|la|o|a|los|las|os|as)?\s*autor(?:es|a|as)?|acerca\s+del?\s+(?:la\s+)?autora?"
    r"|(?:sull['’]|informazioni\s+sull['’]|l['’])autor(?:e|i|ice)|over\s+de\s+(?:auteur|schrijver)s?|om\s+(?:forfatteren|författaren|skribenten)|об\s+авторе|про\s+автора|o\s+autor(?:ze|ce|ach|ovi)|yazar\s+hakkında"
    r"|(?:この記事を)?書いた人|この記事の(?:著者|ライター|執筆者)|(?:筆者|ライター|著者|執筆者|作者|글쓴이)\W*$|(?:筆者|ライター|著者|執筆者|作者)(?:について|紹介|プロフィール|介绍|简介|介紹|簡介)|关于作者|關於作者"
    r"|(?:글쓴이|필자|저자|기자|작가)\s?소개|(?:tietoa\s+)?kirjoittajasta|о\s+аутору|за\s+автора|o\s+(?:autor(?:u|ici|ima|ke|om)|avtorju|avtorici)\b"
    r"|(?:σχετικά\s+με|λίγα\s+λόγια\s+για)\s+τ(?:ον|ην|η|ο)\s+(?:συντάκτ|αρθρογράφο|συγγραφέα|δημοσιογράφο)|a\s+szerzőr[őo]l|szerzőnkről"
    r"|despre\s+autor|sobre\s+l['’]autor|autorist|apie\s+autori|par\s+autoru|(?:عن|نبذة\s+عن)\s+(?:ال)?(?:كاتب|مؤلف|محرر|صحفي)|درباره\S?\s+نویسنده"
    r"|על\s+ה?(?:כותב|מחבר)|लेखक\s+(?:के\s+बारे\s+में|परिचय)|লেখক\s+(?:পরিচিতি|সম্পর্কে)|(?:về|giới\s+thiệu)\s+tác\s+giả|(?:tentang|profil)\s+penulis|เกี่ยวกับผู้เขียน)",
    re.IGNORECASE,
)
_LOWER_HEADING = re.compile(_HEADING.pattern.replace("ı", "[ıi]"))
"""The same in lower case, a good deal faster; what "I" is there only Turks know."""
_HEADING_HINTS = (
    "aut", "writer", "contributor", "about me", "meet ", "zur person", "forfatteren", "författaren", "skribenten", "schrijver",
    "yazar", "kirjoittaja", "rédact", "journalist", "szerző", "avtor", "penulis", "tác giả",
)  # fmt: skip
"""One of these, or of the next ones, is in every such heading."""
_HINTS_IN_SCRIPTS = (
    "авторе", "著者", "作者", "執筆", "書いた人", "글쓴", "ライター", "筆者", "автора", "аутору", "소개", "συντάκτ", "αρθρογράφο",
    "συγγραφέα", "كاتب", "مؤلف", "نویسنده", "כותב", "מחבר", "लेखक", "লেখক", "ผู้เขียน",
)  # fmt: skip
_VERB = (
    r"(?:is|was|are|has|have|had|writes|wrote|covers|works|worked|reports|specializes|specialises|focuses|leads|serves|joined|loves|lives|studied"
    r"|holds|brings|manages|teaches|helps|began|started|graduated|earned|enjoys|runs|oversees|edits|founded|co-founded|contributes|received|spent|came|created|recently|currently|also"
    r"|ist|war|hat|arbeitet|schreibt|studierte|lebt|leitet|lehrt|absolvierte|berichtet|est|a|écrit|travaille|es|ha|escribe|trabaja|è|scrive|lavora|schrijft|werkt|é|escreve|trabalha|jest|pisze|skriver|är|er)"
)
_UI = re.compile(
    r"^\W*(?:(?:view|see|read|show|more|all|follow|visit|learn|contact|email|e-mail|subscribe|get|check|browse|share|connect|website|webseite|homepage|posts?\s+by|articles?\s+by|latest|recent)\b.{0,80}"
    r"|(?:alle|mehr|weitere|zum|zur|folgen|voir|tous|lire|ver|todos|más|leer|tutti|altri|leggi|bekijk|meer|lees)\b.{0,60}|\d+\s+(?:posts?|articles?|beiträge|artikel).{0,20}|(?:facebook|twitter|linkedin|instagram|x|youtube|github|rss)\W*)$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s*(?:\[?(?:…|\.\.\.)?\]?\s*(?:view all posts(?: by .{2,40})?|view all articles|see all posts|more posts by .{2,40}|more articles by .{2,40}|read more(?: about .{2,40})?|see full bio|full bio|view (?:full )?profile|view (?:full )?bio|learn more(?: about .{2,40})?|show more|read full bio|alle beiträge (?:von .{2,40} )?anzeigen|mehr lesen|voir tous (?:les|ses) articles|ver todas? las? entradas?|more from .{2,40}|see more|website|read less|(?:you should |you can )?follow (?:them|him|her|me|us|.{2,30}) on (?:x|twitter|mastodon|bluesky|linkedin|instagram|github|threads))\.?\s*[→»›.]*\s*)$"
)
"""In lower case."""
_LONGEST_MORE = 200  # characters
_LEADING = re.compile(
    rf"^(?:[:–—|•-]\s+|(?:written|posted)?\s*by:?\s+(?=(?:[A-ZÀ-Ž][\w.'’-]*,?\s+){{1,3}}{_VERB}\b)|about\s+(?:the\s+)?authors?:\s+)",
    re.IGNORECASE,
)
"""What ran into the bio from the line above: "By Jane Doe writes about …"."""
_FULL_NAME = re.compile(rf"((?:[A-ZÀ-Ž][\w.'’-]*\s+){{1,2}}[A-ZÀ-Ž][\w'’-]*),?\s+(?:[\w.,]+\s+)?{_VERB}\b")
_DATE = re.compile(
    r"\b(?:19|20)\d{2}\b.{0,20}\d{1,2}:\d{2}|\bmin(?:ute)?s?\.? read\b|^\W*(?:updated|published|posted|last|on)\b",
    re.IGNORECASE,
)
_ROLE_TOKEN = re.compile(
    r"(?:^|[-_])(?:role|position|job|job-?title|designation|occupation)(?:$|[-_])|author[-_]*(?:title|role|position|job)|(?:^|[-_])social|share|follow|(?:^|[-_])btns?(?:$|[-_])|button|screen-reader|sr-only|visually-hidden|post-count|last-?posts?|latest-?posts?|recent-?posts?|related|tooltip|newsletter|tags?$|stats?$"
)
_NAME_TOKEN = re.compile(
    r"(?:author|contributor|writer|bio|person|profile|user|byline)s?(?:[\w-]*[-_])?(?:name|fullname|title|heading)$|^fn$|^name$|^p-name$"
)
_SHARE = re.compile(r"/(?:share|sharer|intent|shareArticle|submit|pin/create)|[?&](?:u|url|text|via)=", re.IGNORECASE)
_LARGEST_BOX = 400
"""Elements in a box at most."""
_LONGEST_BOX, _LONGEST_BIO, _SHORTEST_BIO = 4_000, 3_000, 25
_SHORTEST_SENTENCE = 40
"""Characters, where words are not parted by spaces."""
_NO_SPACES = re.compile(r"[฀-๿぀-ヿ㐀-鿿]")
_LONGEST_SIGNATURE = 5
"""Words of a name with degrees, which may end with a stop."""
_SENTENCE_ENDS = ("!", "?", "。", "।", "؟")
_MOST = 80


@dataclass(slots=True)
class Box:
    """An element that tells of somebody."""

    element: _Element
    text: str
    """The bio in it; empty where the box has none."""
    rule: str
    sure: int
    """3 says that it is a bio, 2 that it is about an author, 1 only reads like one."""
    whole: _Element
    """The box around it, with name, portrait and links."""
    names: frozenset[str] = field(default_factory=frozenset)
    """Keys of the names in the whole box."""


@lru_cache(maxsize=8192)
def _says_bio(token: str) -> bool:
    return len(token) < 80 and _BIO.search(token) is not None and _NOT.search(token) is None


@lru_cache(maxsize=8192)
def _says_box(token: str) -> bool:
    return len(token) < 80 and _BOX.search(token) is not None and _NOT.search(token) is None


def read_boxes(page: Page, names: list[str]) -> list[Box]:
    """All author boxes, those that surely hold a bio first; ``names`` are the authors that are looked for."""
    marks = page.marks
    boxes: list[Box] = []
    taken: set[_Element] = set()
    wholes = [
        e
        for e in marks.named_like(AUTHOR_WORDS, _says_box)[: 3 * _MOST]
        if may_be_box(page, e) and not is_elsewhere(page, e)
    ]
    spoken = ((element, name) for element, name in marks.called if _says_bio(name) or _says_box(name))
    called = dict(islice(spoken, _MOST))
    wholes += [e for e, name in called.items() if _says_box(name) and may_be_box(page, e) and not is_elsewhere(page, e)]
    known = set(wholes)
    tellers = marks.named_like(AUTHOR_WORDS, _says_bio)[:_MOST]
    properties = {e: item for e in marks.by_property("description")[:_MOST] if (item := _person_of(e)) is not None}
    for element in chain(tellers, (e for e, name in called.items() if _says_bio(name)), properties):
        if not may_be_box(page, element) or is_elsewhere(page, element) or _is_list(page, element, wholes, names):
            continue
        if any(parent in taken for parent in element.iterancestors()):
            continue
        text = bio_text(element, names)
        person = properties.get(element)
        whole = person if person is not None and may_be_box(page, person) else _whole(page, element, known)
        if text:
            taken.add(element)
        boxes.append(
            Box(element=element, text=text, rule=f"box:{_token(element, _says_bio, called)}", sure=3, whole=whole)
        )
    with_bio = {parent for box in boxes if box.text for parent in (box.element, *box.element.iterancestors())}
    inner: set[_Element] = set()
    for element in reversed(wholes):
        # The innermost box that has a text; boxes around one that is taken are its frame.
        if element in with_bio or element in inner:
            continue
        text = bio_text(element, names)
        boxes.append(
            Box(
                element=element,
                text=text,
                rule=f"box:{_token(element, _says_box, called)}",
                sure=2,
                whole=_whole(page, element, known),
            )
        )
        if text:
            inner.update(element.iterancestors())
    boxes += _headed(page, names)
    _part(boxes)
    for box in boxes if names else ():
        if box.text and next(box.whole.iter("img"), None) is None:
            box.whole = _card_around(page, box.whole, len(text_of(box.whole)))
        box.names = frozenset(_names_in(box.whole))
    return boxes


def _person_of(element: _Element) -> _Element | None:
    """Around a property in the markup the item it describes, if that is somebody, not the article."""
    item = next((parent for parent in element.iterancestors() if parent.get("itemscope") is not None), None)
    return item if item is not None and (item.get("itemtype") or "").endswith("/Person") else None


def _is_list(page: Page, element: _Element, wholes: list[_Element], names: list[str]) -> bool:
    """Whether several boxes with a text of their own stand in it."""
    number = page.outline.number
    first = number[element]
    end = page.outline.ends[first]
    inside = [box for box in wholes if first < number[box] < end]
    return len(inside) > 1 and len({text for box in inside if (text := bio_text(box, names))}) > 1


def _part(boxes: list[Box]) -> None:
    """Draws the frame of each bio closer where it holds that of somebody else, too: a list of cards."""
    tellers = {box.element for box in boxes if box.text}
    if len(tellers) < 2:
        return
    told = [box for box in boxes if box.text and tellers.isdisjoint(box.element.iterancestors())]
    held = Counter(parent for one in {box.element for box in told} for parent in (one, *one.iterancestors()))
    for box in told:
        if held[box.whole] > 1:
            box.whole = box.element
            for parent in box.element.iterancestors():
                if held[parent] > 1:
                    break
                box.whole = parent


def _token(element: _Element, wanted: object, called: Mapping[_Element, str]) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return next(
        (name for name in names if callable(wanted) and wanted(name)),
        called.get(element, element.tag if isinstance(element.tag, str) else ""),
    )


_NO_BOXES = frozenset("html body main a img input form h1 button svg time article".split())


def may_be_box(page: Page, element: _Element) -> bool:
    if element.tag in _NO_BOXES:
        return False
    if element in page.marks.around_headlines or not is_small(element, _LARGEST_BOX):
        return False
    size = 0
    for piece in element.itertext():
        size += len(piece)
        if size > 3 * _LONGEST_BOX:
            return False
    return size <= _LONGEST_BOX or len(text_of(element)) <= _LONGEST_BOX


def _whole(page: Page, element: _Element, boxes: set[_Element]) -> _Element:
    """The outermost box around an element."""
    whole = element
    for level, parent in enumerate(element.iterancestors()):
        if level > 6:
            break
        if parent in boxes:
            whole = parent
    if whole is element:
        # The name stands beside a bio that has no box: the parent is the box if it is small enough.
        above = element.getparent()
        if above is not None and may_be_box(page, above) and len(text_of(above)) < len(text_of(element)) + 300:
            return above
    return whole


def _names_in(box: _Element) -> Iterator[str]:
    for number, inner in enumerate(
        box.iter("a", "h2", "h3", "h4", "h5", "h6", "strong", "b", "span", "div", "p", "cite", "address", "td")
    ):
        if number > 80:
            return
        if len(inner) > 2:
            continue
        text = glance(inner, 80, 20)
        if 3 <= len(text) <= 80 and not _LOWER_HEADING.match(text.lower()) and not _is_sentence(text):
            for name in split_names(text):
                yield key(name)
    for image in box.iter("img"):
        for name in split_names(image.get("alt") or ""):
            yield key(name)


def _is_sentence(text: str) -> bool:
    return text.endswith(_SENTENCE_ENDS) or (text.endswith(".") and len(text.split()) > _LONGEST_SIGNATURE)


# ---- the text


def bio_text(element: _Element, names: list[str]) -> str:
    """What an author box says about the author, without name, role, links to more and buttons; empty where that is nothing."""
    blocks = _without_ends([block for block in _blocks(element) if _tells(block, names)], names)
    text = fold(" ".join(blocks))
    linked = sum(len(glance(link)) for link in element.iter("a"))
    if linked > 0.7 * len(text_of(element)):
        return ""
    while (shorter := _without_more(text)) != text:
        text = shorter
    text = _LEADING.sub("", text)
    return text if is_bio(text, names) else ""


def _without_ends(blocks: list[str], names: list[str]) -> list[str]:
    """Without what stands above or below a bio and is none: initials for a picture, a label, a place, a department."""
    sentences = [place for place, block in enumerate(blocks) if block[-1] in _STOPS and is_bio(block, names)]
    while sentences and len(blocks) - 1 > sentences[-1] and _is_title(blocks[-1]):
        blocks = blocks[:-1]
    while len(blocks) > 1 and (
        len(blocks[0]) < _SHORTEST_OPENING or (_is_title(blocks[0]) and is_bio(blocks[1], names))
    ):
        blocks = blocks[1:]
    return blocks


_STOPS = ".!?…。"
_SHORTEST_OPENING, _LONGEST_TITLE = 3, 40
_LABELS = WRITTEN_BY | {"by", "bio"}


def _is_title(block: str) -> bool:
    if key(block) in _LABELS:
        return True
    return len(block) <= _LONGEST_TITLE and block[-1] not in _STOPS and _SAYS_WHAT.search(block) is None


def _without_more(text: str) -> str:
    """Without the last words where they lead to more."""
    start = max(0, len(text) - _LONGEST_MORE)
    more = _MORE.search(lower(text[start:]))
    return text[: start + more.start()] if more is not None else text


def tells_of_another(text: str, name: str) -> bool:
    """Whether a bio begins with the full name of somebody else."""
    start = _FULL_NAME.match(text)
    if start is None or not sounds_like_person(start[1]):
        return False
    own = {word.casefold() for word in re.findall(r"\w+", name)}
    return not any(word.casefold() in own for word in re.findall(r"\w+", start[1]))


def _blocks(element: _Element) -> Iterator[str]:
    """The texts of the innermost blocks, in order."""
    pieces: list[str] = []
    walker = iterwalk(element, events=("start", "end", "comment"))
    skipped: _Element | None = None
    for event, node in walker:
        if event == "start":
            if node is not element and _is_aside(node):
                walker.skip_subtree()
                skipped = node
                continue
            if node.tag not in INLINE and pieces:
                yield fold("".join(pieces))
                pieces = []
            if node.text:
                pieces.append(node.text)
        else:
            if event == "end" and node is skipped:
                skipped = None
            elif event == "end" and node.tag not in INLINE and pieces:
                yield fold("".join(pieces))
                pieces = []
            if node is not element and node.tail:
                pieces.append(node.tail)
    if pieces:
        yield fold("".join(pieces))


_ASIDES = UNSEEN.union("h1 h2 h3 h4 h5 h6 button form nav figure time select label img".split())


def _is_aside(node: _Element) -> bool:
    tag = node.tag
    if tag in _ASIDES:
        return True
    names = node.get("class")
    if names and len(names) < 300 and _names_aside(names):
        return bool(glance(node, 200)) and not _opens_sentence(node)
    if tag in ("ul", "ol"):
        # A list of links: profiles, recent posts.
        text = glance(node, 2_000, 200)
        linked = sum(len(glance(link)) for link in node.iter("a")) if text else 0
        return linked * 10 >= 8 * len(text)
    if tag == "a":
        text, parent = glance(node), node.getparent()
        # A link alone is a button or a headline; one inside a sentence is a part of it.
        alone = _stands_alone(node)
        if alone and (is_social(node.get("href") or "") or _SHARE.search(node.get("href") or "")):
            return True
        if _UI.match(text):
            return alone or len(text) > 15
        return alone and len(text) > 30 and parent is not None and parent.tag in ("li", "h4", "div")
    return False


@lru_cache(maxsize=4096)
def _names_aside(names: str) -> bool:
    """Whether a class attribute says that something is a role, a name or a button."""
    return any(_ROLE_TOKEN.search(token) or _NAME_TOKEN.search(token) for token in names.lower().split())


_GOES_ON = re.compile(rf"[\s,]*{_VERB}\s")


def opens_with_verb(text: str) -> bool:
    """Whether a text begins with what somebody is or does: "Writes about trains"."""
    return _GOES_ON.match(lower(text[:40])) is not None


def _opens_sentence(node: _Element) -> bool:
    """Whether the words after it go on with what somebody is or does: the name is the beginning of the bio."""
    following = node.getnext()
    told = (node.tail or "").strip() or (_beginning(following) if following is not None else "")
    return node.tag in INLINE and _GOES_ON.match(f"{told} ") is not None


def _beginning(element: _Element) -> str:
    return (element.text or "") if element.tag in INLINE else ""


def _stands_alone(link: _Element) -> bool:
    """Whether no words stand right before and after a link."""
    previous, parent = link.getprevious(), link.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    return not (before or "").strip() and not (link.tail or "").strip()


def _tells(block: str, names: list[str]) -> bool:
    if not block or _UI.match(block) or (len(block) < 60 and _HEADING.match(block)):
        return False
    if key(block) in {key(name) for name in names}:
        return False
    if len(block) < 60 and looks_like_person(block.rstrip(":")) and not _SAYS_WHAT.search(block):
        return False
    if len(block) < 160 and begins_with_by(block) and not _SAYS_WHAT.search(block):
        return False
    return not (len(block) < 120 and _DATE.search(block)) and not (
        len(block) < 80 and block[-1] not in ".!?" and is_role(block)
    )


def is_bio(text: str, names: list[str]) -> bool:
    """Whether a text tells something about somebody: more than the name, a job title or a date."""
    words = text.split()
    if not _SHORTEST_BIO <= len(text) <= _LONGEST_BIO or (len(words) < 4 and not _NO_SPACES.search(text)):
        return False
    if len(words) < 25 and begins_with_by(text) and not _SAYS_WHAT.search(text):
        return False
    if (
        len(words) <= 12
        and not _STOP.search(text)
        and not (_NO_SPACES.search(text) and len(text) > _SHORTEST_SENTENCE)
        and not _SAYS_MORE.search(text)
    ):
        # A job title, a department, a row of topics.
        return False
    return not (len(words) < 25 and _DATE.search(text))


# ---- boxes without a class


def _headed(page: Page, names: list[str]) -> Iterator[Box]:
    """What follows a heading "About the author", or the same words at the beginning of a paragraph."""
    if not _speaks_of_author(page):
        return
    for heading in page.body.iter("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "div", "span", "legend"):
        if len(heading) > 2 or not (heading.text or len(heading)):
            continue
        if heading.tag in ("p", "div", "span") and not (heading.text and len(heading.text) < 60):
            if heading.tag == "p" and heading.text and (box := _labelled(page, heading, names)) is not None:
                yield box
            continue
        words = heading.text or (heading[0].text if len(heading) else "") or ""
        if not 3 < len(words) < 120 or not _HEADING.match(words.strip()):
            continue
        text = glance(heading, 80, 10)
        if len(text) > 80 or not _HEADING.match(text) or is_elsewhere(page, heading):
            continue
        is_label = key(text) in AUTHOR and heading.tag in ("p", "div", "span")
        if (heading.tag in INLINE and (box := _labelled(page, heading, names)) is not None) or (
            box := told_below(page, heading, names, is_label=is_label)
        ) is not None:
            yield box


def _labelled(page: Page, label: _Element, names: list[str]) -> Box | None:
    """The rest of a paragraph that says in front that it is about the author."""
    block = next((e for e in (label, *label.iterancestors()) if e.tag not in INLINE), label)
    text = glance(block, _LONGEST_LABELLED, 60)
    heading = _HEADING.match(text) or _BIO_LABEL.match(text)
    if heading is None or not (rest := _AFTER_LABEL.sub("", text[heading.end() :], count=1)):
        return None
    if rest == text[heading.end() :] or not is_bio(rest := _without_more(rest), names) or is_elsewhere(page, block):
        return None
    return Box(element=block, text=rest, rule="text:about", sure=2, whole=block)


_LONGEST_LABELLED = 1_500
_BIO_LABEL = re.compile(r"^\W*(?:short )?bio(?:graphy)?(?=\s*:)", re.IGNORECASE)
_LONG_BIO, _MUCH_PROSE = 500, 0.35
"""Characters, and share of all prose of a page: what is longer than both below a label is the article."""
_AFTER_LABEL = re.compile(r"^\s*[:：–—|-]\s*")


def told_below(page: Page, heading: _Element, names: list[str], *, is_label: bool = False) -> Box | None:
    """The bio in what follows a heading, or the element around it."""
    place: _Element | None = heading
    for _ in range(4):
        if place is None or place.tag in ("body", "main", "article", "html"):
            break
        found: list[_Element] = []
        pieces: list[str] = []
        for sibling in _following(place):
            if sibling.tag in HEADINGS and key(glance(sibling)) not in {key(n) for n in names}:
                break
            if len(found) >= 4 or not may_be_box(page, sibling):
                break
            if words_in := bio_text(sibling, names):
                pieces.append(words_in)
                found.append(sibling)
            elif pieces:
                break
        if is_label and len(pieces) > 1 and not any(key(name) in key(pieces[0]) for name in names):
            return None  # the label of a field, with the name beside it and the article below
        if pieces:
            size = sum(map(len, pieces))
            if size > _LONG_BIO and size > _MUCH_PROSE * sum(page.survey.prose):
                return None
            parent = place.getparent()
            return Box(
                element=found[0],
                text=pieces[0] if len(pieces) == 1 else fold(" ".join(pieces)),
                rule="heading:about",
                sure=2,
                whole=parent if parent is not None and may_be_box(page, parent) else found[0],
            )
        place = place.getparent()
    return None


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def _speaks_of_author(page: Page) -> bool:
    """Whether any line reads like such a heading; the words are found fast, the pattern is slow."""
    lines = [line for line in page.marks.lower_texts.split("\n") if 3 < len(line) < _LONGEST_HEADING]
    texts = "\n".join(lines)
    # One letter is found sooner than a word of them, and no text of another script has it.
    for hint in (*_HEADING_HINTS, *(hint for hint in _HINTS_IN_SCRIPTS if hint[0] in texts)):
        found = texts.find(hint)
        while found >= 0:
            start, end = line_around(texts, found)
            if _LOWER_HEADING.match(texts[start:end].strip()):
                return True
            found = texts.find(hint, end)
    return False


_LONGEST_HEADING = 200


def _following(element: _Element) -> Iterable[_Element]:
    for number, sibling in enumerate(element.itersiblings()):
        if number > 8:
            return
        if isinstance(sibling.tag, str):
            yield sibling


_SAYS_WHAT = re.compile(rf"\b{_VERB}\b")
_SAYS_MORE = re.compile(rf"\b(?:{_VERB}|I|my|our|ich|je|yo)\b")
_STOP = re.compile(r"[.!?。।؟]$")


def _speaks_of(page: Page, first: str, last: str) -> bool:
    """Whether anywhere a verb follows the name soon; seldom so, and to look at every paragraph takes long."""
    texts = page.marks.lower_texts
    found = texts.find(first)
    for _ in range(_MOST):
        if found < 0:
            return False
        end = texts.find(last, found, found + 80)
        if end >= 0 and _SAYS_WHAT.search(texts, end + len(last), end + len(last) + 120):
            return True
        found = texts.find(first, found + 1)
    return True


_BEFORE_NAME = re.compile(r"\W*(?:(?:dr|prof|professor|mr|mrs|ms)\.?\s+)*", re.IGNORECASE)
_SAYS_ON = re.compile(rf"(?:,?\s+\(?[^.]{{0,60}}?\)?,)?\s+{_VERB}\b", re.IGNORECASE)
"""What follows the name."""
_SENTENCE_TAGS = frozenset(("p", "em", "i", "div", "span", "li", "td"))


def read_sentences(page: Page, name: str) -> Iterator[Box]:
    """Paragraphs that begin with the author's name and go on to say who that is, wherever they stand."""
    words = name.split()
    if len(words) < 2:
        return
    if not _speaks_of(page, words[0].lower(), words[-1].lower()):
        return
    first, last = re.escape(words[0]), re.escape(words[-1])
    start: re.Pattern[str] | None = None  # made when it is needed: a pattern takes longer to make than to use
    found = 0
    outline, opening = page.outline, words[0].lower()
    body = outline.number[page.body]
    for number in range(body, outline.ends[body]):
        if outline.tags[number] not in _SENTENCE_TAGS:
            continue
        inside = outline.texts[number + 1] if outline.ends[number] > number + 1 else None
        head = outline.texts[number] or inside or ""
        if not head or opening not in head[:60].lower():
            continue
        element = outline.elements[number]
        text = glance(element, 1_500, 60)
        if not 60 <= len(text) <= 1_500:
            continue
        before = _BEFORE_NAME.match(text)
        if before is None or opening not in lower(text[: before.end() + len(opening)]):
            continue
        start = start or re.compile(
            rf"{_BEFORE_NAME.pattern}{first}(?:\s+(?!{first}\b)[\w.’'-]+){{0,2}}\s+{last}(?=,?\s)", re.IGNORECASE
        )
        told = start.match(text)
        if told is None or not _SAYS_ON.match(text, told.end()) or is_elsewhere(page, element):
            continue
        parent = element.getparent()
        if element.tag in ("em", "i", "span") and parent is not None:
            around = glance(parent, 1_600, 60)
            if (len(around) > len(text) + 40 or not around) and not _ends_its_block(element):
                continue
        found += 1
        yield Box(
            element=element,
            text=_without_more(text),
            rule="text:sentence",
            sure=1,
            whole=_card_around(page, element, len(text)),
            names=frozenset((key(name),)),
        )
        if found > 5:
            return


def _ends_its_block(element: _Element) -> bool:
    """Whether it is the last line of a block, with a line break before it."""
    previous = element.getprevious()
    if previous is None or previous.tag != "br" or (previous.tail or "").strip() or (element.tail or "").strip():
        return False
    return all(node.tag == "br" and not (node.tail or "").strip() for node in element.itersiblings())


_BESIDE = 120
"""Characters of a name, a role and links that stand beside a bio."""


def _card_around(page: Page, element: _Element, size: int) -> _Element:
    """The smallest box that has a picture beside a bio, and little else; the bio itself where there is none."""
    for parent in islice(element.iterancestors(), 3):
        if not may_be_box(page, parent) or len(text_of(parent)) > size + _BESIDE:
            break
        images = list(islice(parent.iter("img"), 2))
        if images:
            return parent if len(images) == 1 else element
    return element


# ---- what else a box tells


def links(page: Page, box: _Element) -> tuple[str, ...]:
    """The person's pages elsewhere that a box links to, absolute, in page order."""
    found: dict[str, None] = {}
    for number, link in enumerate(box.iter("a")):
        if number > 60:
            break
        href = (link.get("href") or "").strip()
        if (is_social(href) and not _SHARE.search(href)) or "me" in (link.get("rel") or "").split():
            address = page.absolute(href)
            if address:
                found[address] = None
    return tuple(found)
