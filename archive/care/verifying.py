"""``dateline verify``: is everything there that should be, and is it what it was? Says what is wrong, in sentences.

Nothing is held in memory but marks, a byte a row; what is long is done in pieces, so that a crawl goes on meanwhile.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import Any

from archive import manifest, snapshots
from archive.care.leftovers import LEFTOVERS, count_unused, remove_unused
from archive.crawls.runs import living
from archive.driver import is_damage, sqlite3, translated
from archive.errors import ArchiveReadOnly
from archive.manifest import Head
from archive.progress import Progress
from archive.reading import articles
from archive.reading.selection import Selection, moment
from archive.store import Archive
from archive.tables import counted
from archive.text import stories
from archive.versions import index, retelling
from archive.versions.contents import load

MOST = 20
"""Sentences that one check says; of more it tells the number."""

_MOST_OF_A_FILE = 256
"""Signs of damage that SQLite lists."""
_LOCKED = 20.0
"""Seconds that comparing the index with the texts may keep writers waiting, who wait a minute."""
_STEPS = 100_000
"""Of SQLite between two looks at the clock."""
_AT_ONCE = 500
_UNREADABLE = "it stands in a damaged part of the file"


@dataclass(slots=True)
class Report:
    """What was found, a sentence each."""

    damage: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is no damage."""
    repaired: list[str] = field(default_factory=list)
    looked_at: dict[str, int] = field(default_factory=dict)
    """What → how many."""
    dropped: int = 0
    """Snapshots whose bytes a rule has dropped, or that were erased."""
    head: Head | None = None


def verify(
    archive: Archive,
    *,
    quick: bool = False,
    repair: bool = False,
    at_leisure: bool = False,
    published: Sequence[tuple[int, str]] = (),
) -> Report:
    """Look through the whole archive; ``quick`` leaves out what reads every text and page.

    ``repair`` mends what follows from the rest: SQL indexes, holds of runs that have ended; and, unless the archive is not
    what was sealed, the full-text index, the kinds of changes and rows that nothing points to. ``at_leisure``: nobody else writes, as to a copy, so that nobody can be kept waiting.
    ``published`` are heads of the manifest (number, hash) that it must still lead to.
    """
    report = Report()
    check = _Checks(archive, report, at_leisure=at_leisure)
    with translated(archive.path):
        whole = check.file(quick=quick, repair=repair)
        if whole:  # else references and texts fail for that reason, and say so less clearly
            check.tell(check.references())
            check.holds(repair=repair)
            check.tell(check.parts())
        is_as_sealed = check.tell(check.chain(published))
        if not quick:
            is_as_sealed &= check.tell(check.texts())
            check.tell(check.bodies())
            if whole:
                is_as_sealed &= check.tell(check.seals())
                # From here on what was there before somebody changed the archive could be lost by mending.
                check.index(repair=repair, is_as_sealed=is_as_sealed)
                check.stories(repair=repair)
                if is_as_sealed:
                    check.kinds(repair=repair)
                check.leftovers(repair=repair, is_as_sealed=is_as_sealed)
        if not whole:
            check.tell(check.legible())
        report.head = check.head()
    return report


class _Checks:
    def __init__(self, archive: Archive, report: Report, *, at_leisure: bool) -> None:
        self._archive = archive
        self._connection = archive.connection
        self._report = report
        self._at_leisure = at_leisure

    def tell(self, sentences: Iterator[str]) -> bool:
        """Write down what a check finds, not more than a person reads; whether it found nothing."""
        before = len(self._report.damage)
        try:
            self._report.damage += islice(sentences, MOST)
            more = sum(1 for _ in sentences)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._report.damage.append(f"the rest of a check could not be made: {error}")
            return False
        if more:
            self._report.damage.append(f"… and {more:,} more of that kind")
        return len(self._report.damage) == before

    # The file

    def file(self, *, quick: bool, repair: bool) -> bool:
        """SQLite's own check of its pages and indexes; whether the tables can be relied on."""
        found = self._integrity(quick)
        broken = sorted({name for line in found if (name := _index_of(line))})
        if broken and repair and all(map(_index_of, found)):
            with self._archive.transaction():
                for name in broken:
                    self._connection.execute(f'REINDEX "{name}"')
            self._report.repaired.append(f"made the indexes {', '.join(broken)} anew from their tables")
            found = self._integrity(quick)
        names = self._names()
        self.tell(iter([_place(line, names, self._page_size()) for line in found]))
        return not any(map(_is_of_a_page, found))

    def _integrity(self, quick: bool) -> list[str]:
        most, works, fails = _MOST_OF_A_FILE, 0, 0
        lines: list[str] = []
        while most > works:
            try:
                found = self._connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check({most})").fetchall()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                # Reading rows after having looked at the pages, it stumbles over one, and with it all that it had found
                # is lost. Asked for no more than it finds before, it does not get there.
                fails = most
                lines = lines or [f"it could not be looked through to its end ({error})"]
            else:
                works = most
                lines = [line for (text,) in found for line in text.split("\n")]
                if not fails:
                    break
            most = (works + fails) // 2
        return [line for line in lines if line not in ("ok", "") and not line.startswith("***")]

    def _names(self) -> dict[int, str]:
        """Root page → what is stored under it."""
        rows = self._connection.execute("SELECT rootpage, type, name, tbl_name FROM sqlite_schema WHERE rootpage > 0")
        return {
            root: f"table {name}" if kind == "table" else f"index {name} of table {table}"
            for root, kind, name, table in rows
        }

    def _page_size(self) -> int:
        return int(self._connection.execute("PRAGMA page_size").fetchone()[0])

    def legible(self) -> Iterator[str]:
        """Of a damaged file: what of it cannot be read any more."""
        lost: list[int] = []
        selection, total = Selection(), 0
        for article_id in selection.ids(self._connection):
            total += 1
            try:
                articles.latest(self._connection, article_id)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                lost.append(article_id)
        if lost:
            first = ", ".join(map(str, lost[:MOST])) + (" …" if len(lost) > MOST else "")
            yield f"{len(lost):,} of {total:,} articles that are found cannot be read: {first}"
        left = total - len(lost)
        self._report.notes.append(
            f"{counted(left, 'article')} can still be read: restore a backup, or save them with"
            " `dateline export --format jsonl --output rest.jsonl`, which `dateline import` takes into a new archive"
            if left
            else "no article can be read any more: restore a backup"
        )

    # What the rows say

    def references(self) -> Iterator[str]:
        """Rows that point to nothing."""
        found: Counter[tuple[str, str]] = Counter()
        first: dict[tuple[str, str], int | None] = {}
        for table, rowid, parent, _ in self._connection.execute("PRAGMA foreign_key_check"):
            found[table, parent] += 1
            first.setdefault((table, parent), rowid)
        for (table, parent), count in found.items():
            where = f", such as row {first[table, parent]}" if first[table, parent] is not None else ""
            yield f"{counted(count, 'row')} of table {table} pointing to a {parent} that is not there{where}"

    def parts(self) -> Iterator[str]:
        """Articles and versions whose parts do not fit together."""
        for query, sentence in _AGREE:
            with closing(self._connection.execute(query)) as found:
                for (number,) in found:
                    yield sentence.format(number)
        for name, query in (("articles", "article"), ("versions", "revision"), ("requests", "fetch")):
            (self._report.looked_at[name],) = self._connection.execute(f"SELECT count(*) FROM {query}").fetchone()

    def holds(self, *, repair: bool) -> None:
        """Pages and sources held by runs that have ended: the next run would wait for their lease, or for ever."""
        found: list[str] = []
        for table, noun, release in _HELD:
            condition = "run_id IN (SELECT id FROM run WHERE finished IS NOT NULL)"
            (count,) = self._connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
            if not count:
                continue
            if repair:
                with self._archive.transaction():
                    self._connection.execute(f"UPDATE {release} WHERE {condition}")
                self._report.repaired.append(f"freed {counted(count, noun)} of runs that have ended")
            else:
                found.append(f"{counted(count, noun)} held by runs that have ended; --repair frees what they hold")
        self.tell(iter(found))

    def texts(self) -> Iterator[str]:
        """Versions whose words are not those of their fingerprint."""
        with Progress("versions", self._count("revision")) as progress:
            for revision_id, told in self._each("SELECT id, text_hash FROM revision"):
                progress.tick()
                try:
                    now = load(self._connection, revision_id).text_hash
                except sqlite3.DatabaseError as error:
                    if not is_damage(error):
                        raise
                    yield f"version {revision_id} cannot be read: it stands in a damaged part of the file"
                except LookupError:
                    continue  # rewritten while we looked
                else:
                    if now != told and self._still("revision", "text_hash", revision_id, told):
                        yield f"version {revision_id} has other words than those that were saved"

    # The index

    def index(self, *, repair: bool, is_as_sealed: bool) -> None:
        """The full-text index: is it sound, and does it hold the words of the articles? Where the archive is not what was
        sealed, it may hold those that were there before somebody changed them, and is kept."""
        said = self._index_differs()
        if not is_as_sealed:
            if said:
                self._report.damage.append(
                    f"{said}; as the archive is not what was sealed, it may hold those that were there, and is kept"
                )
            return
        misspelt = 0 if said else self._misspelt()
        is_old = not index.is_in_present_shape(self._connection)
        if repair and (said or misspelt or is_old):
            if self._held_by_others():
                self._report.notes.append("the full-text index is not made anew while a crawl runs; try again then")
            else:
                with self._archive.transaction():
                    index.make_anew(self._connection)
                self._report.repaired.append("made the full-text index anew from the texts")
                said = self._index_differs()
        elif misspelt:
            self._report.notes.append(
                f"made anew, the full-text index would find the words of {counted(misspelt, 'article')} better;"
                " --repair does it"
            )
        elif is_old:
            self._report.notes.append("made anew, the full-text index would take a quarter less room; --repair does it")
        if said:
            self._report.damage.append(f"{said}; --repair makes it anew")

    def _misspelt(self) -> int:
        """Articles that came in under a Dateline that did not yet spell out all that this one does."""
        count = 0
        for (article_id,) in self._each("SELECT id FROM article"):
            try:
                count += not index.is_spelt_as_today(self._connection, article_id)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise  # what cannot be read is told by others
        return count

    def _index_differs(self) -> str | None:
        connection = self._connection
        begun = _Clock(None if self._at_leisure else _LOCKED)
        try:
            with self._archive.transaction():
                connection.set_progress_handler(begun.is_over, _STEPS)
                try:
                    connection.execute(
                        "INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)"
                    )
                finally:
                    connection.set_progress_handler(None, 0)
        except ArchiveReadOnly:
            self._report.notes.append("the full-text index was not compared with the texts: the file cannot be written")
        except sqlite3.OperationalError as error:
            if not begun.over:
                if "interrupted" in str(error):  # SQLite's word for whatever ended our look at the clock: Ctrl-C did
                    raise KeyboardInterrupt from None
                raise
            self._report.notes.append(
                f"the full-text index was not compared with all texts, as that keeps writers waiting for more than"
                f" {_LOCKED:.0f} s; verify a copy (`dateline backup`)"
            )
        except Exception as error:
            if not is_damage(error.__cause__ or error):
                raise
            return "the full-text index does not hold the words of the articles"
        return None

    def stories(self, *, repair: bool) -> None:
        """Texts that their numbers do not lead to: copies of them would not be found."""
        lost = []
        for (article_id,) in self._each("SELECT id FROM article"):
            try:
                # What a crawl changes while we look is right the second time.
                if not any(stories.is_found(self._connection, article_id) for _ in range(2)):
                    lost.append(article_id)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise  # what cannot be read is told by others
        if lost and repair:
            with self._archive.transaction():
                stories.look_again(self._connection, lost)
            self._report.repaired.append(
                f"had {counted(len(lost), 'article')} looked at anew for copies, a few a transaction"
            )
        elif lost:
            self._report.damage.append(
                f"copies of {counted(len(lost), 'article')} would not be found; --repair has these looked at anew"
            )

    # What changes are told as

    def kinds(self, *, repair: bool) -> None:
        """Edits that an earlier Dateline told as of another kind than this one would: no damage."""
        found = []
        for (revision_id,) in self._each("SELECT DISTINCT revision_id AS id FROM change"):
            try:
                if not retelling.is_told_as_today(self._connection, revision_id):
                    found.append(revision_id)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise  # what cannot be read is told by others
        if not found:
            return
        if not repair:
            self._report.notes.append(
                f"the changes of {counted(len(found), 'version')} would be of another kind today; --repair tells them so"
            )
            return
        for start in range(0, len(found), _AT_ONCE):
            with self._archive.transaction():
                for revision_id in found[start : start + _AT_ONCE]:
                    retelling.tell(self._connection, revision_id)
        self._report.repaired.append(f"told the changes of {counted(len(found), 'version')} as of today's kinds")

    # Bytes

    def bodies(self) -> Iterator[str]:
        """Snapshots that cannot be read back as they came."""
        connection, cache = self._connection, snapshots.BodyCache()
        with Progress("snapshots", self._count("snapshot")) as progress:
            for snapshot_id, told, there in self._each("SELECT id, hash, length(data) FROM snapshot"):
                progress.tick()
                if not there:
                    self._report.dropped += 1
                    continue
                try:
                    body = snapshots.read(connection, cache, snapshot_id)
                except snapshots.Dropped:
                    reason = "what it is a difference against has been dropped"
                except LookupError:
                    reason = "what it is a difference against is missing"
                except sqlite3.DatabaseError as error:
                    if not is_damage(error):
                        raise
                    reason = _UNREADABLE
                except (ValueError, snapshots.DecompressionError):
                    reason = "its bytes are damaged"
                else:
                    if snapshots.body_hash(body) == told:
                        continue
                    reason = "its bytes are not those that came"
                if reason != _UNREADABLE and not self._still("snapshot", "length(data)", snapshot_id, there):
                    continue  # dropped or stored anew while we looked
                yield f"snapshot {snapshot_id} cannot be read back: {reason}{self._page_of(snapshot_id)}"
        self._report.looked_at["snapshots"] = progress.done
        if self._report.dropped:
            self._report.notes.append(
                f"{counted(self._report.dropped, 'snapshot')} without bytes any more: dropped by a rule, or erased"
            )

    def _page_of(self, snapshot_id: int) -> str:
        row = self._connection.execute(
            "SELECT url, at FROM fetch WHERE snapshot_id = ? ORDER BY id LIMIT 1", [snapshot_id]
        ).fetchone()
        return f" ({row[0]} at {row[1]})" if row else ""

    # The manifest

    def chain(self, published: Sequence[tuple[int, str]]) -> Iterator[str]:
        """Whether the manifest is whole."""
        yield from manifest.broken_links(self._connection, published)

    def seals(self) -> Iterator[str]:
        """Whether what was captured is still what it was when it was sealed."""
        with (
            moment(self._archive) as connection,
            Progress("seals", self._count("fetch") + self._count("revision")) as progress,
        ):
            yield from manifest.tampered(connection, progress.tick)
        self._report.looked_at["seals"] = progress.done

    def head(self) -> Head | None:
        """The end of the manifest."""
        return manifest.head(self._connection)

    # Rows that nothing points to

    def leftovers(self, *, repair: bool, is_as_sealed: bool) -> None:
        """What is left of versions that history told anew: no damage. Where the archive is not what was sealed, it may be
        what a request or version had before somebody changed it, and is kept."""
        found = {
            noun: count for table, noun, users in LEFTOVERS if (count := count_unused(self._connection, table, users))
        }
        if not found:
            return
        told = ", ".join(f"{count:,} {noun}" for noun, count in found.items())
        if not is_as_sealed:
            self._report.notes.append(
                f"nothing points to {told}; as the archive is not what was sealed they may be what was there, and are kept"
            )
        elif not repair:
            self._report.notes.append(f"nothing points to {told}; --repair removes them")
        elif self._held_by_others():
            self._report.notes.append(f"nothing points to {told}; they are not removed while a crawl runs")
        else:
            with self._archive.transaction():
                for table, _, users in LEFTOVERS:
                    remove_unused(self._connection, table, users)
            self._report.repaired.append(f"removed what nothing points to: {told}")

    # Ways of reading

    def _held_by_others(self) -> bool:
        return living(self._connection)

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _still(self, table: str, column: str, number: int, value: object) -> bool:
        """Whether a row is what it was a moment ago, and not rewritten by a crawl."""
        row = self._connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", [number]).fetchone()
        return row is not None and row[0] == value

    def _each(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Rows by id, in pieces, so that nobody's checkpoint waits; in a damaged file those that can be found."""
        last, failures = 0, 0
        while failures < 10 * _AT_ONCE:
            try:
                found = self._connection.execute(
                    f"{query} WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}", [last]
                ).fetchall()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                last, failures = last + 1, failures + 1
                continue
            if not found:
                return
            failures, last = 0, found[-1][0]
            yield from found


@dataclass(slots=True)
class _Clock:
    """Tells SQLite when to give up."""

    seconds: float | None
    over: bool = False
    _ends: float | None = None

    def is_over(self) -> int:
        if self.seconds is None:
            return 0
        if self._ends is None:
            self._ends = monotonic() + self.seconds
        self.over = monotonic() > self._ends
        return int(self.over)


_AGREE = (
    (
        "SELECT a.id FROM article a LEFT JOIN revision r ON r.id = a.revision_id WHERE r.article_id IS NOT a.id",
        "article {} shows a version that is not its own",
    ),
    (
        """SELECT a.id FROM article a JOIN revision r ON r.id = a.revision_id AND r.article_id = a.id
        JOIN fetch f ON f.id = r.fetch_id
        WHERE EXISTS (SELECT 1 FROM revision n JOIN fetch g ON g.id = n.fetch_id
            WHERE n.article_id = a.id AND (g.at > f.at OR g.id = f.id AND n.id > r.id))""",
        "article {} does not show its latest version",
    ),
    (
        """SELECT r.id FROM revision r
        WHERE r.word_count > 0 AND NOT EXISTS (SELECT 1 FROM outline o WHERE o.revision_id = r.id)""",
        "version {} has lost its text",
    ),
    (
        """SELECT revision_id FROM outline GROUP BY revision_id
        HAVING min(position) > 1 OR max(position) - min(position) + 1 <> count(*)""",
        "version {} lacks a section",
    ),
    (
        "SELECT revision_id FROM byline GROUP BY revision_id HAVING min(position) <> 1 OR max(position) <> count(*)",
        "version {} lacks an author",
    ),
    (
        "SELECT revision_id FROM revision_tag GROUP BY revision_id HAVING min(position) <> 1 OR max(position) <> count(*)",
        "version {} lacks a tag",
    ),
    (
        "SELECT a.id FROM article a WHERE NOT EXISTS (SELECT 1 FROM alias x WHERE x.article_id = a.id)",
        "no address leads to article {}",
    ),
    (
        "SELECT a.id FROM article a WHERE a.first_seen > a.last_seen",
        "article {} was last seen before it was first seen",
    ),
)
"""Query for the number of what is wrong → how that is said."""

_HELD = (
    ("page", "page", "page SET state = 'due', run_id = NULL, lease_until = NULL"),
    ("source", "source", "source SET run_id = NULL"),
)

_OF_AN_INDEX = re.compile(
    r"(?:row \d+ missing from|wrong # of entries in|non-unique entry in|rowid not at end-of-record for row \d+ of)"
    r" index (\S+)"
)
_OF_A_PAGE = re.compile(r"(?:Tree (?P<tree>\d+) )?[Pp]age (?P<page>\d+)\b")


def _index_of(line: str) -> str | None:
    """The SQL index that a line of ``PRAGMA integrity_check`` complains about; its table tells how to make it anew."""
    found = _OF_AN_INDEX.search(line)
    return found[1] if found else None


def _is_of_a_page(line: str) -> bool:
    return _index_of(line) is None


def _place(line: str, names: dict[int, str], page_size: int) -> str:
    """A line of ``PRAGMA integrity_check`` as a sentence that names page and table."""
    if index := _index_of(line):
        return f"the index {index} does not fit its table ({line}); --repair makes it anew"
    found = _OF_A_PAGE.match(line)
    if not found:
        return f"the file is damaged: {line}"
    owner = names.get(int(found["tree"])) if found["tree"] else None
    where = f" of {owner}" if owner else ""
    page = int(found["page"])
    return f"page {page}{where} (from byte {(page - 1) * page_size:,} of the file) is damaged: {line}"
