"""What a crawl can fall into: addresses without end, pages that stand in for another. Each is recognised and named.

Pure. By its address a page is judged before it is asked for, by its bytes in a worker, by what others of its host say
in the crawl itself (``Sameness``).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from w3lib.html import get_meta_refresh, remove_comments, remove_tags, remove_tags_with_content

from archive.identity import is_front
from crawler.urls import absolute, page_key
from parsers.article import Article
from parsers.errors import ParseError
from parsers.layouts.layout import Layout
from parsers.parse import parse_article

# --- by address -------------------------------------------------------------------------------------------------------

MOST_STEPS = 16
"""Of a path. Articles have up to 11 (with a date and sections of sections)."""
MOST_PARAMETERS = 12
MOST_FACETS = 2
"""Filters that a listing is narrowed by at a time; shops and libraries offer all combinations of theirs."""
REPEATED = 3
"""Times that the same steps follow one another: a relative link that leads deeper at each step."""
AHEAD = 2
"""Years that a calendar may look into the future."""

_FACET = re.compile(
    r"(?:f|fq|filters?|facets?|refine)(?:\[.*\]|_.+|\..+)?|sort(?:by|_?order|ing)?|order(?:by)?|dir(?:ection)?|view|layout"
    r"|per_?page|limit|pagesize|min_?price|max_?price|price(?:_?range)?|colou?rs?|sizes?|brands?|rating|availability",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:^|[/_.-])(?:calend[ae]r|kalender|calendrier|calendario|events?|veranstaltungen|agenda|termine|archives?)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_CALENDAR_PARAMETER = re.compile(
    r"(?:cal(?:endar)?_?)?(?:year|yr|month|date|day|jahr|monat|datum)|tribe-bar-date|ical", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.])(\d{4})(?=$|[/_.-](?:0?[1-9]|1[0-2])(?!\d)|/?$)")


def why_endless(url: str, year: int) -> str | None:
    """Why an address looks like one of endlessly many that lead nowhere new; ``year`` is this one. None elsewhere."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    if len(steps) > MOST_STEPS:
        return f"a path of {len(steps)} steps, more than {MOST_STEPS}"
    if _repeats(steps):
        return f"the same steps of its path {REPEATED} times over"
    parameters = parse_qsl(parts.query, keep_blank_values=True)[:1_000]
    if len(parameters) > MOST_PARAMETERS:
        return f"a query of {len(parameters)} parameters, more than {MOST_PARAMETERS}"
    if (facets := sum(_FACET.fullmatch(name) is not None for name, _ in parameters)) > MOST_FACETS:
        return f"a listing narrowed by {facets} facets, more than {MOST_FACETS}"
    for told in _years(parts.path, parameters):
        if not 1900 <= told <= year + AHEAD:
            return f"a calendar's page of the year {told}"
    return None


def _repeats(steps: list[str]) -> bool:
    """Whether some steps stand ``REPEATED`` times one behind the other: /a/b/a/b/a/b."""
    for length in range(1, len(steps) // REPEATED + 1):
        for start in range(len(steps) - REPEATED * length + 1):
            one = steps[start : start + length]
            # /2026/11/11/11 is a date and a number.
            if one * REPEATED == steps[start : start + REPEATED * length] and not all(s.isdecimal() for s in one):
                return True
    return False


def _years(path: str, parameters: Sequence[tuple[str, str]]) -> list[int]:
    """What years a calendar's address names."""
    texts = [value for name, value in parameters if _CALENDAR_PARAMETER.fullmatch(name)]
    if _CALENDAR.search(path):
        texts.append(path[_CALENDAR.search(path).end() - 1 :])  # type: ignore[union-attr]
    return [int(found) for text in texts for found in _YEAR.findall(text)]


# --- by its bytes -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A page that stands in for the one that was asked for."""

    reason: str
    """What it is, for ``page.reason``."""
    onward: str | None = None
    """Where it sends a browser on to by itself, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A page as the parser reads it, and whether it stands in for another."""

    article: Article | None
    """None only where nothing could be read and the page sends on."""
    trap: Trap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """How pages of one kind are known."""

    name: str
    address: re.Pattern[str]
    """In host and path of where a redirect led to."""
    title: re.Pattern[str]
    text: re.Pattern[str]
    """Anywhere in what it shows; as often as ``times``."""
    times: int
    words: int
    """With more words than this a page is not judged by what it says."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NEVER = re.compile(r"(?!)")
WALLS = (
    Wall(
        name="a login wall",
        address=_any(
            r"^(?:login|signin|sso|auth|accounts?|konto|passport|id)\.",
            r"/(?:log-?in|sign-?in|anmeld(?:en|ung)|einloggen|connexion|se-connecter|identification|iniciar-sesion|acceso"
            r"|accedi|inloggen|logga-in|logowanie|wp-login|sso|oauth2?|authorize|user/login|account/login)(?:[/.]|$)",
        ),
        title=_any(
            r"^(?:please )?(?:log|sign) ?in\b(?! .{30})", r"^(?:anmelden|anmeldung|einloggen|connexion|login|iniciar sesión|accedi)\b.{0,30}$"
        ),
        text=_any(r"<input[^>]{1,200}type\s*=\s*[\"']?password"),
        times=1,
        words=150,
    ),
    Wall(
        name="a consent wall",
        address=_any(
            r"^(?:consents?|cmp|cookies?|privacy|guce|gdpr)\.",
            r"/(?:(?:cookie-?)?consent(?:-?wall)?|collectconsent|cookie-?wall|privacy-?(?:wall|gate)|gdpr(?:-consent)?|zustimmung)(?:[/.]|$)",
        ),
        title=_any(
            r"before you continue", r"(?:we value )?your privacy(?: choices| settings)?$", r"bevor sie (?:fort|weiter)",
            r"\bcookie[- ]?(?:consent|wall|banner|einstellungen)\b", r"avant de continuer", r"antes de continuar", r"prima di continuare",
        ),
        text=_any(
            r"we (?:and our partners|use cookies|value your privacy)", r"accept (?:all|cookies)", r"reject all", r"manage (?:cookies|settings|preferences|choices)",
            r"(?:alle|cookies) akzeptieren", r"zustimmen und weiter", r"mit werbung (?:weiter|lesen)", r"tout accepter", r"accepter et continuer",
            r"aceptar (?:todo|y continuar)", r"accetta (?:tutto|e continua)", r"alles accepteren", r"akceptuj", r"personenbezogene daten verarbeiten",
        ),
        times=2,
        words=400,
    ),
    Wall(
        name="a challenge for browsers",
        address=_any(r"/(?:cdn-cgi/challenge|captcha|_incapsula_resource|distil_r_captcha|px-captcha|unusual-traffic|sorry/index)\b"),
        title=_any(
            r"^just a moment", r"^attention required", r"checking your browser", r"are you (?:a )?(?:human|robot)", r"robot check", r"\bcaptcha\b",
            r"verify (?:that )?you(?:'re| are)", r"pardon our interruption", r"^access (?:to this page has been )?denied", r"ddos[- ]guard", r"^security check", r"^one more step",
        ),
        text=_any(
            r"enable javascript and cookies to continue", r"checking (?:your browser|if the site connection is secure)", r"verify(?:ing)? (?:that )?you are (?:a )?human",
            r"unusual traffic from your", r"performing security verification", r"cf-browser-verification|cf_chl_|challenge-platform/h/", r"px-captcha", r"_incapsula_resource",
        ),
        times=1,
        words=150,
    ),
    Wall(
        name="a soft 404",
        address=_any(r"/(?:404|error-?404|page-?not-?found|not-?found|pagenotfound|seite-nicht-gefunden|fehler-?404|erreur-?404|error)(?:\.\w+)?/?$"),
        title=_any(
            r"^(?:error )?(?:404|410)\b(?! ?(?:million|billion|people))", r"\b404\b.{0,12}(?:error|not found|fehler|erreur|página|pagina)", r"\berror 404\b",
            r"(?:page|article|story|content|file|nothing) (?:was |could |is )?(?:not|no longer|can ?not) ?(?:be )?(?:found|exists?|available|here)",
            r"^(?:sorry,? )?(?:page |file )?not found", r"page (?:you .{0,40})?(?:doesn.?t|does not|no longer) exists?", r"can(?:.t|not| not) (?:be found|find (?:that|this|the) page)",
            r"(?:seite|artikel|beitrag|inhalt|dokument) (?:konnte |wurde |existiert |ist )?(?:leider )?nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden)?", r"nicht gefunden$",
            r"page (?:non trouvée|introuvable|inexistante)", r"(?:article|contenu) introuvable", r"página (?:no|não) (?:encontrada|existe)", r"no se (?:ha )?enc[ou]+ntr(?:ó|ado) la página",
            r"pagina (?:non|niet) (?:trovata|gevonden)", r"(?:sidan|siden) (?:kunde|kunne|kan|finns|findes|hittades)? ?(?:inte|ikke)", r"sivua ei löyd", r"nie (?:znaleziono|istnieje)",
            r"(?:strona|stránka) (?:nie |nebyla |ne)", r"страница не (?:найдена|существует)", r"сторінк[ау] не (?:знайдено|існує)", r"ページが見つかりません", r"お探しのページ", r"页面(?:不存在|未找到|找不到)", r"sayfa bulunamadı",
        ),
        text=_NEVER,
        times=1,
        words=200,
    ),
)  # fmt: skip

REFRESH_WORDS = 60
"""A page with more text than this is itself what was asked for, wherever it sends a reader later."""
REFRESH_SECONDS = 15
LOOKED_AT = 300_000
"""Bytes of a page that walls are looked for in."""


def read_page(
    body: bytes, url: str, *, asked: str, content_type: str | None = None, layouts: Sequence[Layout] = ()
) -> Judged:
    """Parse a page that was asked for at ``asked`` and came from ``url``, and tell whether it stands in for another.

    Where it does, the article says that it is none. Raises ParseError as the parser does.
    """
    try:
        article = parse_article(body, url, content_type=content_type, layouts=layouts)
    except ParseError:
        if trap := _sends_on(body, url):
            return Judged(article=None, trap=trap)
        raise
    trap = _redirected(asked, url)
    words = len(article.text.split())
    if trap is None and words < REFRESH_WORDS:
        trap = _sends_on(body, url)
    if trap is None and not article.is_article:
        trap = _wall(body, article.title or "", words)
    if trap is not None and article.is_article:
        article = replace(article, is_article=False)
    return Judged(article=article, trap=trap)


def _redirected(asked: str, url: str) -> Trap | None:
    """What a redirect led to instead of the page; the address tells it."""
    there = page_key(url)
    if there == page_key(asked):
        return None
    if is_front(there) and not is_front(page_key(asked)):
        return Trap(reason="a soft 404: redirects to the front page")
    place, origin = _place(there), _place(page_key(asked))
    for wall in WALLS:
        if wall.address.search(place) and not wall.address.search(origin):
            return Trap(reason=f"{wall.name}: redirects to {urlsplit(url).path[:80]}")
    return None


def _place(key: str) -> str:
    return key.partition("://")[2].partition("?")[0].lower()


def _sends_on(body: bytes, url: str) -> Trap | None:
    """A page that is only there to send a browser elsewhere."""
    head = body[:8_192].lower()
    if b"refresh" not in head:
        return None
    seconds, target = get_meta_refresh(body[:8_192].decode("utf-8", "replace"), url, "utf-8")
    onward = absolute(target, url) if target else None
    if onward is None or seconds is None or seconds > REFRESH_SECONDS:
        return None
    if page_key(onward) == page_key(url):
        return Trap(reason="a meta refresh that leads to itself")
    return Trap(reason=f"a meta refresh to {onward[:200]}", onward=onward)


def _wall(body: bytes, title: str, words: int) -> Trap | None:
    """What a page says that is no article."""
    shown: str | None = None
    for wall in WALLS:
        if words > wall.words:
            continue
        if title and wall.title.search(title):
            return Trap(reason=f"{wall.name}: {title[:100]!r}")
        if wall.text is _NEVER:
            continue
        if shown is None:
            shown = body[:LOOKED_AT].decode("utf-8", "replace")
        told = {hit[0].lower() for hit in wall.text.finditer(shown)}
        if len(told) >= wall.times and _is_bare(shown, wall.words):
            return Trap(reason=f"{wall.name}: its page says {min(told, key=len)[:60]!r}")
    return None


def _is_bare(html: str, words: int) -> bool:
    """Whether a page shows hardly anything beside; banners and login forms stand on many that do."""
    kept = remove_tags_with_content(remove_comments(html), ("script", "style", "template", "svg"))
    return len(remove_tags(kept).split()) <= words


# --- by what others of its host say -----------------------------------------------------------------------------------

ALIKE = 3
"""So many pages of a host that say the very same are none of them what was asked for."""
ALIKE_WORDS = 150
"""A longer text that stands at several addresses is an article with several addresses."""
HOSTS = 4_096
TEXTS = 64
"""Of one host that are remembered, and hosts: the latest."""


class Sameness:
    """Pages of one host that answer 200 and say the same whatever was asked for."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, OrderedDict[bytes, dict[str, int]]] = OrderedDict()

    def seen(self, host: str, page_id: int, url: str, article: Article) -> tuple[Trap, tuple[int, ...]] | None:
        """Take note of a page; where enough others say the same, what it is, and the ids of those others."""
        words = f"{article.title or ''}\n{article.text}".lower().split()
        if len(words) > ALIKE_WORDS or (article.is_article and _fits(url, words)):
            return None
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=12).digest()
        texts = self._said.setdefault(host, OrderedDict())
        self._said.move_to_end(host)
        pages = texts.setdefault(digest, {})
        texts.move_to_end(digest)
        slug = _slug(url)
        if len(pages) < ALIKE:
            pages.setdefault(slug, page_id)
        while len(texts) > TEXTS:
            texts.popitem(last=False)
        while len(self._said) > HOSTS:
            self._said.popitem(last=False)
        if len(pages) < ALIKE:
            return None
        others = tuple(other for other in pages.values() if other != page_id)
        said = f": {article.title[:80]!r}" if article.title else ""
        return Trap(
            reason=f"a soft 404, or a page that only scripts fill: others of its host say the same{said}"
        ), others


def _slug(url: str) -> str:
    """What tells the page in an address: its last step without ending, its query where there is none."""
    parts = urlsplit(page_key(url))
    return parts.path.rstrip("/").rpartition("/")[2].partition(".")[0] or parts.query


def _fits(url: str, words: Sequence[str]) -> bool:
    """Whether an address names what the page says: two words of it, or the only one."""
    named = Counter(re.findall(r"[^\W\d_]{4,}", _slug(url).lower()))
    told = {re.sub(r"\W", "", word) for word in words}
    return bool(named) and len(named.keys() & told) >= min(2, len(named))
