"""What stands around an article and comes and goes by itself: comment widgets with their counts, comments, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from archive.driver import Connection
from archive.times import moment_text
from archive.versions.documents import READ, offset_minutes
from parsers.article import Article, Comment

Values = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A table of things seen under an article, one row for each from its coming to its going."""

    name: str
    columns: tuple[str, ...]
    identity: tuple[int, ...]
    """Which columns tell one thing from another; the others may be mended in place."""
    otherwise: tuple[int, ...] = ()
    """Which ones do where the first of ``identity`` is not told."""
    loose: int
    """Which one tells what two parsers read in the same bytes to be the same thing."""

    @cached_property
    def insert(self) -> str:
        """The statement that writes a row."""
        names = ("article_id", "position", "first_seen", *self.columns)
        return f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"

    def key(self, values: Values) -> Hashable:
        nameless = self.otherwise and values[self.identity[0]] is None
        return tuple(values[index] for index in (self.otherwise if nameless else self.identity))


_WIDGETS = _Table(
    name="comment_widget", columns=("provider", "site_id", "thread_id", "url"), identity=(0, 1, 2), loose=0
)
_COMMENTS = _Table(
    name="comment",
    columns=("widget", "comment_id", "parent_id", "author", "published", "text", "published_offset"),
    identity=(1, 5),
    otherwise=(3, 4, 5),  # without an id it is known by who said what when
    loose=1,
)
_LINKS = _Table(name="link", columns=("url", "text"), identity=(0, 1), loose=0)


Doubts = Mapping[str, frozenset[Hashable]]
"""Table → keys of what several parsers read, or did not, in the same bytes: who read it when cannot be told apart."""


def doubts(connection: Connection, article_id: int) -> Doubts:
    """What was noted of an article otherwise than at its looks."""
    found = {}
    for table in (_WIDGETS, _COMMENTS, _LINKS):
        rows = connection.execute(
            f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE article_id = ?"
            " AND EXISTS (SELECT 1 FROM json_each(unread) WHERE value ->> 0 = value ->> 1)",
            [article_id],
        )
        found[table.name] = frozenset(table.key(values) for values in rows)
    return found


def observe(
    connection: Connection,
    *,
    article_id: int,
    article: Article,
    at: str,
    last_seen: str | None,
    same_reader: bool = True,
    doubtful: Doubts = MappingProxyType({}),
) -> None:
    """Note what stands there now.

    ``last_seen`` is when the article was looked at before, None the first time. Where another parser did that
    (``same_reader`` false), what is missing now has not been removed: nobody knows more than that it is not read.
    So it is with what is ``doubtful``.
    """
    look = _Look(
        connection=connection,
        article_id=article_id,
        at=at,
        last_seen=last_seen,
        same_reader=same_reader,
        doubtful=doubtful,
    )
    _note(look, article)


def reread(
    connection: Connection, *, article_id: int, reading: Article, at: str, last_seen: str, counted: bool = False
) -> None:
    """Take note of what a later parser reads in the bytes of an earlier look, at ``at``: nothing came or went by it.

    ``counted`` where what the page counts is to be noted too, because no look of now follows that notes it.
    """
    _note(
        _Look(
            connection=connection,
            article_id=article_id,
            at=at,
            last_seen=last_seen,
            same_reader=False,
            same_bytes=True,
            counted=counted,
        ),
        reading,
    )


def reread_older(connection: Connection, *, article_id: int, reading: Article, at: str) -> None:
    """Take note of what a later parser reads under an older version, in bytes of ``at``, otherwise than was read then.

    What it reads stood there then; what it does not, another parser did. Either way nobody knows who would have read
    it at the looks before and after, so that none of them tells that it went.
    """
    known: dict[Hashable, tuple[int, str | None, str | None]] = {}
    rows = connection.execute(
        f"SELECT position, first_seen, last_seen, {READ} AS is_read, {', '.join(_COMMENTS.columns)} FROM comment"
        " WHERE article_id = :article AND (removed_at IS NULL OR removed_at > :at) ORDER BY position DESC",
        {"article": article_id, "at": at},
    ).fetchall()
    was_read: dict[Hashable, int] = {}
    for position, first_seen, last_seen, is_read, *values in rows:
        key = _COMMENTS.key(tuple(values))
        known[key] = (position, first_seen, last_seen)
        if is_read:
            was_read[key] = position
    now = {_COMMENTS.key(row): row for row in (_comment(comment, None) for comment in reading.comments)}
    marks = [(at, at, 0, position) for key, position in was_read.items() if key not in now]
    new = [row for key, row in now.items() if key not in known]
    for key in now.keys() - was_read.keys() & known.keys():
        position, first_seen, last_seen = known[key]
        marks.append((at, at, 1, position))
        if first_seen is not None and first_seen > at:
            marks.append((at, first_seen, 1, position))
            connection.execute(
                "UPDATE comment SET first_seen = ? WHERE article_id = ? AND position = ?", [at, article_id, position]
            )
        elif last_seen is not None and last_seen < at:
            marks.append((last_seen, at, 1, position))
            connection.execute(
                "UPDATE comment SET last_seen = ? WHERE article_id = ? AND position = ?", [at, article_id, position]
            )
    (free,) = connection.execute(
        "SELECT ifnull(max(position), 0) + 1 FROM comment WHERE article_id = ?", [article_id]
    ).fetchone()
    connection.executemany(
        f"INSERT INTO comment (article_id, position, first_seen, last_seen, {', '.join(_COMMENTS.columns)})"
        f" VALUES (?, ?, ?, ?{', ?' * len(_COMMENTS.columns)})",
        [(article_id, place, at, at, *row) for place, row in enumerate(new, free)],
    )
    marks += [(at, at, 1, place) for place, _ in enumerate(new, free)]
    connection.executemany(
        "UPDATE comment SET unread = json_insert(ifnull(unread, '[]'), '$[#]', json_array(?, ?, ?))"
        " WHERE article_id = ? AND position = ?",
        [(since, until, is_read, article_id, place) for since, until, is_read, place in marks],
    )


def _note(look: _Look, article: Article) -> None:
    widgets = _observe_widgets(look, article)
    widget = _widget_of_comments(article)
    place = widgets[widget] if widget is not None else None
    look.reconcile(_COMMENTS, [_comment(comment, place) for comment in article.comments])
    look.reconcile(_LINKS, list(dict.fromkeys((link.url, link.text) for link in article.links)))


def comment_count(article: Article) -> int | None:
    """The number of comments under an article: as stated, or as many as are there; None where nothing tells it."""
    stated = [widget.count for widget in article.widgets if widget.count is not None]
    if article.comments:
        stated.append(len(article.comments))
    return max(stated, default=None)


def _observe_widgets(look: _Look, article: Article) -> list[int]:
    """The positions of the page's widgets; a count is written when it is not what was seen before."""
    places = look.reconcile(_WIDGETS, [(w.provider, w.site_id, w.thread_id, w.url) for w in article.widgets])
    if look.same_bytes and not look.counted:
        return places  # what a page counts is noted at each look
    before: dict[int, tuple[int | None, int | None]] = {}
    if look.last_seen is not None:
        rows_before = look.connection.execute(
            "SELECT widget, count, open FROM comment_count WHERE article_id = ? AND observed_at <= ? ORDER BY observed_at",
            [look.article_id, look.at],
        )
        before = {place: (number, is_open) for place, number, is_open in rows_before}
    counts: dict[int, tuple[int | None, int | None]] = {}
    for place, widget in zip(places, article.widgets, strict=True):
        now = (widget.count, None if widget.open is None else int(widget.open))
        if place not in before or before[place] != now:
            counts[place] = now
    look.connection.executemany(
        "INSERT INTO comment_count (article_id, widget, observed_at, count, open) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET count = excluded.count, open = excluded.open",
        [(look.article_id, place, look.at, number, is_open) for place, (number, is_open) in counts.items()],
    )
    return places


def _widget_of_comments(article: Article) -> int | None:
    """Which widget the comments in the page belong to: the one that states their number, else the first."""
    if not article.widgets or not article.comments:
        return None
    for index, widget in enumerate(article.widgets):
        if widget.count == len(article.comments):
            return index
    return 0


def _comment(comment: Comment, widget: int | None) -> Values:
    published = comment.published
    return (
        widget, comment.id, comment.parent, comment.author, moment_text(published), comment.text,
        offset_minutes(published),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One look at an article: when, and when the one before was."""

    connection: Connection
    article_id: int
    at: str
    last_seen: str | None
    same_reader: bool
    same_bytes: bool = False
    """Whether these bytes have been noted before, as another parser read them."""
    counted: bool = False
    doubtful: Doubts = field(default_factory=dict)

    def reconcile(self, table: _Table, rows: Sequence[Values]) -> list[int]:
        """Write what came, close what went; the position of each row given.

        ``last_seen`` of a row is written when it goes: while it stands it is the article's own.
        """
        if self.last_seen is None and not self.doubtful:  # as for most: nothing is known that could stand or go
            self._insert(table, [(self.article_id, place, None, *row) for place, row in enumerate(rows, 1)])
            return list(range(1, len(rows) + 1))
        shelves, free = self._shelves(table)
        places: list[int | None] = [None] * len(rows)
        if self.last_seen is not None:
            places = [self._known_place(table, shelves, row, table.key(row)) for row in rows]
        if self.same_bytes:
            left = {values[table.loose]: place for place, values in shelves.standing() if values[table.loose]}
            for index, row in enumerate(rows):
                place = left.pop(row[table.loose], None) if places[index] is None else None
                if place is not None:
                    self._mend(table, place, row)
                    self._doubt(table, [place], is_read=True)
                    shelves.take(place)
                    places[index] = place
        new: list[Values] = []
        for index, row in enumerate(rows):
            if places[index] is None:
                places[index] = free + len(new)
                # What stood there from the beginning has no time of its own: it is the article's.
                new.append((self.article_id, free + len(new), self.at if self.last_seen is not None else None, *row))
        self._insert(table, new)
        doubtful = self.doubtful.get(table.name, frozenset())
        fresh = [values[1] for values in new if self.same_bytes or table.key(values[3:]) in doubtful]
        self._doubt(table, fresh, is_read=True)
        self._mark_later_looks(table, fresh)
        standing = shelves.standing()
        self._close(table, [place for place, values in standing if table.key(values) not in doubtful], self.same_reader)
        self._close(table, [place for place, values in standing if table.key(values) in doubtful], False)
        return [place for place in places if place is not None]

    def _insert(self, table: _Table, rows: Sequence[Values]) -> None:
        if rows:
            self.connection.executemany(table.insert, rows)

    def _shelves(self, table: _Table) -> tuple[_Shelves, int]:
        """What is known, and the first position that is free."""
        shelves, free = _Shelves(), 1
        if self.last_seen is None:
            return shelves, free
        known = self.connection.execute(
            f"SELECT position, last_seen, removed_at, {', '.join(table.columns)} FROM {table.name}"
            " WHERE article_id = ? ORDER BY position",
            [self.article_id],
        ).fetchall()
        for position, last_seen, removed_at, *values in known:
            free = position + 1
            if removed_at is None:
                shelf = shelves.stand if last_seen is None else shelves.unread
            elif self.same_bytes and removed_at > self.at:
                shelf = shelves.removed
            else:
                continue
            shelf[table.key(tuple(values))].append((position, tuple(values)))
        return shelves, free

    def _known_place(self, table: _Table, shelves: _Shelves, row: Values, key: Hashable) -> int | None:
        if shelves.stand.get(key):
            place, values = shelves.stand[key].pop(0)
            if values != row:
                self._mend(table, place, row)
            return place
        if shelves.unread.get(key):
            place, _ = shelves.unread[key].pop(0)
            self._reopen(table, place)
            self._mend(table, place, row)
            return place
        if shelves.removed.get(key):
            return shelves.removed[key].pop(0)[0]
        return None

    def _mend(self, table: _Table, place: int, row: Values) -> None:
        assignments = ", ".join(f"{column} = ?" for column in table.columns)
        self.connection.execute(
            f"UPDATE {table.name} SET {assignments}, last_seen = NULL WHERE article_id = ? AND position = ?",
            [*row, self.article_id, place],
        )

    def _reopen(self, table: _Table, place: int) -> None:
        """Note from when to when something stood there that was not read."""
        self.connection.execute(
            f"UPDATE {table.name} SET unread = json_insert(ifnull(unread, '[]'), '$[#]', json_array(last_seen, ?))"
            " WHERE article_id = ? AND position = ? AND last_seen < ?",
            [self.at, self.article_id, place, self.at],
        )
        if self.same_bytes:
            self._doubt(table, [place], is_read=True)
            self._mark_later_looks(table, [place])

    def _mark_later_looks(self, table: _Table, places: Iterable[int]) -> None:
        """What is only read now in bytes of earlier may stand still; but those who looked meanwhile did not read it."""
        if self.same_bytes and self.last_seen is not None and self.last_seen > self.at:
            self._mark(table, places, self.last_seen, is_read=False)

    def _doubt(self, table: _Table, places: Iterable[int], *, is_read: bool) -> None:
        """Note that several parsers have read the same bytes, of which not all know this, and whether the last one does."""
        self._mark(table, places, self.at, is_read=is_read)

    def _mark(self, table: _Table, places: Iterable[int], until: str, *, is_read: bool) -> None:
        rows = [(self.at, until, int(is_read), self.article_id, place) for place in places]
        if rows:
            self.connection.executemany(
                f"UPDATE {table.name} SET unread = json_insert(ifnull(unread, '[]'), '$[#]', json_array(?, ?, ?))"
                " WHERE article_id = ? AND position = ?",
                rows,
            )

    def _close(self, table: _Table, places: Sequence[int], has_gone: bool) -> None:
        if places:
            removed_at = self.at if has_gone else None
            self.connection.executemany(
                f"UPDATE {table.name} SET removed_at = ?, last_seen = ? WHERE article_id = ? AND position = ?",
                [(removed_at, self.last_seen, self.article_id, place) for place in places],
            )
            if self.same_bytes:
                self._doubt(table, places, is_read=False)


_Shelf = dict[Hashable, list[tuple[int, Values]]]


@dataclass(slots=True)
class _Shelves:
    """Rows by their key: what stands, what is not read any more, what has been removed since the bytes came."""

    stand: _Shelf = field(default_factory=lambda: defaultdict(list))
    unread: _Shelf = field(default_factory=lambda: defaultdict(list))
    removed: _Shelf = field(default_factory=lambda: defaultdict(list))

    def standing(self) -> list[tuple[int, Values]]:
        return [row for rows in self.stand.values() for row in rows]

    def take(self, place: int) -> None:
        for rows in self.stand.values():
            rows[:] = [row for row in rows if row[0] != place]
