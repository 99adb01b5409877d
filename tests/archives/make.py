"""Makes the small archive that stands for a released schema: ``python tests/archives/make.py N`` from the clone's root.

Run once, at the release of schema N; ``schema-N.db.gz`` and what its views tell, ``schema-N.json``, are never made again.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from archive.driver import Connection
from archive.store import Archive
from parsers.article import Author, Code, Comment, CommentWidget, Heading, Link, ListBlock, Paragraph, Quote, Table
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_page, a_run, an_article

HERE = Path(__file__).parent
HOUR = timedelta(hours=1)
WIDGET = CommentWidget(provider="wordpress", thread_id="17", count=2, open=True)
COMMENTS = (
    Comment(id="c1", author="Mo", published=NOON, text="So dark."),
    Comment(id="c2", parent="c1", author="Ada", text="Indeed."),
)


def fill(archive: Archive) -> None:
    """Something of everything that an archive can hold."""
    a_run(archive, "herald")

    def save(hours: int, article: Any, **options: Any) -> None:
        archive.save(a_capture(archive, article, at=NOON + hours * HOUR, source_key="herald", **options))

    story = {"widgets": (WIDGET,), "comments": COMMENTS, "links": (Link(url="https://power.example/", text="letter"),)}
    save(0, an_article(**story))
    save(1, an_article(**{**story, "comments": COMMENTS[1:], "modified": NOON + HOUR}))
    save(2, an_article(**story, title="Crane arrives on Harrow Street", tags=("power", "crane")))
    save(3, an_article(blocks=a_body((LEAD[:90],))))
    corrected = a_body((LEAD, "Correction: an earlier version said eight streets."), {"Forty years old": (SECTION,)})
    save(4, an_article(blocks=corrected, title="Crane arrives on Harrow Street", modified=NOON + 4 * HOUR))
    save(5, an_article("https://herald.example/amp/lamps", canonical_url=URL))
    typed = an_article(
        "https://herald.example/2026/11/crane",
        title="東京の電灯 and C++",
        blocks=(
            Paragraph(text="A crane was bought."),
            Heading(text="What it lifts", level=3),
            ListBlock(items=("Nine tons", "Two more"), ordered=True),
            Code(text="if lifted:\n    rest()"),
            Quote(paragraphs=("We wait.",)),
            Table(rows=(("Street", "Lamps"), ("Harrow", "14"))),
        ),
        authors=(Author(name="Bo Reed", links=("https://bo.example/",)), Author(name="Ada Quill", bio="Ada lifts.")),
        paywalled=False,
        image="https://herald.example/crane.jpg?w=640",
    )
    save(6, typed)
    reread = an_article(typed.url, title="A crane", parser_version="2", blocks=typed.blocks, authors=typed.authors)
    save(7, reread, baseline=reread)
    lost = "https://herald.example/2026/11/lost"
    save(8, an_article(lost, title="Lost and not found", blocks=a_body((SECTION,))))
    page_id = a_page(archive, lost)
    for hours in (9, 11):
        at = NOON + hours * HOUR
        archive.record_gone(page_id, a_fetch(lost, page_id=page_id, at=at, status=404), now=at)


def views(connection: Connection) -> dict[str, dict[str, Any]]:
    """Columns and rows of every view. What only tells how far this process has come is left out."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")]
    told = {}
    for name in names:
        cursor = connection.execute(f"SELECT * FROM {name}")
        told[name] = {
            "columns": [column[0] for column in cursor.description],
            "rows": sorted((list(row) for row in cursor), key=json.dumps),
        }
    return told


def main(number: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive.open(path) as archive:
            fill(archive)
            archive.connection.execute("UPDATE run SET pid = 0, process_start = '', boot_id = ''")
            archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            told = views(archive.connection)
        (HERE / f"schema-{number}.db.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    (HERE / f"schema-{number}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
