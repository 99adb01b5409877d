"""One site of the newsstand while it is made: what its addresses answer, and what is truly announced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bench.newsstand import page
from bench.newsstand.story import LAST, Story, stories

FIRST = 60
"""Number of the latest story in the first edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answers with."""

    body: bytes | Callable[[int], bytes] = b""
    """A function of how many requests the site has had: for what is another with each of them."""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None


@dataclass(slots=True, kw_only=True)
class Press:
    """A site in one edition. Makers add to ``answers`` and ``truth``."""

    name: str
    """``kestrel``, which stands at kestrel.example."""
    edition: int
    now: datetime
    count: int
    """Stories that are announced at a time."""
    fresh: int
    """Of them, new with each edition after the first."""
    language: str = "en"
    scheme: str = "http"
    answers: dict[str, Answer] = field(default_factory=dict)
    """Absolute address → answer."""
    truth: dict[str, str] = field(default_factory=dict)
    """Canonical address → title of each article that somebody announces."""
    older: dict[str, str] = field(default_factory=dict)
    """The same of what only its archives lead to."""
    moved: dict[str, str] = field(default_factory=dict)
    """Beginning of addresses → where they redirect to."""
    ignored: str = ""
    """Pattern of what the site itself ignores in an address."""
    start: str = ""
    """What a user would type to follow the site; its root without it."""

    @property
    def root(self) -> str:
        return f"{self.scheme}://{self.name}.example"

    @property
    def home(self) -> str:
        return f"{self.root}/"

    def told(self) -> list[Story]:
        """The stories that are announced in this edition, newest first."""
        last = min(FIRST + self.fresh * (self.edition - 1), LAST)
        return stories(
            self.name,
            first=last - self.count + 1,
            last=last,
            edition=self.edition,
            now=self.now,
            language=self.language,
        )

    def before(self) -> list[Story]:
        """The stories that stand in its archives only, newest first."""
        last = min(FIRST + self.fresh * (self.edition - 1), LAST) - self.count
        first = max(1, last - self.count + 1)
        return stories(self.name, first=first, last=last, edition=self.edition, now=self.now, language=self.language)

    def add(
        self,
        path: str,
        body: str | bytes | Callable[[int], bytes],
        kind: str = "text/html; charset=utf-8",
        charset: str = "utf-8",
    ) -> str:
        """Answer ``path`` (or an address of another host); the address."""
        url = path if "://" in path else self.root + path
        self.answers[url] = Answer(
            body=body.encode(charset, "xmlcharrefreplace") if isinstance(body, str) else body, kind=kind
        )
        return url

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        url = path if "://" in path else self.root + path
        self.answers[url] = Answer(status=status, location=to)
        return url

    def publish(
        self,
        told: Iterable[Story],
        address: Callable[[Story], str],
        *,
        charset: str = "utf-8",
        kind: str = "",
        **more: str,
    ) -> list[tuple[str, Story]]:
        """A page of each story at the path that ``address`` gives it; (address, story) of each."""
        entries = []
        for story in told:
            text = page.article(story, charset=charset, **more)
            url = self.add(address(story), text, kind or f"text/html; charset={charset}", charset)
            self.truth[url] = story.title
            entries.append((url, story))
        return entries

    def furnish(self, entries: Sequence[tuple[str, Story]] = ()) -> None:
        """The pages that every site has at its edges, and those of tags and authors."""
        for path, (title, body) in page.NO_ARTICLES.items():
            self.answers.setdefault(self.root + path, _page(page.top(title) + f"<h1>{title}</h1>{body}" + page.edges()))
        told = [story for _, story in entries]
        for path, text in page.tag_pages(told, {story.number: url for url, story in entries}).items():
            self.answers.setdefault(self.root + path, _page(text))

    def paged(
        self,
        entries: Sequence[tuple[str, Story]],
        path: Callable[[int], str],
        *,
        size: int,
        title: str = "News",
        link: Callable[[str, int], str] = lambda url, number: f'<a rel=next href="{url}">Older posts</a>',
        charset: str = "utf-8",
        **more: str,
    ) -> None:
        """A list on as many pages as it takes, ``path(1)`` the first; ``link(url, number)`` leads on."""
        pages = [entries[start : start + size] for start in range(0, len(entries), size)] or [[]]
        for number, part in enumerate(pages, 1):
            extra = f"<div class=pagination>{link(path(number + 1), number + 1)}</div>" if number < len(pages) else ""
            text = page.listing(title, part, extra=extra, language=self.language, charset=charset, **more)
            self.add(path(number), text, f"text/html; charset={charset}", charset)


def _page(text: str) -> Answer:
    return Answer(body=text.encode())
