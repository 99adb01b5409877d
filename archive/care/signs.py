"""What the latest pages of a source show, field by field, and how it posts: what alerts are judged by. Bounded reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.driver import Connection

LATEST = 450
"""Pages of a source that are looked at, and articles of them: some 5 ms."""
_FRESH_DAYS = 31
"""What was published longer before it was announced is no news: a backfill of old pages tells nothing of today's."""
_RHYTHM_DAYS = 90
"""So far back the pauses between two articles are looked at."""
_SURE = 0.5
"""Confidence below which an article is doubtful, as a crawl counts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Field → of each page or article in the order of its announcement whether it has it, when that was, and the
    page's number."""

    has: Mapping[str, Sequence[bool]]
    at: Mapping[str, Sequence[str]]
    pages: Mapping[str, Sequence[int]]


_PAGES = f"""
SELECT p.id, p.first_seen, p.state, p.article_id,
    p.rank > 1e8 AND p.rank < unixepoch(p.first_seen) - {_FRESH_DAYS} * 86400
FROM page p WHERE p.source_id = ? ORDER BY p.first_seen DESC, p.id DESC LIMIT {LATEST}
"""

_ARTICLES = f"""
SELECT a.id, r.title, r.word_count, r.confidence, r.published IS NOT NULL,
    EXISTS (SELECT 1 FROM byline b WHERE b.revision_id = r.id),
    EXISTS (SELECT 1 FROM byline b WHERE b.revision_id = r.id AND b.bio_id IS NOT NULL),
    EXISTS (SELECT 1 FROM outline o WHERE o.revision_id = r.id AND o.position > 0)
FROM json_each(?) j JOIN article a ON a.id = j.value JOIN revision r ON r.id = a.revision_id
WHERE unixepoch(a.published) IS NULL OR unixepoch(a.published) > unixepoch(a.first_seen) - {_FRESH_DAYS} * 86400
"""


def read(connection: Connection, source_id: int, *, after: Mapping[str, str]) -> Signs:
    """The signs of a source; of a field in ``after`` only what came later than that."""
    pages = [row for row in connection.execute(_PAGES, [source_id]).fetchall() if not row[-1]]
    pages.reverse()
    ids = [article_id for _, _, state, article_id, _ in pages if article_id is not None and state != "duplicate"]
    articles = {row[0]: row[1:] for row in connection.execute(_ARTICLES, [json.dumps(ids)])}
    titles = Counter(title for title, *_ in articles.values())
    long_enough = _long_enough([articles[number][1] for number in ids if number in articles])
    has: dict[str, list[bool]] = {name: [] for name in FIELDS}
    at: dict[str, list[str]] = {name: [] for name in FIELDS}
    noted: dict[str, list[int]] = {name: [] for name in FIELDS}

    def note(name: str, page_id: int, when: str, value: bool) -> None:
        if when > after.get(name, ""):
            has[name].append(bool(value))
            at[name].append(when)
            noted[name].append(page_id)

    for page_id, when, state, article_id, _ in pages:
        if article_id is None:
            if state in ("not_article", "failed"):
                note("answers", page_id, when, state != "failed")
            if state == "not_article":
                note("articles", page_id, when, False)
        elif (found := articles.get(article_id)) is not None and state != "duplicate":
            title, words, confidence, *parts = found
            note("answers", page_id, when, True)
            note("articles", page_id, when, True)
            note("titles", page_id, when, titles[title] == 1)
            note("length", page_id, when, words >= long_enough)
            note("certain", page_id, when, confidence >= _SURE)
            for name, value in zip(("published", "authors", "bios", "sections"), parts, strict=True):
                if name != "bios" or parts[1]:  # who is not named has no bio to lose
                    note(name, page_id, when, value)
    return Signs(has=has, at=at, pages=noted)


FIELDS: Mapping[str, str] = {
    "titles": "a title of their own",
    "authors": "authors",
    "bios": "the author's bio",
    "published": "a date",
    "sections": "sections",
    "length": "a text about as long as usual",
    "articles": "an article on the page",
    "answers": "an answer that could be read",
    "certain": "a reading without doubt",
}
"""What is watched, and in words what a page has where it has it."""


def pauses(connection: Connection, source_id: int, now: float) -> list[float]:
    """Hours between two articles of the last months, as their publisher dates them; where it does not, as they were
    announced. ``now`` is Unix time."""
    since = now - _RHYTHM_DAYS * 86_400
    for table, column in (("article", "published"), ("page", "first_seen")):
        rows = connection.execute(
            f"SELECT DISTINCT unixepoch({column}) / 3600 FROM {table} WHERE source_id = ?1"
            f" AND {column} >= strftime('%Y-%m-%d', ?2, 'unixepoch') AND unixepoch({column}) <= ?3 ORDER BY 1",
            [source_id, since, now],
        )
        hours = [hour for (hour,) in rows if hour is not None]
        if len(hours) > 5:
            return [float(later - earlier) for earlier, later in pairwise(hours)]
    return []


def _long_enough(words: Sequence[int]) -> float:
    """A third of what articles usually have: a page that is cut to its first paragraphs has less."""
    return median(words) / 3 if words else 0.0
