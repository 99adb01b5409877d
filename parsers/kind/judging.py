"""Is it an article? Section fronts, tag pages, products, forums, documentation, logins and errors are not.

Signals are read off the page and weighed by a logistic model. Its weights (``weights.py``) are learned by
``bench/train_kind.py`` from pages whose kind is known.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlsplit

from lxml.etree import _Element

from parsers.article import Block, Figure, Heading, ListBlock, Moment, Paragraph, Table
from parsers.authors.reading import Byline
from parsers.body.reading import Body
from parsers.found import Found
from parsers.headline.site_names import site_names
from parsers.kind.marks import NEWS_TYPES, POST_TYPES, says_other
from parsers.kind.shown import shows_other
from parsers.kind.titles import LISTING, is_of_house, is_of_job, is_of_list, is_sign, offers_work
from parsers.kind.weights import BIAS, WEIGHTS
from parsers.page import Page
from parsers.tree.density import count_dense, count_words, is_spaceless
from parsers.tree.glance import glance

_GOODS_TYPES = frozenset(
    "product productgroup offer aggregateoffer softwareapplication service course event hotel vehicle".split()
)
_LIST_TYPES = frozenset(
    "collectionpage itemlist searchresultspage profilepage aboutpage contactpage offercatalog".split()
)
_TALK_TYPES = frozenset("discussionforumposting qapage question answer".split())
_PLACE_TYPES = frozenset(
    "localbusiness store professionalservice legalservice medicalbusiness homeandconstructionbusiness".split()
)

_LIST_PATH = re.compile(
    r"^(?:tag|tags|topic|topics|category|categories|kategorie|section|sections|author|authors|autor|archive|archives|search|"
    r"suche|collections?|shop|store|catalog(?:ue)?|directory|listings?|index|feed|page|profile|profiles|users?|members?|"
    r"browse|all|latest|jobs?|careers|events?|deals|brands?)$"
)
_GOODS_PATH = re.compile(
    r"^(?:products?|produkte?|item|items|dp|p|buy|pricing|prices?|plans|cart|checkout|sku|services?|solutions?|features?|locations?|leistungen|software|platform)$"
)
_TALK_PATH = re.compile(
    r"^(?:forums?|threads?|t|topic|viewtopic\.php|showthread\.php|community|discuss(?:ions?)?|questions?|q|boards?|comments|answers?)$"
)
_DOC_PATH = re.compile(
    r"^(?:docs?|documentation|manual|reference|api|wiki|man|handbook|readthedocs|latest|stable|tutorial|tutorials|guide|guides|help|support|kb|sdk|v?\d+\.\d+(?:\.\d+)?|en-us)$"
)
_POST_PATH = re.compile(
    r"^(?:blog|blogs|news|article|articles|story|stories|post|posts|magazine|opinion|press|insights?|aktuell|nachrichten|artikel|noticias?|actualites?|features?|reviews?|20\d\d|\d{4}-\d{2}-\d{2})$"
)
_HOME_PATH = re.compile(
    r"^(?:about|about-us|contact|privacy|terms|imprint|impressum|login|signin|register|account|home|index\.html?|faq|team|legal|sitemap|cookies?|subscribe|newsletter|pricing|plans|ueber-uns|kontakt|datenschutz|mentions-legales|a-propos|contacto|quienes-somos|privacidad|chi-siamo|contatti|quem-somos|contato|over-ons|om-oss|om-os|o-nas|hakkimizda|iletisim|company)$"
)
_TALK_HOST = re.compile(
    r"^(?:forums?|community|discuss|discourse|answers|talk|boards?)\b|\bforum|stackexchange|stackoverflow|reddit",
    re.IGNORECASE,
)
_DOC_HOST = re.compile(
    r"^(?:docs?|developers?|api|wiki|help|support|learn|man|manual|kb)\b|readthedocs|\.github\.io$", re.IGNORECASE
)
_GOODS_HOST = re.compile(r"^(?:shop|store|buy)\b|shop\.", re.IGNORECASE)
_GENERATOR_DOC = re.compile(
    r"sphinx|docusaurus|mkdocs|mediawiki|gitbook|vitepress|hugo-book|antora|doxygen|javadoc|readme\.io|docutils",
    re.IGNORECASE,
)
_GENERATOR_TALK = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|vanilla|flarum|invision|nodebb|mybb|smf|simple machines", re.IGNORECASE
)
_GENERATOR_GOODS = re.compile(r"woocommerce|shopify|magento|prestashop|bigcommerce|opencart", re.IGNORECASE)

_PRICE = re.compile(r"[$€£¥₹\d](?:(?<=[$€£¥₹])\s?\d|(?<=\d)[.,]\d\d\s?(?i:€|EUR|USD|zł|kr\b))")
"""What begins with one class of characters is found several times as fast as one of two patterns."""
_MONEY = ("$", "€", "£", "¥", "₹", "EUR", "USD", "zł", "kr", "eur", "usd")
# Counted in the page's lower-case text.
_SELL = (
    "add to cart", "add to bag", "add to basket", "buy now", "in den warenkorb", "ajouter au panier", "añadir al carrito",
    "aggiungi al carrello", "wishlist", "wish list", "free shipping", "in stock", "out of stock", " sku", "checkout",
    "your cart", "quantity", "カートに入れる", "в корзину",
)  # fmt: skip
_SERVE = (
    "free quote", "free estimate", "free consultation", "free trial", "get a quote", "get started", "get in touch",
    "contact us", "call now", "call us", "call today", "book now", "book a demo", "book an appointment", "book online",
    "request a demo", "request a quote", "request demo", "schedule a", "schedule your", "our services", "why choose",
    "our team", "our clients", "our customers", "sign up free", "start your free", "start free", "pricing", "testimonial",
    "trusted by",
)  # fmt: skip
_TALK = (
    " reply", " replies", "quote", "posted by", "joined", "registered", "member since", "topic starter",
    "original poster", " likes", "upvote", "thread", "solved", "accepted answer", "log in to reply", "posts:",
    "last edited", " views",
)  # fmt: skip
_DOCS = (
    "table of contents", "on this page", "edit this page", "edit on github", "page helpful", "article helpful",
    "previous page", "previous topic", "previous", "parameter", " returns", "syntax", "deprecated", "api reference",
    "see also", "changelog", "installation", "prerequisites",
)  # fmt: skip
_LISTS = (
    " results", "sort by", "filter by", "filters", "show more", "show all", "view all", "load more", "next page", "showing ",
    "items per page", "read more", "learn more", "continue reading", "see all",
)  # fmt: skip
_YOU, _WE = (b" you ", b" your "), (b" we ", b" our ", b" us ")
_REPORTING = (b" said", b" says", b" told ", b" according to", b" announced", b" reported")
# What publishing systems write into the class of <body>: WordPress, Drupal, Blogger, Discourse and their kin.
_POST_BODY = re.compile(
    r"(?:^|\s)(?:single-post|postid-\d+|single|post-template\S*|page-node-type-(?:article|blog\S*|news\S*|story)|"
    r"node--type-(?:article|blog\S*|news\S*)|item-view|article(?:-page|-template)?|post|story|blog-post)(?:\s|$)"
)
_PAGE_BODY = re.compile(
    r"(?:^|\s)(?:page-id-\d+|page-template\S*|page|page-node-type-(?:page|landing\S*)|landing\S*)(?:\s|$)"
)
_LIST_BODY = re.compile(
    r"(?:^|\s)(?:archive|category(?:-\S+)?|tag(?:-\S+)?|search(?:-\S+)?|home|blog|tax-\S+|taxonomy\S*|author|section|"
    r"collection\S*|template-collection|template-product|single-product|product\S*|woocommerce\S*|index|frontpage|front)(?:\s|$)"
)
_CALL = re.compile(r"\d(?:\d\d\)?[\s.-]\d{3}[\s.-]\d{4}\b)")
# Counted in the page's headings: what stands around articles, and what around goods and services.
_READERS_HEADINGS = (
    "related", "more from", "more in", "more on", "more stories", "more news", "more posts", "more articles", "read next",
    "up next", "keep reading", "recommended", "you might also", "comment", "leave a reply", "about the author", "latest",
    "trending", "most read", "popular", "recent posts", "share this", "filed under", "mehr zu", "mehr aus", "auch interessant",
    "weitere artikel", "meistgelesen", "kommentar", "über den autor", "à lire aussi", "sur le même sujet", "articles liés",
    "te puede interesar", "relacionad", "comentario", "leggi anche", "articoli correlati", "commenti", "lees ook", "reacties",
    "関連", "コメント", "人気", "相关", "评论",
)  # fmt: skip
_SELLERS_HEADINGS = (
    "frequently asked", "faq", "why choose", "why us", "why work", "why you", "get started", "contact", "testimonial", "our ",
    "how it works", "features", "benefits", "pricing", "what we", "trusted", "ready to", "reviews", "plans", "free ", "request",
    "book", "schedule", "about us", "customers", "solutions", "service", "product", "shop", "categories", "häufige fragen",
    "unsere ", "kontakt", "preise", "vorteile", "nos ", "tarif", "avantages", "nuestros", "precios", "servizi", "contatt",
)  # fmt: skip
_LANDING_CLASS = re.compile(
    r"hero|testimonial|pricing|(?:^|[\s_-])cta|feature|accordion|faq|icon-?box|slider|carousel|client|logos?-|counter|"
    r"call-to-action|quote-form|service"
)
_LANDING_HINTS = (
    "hero", "testimonial", "pricing", "cta", "feature", "accordion", "faq", "icon", "slider", "carousel", "client", "logo",
    "counter", "call-to-action", "quote-form", "service",
)  # fmt: skip
"""One of these is in each that it finds."""
_RUNNING = 20
"""Words of a text that is told, and no label, cell or item."""
_FEWEST_WORDS, _FEWEST_OF_FLASH = 25, 15
"""Of a text; of one that tells when or by whom."""
_MUCH_TO_EXCUSE = 600
"""Words: some pages that refuse a reader explain themselves at length."""
_SAMPLE = 12_000  # characters of the page that are searched for telling words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The verdict."""

    is_article: bool
    chance: float
    """0…1: that it is an article."""
    rule: str
    signals: Mapping[str, float] = field(default_factory=dict)
    """What was read off the page; empty where a rule decided."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Signal → what it added to the verdict: above 0 for an article, below against; empty where a rule decided."""

    @property
    def found(self) -> Found[bool]:
        """The verdict with what spoke for and against it, strongest first."""
        return Found(self.is_article, self.rule, self.chance, others=self._told())

    def _told(self) -> Iterator[Found[str]]:
        for name, share in sorted(self.shares.items(), key=lambda item: -abs(item[1])):
            yield Found(name, "for" if share > 0 else "against", share)


def judge(page: Page, *, title: str | None, body: Body, byline: Byline, published: Found[Moment | None]) -> Kind:
    """Weighs what the page says it is against what it looks like."""
    lengths = [[count_words(text) for text in block.texts] for block in body.blocks]
    words = sum(map(sum, lengths))
    anonymous = published.value is None and not byline.authors
    if not title:
        return _refused("no title")
    captions = _words_of_captions(body)
    if words + captions < (_FEWEST_WORDS if anonymous else _FEWEST_OF_FLASH):
        return Kind(is_article=False, chance=_LIKELY, rule=BY_SCRIPT) if _comes_by_script(page) else _refused("no text")
    if words < (_MUCH_TO_EXCUSE if anonymous else _MUCH_TO_EXCUSE / 4) and is_sign(title):
        return _refused("error page")
    if anonymous:
        is_post = any(map(_POST_PATH.match, urlsplit(page.url).path.lower().split("/")[:-1]))
        if (refusal := shows_other(page, title, words=words, most=_MUCH_TO_EXCUSE, is_post=is_post)) is not None:
            return _refused(refusal)
    if anonymous and not captions and not _runs(body, lengths):
        return _refused("no running text")
    refusal = says_other(page, title, is_anonymous=anonymous) or _plainly_other(page, title, words, published)
    if refusal is None and not byline.authors:
        refusal = _speaks_of_itself(page, title, is_dated=published.value is not None)
    if refusal is None and not published.rule.startswith(("json-ld", "meta")):
        if _is_front(page, title):
            refusal = "cards that lead elsewhere"
        elif offers_work(page.headings):
            refusal = "headings of a job"
    if refusal:
        return _refused(refusal)
    found = signals(page, title=title, lengths=lengths, body=body, byline=byline, published=published)
    shares = {name: WEIGHTS.get(name, 0.0) * value for name, value in found.items() if value}
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, BIAS + sum(shares.values())))))
    if chance < 0.5 and words >= _ENOUGH_PROSE and _is_all_prose(found):
        return Kind(is_article=True, chance=_LIKELY, rule="running prose", signals=found, shares=shares)
    return Kind(is_article=chance >= 0.5, chance=chance, rule="signals", signals=found, shares=shares)


_ENOUGH_PROSE = 150  # words


def _runs(body: Body, lengths: list[list[int]]) -> bool:
    """Whether a text has a line as long as no label, cell or item is, or enough paragraphs that are shorter."""
    if max((size for sizes in lengths for size in sizes), default=_RUNNING) >= _RUNNING:
        return True
    told = sum(sum(sizes) for sizes, block in zip(lengths, body.blocks, strict=True) if _is_told(block))
    return told >= _ENOUGH_PROSE


def _is_told(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text.rstrip('”"»’)').endswith(
        (".", "!", "?", "…", "。", "！", "？", "।")
    )


def _is_all_prose(found: Mapping[str, float]) -> bool:
    """Whether a page is one text and next to nothing else, as on sites of one person, where no markup, date or name tells
    more: what sells, serves, lists, documents or answers is never so plain."""
    most = {
        "linked share": 0.06, "headings": 0.3, "fields in the text": 0.0, "prices around": 0.1, "we": 0.3, "talk words": 0.3,
        "selling words": 0.2, "code blocks": 0.0, "several posters": 0.0, "documentation path": 0.0, "documentation system": 0.0,
        "documentation host": 0.0, "talk host": 0.0, "ld talk": 0.0, "ld goods": 0.0, "front page": 0.0,
    }  # fmt: skip
    least = {"running share": 0.85, "body share": 0.65, "sentence share": 0.75}
    return all(found.get(name, 0.0) <= bound for name, bound in most.items()) and all(
        found.get(name, 0.0) >= bound for name, bound in least.items()
    )


def _speaks_of_itself(page: Page, title: str, *, is_dated: bool) -> str | None:
    """The rule that refuses a page by nobody that is about its site, lists its articles or offers work."""
    step = urlsplit(page.url).path.strip("/").rpartition("/")[2].lower()
    at_home = _HOME_PATH.match(step) is not None
    if is_of_house(title, lambda: site_names(page), is_dated=is_dated, is_at_home=at_home):
        return "title of a page about the site"
    if is_of_list(title):
        return "title of a listing"
    return "title of a job" if is_of_job(title) else None


BY_SCRIPT = "text by a script"
"""The rule of a page that calls itself an article and has a place for a text, but not the text: nobody can tell what it is."""
_LIKELY = 0.7
"""The chance that it is one all the same."""
_MOUNTS = ("__next", "__nuxt", "___gatsby", "__next_data__", "__nuxt_data__", "root", "app", "react-root", "svelte")
"""Where frameworks put what their scripts make, and what they make it of."""


def _comes_by_script(page: Page) -> bool:
    types = page.metadata.types
    claims = not (NEWS_TYPES | POST_TYPES).isdisjoint(types) or page.metadata.meta("og:type") == "article"
    return claims and bool(page.marks.by_id(*_MOUNTS))


def _refused(rule: str) -> Kind:
    return Kind(is_article=False, chance=0.1, rule=rule)


_LIST_ABOVE = re.compile(
    r"^(?:tags?|author|authors|autor|autoren|auteur|category|categories|kategorie|rubrik|search|label)$"
)
_SHORT = 250  # words; what has more has a text of its own, whatever its address says
_SCRAPS = 60  # words


def _plainly_other(page: Page, title: str, words: int, published: Found[Moment | None]) -> str | None:
    """The rule that refuses a page with little text whose address, title or headings say what it is; None elsewhere."""
    if words >= _SHORT or published.rule.startswith(("json-ld", "meta")):
        return None
    steps = [step.lower() for step in urlsplit(page.url).path.split("/") if step]
    if len(steps) >= 2 and _LIST_ABOVE.match(steps[-2]):
        return "address of a listing"
    if LISTING.match(title):
        return "title of a listing"
    if steps and _HOME_PATH.match(steps[-1]) and published.value is None:
        return "address of a page about the site"
    if page.url and len(steps) <= 1 and words < _SCRAPS and not any(re.search(r"[-_\d.]", step) for step in steps):
        return "address of a section"
    if (linked := _count_linked_headings(page.in_body("h1", "h2", "h3", "h4"))) >= 3 and words < linked * 10:
        return "headings that lead elsewhere"
    return None


def _count_linked_headings(headings: list[_Element]) -> int:
    return sum(_link_of(heading) is not None for heading in headings)


def _link_of(heading: _Element) -> str | None:
    """Where a heading leads that is wholly a link, as in teasers of other articles."""
    parent = heading.getparent()
    link = parent if parent is not None and parent.tag == "a" else next(heading.iter("a"), None)
    if link is not None and len(glance(link)) * 10 >= len(glance(heading)) * 8 > 0:
        return link.get("href") or None
    return None


_FEWEST_CARDS = 4
_CARDS_SHARE = 0.7
"""Of the page's prose that stands on cards: what holds more is a front, with teasers however long."""
_LONGEST_LABEL = 5  # words of the name of a section, a topic, a person


def _is_front(page: Page, title: str) -> bool:
    """Whether a page with the name of a section, a topic or a person as its title has its text on cards, each with a heading
    that leads to another page of the site."""
    if count_words(title) > _LONGEST_LABEL and not LISTING.match(title):
        return False
    host, parents, ends = urlsplit(page.url).hostname, page.outline.parents, page.outline.ends
    headings = page.in_body("h1", "h2", "h3", "h4")
    places = [-1, *map(page.outline.number.__getitem__, headings), len(parents)]
    survey = page.survey
    prose = survey.prose_totals
    cards, told = 0, 0.0
    for (before, card, after), heading in zip(
        zip(places, places[1:], places[2:], strict=False), headings, strict=False
    ):
        address = page.absolute(_link_of(heading)) if heading.tag != "h1" else None
        if address is None or urlsplit(address).hostname != host or address.partition("#")[0] == page.url:
            continue
        while (parent := parents[card]) > before and ends[parent] <= after:
            card = parent
        if (found := survey.find(page.outline.elements[card])) is not None:
            cards += 1
            told += prose[survey.ends[found]] - prose[found]
    return cards >= _FEWEST_CARDS and told >= _CARDS_SHARE * prose[-1] > 0


def _words_of_captions(body: Body) -> int:
    """Of an article told in pictures."""
    captions = [block.caption for block in body.blocks if isinstance(block, Figure) and block.caption]
    return sum(map(count_words, captions)) if len(captions) >= _MANY_PICTURES else 0


_MANY_PICTURES = 4


def signals(
    page: Page, *, title: str, lengths: list[list[int]], body: Body, byline: Byline, published: Found[Moment | None]
) -> Mapping[str, float]:
    """What speaks for and against, each 0…1 or a small number; the names are those of the weights. ``lengths`` are the
    words of each text of each block."""
    words = sum(map(sum, lengths))
    found: dict[str, float] = {}
    found.update(_said(page))
    found.update(_address(page))
    found.update(_text(body, lengths, words))
    found.update(_surroundings(page, words))
    found.update(_inside(page, body.container))
    found["text by density"] = float(body.rule == "density")
    found["has author"] = float(bool(byline.authors))
    found["has bio"] = float(any(author.bio for author in byline.authors))
    found["date seen"] = float(published.rule.startswith("dom"))
    found["date in address"] = float(published.rule == "url")
    found["no date"] = float(published.value is None)
    found["title words"] = min(count_words(title), 20) / 10
    found["title ends as a sentence"] = float(title.endswith(("?", "!", ".", "…")) or ":" in title)
    return found


def _said(page: Page) -> dict[str, float]:
    """What it tells machines it is."""
    about = page.metadata
    types = about.types.union(item.type for item in about.items if item.type)
    og = (about.meta("og:type") or "").lower()
    generator = " ".join(about.metas.get("generator", ()))
    return {
        "ld news": float(bool(types & NEWS_TYPES)),
        "ld post": float(bool(types & POST_TYPES)),
        "ld goods": float(bool(types & _GOODS_TYPES)),
        "ld list": float(bool(types & _LIST_TYPES)),
        "ld talk": float(bool(types & _TALK_TYPES)),
        "ld place": float(bool(types & _PLACE_TYPES)),
        "ld faq": float("faqpage" in types),
        "ld breadcrumb": float("breadcrumblist" in types),
        "og article": float(og == "article"),
        "og website": float(og in ("website", "blog", "company")),
        "og product": float("product" in og),
        "article metas": float(
            any(name.startswith(("article:published", "article:author", "article:section")) for name in about.metas)
        ),
        "documentation system": float(bool(_GENERATOR_DOC.search(generator))),
        "forum system": float(bool(_GENERATOR_TALK.search(generator))),
        "shop system": float(bool(_GENERATOR_GOODS.search(generator))),
        "price metas": float(any("price" in name or name.startswith("product:") for name in about.metas)),
    }


def _address(page: Page) -> dict[str, float]:
    parts = urlsplit(page.url)
    host = (parts.hostname or "").removeprefix("www.")
    steps = [step.lower() for step in parts.path.split("/") if step]
    last = re.sub(r"\.\w{2,5}$", "", steps[-1]) if steps else ""
    hyphens = last.count("-") + last.count("_")
    outer = steps[:-1]
    return {
        "front page": float(bool(page.url) and not steps),
        "depth": min(len(steps), 6) / 3,
        "slug words": min(hyphens, 8) / 4,
        "bare last step": float(bool(steps) and hyphens == 0 and not any(map(str.isdigit, last))),
        "number in last step": float(bool(re.search(r"\d{4,}", last))),
        "list path": float(any(_LIST_PATH.match(step) for step in steps)),
        "list path ends": float(bool(steps) and bool(_LIST_PATH.match(steps[-1]))),
        "goods path": float(any(_GOODS_PATH.match(step) for step in outer)),
        "talk path": float(any(_TALK_PATH.match(step) for step in steps)),
        "documentation path": float(any(_DOC_PATH.match(step) for step in steps)),
        "post path": float(any(_POST_PATH.match(step) for step in outer)),
        "home path": float(bool(steps) and bool(_HOME_PATH.match(steps[-1]))),
        "talk host": float(bool(_TALK_HOST.search(host))),
        "documentation host": float(bool(_DOC_HOST.search(host))),
        "shop host": float(bool(_GOODS_HOST.search(host))),
        "blog host": float(bool(re.match(r"blog|news|magazine|journal", host))),
        "query": float(
            bool([name for name, _ in parse_qsl(parts.query) if not name.startswith(("utm_", "srsltid", "ref"))])
        ),
    }


def _text(body: Body, lengths: list[list[int]], words: int) -> dict[str, float]:
    """How the text is made: running paragraphs, or scraps."""
    paragraphs = [block.text for block in body.blocks if isinstance(block, Paragraph)]
    sizes = [
        size for block, own in zip(body.blocks, lengths, strict=True) if isinstance(block, Paragraph) for size in own
    ]
    running = sum(size for size in sizes if size >= _RUNNING)
    sentences = sum(text.rstrip('"”»)').endswith((".", "!", "?", "。", "…", ":")) for text in paragraphs)
    headings = sum(isinstance(block, Heading) for block in body.blocks)
    items = sum(len(block.items) for block in body.blocks if isinstance(block, ListBlock))
    text = "\n".join(paragraphs)
    lower = text.encode("utf-8", "replace").lower()
    linked = sum(len(link.text.split()) for link in body.links)
    return {
        "words": math.log1p(words) / 5,
        "running words": math.log1p(running) / 5,
        "running share": running / max(1, words),
        "mean paragraph": min(sum(sizes) / max(1, len(sizes)), 80) / 40,
        "sentence share": sentences / max(1, len(paragraphs)),
        "headings": min(headings, 30) / 10,
        "headings to words": min(1.0, headings * 60 / max(1, words)),
        "items to words": min(1.0, items * 10 / max(1, words)),
        "tables": float(any(isinstance(block, Table) for block in body.blocks)),
        "figures": min(sum(isinstance(block, Figure) for block in body.blocks), 20) / 10,
        "linked share": min(1.0, linked / max(1, words)),
        "prices": min(_count_prices(text), 10) / 5,
        "you": min(1.0, sum(map(lower.count, _YOU)) * 40 / max(1, words)),
        "we": min(1.0, sum(map(lower.count, _WE)) * 40 / max(1, words)),
        "said": min(1.0, sum(map(lower.count, _REPORTING)) * 60 / max(1, words)),
    }


def _surroundings(page: Page, body_words: int) -> dict[str, float]:
    """What stands around the text: forms, carts, other people's posts, rows of cards."""
    counts = {tag: len(page.in_body(tag)) for tag in ("h1", "article", "pre", "button", "a")}
    headings = "\n".join([heading[:80] for heading in page.headings]).lower()
    headline = next(iter(page.in_body("h1")), None)
    shown = page.survey.text
    told = glance(headline) if headline is not None else ""
    is_dense = page.survey.is_dense or is_spaceless(told)
    all_words = shown.count(" ") + bool(shown) + (count_dense(shown) if is_dense else 0)
    sample = shown[:_SAMPLE].lower()
    raw = sample.encode("utf-8", "replace")  # bytes are split and searched sooner
    said = raw.split()
    classes = (page.body.get("class") or "").lower()
    per = 1_000 / max(200, len(said))
    return {
        "body share": min(1.0, body_words / max(1, all_words)),  # it may come from the data
        "links to words": min(1.0, counts["a"] * 5 / max(1, all_words)),
        "headline of few words": float(headline is not None and count_words(told[:100]) < 4),
        "reader's headings": min(3, sum(map(headings.count, _READERS_HEADINGS))) / 3,
        "seller's headings": min(6, sum(map(headings.count, _SELLERS_HEADINGS))) / 6,
        "no h1": float(counts["h1"] == 0),
        "many h1": float(counts["h1"] > 2),
        "one article": float(counts["article"] == 1),
        "many articles": float(counts["article"] > 5),
        "code blocks": min(counts["pre"], 10) / 5,
        "buttons": min(counts["button"], 40) / 20,
        "prices around": min(1.0, _count_prices(sample) * per / 5),
        **{name: min(1.0, count * per / _PHRASES[name][0]) for name, count in _count_phrases(raw, set(said)).items()},
        "post by class": float(bool(_POST_BODY.search(classes))),
        "page by class": float(bool(_PAGE_BODY.search(classes))),
        "list by class": float(bool(_LIST_BODY.search(classes))),
        "phone numbers": min(len(_CALL.findall(sample)), 4) / 2,
        "several posters": float(_count_posts(page) > 2),
    }


_PHRASES: dict[str, tuple[int, tuple[str, ...]]] = {
    "selling words": (4, _SELL),
    "service words": (5, _SERVE),
    "talk words": (8, _TALK),
    "documentation words": (6, _DOCS),
    "listing words": (8, _LISTS),
}
"""Signal → how many in a thousand words are many, and the phrases."""
_START = 4
"""Bytes by which words are told from one another quickly."""


@cache
def _by_start() -> dict[bytes, list[tuple[str, bytes, bytes]]]:
    """The start of a word → (signal, phrase, its longest word) of each phrase that has such a word; empty where all but the
    first, which may be the end of another word, are shorter than that."""
    found: dict[bytes, list[tuple[str, bytes, bytes]]] = {}
    for name, (_, phrases) in _PHRASES.items():
        for phrase in map(str.encode, phrases):
            later = max(phrase.split(b" ")[1:], key=len, default=b"")
            start = later[:_START] if len(later) >= _START else b""
            found.setdefault(start, []).append((name, phrase, max(phrase.split(), key=len)))
    return found


def _count_phrases(sample: bytes, known: set[bytes]) -> dict[str, int]:
    """How often the sample, of the words that are known, says what one signal each is made of."""
    # Most phrases have a word that the page never says: that is found out in a third of the time.
    counts = dict.fromkeys(_PHRASES, 0)
    phrases, vocabulary = _by_start(), b" ".join(known)
    for start in (b"", *phrases.keys() & {word[:_START] for word in known}):
        for name, phrase, longest in phrases[start]:
            if longest in vocabulary:
                counts[name] += sample.count(phrase)
    return counts


def _count_prices(text: str) -> int:
    # Most texts name no money: a few quick searches, where the pattern would stop at every digit.
    return len(_PRICE.findall(text)) if any(map(text.__contains__, _MONEY)) else 0


@lru_cache(maxsize=8_192)
def _is_landing(names: str) -> bool:
    return _LANDING_CLASS.search(names.lower()) is not None


def _inside(page: Page, container: _Element | None) -> dict[str, float]:
    """What stands among the text that running text has no use for."""
    if container is None:
        return {}
    fields = sum(element.get("type") != "hidden" for element in page.inside(container, "input", "select"))
    boxes = (element for tag in ("div", "section") for element in page.inside(container, tag))
    named = Counter(element.get("class", "")[:200] for element in boxes)
    whole = "\n".join(named).lower()
    hints = [hint for hint in _LANDING_HINTS if hint in whole]
    parts = sum(
        count for names, count in named.items() if any(map(names.lower().__contains__, hints)) and _is_landing(names)
    )
    article = container.tag == "article" or next(container.iterancestors("article"), None) is not None
    return {
        "fields in the text": min(fields, 6) / 3,
        "parts of a landing page": min(parts, 30) / 10,
        "inside an article": float(article),
    }


_POST_WORDS = ("post", "message", "reply", "topic-post", "postcontainer", "answer", "js-post", "b-post", "post-wrapper")
_POST_TAGS = frozenset(("div", "li", "article", "table", "tr"))


def _count_posts(page: Page) -> int:
    """Blocks that forums mark as one poster's words each: with an id of their own and such a class."""
    posts = page.marks.by_class(*_POST_WORDS)
    return sum(element.tag in _POST_TAGS and element.get("id") is not None for element in posts)
