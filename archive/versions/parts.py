"""A revision's parts as rows: sections, byline, bios, tags. What did not change is pointed to, not written again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from archive.driver import Connection
from archive.versions.bodies import Passage
from archive.versions.contents import Content
from parsers.article import Article, Author

_REMEMBERED = 20_000
"""Names kept in memory; past that we start over rather than grow."""


@dataclass(slots=True)
class NameCache:
    """Row ids of the authors, bios, tags… met lately: most articles name somebody who wrote before."""

    authors: dict[tuple[str, str | None], tuple[int, str | None, str | None]] = field(default_factory=dict)
    bios: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    portraits: dict[tuple[int, str | None, str | None], int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    last_ids: dict[str, int] = field(default_factory=dict)
    """Table → its last id in the transaction that is open: ours to count on from, as we hold the write lock."""

    def clear(self) -> None:
        """Forget everything; needed after a rollback, which takes rows back that we remember."""
        for names in self._all():
            names.clear()

    def _all(self) -> tuple[dict[Any, Any], ...]:
        return self.authors, self.bios, self.tags, self.portraits, self.rules, self.last_ids

    def trim(self) -> None:
        if sum(len(names) for names in self._all()) > _REMEMBERED:
            self.clear()


def next_id(connection: Connection, names: NameCache, table: str) -> int:
    """The id for the next row of ``article``, ``revision`` or ``section``."""
    last = names.last_ids.get(table)
    if last is None:
        (last,) = connection.execute(_LAST[table]).fetchone()
    names.last_ids[table] = (last or 0) + 1
    return names.last_ids[table]


# An id is the same for ever: that of an article that was erased is given to no other, nor that of a sealed version.
_LAST = {
    "section": "SELECT max(id) FROM section",
    "article": "SELECT max(ifnull((SELECT max(id) FROM article), 0), ifnull((SELECT max(article_id) FROM erasure), 0))",
    "revision": "SELECT max(ifnull((SELECT max(id) FROM revision), 0),"
    " ifnull((SELECT revision_until FROM manifest ORDER BY id DESC LIMIT 1), 0))",
}


def write(
    connection: Connection,
    names: NameCache,
    *,
    revision_id: int,
    article: Article,
    content: Content,
    known: Iterable[Passage],
    at: str,
) -> None:
    """Write the parts of a revision; of its sections only those that are not among the ``known`` ones."""
    names.trim()
    _write_sections(connection, names, revision_id, content, known)
    byline = []
    for position, author in enumerate(article.authors, 1):
        author_id = _author_id(connection, names, author)
        bio_id = _bio_id(connection, names, author_id, author.bio, at) if author.bio else None
        portrait_id = _portrait_id(connection, names, author_id, author)
        byline.append((revision_id, position, author_id, bio_id, portrait_id))
    if byline:
        connection.executemany(
            "INSERT INTO byline (revision_id, position, author_id, bio_id, portrait_id) VALUES (?, ?, ?, ?, ?)", byline
        )
    if article.tags:
        connection.executemany(
            "INSERT INTO revision_tag (revision_id, position, tag_id) VALUES (?, ?, ?)",
            [(revision_id, n, _tag_id(connection, names, tag)) for n, tag in enumerate(article.tags, 1)],
        )


def rule_set_id(connection: Connection, names: NameCache, rules: str | None) -> int | None:
    """The row of a set of rules, made where it is missing; None for no rules."""
    if rules is None:
        return None
    known = names.rules.get(rules)
    if known is None:
        row = (
            connection.execute("SELECT id FROM rule_set WHERE rules = ?", [rules]).fetchone()
            or connection.execute("INSERT INTO rule_set (rules) VALUES (?) RETURNING id", [rules]).fetchone()
        )
        known = names.rules[rules] = int(row[0])
    return known


def _write_sections(
    connection: Connection, names: NameCache, revision_id: int, content: Content, known: Iterable[Passage]
) -> None:
    kept = {passage.form: passage.section_id for passage in known}
    outline: list[int] = []
    rows: list[tuple[int, str | None, int | None, str, str | None, str | None, str | None]] = []
    for passage in content.passages:
        section_id = kept.get(passage.form)
        if section_id is None:
            section_id = next_id(connection, names, "section")
            rows.append(
                (
                    section_id,
                    passage.heading,
                    passage.level,
                    passage.text,
                    passage.kinds,
                    passage.lengths,
                    passage.extras,
                )
            )
        outline.append(section_id)
    connection.executemany(
        "INSERT INTO section (id, heading, level, text, kinds, lengths, extras) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    # The lead is number 0, whether there is one or not, so that the first section is always number 1.
    first = 0 if content.passages and content.passages[0].heading is None else 1
    connection.executemany(
        "INSERT INTO outline (revision_id, position, section_id) VALUES (?, ?, ?)",
        [(revision_id, position, section_id) for position, section_id in enumerate(outline, first)],
    )


def _author_id(connection: Connection, names: NameCache, author: Author) -> int:
    links = _links(author)
    key = (author.name, author.url)
    known = names.authors.get(key)
    if known is None:
        known = connection.execute(
            "SELECT id, image, links FROM author WHERE name = ? AND ifnull(url, '') = ?",
            [author.name, author.url or ""],
        ).fetchone()
    if known is None:
        known = connection.execute(
            "INSERT INTO author (name, url, image, links) VALUES (?, ?, ?, ?) RETURNING id, image, links",
            [author.name, author.url, author.image, links],
        ).fetchone()
    elif (author.image and author.image != known[1]) or (links and links != known[2]):
        known = connection.execute(
            "UPDATE author SET image = ifnull(?, image), links = ifnull(?, links) WHERE id = ?"
            " RETURNING id, image, links",
            [author.image, links, known[0]],
        ).fetchone()
    names.authors[key] = known
    return int(known[0])


def _bio_id(connection: Connection, names: NameCache, author_id: int, text: str, at: str) -> int:
    known = names.bios.get((author_id, text))
    if known is None:
        known = (
            connection.execute(
                "SELECT id, first_seen FROM bio WHERE author_id = ? AND text = ?", [author_id, text]
            ).fetchone()
            or connection.execute(
                "INSERT INTO bio (author_id, text, first_seen) VALUES (?, ?, ?) RETURNING id, first_seen",
                [author_id, text, at],
            ).fetchone()
        )
    if at < known[1]:  # told by an older page that came late
        connection.execute("UPDATE bio SET first_seen = ? WHERE id = ?", [at, known[0]])
        known = (known[0], at)
    names.bios[author_id, text] = known
    return known[0]


def _portrait_id(connection: Connection, names: NameCache, author_id: int, author: Author) -> int | None:
    if not author.image and not author.links:
        return None
    links = _links(author)
    key = (author_id, author.image, links)
    known = names.portraits.get(key)
    if known is None:
        row = (
            connection.execute(
                "SELECT id FROM portrait WHERE author_id = ? AND image IS ? AND links IS ?", key
            ).fetchone()
            or connection.execute(
                "INSERT INTO portrait (author_id, image, links) VALUES (?, ?, ?) RETURNING id", key
            ).fetchone()
        )
        known = names.portraits[key] = int(row[0])
    return known


def _links(author: Author) -> str | None:
    return json.dumps(author.links, ensure_ascii=False) if author.links else None


def _tag_id(connection: Connection, names: NameCache, name: str) -> int:
    known = names.tags.get(name)
    if known is None:
        row = (
            connection.execute("SELECT id FROM tag WHERE name = ?", [name]).fetchone()
            or connection.execute("INSERT INTO tag (name) VALUES (?) RETURNING id", [name]).fetchone()
        )
        known = names.tags[name] = int(row[0])
    return known
