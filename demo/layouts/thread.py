"""Readers' comments as WordPress prints them, threaded, and what they tell."""

from __future__ import annotations

from html import escape

from demo.story import Story
from parsers.article import Comment, CommentWidget


def comment_list(story: Story, *, says: str, reply: str, when: str) -> str:
    """``ol.comment-list`` with the answers inside what they answer; ``when`` is a strftime format."""

    def level(parent: int | None, depth: int) -> str:
        return "".join(
            f'<li id="comment-{remark.id}" class="comment {"even" if remark.id % 2 == 0 else "odd alt"} depth-{depth}">'
            f'<article id="div-comment-{remark.id}" class="comment-body"><footer class="comment-meta">'
            f'<div class="comment-author vcard"><img alt="" src="/media/avatar-{remark.id % 7}.png" class="avatar" '
            f'height="42" width="42"> <b class="fn">{escape(remark.author)}</b> <span class="says">{says}</span></div>'
            f'<div class="comment-metadata"><a href="#comment-{remark.id}"><time datetime="{remark.at.isoformat()}">'
            f"{remark.at.strftime(when)}</time></a></div></footer>"
            f'<div class="comment-content"><p>{escape(remark.text)}</p></div>'
            f'<div class="reply"><a rel="nofollow" class="comment-reply-link" href="#respond" '
            f'data-commentid="{remark.id}" aria-label="{reply} {escape(remark.author)}">{reply}</a></div></article>'
            f"{children(remark.id, depth)}</li>\n"
            for remark in story.remarks
            if remark.parent == parent
        )

    def children(parent: int, depth: int) -> str:
        inside = level(parent, depth + 1)
        return f'<ol class="children">{inside}</ol>' if inside else ""

    return f'<ol class="comment-list">\n{level(None, 1)}</ol>' if story.remarks else ""


def told_comments(story: Story) -> tuple[Comment, ...]:
    """The comments in page order: each answer after what it answers."""

    def level(parent: int | None) -> list[Comment]:
        told = []
        for remark in story.remarks:
            if remark.parent == parent:
                told.append(
                    Comment(
                        id=f"comment-{remark.id}",
                        parent=f"comment-{parent}" if parent else None,
                        author=remark.author,
                        published=remark.at,
                        text=remark.text,
                    )
                )
                told += level(remark.id)
        return told

    return tuple(level(None))


def told_widget(story: Story) -> CommentWidget:
    """WordPress' own comment system under this story."""
    return CommentWidget(
        provider="wordpress",
        thread_id=None if story.discussion == "closed" else str(story.number),
        count=len(story.remarks) or None,
        open=story.discussion != "closed",
    )
