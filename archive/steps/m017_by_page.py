"""Schema 17: an article is found by its page, and what of a story is still to be measured by an index of its own."""

from __future__ import annotations

SQL = """
CREATE INDEX article_page ON article (page_id);
CREATE INDEX story_article_open ON story_article (story_id) WHERE share IS NULL;
"""
