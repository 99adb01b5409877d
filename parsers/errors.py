"""What can go wrong with a page: one class for each thing a caller does about it."""

from __future__ import annotations


class ParseError(ValueError):
    """A page that could not become an Article."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url or 'page'}: {reason}")
        self.url = url
        self.reason = reason

    def __reduce__(self) -> tuple[type[ParseError], tuple[str, str]]:
        # Pages are parsed in worker processes; the default would call __init__ with the message alone.
        return type(self), (self.url, self.reason)


class PageTooLarge(ParseError):
    """More bytes or elements than we parse: keep the snapshot, skip the page, count it."""


class Undecodable(ParseError):
    """No text in it, whatever its type says: a binary served as HTML, or nothing at all."""


class LayoutError(ParseError):
    """A layout file that cannot be used, before any page is read: tell the user, who mends it. ``url`` is its path."""
