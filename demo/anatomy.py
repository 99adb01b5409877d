"""One archived article, split into its parts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from rich.tree import Tree

from archive.reading.records import ArticleRecord
from parsers.article import CommentWidget

OPEN = {True: "open", False: "closed", None: None}


def anatomy(record: ArticleRecord) -> Tree:
    """Title, byline, bio, sections and comments, the beginning of each."""
    article = record.article
    tree = Tree(Text(article.title or "", style="bold"), guide_style="dim")
    tree.add(_part("subtitle", article.subtitle))
    tree.add(_part("published", article.published.isoformat() if article.published else None))
    tree.add(_part("tags", ", ".join(article.tags)))
    for author in article.authors:
        branch = tree.add(_part("author", author.name))
        branch.add(Text(author.bio or "no bio", style="dim"))
    tree.add(_part("lead", more=_length(article.lead))).add(_beginning(article.lead))
    for section in article.sections:
        branch = tree.add(_part(f"h{section.level}", section.heading, _length(section.paragraphs)))
        branch.add(_beginning(section.paragraphs))
    for widget in article.widgets:
        branches: dict[str | None, Tree] = {None: tree.add(_part("comments", _told(widget)))}
        for comment in article.comments:
            above = branches.get(comment.parent, branches[None])
            branches[comment.id] = above.add(Text.assemble((f"{comment.author}: ", "bold"), comment.text))
    return tree


def _part(name: str, value: str | None = None, more: str = "") -> Text:
    return Text.assemble((f"{name:<10}", "cyan"), value or "", " " if value and more else "", (more, "dim"))


def _told(widget: CommentWidget) -> str:
    facts = (widget.provider, f"thread {widget.thread_id}", f"{widget.count} counted", OPEN[widget.open])
    return " · ".join(fact for fact in facts if fact)


def _length(texts: Sequence[str]) -> str:
    return f"({len(texts)} paragraph{'s' * (len(texts) != 1)})"


def _beginning(texts: Sequence[str]) -> Text:
    """The first paragraph, as far as the line goes."""
    return Text(texts[0].split("\n")[0] if texts else "", style="dim", no_wrap=True, overflow="ellipsis")
