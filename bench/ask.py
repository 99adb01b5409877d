"""How fast a large archive answers, and whether saving into it is still as fast as into a small one."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from archive.driver import Connection
from archive.reading import queries
from archive.reading.search import search
from archive.store import Archive
from archive.text import stories
from bench.records import Records
from bench.save import BATCH, Filling

_SMALL = 10_000
"""Articles of the archive that the rate is compared with."""
_EACH = 15
"""Times that a question is asked, of other articles each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One kind of question."""

    name: str
    ask: Callable[..., Any]
    of: Sequence[Any]
    most: float
    """Milliseconds of CPU that the median may take in an archive of 300,000."""


def measure(records: Records, count: int, *, keep: Path | None) -> Iterator[str]:
    """Lines of a report. The archive has no snapshots, which nobody asks; ``keep`` is filled up to ``count``."""
    with ExitStack() as stack:
        path = keep or Path(stack.enter_context(TemporaryDirectory())) / "archive.db"
        with Archive.open(path) as archive:
            yield from _fill(archive, records, count)
        with Archive.open(path, read_only=True) as archive:
            for question in _questions(archive, records):
                yield _answer(question)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"  memory of this process: {peak:.0f} MB at most"


def _fill(archive: Archive, records: Records, count: int) -> Iterator[str]:
    (there,) = archive.connection.execute("SELECT count(*) FROM article").fetchone()
    filling, rates = Filling(archive, snapshots=False), []
    numbers = iter(range(there, count))
    while batch := list(islice(numbers, BATCH)):
        rates.append(len(batch) / filling.save([records.make(number, 0) for number in batch]))
    size = filling.size()
    yield f"ask: {max(there, count):,} articles, {size / max(there, count) / 1000:.2f} MB per 1,000"
    batches = _SMALL // BATCH
    if there == 0 and len(rates) >= 2 * batches:
        early, late = median(rates[batches // 2 : batches]), median(rates[-batches // 2 :])
        yield f"  saving: {late:,.0f} a CPU second at the end, {early:,.0f} up to {_SMALL:,}: {late / early:.2f} of it"


def _questions(archive: Archive, records: Records) -> Iterator[Question]:
    connection = archive.connection
    (last,) = connection.execute("SELECT max(id) FROM article").fetchone()
    rng = random.Random(4)
    ids = [rng.randrange(1, last + 1) for _ in range(_EACH)]
    urls = _each(connection, "SELECT url FROM articles WHERE id = ?", ids)
    sources = _each(connection, "SELECT source FROM articles WHERE id = ?", ids)
    authors = _each(connection, "SELECT name FROM article_authors WHERE article_id = ? LIMIT 1", ids)
    tags = _each(connection, "SELECT name FROM article_tags WHERE article_id = ? LIMIT 1", ids)
    texts = [text.split() for text in _each(connection, "SELECT text FROM article_sections WHERE article_id = ?", ids)]
    phrases = [f'"{words[3]} {words[4]}"' for words in texts]
    pairs = [f"{words[5]} {words[-2]}" for words in texts]

    def sql(query: str) -> Callable[[Any], Any]:
        return lambda value: connection.execute(query, [value]).fetchall()

    yield Question(name="by URL", ask=sql("SELECT * FROM articles WHERE url = ?"), of=urls, most=2)
    yield Question(name="by id", ask=sql("SELECT * FROM articles WHERE id = ?"), of=ids, most=2)
    yield Question(name="show", ask=lambda url: queries.article(archive, url), of=urls, most=2)
    by_source = "SELECT id, title FROM articles WHERE source = ? ORDER BY published DESC LIMIT 20"
    yield Question(name="latest by source", ask=sql(by_source), of=sources, most=2)
    by_author = (
        "SELECT a.id FROM author w JOIN byline b ON b.author_id = w.id JOIN article a ON a.revision_id = b.revision_id"
        " WHERE w.name = ? ORDER BY a.published DESC LIMIT 20"
    )
    yield Question(name="latest by author", ask=sql(by_author), of=authors, most=2)
    by_tag = "SELECT article_id FROM article_tags WHERE name = ? ORDER BY published DESC LIMIT 20"
    yield Question(name="latest by tag", ask=sql(by_tag), of=tags, most=2)
    yield Question(name="search a phrase", ask=lambda words: search(archive, words), of=phrases, most=30)
    yield Question(name="search two words", ask=lambda words: search(archive, words), of=pairs, most=30)
    for name, word, most in (("in one of seven", records.middle_word, 150), ("common", records.common_word, 100)):
        yield Question(name=f"search a word {name}", ask=lambda w: search(archive, w), of=[word] * 5, most=most)
        yield Question(
            name="  by one author", ask=lambda a, w=word: search(archive, w, author=a), of=authors, most=most
        )
        yield Question(name="  with a tag", ask=lambda t, w=word: search(archive, w, tag=t), of=tags, most=most)
        yield Question(name="  of a source", ask=lambda s, w=word: search(archive, w, source=s), of=sources, most=most)
    yield Question(name="changes of one", ask=lambda number: queries.changes(archive, number), of=ids, most=5)
    yield Question(name="copies of one", ask=lambda number: stories.copies(connection, number), of=ids, most=10)


def _each(connection: Connection, query: str, ids: Sequence[int]) -> list[Any]:
    return [connection.execute(query, [number]).fetchone()[0] for number in ids]


def _answer(question: Question) -> str:
    times = []
    for value in question.of:
        begin = time.process_time()
        question.ask(value)
        times.append((time.process_time() - begin) * 1000)
    return (
        f"  {question.name}: {median(times):.2f} ms, at most {max(times):.2f} (may take {question.most:.0f} of 300,000)"
    )
