"""What stands around an article and comes and goes by itself: comment widgets with their counts, comments, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from archive.driver import Connection
from archive.times import moment_text
from parsers.article import Article, Comment

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table of things seen under an article, one row for each from its coming to its going."""

    name: str
    columns: tuple[str, ...]
    identity: tuple[int, ...]
    """Which columns tell one thing from another; the others may be mended in place."""

    def key(self, values: Values) -> Hashable:
        return tuple(values[index] for index in self.identity)


_WIDGETS = _Table(name="comment_widget", columns=("provider", "site_id", "thread_id", "url"), identity=(0, 1, 2))
_COMMENTS = _Table(
    name="comment",
    columns=("widget", "comment_id", "parent_id", "author", "published", "text"),
    identity=(1, 5),
)
_NAMELESS_COMMENTS = (3, 4, 5)
"""A comment without an id is known by who said what when."""
_LINKS = _Table(name="link", columns=("url", "text"), identity=(0, 1))


def observe(connection: Connection, *, article_id: int, article: Article, at: str, last_seen: str | None) -> None:
    """Note what stands there now.

    ``last_seen`` is when the article was looked at before, None the first time.
    """
    widgets = _observe_widgets(connection, article_id, article, at, last_seen)
    widget = _widget_of_comments(article)
    place = widgets[widget] if widget is not None else None
    _reconcile(
        connection, _COMMENTS, article_id, [_comment(comment, place) for comment in article.comments], at, last_seen
    )
    links = dict.fromkeys((link.url, link.text) for link in article.links)
    _reconcile(connection, _LINKS, article_id, list(links), at, last_seen)


def comment_count(article: Article) -> int | None:
    """The number of comments under an article: as stated, or as many as are there; None where nothing tells it."""
    stated = [widget.count for widget in article.widgets if widget.count is not None]
    if article.comments:
        stated.append(len(article.comments))
    return max(stated, default=None)


def _observe_widgets(
    connection: Connection, article_id: int, article: Article, at: str, last_seen: str | None
) -> list[int]:
    """The positions of the page's widgets; a count is written when it is not what was seen before."""
    rows = [(w.provider, w.site_id, w.thread_id, w.url) for w in article.widgets]
    places = _reconcile(connection, _WIDGETS, article_id, rows, at, last_seen)
    before: dict[int, tuple[int | None, int | None]] = {}
    if last_seen is not None:
        rows_before = connection.execute(
            "SELECT widget, count, open FROM comment_count WHERE article_id = ? ORDER BY observed_at", [article_id]
        )
        before = {place: (count, is_open) for place, count, is_open in rows_before}
    counts: dict[int, tuple[int | None, int | None]] = {}
    for place, widget in zip(places, article.widgets, strict=True):
        now = (widget.count, None if widget.open is None else int(widget.open))
        if place not in before or before[place] != now:
            counts[place] = now
    connection.executemany(
        "INSERT INTO comment_count (article_id, widget, observed_at, count, open) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET count = excluded.count, open = excluded.open",
        [(article_id, place, at, count, is_open) for place, (count, is_open) in counts.items()],
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
    return (widget, comment.id, comment.parent, comment.author, moment_text(comment.published), comment.text)


def _reconcile(
    connection: Connection, table: _Table, article_id: int, rows: Sequence[Values], at: str, last_seen: str | None
) -> list[int]:
    """Write what came, close what went; the position of each row given.

    ``last_seen`` of a row is written when it goes: while it stands it is the article's own.
    """
    standing: dict[Hashable, list[tuple[int, Values]]] = defaultdict(list)
    free = 1
    if last_seen is not None:
        known = connection.execute(
            f"SELECT position, removed_at, {', '.join(table.columns)} FROM {table.name} WHERE article_id = ?"
            " ORDER BY position",
            [article_id],
        ).fetchall()
        for position, removed_at, *values in known:
            free = position + 1
            if removed_at is None:
                standing[_key(table, tuple(values))].append((position, tuple(values)))
    places: list[int] = []
    new: list[Values] = []
    for row in rows:
        before = standing.get(_key(table, row))
        if before:
            place, values = before.pop(0)
            if values != row:
                assignments = ", ".join(f"{column} = ?" for column in table.columns)
                connection.execute(
                    f"UPDATE {table.name} SET {assignments} WHERE article_id = ? AND position = ?",
                    [*row, article_id, place],
                )
        else:
            place = free + len(new)
            # What stood there from the beginning has no time of its own: it is the article's.
            new.append((article_id, place, at if last_seen is not None else None, *row))
        places.append(place)
    if new:
        connection.executemany(
            f"INSERT INTO {table.name} (article_id, position, first_seen, {', '.join(table.columns)})"
            f" VALUES (?, ?, ?{', ?' * len(table.columns)})",
            new,
        )
    gone = [(at, last_seen, article_id, place) for left in standing.values() for place, _ in left]
    if gone:
        connection.executemany(
            f"UPDATE {table.name} SET removed_at = ?, last_seen = ? WHERE article_id = ? AND position = ?", gone
        )
    return places


def _key(table: _Table, values: Values) -> Hashable:
    if table is _COMMENTS and values[1] is None:
        return tuple(values[index] for index in _NAMELESS_COMMENTS)
    return table.key(values)
