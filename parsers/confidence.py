"""How sure the parser is of a document as a whole: what makes one doubtful, weighed by pages whose contents are known.

The weights (``confidence_weights.py``) are learned by ``bench/train_confidence.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from parsers.article import Heading, Moment, Paragraph
from parsers.authors.reading import Byline
from parsers.body.reading import Body
from parsers.confidence_weights import BIAS, WEIGHTS
from parsers.found import Found
from parsers.kind.judging import Kind
from parsers.metadata import types_of
from parsers.page import Page
from parsers.text import key, lower, plain, text_of
from parsers.tree.density import count_words, length_of

_FROM_KIND = (
    "body share", "running share", "linked share", "sentence share", "mean paragraph", "items to words", "words",
    "links to words", "has author", "no date", "text by density", "fields in the text", "inside an article", "no h1",
    "many h1", "headline of few words", "several posters", "code blocks", "tables", "figures", "headings to words",
)  # fmt: skip
"""Signals of ``kind/judging.py`` that also tell how well a page could be read."""
_SEPARATOR = re.compile(r"\s[|–—•·»/-]\s")
_READ_ON = re.compile(
    r"(?:read|continue|keep|subscribe|sign (?:in|up)|log ?in|register|follow us|newsletter|copyright|©|all rights|click here|"
    r"share this|weiterlesen|abonn|lire la suite|s'inscrire|suscr|iscriviti)"
)
_LONG = 80
"""Characters of a paragraph that is prose."""
_MOST_PARAGRAPHS = 400


def weigh(
    page: Page, *, title: str | None, body: Body, byline: Byline, published: Found[Moment | None], kind: Kind
) -> Found[float]:
    """0…1, with what spoke for and against it: the chance that title, text and verdict are right.

    For a page that is taken for no article it is the chance of that alone.
    """
    if not kind.is_article:
        return Found(round(1 - kind.chance, 3), kind.rule)
    found = doubts(page, title=title or "", body=body, byline=byline, published=published, kind=kind)
    shares = {name: WEIGHTS.get(name, 0.0) * value for name, value in found.items() if value}
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, BIAS + sum(shares.values())))))
    told = (
        Found(name, "for" if share > 0 else "against", share)
        for name, share in sorted(shares.items(), key=lambda item: -abs(item[1]))
    )
    return Found(round(chance, 3), "doubts", others=told)


def doubts(
    page: Page, *, title: str, body: Body, byline: Byline, published: Found[Moment | None], kind: Kind
) -> Mapping[str, float]:
    """What speaks for and against, each 0…1 or a small number; the names are those of the weights."""
    found = {name: kind.signals.get(name, 0.0) for name in _FROM_KIND}
    found["verdict"] = math.log(max(kind.chance, 0.01) / max(1 - kind.chance, 0.01))
    found |= _about_title(page, title)
    found |= _about_text(page, body)
    weak = ("meta:", "text:", "dom:class")
    found["author from a weak rule"] = float(any(rule.startswith(weak) for _, rule in byline.rules[:1]))
    found["date seen only"] = float(published.rule.startswith("dom"))
    return found


_MOST_SHOWN = 5
"""Headlines in the page that are looked at."""


def _about_title(page: Page, title: str) -> dict[str, float]:
    """Whether the places that name a title agree with the one that was chosen."""
    about = page.metadata
    own = key(title)
    headlines = [text for node in about.articles() if (text := plain(node.get("headline")))]
    shown = [key(text_of(heading)[:500]) for heading in page.in_body("h1")[:_MOST_SHOWN]]
    social = about.meta("og:title") or about.meta("twitter:title")
    named = [*map(key, headlines[:3]), *shown, *(key(text) for text in (social, about.title_tag) if text)]
    slug = [
        word for word in re.split(r"[\W_\d]+", urlsplit(page.url).path.rstrip("/").rsplit("/", 1)[-1].lower()) if word
    ]
    return {
        "places that agree": sum(own in one for one in named) / max(1, len(named)),
        "names for the title": min(4, len(set(named))) / 4,
        "address has words": float(len(slug) > 2),
        "address agrees": sum(word in own for word in slug) / len(slug) if len(slug) > 2 else 0.0,
        "title with a separator": float(bool(_SEPARATOR.search(title))),
        "title of few words": float(count_words(title) < 4),
        "headline in data agrees": float(any(key(text) == own for text in headlines)),
        "headline in data differs": float(bool(headlines) and all(key(text) != own for text in headlines)),
        "social title agrees": float(social is not None and own in key(social)),
        "social title differs": float(social is not None and own not in key(social)),
        "title tag agrees": float(own in key(about.title_tag or "")),
        "shown as h1": float(own in shown),
        "two h1": float(len(shown) == 2),
        "long title": min(len(title), 300) / 100,
    }


def _about_text(page: Page, body: Body) -> dict[str, float]:
    """Whether the text looks whole, and like nothing but the article's."""
    texts = [text for block in body.blocks for text in block.texts]
    lengths = {text: length_of(text) for text in texts}
    size = sum(map(lengths.__getitem__, texts))
    paragraphs = [block.text for block in body.blocks if isinstance(block, Paragraph)]
    ends = [text for block in body.blocks[-4:] for text in block.texts]
    inside = outside = 0
    outline = page.outline
    first = outline.number[body.container] if body.container is not None else 0
    end = outline.ends[first] if body.container is not None else 0
    for paragraph in page.in_body("p")[:_MOST_PARAGRAPHS]:
        number = outline.number[paragraph]
        told = outline.texts[number] or ""
        if outline.ends[number] > number + 1:
            inner = slice(number + 1, outline.ends[number])
            told = "".join(filter(None, (told, *outline.texts[inner], *outline.tails[inner])))
        length = length_of(told)
        if length >= _LONG:
            if first < number < end:
                inside += length
            else:
                outside += length
    size_told, count = _told_length(page)
    words = sum(len(text.split()) for text in texts) if count else 0
    described = (page.metadata.meta("og:description", "description") or "").lower().split()
    beginning = " ".join(texts)[:20_000].lower()
    return {
        "prose outside": outside / max(1, inside + outside),
        "prose left out": max(0.0, 1 - size / max(1, inside)) if inside else 0.0,
        "text without paragraphs": max(0.0, 1 - inside / max(1, size)),
        "tells its length": float(bool(size_told or count)),
        "length differs": min(2.0, abs(math.log(max(1, size) / size_told))) if size_told else 0.0,
        "count of words differs": min(2.0, abs(math.log(max(1, words) / count))) if count else 0.0,
        "description in text": sum(map(beginning.__contains__, described)) / max(1, len(described)),
        "begins like a sentence": float(bool(texts) and lengths[texts[0]] >= _LONG and _begins_large(texts[0])),
        "ends like a sentence": float(bool(ends) and ends[-1].rstrip("\"'”»’)]").endswith((".", "!", "?", "…", "。"))),
        "invites to read on": float(any(_READ_ON.search(lower(text)) for text in ends)),
        "short ends": sum(lengths[text] < _LONG for text in ends) / max(1, len(ends)),
        "ends with a heading": float(bool(body.blocks) and isinstance(body.blocks[-1], Heading)),
        "short paragraphs": sum(lengths[text] < _LONG for text in paragraphs) / max(1, len(paragraphs)),
        "repeats itself": 1 - len(set(texts)) / max(1, len(texts)),
        "text from data": float(body.rule.startswith("json-ld")),
        "text by name": float(body.rule == "dom:content"),
        "text by microdata": float(body.rule.startswith("microdata")),
        "text by layout": float(body.rule.startswith("layout")),
    }


def _begins_large(text: str) -> bool:
    """Whether it begins with a capital, or in a script that has none."""
    first = text[:1]
    return first.isupper() or (first.isalpha() and first.upper() == first.lower())


def _told_length(page: Page) -> tuple[int, int]:
    """Characters of ``articleBody`` and ``wordCount``, as JSON-LD tells them; 0 where it does not."""
    told = count = 0
    for node in page.metadata.articles():
        if "comment" in types_of(node):
            continue
        text, number = node.get("articleBody"), node.get("wordCount")
        told = told or (length_of(text) if isinstance(text, str) and length_of(text) > 2 * _LONG else 0)
        if isinstance(number, str):
            number = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
        count = count or (
            number if isinstance(number, int) and not isinstance(number, bool) and 20 < number < 10**6 else 0
        )
    return told, count
