"""What can go wrong with the sample site and the demonstration, in sentences for whoever typed the command."""

from __future__ import annotations

from pathlib import Path


class DemoError(Exception):
    """The sample site or the demonstration cannot go on."""


class PortInUse(DemoError):
    """Something else listens where the sample site should."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} on 127.0.0.1 is in use; name another one, or 0 for any that is free")
        self.port = port


class CrawlFailed(DemoError):
    """The crawl of the sample site ended with an error."""


class NotOurs(DemoError):
    """An archive of something else than the sample site stands where ours would be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is an archive of other sites, which a demonstration must not replace; name another file with --archive"
        )
        self.path = path
