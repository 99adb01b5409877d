"""Full-text search: what a person types, safely, and what it finds, with the hits marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.bodies import Passage
from archive.contents import load_passages
from archive.driver import Connection, translated
from archive.store import Archive
from archive.terms import apart, spelt_out

_RANKED = 20_000
"""Of a word that more articles have, the newest so many are ranked: ranking takes time for every hit."""

_MOST_WORDS = 40
"""Words of a query that count; FTS5 refuses expressions more than 256 deep."""

_OPEN, _CLOSE = "\x02", "\x03"
"""Put around hits by FTS5; control characters stand in no article."""

_EXCERPT = 240
"""Characters of a snippet, about."""

_COLUMNS = {"title": "title", "heading": "headings", "text": "text", "author": "authors"}

_ITEM = re.compile(
    r"(?P<not>-?)(?:(?P<column>title|heading|text|author):)?"
    r'(?:NEAR\((?P<near>[^()]*?)(?:,\s*(?P<distance>\d{1,3}))?\)|"(?P<phrase>[^"]*)"?(?P<phrase_star>\*?)|(?P<word>[^\s"]+))'
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
    section: str | None
    """Heading of the section that the snippet is from; None for the lead."""
    snippet: Marked


def search(
    archive: Archive,
    text: str,
    *,
    source: str | None = None,
    author: str | None = None,
    tag: str | None = None,
    language: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The articles that ``text`` finds, best first; any text is safe, and one without words finds nothing.

    Words must all occur; ``"…"`` is a phrase, ``word*`` a beginning, ``-word`` must not occur, ``a OR b`` is either,
    ``NEAR(a b, 5)`` both within five words, ``title:``, ``heading:``, ``text:`` and ``author:`` name where. A hit in
    the title, a heading or a name weighs more. ``since`` and ``until`` are days of publication (of the first sight
    where the page names none), ``language`` its first part: ``pt`` finds ``pt-BR``.
    """
    query = match_expression(text)
    if query is None:
        return []
    conditions, values = _conditions(source=source, author=author, tag=tag, language=language, since=since, until=until)
    with translated(archive.path):
        connection = archive.connection
        # The plus keeps SQLite from asking the index once for every article that the filter lets through.
        among = (
            "AND +rowid IN (SELECT a.id FROM article a JOIN revision r ON r.id = a.revision_id"
            f" LEFT JOIN source f ON f.id = a.source_id WHERE {conditions})"
            if conditions
            else ""
        )
        oldest = connection.execute(
            f"SELECT rowid FROM article_search WHERE article_search MATCH ? {among} ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            [query, *values, _RANKED],
        ).fetchone()
        found = connection.execute(
            "SELECT rowid, highlight(article_search, 0, ?, ?), highlight(article_search, 2, ?, ?) FROM article_search"
            f" WHERE article_search MATCH ? AND rowid > ? {among} ORDER BY rank LIMIT ?",
            [_OPEN, _CLOSE, _OPEN, _CLOSE, query, oldest[0] if oldest else 0, *values, limit],
        ).fetchall()
        words = _plain_words(text)
        return [_hit(connection, words, *row) for row in found]


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
    if found["near"] is not None:
        words = [quoted for word in found["near"].split() if (quoted := _quoted(word))]
        inner = f"NEAR({' '.join(words)}, {found['distance'] or 10})" if words else None
    elif found["phrase"] is not None:
        inner = _quoted(found["phrase"], prefix=bool(found["phrase_star"]))
    else:
        pieces = [expression for piece in apart(found["word"]) if (expression := _word(piece))]
        inner = " AND ".join(pieces) if pieces else None
    if inner is None:
        return None
    return f"({{{_COLUMNS[found['column']]}}} : ({inner}))" if found["column"] else f"({inner})"


def _word(word: str) -> str | None:
    stem = word.rstrip("*")
    spelt = spelt_out(stem.rstrip(",.;:!?)"))
    if spelt is None:
        return _quoted(stem, prefix=stem != word)
    return f'({{terms}} : "{spelt}"{" *" if len(stem) == 1 or stem != word else ""})'


def _quoted(words: str, *, prefix: bool = False) -> str | None:
    """An FTS5 string, in which nothing has a meaning; None where the tokeniser would find no word in it."""
    sound = "".join(character for character in words if character.isprintable()).replace('"', '""')
    sound = sound.encode("utf-8", "ignore").decode()
    if not any(character.isalnum() for character in sound):
        return None
    return f'"{sound}" *' if prefix else f'"{sound}"'


def _conditions(
    *,
    source: str | None,
    author: str | None,
    tag: str | None,
    language: str | None,
    since: date | None,
    until: date | None,
) -> tuple[str, list[str]]:
    """The filters as SQL over article ``a``, revision ``r`` and source ``f``, with their values."""
    told = {
        "f.key = ?": source,
        "EXISTS (SELECT 1 FROM byline b JOIN author w ON w.id = b.author_id"
        " WHERE b.revision_id = r.id AND w.name = ? COLLATE NOCASE)": author,
        "EXISTS (SELECT 1 FROM revision_tag x JOIN tag t ON t.id = x.tag_id"
        " WHERE x.revision_id = r.id AND t.name = ? COLLATE NOCASE)": tag,
        "lower(r.language || '-') GLOB lower(?) || '-*'": re.sub(r"[^\w-]", "", language) if language else None,
        "ifnull(a.published, a.first_seen) >= ?": since.isoformat() if since else None,
        "date(ifnull(a.published, a.first_seen)) <= ?": until.isoformat() if until else None,
    }
    conditions = {condition: value for condition, value in told.items() if value is not None}
    return " AND ".join(conditions), list(conditions.values())


def _plain_words(text: str) -> list[str]:
    """The words to look for where FTS5 marks nothing, because the hit is in the column of special terms."""
    return [word for raw in text.split() if (word := raw.lstrip('"(').rstrip('"*,.;:!?)'))]


def _hit(connection: Connection, words: list[str], article_id: int, title: str, text: str | None) -> Hit:
    source, url, published, revision_id = connection.execute(
        "SELECT f.key, a.url, a.published, a.revision_id FROM article a LEFT JOIN source f ON f.id = a.source_id"
        " WHERE a.id = ?",
        [article_id],
    ).fetchone()
    line = _best_line(text or "", words)
    return Hit(
        article_id=article_id,
        source=source,
        url=url,
        title=_marked(title, words),
        published=published,
        section=_heading_over(load_passages(connection, revision_id), _bare(line)),
        snippet=_excerpt(_marked(line, words)),
    )


def _best_line(text: str, words: list[str]) -> str:
    """The line with most hits; the first where there are none."""
    lines = text.split("\n")
    if _OPEN in text:
        return max(lines, key=lambda line: line.count(_OPEN))
    folded = [word.casefold() for word in words]
    return max(lines, key=lambda line: sum(word in line.casefold() for word in folded))


def _marked(text: str, words: list[str]) -> Marked:
    bare = _bare(text)
    if _OPEN not in text:
        return Marked(text=bare, spans=tuple(sorted(_places(bare, words))))
    spans: list[tuple[int, int]] = []
    start = offset = 0
    for index, character in enumerate(text):
        if character == _OPEN:
            start, offset = index - offset, offset + 1
        elif character == _CLOSE:
            spans.append((start, index - offset))
            offset += 1
    return Marked(text=bare, spans=tuple(spans))


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where special terms stand as such; ordinary words are FTS5's to mark."""
    for word in words:
        for piece in apart(word):
            if spelt_out(piece) is not None:
                yield from (found.span() for found in re.finditer(re.escape(piece), text, re.IGNORECASE))


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


def _heading_over(passages: tuple[Passage, ...], line: str) -> str | None:
    return next((passage.heading for passage in passages if line in passage.text.split("\n")), None)
