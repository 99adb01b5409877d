"""Addresses at which a source has no articles: a shop's products in its sitemap, its job offers, pages about itself."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from crawler.lists.folders import DOORS, NEWS, SERVICES

ENOUGH = 20
"""Pages of a kind without an article among them, after which the others are not asked for: were every fifth page one,
twenty without any would come once in a hundred times."""
FEW = 3
"""The same where the folder's name says so too."""
GOODS_AND_PEOPLE = frozenset(
    """
    product products produkt produkte produits productos shop store marketplace brand brands collection collections
    job jobs vacancy vacancies stellenangebote stellen careers karriere emploi empleo
    tag tags topic topics thema themen category categories kategorie rubrik label labels keyword
    author authors autor autoren writer writers contributor contributors user users member members profile profiles
    forum forums thread threads
    """.split()
)
"""Folders in which articles stand hardly ever."""
SAMPLE = 10
"""Of so many others one is asked for all the same, as the first twenty may have been a section's lists."""
REST = timedelta(days=30)
"""How long the others are left alone: then twenty are asked for anew."""
MOST = 50_000
"""Kinds that are counted in one run."""
_ABOUT, _OTHERS = "is a page about the site itself, by its name", "are no articles either"

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")


class Kinds:
    """What came of the pages of each kind in one run."""

    def __init__(self) -> None:
        self._none: dict[str, int] = {}
        """Kind → pages that were no articles; -1 once there was one."""
        self._held: dict[str, int] = {}
        """Kind → pages that it was said of to be none."""

    def learn(self, source_key: str | None, url: str, *, is_article: bool) -> None:
        """Note what a page of this source turned out to be."""
        kind = _kind(source_key, url)
        if kind is None or (kind not in self._none and len(self._none) >= MOST):
            return
        before = self._none.get(kind, 0)
        self._none[kind] = -1 if is_article or before < 0 else before + 1

    def why_none(self, source_key: str | None, url: str) -> str | None:
        """Why a page is none, going by the others of its kind; None where they do not say so, and for the page that is to
        show whether they are right."""
        if (name := _service(url)) is not None:
            return f"/{name} {_ABOUT}"
        kind = _kind(source_key, url)
        if kind is None or self._none.get(kind, 0) < (FEW if _folders(url)[0] in GOODS_AND_PEOPLE else ENOUGH):
            return None
        self._held[kind] = self._held.get(kind, 0) + 1
        if self._held[kind] % SAMPLE == 0:
            return None
        return f"{self._none[kind]} other pages under /{_folders(url)[0][:60]}/ {_OTHERS}"


def is_verdict(reason: str | None) -> bool:
    """Whether a page's reason is one of ``why_none``."""
    return (reason or "").endswith((_ABOUT, _OTHERS))


def _kind(source_key: str | None, url: str) -> str | None:
    """What addresses of one folder, at one depth, have in common; None where they stand in none, in that of a year, or
    where articles stand."""
    folders = _folders(url)
    if not folders or folders[0].isdecimal() or not NEWS.isdisjoint(_words(folders)):
        return None
    return f"{source_key} {urlsplit(url).netloc} {folders[0]} {len(folders)}"


def _service(url: str) -> str | None:
    """The name of a page that stands in no folder and is called as pages about a site are: /login, /en/contact.html."""
    steps = _steps(url)
    name = steps[0].partition(".")[0] if len(steps) == 1 else ""
    return name if name in DOORS or name in SERVICES else None


def _folders(url: str) -> list[str]:
    """The folders that a page stands in, without those of languages and countries, which say nothing of it."""
    return _steps(url)[:-1]


def _steps(url: str) -> list[str]:
    """A path in its steps, without those of languages and countries before others."""
    steps = [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]
    while len(steps) > 1 and _LANGUAGE.fullmatch(steps[0]):
        del steps[0]
    return steps


def _words(folders: list[str]) -> set[str]:
    """Of ``blog-garden`` itself and what it is made of."""
    return {*folders, *(word for folder in folders for word in re.split(r"[-_.]", folder))}
