"""Arguments of the spiders: what makes no sense is said in one sentence before anything is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.errors import UsedWrongly
from crawler.spiders.article import ArticleSpider
from crawler.spiders.news import NewsSpider
from crawler.spiders.warc import WarcSpider
from tests.crawls import Desk


def prepare(spider: type, folder: Path, *, untouched: bool = True, **arguments: str) -> str:
    (folder / "sources.toml").write_text('[sources.one]\nurl = "https://one.example/"\n', "utf-8")
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.set("DATELINE_ARCHIVE_PATH", str(folder / "archive.db"))
    settings.set("DATELINE_SOURCES_PATH", str(folder / "sources.toml"))
    with pytest.raises(UsedWrongly) as wrong:
        spider.from_crawler(Crawler(spider, settings), **arguments)
    assert (folder / "archive.db").exists() is not untouched
    return str(wrong.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"sauce": "one"}, "no argument 'sauce'; spider 'news' takes backfill, limit"),
        ({"source": "tow"}, "tow"),
        ({"source": ","}, "names no source"),
        ({"since": "yesterday"}, "since=yesterday is no date; write since=2026-11-01."),
        ({"limit": "0"}, "limit=0: write a positive whole number, such as limit=100."),
        ({"limit": "many"}, "limit=many: write a positive whole number"),
        ({"limit": "9" * 5_000}, ": write a positive whole number"),
        ({"backfill": "perhaps"}, "backfill=perhaps is neither true nor false."),
        ({"recheck": ""}, "recheck= is neither true nor false."),
    ],
)
def test_news_says_what_is_wrong(tmp_path, arguments, words):
    assert words in prepare(NewsSpider, tmp_path, **arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Which page?"),
        ({"url": ""}, "Which page?"),
        ({"url": "ftp://example.com/x"}, "ftp://example.com/x is no address of a page"),
        ({"url": "nonsense"}, "nonsense is no address of a page; write url=https://example.com/a-story."),
        ({"url": "https://,http://"}, "https:// is no address of a page"),
        ({"urls": "/no/such/file"}, "urls=/no/such/file cannot be read: No such file or directory."),
    ],
)
def test_article_says_what_is_wrong(tmp_path, arguments, words):
    assert words in prepare(ArticleSpider, tmp_path, **arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Which files?"),
        ({"path": "nowhere/*.warc.gz"}, "path=nowhere/*.warc.gz leads to no WARC file."),
        ({"path": str(Path(__file__).parent)}, "leads to no WARC file."),
    ],
)
def test_warc_says_what_is_wrong(tmp_path, arguments, words):
    assert words in prepare(WarcSpider, tmp_path, **arguments)


def test_warc_knows_the_sources_that_are_followed(tmp_path):
    (tmp_path / "a.warc").touch()

    complaint = prepare(WarcSpider, tmp_path, untouched=False, path=str(tmp_path), source="two")

    assert complaint == "There is no source 'two'; `dateline sources list` shows those there are."


def test_run_that_is_not_there_is_wrong_use(tmp_path):
    assert prepare(NewsSpider, tmp_path, untouched=False, run="7") == "There is no open run 7."


def test_spider_that_is_not_there_is_wrong_use(tmp_path):
    complaint = Desk(tmp_path).crawl("olds", code=2)

    assert complaint == "Error: There is no spider 'olds'; there are: article, news, warc.\n"
