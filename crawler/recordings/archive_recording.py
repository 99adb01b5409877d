"""The recording that an archive is: one of its runs, or its sites as they stood last."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.snapshots import Dropped
from archive.store import Archive
from archive.times import utc_text
from crawler.errors import UsedWrongly
from crawler.lists.kinds import is_verdict
from crawler.network.redirects import apart_from_origin
from crawler.recordings.recording import NotRecorded, PassedOver, Recorded
from crawler.urls import host_of, page_key

_ANSWERED = re.compile(r"answered (\d{3})")
"""How a request is written down whose answer tells nothing of its page (a further page of an article)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A request of the archive; its body is read when it is asked for."""

    id: int
    url: str
    final_url: str
    at: str
    status: int | None
    error: str | None
    snapshot_id: int | None
    place: int = 0

    @property
    def redirects(self) -> bool:
        return self.status is not None and 300 < self.status < 309 and self.status != 304


_COLUMNS = "f.id, f.url, ifnull(f.final_url, f.url), f.at, f.status, f.error, f.snapshot_id"


class ArchiveRecording:
    """The requests of one run, in their order; what it asked for and another run fetched is as it stood then."""

    def __init__(self, path: Path, run_id: int | None) -> None:
        self._archive = Archive.open(path, read_only=True)
        self._query = self._archive.connection.execute
        self._rows: defaultdict[str, deque[_Row]] = defaultdict(deque)
        self._told: dict[str, _Row] = {}
        self._untold: defaultdict[str, deque[_Row]] = defaultdict(deque)
        """Host → what it answered in the run, in order; from the left what is told is taken away."""
        self._spelled: dict[tuple[str, str, str], str] = {}
        """Address without scheme, www. and port → as it was asked for."""
        self._places = 0
        self._places_told: set[int] = set()
        self._until = 2**62
        """Number of the first request that is later than the run."""
        self.ended_early = self.is_partial = False
        self._ends: str | None = None
        """When the run ended, as far as that is known."""
        if run_id is None:
            (begins,) = self._query("SELECT max(at) FROM fetch").fetchone()
        else:
            row = self._query("SELECT started, finished, outcome, command FROM run WHERE id = ?", [run_id]).fetchone()
            if row is None:
                raise UsedWrongly(
                    f"DATELINE_REPLAY_RUN={run_id}: {path} has no such run; see `dateline schedule history`."
                )
            begins, self._ends, outcome, command = row
            self.ended_early = outcome != "finished"
            self.is_partial = self.ended_early or " limit=" in command
            self._load(run_id)
        if begins is None:
            raise UsedWrongly(f"DATELINE_REPLAY={path}: nothing was ever fetched into this archive.")
        self.begins = datetime.fromisoformat(begins)

    def _load(self, run_id: int) -> None:
        rows = [
            _row(row)
            for row in self._query(f"SELECT {_COLUMNS} FROM fetch f WHERE f.run_id = ? ORDER BY f.id", [run_id])
        ]
        if rows:
            self._until = rows[-1].id + 1
        hops = {row.url for row in rows if row.redirects}
        for row in rows:
            # Redirects of listings were not always written down one by one.
            if not row.redirects and row.url != row.final_url and row.url not in hops:
                self._add(row.url, replace(row, status=302, error=None, snapshot_id=None))
            self._add(row.url if row.redirects else row.final_url, row)

    def _add(self, url: str, row: _Row) -> None:
        if url.endswith("/robots.txt"):  # who needs it asks for it first, and waits
            self._rows[url].append(row)
            return
        self._places += 1
        placed = replace(row, place=self._places)
        self._rows[url].append(placed)
        self._untold[host_of(url)].append(placed)

    def place(self, url: str) -> int | None:
        waiting = self._rows.get(url)
        return (waiting[0].place or None) if waiting else None

    def passed_over(self, url: str) -> PassedOver | None:
        if any(row.id < self._until for row in self._known(url)):
            return None
        noted = self._noted(url)
        if "moved" in noted or is_verdict(noted.get("refused")):
            return PassedOver(reason=noted.get("refused"), target=noted.get("moved"))
        if self.is_partial:  # it may have been a later one that passed it over
            return None
        row = self._query(
            "SELECT p.state, p.reason, t.url FROM page p LEFT JOIN article a ON a.id = p.article_id"
            " LEFT JOIN page t ON t.id = ifnull(p.leads_to, a.page_id) AND t.id <> p.id WHERE p.key = ?",
            [page_key(url)],
        ).fetchone()
        state, reason, target = row or (None, None, None)
        if state == "due" and is_verdict(reason):
            return PassedOver(reason=reason)
        return PassedOver(target=target) if state == "duplicate" and target else None

    def was_reached(self, url: str) -> bool:
        return not self.is_partial or self.place(url) is not None or bool(self._noted(url))

    def _noted(self, url: str) -> dict[str, str]:
        """What the run noted of a page that it did not ask for: kind → reason or target."""
        rows = self._query(
            "SELECT o.kind, o.value FROM page p JOIN observation o ON o.page_id = p.id WHERE p.key = ?"
            " AND o.kind IN ('refused', 'moved') AND o.fetch_id IS NULL AND o.at BETWEEN ? AND ifnull(?, '9') ORDER BY o.id DESC",
            [page_key(url), utc_text(self.begins), self._ends],
        )
        return dict(rows.fetchall())

    def spelled(self, url: str) -> str:
        if url in self._rows:
            return url
        if not self._spelled:
            self._spelled = {apart_from_origin(known): known for known in self._rows}
        return self._spelled.get(apart_from_origin(url), url)

    def next_place(self, host: str) -> int | None:
        untold = self._untold.get(host, deque())
        while untold and untold[0].place in self._places_told:
            untold.popleft()
        return untold[0].place if untold else None

    def answer(self, url: str, *, is_conditional: bool) -> Recorded:
        waiting = self._rows.get(url)
        row = waiting.popleft() if waiting else None if self.is_partial else self._told.get(url)
        if row is None:
            return self._stayed(url) if self.is_partial else self._stood(url, is_conditional=is_conditional)
        self._told[url] = row
        self._places_told.add(row.place)
        if row.status == 304 and not is_conditional:
            return self._whole(url, row.id) or self._missing(url)
        return self._recorded(row)

    def left(self) -> list[str]:
        return [url for url, rows in self._rows.items() for _ in rows]

    def close(self) -> None:
        self._archive.close()

    def _stood(self, url: str, *, is_conditional: bool) -> Recorded:
        """What the address answered last before the end of the run, as far as it was ever asked for."""
        rows = [row for row in self._known(url) if row.id < self._until]
        if not rows:
            return self._robots(url) or self._refused(url) or self._missing(url)
        row = rows[-1]
        if row.status == 304 and not is_conditional:
            return self._whole(url, row.id) or self._missing(url)
        return self._recorded(row)

    def _stayed(self, url: str) -> Recorded:
        """What a run that was partial knew of an address without asking, at the hosts that it came to."""
        known = (self._robots(url) or self._refused(url)) if host_of(url) in self._untold else None
        return known or self._missing(url)

    def _known(self, url: str) -> list[_Row]:
        """All answers of an address, of whatever run; found by the pages and listings that it belongs to."""
        rows = self._query(
            f"SELECT {_COLUMNS} FROM fetch f WHERE f.feed_id = (SELECT id FROM feed WHERE url = ?1)"
            f" UNION SELECT {_COLUMNS} FROM page p JOIN fetch f ON f.page_id = p.id WHERE p.key = ?2"
            f" UNION SELECT {_COLUMNS} FROM alias x JOIN page p ON p.article_id = x.article_id"
            "  JOIN fetch f ON f.page_id = p.id WHERE x.url IN (?1, ?2)"
            # Further pages of an article are no pages of their own.
            f" UNION SELECT {_COLUMNS} FROM revision_fetch x JOIN fetch f ON f.id = x.fetch_id"
            "  WHERE ifnull(f.final_url, f.url) = ?1 ORDER BY 1",
            [url, page_key(url)],
        )
        found = []
        for row in map(_row, rows):
            if (row.url if row.redirects else row.final_url) == url:
                found.append(row)
            elif row.url == url and not row.redirects:
                found.append(replace(row, status=302, error=None, snapshot_id=None))
        return found

    def _whole(self, url: str, before: int) -> Recorded | None:
        """The last answer with a body: what "not modified" stood for."""
        rows = [row for row in self._known(url) if row.id < before and row.snapshot_id is not None]
        return self._recorded(rows[-1]) if rows else None

    def _robots(self, url: str) -> Recorded | None:
        if not url.endswith("/robots.txt"):
            return None
        row = self._query(
            "SELECT robots_text, robots_status, robots_at FROM host WHERE name = ? AND robots_at IS NOT NULL",
            [host_of(url)],
        ).fetchone()
        if row is None:
            return None
        text, status, at = row
        return Recorded(
            at=datetime.fromisoformat(at),
            status=status,
            headers={"content-type": "text/plain"},
            body=(text or "").encode(),
        )

    def _refused(self, url: str) -> Recorded | None:
        row = self._query("SELECT reason FROM page WHERE key = ? AND state = 'refused'", [page_key(url)]).fetchone()
        return Recorded(at=self.begins, status=None, error=f"refused: {row[0]}") if row else None

    def _recorded(self, row: _Row) -> Recorded:
        seconds, headers = self._query("SELECT seconds, headers FROM fetch WHERE id = ?", [row.id]).fetchone()
        status, error = row.status, row.error
        if status is None and (hit := _ANSWERED.fullmatch(error or "")):
            status, error = int(hit[1]), None
        told = _headers(headers)
        if row.status == 302 and row.url != row.final_url and "location" not in told:
            told = {"location": row.final_url}
        return Recorded(
            at=datetime.fromisoformat(row.at),
            status=status,
            headers=told,
            body=self._body(row),
            error=error,
            seconds=seconds,
        )

    def _body(self, row: _Row) -> bytes:
        if row.snapshot_id is None:
            if row.status == 200 and self._query("SELECT bytes > 0 FROM fetch WHERE id = ?", [row.id]).fetchone()[0]:
                raise NotRecorded(f"{row.url}: its bytes were not kept in the recording")
            return b""
        try:
            return self._archive.snapshot(row.snapshot_id).body
        except Dropped:
            raise NotRecorded(f"{row.url}: its bytes were dropped from the recording") from None
        except (ArchiveError, LookupError, ValueError) as error:
            raise NotRecorded(f"{row.url}: {error}") from error

    def _missing(self, url: str) -> Recorded:
        raise NotRecorded(f"{url} is not in the recording")


def _row(row: Sequence[Any]) -> _Row:
    return _Row(id=row[0], url=row[1], final_url=row[2], at=row[3], status=row[4], error=row[5], snapshot_id=row[6])


def _headers(text: str | None) -> dict[str, str]:
    return dict(json.loads(text)) if text else {}
