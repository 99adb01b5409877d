"""The full-text index: one entry an article, made of its latest revision through the view ``search_document``."""

from __future__ import annotations

from archive.contents import Content
from archive.driver import Connection
from archive.terms import special_terms

_COLUMNS = "title, headings, text, authors, terms"


def add(connection: Connection, article_id: int, content: Content) -> None:
    """Enter an article whose latest revision is written with all its parts."""
    texts = [content.title, content.subtitle or ""]
    for passage in content.passages:
        texts += (passage.heading or "", passage.text)
    terms = special_terms("\n".join(texts))
    if terms is not None:
        connection.execute("INSERT INTO search_term (article_id, terms) VALUES (?, ?)", [article_id, terms])
    connection.execute(
        f"INSERT INTO article_search (rowid, {_COLUMNS})"
        f" SELECT article_id, {_COLUMNS} FROM search_document WHERE article_id = ?",
        [article_id],
    )


def remove(connection: Connection, article_id: int) -> None:
    """Take an article out. To be called before anything of what is indexed changes: the index asks for the old words."""
    connection.execute(
        f"INSERT INTO article_search (article_search, rowid, {_COLUMNS})"
        f" SELECT 'delete', article_id, {_COLUMNS} FROM search_document WHERE article_id = ?",
        [article_id],
    )
    connection.execute("DELETE FROM search_term WHERE article_id = ?", [article_id])
