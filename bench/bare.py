"""A bare Scrapy spider that downloads pages and does nothing with them: what a crawl is measured against."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    """Every address of a file."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        for url in Path(sys.argv[1]).read_text("utf-8").splitlines():
            yield Request(url)

    def parse(self, response: Response) -> None:
        """Nothing."""


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 64,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
        }
    )
    process.crawl(Bare)
    process.start()
