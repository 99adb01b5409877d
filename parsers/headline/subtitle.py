"""The dek or standfirst: the sentence under the headline that is not yet the text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.body.blocks import HEADING_TAGS
from parsers.found import Found, first
from parsers.labels import is_byline, is_closing, is_credit, is_noise, is_teaser
from parsers.names import begins_with_by
from parsers.page import Page
from parsers.text import INLINE, key, plain, text_of
from parsers.tree.glance import glance, is_small

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:intro|intro-?text|introduction|dek|deck|stand-?first|sub-?tit(?:le|ulo)?|sous-?titre|untertitel|podtytul|podnaslov|alaotsikko|sub-?head(?:line|ing)?|sub-?hed|excerpt|summary|strap-?line|tag-?line|"
    r"article-?(?:lead|lede|intro|description|summary)|post-?(?:lead|intro|excerpt|description)|entry-?(?:lead|intro|summary)|lede|chapo|"
    r"chapeau|entradilla|bajada|sommario|sottotitolo|vorspann|unterzeile|ingress|manchet|undertitel|linha-?fina)(?:$|[\s_-])|"
    r"(?:Dek|Standfirst|Subtitle|SubHeadline|Subhead|IntroText)(?![a-z])",
)
_NAMED_BY = ("id", "class", "data-testid", "data-component", "data-gu-name", "data-hook")
"""Where css-in-js makes class names, the last ones are all that is left of what authors called an element."""
_NEAR = 60
"""How many elements after the headline are looked at: its header, not the text."""
_MIN, _MAX, _LARGEST = 15, 500, 200
"""Characters of its text; elements in it."""
_MANY_PARTS = 6
"""Elements right in one that is more than a sentence or two."""
_PARAGRAPH, _MOST_PASSED = 80, 2
"""Characters of a paragraph of text; how many may stand above a subtitle (a deck of several sentences, say)."""
_NOT_TEXT = frozenset("nav aside form button ul ol figure img time footer script style".split())


def read_subtitle(page: Page, title: str | None) -> Found[str | None]:
    """The subtitle as the page shows it under the title; None where it shows none or only repeats the title."""
    return first(_subtitles(page, title))


def _subtitles(page: Page, title: str | None) -> Iterator[Found[str]]:
    told = key(title or "")
    heading = _headline(page, told)
    if heading is None:
        return
    header = next(heading.iterancestors("header"), None)
    if header is not None and sum(len(text_of(paragraph)) >= _SHORTEST for paragraph in header.iter("p")) > 1:
        header = None  # several sentences are text that a theme put up there
    described = {key(text): rule for text, rule in _told(page) if text}
    passed = 0
    for element in _after(heading):
        if element.tag in _NOT_TEXT:
            continue
        text = glance(element, 4 * _MAX, _LARGEST) if element.tag == "p" else None
        passed += text is not None and len(text) >= _PARAGRAPH
        if passed > _MOST_PASSED:
            break  # below are boxes with excerpts and bios
        # The id of a heading is made of its words, so that one can link to it.
        told_by = _NAMED_BY if element.tag not in HEADING_TAGS else _NAMED_BY[1:]
        names = " ".join([value for name in told_by if (value := element.get(name))])[:500]
        if "speakable" in names or "slide" in names:
            continue  # for loudspeakers that read a page aloud: any paragraph may be; of one slide of many
        named = element.get("itemprop") in ("alternativeHeadline", "description") or bool(_NAMES.search(names))
        in_header = header is not None and element.tag in _SENTENCES and header in element.iterancestors("header")
        if not named and not in_header and not (described and element.tag in ("p", "h2", "h3", "div")):
            continue
        if len(element) >= _MANY_PARTS or (passed and _holds_heading(element)):
            continue
        if text is None or len(element):
            text = _without_lists(element)
        if not _MIN <= len(text) <= _MAX or key(text) == told or is_byline(text) or is_noise(text) or is_teaser(text):
            continue
        if _is_of_author(element) or _goes_on(element) or next(element.iter("img", "figcaption"), None) is not None:
            continue
        if named:
            yield Found(text, "dom:subtitle")
        elif (rule := described.get(key(text))) and not _is_first_paragraph(element):
            yield Found(text, rule)
        elif in_header and _is_standfirst(element, text):
            yield Found(text, "dom:header")
    if text := _above_byline(heading, _people(page)):
        yield Found(text, "dom:above-byline")


def _holds_heading(element: _Element) -> bool:
    """Whether it is a heading, or one is all that is in it."""
    return element.tag in HEADING_TAGS or (len(element) == 1 and element[0].tag in HEADING_TAGS)


def _without_lists(element: _Element) -> str:
    """The text of a standfirst; links to letters and other stories stand in a list below its sentences."""
    if next(element.iter("ul"), None) is None:
        return glance(element, 4 * _MAX, _LARGEST)
    if not is_small(element, _LARGEST):
        return ""
    sentences = (p for p in element.iter("p") if next(p.iterancestors("ul"), None) is None)
    return " ".join(filter(None, (glance(paragraph, 4 * _MAX, _LARGEST) for paragraph in sentences)))


def _goes_on(element: _Element) -> bool:
    """Whether it is only the part of the text that lists show, too, with the rest right behind it."""
    following = element.getnext()
    return following is not None and re.search(r"full-?text", following.get("class") or "", re.IGNORECASE) is not None


def _is_of_author(element: _Element) -> bool:
    """Whether it tells of a person."""
    return any(
        "author" in (one.get("itemprop") or "") or _AUTHOR.search(one.get("class") or "")
        for one in (element, *islice(element.iterancestors(), 2))
    )


_AUTHOR = re.compile(r"(?:^|[\s_-])(?:authors?|avatar|byline|bio)(?:$|[\s_-])")


def _people(page: Page) -> tuple[str, ...]:
    """Keys of those whom the data of the page name as its authors."""
    metadata = page.metadata
    told = [metadata.meta("author")]
    for node in metadata.articles():
        told += (
            plain(one.get("name"))
            for one in metadata.resolved(node.get("author"))[:_MOST_PEOPLE]
            if isinstance(one, dict)
        )
    return tuple(name for text in told if text and len(name := key(text)) >= _SHORTEST_NAME)


_MOST_PEOPLE, _SHORTEST_NAME, _BESIDE_NAME = 10, 4, 40
"""Letters of a name at least; characters beside it in a byline."""


def _above_byline(heading: _Element, people: tuple[str, ...]) -> str:
    """The one line between the headline and the byline: whatever its markup, it is no text of the article yet."""
    line = ""
    for element in _after(heading, _NO_LINES):
        if element.tag in _NO_LINES or not _is_line(element):
            continue
        around = element.getparent()
        if element.tag in INLINE and around is not None and _is_line(around):
            continue  # looked at with the line that it is a part of
        text = glance(element, 4 * _MAX, _LARGEST)
        if not text:
            continue
        if line:
            return line if _tells_who(element, text, people) else ""
        if not _may_stand_above(element, text, people):
            return ""
        line = text
    return ""


def _is_line(element: _Element) -> bool:
    """Whether no blocks part what stands in it."""
    return all(inner.tag in INLINE for inner in islice(element.iter("*"), 1, 9))


def _may_stand_above(element: _Element, text: str, people: tuple[str, ...]) -> bool:
    if element.tag not in _SENTENCES or not _MIN <= len(text) <= _MAX_LINE or len(text.split()) < _FEWEST_WORDS:
        return False
    if _tells_who(element, text, people) or is_noise(text) or is_teaser(text) or is_closing(text) or is_credit(text):
        return False
    if next(element.iterancestors("figure", "figcaption"), None) is not None:
        return False
    return 2 * sum(len(glance(link)) for link in element.iter("a")) <= len(text)


_NO_LINES = _NOT_TEXT - {"time", "ul", "aside"}
"""Bylines stand in those, too."""
_MAX_LINE, _FEWEST_WORDS = 300, 4
_WHO = re.compile(
    r"by-?line|author|post-?meta|entry-?meta|article-?meta|info-?content|pub-?date|(?:^|[\s_-])(?:date|time)",
    re.IGNORECASE,
)


def _tells_who(element: _Element, text: str, people: tuple[str, ...]) -> bool:
    """Whether a line tells who wrote it or when."""
    if is_byline(text) or begins_with_by(text):
        return True
    if any(len(text) <= len(name) + _BESIDE_NAME and key(text).startswith(name) for name in people):
        return True
    around = [element, *islice(element.iterancestors(), 2)]
    return (
        any(_WHO.search(f"{one.get('class') or ''} {one.get('id') or ''}"[:300]) for one in around) and len(text) < 120
    )


def _headline(page: Page, told: str) -> _Element | None:
    """The heading that says the title; else one that says it with a kicker before or a count behind it."""
    near = None
    for element in page.in_body("h1", "h2"):
        said = key(glance(element, 1_000)) if told else ""
        if said and said == told:
            return element
        if near is None and element.tag == "h1" and len(told) > _MIN and told in said and len(said) < 2 * len(told):
            near = element
    return near


_SENTENCES = frozenset(("p", "div", "h2", "h3"))
_SHORTEST, _LONGEST = 40, 250
"""Characters of a sentence in the header that no name calls subtitle."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»“)\]]*$")


def _is_standfirst(element: _Element, text: str) -> bool:
    """Whether a text in the headline's own header is a sentence that stands by itself."""
    return (
        len(text) <= _LONGEST
        and len(plain(element.text) or "") >= _SHORTEST
        and _SENTENCE_END.search(text) is not None
        and not _is_first_paragraph(element)
        and next(element.iterancestors("figure", "figcaption"), None) is None
    )


def _told(page: Page) -> Iterator[tuple[str | None, str]]:
    metadata = page.metadata
    for node in metadata.articles():
        yield plain(node.get("alternativeHeadline")), "json-ld:alternativeHeadline"
        yield plain(node.get("description")), "json-ld:description"
    yield metadata.meta("og:description"), "meta:og:description"
    yield metadata.meta("description"), "meta:description"


def _after(heading: _Element, skipped: Container[str] = _NOT_TEXT) -> Iterator[_Element]:
    """Elements that follow the headline in page order, up to a page's worth of header."""
    count = 0
    current: _Element | None = heading
    for _ in range(4):
        if current is None or current.tag == "body":
            return
        for sibling in islice(current.itersiblings(), 8):
            if not isinstance(sibling.tag, str) or sibling.tag in skipped:
                continue
            for element in sibling.iter("*"):
                count += 1
                if count > _NEAR:
                    return
                yield element
        current = current.getparent()


def _is_first_paragraph(element: _Element) -> bool:
    """Whether it opens the text: a plain paragraph with paragraphs right after it."""
    following = element.getnext()
    return element.tag == "p" and following is not None and following.tag == "p" and len(text_of(following)) > 80
