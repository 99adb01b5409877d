"""Topics as the publisher names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from lxml.etree import _Element

from parsers.bylines.surroundings import in_card, is_elsewhere
from parsers.found import Found, first
from parsers.labels import is_box_label
from parsers.language import base_of
from parsers.moments.months import evened, month_of
from parsers.page import Page
from parsers.text import fold, key, line_around, plain
from parsers.tree.glance import glance

_MOST_TAGS, _LONGEST_TAG = 60, 100
_MAYBE_MONTH = re.compile(r"([^\W\d_]{3,12})\.? (?:19|20)\d\d")


def read_tags(page: Page, language: str | None = None) -> Found[tuple[str, ...]]:
    """Links marked as tags and what the page's data say; else a list of links that its markup, their addresses or the word
    before them (in the ``language`` of the text) call so; else meta tags, which readers never see."""
    found = first(_tags(page, language))
    return found if found.value is not None else Found((), "")


def _tags(page: Page, language: str | None) -> Iterator[Found[tuple[str, ...]]]:
    for values, rule in _tag_texts(page, language):
        if tags := _split_tags(values):
            yield Found(tags, rule)


def _tag_texts(page: Page, language: str | None) -> Iterator[tuple[Iterable[str], str]]:
    about = page.metadata
    yield about.metas.get("article:tag", ()), "meta:article:tag"
    yield (
        [word for node in about.articles() for word in _keywords(about.resolved(node.get("keywords")))],
        "json-ld:keywords",
    )
    yield about.metas.get("parsely-tags", ()) or about.metas.get("sailthru.tags", ()), "meta:parsely-tags"
    marked = page.marks.with_attribute("rel") if "tag" in page.marks.rels.lower() else ()
    links = (link for link in marked if link.tag == "a" and _is_tag_link(link.get("rel"), link.get("href")))
    yield [glance(link) for link in links], "rel:tag"
    yield _named(page), "dom:tags"
    yield _addressed(page), "link:tag"
    yield _labelled(page, language), "dom:label"
    yield about.metas.get("news_keywords", ()), "meta:news_keywords"
    yield about.metas.get("keywords", ()), "meta:keywords"


def _keywords(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        name = (value.get("name") or value.get("@value")) if isinstance(value, dict) else value
        # Some systems put "prefix:value" pairs for their ad server among the keywords.
        if isinstance(name, str) and not re.match(r"[\w-]+:\S", name):
            yield name


def _is_tag_link(rel: str | None, href: str | None) -> bool:
    words = (rel or "").lower().split()
    return "tag" in words and "category" not in words and "/category/" not in (href or "")


def _split_tags(values: Iterable[str]) -> tuple[str, ...]:
    """One tag each: a single value is a list by commas or semicolons; doubled ones once, first spelling."""
    values = [text for value in values if (text := plain(value))]
    if len(values) == 1 or any(value.count(",") > 2 for value in values):
        values = [part for value in values for part in re.split(r"[,;،、|]", value)]
    tags: dict[str, str] = {}
    for value in values:
        tag = fold(value).lstrip("#").strip(" \"'")
        if tag and len(tag) <= _LONGEST_TAG and not _is_month(tag):
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:_MOST_TAGS]


def _is_month(tag: str) -> bool:
    """ "July 2022" is when, not what about."""
    found = _MAYBE_MONTH.fullmatch(tag)
    return found is not None and month_of(evened(found[1])) is not None


# ---- lists of links

_HINTS = ("tag", "topic", "keyword", "schlagw")
_LIST = re.compile(
    r"(?:^|[-_])(?:tags?|topics?|keywords?|schlag(?:wort|worte|wörter))(?:[-_]{1,2}(?:list|links?|items?|box|block|row|wrap(?:per)?|"
    r"container|section|area|group|content|root|inner|ul|modern)s?)*(?:[-_]{2}\w+)?$|^(?:post|article|entry|blog|story|single)?tag-?list$"
)
_NO_LIST = re.compile(r"cloud|popular|trending|^top-|widget|filter|menu|nav|follow|^(?:has|no)-")
_NO_LISTS = frozenset("aside menu section span h1 h2 h3 h4 h5 h6".split())
_LARGEST_LIST, _LONG = 200, " " * 5_000
"""Elements in a list of tags; what stands for the text of a larger one."""
_LONGEST_WORDS, _MOST_WORDS = 60, 6
"""Characters and words of a tag in it."""
_ADDRESS = re.compile(
    r"/(?:tags?|tagged|topics?|labels?|keywords?|schlagwort|thema|themen|etiquetas?|mots?-cles?)/(?:[\w-]+/)?([^/?#]+)/?(?:\.html?)?(?:[?#]|$)",
    re.IGNORECASE,
)


def _is_list(token: str) -> bool:
    return len(token) < _LONGEST_WORDS and _LIST.search(token) is not None and _NO_LIST.search(token) is None


def _named(page: Page) -> list[str]:
    """The links of the first element that is called a list of tags and stands with the article."""
    for element in islice(page.marks.named_like(_HINTS, _is_list), 20):
        if element.tag in _NO_LISTS or element in page.marks.around_headlines:
            continue
        if not _is_with_article(page, element) or in_card(page, element):
            continue
        box, links = element, list(element.iter("a"))
        if element.tag == "a" and (around := element.getparent()) is not None:
            # Each tag has the class, and no list around them has.
            box = parent if around.tag == "li" and (parent := around.getparent()) is not None else around
            links = [link for link in box.iter("a") if link.get("class") == element.get("class")]
        if words := _words_of(box, links):
            return words
    return []


def _words_of(box: _Element, links: list[_Element], label: str = "") -> list[str]:
    """What the links say, if most of them are tags, and most of what the box says beside its label."""
    words = [said for link in links[:_MOST_TAGS] if (said := glance(link)) and _is_tag(said)]
    is_list = len(words) * 4 >= len(links) * 3
    size = len(glance(box, 2_000, _LARGEST_LIST) or _LONG) - len(label)
    return words if is_list and 2 * sum(map(len, words)) >= size else []


def _is_tag(said: str) -> bool:
    return len(said) <= _LONGEST_WORDS and said.count(" ") < _MOST_WORDS and not is_box_label(said)


def _addressed(page: Page) -> list[str]:
    """The longest row of links whose addresses are of tags with the links' own words."""
    if _ADDRESS_HINT.search(page.marks.lower_targets) is None:
        return []
    rows: list[list[str]] = [[]]
    last, sure = 0, False
    looked_at = 0
    for place, (link, href) in enumerate(page.marks.links):
        found = _ADDRESS.search(href)
        text = glance(link) if found is not None else ""
        if found is None or not text or not _is_tag(text) or key(text) != key(unquote(found[1])):
            continue
        looked_at += 1
        if looked_at > _MOST_LOOKED_AT:
            break
        around = next(link.iterancestors("nav"), None)
        is_named = around is not None and around.get("aria-label") == "tags"  # so Wix has them
        if not is_named and not _is_with_article(page, link):
            continue
        if place > last + 1:
            rows.append([])
        rows[-1].append(text)
        last = place
        sure = sure or "/tag" in href
    row = max(rows, key=len)
    return row if sure or len(row) > 1 else []


_LABELS = {
    "en": ("tags", "topics", "filed under", "keywords", "this topic"),
    "de": ("schlagwörter", "schlagworte", "stichwörter", "stichworte", "themen", "tags"), "fr": ("mots-clés", "mots clés", "thèmes", "sujets", "tags"),
    "es": ("etiquetas", "temas", "palabras clave", "tags"), "it": ("argomenti", "parole chiave", "temi", "tag"), "pt": ("tags", "palavras-chave", "tópicos", "assuntos"),
    "nl": ("trefwoorden", "onderwerpen", "tags"), "sv": ("ämnen", "taggar", "nyckelord"), "no": ("emner", "emneord", "stikkord", "nøkkelord"), "da": ("emner", "emneord", "tags"),
    "fi": ("avainsanat", "aiheet", "asiasanat", "tunnisteet"), "pl": ("tagi", "tematy", "słowa kluczowe"), "cs": ("štítky", "témata", "klíčová slova"), "sk": ("štítky", "témy", "kľúčové slová"),
    "hu": ("címkék", "témák", "kulcsszavak"), "ro": ("etichete", "cuvinte cheie", "tag-uri"), "hr": ("oznake", "teme", "tagovi", "ključne riječi"), "sr": ("ознаке", "теме", "тагови", "кључне речи"),
    "bg": ("етикети", "тагове", "теми"), "ru": ("теги", "метки", "темы", "ключевые слова"), "uk": ("теги", "мітки", "теми"), "el": ("ετικέτες", "θέματα", "tags"), "tr": ("etiketler", "etiket", "konular"),
    "ar": ("الوسوم", "كلمات دلالية", "الكلمات المفتاحية", "مواضيع"), "fa": ("برچسب‌ها", "برچسب ها", "کلیدواژه‌ها"), "he": ("תגיות", "תגים", "נושאים"), "hi": ("टैग्स", "टैग"), "bn": ("ট্যাগ",),
    "th": ("แท็ก", "คำค้น"), "vi": ("từ khóa", "chủ đề", "thẻ"), "id": ("tag", "tags", "topik"), "ja": ("タグ", "キーワード", "テーマ"), "zh": ("标签", "標籤", "关键词", "關鍵字", "關鍵詞"), "ko": ("태그", "키워드"),
}  # fmt: skip
"""Language → words that stand before a list of tags, the last words of a line of their own: "Explore more on these topics"."""
_OF_SITE = re.compile(
    r"(?:popular|trending|top|hot|latest|featured|all|browse|other|explore topics|follow|beliebte|alle|populaires|tous|populares|todos|populära|alla|"
    r"популярные|другие|все)\b|人気|注目|热门|熱門|인기"
)
"""The beginning of a label over topics that are the site's, not those of the article."""
_LONGEST_LABEL = 40
_AFTER_LABEL = " :：#|·»\n\t\xa0"
_ALL = frozenset("all alle tous todo todos tutti allt allemaal wszystkie все всі 全部 すべて 전체 tümü".split())
_MOST_LABELS, _OUTWARD, _MOST_BEHIND = 8, 3, 15
"""Lines with such a word that are looked at; elements around the label in which the list may stand; tags of an article."""


def _labelled(page: Page, language: str | None) -> list[str]:
    """The links of the first box that begins with a word for tags."""
    labels = _LABELS.get(base_of(language), _LABELS["en"])
    lines = {line: None for label in labels for line in _lines_with(page, label)}
    labels_found = (
        (element, line)
        for line in lines
        for text, element in page.outline.said()
        if line in text and text.strip(_AFTER_LABEL) == line
    )
    for element, line in islice(labels_found, _MOST_LABELS):
        if words := _behind(page, element, line):
            return words
    return []


def _lines_with(page: Page, label: str) -> Iterator[str]:
    texts, place = page.marks.lower_texts, -1
    # In some languages small letters are more than large ones.
    originals = page.marks.texts if len(page.marks.texts) == len(texts) else texts
    for _ in range(_MOST_LABELS):
        if (place := texts.find(label, place + 1)) < 0:
            return
        start, end = line_around(texts, place)
        line = originals[start:end].strip(_AFTER_LABEL)
        if len(line) <= _LONGEST_LABEL and line.lower().endswith(label) and not _OF_SITE.match(line.lower()):
            yield line


def _behind(page: Page, label: _Element, line: str) -> list[str]:
    if not _is_with_article(page, label):
        return []
    for box in islice(chain([label], label.iterancestors()), _OUTWARD):
        links = list(islice(box.iter("a"), _MOST_TAGS))
        if links:
            if any((link.get("href") or "#").startswith("#") for link in links):
                return []
            words = _words_of(box, links, line)
            # A choice among all topics of the site begins with all of them.
            return words if len(words) <= _MOST_BEHIND and not any(key(word) in _ALL for word in words) else []
    return []


_MOST_LOOKED_AT = 200
"""Links to tags; a page with more of them is a list."""
_ADDRESS_HINT = re.compile(r"/(?:tag|topic|label|keyword|schlagw|them|etiq|mot)")


def _is_with_article(page: Page, element: _Element) -> bool:
    """Whether it stands neither in what the site has on every page nor with another article. Menus stand before the headline,
    and have topics too."""
    if is_elsewhere(page, element) or _is_of_site(element):
        return False
    headline = next(iter(page.marks.by_tag("h1")), None)
    if headline is None or page.marks.position(element) > page.marks.position(headline):
        return True
    around = next(element.iterancestors("article", "main"), None)
    return around in page.marks.around_headlines


def _is_of_site(element: _Element) -> bool:
    """Whether it stands in what every page of the site has."""
    return next(element.iterancestors("nav", "aside", "menu"), None) is not None or (
        next(element.iterancestors("header", "footer"), None) is not None
        and next(element.iterancestors("article", "main"), None) is None
    )
