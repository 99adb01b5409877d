"""A host that only redirects to the same addresses elsewhere is not asked to say so for each page."""

import asyncio
from pathlib import Path

import pytest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from archive.store import Archive
from crawler import clock
from crawler.network.redirects import at_origin, origin_behind
from tests.builders import NOON
from tests.test_frontier import announce
from tests.test_stumbling import Reader, settings  # noqa: F401 - a fixture

OLD, NEW = "http://www.a.example", "https://a.example"


@pytest.mark.parametrize(
    ("url", "to", "origin"),
    [
        (f"{OLD}/1?x=2", f"{NEW}/1?x=2", NEW),
        (f"{OLD}/1", "https://www.a.example/1", "https://www.a.example"),
        (f"{OLD}/1", f"{NEW}/1/", None),
        (f"{OLD}/1", f"{NEW}/2", None),
        (f"{OLD}/1", f"{NEW}/", None),
        (f"{OLD}/1", "https://b.example/1", None),
        (f"{OLD}/1", f"{OLD}/1", None),
    ],
)
def test_redirect_that_changes_nothing_but_scheme_and_www_tells_where_all_is(url, to, origin):
    assert origin_behind(url, to) == origin
    assert origin is None or at_origin(url, origin) == to


def test_pages_are_asked_for_where_their_host_redirects_to_and_where_they_were_named_if_they_are_not_there(settings):  # noqa: F811
    with Archive.open(Path(settings["DATELINE_ARCHIVE_PATH"])) as archive:
        for number in range(3):
            announce(archive, f"{OLD}/{number}", rank=-float(number))
        archive.finish_run(1, outcome="finished", counts={}, now=NOON)
    spider = Reader.from_crawler(get_crawler(Reader, settings))

    async def ask(status: int, **meta: object) -> str:
        """Where a page is asked for, which is answered so, without a body."""
        (page,) = await spider.do(lambda archive: spider.lease_of(archive, ["a"], 1, {}, clock.now()))
        request = spider.page_request(page)
        answered = Request(meta.pop("to", request.url), meta=request.meta | meta, cb_kwargs=request.cb_kwargs)
        await spider.read_page(Response(answered.url, status=status, request=answered), page)
        return request.url

    def origins() -> list[str]:
        return spider.writer.do_now(
            lambda a: [o for (o,) in a.connection.execute("SELECT origin FROM host") if o is not None]
        )

    async def story() -> None:
        first = await ask(403, to=f"{NEW}/0", redirect_urls=[f"{OLD}/0"], redirect_reasons=[301])
        assert (first, origins()) == (f"{OLD}/0", [NEW])
        assert await ask(403) == f"{NEW}/1"  # there it is not to be had
        assert (await ask(304), origins()) == (f"{OLD}/1", [""])  # and stands where it was named
        assert await ask(403) == f"{OLD}/2"

    asyncio.run(story())
    spider.abandon()
    spider.writer.close()
