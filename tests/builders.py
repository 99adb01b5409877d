"""What tests of the archive start from: an article, its capture, an archive to save it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from archive.crawls.owner import Owner
from archive.rows import Announcement, Capture, Fetch, SourceRow
from archive.store import Archive
from parsers.article import Article, Author, Block, Heading, Paragraph

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When everything in these tests begins."""

URL = "https://herald.example/2026/11/lamps"

LEAD = (
    "The lamps of Harrow Street went out on Tuesday evening and nobody in the town council could say for how long, "
    "though the power company had promised in a letter that reached every household in spring that this would not "
    "happen again before the winter of the year after next."
)
SECTION = (
    "A substation built forty years ago feeds nine streets, two schools and the small hospital on the hill; its "
    "transformer was to be replaced in summer, but the crane that was to lift it never came."
)


def an_article(url: str = URL, **fields: Any) -> Article:
    """An article of a lead and one section, by one author with a bio; ``fields`` replace what they name."""
    return Article(
        **{
            "url": url,
            "canonical_url": url,
            "title": "Lamps out on Harrow Street",
            "subtitle": "The council waits for a crane",
            "blocks": a_body((LEAD,), {"Forty years old": (SECTION,)}),
            "authors": (Author(name="Ada Quill", url="https://herald.example/by/ada", bio="Ada writes about towns."),),
            "published": NOON,
            "language": "en",
            "tags": ("power", "towns"),
            "site_name": "The Herald",
            "is_article": True,
            "confidence": 0.9,
            "parser_version": "1",
            **fields,
        }
    )


def a_body(lead: Sequence[str], sections: dict[str, Sequence[str]] | None = None) -> tuple[Block, ...]:
    """Paragraphs before the first heading, and under each heading."""
    blocks: list[Block] = [Paragraph(text=text) for text in lead]
    for heading, paragraphs in (sections or {}).items():
        blocks.append(Heading(text=heading, level=2))
        blocks += (Paragraph(text=text) for text in paragraphs)
    return tuple(blocks)


def a_fetch(url: str = URL, *, page_id: int | None = None, at: datetime = NOON, **fields: Any) -> Fetch:
    """A request that went well, with a small page as its body."""
    return Fetch(
        **{
            "run_id": None,
            "page_id": page_id,
            "url": url,
            "final_url": url,
            "at": at,
            "status": 200,
            "headers": {"content-type": "text/html; charset=utf-8"},
            "body": f"<p>{url} at {at}</p>".encode(),
            **fields,
        }
    )


def a_run(archive: Archive, *source_keys: str, now: datetime = NOON) -> int:
    """A run of this process that holds the sources, which are made where they are missing."""
    known = archive.connection.execute("SELECT key, url FROM source").fetchall()
    rows = dict(known) | {key: f"https://{key}.example/" for key in source_keys}
    archive.sync_sources([SourceRow(key=key, url=url) for key, url in rows.items()], now=now)
    return archive.start_run(command="test", source_keys=source_keys, owner=Owner.current(), now=now).run_id


def a_page(archive: Archive, url: str = URL, *, source_key: str | None = None, at: datetime = NOON) -> int:
    """The id of the page with this URL, announced by a person where it is new."""
    find = "SELECT id FROM page WHERE key = ?"
    row = archive.connection.execute(find, [url]).fetchone()
    if row is None:
        run_id = a_run(archive, now=at)
        archive.announce([Announcement(url=url, key=url, via="person")], source_key=source_key, run_id=run_id, now=at)
        row = archive.connection.execute(find, [url]).fetchone()
    return int(row[0])


def a_capture(
    archive: Archive,
    article: Article | None = None,
    *,
    at: datetime = NOON,
    asked: str | None = None,
    baseline: Article | None = None,
    source_key: str | None = None,
    **fetch: Any,
) -> Capture:
    """A capture of an article at its URL, asked for at ``asked`` where that redirects; its page is announced."""
    article = article or an_article()
    asked = asked or article.url
    page_id = a_page(archive, asked, source_key=source_key, at=at)
    return Capture(
        run_id=None,
        page_id=page_id,
        source_key=source_key,
        fetch=a_fetch(asked, page_id=page_id, at=at, **{"final_url": article.url, **fetch}),
        article=article,
        baseline=baseline,
    )
