"""Where an article lives: which of its addresses it has at a time, and since when all of them are gone.

Told from all signs in the order of their times: looks (its page came), "not modified" (304), and that it was not there
(404, 410), each at one of its pages. An article whose own page is gone lives where another of its pages was last seen
to have it; it is gone when all of them are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from archive.addresses import plain_url
from archive.driver import Connection
from archive.times import utc_text
from archive.versions.desk import observe_event

Follow = Literal["first", "edit", "moved", "page", "copy"]
"""As what a look follows the one before: its ``first``; an ``edit`` of the same address; ``moved``, as that one now
redirects; another ``page`` of it, which takes its place (of a print page the article itself; another address, where the
own one is gone); a ``copy``, which tells nothing of the article but that it is there too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one request told of whether an article is there."""

    at: str
    fetch_id: int
    page_id: int
    url: str
    """As asked for."""
    final_url: str
    is_look: bool = False
    canonical_url: str | None = None
    """The canonical link of a look, where it is followed."""
    missing: str | None = None
    """What the server answered, where it was not there."""
    seconds: int = 0
    """For how long it has to be missing to be believed gone."""

    @property
    def is_direct(self) -> bool:
        return plain_url(self.url) == plain_url(self.final_url)


@dataclass(slots=True)
class Place:
    """One of an article's pages."""

    seen_at: str | None = None
    """When it had the article last; None where it never was seen to."""
    url: str = ""
    """Where that was."""
    canonical_url: str | None = None
    evidence: str | None = None
    """Since when it is missing."""
    is_gone: bool = False
    """Whether that was confirmed."""


@dataclass(slots=True)
class Home:
    """Where an article lives after the signs that were told; begins at its first look."""

    page_id: int
    """Its own page: the one that is looked at."""
    url: str
    """Where it was seen last, of its own pages."""
    canonical_url: str
    places: dict[int, Place] = field(default_factory=dict)
    follows: dict[int, Follow] = field(default_factory=dict)
    """Request → as what its look follows."""
    events: list[tuple[str, str, str | None, int, int | None]] = field(default_factory=list)
    """(time, kind, value, request, page) of what was seen of its going: ``moved``, ``gone``, ``returned``."""
    gone_at: str | None = None
    is_sought: bool = False
    """Whether its page is only where it was seen before the one that it had was gone."""
    is_new: bool = False
    """Whether nobody has read it at its page since the one that it had was gone."""
    left: int | None = None
    """The page that it had before the one where it is sought."""
    pages: Mapping[str, int] = field(default_factory=dict)
    """Address → page, of all pages that lead to it."""

    @classmethod
    def of(cls, signs: Iterable[Sign], pages: Mapping[str, int]) -> Home:
        """What these signs tell, of which at least one is a look; ``pages`` as ``pages_of``."""
        ordered = sorted(signs, key=lambda sign: (sign.at, sign.missing is not None, sign.fetch_id))
        first = next(sign for sign in ordered if sign.is_look)
        canonical = first.canonical_url or first.final_url
        home = cls(page_id=first.page_id, url=first.final_url, canonical_url=canonical, pages=pages)
        for sign in ordered:
            home._take(sign)
        return home

    @property
    def own(self) -> Place:
        return self.places.setdefault(self.page_id, Place())

    def _take(self, sign: Sign) -> None:
        place = self.places.setdefault(sign.page_id, Place())
        if sign.missing is not None:
            self._miss(sign, place)
            return
        is_homeless = self.is_sought or self.own.is_gone
        # A page that redirects tells of where it leads, too.
        where = self.places.setdefault(self.pages.get(plain_url(sign.final_url), sign.page_id), Place())
        for seen in (place, where):
            seen.seen_at, seen.url, seen.evidence, seen.is_gone = sign.at, sign.final_url, None, False
            if sign.is_look:
                seen.canonical_url = sign.canonical_url
        if self.gone_at is not None:
            self.gone_at = None
            self._tell(sign, "returned", sign.final_url)
        if is_homeless:
            self._settle(sign, place)
        elif sign.is_look:
            self.look(sign)

    def look(self, sign: Sign) -> Follow:
        """As what a look follows, where the article's own page is not known to be gone."""
        final, url = plain_url(sign.final_url), plain_url(self.url)
        follow: Follow = "copy"
        if final == url:
            follow = "page" if self.is_new else "edit" if self.follows else "first"
        elif plain_url(sign.url) == url or sign.page_id == self.page_id:
            follow = "moved"
        elif final == plain_url(self.canonical_url):
            follow = "page"
        self.follows[sign.fetch_id] = follow
        if follow != "copy":
            self.url = sign.final_url
            self.canonical_url = sign.canonical_url or self.canonical_url
            if sign.is_direct:  # else the page that only leads there would be taken for its own
                self.page_id = sign.page_id
            self.is_new = False
        return follow

    def _settle(self, sign: Sign, place: Place) -> None:
        """It was seen, after the page was gone that it had."""
        left = self.left if self.is_sought and self.left is not None else self.page_id
        comes_back = plain_url(sign.final_url) == plain_url(self.url)
        self.page_id, self.is_sought, self.left = sign.page_id, False, None
        if not comes_back:
            self._move(sign, place, left)
        if sign.is_look:
            self.follows[sign.fetch_id] = "edit" if comes_back else "page"
            self.url, self.is_new = sign.final_url, False
            self.canonical_url = (sign.canonical_url if comes_back else None) or self.canonical_url

    def _move(self, sign: Sign, place: Place, left: int) -> None:
        """It lives at another of its pages from now on."""
        dead = {plain_url(other.url) for other in self.places.values() if other.is_gone}
        canonical = place.canonical_url
        self.canonical_url = canonical if canonical and plain_url(canonical) not in dead else place.url
        self.url, self.is_sought, self.is_new = place.url, False, True
        self._tell(sign, "moved", place.url, left)

    def _miss(self, sign: Sign, place: Place) -> None:
        missing_for = datetime.fromisoformat(sign.at) - datetime.fromisoformat(place.evidence or sign.at)
        believed = sign.seconds == 0 or (place.evidence is not None and missing_for >= timedelta(seconds=sign.seconds))
        place.evidence = place.evidence or sign.at
        if place.is_gone or not believed:
            return
        place.is_gone = True
        if sign.page_id == self.page_id:
            self._lose(sign, place)

    def _lose(self, sign: Sign, place: Place) -> None:
        """Its own page is gone: it is where another one had it last, or gone with all of them."""
        gone = {url for url, page_id in self.pages.items() if page_id in self.places and self.places[page_id].is_gone}
        others = [
            (other.evidence is None, other.seen_at, other.url, page_id)
            for page_id, other in self.places.items()
            # What only redirected there has it nowhere else.
            if other.seen_at is not None and not other.is_gone and plain_url(other.url) not in gone
        ]
        claimed = self.pages.get(plain_url(self.canonical_url))  # where it says itself that it is
        if not others and claimed is not None and not self.places.setdefault(claimed, Place()).is_gone:
            others = [(False, "", self.canonical_url, claimed)]
        if not others:
            known = [other for other in self.places.values() if other.is_gone and other.seen_at] or [place]
            self.gone_at = max(other.evidence or sign.at for other in known)
            self.is_sought, self.left = False, None
            self._tell(sign, "gone", sign.missing)
            return
        left = self.left if self.is_sought and self.left is not None else self.page_id
        *_, self.page_id = max(others)
        self.is_sought, self.left = True, left
        if (self.own.seen_at or "") >= (place.evidence or sign.at):
            self._move(sign, self.own, left)
            self.left = None

    def _tell(self, sign: Sign, kind: str, value: str | None, page_id: int | None = None) -> None:
        self.events.append((sign.at, kind, value, sign.fetch_id, page_id))


def signs(connection: Connection, article_id: int, *, looks: bool = True) -> list[Sign]:
    """All that is known of whether an article was there, without canonical links; or all but the looks."""
    found: list[Sign] = []
    rows = connection.execute((_LOOKS if looks else "") + _OTHERS, {"article": article_id}).fetchall()
    for at, fetch_id, page_id, url, final_url, is_look, missing, seconds in rows:
        found.append(
            Sign(
                at=at,
                fetch_id=fetch_id,
                page_id=page_id,
                url=url,
                final_url=final_url,
                is_look=bool(is_look),
                missing=missing,
                seconds=seconds or 0,
            )
        )
    return found


_LOOKS = """
SELECT f.at, f.id, f.page_id, f.url, ifnull(f.final_url, f.url), 1, NULL, NULL
FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id = :article AND f.page_id IS NOT NULL
UNION
SELECT s.at, s.fetch_id, f.page_id, f.url, ifnull(f.final_url, f.url), 1, NULL, NULL
FROM sighting s JOIN fetch f ON f.id = s.fetch_id WHERE s.article_id = :article AND f.page_id IS NOT NULL
UNION
"""
_OTHERS = """
SELECT f.at, f.id, p.id, f.url, ifnull(f.final_url, f.url), 0, NULL, NULL
FROM page p JOIN fetch f ON f.page_id = p.id AND f.status = 304 WHERE p.article_id = :article
UNION
SELECT o.at, o.fetch_id, o.page_id, f.url, ifnull(f.final_url, f.url), 0, o.value, o.seconds
FROM observation o JOIN fetch f ON f.id = o.fetch_id
WHERE o.article_id = :article AND o.kind = 'missing' AND o.page_id IS NOT NULL
"""


def pages_of(connection: Connection, article_id: int) -> dict[str, int]:
    """Address → page, of the pages that lead to an article."""
    rows = connection.execute("SELECT url, id FROM page WHERE article_id = ? ORDER BY id DESC", [article_id])
    return {plain_url(url): page_id for url, page_id in rows}


def is_in_question(connection: Connection, article_id: int, own_page: int, page_id: int) -> bool:
    """Whether it depends on more than the newest look where an article lives: it was missing somewhere, and has or gets
    another page than its own."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM observation WHERE article_id = ?1 AND kind = 'missing')"
        " AND (?2 <> ?3 OR EXISTS (SELECT 1 FROM page WHERE article_id = ?1 AND id <> ?2))",
        [article_id, own_page, page_id],
    ).fetchone()
    return bool(row[0])


def write_going(connection: Connection, article_id: int, home: Home) -> None:
    """Write when an article was gone, moved without telling and came back."""
    connection.execute(
        "DELETE FROM observation WHERE article_id = ? AND (kind IN ('gone', 'returned')"
        " OR kind = 'moved' AND page_id IS NOT NULL AND fetch_id IS NOT NULL)",
        [article_id],
    )
    for at, kind, value, fetch_id, page_id in home.events:
        observe_event(connection, article_id, at, kind, value, fetch_id, page_id)
    connection.execute(
        "UPDATE article SET gone_evidence_at = ?, gone_at = ? WHERE id = ?",
        [home.own.evidence, home.gone_at, article_id],
    )


def write_home(connection: Connection, article_id: int, home: Home, *, now: datetime) -> None:
    """Write where an article lives. A page where it is sought, or was not read yet since the one was gone that it had, is
    asked for at once, and in full: what has not changed there tells no words."""
    connection.execute(
        "UPDATE article SET url = ?, canonical_url = ?, page_id = ? WHERE id = ?",
        [home.url, home.canonical_url, home.page_id, article_id],
    )
    connection.execute(
        "UPDATE page SET state = 'duplicate', next_due = NULL WHERE article_id = ? AND id <> ? AND state = 'done'",
        [article_id, home.page_id],
    )
    if home.is_sought or home.is_new:
        connection.execute(
            "UPDATE page SET state = 'due', reason = 'the address that the article had is gone', tries = 0,"
            " next_due = ?, etag = NULL, last_modified = NULL"
            " WHERE id = ? AND state IN ('duplicate', 'gone', 'failed', 'refused', 'not_article')",
            [utc_text(now), home.page_id],
        )
    else:
        connection.execute("UPDATE page SET state = 'done' WHERE id = ? AND state = 'duplicate'", [home.page_id])
