"""What a reader of a page by nobody and of no day sees at once: a wall, a price beside the headline, a button to buy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.kind.titles import LONGEST_SIGN, is_sign
from parsers.page import Page
from parsers.text import fold, is_ascii, is_inline, key, line_around
from parsers.tree.glance import glance

_WALL_STEP = re.compile(
    r"^(?:zustimmung|consent|collectconsent|cookie-?(?:wall|consent)|privacy-?(?:wall|gate.*)|einwilligung|captcha|challenge|access-?denied)$"
)
_PRICE = re.compile(
    r"(?:from|ab|à partir de|desde|da|vanaf|od|от)?\s*(?:[$€£¥₹₩]|usd|eur|gbp|chf|rs\.?)\s?\d[\d.,' ]*(?:\s?(?:eur|usd|gbp))?|"
    r"(?:価格|价格|售价|가격|цена)?\s*[:：]?\s*\d[\d.,' ]*\s?(?:€|eur|usd|gbp|chf|zł|pln|kr\.?|sek|nok|dkk|kč|ft|lei|₽|руб\.?|грн|₺|tl|円|元|원)\s*(?:[(（]税[込抜][)）])?",
    re.IGNORECASE,
)
_LONGEST_PRICE, _NEAR = 30, 30
"""Characters; elements between headline and price."""
_BUY = (
    "add to cart", "add to bag", "add to basket", "in den warenkorb", "ajouter au panier", "añadir al carrito", "agregar al carrito",
    "aggiungi al carrello", "adicionar ao carrinho", "in winkelwagen", "in winkelmand", "lägg i varukorg", "legg i handlekurv",
    "læg i kurv", "lisää ostoskoriin", "dodaj do koszyka", "do košíku", "vložit do košíku", "kosárba", "adaugă în coș", "sepete ekle",
    "в корзину", "добавить в корзину", "до кошика", "カートに入れる", "加入购物车", "加入購物車", "장바구니 담기", "장바구니",
)  # fmt: skip
_ASCII_BUY = tuple(filter(str.isascii, _BUY))


def shows_other(page: Page, title: str, *, words: int, most: int, is_post: bool) -> str | None:
    """The rule that refuses a page of so many words; one of more than ``most`` is refused by nothing but its price.

    ``is_post`` where the address is of a blog: shops have such, with their wares around each post."""
    if words < most:
        shown = [glance(heading, LONGEST_SIGN) for heading in page.in_body("h1", "h2")[:3]]
        # Where the headline is shown, what the others say is of boxes around the story.
        signs = () if key(title) in map(key, shown) else shown
        if any(len(text) <= LONGEST_SIGN and is_sign(text) for text in (title, page.metadata.title_tag or "", *signs)):
            return "wall or error"
        if _WALL_STEP.match(urlsplit(page.url).path.rstrip("/").rpartition("/")[2].lower()):
            return "address of a wall"
    if _is_priced(page):
        return "price beside the headline"
    return "button to buy" if words < most and not is_post and _is_on_sale(page) else None


def _is_priced(page: Page) -> bool:
    headline = next(iter(page.marks.by_tag("h1")), None)
    if headline is None:
        return False
    outline = page.outline
    first = outline.number[headline] + 1
    return any(
        text and _is_price(text) and _is_alone(outline.elements[number])
        for number, text in enumerate(outline.texts[first : first + _NEAR], first)
    )


def _is_price(text: str) -> bool:
    # A basket in which nothing is yet has one, too.
    is_short = len(text) <= _LONGEST_PRICE + text.count(" ")
    return is_short and any(map(text.__contains__, "123456789")) and _PRICE.fullmatch(fold(text)) is not None


def _is_alone(element: _Element) -> bool:
    """Whether an element stands neither in a sentence nor in a table."""
    while True:
        before, around = element.getprevious(), element.getparent()
        beside = before.tail if before is not None else around.text if around is not None else None
        if (element.tail or "").strip() or (beside or "").strip():
            return False
        if around is None or not is_inline(str(element.tag)):
            return element.tag not in ("td", "th")
        element = around


def _is_on_sale(page: Page) -> bool:
    texts = page.marks.lower_texts
    for words in _ASCII_BUY if is_ascii(texts) else _BUY:
        place = texts.find(words)
        if place >= 0:
            start, end = line_around(texts, place)
            if texts[start:end].strip() == words:
                return True
    return False
