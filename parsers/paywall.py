"""Whether a page keeps its text for those who pay or sign in: what it tells machines, else the sentence that its wall says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.body.clutter import HIDDEN_STYLE, hides
from parsers.bylines.surroundings import in_card
from parsers.found import Found, first
from parsers.language import base_of
from parsers.metadata import types_of
from parsers.page import Page
from parsers.text import fold, line_around, plain
from parsers.tree.glance import glance

_FREE = {"true": False, "1": False, "yes": False, "false": True, "0": True, "no": True}
_LOCKED_TIERS = frozenset(("locked", "metered", "paid", "premium", "premium_content", "subscriber", "subscription"))
_PAGES = frozenset(("webpage", "itempage", "creativework"))


def read_paywalled(page: Page, language: str | None = None) -> Found[bool | None]:
    """schema.org ``isAccessibleForFree`` of the article, of a part of it or of its page, the meta tags that say the same, and a
    wall that a reader sees; None where the page is silent. ``language`` is that of the text."""
    return first(_paywalls(page, language))


def _paywalls(page: Page, language: str | None) -> Iterator[Found[bool]]:
    about = page.metadata
    articles = about.articles()
    for node in articles:
        if (verdict := _verdict(node.get("isAccessibleForFree"))) is not None:
            yield Found(verdict, "json-ld:isAccessibleForFree")
    for node in articles:
        parts = about.resolved(node.get("hasPart"))
        if any(isinstance(part, dict) and _verdict(part.get("isAccessibleForFree")) for part in parts):
            yield Found(True, "json-ld:hasPart")
    for item in about.article_items():
        for text in item.texts("isAccessibleForFree"):
            if (verdict := _verdict(text)) is not None:
                yield Found(verdict, "microdata:isAccessibleForFree")
    for node in about.nodes:
        verdict = _verdict(node["isAccessibleForFree"]) if "isAccessibleForFree" in node else None
        if verdict is not None and _PAGES & types_of(node):
            yield Found(verdict, "json-ld:WebPage")
    if tier := about.meta("article:content_tier", "og:article:content_tier", "content_tier"):
        yield Found(tier.lower() in _LOCKED_TIERS, "meta:content_tier")
    texts = page.marks.lower_texts
    left = _LEFT.search(texts) if any(map(texts.__contains__, _LEFT_HINTS)) else None
    # A box to write in says, too, how many characters are left.
    if left is not None and not (left[0].startswith("残り") and page.marks.by_tag("textarea")):
        yield Found(True, "text:left-to-read")
    if _has_wall(page, language):
        yield Found(True, "text:wall")


def _verdict(value: object) -> bool | None:
    text = plain(str(value)) if value is not None else None
    return _FREE.get((text or "").rsplit("/", 1)[-1].lower())


_LEFT_HINTS = ("残り", "vous reste", "pozostało")
_LEFT = re.compile(
    r"残り[:：]?\s?[\d,]+\s?文字|vous reste [\d,.]+\s?% (?:de (?:cet|l['’])\s?article )?à lire|pozostało (?:do przeczytania )?\d+\s?%"
)
"""Who says how much is left to read holds it back; calls to subscribe stand on pages that are whole, too."""

_SOME = r"(?:subscribers?|members?|patrons|supporters|paying|paid|premium|registered|logged[- ]in)\b"
_QUALIFIED = r"(?:only|just|exclusive|exclusively|solely|currently|now|free|open|visible|available|accessible|reserved|restricted|limited|locked|intended|meant)"
_AND_OTHERS = r",? (?:and|or|as well as|plus) (?:for |to |also )?(?:the |all|every|others?\b|non|un|any)| of the (?:press|public)|,? on request"
"""Who else may read it: a page for some and for all others is whole."""
_WALL = re.compile(
    rf"(?:sorry,? |oops,? )?(?:this|the (?:full|rest of (?:the|this))) (?:exclusive )?(?:article|post|content|story|page|piece|episode|report|section|issue|newsletter|edition)\b.{{0,20}}"
    rf"\b(?:is|are) (?:{_QUALIFIED} ){{0,3}}(?:for|to) (?:(?!thanks|read\b|every|anyone|all\b)[\w’']+\+? ){{0,4}}?{_SOME}(?!{_AND_OTHERS})|"
    r"you (?:must|need to) be (?:an? )?(?:\w+ ){0,2}(?:subscriber|member) to (?:access|read|view|see) (?:this|the)(?! comment)|"
    r"(?:this|the) (?:article|post|content|story) is (?:locked|restricted|behind a paywall)|"
    r"to (?:continue|keep) reading(?: this (?:article|story|post))?,? (?:please |you (?:must|need to) )?(?:subscribe|sign in|log in|register|become|join|create)|"
    r"(?:keep|continue) reading (?:this post for free|with a \d+-day free trial)|"
    r"(?:sign in|log in|register|become a (?:member|subscriber)) to (?:continue reading|keep reading|continue$)|"
    r"(?:dieser|diesen|der ganze|den ganzen|den vollständigen|der vollständige) (?:artikel|beitrag|text|inhalt)\b.{0,40}\b(?:nur|exklusiv|ausschließlich|lesen sie) (?:für|mit|als)\b.{0,40}(?:abonn|abo\b|mitglied|plus|\+|digital|registriert)|"
    r"(?:exklusiv|nur) für (?:[\w+]+ )?(?:abonnent|mitglieder)|(?:jetzt )?weiterlesen mit .{2,40}(?:\+|plus|abo\b|premium)|"
    r"(?:um|sie möchten|sie wollen) .{0,30}weiter(?:zu)?lesen.{0,60}(?:abo\b|abonn|anmeld|registrier)|"
    r"(?:cet article|ce contenu|la suite(?: de (?:cet article|l['’]article))?|l['’]article complet|article|contenu).{0,25}(?:réservée?s?|exclusi\w+) (?:à|aux?|pour)\b.{0,15}(?:abonné|membre|adhérent)|"
    r"pour lire (?:la suite|cet article|l['’]intégralité).{0,40}(?:abonn|connect|inscri)|"
    r"(?:este (?:artículo|contenido|texto)|contenido|artículo|noticia).{0,20}(?:exclusiv\w+|s[oó]lo|reservad\w+|únicamente) (?:para|a)\b.{0,20}(?:suscriptor|socio|abonad|registrad)|"
    r"para (?:seguir|continuar) leyendo.{0,40}(?:suscr|inicia|regístr|registr)|"
    r"(?:questo (?:articolo|contenuto)|contenuto|articolo).{0,20}(?:riservat\w|esclusiv\w|solo) (?:agli|ai|per)\b.{0,20}(?:abbonat|iscritt|soci\b|registrat)|"
    r"per continuare a leggere.{0,40}(?:abbon|acced|registr)|"
    r"(?:este (?:artigo|conteúdo|texto)|conteúdo|artigo|matéria).{0,20}(?:exclusiv\w+|restrit\w|reservad\w|só|apenas) (?:para|a|aos|de)\b.{0,15}(?:assinante|subscrit|sócio)|"
    r"para continuar (?:lendo|a ler).{0,40}(?:assin|fa(?:ça|zer) login|regist|cadastr)|"
    r"dit (?:artikel|verhaal|stuk).{0,20}(?:alleen|exclusief|uitsluitend).{0,25}(?:abonnee|leden)|(?:log in|word abonnee|abonneer).{0,20}om (?:dit artikel )?(?:verder )?te lezen|"
    r"(?:artikeln|artikkelen|artiklen|denna artikel|denne (?:artikel|artikkelen)|saken).{0,20}(?:är|er) (?:låst|(?:reservert|forbeholdt|kun|bare|endast|exklusiv\w*).{0,20}(?:prenumerant|abonnent|medlem))|"
    r"(?:for å lese|för att läsa|for at læse) (?!fler|flere).{0,60}(?:abonn|prenumer|logg|kjøp)|(?:tämä )?(?:artikkeli|juttu|sisältö).{0,15}(?:vain|tarkoitettu).{0,15}tilaaj|"
    r"(?:ten |dalsza część |pełna treść )?(?:artykuł|tekst|treść)\w*.{0,20}(?:tylko|dostępn\w+)(?: tylko)? (?:dla|po)\b.{0,25}(?:prenumer|subskryb|zalogow|abonent|zakup|wykup)|"
    r"(?:celý )?(?:článek|článok|text|obsah).{0,20}(?:pouze|jen|len|iba)(?: pro| pre).{0,15}(?:předplatit|predplatit|člen)|"
    r"(?:ez a cikk|a cikk|a teljes cikk|a tartalom).{0,30}(?:csak|kizárólag).{0,25}(?:előfizet|regisztr)|(?:acest articol|conținut).{0,20}(?:doar|exclusiv|disponibil).{0,20}abonaț|"
    r"(?:этот |данный )?(?:материал|текст|статья|контент|полная версия).{0,25}(?:доступ\w+|только).{0,25}(?:подписчик|по подписке|зарегистрир)|"
    r"(?:цей )?(?:матеріал|текст|стаття).{0,25}(?:доступ\w+|лише|тільки).{0,25}(?:передплатник|передплатою|підписник)|"
    r"bu (?:içerik|haber|yazı).{0,30}(?:sadece|yalnızca|özel).{0,20}(?:abone|üye)|(?:αυτό )?το (?:άρθρο|περιεχόμενο).{0,25}(?:μόνο|αποκλειστικά).{0,20}συνδρομητ|"
    r"この(?:記事|コンテンツ|続き)(?:の続き)?は.{0,12}(?:会員|有料|購読者|プレミアム|ログイン)|ここから先は.{0,15}(?:会員|有料|ログイン)|(?:本文|此文|该文|本内容|此内容|全文|剩余内容|以下内容).{0,10}(?:仅限|只限|仅对|仅供|需).{0,8}(?:会员|會員|订阅|訂閱|付费|付費|登录|登入)|"
    r"(?:이|해당) (?:기사|콘텐츠|글)[는은].{0,15}(?:유료|회원|구독자|로그인)|هذا (?:المقال|المحتوى).{0,20}للمشتركين|(?:הכתבה|התוכן|כתבה זו|תוכן זה).{0,20}למנויים"
)
"""The beginning of the sentence in which a wall says for whom the text is: of a text, so that offers of letters, badges of
teasers and calls to subscribe on pages that are whole are none. Held against lower case."""
_NEGATED = re.compile(
    r"\b(?:nicht (?:nur|mehr)|n['’](?:est|était) (?:pas|plus)|no (?:es|está)|non è|não é|niet (?:alleen|meer)|(?:är|er) (?:inte|ikke)|nie (?:tylko|jest|je)|není|nem csak|ei ole|не (?:только|лише|тільки))\b"
)
"""In such a sentence: that the text is for all."""
_FREE_OF = ("登録なし", "登録不要", "の寄稿", " 제보", "ler için değil", "lere özel değil")
"""The same, behind its last word; or of what comes from readers."""
_HINTS = {
    "en": ("subscriber", " member", "keep reading", "continue reading", "is locked", "is restricted"),
    "de": ("abonn", "weiterlesen", "weiterzulesen", "mitglied"), "fr": ("abonn", "réservé", "la suite"), "es": ("suscri", "leyendo", "socios"),
    "it": ("riservat", "abbonat", "a leggere"), "pt": ("assinant", "lendo", "a ler"), "nl": ("abonn", "te lezen"), "sv": ("prenumer", "låst"),
    "no": ("abonn", "å lese", "låst"), "da": ("abonn", "at læse", "låst"), "fi": ("tilaaj",), "pl": ("prenumer", "dostępn"), "cs": ("předplat",),
    "sk": ("predplat",), "hu": ("előfizet",), "ro": ("abonaț",), "ru": ("подпис",), "uk": ("передплат", "підпис"), "tr": ("abone",),
    "el": ("συνδρομητ",), "ja": ("会員", "有料", "ログイン"), "zh": ("会员", "會員", "订阅", "訂閱", "付费", "付費"), "ko": ("유료", "회원", "구독"),
    "ar": ("للمشتركين",), "he": ("למנויים",),
}  # fmt: skip
"""Language of a page → one of these is in each such sentence in it. To look for a word takes as long as for any other thing."""
_ALL_HINTS = tuple({hint: None for hints in _HINTS.values() for hint in hints})
_MOST_LINES, _LONGEST_LINE = 8, 300
"""Lines with one hint, and characters of one."""


def _has_wall(page: Page, language: str | None) -> bool:
    texts = page.marks.lower_texts
    for hint in filter(texts.__contains__, _HINTS.get(base_of(language), _ALL_HINTS)):
        place = -1
        for _ in range(_MOST_LINES):
            if (place := texts.find(hint, place + 1)) < 0:
                break
            start, end = line_around(texts, place)
            before = texts.rfind("\n", 0, max(0, start - 1)) + 1
            # What is for some may stand in bold, or as a link.
            if end - start <= _LONGEST_LINE and any(_says(texts[first:end]) for first in (start, before)):
                return any(
                    _says(glance(element, _LONGEST_LINE)) for element in islice(_shown_with(page, hint), _MOST_LINES)
                )
    return False


def _says(text: str) -> bool:
    found = _WALL.match(fold(text[:_LONGEST_LINE]).lower().lstrip("*•–-—🔒 "))
    return (
        found is not None and _NEGATED.search(found[0]) is None and not found.string[found.end() :].startswith(_FREE_OF)
    )


_NO_WALLS = frozenset("a li nav footer template noscript dialog figcaption blockquote".split())


def _shown_with(page: Page, hint: str) -> Iterator[_Element]:
    """The elements in which a hint stands, and those around them, that readers of the page see and that lead nowhere else."""
    for text, element in page.outline.said():
        if hint in text.lower():
            around = list(element.iterancestors())
            if any(map(_is_apart, (element, *around)[element.tag == "a" :])) or in_card(page, element):
                continue
            if element.tag != "a":
                yield element
            yield from around[:1]


def _is_apart(element: _Element) -> bool:
    if element.tag in _NO_WALLS or "hidden" in element.attrib:
        return True
    style, names = element.get("style"), element.get("class")
    return bool(style and HIDDEN_STYLE.search(style[:1_000].lower())) or bool(names and hides(names))
