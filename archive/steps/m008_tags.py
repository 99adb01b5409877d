"""Schema 8: tags a row each, and the newest articles of an author or a tag out of indexes alone."""

from __future__ import annotations

# The time stands in the index by which a byline or tag leads to its article: an author's newest articles are picked
# without reading the rows of all.
SQL = """
DROP INDEX article_revision;
CREATE INDEX article_revision ON article (revision_id, published);

CREATE VIEW article_tags (article_id, position, name, published) AS
SELECT a.id, x.position, t.name, a.published
FROM article a
JOIN revision_tag x ON x.revision_id = a.revision_id
JOIN tag t ON t.id = x.tag_id;
"""
