"""A revision's parts as rows: sections, byline, bios, tags. What did not change is pointed to, not written again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from archive.contents import Content
from archive.driver import Connection
from parsers.article import Article, Author

_REMEMBERED = 20_000
"""Names kept in memory; past that we start over rather than grow."""


@dataclass(slots=True)
class NameCache:
    """Row ids of the authors, bios and tags met lately: most articles name somebody who wrote before."""

    authors: dict[tuple[str, str | None], tuple[int, str | None, str | None]] = field(default_factory=dict)
    bios: dict[tuple[int, str], int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything; needed after a rollback, which takes rows back that we remember."""
        self.authors.clear()
        self.bios.clear()
        self.tags.clear()

    def trim(self) -> None:
        if len(self.authors) + len(self.bios) + len(self.tags) > _REMEMBERED:
            self.clear()


def next_id(connection: Connection, table: str) -> int:
    """The id that the table's next row gets: ours to give out, as we hold the write lock."""
    (last,) = connection.execute(f"SELECT max(id) FROM {table}").fetchone()
    return (last or 0) + 1


def write(
    connection: Connection,
    names: NameCache,
    *,
    revision_id: int,
    article: Article,
    content: Content,
    previous: Content | None,
    at: str,
) -> tuple[int, ...]:
    """Write the parts of a revision; the ids of its sections in their order."""
    names.trim()
    sections = _write_sections(connection, revision_id, content, previous)
    byline = []
    for position, author in enumerate(article.authors, 1):
        author_id = _author_id(connection, names, author)
        bio_id = _bio_id(connection, names, author_id, author.bio, at) if author.bio else None
        byline.append((revision_id, position, author_id, bio_id))
    if byline:
        connection.executemany(
            "INSERT INTO byline (revision_id, position, author_id, bio_id) VALUES (?, ?, ?, ?)", byline
        )
    if article.tags:
        connection.executemany(
            "INSERT INTO revision_tag (revision_id, position, tag_id) VALUES (?, ?, ?)",
            [(revision_id, n, _tag_id(connection, names, tag)) for n, tag in enumerate(article.tags, 1)],
        )
    return sections


def _write_sections(
    connection: Connection, revision_id: int, content: Content, previous: Content | None
) -> tuple[int, ...]:
    kept = {
        (*passage.key, passage.level): passage.section_id
        for passage in (previous.passages if previous else ())
        if passage.section_id is not None
    }
    free = next_id(connection, "section")
    outline: list[int] = []
    rows: list[tuple[int, str | None, int | None, str, str | None, str | None]] = []
    for passage in content.passages:
        section_id = kept.get((*passage.key, passage.level))
        if section_id is None:
            section_id = free + len(rows)
            rows.append((section_id, passage.heading, passage.level, passage.text, passage.kinds, passage.lengths))
        outline.append(section_id)
    connection.executemany(
        "INSERT INTO section (id, heading, level, text, kinds, lengths) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    # The lead is number 0, whether there is one or not, so that the first section is always number 1.
    first = 0 if content.passages and content.passages[0].heading is None else 1
    connection.executemany(
        "INSERT INTO outline (revision_id, position, section_id) VALUES (?, ?, ?)",
        [(revision_id, position, section_id) for position, section_id in enumerate(outline, first)],
    )
    return tuple(outline)


def _author_id(connection: Connection, names: NameCache, author: Author) -> int:
    links = json.dumps(author.links, ensure_ascii=False) if author.links else None
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
        row = (
            connection.execute("SELECT id FROM bio WHERE author_id = ? AND text = ?", [author_id, text]).fetchone()
            or connection.execute(
                "INSERT INTO bio (author_id, text, first_seen) VALUES (?, ?, ?) RETURNING id", [author_id, text, at]
            ).fetchone()
        )
        known = names.bios[author_id, text] = int(row[0])
    return known


def _tag_id(connection: Connection, names: NameCache, name: str) -> int:
    known = names.tags.get(name)
    if known is None:
        row = (
            connection.execute("SELECT id FROM tag WHERE name = ?", [name]).fetchone()
            or connection.execute("INSERT INTO tag (name) VALUES (?) RETURNING id", [name]).fetchone()
        )
        known = names.tags[name] = int(row[0])
    return known
