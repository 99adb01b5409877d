"""Which articles tell one story in the same words: found by the numbers of their texts, proved by the texts.

An article joins the story of every article that it shares enough text with. Looking for those costs the same in an
archive of any size, as each number of a text leads by an index to the few that have it too, and whatever thousands
share (a cookie notice, a disclaimer) is cut off by the limits below.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from archive.driver import Connection
from archive.text.fingerprints import sketch
from archive.text.words import figures, runs

_FEWEST_RUNS = 20
"""Runs of four words that two texts must share at least: the same quote alone is no copy."""

_SHARE = 0.4
"""Of the shorter text, what must stand in the other, where they are of two sources."""
_SHARE_AT_HOME = 0.6
"""The same within one source, whose columns and notices repeat themselves."""
_SHARE_OF_LONGER = 0.2
"""Of the longer text: a round-up that has five briefs in full does not make one story of them."""

_FEWEST_FIGURES = 3
"""Numbers that each of two texts tells at least, where these are asked, too."""
_SAME_FIGURES = 1 / 3
"""Of the fewer, how many the other must tell as well: forms that are filled in anew (results of a quarter, weather,
flaws of software) share most of their words and few of their numbers."""
_SAME_TEXT = 0.9
"""Share from which on numbers are not asked: a text brought up to date."""

_FULL = 64
"""Articles that a number is kept of; more have it from a notice, or from a story that the first 64 lead to as well."""
_GATHERED = 32_000
"""Numbers that are gathered before they are sorted among all, those of 5,300 articles: that takes 0.05 s, in an archive
of a million 0.2 s, and writes a page for five of them there where one by one each would take its own."""

_OF_FULL = 3
"""Numbers that must agree where all of them are full."""

_LOOKS = 12
"""Articles that a new one is compared with at most, a third of a millisecond each."""
_LOOKS_AT_CHANCE = 3
"""Of them, those that share one number only: most do by a common turn of phrase."""
_LARGEST = 500
"""Articles of a story; what is said more often is a notice."""
_MEASURED_ANEW = 50
"""Articles of a story that are compared with another first one when that turns up late."""

_BACKLOG = 16
"""Articles from before there were stories that each transaction takes along: some 5 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """What an article's text was and is; None where there was, or is, none."""

    article_id: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two texts have in common, in runs of four words; the shares are 0…1."""

    common: int
    share: float
    """Of the one."""
    share_of_other: float
    same_figures: float = 1
    """Of the numbers of the text that tells fewer, those that stand in the other one; 1 where either tells hardly any."""

    def is_copy(self, *, same_source: bool) -> bool:
        """Whether one was made from the other, or both from a third."""
        enough = _SHARE_AT_HOME if same_source else _SHARE
        low, high = sorted((self.share, self.share_of_other))
        is_filled_in = self.same_figures < _SAME_FIGURES and low < _SAME_TEXT
        return self.common >= _FEWEST_RUNS and high >= enough and low >= _SHARE_OF_LONGER and not is_filled_in


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What texts are compared by."""

    runs: set[tuple[bytes, ...]]
    figures: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(runs=runs(text), figures=figures(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article beside the one that was asked for."""

    article_id: int
    source: str | None
    url: str
    title: str
    published: str | None
    same_source: bool
    share: float
    """Of the text of the article asked for, what stands in this one."""
    share_of_other: float
    """Of this one's text, what stands in the article asked for."""


def compare(one: str, other: str) -> Likeness:
    """What two texts share."""
    return _compare(_Reading.of(one), _Reading.of(other))


def copies(connection: Connection, article_id: int, *, limit: int = 20) -> list[Copy]:
    """The near duplicates of an article, those of other sources first, then by what they share with it.

    At most ``limit`` articles are compared. Raises LookupError where there is no such article.
    """
    text = _text(connection, article_id)
    if text is None:
        raise LookupError(f"article {article_id}")
    numbers = sketch(text)
    known = _holders(connection, numbers)
    like = _alike(numbers, known)
    fellows = connection.execute(
        "SELECT article_id FROM story_article WHERE story_id = (SELECT story_id FROM story_article WHERE article_id = ?)"
        " ORDER BY article_id LIMIT ?",
        [article_id, limit + 1],
    )
    order = dict.fromkeys((*like, *(number for (number,) in fellows)))
    order.pop(article_id, None)
    ours, (_, home) = _Reading.of(text), _origin(connection, article_id)
    found = []
    for other in list(order)[:limit]:
        row = connection.execute(
            "SELECT f.key, a.url, r.title, a.published FROM article a JOIN revision r ON r.id = a.revision_id"
            " LEFT JOIN source f ON f.id = a.source_id WHERE a.id = ?",
            [other],
        ).fetchone()
        theirs = _text(connection, other)
        if row is None or theirs is None:
            continue
        likeness, same_source = _compare(ours, _Reading.of(theirs)), _origin(connection, other)[1] == home
        if likeness.is_copy(same_source=same_source):
            found.append(
                Copy(
                    article_id=other,
                    source=row[0],
                    url=row[1],
                    title=row[2],
                    published=row[3],
                    same_source=same_source,
                    share=likeness.share,
                    share_of_other=likeness.share_of_other,
                )
            )
    return sorted(found, key=lambda copy: (copy.same_source, -copy.share, copy.article_id))


def backlog(connection: Connection) -> int:
    """How many articles from before there were stories still wait to be looked at."""
    (count,) = connection.execute("SELECT count(*) FROM story_due").fetchone()
    return int(count)


def is_found(connection: Connection, article_id: int) -> bool:
    """Whether the numbers of an article's text lead to it, as far as they are kept; true of one that still waits."""
    numbers = sketch(_text(connection, article_id) or "")
    holders = _holders(connection, numbers)
    if all(article_id in holders.get(number, ()) or len(holders.get(number, ())) >= _FULL for number in numbers):
        return True
    return connection.execute("SELECT 1 FROM story_due WHERE article_id = ?", [article_id]).fetchone() is not None


def look_again(connection: Connection, article_ids: Iterable[int]) -> None:
    """Have articles looked at anew, with those that wait. To be called inside a transaction."""
    connection.executemany(
        "INSERT INTO story_due (article_id) SELECT id FROM article WHERE id = ? ON CONFLICT DO NOTHING",
        [(article_id,) for article_id in article_ids],
    )


def write(connection: Connection, changes: Sequence[TextChange], *, more: int = _BACKLOG) -> int:
    """Keep numbers and stories in step with texts that have changed, and with ``more`` of those that wait.

    To be called inside the transaction that changed them, when everything else of it is written. Returns how many of
    those that waited were done.
    """
    waiting = [n for (n,) in connection.execute("SELECT article_id FROM story_due ORDER BY article_id LIMIT ?", [more])]
    if waiting:
        named = {change.article_id for change in changes}
        connection.executemany("DELETE FROM story_due WHERE article_id = ?", [(n,) for n in named.union(waiting)])
        late = (TextChange(article_id=n, before=None, after=_text(connection, n)) for n in waiting if n not in named)
        changes = [*changes, *late]
    if changes:
        _write(connection, sorted(changes, key=lambda change: change.article_id))
    return len(waiting)


def _write(connection: Connection, changes: Sequence[TextChange]) -> None:
    for change in changes:
        if change.before == change.after:  # but who was first may be told otherwise now
            story_id = _story(connection, change.article_id)
            if story_id is not None:
                connection.execute(
                    "UPDATE story_article SET at = ?, publisher = ? WHERE article_id = ?",
                    [*_origin(connection, change.article_id), change.article_id],
                )
                _measure(connection, story_id)
    changes = [change for change in changes if change.before != change.after]
    new = {change.article_id: sketch(change.after or "") for change in changes}
    gone = [
        (number, change.article_id)
        for change in changes
        if change.before is not None
        for number in sketch(change.before)
        if number not in new[change.article_id]
    ]
    if gone:
        for table in ("band", "band_new"):
            connection.executemany(f"DELETE FROM {table} WHERE number = ? AND article_id = ?", gone)
    holders = _holders(connection, (number for numbers in new.values() for number in numbers))
    rows = []
    for change in changes:
        numbers = new[change.article_id]
        like = _alike(numbers, holders)
        like.pop(change.article_id, None)
        for number in numbers:
            known = holders.setdefault(number, [])
            if change.article_id not in known and len(known) < _FULL:
                known.append(change.article_id)
                rows.append((number, change.article_id))
        if like or change.before is not None:
            _place(connection, change, list(like)[:_LOOKS])
    # In the order of the tree: a page of it is written once.
    rows.sort()
    connection.executemany("INSERT INTO band_new (number, article_id) VALUES (?, ?)", rows)
    (gathered,) = connection.execute("SELECT count(*) FROM band_new").fetchone()
    if gathered > _GATHERED:
        connection.execute("INSERT INTO band (number, article_id) SELECT number, article_id FROM band_new")
        connection.execute("DELETE FROM band_new")


def _holders(connection: Connection, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Number → the articles that have it."""
    found: dict[int, list[int]] = {}
    wanted = json.dumps(sorted(set(numbers)))
    for table in ("band", "band_new"):
        rows = connection.execute(
            f"SELECT b.number, b.article_id FROM json_each(?) n CROSS JOIN {table} b ON b.number = n.value", [wanted]
        )
        for number, article_id in rows:
            found.setdefault(number, []).append(article_id)
    return found


def _alike(numbers: Iterable[int], holders: Mapping[int, list[int]]) -> dict[int, int]:
    """The articles that share numbers → how many; those that are worth a look, the most promising first."""
    found = [holders[number] for number in numbers if number in holders]
    if not found:  # as for most articles
        return {}
    shared: Counter[int] = Counter()
    rare: set[int] = set()
    for known in found:
        shared.update(known)
        if len(known) < _FULL:
            rare.update(known)
    worth = ((article_id, count) for article_id, count in shared.items() if count >= _OF_FULL or article_id in rare)
    ranked = sorted(worth, key=lambda item: (-item[1], item[0]))
    sure = sum(count > 1 for _, count in ranked)
    return dict(ranked[: sure + _LOOKS_AT_CHANCE])


def _place(connection: Connection, change: TextChange, candidates: Sequence[int]) -> None:
    """Put an article where its text belongs, and out of where it does not belong any more."""
    article_id = change.article_id
    left = _story(connection, article_id)
    if left is not None:
        connection.execute("DELETE FROM story_article WHERE article_id = ?", [article_id])
    joined: set[int] = set()
    alone: list[int] = []
    if change.after is not None and candidates:
        ours, (_, home) = _Reading.of(change.after), _origin(connection, article_id)
        stories = dict(
            connection.execute(
                "SELECT article_id, story_id FROM story_article WHERE article_id IN (SELECT value FROM json_each(?))",
                [json.dumps(candidates)],
            ).fetchall()
        )
        for other in candidates:
            story = stories.get(other)
            if story in joined:
                continue  # one that proves it is enough
            theirs = _text(connection, other)
            if theirs is None:
                continue
            same_source = _origin(connection, other)[1] == home
            if _compare(ours, _Reading.of(theirs)).is_copy(same_source=same_source):
                if story is None:
                    alone.append(other)
                else:
                    joined.add(story)
    if joined or alone:
        story_id = _unite(connection, sorted(joined), [article_id, *alone])
        _measure(connection, story_id)
        joined.add(story_id)
    if left is not None and left not in joined:
        _measure(connection, left)


def _unite(connection: Connection, stories: Sequence[int], articles: Sequence[int]) -> int:
    """Make one story of several and of articles that have none yet; its id."""
    if stories:
        story_id, *others = stories
    else:
        (last,) = connection.execute("SELECT max(story_id) FROM story_article").fetchone()
        story_id, others = (last or 0) + 1, []
    size = _size(connection, story_id)
    for other in others:
        grown = size + _size(connection, other)
        if grown <= _LARGEST:
            size = grown
            connection.execute(
                "UPDATE story_article SET story_id = ?, share = NULL, share_of_first = NULL WHERE story_id = ?",
                [story_id, other],
            )
    for article_id in articles[: max(0, _LARGEST - size)]:
        connection.execute(
            "INSERT INTO story_article (article_id, story_id, at, publisher) VALUES (?, ?, ?, ?)",
            [article_id, story_id, *_origin(connection, article_id)],
        )
    return story_id


def _measure(connection: Connection, story_id: int) -> None:
    """Bring the shares of a story up to date; dissolve it where only one article is left.

    They are measured against the first publisher, whose own are 1. Where he is another than before, all are measured.
    """
    rows = connection.execute(
        "SELECT article_id, share, share_of_first FROM story_article WHERE story_id = ? ORDER BY at, article_id LIMIT 2",
        [story_id],
    ).fetchall()
    if len(rows) < 2:
        connection.execute("DELETE FROM story_article WHERE story_id = ?", [story_id])
        return
    first, *whole = rows[0]
    anew = whole != [1, 1] and _size(connection, story_id) <= _MEASURED_ANEW + 1
    which = "" if anew else " AND share IS NULL"
    open_ones = connection.execute(
        f"SELECT article_id FROM story_article WHERE story_id = ? AND article_id <> ?{which}", [story_id, first]
    ).fetchall()
    theirs = _Reading.of((_text(connection, first) or "") if open_ones else "")
    measured: list[tuple[float, float, int]] = [(1, 1, first)] if whole != [1, 1] else []
    for (article_id,) in open_ones:
        found = _compare(_Reading.of(_text(connection, article_id) or ""), theirs)
        measured.append((found.share, found.share_of_other, article_id))
    connection.executemany("UPDATE story_article SET share = ?, share_of_first = ? WHERE article_id = ?", measured)


def _compare(one: _Reading, other: _Reading) -> Likeness:
    common = len(one.runs & other.runs)
    told = min(len(one.figures), len(other.figures))
    return Likeness(
        common=common,
        share=round(common / max(1, len(one.runs)), 3),
        share_of_other=round(common / max(1, len(other.runs)), 3),
        same_figures=len(one.figures & other.figures) / told if told >= _FEWEST_FIGURES else 1,
    )


def _text(connection: Connection, article_id: int) -> str | None:
    """What an article says, as it is indexed: subtitle, lead and sections."""
    row = connection.execute("SELECT text FROM search_document WHERE article_id = ?", [article_id]).fetchone()
    return None if row is None else row[0] or ""


def _origin(connection: Connection, article_id: int) -> tuple[str, int]:
    """When an article was published and by whom: its source, or its host where nobody follows that.

    Nobody can have published after we read it; of a date without a time, nobody knows more than that it was that day.
    """
    row = connection.execute(
        "SELECT min(a.first_seen, CASE length(a.published) WHEN 10 THEN a.published || 'T23:59:59Z'"
        "  ELSE ifnull(a.published, a.first_seen) END), ifnull(a.source_id, -p.host_id)"
        " FROM article a JOIN page p ON p.id = a.page_id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    return row[0], row[1]


def _story(connection: Connection, article_id: int) -> int | None:
    row = connection.execute("SELECT story_id FROM story_article WHERE article_id = ?", [article_id]).fetchone()
    return row and int(row[0])


def _size(connection: Connection, story_id: int) -> int:
    (count,) = connection.execute("SELECT count(*) FROM story_article WHERE story_id = ?", [story_id]).fetchone()
    return int(count)
