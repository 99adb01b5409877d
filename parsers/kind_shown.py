"""What a reader of a page by nobody and of no day sees at once: a wall, a price beside the headline, a button to buy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parsers.glance import glance
from parsers.kind_titles import BROKEN, ERROR, is_of_wall
from parsers.page import Page
from parsers.text import fold, is_ascii

_WALL_STEP = re.compile(
    r"^(?:zustimmung|consent|collectconsent|cookie-?(?:wall|consent)|privacy-?(?:wall|gate.*)|einwilligung|captcha|challenge|access-?denied)$"
)
_LONGEST_SIGN = 80
"""Characters of a heading that says no more than that there is nothing to read."""
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
        shown = [glance(heading, _LONGEST_SIGN) for heading in page.in_body("h1", "h2")[:3]]
        if any(map(_is_sign, (title, page.metadata.title_tag or "", *shown))):
            return "wall or error"
        if any(_WALL_STEP.match(step.lower()) for step in urlsplit(page.url).path.split("/")):
            return "address of a wall"
    if _is_priced(page):
        return "price beside the headline"
    return "button to buy" if words < most and not is_post and _is_on_sale(page) else None


def _is_sign(text: str) -> bool:
    return len(text) <= _LONGEST_SIGN and (is_of_wall(text) or any(rule.search(text) for rule in (BROKEN, ERROR)))


def _is_priced(page: Page) -> bool:
    headline = next(iter(page.marks.by_tag("h1")), None)
    if headline is None:
        return False
    outline = page.outline
    first = outline.number[headline] + 1
    for text in outline.texts[first : first + _NEAR]:
        if text and len(text) <= _LONGEST_PRICE + text.count(" ") and _PRICE.fullmatch(fold(text)):
            return True
    return False


def _is_on_sale(page: Page) -> bool:
    texts = page.marks.lower_texts
    for words in _ASCII_BUY if is_ascii(texts) else _BUY:
        place = texts.find(words)
        if place >= 0:
            start, end = texts.rfind("\n", 0, place) + 1, texts.find("\n", place)
            if texts[start : end if end >= 0 else len(texts)].strip() == words:
                return True
    return False
