"""Schema 20: the numbers of late articles are gathered before they are sorted among those of all others.

Numbers are spread evenly, so that in a large archive each is written to a page of its own: a quarter of all pages that
saving wrote.
"""

from __future__ import annotations

SQL = """
CREATE TABLE band_new (
    number INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (number, article_id)
) STRICT, WITHOUT ROWID;
"""
