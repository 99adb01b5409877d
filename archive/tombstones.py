"""What was erased, known only by keyed hashes: enough to tell it when it comes again, too little to tell what it was.

Every way into the archive asks here: saving, announcing, recording a request, reading kept bytes again, import, merge
and WARC. While nothing was ever erased that costs one look at an empty table a transaction.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from archive.addresses import host_name, plain_url
from archive.driver import Connection
from archive.rows import Announcement, Capture, Fetch
from parsers.article import Article, Comment

_HASH_BYTES = 16
_REMEMBERED = 20_000
_SIFTED = frozenset({"author", "author of a source", "thread", "commenter", "commenter of a source"})
"""Kinds that are taken out of an article; the others are of articles as a whole."""

EVERYWHERE = ""
"""The scope of a name that is erased in all sources; else it is the key of one, or an article's address."""

SourceKey = Callable[[], str | None]


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name as it is compared: however it is written (case, width, spaces)."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=256)
def addresses(*urls: str | None) -> tuple[str, ...]:
    """The forms that URLs are known in, each once."""
    return tuple(dict.fromkeys(form for url in urls if url for form in (plain_url(url), url)))


class Tombstones:
    """The erasures of one archive, in memory. ``refresh`` is to be called when a transaction begins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last = 0
        self._keyed = [hashlib.blake2b(digest_size=_HASH_BYTES)]
        """By the archive's own key, and by those of archives whose erasures it took over."""
        self._verdicts: dict[tuple[str, str], bool] = {}
        """Names met lately, as they are written: most people write more than once."""
        self._hashes: set[bytes] = set()
        self._kinds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def refresh(self) -> bool:
        """Learn what has been erased since, by whatever process; whether anything was."""
        (last,) = self._connection.execute("SELECT ifnull(max(id), 0) FROM erasure").fetchone()
        if last == self._last:
            return False
        self._last = last
        self.read()
        return True

    def read(self) -> None:
        """Learn all there are."""
        rows = self._connection.execute("SELECT hash, kind FROM tombstone").fetchall()
        self._hashes = {digest for digest, _ in rows}
        self._kinds = frozenset(kind for _, kind in rows)
        keys = [key for (key,) in self._connection.execute("SELECT key FROM tombstone_key ORDER BY rowid")]
        self._keyed = [hashlib.blake2b(key=key, digest_size=_HASH_BYTES) for key in keys or (b"",)]
        self._verdicts.clear()

    def hash(self, kind: str, *parts: str) -> bytes:
        """A keyed hash of what is erased: nobody without the archive can make it or compare it with others."""
        return next(self.hashes(kind, *parts))

    def hashes(self, kind: str, *parts: str) -> Iterator[bytes]:
        """The same by every key, the own first."""
        for keyed in self._keyed:
            digest = keyed.copy()
            digest.update("\0".join((kind, *parts)).encode("utf-8", "surrogatepass"))
            yield digest.digest()

    def knows(self, kind: str, *parts: str) -> bool:
        """Whether this was erased."""
        return kind in self._kinds and not self._hashes.isdisjoint(self.hashes(kind, *parts))

    def has_url(self, *urls: str | None) -> bool:
        """Whether any of these is an address of what was erased."""
        return "url" in self._kinds and any(self.knows("url", form) for form in addresses(*urls))

    def has_text(self, final_url: str, text_hash: int | None) -> bool:
        """Whether this is the text of an article that was erased, at whatever address of its host."""
        return (
            text_hash is not None and "text" in self._kinds and self.knows("text", host_name(final_url), str(text_hash))
        )

    def covers(self, capture: Capture, text_hash: int | None) -> bool:
        """Whether a capture is of an article that was erased."""
        fetch = capture.fetch
        return self.has_url(fetch.url, fetch.final_url, capture.article.canonical_url) or self.has_text(
            fetch.final_url, text_hash
        )

    @property
    def has_names(self) -> bool:
        """Whether people or their comments were erased, who may be named anywhere."""
        return not self._kinds.isdisjoint(_SIFTED)

    def keeps_out(self, fetch: Fetch) -> bool:
        """Whether a request must not be recorded, as it names an address of what was erased."""
        return self.has_url(fetch.url, fetch.final_url, fetch.headers.get("location"))

    def admitted(self, announcements: Sequence[Announcement]) -> Sequence[Announcement]:
        """Those that do not announce what was erased."""
        if "url" not in self._kinds:
            return announcements
        return [told for told in announcements if not self.has_url(told.key, told.url)]

    def sifted(self, capture: Capture, source: SourceKey) -> Capture:
        """A capture without the authors and comments that were erased. As its bytes hold them too, they stay out."""
        if self._kinds.isdisjoint(_SIFTED):
            return capture
        urls = (capture.fetch.url, capture.fetch.final_url)
        article = self.without_erased(capture.article, source, *urls)
        if article is capture.article and capture.baseline is None:
            return capture
        baseline = capture.baseline and self.without_erased(capture.baseline, source, *urls)
        if article is capture.article:
            return replace(capture, baseline=baseline)
        return replace(
            capture,
            article=article,
            baseline=baseline,
            fetch=replace(capture.fetch, body=None),
            pages=tuple(replace(page, body=None) for page in capture.pages),
        )

    def without_erased(self, article: Article, source: SourceKey, *urls: str) -> Article:
        """An article without the authors and comments that were erased; itself where it has none of them."""
        return self._without_comments(self._without_authors(article, source), source, *urls)

    def _without_authors(self, article: Article, source: SourceKey) -> Article:
        if not article.authors or self._kinds.isdisjoint({"author", "author of a source"}):
            return article
        gone = [author for author in article.authors if self._names("author", author.name, source)]
        if not gone:
            return article
        names = {plain_name(author.name) for author in gone}
        links = {link for author in gone for link in (author.url, *author.links) if link}
        rules = {field: rule for field, rule in article.provenance.items() if not field.startswith("authors[")}
        return replace(
            article,
            authors=tuple(author for author in article.authors if author not in gone),
            tags=tuple(tag for tag in article.tags if plain_name(tag) not in names),
            links=tuple(x for x in article.links if x.url not in links and plain_name(x.text) not in names),
            provenance=rules,
        )

    def _without_comments(self, article: Article, source: SourceKey, *urls: str) -> Article:
        if not article.comments or self._kinds.isdisjoint({"thread", "commenter", "commenter of a source"}):
            return article
        threads = [form for form in addresses(*urls, article.canonical_url) if self.knows("thread", form)]
        left = tuple(c for c in article.comments if not self._is_erased(c, threads, source))
        return article if len(left) == len(article.comments) else replace(article, comments=left)

    def _is_erased(self, comment: Comment, threads: Sequence[str], source: SourceKey) -> bool:
        if comment.author and self._names("commenter", comment.author, source):
            return True
        return bool(threads) and any(
            self.knows("commenter", thread, plain_name(comment.author or ""))
            or any(self.knows("comment", thread, mark) for mark in comment_marks(comment))
            for thread in threads
        )

    def _names(self, kind: str, name: str, source: SourceKey) -> bool:
        if kind in self._kinds and self._met(kind, EVERYWHERE, name):
            return True
        in_source = f"{kind} of a source"
        return in_source in self._kinds and self._met(in_source, source() or "", name)

    def _met(self, kind: str, scope: str, name: str) -> bool:
        asked = (f"{kind} {scope}", name)
        verdict = self._verdicts.get(asked)
        if verdict is None:
            if len(self._verdicts) > _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[asked] = self.knows(kind, scope, plain_name(name))
        return verdict


def comment_marks(comment: Comment) -> Iterator[str]:
    """What a comment is known by under its article: its id, and what it says, should another parser name it otherwise."""
    if comment.id:
        yield f"id {comment.id}"
    if comment.text:
        yield f"text {plain_name(comment.author or '')} {plain_name(comment.text)}"
