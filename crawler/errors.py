"""What can go wrong around a crawl: one class for each thing a caller does about it."""

from __future__ import annotations

from pathlib import Path


class CrawlerError(Exception):
    """Base of this package's errors; its text is one sentence for the user."""

    def __reduce__(self) -> tuple[object, ...]:
        # Feeds and pages are read in worker processes; the default would call __init__ with the message alone.
        return _restore, (type(self), str(self), self.__dict__)


def _restore(kind: type[CrawlerError], message: str, state: dict[str, object]) -> CrawlerError:
    error = kind.__new__(kind, message)
    error.__dict__.update(state)
    return error


class SourcesError(CrawlerError):
    """A ``sources.toml`` that cannot be used, or a source that it does not have: tell the user, who mends it."""

    def __init__(self, path: Path, reason: str, *, line: int | None = None, field: str | None = None) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(": ".join(part for part in (place, field, reason) if part))
        self.path = path
        self.line = line
        self.field = field
        self.reason = reason


class NoSuchSource(SourcesError):
    """A source that is named and not there: the user mends what was typed."""

    exit_code = 2


class NotOpml(CrawlerError):
    """A file that is no list of feeds: name another."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NotAFeed(CrawlerError):
    """Bytes that are no feed; a page that names feeds itself has them in ``alternates``, absolute."""

    def __init__(self, url: str, reason: str, *, alternates: tuple[str, ...] = ()) -> None:
        hint = f"; the page itself names {', '.join(alternates[:3])}" if alternates else ""
        super().__init__(f"{url or 'feed'}: {reason}{hint}")
        self.url = url
        self.reason = reason
        self.alternates = alternates


class NotASitemap(CrawlerError):
    """Bytes that are no sitemap."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url or 'sitemap'}: {reason}")
        self.url = url
        self.reason = reason


class UsedWrongly(CrawlerError):
    """An argument or setting that says nothing sensible, or a source that is not there: the user mends what was typed."""

    exit_code = 2


class NothingToDo(CrawlerError):
    """All is well-formed, yet there is nothing this run could do."""


class JobFailed(CrawlerError):
    """A page that a worker could not read in its bounds: the page fails with this reason, the crawl goes on."""


class WorkersDown(CrawlerError):
    """No worker process can be started: nothing can be read, so the crawl ends."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the processes that read pages cannot be started: {reason}")
        self.reason = reason
