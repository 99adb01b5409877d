"""The comments that stand in a page: who wrote what when, and who answers whom."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime

import pytest

from parsers.article import Comment
from parsers.comments.discussion import read_discussion
from parsers.page import Page

URL = "https://news.example/2026/11/a-story"
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def comments_of(body: str) -> tuple[Comment, ...]:
    return read_discussion(Page(f"<body><h1>A story</h1>{body}</body>".encode(), URL)).comments


def a_comment(number: int, *, author: str = "Ann", text: str = "Well said.", inner: str = "", names: str = "") -> str:
    return f"""<li id="comment-{number}" class="comment even depth-1 {names}"><article class="comment-body">
        <footer class="comment-meta"><div class="comment-author vcard"><img class="avatar" alt=""><b class="fn">{author}</b>
        <span class="says">says:</span></div><div class="comment-metadata"><a href="{URL}#comment-{number}">
        <time datetime="2026-11-03T12:00:00+00:00">3 November</time></a><span class="edit-link">Edit</span></div></footer>
        <div class="comment-content"><p>{text}</p></div>
        <div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div></article>{inner}</li>"""


def test_a_wordpress_list_tells_names_times_and_texts_without_buttons_and_badges():
    found = comments_of(f'<ol class="comment-list">{a_comment(7, text="Well <b>said</b>.</p><p>Thanks.")}</ol>')

    assert found == (Comment(id="comment-7", author="Ann", published=NOON, text="Well said.\nThanks."),)


def test_nested_lists_are_answers():
    inner = f'<ul class="children">{a_comment(8, author="Ben", text="No.")}</ul>'

    found = comments_of(f'<ol class="comment-list">{a_comment(7, inner=inner)}{a_comment(9, author="Cy")}</ol>')

    assert [(comment.id, comment.parent) for comment in found] == [
        ("comment-7", None),
        ("comment-8", "comment-7"),
        ("comment-9", None),
    ]


def test_a_list_of_answers_may_follow_the_comment_instead_of_standing_in_it():
    answers = f'<div class="indented">{a_comment(8)}<div class="indented">{a_comment(9)}</div>{a_comment(10)}</div>'

    found = comments_of(f'<div id="comments">{a_comment(7)}{answers}{a_comment(11)}</div>')

    assert [comment.parent for comment in found] == [None, "comment-7", "comment-8", "comment-7", None]


def test_depth_classes_tell_answers_in_a_flat_list():
    def flat(number: int, depth: int) -> str:
        return (
            f'<div class="comment depth-{depth}" id="comment-{number}"><span class="author">A{number}</span>'
            f'<span class="date">2026-11-0{number}</span><div class="text">Text {number}.</div></div>'
        )

    found = comments_of(
        '<div id="comments">' + flat(1, 1) + flat(2, 2) + flat(3, 3) + flat(4, 2) + flat(5, 1) + "</div>"
    )

    assert [comment.parent for comment in found] == [None, "comment-1", "comment-2", "comment-1", None]
    assert found[0] == Comment(id="comment-1", author="A1", published=date(2026, 11, 1), text="Text 1.")


def test_a_named_parent_is_believed():
    found = comments_of(
        '<div class="comment" id="comment-1"><i class="user">A</i><i class="date">2026-11-01</i><p class="text">One.</p></div>'
        '<div class="comment" id="comment-2" data-parent-id="1"><i class="user">B</i><i class="date">2026-11-02</i>'
        '<p class="text">Two.</p></div>'
    )

    assert [comment.parent for comment in found] == [None, "comment-1"]


def test_pingbacks_and_placeholders_are_no_comments():
    pings = (
        a_comment(5, names="pingback") + '<li class="trackback" id="comment-6"><b class="fn">Blog</b>Trackback: x</li>'
    )
    placeholder = (
        '<div class="comment" id="comment-template-1"><b class="fn">{{name}}</b><p class="text">{{text}}</p></div>'
    )

    found = comments_of(f'<ol class="comment-list">{a_comment(7)}{pings}</ol>{placeholder}')

    assert [comment.id for comment in found] == ["comment-7"]


def test_comments_of_other_articles_in_a_side_bar_stay_out():
    elsewhere = a_comment(99).replace("/2026/11/a-story", "/2026/10/another")

    found = comments_of(f"<ol>{a_comment(7)}</ol><aside><ul>{elsewhere}</ul></aside>")

    assert [comment.id for comment in found] == ["comment-7"]


def test_an_opinion_piece_that_is_called_a_comment_is_no_comment():
    page = f"<article class='kommentar'><h1>A story</h1><b class='author'>Ann</b><time datetime='{NOON}'>x</time><p>Text.</p></article>"

    assert read_discussion(Page(page.encode(), URL)).comments == ()


def test_a_thread_printed_twice_is_told_once():
    found = comments_of(f"<ol>{a_comment(7)}</ol><ol>{a_comment(7)}</ol>")

    assert len(found) == 1


def test_an_answered_comment_without_id_is_named_by_its_number():
    found = comments_of(
        '<ul class="commentlist"><li class="comment"><cite>Ann</cite><time datetime="2026-11-03">3</time><p class="text">Q?</p>'
        '<ul class="children"><li class="comment"><cite>Ben</cite><time datetime="2026-11-04">4</time><p class="text">A.</p>'
        "</li></ul></li></ul>"
    )

    assert [(comment.id, comment.parent) for comment in found] == [("1", None), (None, "1")]


SYSTEMS = {
    "wpdiscuz": """<div id="wpd-threads"><div id="wpd-comm-3_0" class="comment wpd-comment wpd_comment_level-1"><div
        class="wpd-comment-wrap" id="comment-3"><div class="wpd-comment-right"><div class="wpd-comment-header"><div
        class="wpd-comment-author">Ann</div><div class="wpd-comment-date" title="3. November 2026 12:00">today</div></div>
        <div class="wpd-comment-text"><p>Well said.</p></div><div class="wpd-comment-footer">Reply</div></div></div></div></div>""",
    "blogger": """<ol><li class="comment" id="c163"><div class="comment-block"><div class="comment-header"><cite class="user">
        <a>Ann</a></cite><span class="datetime"><a href="#c163">2026-11-03</a></span></div><p class="comment-content">Well said.
        </p><span class="comment-actions"><a class="comment-reply">Reply</a></span></div></li></ol>""",
    "drupal": """<section class="comments"><article id="comment-3" class="comment js-comment"><footer class="comment__meta">
        <p class="comment__submitted">Submitted by <span class="username">Ann</span> on <time datetime="2026-11-03">3</time></p>
        </footer><div class="comment__content"><h3 class="comment__title"><a>Well</a></h3><div
        class="field--name-comment-body"><p>Well said.</p></div><ul class="links"><li>Reply</li></ul></div></article></section>""",
    "movable type": """<div class="comments-head">Comments</div><div class="comments-body"><p>Well said.</p><span
        class="comments-post">Posted by: <a href="mailto:a@b.example">Ann</a> at November 3, 2026 12:00 PM</span></div>""",
    "block theme": """<ol class="wp-block-comment-template"><li id="comment-3" class="comment even depth-1"><div
        class="wp-block-comment-author-name"><a>Ann</a></div><div class="wp-block-comment-date"><time
        datetime="2026-11-03">3</time></div><div class="wp-block-comment-content"><p>Well said.</p></div></li></ol>""",
    "microdata": """<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Ann</span><time
        itemprop="dateCreated" datetime="2026-11-03">3</time><div itemprop="text">Well said.</div></div>""",
    "own, with names": """<div class="kommentare"><div class="kommentar-item"><div class="kommentar-info"><div
        class="benutzer">Ann</div><div class="datum">03.11.2026, 12.00 Uhr</div></div><div class="kommentar-text">Well said.
        </div></div></div>""",
    "own, with boxes only": """<div class="comments"><div class="x"><div><b class="user-name">Ann</b><span class="date">3.11.2026
        </span></div><div><p>Well said.</p></div></div><div class="x"><div><b class="user-name">Ben</b><span class="date">
        4.11.2026</span></div><div><p>No.</p></div></div></div>""",
    "own, without names": """<section class="comments"><h2>Comments</h2><ul><li id="m3"><a class="author person"><h4>Ann</h4></a>
        <time datetime="2026-11-03">3</time><div class="objlink"><p>Well said.</p></div></li></ul></section>""",
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_reader_reads_every_system(system):
    found = comments_of(SYSTEMS[system])

    assert [(comment.author, str(comment.published)[:10], comment.text) for comment in found[:1]] == [
        ("Ann", "2026-11-03", "Well said.")
    ]


@pytest.mark.parametrize(
    ("counter", "count"),
    [
        ("<a href=#comments>14 comments</a>", 14),
        ("<span class=comment-count>14</span>", 14),
        ("<a href=#comments>Leave a comment</a>", None),
        ("<a href=#comments>0 comments</a>", None),
        ("<a href=/another-story#comments>14 comments</a>", None),
    ],
)
def test_a_count_beside_the_byline_tells_of_a_thread_that_comes_by_script(counter, count):
    text = "<p>A sentence of the story, and then another one that is as long.</p>" * 5
    page = Page(f"<body><h1>A story</h1><p>By Jane Doe {counter}</p>{text}</body>".encode(), URL)

    found = read_discussion(page)

    assert [(widget.provider, widget.count) for widget in found.widgets] == ([("native", count)] if count else [])


SIZE = 70_000 if os.environ.get("DATELINE_SOAK") else 16_000
"""Elements; a page of more than 75,000 is refused."""
HOSTILE = {
    "nested 5,000 deep": lambda: "".join(
        f'<div class="comment" id="comment-{n}"><cite>A</cite><time>2026-11-03</time><p>x'
        + "</div>" * (n % 5000 == 4999) * 5000
        for n in range(SIZE // 4)
    ),
    "one id on everything": lambda: (
        '<div id="comments" class="comment author"><a href="#comments">1</a></div>' * (SIZE // 2)
    ),
    "boxes in boxes": lambda: '<div class="comments-area">' * SIZE + "No comments",
    "a long list": lambda: "".join(a_comment(n)[:220] + "<p>x</p></li>" for n in range(SIZE // 10)),
    "a class of a megabyte": lambda: '<div class="' + "comment-author " * 70_000 + '">x</div>',
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_threads_cost_seconds_at_most(shape):
    page = Page(("<body><h1>A story</h1>" + HOSTILE[shape]()).encode(), URL)
    started = time.process_time()

    read_discussion(page)

    assert time.process_time() - started < 10


def test_boxes_with_a_heading_in_one_another_are_looked_at_once():
    items = "".join(f"<div>{f'<i>may {n} be</i>' * 30}</div>" for n in range(100))

    def took(headings: int) -> float:
        page = Page(f"<body><h1>A story</h1>{'<div><h3>Comments</h3>' * headings}{items}</body>".encode(), URL)
        started = time.process_time()
        read_discussion(page)
        return time.process_time() - started

    assert any(took(40) < 12 * took(2) for _ in range(5))  # about twice; forty times where each looks anew
