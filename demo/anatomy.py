"""One archived article, split into its parts."""

from __future__ import annotations

import json
from typing import Any

from rich.text import Text
from rich.tree import Tree

from archive.driver import Connection

OPEN = {1: "open", 0: "closed", None: "open or closed: it does not tell"}


def anatomy(connection: Connection, canonical_url: str) -> Tree:
    """Title, byline, bio, sections and comments, as the views tell them."""
    ((article, title, subtitle, published, tags, text),) = connection.execute(
        "SELECT id, title, subtitle, published, tags, text FROM articles WHERE canonical_url = ?", [canonical_url]
    )
    tree = Tree(Text(title, style="bold"), guide_style="dim")
    tree.add(_part("subtitle", subtitle))
    tree.add(_part("published", published))
    tree.add(_part("tags", ", ".join(json.loads(tags))))
    for name, bio in connection.execute(
        "SELECT name, bio FROM article_authors WHERE article_id = ? ORDER BY position", [article]
    ):
        author = tree.add(_part("author", name))
        if bio:
            author.add(_part("bio", bio))
    _add_text(tree, connection, article, text)
    _add_comments(tree, connection, article)
    return tree


def _add_text(tree: Tree, connection: Connection, article: int, text: str) -> None:
    sections: list[tuple[str, int, str]] = connection.execute(
        "SELECT heading, level, text FROM article_sections WHERE article_id = ? ORDER BY position", [article]
    ).fetchall()
    lead = text.split(f"\n{sections[0][0]}\n")[0] if sections else text
    tree.add(_part("lead", more=_length(lead).strip())).add(_beginning(lead))
    for heading, level, under in sections:
        tree.add(_part(f"h{level}", heading, _length(under))).add(_beginning(under))


def _add_comments(tree: Tree, connection: Connection, article: int) -> None:
    for provider, thread, count, is_open in connection.execute(
        "SELECT provider, thread_id, count, open FROM comment_widgets WHERE article_id = ?", [article]
    ):
        widget = tree.add(_part("comments", f"{provider}, thread {thread}, {count} counted, {OPEN[is_open]}"))
        branches: dict[Any, Tree] = {None: widget}
        for comment, parent, author, text in connection.execute(
            "SELECT comment_id, parent_id, author, text FROM article_comments"
            " WHERE article_id = ? AND provider = ? AND removed_at IS NULL ORDER BY published",
            [article, provider],
        ):
            branches[comment] = branches.get(parent, widget).add(Text.assemble((f"{author}: ", "bold"), text))


def _part(name: str, value: str | None, more: str = "") -> Text:
    return Text.assemble((f"{name:<10}", "cyan"), value or "", (more, "dim"))


def _length(text: str) -> str:
    paragraphs = text.count("\n") + 1
    return f" ({paragraphs} paragraph{'s' * (paragraphs > 1)})"


def _beginning(text: str) -> Text:
    """The first paragraph, as far as the line goes."""
    return Text(text.split("\n")[0], style="dim", no_wrap=True, overflow="ellipsis")
