"""What the commands print: in colour on a terminal, as plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archive.reading.records import ArticleRecord, CommentRecord, Stats
from archive.reading.search import Hit, Marked
from archive.tables import print_table, size
from archive.text.stories import Copy
from archive.versions.changes import Change
from archive.versions.wording import Piece
from parsers.article import Article, Author, Block, Code, Heading, ListBlock, Quote
from parsers.article import Table as TableBlock

_PLAIN_WIDTH = 10_000
"""Columns where no terminal wraps for us: a paragraph is a line, so that grep and cut see it whole."""

_LARGEST = 6
"""Tables whose size is worth a word."""

_DEEPEST = 12
"""Answers to answers that still move to the right."""

_STYLES = {"kept": "", "removed": "red strike", "added": "green underline"}
_TOLD = {"announced": "cyan", "asked": "", "returned": "green", "failed": "red", "gone": "red", "missing": "red"}
"""Colours of what happened to an address; what else is worth a look is yellow."""
_SIGNS = {"kept": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
"""Without colour, as ``git diff --word-diff`` marks words."""


class Printer:
    """Prints the archive's records."""

    def __init__(self) -> None:
        self._plain = not sys.stdout.isatty()
        width = _PLAIN_WIDTH if self._plain else None
        self._console = Console(highlight=False, emoji=False, markup=False, width=width)

    def hits(self, hits: Sequence[Hit]) -> None:
        """One block a hit: title, where and when, the snippet."""
        for hit in hits:
            line = _marked(hit.title, "bold")
            line.append(f"  [{hit.article_id}]", "dim")
            self._console.print(line)
            where = " · ".join(filter(None, (hit.source, day(hit.published), hit.url)))
            self._indented(Text(where, "cyan"))
            if hit.section:
                self._indented(Text("§ ", "dim") + _marked(hit.section, "dim"))
            self._indented(_marked(hit.snippet, ""))
            self._console.print()

    def copies(self, copies: Sequence[Copy]) -> None:
        """One block an article: title, where and when, what it shares with the one that was asked for."""
        for copy in copies:
            self._console.print(Text.assemble((copy.title, "bold"), (f"  [{copy.article_id}]", "dim")))
            where = " · ".join(filter(None, (copy.source, day(copy.published), copy.url)))
            self._indented(Text(where, "cyan"))
            again = "published again by the same source: " if copy.same_source else ""
            shares = f"{copy.share:.0%} of the article stands here, {copy.share_of_other:.0%} of this is in the article"
            self._indented(Text(again + shares, "dim"))
            self._console.print()

    def article(self, record: ArticleRecord) -> None:
        """An article split into its parts."""
        article = record.article
        self._console.print(Text(article.title or "", "bold"))
        if article.subtitle:
            self._console.print(Text(article.subtitle, "italic"))
        self._facts(record)
        for author in article.authors:
            self._author(author)
        self._body(article)
        if record.comments or article.widgets:
            self._comments(record)
        self._history(record)

    def stats(self, stats: Stats) -> None:
        """The archive in numbers, then by source."""
        pages = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in stats.pages.items())
        rows = {
            "articles": f"{stats.articles:,}" + (f" ({stats.gone:,} gone)" if stats.gone else ""),
            "versions": f"{stats.revisions:,}"
            + (f" ({stats.silent_edits:,} silent edits)" if stats.silent_edits else ""),
            "authors": f"{stats.authors:,}",
            "comments": f"{stats.comments:,}",
            "sources followed": f"{stats.sources:,}",
            "pages": pages or "0",
            "requests": f"{stats.requests:,}",
            "snapshots": f"{stats.snapshots:,}, {size(stats.snapshot_bytes)} kept in {size(stats.stored_bytes)}"
            + (f" ({stats.dropped:,} dropped)" if stats.dropped else ""),
            "file": size(stats.file_bytes)
            + (f", {size(stats.free_bytes)} of it free" if stats.free_bytes else "")
            + (f", about {size(stats.bytes_per_week)} more a week" if stats.bytes_per_week else ""),
            "largest tables": ", ".join(
                f"{name} {size(taken)}" for name, taken in list(stats.tables.items())[:_LARGEST]
            ),
            "from": f"{stats.first_seen} to {stats.last_seen}" if stats.first_seen else "",
        }
        self._pairs(rows)
        if stats.by_source:
            self._console.print()
            print_table(
                ("source", "articles", "versions", "gone", "last new article"),
                [
                    (row.source, f"{row.articles:,}", f"{row.revisions:,}", f"{row.gone:,}", row.last_article or "")
                    for row in stats.by_source
                ],
                numbers=(1, 2, 3),
                heads_in_lines=True,
            )

    def differences(
        self, title: str, first: int, second: int, differences: Sequence[tuple[Change, Sequence[Piece]]]
    ) -> None:
        """What changed between two revisions, part by part."""
        self._console.print(Text(title, "bold"))
        if first == second:
            self._console.print(f"revision {first} is its only one so far, or was named twice: nothing to compare")
            return
        self._console.print(Text(f"revision {first} to {second}", "dim"))
        if not differences:
            self._console.print("no difference")
        for change, pieces in differences:
            self._heading(f"{change.part} ({change.kind})")
            last = len(pieces) - 1
            self._indented(
                Text.assemble(*(self._piece(_shortened(piece, n == 0, n == last)) for n, piece in enumerate(pieces)))
            )

    def story(
        self,
        url: str,
        facts: Mapping[str, str | None],
        events: Sequence[tuple[str, str, str]],
        ends: Sequence[str],
    ) -> None:
        """An address: what is so, what happened (time, kind, words) in order, and how it stands in sentences."""
        self._console.print(Text(url, "bold"), soft_wrap=True)
        self._pairs(facts)
        self._console.print()
        width = max((len(kind) for _, kind, _ in events), default=0)
        day = ""
        for at, kind, words in events:
            style = _TOLD.get(kind, "yellow")
            if self._plain:
                self._console.print(f"{at}  {kind.replace('_', ' '):<{width}}  {words}", soft_wrap=True)
                continue
            if at[:10] != day:
                day = at[:10]
                self._console.print(Text(day, "bold cyan"))
            line = Table.grid(padding=(0, 2))
            line.add_column(no_wrap=True, style="dim")
            line.add_column(no_wrap=True, width=width, style=style)
            line.add_column(overflow="fold")
            line.add_row(f"  {at[11:19]}", kind.replace("_", " "), Text(words))
            self._console.print(line)
        self._console.print()
        for sentence in ends:
            self._console.print(Text(sentence), soft_wrap=self._plain)

    def _piece(self, piece: Piece) -> tuple[str, str]:
        if not self._console.color_system:
            before, after = _SIGNS[piece.fate]
            return before + piece.text + after, ""
        return piece.text, _STYLES[piece.fate]

    def _facts(self, record: ArticleRecord) -> None:
        article = record.article
        rows = {
            "id": str(record.id),
            "source": record.source,
            "url": article.url,
            "canonical": article.canonical_url if article.canonical_url != article.url else None,
            "published": article.published.isoformat() if article.published else None,
            "modified": article.modified.isoformat() if article.modified else None,
            "language": article.language,
            "tags": ", ".join(article.tags),
            "image": article.image,
            "paywalled": "yes" if article.paywalled else None,
            "first seen": record.first_seen,
            "last seen": record.last_seen,
            "this version": f"{record.valid_from} to {record.valid_to}" if record.valid_to else None,
            "gone": record.gone_at,
        }
        self._pairs({name: value for name, value in rows.items() if value})

    def _author(self, author: Author) -> None:
        line = Text.assemble(("by ", "dim"), (author.name, "bold"))
        if author.url:
            line.append(f"  {author.url}", "dim")
        self._console.print()
        self._console.print(line)
        if author.bio:
            self._indented(Text(author.bio))

    def _body(self, article: Article) -> None:
        self._heading("lead") if article.lead else None
        for block in article.blocks:
            if isinstance(block, Heading):
                self._console.print()
                self._console.print(Text(f"{'#' * block.level} {block.text}", "bold cyan"))
            else:
                for line in _lines(block):
                    self._indented(Text(line))

    def _comments(self, record: ArticleRecord) -> None:
        self._heading("comments")
        for widget in record.article.widgets:
            state = {True: "open", False: "closed", None: None}[widget.open]
            count = None if widget.count is None else f"{widget.count:,} comment{'s' * (widget.count != 1)}"
            thread = f"thread {widget.thread_id}" if widget.thread_id else None
            site = f"site {widget.site_id}" if widget.site_id else None
            self._indented(
                Text(" · ".join(filter(None, (widget.provider, site, thread, count, state, widget.url))), "dim")
            )
        for depth, comment in _threaded(record.comments):
            head = Text.assemble(
                (comment.comment.author or "anonymous", "bold"),
                (f"  {comment.comment.published.isoformat()}" if comment.comment.published else "", "dim"),
                (f"  removed {comment.removed_at}" if comment.removed_at else "", "red"),
            )
            self._indented(head, depth)
            for line in comment.comment.text.split("\n"):
                self._indented(Text(line), depth)

    def _history(self, record: ArticleRecord) -> None:
        self._heading("revisions")
        for revision in record.revisions:
            silent = " (silent)" if revision.silent else ""
            shown = "  ◂" if revision.id == record.revision_id and record.valid_to else ""
            self._indented(
                Text(f"{revision.id}  {revision.seen_at}  {revision.cause}{silent}  {revision.word_count} words{shown}")
            )
        if record.observations:
            self._heading("observations")
            for seen in record.observations:
                self._indented(Text(f"{seen.at}  {seen.kind.replace('_', ' ')}  {seen.value or ''}".rstrip()))
        if len(record.aliases) > 1:
            self._heading("urls")
            for url in record.aliases:
                self._indented(Text(url))

    def _heading(self, text: str) -> None:
        self._console.print()
        self._console.print(Text(text, "bold cyan"))

    def _indented(self, text: Text, depth: int = 0) -> None:
        indent = 2 + 4 * min(depth, _DEEPEST)
        if self._plain:
            for line in text.split("\n"):
                self._console.print(Text(" " * indent) + line, soft_wrap=True)
        else:
            self._console.print(Padding(text, (0, 0, 0, min(indent, self._console.width // 2))))

    def _pairs(self, rows: Mapping[str, str | None]) -> None:
        width = max(map(len, rows), default=0)
        for name, value in rows.items():
            if not value:
                continue
            if self._plain or " " not in value:  # an address is copied as a whole
                self._console.print(Text.assemble((f"{name:<{width}}  ", "dim"), value), soft_wrap=True)
            else:
                line = Table.grid(padding=(0, 2))
                line.add_column(no_wrap=True, width=width, style="dim")
                line.add_column(overflow="fold")
                line.add_row(name, Text(value))
                self._console.print(line)


def day(moment: str | None) -> str | None:
    """The day of a time of the archive."""
    return moment[: len("2026-11-22")] if moment else None


def _shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    """Of what stayed only the paragraphs next to what changed."""
    lines = piece.text.split("\n")
    if piece.fate != "kept" or (is_first and is_last):
        return piece
    before, after = 0 if is_first else 1, 0 if is_last else 1
    if len(lines) <= before + after + 1:
        return piece
    return Piece(text="\n".join([*lines[:before], "⋯", *lines[len(lines) - after :]]), fate="kept")


def _marked(marked: Marked, style: str) -> Text:
    text = Text(marked.text, style)
    for start, end in marked.spans:
        text.stylize("bold black on yellow", start, end)
    return text


def _lines(block: Block) -> Iterable[str]:
    match block:
        case ListBlock(items=items, ordered=ordered):
            return (f"{number}. {item}" if ordered else f"• {item}" for number, item in enumerate(items, 1))
        case Quote(paragraphs=paragraphs):
            return (f"> {text}" for text in paragraphs)
        case Code(text=text):
            return (f"    {line}" for line in text.split("\n"))
        case TableBlock():
            return (f"| {row} |" for row in block.texts)
    return block.texts


def _threaded(records: Sequence[CommentRecord]) -> Iterable[tuple[int, CommentRecord]]:
    """The comments with their depth, each answer under what it answers, however deep and however odd the page's ids."""
    ids = {record.comment.id for record in records if record.comment.id}
    children: dict[str | None, list[CommentRecord]] = {}
    for record in records:
        answers = record.comment.parent in ids and record.comment.parent != record.comment.id
        parent = record.comment.parent if answers else None
        children.setdefault(parent, []).append(record)
    waiting = [(0, record) for record in reversed(children.pop(None, []))]
    while waiting or children:
        if not waiting:  # answers to each other in a circle
            waiting = [(0, record) for record in reversed(children.pop(next(iter(children))))]
        depth, record = waiting.pop()
        yield depth, record
        waiting += (
            (depth + 1, child) for child in reversed(children.pop(record.comment.id, []) if record.comment.id else [])
        )
