"""Pages that stand in for the one that was asked for: walls of login and consent, soft 404s, pages that only send on.

Pure; runs in a worker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from w3lib.html import get_meta_refresh, remove_comments, remove_tags, remove_tags_with_content

from crawler.traps import Judged, Trap
from crawler.urls import absolute, page_key
from parsers.errors import ParseError
from parsers.kind.judging import BY_SCRIPT
from parsers.layouts.layout import Layout
from parsers.parse import parse_article


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
    within: str | None = None
    """How the element begins that the text must stand in, not one that waits, hidden, for a click."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NEVER = re.compile(r"(?!)")
WALLS = (
    Wall(
        name="a login wall",
        address=_any(
            r"^(?:login|signin|sso|auth|accounts?|passport)\.",
            r"/(?:log-?in|sign-?in|anmeld(?:en|ung)|einloggen|connexion|se-connecter|identification|iniciar-sesion|acceso"
            r"|accedi|inloggen|logga-in|logowanie|wp-login|sso|oauth2?|authorize|user/login|account/login)(?:[/.]|$)",
        ),
        title=_any(
            r"^(?:please )?(?:log|sign) ?in\b(?! .{30})", r"^(?:anmelden|anmeldung|einloggen|connexion|login|iniciar sesión|accedi)\b.{0,30}$"
        ),
        text=_any(r"<input[^>]{1,200}type\s*=\s*[\"']?password"),
        within="<form",
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

_FRONT = re.compile(
    r"https://[^/]+/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default)\.\w{2,5})?", re.IGNORECASE
)
_HIDDEN = re.compile(r"hidden|display:\s*none", re.IGNORECASE)
REFRESH_WORDS = 60
"""A page with more text than this is itself what was asked for, wherever it sends a reader later."""
REFRESH_SECONDS = 15
LONG = 20_000
"""Characters; with so many a page has more words than any wall."""
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
    words = len(article.text[:LONG].split())
    if trap is None and words < REFRESH_WORDS:
        trap = _sends_on(body, url)
    if trap is None and not article.is_article:
        trap = _wall(body, article.title or "", words)
        if trap is None and article.provenance.get("is_article") == BY_SCRIPT:
            trap = Trap(reason="its text comes by a script: render = true in sources.toml runs those of its own site")
    if trap is not None and article.is_article:
        article = replace(article, is_article=False)
    return Judged(article=article, trap=trap)


def _redirected(asked: str, url: str) -> Trap | None:
    """What a redirect led to instead of the page; the address tells it."""
    there = page_key(url)
    if there == page_key(asked):
        return None
    if _FRONT.fullmatch(there) and not _FRONT.fullmatch(page_key(asked)):
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
        told = {hit[0].lower() for hit in wall.text.finditer(shown) if _is_shown(shown, hit.start(), wall.within)}
        if len(told) >= wall.times and _is_bare(shown, wall.words):
            return Trap(reason=f"{wall.name}: its page says {min(told, key=len)[:60]!r}")
    return None


def _is_shown(html: str, place: int, within: str | None) -> bool:
    if within is None:
        return True
    before = html[max(0, place - 3_000) : place]
    start = before.lower().rfind(within)
    return start >= 0 and not _HIDDEN.search(before[start:].partition(">")[0])


def _is_bare(html: str, words: int) -> bool:
    """Whether a page shows hardly anything beside; banners and login forms stand on many that do."""
    kept = remove_tags_with_content(remove_comments(html), ("script", "style", "template", "svg"))
    return len(remove_tags(kept).split()) <= words
