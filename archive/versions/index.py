"""The full-text index: one entry an article, made of its latest revision through the view ``search_document``; with it
the stories, which are told by the same texts."""

from __future__ import annotations

from collections.abc import Iterator

from archive.driver import Connection
from archive.steps import m019_text_first
from archive.text import stories
from archive.text.stories import TextChange
from archive.text.terms import document_terms
from archive.versions.contents import Content

Document = tuple[str | None, ...]
"""Title, headings, text, authors and special terms of an article."""

_ENTER = "INSERT INTO article_search (rowid, title, headings, text, authors, terms) VALUES (?, ?, ?, ?, ?, ?)"
_LEAVE = (
    "INSERT INTO article_search (article_search, rowid, title, headings, text, authors, terms)"
    " VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
_DOCUMENT = "SELECT title, headings, text, authors, terms FROM search_document WHERE article_id = ?"


def is_in_present_shape(connection: Connection) -> bool:
    """False of the index of a large archive from before schema 19."""
    (first,) = connection.execute("SELECT name FROM pragma_table_info('article_search') LIMIT 1").fetchone()
    return bool(first == "text")


def make_anew(connection: Connection) -> None:
    """Write the index anew out of the texts. To be called inside a transaction."""
    for article_id in _numbers(connection):
        row = connection.execute(_DOCUMENT, [article_id]).fetchone()
        if row is not None:
            _spell(connection, article_id, row[4], document_terms(*row[:4]))
    m019_text_first.make_anew(connection)


def is_spelt_as_today(connection: Connection, article_id: int) -> bool:
    """False of an article whose special terms an earlier Dateline has spelt, so that less of it is found."""
    row = connection.execute(_DOCUMENT, [article_id]).fetchone()
    return row is None or row[4] == document_terms(*row[:4])


def _numbers(connection: Connection) -> Iterator[int]:
    """The articles, asked for bit by bit: what is written meanwhile must not disturb the reading."""
    last = 0
    while ids := connection.execute("SELECT id FROM article WHERE id > ? ORDER BY id LIMIT 1000", [last]).fetchall():
        yield from (article_id for (article_id,) in ids)
        (last,) = ids[-1]


def _spell(connection: Connection, article_id: int, old: str | None, terms: str | None) -> None:
    if terms == old:
        return
    connection.execute("DELETE FROM search_term WHERE article_id = ?", [article_id])
    if terms is not None:
        connection.execute("INSERT INTO search_term (article_id, terms) VALUES (?, ?)", [article_id, terms])


def _document(content: Content) -> Document:
    """What the view will tell of a new article, without asking it; its special terms are still to be found."""
    headings = [passage.heading for passage in content.passages if passage.heading is not None]
    texts = [passage.text for passage in content.passages]
    if content.subtitle is not None:
        texts.insert(0, content.subtitle)
    names = [writer.name for writer in content.writers]
    return content.title, *("\n".join(lines) if lines else None for lines in (headings, texts, names)), None


class Index:
    """Keeps the index in step with the articles, once at the end of a transaction.

    FTS5 collects words in memory and writes them out at every savepoint, also at those that SQLite makes by itself:
    entering articles one by one between other statements costs twice the time and a fifth more room.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stale: dict[int, Document | None] = {}
        """Article → what is indexed of it now; None for nothing."""
        self._new: dict[int, Content] = {}
        """Article that was not there before the transaction → all that it says."""

    def add(self, article_id: int, content: Content) -> None:
        """An article that was not there before the transaction is to be entered."""
        self._stale[article_id] = None
        self._new[article_id] = content

    def renew(self, article_id: int) -> None:
        """An article is to be entered anew; to be called before anything of it changes, as FTS5 asks for the old words."""
        self._new.pop(article_id, None)
        if article_id not in self._stale:
            self._stale[article_id] = self._connection.execute(_DOCUMENT, [article_id]).fetchone()

    def remove(self, article_id: int) -> None:
        """An article is to be left out for good; to be called before anything of it changes, outside its own saving."""
        old = self._connection.execute(_DOCUMENT, [article_id]).fetchone()
        self._connection.execute(_LEAVE, [article_id, *old])
        change = TextChange(article_id=article_id, before=old[2] or "", after=None)
        stories.write(self._connection, [change], more=0)

    def mark(self) -> int:
        """Where we are; for ``undo``."""
        return len(self._stale)

    def undo(self, mark: int) -> None:
        """Forget what came after ``mark``: it has been rolled back."""
        for article_id in list(self._stale)[mark:]:
            del self._stale[article_id]
            self._new.pop(article_id, None)

    def write(self) -> None:
        """Enter what has changed. In the order of the ids, new articles last: FTS5 writes out whenever an id is smaller
        than the one before."""
        changes, entries = [], []
        for article_id, old in sorted(self._stale.items()):
            content = self._new.get(article_id)
            new = _document(content) if content else self._connection.execute(_DOCUMENT, [article_id]).fetchone()
            before = None if old is None else old[2] or ""
            changes.append(TextChange(article_id=article_id, before=before, after=new[2] or ""))
            if new == old:
                continue  # only its tags, say, have changed
            if old is not None:
                self._connection.execute(_LEAVE, [article_id, *old])
            title, headings, text, authors, old_terms = new
            terms = document_terms(title, headings, text, authors)
            _spell(self._connection, article_id, old_terms, terms)
            entry = (article_id, title, headings, text, authors, terms)
            if old is None:
                entries.append(entry)
            else:
                self._connection.execute(_ENTER, entry)
        self._connection.executemany(_ENTER, entries)
        self._stale.clear()
        self._new.clear()
        stories.write(self._connection, changes)
