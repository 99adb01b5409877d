"""Full-text search: what a person types, safely, and what it finds, with the hits marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.driver import Connection, translated
from archive.reading.filters import Filters
from archive.store import Archive
from archive.text.letters import ODD, plain
from archive.text.terms import (
    AUTHOR,
    HEADING,
    NOT_IN_TEXT,
    TITLE,
    apart,
    in_column,
    is_korean,
    signs,
    special_terms,
    spelt_out,
    spelt_run,
    spelt_sign,
    words_of,
)
from archive.versions.bodies import Passage
from archive.versions.contents import load_passages

_RANKED = 50_000
"""Of a word that more articles have, the newest so many are ranked: ranking takes time for every hit."""

_MOST_WORDS = 40
"""Words of a query that count; FTS5 refuses expressions more than 256 deep."""

_OPEN, _CLOSE = "\x02", "\x03"
"""Put around hits by FTS5; control characters stand in no article."""
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")

_EXCERPT = 240
"""Characters of a snippet, about."""

_OPENING, _CLOSING = "([{<'“„«‘", ",.;:!?)]}>'”“»’"
"""What stands around a word that a person copied out of a text."""

_COLUMNS = {"title": "title", "heading": "headings", "text": "text", "author": "authors"}
_IN_TERMS = {"title": TITLE, "heading": HEADING, "author": AUTHOR, "text": ""}
"""What terms begin with that stand in such a column."""

_ITEM = re.compile(
    r"(?P<not>-?)(?:(?P<column>title|heading|text|author):)?"
    r'(?:NEAR\((?P<near>[^()]*?)(?:,\s*(?P<distance>[0-9]{1,3}))?\)|"(?P<phrase>[^"]*)"?(?P<phrase_star>\*?)|(?P<word>[^\s"]+))'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text with the places that the search hit."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """[start, end) of each hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    article_id: int
    source: str | None
    url: str
    title: Marked
    published: str | None
    """As the archive writes times."""
    section: Marked | None
    """Heading of the section that the snippet is from; None for the lead."""
    snippet: Marked


def search(
    archive: Archive,
    text: str = "",
    *,
    source: str | None = None,
    author: str | None = None,
    tag: str | None = None,
    language: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The articles that ``text`` finds, best first; of equally good ones the newest. Any text is safe.

    Words must all occur; ``"…"`` is a phrase, ``word*`` a beginning, ``-word`` must not occur, ``a OR b`` is either,
    ``NEAR(a b, 5)`` both within five words, ``title:``, ``heading:``, ``text:`` and ``author:`` name where. A hit in
    the title, a heading or a name weighs more. ``since`` and ``until`` are days of publication (of the first sight
    where the page names none), ``language`` its first part: ``pt`` finds ``pt-BR``.

    Without any text, the newest articles that the filters let through; a text without words finds nothing.
    """
    filters = Filters.of(source=source, author=author, tag=tag, language=language, since=since, until=until)
    query = match_expression(text)
    if query is None and (text.strip() or not filters):
        return []
    with translated(archive.path):
        connection = archive.connection
        if query is None:
            return [_hit(connection, [], article_id) for article_id in filters.newest(connection, limit)]
        best, words = _best(connection, query, filters, limit), _plain_words(text)
        return [_hit(connection, words, *columns) for columns in _marked_columns(connection, query, best)]


def _best(connection: Connection, query: str, filters: Filters, limit: int) -> list[int]:
    """The ids of the best hits, in order."""
    where, values = "article_search MATCH ?", [query]
    if filters:
        # Which hits they let through is found out once, not for every step of the ranking again.
        passing = connection.execute(
            f"SELECT rowid FROM article_search WHERE {where} AND {filters.sql} ORDER BY rowid DESC LIMIT ?",
            [*values, *filters.values, _RANKED],
        ).fetchall()
        if not passing:
            return []
        where += " AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
        ids = [article_id for (article_id,) in passing]
        values += [ids[-1], ids[0], json.dumps(ids)]
    else:
        oldest = connection.execute(
            f"SELECT rowid FROM article_search WHERE {where} ORDER BY rowid DESC LIMIT 1 OFFSET ?", [*values, _RANKED]
        ).fetchone()
        if oldest:
            where, values = f"{where} AND rowid > ?", [*values, oldest[0]]
    # Ordered by SQLite, not by FTS5, which would rank what the conditions drop and takes twice as long for the rest.
    rows = connection.execute(
        f"SELECT rowid FROM article_search WHERE {where} ORDER BY rank, rowid DESC LIMIT ?", [*values, limit]
    )
    return [article_id for (article_id,) in rows]


def _marked_columns(
    connection: Connection, query: str, ids: Sequence[int]
) -> Iterator[tuple[int, str, str | None, str | None]]:
    """Id, title, headings and text of hits, the words that were hit between ``_OPEN`` and ``_CLOSE``."""
    if not ids:
        return
    # Their places differ: in a large archive of before schema 19 the index has another order.
    order = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('article_search')")]
    columns = ", ".join(
        f"highlight(article_search, {order.index(name)}, '{_OPEN}', '{_CLOSE}')"
        for name in ("title", "headings", "text")
    )
    # The index is asked for each of them, but where a word is only begun: that collects all words that begin so.
    sought = "+rowid" if "*" in query else "rowid"
    rows = connection.execute(
        f"SELECT rowid, {columns} FROM article_search WHERE article_search MATCH ?"
        f" AND {sought} IN (SELECT value FROM json_each(?))",
        [query, json.dumps(ids)],
    )
    marked = {row[0]: row for row in rows}
    yield from (marked[article_id] for article_id in ids)


def match_expression(text: str) -> str | None:
    """What a person typed as an FTS5 expression that cannot fail; None where nothing in it can be looked for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    either = False
    for found in list(_ITEM.finditer(text))[:_MOST_WORDS]:
        if found["word"] == "OR":
            either = bool(wanted)
            continue
        if found["word"] in ("AND", "NOT"):
            continue
        expression = _expression(found)
        if expression is None:
            continue
        if found["not"]:
            unwanted.append(expression)
        elif either:
            wanted[-1] = f"({wanted[-1]} OR {expression})"
        else:
            wanted.append(expression)
        either = False
    if not wanted:
        return None
    query = " AND ".join(wanted)
    return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query


def _expression(found: re.Match[str]) -> str | None:
    column = found["column"]
    if found["near"] is not None:
        inner = _near(found["near"], found["distance"] or "10", column)
    elif found["phrase"] is not None:
        inner = _phrase(found["phrase"], column, prefix=bool(found["phrase_star"]))
    else:
        # What encloses a word is no part of it, as long as that leaves something.
        bare = found["word"].lstrip(_OPENING) or found["word"]
        inner = _all(_word(piece, column) for piece in apart(bare))
    return f"({inner})" if inner else None


def _near(words: str, distance: str, column: str | None) -> str | None:
    pieces = [piece for word in words.split() for piece in apart(word)]
    runs = [run for piece in pieces if (run := spelt_run(piece))]
    if runs:  # among the terms their places are about those of the letters
        together = " ".join(_string(_for(column, run)) for run in runs)
        return _all(
            [
                _among(column, f"NEAR({together}, {distance})", " ".join(runs)),
                *(_word(piece, column) for piece in pieces if not spelt_run(piece)),
            ]
        )
    wanted = [quoted for piece in pieces if (quoted := _quoted(piece))]
    near = _in(column, f"NEAR({' '.join(wanted)}, {distance})") if wanted else None
    return _with_terms(near, words, column)


def _phrase(phrase: str, column: str | None, *, prefix: bool) -> str | None:
    pieces = apart(phrase)
    if any(spelt_run(piece) for piece in pieces):  # a run without spaces is looked for in pieces itself
        return _all(
            _word(piece, column) if spelt_run(piece) else _phrase(piece, column, prefix=False) for piece in pieces
        )
    quoted = _quoted(phrase, prefix=prefix)
    return _with_terms(quoted and _in(column, quoted), phrase, column)


def _with_terms(expression: str | None, words: str, column: str | None) -> str | None:
    """The expression, if any, and the special terms among the words, which letters alone do not tell from others."""
    special = [special_terms(words)] if words.isascii() else signs(words)
    return _all([expression, *(_among(column, _string(_for(column, term)), term) for term in special if term)])


def _word(word: str, column: str | None) -> str | None:
    stem = word.rstrip("*")
    star = " *" if stem != word else ""
    run = spelt_run(stem)
    if run is not None:
        # What was archived before Korean was spelt out is found by the beginnings of its words.
        begins = " *" if len(run) == 1 else ""
        inside = _among(column, _string(_for(column, run)) + begins, None if begins else run)
        return f"({inside} OR {_in(column, _string(stem) + ' *')})" if is_korean(stem) else inside
    spelt = spelt_sign(stem) or spelt_out(stem.rstrip(_CLOSING))
    if spelt is not None:
        return _among(column, _string(_for(column, spelt)) + star, None if star else spelt)
    quoted = _quoted(stem, prefix=bool(star))
    if quoted is None:
        return None
    typed = _quoted(plain(stem), prefix=bool(star)) if ODD.search(stem) else None
    ways = [_in(column, quoted), *([_in(column, typed)] if typed else [])]
    # In a column: letters that touch Chinese, say, and what is printed in other letters than it is typed in.
    if column and (spelt := _quoted(_for(column, plain(stem)), prefix=bool(star))):
        ways.append(_among(column, spelt, None if star else plain(stem)))
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _among(column: str | None, expression: str, terms: str | None) -> str:
    """Looks for special terms. That such ``terms`` stand in the text, the index tells by naming those which do not; of
    what is only begun that cannot be told."""
    told = f"{{terms}} : {expression}"
    if column == "text" and terms and (absent := in_column(terms, NOT_IN_TEXT).split()):
        told = f"({told}) NOT {{terms}} : ({' OR '.join(map(_string, absent))})"
    return f"({told})"


def _all(expressions: Iterable[str | None]) -> str | None:
    return " AND ".join(filter(None, expressions)) or None


def _in(column: str | None, expression: str) -> str:
    return f"{{{_COLUMNS[column]}}} : {expression}" if column else expression


def _for(column: str | None, terms: str) -> str:
    return in_column(terms, _IN_TERMS[column]) if column and _IN_TERMS[column] else terms


def _string(terms: str) -> str:
    return f'"{terms}"'


def _quoted(words: str, *, prefix: bool = False) -> str | None:
    """An FTS5 string, in which nothing has a meaning; None where the tokeniser would find no word in it."""
    sound = "".join(character for character in words if character.isprintable()).replace('"', '""')
    sound = sound.encode("utf-8", "ignore").decode()
    if not any(character.isalnum() for character in sound):
        return None
    return f'"{sound}" *' if prefix else f'"{sound}"'


def _plain_words(text: str) -> list[str]:
    """The words to look for where FTS5 marks nothing, because the hit is in the column of special terms."""
    bare = (re.sub(r"^(?:title|heading|text|author):", "", raw).lstrip(f'"{_OPENING}') for raw in text.split())
    return [word for raw in bare if (word := raw.rstrip(f'"*{_CLOSING}')) and not word.startswith("-")]


def _hit(
    connection: Connection,
    words: list[str],
    article_id: int,
    title: str | None = None,
    headings: str | None = None,
    text: str | None = None,
) -> Hit:
    source, url, published, revision_id, written = connection.execute(
        "SELECT f.key, a.url, a.published, a.revision_id, r.title FROM article a JOIN revision r ON r.id = a.revision_id"
        " LEFT JOIN source f ON f.id = a.source_id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    section, line = _best_place(load_passages(connection, revision_id), headings or "", text or "", words)
    return Hit(
        article_id=article_id,
        source=source,
        url=url,
        title=_marked(title or written, words),
        published=published,
        section=_marked(section, words) if section is not None else None,
        snippet=_excerpt(_marked(line, words)),
    )


def _best_place(passages: Sequence[Passage], headings: str, text: str, words: list[str]) -> tuple[str | None, str]:
    """The heading and the line with most hits, marked: the line counts first, then the heading over it."""
    lines = {_bare(line): line for line in text.split("\n")}
    over = {_bare(heading): heading for heading in headings.split("\n")}

    def hits(marked: str | None) -> int:
        return len(_marked(marked, words).spans) if marked else 0

    places: list[tuple[str | None, str]] = [(None, text.partition("\n")[0])]  # what the page says under its title
    for passage in passages:
        heading = passage.heading and over.get(passage.heading, passage.heading)
        places += [(heading, lines.get(line, line)) for line in passage.text.split("\n")]
    return max(places, key=lambda place: (hits(place[1]), hits(place[0]), bool(place[1])))


def _marked(text: str, words: list[str]) -> Marked:
    bare = _bare(text)
    spans: list[tuple[int, int]] = []
    start = 0
    for offset, found in enumerate(_MARKS.finditer(text)):
        if found[0] == _OPEN:
            start = found.start() - offset
        else:
            spans.append((start, found.start() - offset))
    for begin, end in _places(bare, words):
        if all(end <= first or last <= begin for first, last in spans):
            spans.append((begin, end))
    return Marked(text=bare, spans=tuple(sorted(spans)))


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where special terms stand as such, and words in other letters than they are typed in; others are FTS5's to mark."""
    ordinary = set()
    for word in words:
        for piece in apart(word):
            if spelt_out(piece) or spelt_run(piece) or spelt_sign(piece):
                yield from (found.span() for found in re.finditer(re.escape(piece), text, re.IGNORECASE))
            else:
                ordinary.add(plain(piece))
    if not text.isascii():
        yield from ((begin, end) for word, begin, end in words_of(text) if plain(word) in ordinary)


def _bare(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _excerpt(line: Marked) -> Marked:
    """About as much of a line as fits a snippet, around its first hit, cut between words."""
    text = line.text
    if len(text) <= _EXCERPT:
        return line
    first = line.spans[0][0] if line.spans else 0
    begin = max(0, min(first - _EXCERPT // 3, len(text) - _EXCERPT))
    if begin:
        begin = text.find(" ", begin, first) + 1 or begin
    end = begin + _EXCERPT
    if end < len(text):
        end = max(text.rfind(" ", begin + _EXCERPT // 2, end), begin + _EXCERPT // 2)
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(before) - begin
    return Marked(
        text=before + text[begin:end] + after,
        spans=tuple((start + shift, stop + shift) for start, stop in line.spans if begin <= start and stop <= end),
    )
