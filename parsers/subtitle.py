"""The dek or standfirst: the sentence under the headline that is not yet the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.found import Found, first
from parsers.glance import glance
from parsers.labels import is_byline, is_noise, is_teaser
from parsers.page import Page
from parsers.text import key, plain, text_of

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:intro|intro-?text|dek|deck|stand-?first|sub-?title|sub-?head(?:line|ing)?|sub-?hed|excerpt|summary|strap-?line|tag-?line|"
    r"article-?(?:lead|lede|intro|description|summary)|post-?(?:lead|intro|excerpt|description)|entry-?(?:lead|intro|summary)|lede|chapo|"
    r"chapeau|entradilla|bajada|sommario|sottotitolo|vorspann|unterzeile|ingress|manchet|undertitel|linha-?fina)(?:$|[\s_-])|"
    r"(?:Dek|Standfirst|Subtitle|SubHeadline|Subhead|IntroText)(?![a-z])",
)
_NEAR = 60
"""How many elements after the headline are looked at: its header, not the text."""
_MIN, _MAX, _LARGEST = 15, 500, 200
"""Characters of its text; elements in it."""
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
    for element in _after(heading):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
        named = element.get("itemprop") in ("alternativeHeadline", "description") or bool(_NAMES.search(names))
        in_header = header is not None and element.tag in _SENTENCES and header in element.iterancestors("header")
        if not named and not in_header and not (described and element.tag in ("p", "h2", "h3", "div")):
            continue
        text = glance(element, 4 * _MAX, _LARGEST) if len(element) < 6 else ""
        if not _MIN <= len(text) <= _MAX or key(text) == told or is_byline(text) or is_noise(text) or is_teaser(text):
            continue
        if named:
            yield Found(text, "dom:subtitle")
        elif (rule := described.get(key(text))) and not _is_first_paragraph(element):
            yield Found(text, rule)
        elif in_header and _is_standfirst(element, text):
            yield Found(text, "dom:header")


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


def _after(heading: _Element) -> Iterator[_Element]:
    """Elements that follow the headline in page order, up to a page's worth of header."""
    count = 0
    current: _Element | None = heading
    for _ in range(4):
        if current is None or current.tag == "body":
            return
        for sibling in islice(current.itersiblings(), 8):
            if not isinstance(sibling.tag, str) or sibling.tag in _NOT_TEXT:
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
