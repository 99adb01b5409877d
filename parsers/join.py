"""One article of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.article import Article


def join_pages(articles: Sequence[Article]) -> Article:
    """The first page with the bodies, links and comments of all, in order; what only a later page tells is taken from it.

    Raises ValueError when there is no page.
    """
    if not articles:
        raise ValueError("join_pages needs at least one page")
    first, *rest = articles
    if not rest:
        return first
    blocks = list(first.blocks)
    for page in rest:
        # Some sites repeat the lead image or the first paragraph on every page.
        blocks += page.blocks if page.blocks[:1] != first.blocks[:1] else page.blocks[1:]
    return replace(
        first,
        blocks=tuple(blocks),
        authors=first.authors or next((page.authors for page in rest if page.authors), ()),
        links=tuple(dict.fromkeys(link for page in articles for link in page.links)),
        widgets=tuple({(w.provider, w.thread_id): w for page in articles for w in page.widgets}.values()),
        comments=tuple(dict.fromkeys(comment for page in articles for comment in page.comments)),
        is_article=any(page.is_article for page in articles),
        next_page=rest[-1].next_page,
        provenance={**first.provenance, "body": f"{first.provenance.get('body', '')} of {len(articles)} pages".strip()},
    )
