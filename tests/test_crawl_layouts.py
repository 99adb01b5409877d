"""A layout of one's own, named in ``sources.toml``, works in a crawl as the shipped ones do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.layouts import SourceLayouts
from crawler.sources import Source, SourcesError
from tests.crawls import Desk
from tests.site import Site, rss, story

HEADLINE = "The fan that nobody hears"
# Below the text, where no rule looks for a subtitle.
PAGE = story(HEADLINE).replace(
    "</article>", "<p class=fan-facts>Two blades, no noise, and a bill for both</p></article>"
)
LINE = "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped."
SCRAPS = "".join(f"<div>{line}</div>" for line in (LINE, "read on", "Fans", LINE, "Fans", "Continue reading below")) * 2
MUDDLE = (
    "<html lang=en><head><title>News of Tuesday, all in one place</title><meta property=og:type content=article>"
    '<meta property="og:title" content="You will not believe how little noise this makes">'
    '<meta property="article:published_time" content="2026-11-03T09:00Z"></head><body><article><h1>Quiet - at last</h1>'
    f"<p class=byline>By Ada Finch</p>{SCRAPS}</article></body></html>"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.add(
            "/feed.xml", rss(site, {"/news/fan": HEADLINE, "/news/2026/11/muddle": "A muddle"}), "application/rss+xml"
        )
        site.add("/news/2026/11/muddle", MUDDLE)
        site.add("/news/fan", PAGE)
        yield site


def layout(desk: Desk, text: str) -> None:
    (desk.folder / "layouts").mkdir(exist_ok=True)
    (desk.folder / "layouts" / "mine.toml").write_text(text, "utf-8")


def subtitles(desk: Desk) -> list[tuple[str | None, str, int]]:
    return desk.ask("SELECT subtitle, parser_version, revision_count FROM articles WHERE title = ?", HEADLINE)


def test_a_crawl_reads_by_the_layout_and_takes_its_change_for_no_edit(desk, site):
    desk.follow("mine", site, feeds=["/feed.xml"])
    with desk.sources.open("a") as file:
        file.write('layouts = ["layouts/mine.toml"]\n')
    layout(desk, 'title = "h1"\n')
    desk.crawl("news")
    ((before, version, _),) = subtitles(desk)
    assert (desk.counts()["new"], desk.counts()["doubtful"]) == (2, 1)

    layout(desk, 'subtitle = "p.fan-facts"\n')
    site.add("/news/fan", f"{PAGE}<!-- served by another machine -->")
    desk.crawl("article", f"url={site.url}/news/fan")

    assert before is None
    ((after, later, revisions),) = subtitles(desk)
    assert (after, revisions) == ("Two blades, no noise, and a bill for both", 1)
    assert version.split(".")[0] == later.split(".")[0] == f"{version.split('+')[0]}+mine"
    assert version != later


def test_a_layout_that_cannot_be_read_is_told_in_one_sentence(desk):
    layout(desk, 'subtitel = "p"\n')
    source = Source(key="mine", url="https://mine.example/", layouts=("layouts/mine.toml",))

    with pytest.raises(SourcesError) as wrong:
        SourceLayouts(desk.sources, [source])

    told = f"{desk.sources}: sources.mine.layouts: {desk.folder / 'layouts/mine.toml'}: no layout has the field"
    assert str(wrong.value).startswith(told)
    assert "did you mean 'subtitle'?" in str(wrong.value)


def test_a_page_of_no_source_gets_the_layouts_of_its_site(tmp_path):
    for name in ("kestrel", "loom"):
        (tmp_path / f"{name}.toml").write_text('title = "h1"')
    sources = [
        Source(key=name, url=f"https://www.{name}.example/", layouts=(f"{name}.toml",)) for name in ("kestrel", "loom")
    ]

    layouts = SourceLayouts(
        tmp_path / "sources.toml", [*sources, Source(key="plain", url="https://kestrel.example/x/")]
    )

    assert [one.name for one in layouts.of("loom", "https://elsewhere.example/")] == ["loom"]
    assert [one.name for one in layouts.of(None, "https://news.kestrel.example/a")] == ["kestrel"]
    assert layouts.of("plain", "https://kestrel.example/x/a") == layouts.of(None, "https://other.example/") == ()


def test_a_layout_file_that_is_not_there_is_told_with_its_source(tmp_path):
    with pytest.raises(SourcesError, match=r"sources\.loom\.layouts: .*none\.toml: cannot be read"):
        SourceLayouts(
            tmp_path / "sources.toml", [Source(key="loom", url="https://loom.example/", layouts=("none.toml",))]
        )
