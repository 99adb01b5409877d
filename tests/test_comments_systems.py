"""Themes, versions and languages of comment systems, and what looks like comments but is the article itself."""

from __future__ import annotations

import pytest

from parsers.comments.counts import read_number, says_closed
from parsers.comments.discussion import read_discussion
from parsers.page import Page

URL = "https://news.example/2026/11/a-story"
ANSWERED = [("Ann", "2026-11-03", "Well said.", False), ("Ben", "2026-11-04", "No, not at all.", True)]
FLAT = [(*ANSWERED[0],), (*ANSWERED[1][:3], False)]


def discussion_of(body: str):
    html = f"<body><article><h1>A story</h1><p>Text of the story.</p>{body}</article></body>"
    return read_discussion(Page(html.encode(), URL))


def twice(template: str) -> str:
    first = template.format(n=1, a="Ann", d="2026-11-03", t="Well said.")
    return first + template.format(n=2, a="Ben", d="2026-11-04", t="No, not at all.")


LISTS = {
    "WordPress before classes": (
        "<ol class='commentlist'>"
        + twice(
            "<li id='comment-{n}'><cite>{a}</cite> Says:<br><small class='commentmetadata'><a href='#comment-{n}'>{d}</a>"
            "</small><p>{t}</p></li>"
        )
        + "</ol>",
        FLAT,
    ),
    "name and date in one line": (
        twice(
            "<li class='comment' id='comment-{n}'><div class='comment-author meta'><strong>{a}</strong>{d} 12:00"
            "<a class='comment-reply-link'> - Reply</a></div><div class='comment-text'><p>{t}</p></div></li>"
        ),
        FLAT,
    ),
    "terms and descriptions": (
        "<dl id='comments-block'>"
        + twice(
            "<dt class='comment-author' id='c{n}'><a name='c{n}'></a>{a} said...</dt><dd class='comment-body'><p>{t}</p></dd>"
            "<dd class='comment-footer'><span class='comment-timestamp'><a href='#c{n}'>{d}</a></span></dd>"
        )
        + "</dl>",
        FLAT,
    ),
    "Drupal 7": (
        (
            "<a id='comment-1'></a><div class='comment'><h3><a href='/comment/1#comment-1'>Right</a></h3><div class='submitted'>"
            "Submitted by <span class='username'>Ann</span> on Tue, 2026-11-03 - 12:00</div><div class='content'><p>Well said.</p>"
            "</div></div><div class='indented'><a id='comment-2'></a><div class='comment'><div class='submitted'>Submitted by Ben "
            "(not verified) on Wed, 2026-11-04 - 12:00</div><div class='content'><p>No, not at all.</p></div></div></div>"
        ),
        ANSWERED,
    ),
    "JComments": (
        (
            "<div class='comments-list'><div id='comment-item-1'><div class='comment-box'><span class='comment-author'>Ann</span>"
            "<span class='comment-date'>2026-11-03</span><div class='comment-body'>Well said.</div></div><div class='comments-list'>"
            "<div id='comment-item-2'><div class='comment-box'><span class='comment-author'>Ben</span><span class='comment-date'>"
            "2026-11-04</span><div class='comment-body'>No, not at all.</div></div></div></div></div></div>"
        ),
        ANSWERED,
    ),
    "words in the box of the head": (
        (
            "<ol class='ast-comment-list'><li class='comment' id='li-comment-1'><article class='ast-comment'><div "
            "class='ast-comment-info'><cite><b class='fn'>Ann</b></cite><time datetime='2026-11-03'>x</time><section "
            "class='ast-comment-content comment'><p>Well said.</p><span class='reply-link'>Reply</span></section></div></article>"
            "<ol class='children'><li class='comment' id='li-comment-2'><article class='ast-comment'><div class='ast-comment-info'>"
            "<cite><b class='fn'>Ben</b></cite><time datetime='2026-11-04'>x</time><section class='ast-comment-content comment'>"
            "<p>No, not at all.</p></section></div></article></li></ol></li></ol>"
        ),
        ANSWERED,
    ),
    "lists in lists around comments": (
        (
            "<ol><li><div id='comment-id-1'><div class='comment'><b class='name'>Ann</b><i class='date'>2026-11-03</i><div "
            "class='text'>Well said.</div></div></div><ol><li><div id='comment-id-2'><div class='comment'><b class='name'>Ben</b>"
            "<i class='date'>2026-11-04</i><div class='text'>No, not at all.</div></div></div></li></ol></li></ol>"
        ),
        ANSWERED,
    ),
    "lists in lists that are comments": (
        (
            "<div class='comments'><ol><li id='comment1'><div class='comment-wrap'><span class='name'>Ann</span><span class='date'>"
            "2026-11-03</span><p>Well said.</p></div><ul><li id='comment2'><div class='comment-wrap'><span class='name'>Ben</span>"
            "<span class='date'>2026-11-04</span><p>No, not at all.</p></div></li></ul></li></ol></div>"
        ),
        ANSWERED,
    ),
    "one comment in a box for many": (
        (
            "<div class='comments-container'><h3 class='comments-header'>Comments</h3><div class='comment' id='comment-1'><div "
            "class='comment-content'><p>Well said.</p></div><p class='comment-footer'>Posted by: <a>Ann</a> | <a "
            "href='#comment-1'>2026-11-03</a></p></div></div>"
        ),
        FLAT[:1],
    ),
    "a subject above the words": (
        twice(
            "<div class='comment' id='comment-{n}'><i class='author'>{a}</i><time datetime='{d}'>x</time><div class='comment-text'>"
            "<h3><a href='/comment/{n}#comment-{n}'>Subject</a></h3><div class='content'><p>{t}</p></div></div></div>"
        ),
        FLAT,
    ),
    "answers named in the page's language": (
        (
            "<div class='reacties'><div class='reactie' id='reactie-1'><b class='reactie-naam'>Ann</b><i class='reactie-datum'>"
            "2026-11-03</i><p class='reactie-tekst'>Well said.</p></div><div class='reactie reactie-antwoord' id='reactie-2'>"
            "<b class='reactie-naam'>Ben</b><i class='reactie-datum'>2026-11-04</i><p class='reactie-tekst'>No, not at all.</p></div>"
            "</div>"
        ),
        ANSWERED,
    ),
    "only answers are moved to the right": (
        (
            "<ul><li id='comment_1'><a class='nick'>Ann</a><span class='date'>2026-11-03</span><div class='content'>Well said.</div>"
            "</li><li id='comment_2' style='margin-left:2%'><a class='nick'>Ben</a><span class='date'>2026-11-04</span><div "
            "class='content'>No, not at all.</div></li></ul>"
        ),
        ANSWERED,
    ),
    "answers beside what they answer": (
        (
            "<section><article class='comment'><i class='username'>Ann</i><time datetime='2026-11-03'>x</time><p>Well said.</p>"
            "</article><div class='thread__children'><section><article class='comment'><i class='username'>Ben</i><time "
            "datetime='2026-11-04'>x</time><p>No, not at all.</p></article></section></div></section>"
        ),
        ANSWERED,
    ),
    "Indonesian names": (
        "<div class='komentar'>"
        + twice(
            "<div class='komentar-item'><b class='komentar-nama'>{a}</b><i class='komentar-waktu'>{d}</i><p class='komentar-isi'>{t}"
            "</p></div>"
        )
        + "</div>",
        FLAT,
    ),
    "a number before the words, links after the name": (
        twice(
            "<div class='comment' id='c_{n}'><div class='byline'><a href='/~x'>{a}</a> <time datetime='{d}'>x</time> | <a href='/c/{n}'>"
            "link</a></div><div class='comment_text'><p><a href='#c-{n}'><b>#{n}</b></a> {t}</p></div></div>"
        ),
        FLAT,
    ),
    "name and words in one paragraph, a time without a name": (
        twice(
            "<div class='comment_item'><p class='full_content'><a class='nickname'><b>{a}</b></a>{t}</p><p><a>Reply</a> <span "
            "class='x1'>{d}</span></p></div>"
        ),
        FLAT,
    ),
    "name in a heading of the head": (
        twice(
            "<article class='comment' id='comment_{n}'><header><h4>{a} am <time datetime='{d}'>x</time>:</h4></header><div "
            "class='content'><p>{t}</p></div></article>"
        ),
        FLAT,
    ),
    "who says": (
        twice(
            "<div class='comment' id='comment-{n}'><div><a>{a}</a> <span>says:</span> <i class='date'>{d}</i></div><div class='body'>"
            "<p>{t}</p></div></div>"
        ),
        FLAT,
    ),
    "names as paragraphs": (
        "<section><h2>Comments (2)</h2><ul>"
        + twice("<li class='flex'><div><p>{a}</p><p>{d}</p><p>{t}</p><button>Reply</button></div></li>")
        + "</ul></section>",
        FLAT,
    ),
    "media objects under their heading": (
        "<h4>2 Comments</h4>"
        + twice(
            "<div class='media mb-4'><img><div><h5>{a} <small>{d}</small></h5>{t} <a href='#'>Reply</a></div></div>"
        ),
        FLAT,
    ),
    "known by their ids alone": (
        (
            "<ul><div id='comment-1' class='media'><h5>Ann <small>2026-11-03</small></h5><p>Well said.</p><div id='comment-2' "
            "class='media'><h5>Ben <small>2026-11-04</small></h5><p>No, not at all.</p></div></div></ul>"
        ),
        ANSWERED,
    ),
    "names in headings, answers in a list": (
        (
            "<ul><li class='comment'><div class='comment-body'><h3>Ann</h3><div class='meta'>2026-11-03</div><p>Well said.</p></div>"
            "<ul class='children'><li class='comment'><div class='comment-body'><h3>Ben</h3><div class='meta'>2026-11-04</div>"
            "<p>No, not at all.</p></div></li></ul></li></ul>"
        ),
        ANSWERED,
    ),
    "the user's box holds all of it": (
        twice(
            "<div class='single-comment'><div class='user'><p class='comment'>{t}</p><h5><a href='#'>{a}</a></h5><p class='date'>{d}"
            "</p><a class='btn-reply'>reply</a></div></div>"
        ),
        FLAT,
    ),
    "Isso, as a browser shows it": (
        (
            "<div class='isso-comment' id='isso-1'><span class='isso-author'>Ann</span><a class='isso-permalink' href='#isso-1'><time "
            "datetime='2026-11-03'>x</time></a><div class='isso-text'><p>Well said.</p></div></div><div class='isso-follow-up'><div "
            "class='isso-comment' id='isso-2'><span class='isso-author'>Ben</span><time datetime='2026-11-04'>x</time><div "
            "class='isso-text'><p>No, not at all.</p></div></div></div>"
        ),
        ANSWERED,
    ),
    "uCoz": (
        twice(
            "<div class='comEnt' id='comEnt{n}'><b class='cUser'>{a}</b> <span class='cDate'>({d})</span><div class='cMessage'>{t}</div>"
            "</div>"
        ),
        FLAT,
    ),
    "Z-Blog": (
        twice(
            "<ul class='msg' id='cmt{n}'><li class='msgname'><span class='commentname'><a>{a}</a></span><small>{d} <span "
            "class='revertcomment'><a href='#'>回复</a></span></small></li><li class='msgarticle'>{t}</li></ul>"
        ),
        FLAT,
    ),
    "Finnish names": (
        twice(
            "<div class='kommentti'><b class='kommentti-nimi'>{a}</b><i class='kommentti-aika'>{d}</i><p class='kommentti-teksti'>{t}"
            "</p></div>"
        ),
        FLAT,
    ),
    "name and date in one line of the foot": (
        twice(
            "<li class='comment' id='comment-{n}'><div class='text'><p>{t}</p></div><div class='meta'><p>{a}<br> on {d}</p></div></li>"
        ),
        FLAT,
    ),
    "signed below the words": (
        twice(
            "<li id='comment-{n}'><p>{t}</p><p><cite>Comment by {a} {d} @ <a href='#comment-{n}'>9:12 am</a></cite></p></li>"
        ),
        FLAT,
    ),
    "a heading with name, date and button": (
        twice(
            "<li class='comment' id='comment-{n}'><h5>{a} <span>{d}</span> <div class='reply-link'><a>Reply</a></div></h5><p>{t}</p></li>"
        ),
        FLAT,
    ),
    "wrappers in wrappers": (
        (
            "<ul class='comments'><li class='comments__wrapper'><div class='comment'><p class='comment__author'>Ann</p><p "
            "class='comment__date'>2026-11-03</p><div class='comment__body'><p>Well said.</p></div></div><ul class='comments'><li "
            "class='comments__wrapper'><div class='comment'><p class='comment__author'>Ben</p><p class='comment__date'>2026-11-04</p>"
            "<div class='comment__body'><p>No, not at all.</p></div></div></li></ul></li></ul>"
        ),
        ANSWERED,
    ),
    "a box for comments with times in words": (
        "<div class='comments'><h3>Comments</h3>"
        + twice(
            "<div class='media'><div class='media-body'><h4>{a}</h4><p>{t}</p><p style='font-size: 12px'>{d}</p></div></div>"
        )
        + "</div>",
        FLAT,
    ),
    "K2": (
        "<div class='itemComments'><ul class='itemCommentsList'>"
        + twice(
            "<li><span class='commentLink'><a id='comment{n}'>Comment Link</a></span><span class='commentDate'>{d}</span>"
            "<span class='commentAuthorName'>posted by <a>{a}</a></span><p>{t}</p></li>"
        )
        + "</ul></div>",
        FLAT,
    ),
    "wpDiscuz": (
        (
            "<div id='wpd-comm-1_0' class='comment wpd-comment'><div class='wpd-comment-author'>Ann</div><div class='wpd-comment-date'"
            " title='2026-11-03'>x</div><div class='wpd-comment-text'>Well said.</div></div><div id='wpd-comm-2_1' class='comment "
            "wpd-comment'><div class='wpd-comment-author'>Ben</div><div class='wpd-comment-date' title='2026-11-04'>x</div><div "
            "class='wpd-reply-to'>Reply to <a href='#comment-1'>Ann</a></div><div class='wpd-comment-text'>No, not at all.</div></div>"
        ),
        ANSWERED,
    ),
    "in reply to": (
        (
            "<div class='comment' id='comment-1'><i class='author'>Ann</i><time datetime='2026-11-03'>x</time><div class='body'>Well "
            "said.</div></div><div class='comment' id='comment-2'><i class='author'>Ben</i><time datetime='2026-11-04'>x</time><p>In "
            "reply to <a href='#comment-1'>Ann</a></p><div class='body'>No, not at all.</div></div>"
        ),
        ANSWERED,
    ),
    "css modules": (
        twice(
            "<div class='CommentItem_root__x1Yz2'><div class='CommentItem_author__aaa1b'>{a}</div><div "
            "class='CommentItem_date__bbb1c'>{d}</div><div class='CommentItem_body__ccc1d'>{t}</div></div>"
        ),
        FLAT,
    ),
    "known by its heading alone": (
        "<div class='q'><h3>2 Kommentare</h3><ul>"
        + twice("<li class='z'><strong>{a}</strong> <span>{d}</span><p>{t}</p><a href='#'>Antworten</a></li>")
        + "</ul></div>",
        FLAT,
    ),
    "Portuguese names": (
        "<div class='comentarios'>"
        + twice(
            "<div class='comentario-item'><b class='comentario-nome'>{a}</b><i class='comentario-data'>{d}</i><p "
            "class='comentario-texto'>{t}</p></div>"
        )
        + "</div>",
        FLAT,
    ),
    "JSON-LD": (
        """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A story", "comment": [{"@type": "Comment",
        "author": {"name": "Ann"}, "dateCreated": "2026-11-03", "text": "Well said."}, {"@type": "Comment", "author": "Ben",
        "datePublished": "2026-11-04", "text": "No, not at all."}]}</script>""",
        FLAT,
    ),
    "picked by the editor": (
        "<div class='editors-picks'><div class='comment' id='pick-1'><i class='author'>Ann</i><time datetime='2026-11-03T12:00'>x"
        "</time><div class='body'>Well said.</div></div></div>"
        + twice(
            "<div class='comment' id='comment-{n}'><i class='author'>{a}</i><time datetime='{d}T12:00'>x</time><div class='body'>"
            "{t}</div></div>"
        ),
        FLAT,
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_whatever_made_it(name):
    body, expected = LISTS[name]

    found = discussion_of(body).comments

    assert [(one.author, str(one.published)[:10], one.text, one.parent is not None) for one in found] == expected


def test_a_date_that_a_comment_speaks_of_is_not_its_own():
    (found,) = discussion_of(
        "<div class='comment' id='comment-1'><b class='author'>Ann</b><div class='body'><p>It was said before, and better, by those "
        "who have seen it: read what stood in the paper then (<a href='/x'>10.4.2019</a>), and do not believe me.</p></div></div>"
    ).comments

    assert found.published is None
    assert "(10.4.2019)" in found.text


LONG = "It rained all night, and those who had come by train stood in the hall with us until it was day."


@pytest.mark.parametrize(
    "name", ["<b class='author'>Ann</b>", "<b>Ann</b>"], ids=["a name that says so", "a bare name"]
)
def test_a_date_beside_a_name_is_the_comment_s_and_one_in_a_sentence_is_not(name):
    beside, within = discussion_of(
        f"<ol id='comments'><li id='comment-1'>{name} <i>November 3, 2026</i><p>{LONG}</p></li>"
        f"<li id='comment-2'>{name} <i>1 hour ago</i><p>On <i>November 4, 2025</i>, {LONG}</p></li></ol>"
    ).comments

    assert (str(beside.published), beside.text) == ("2026-11-03", LONG)
    assert (within.published, within.text) == (None, f"On November 4, 2025, {LONG}")


def test_paragraphs_and_quotes_of_a_comment_are_lines():
    found = discussion_of(
        "<div class='comment' id='comment-1'><i class='author'>Ann</i><time datetime='2026-11-03'>x</time><div class='body'>"
        "<blockquote><p>He said so.</p></blockquote><p>First.<br>Second.</p><a>Reply</a></div></div>"
    )

    assert [comment.text for comment in found.comments] == ["He said so.\nFirst.\nSecond."]


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("disqus", "<amp-iframe src='https://news.example/amp-disqus.html?shortname=s&amp;identifier=t'></amp-iframe>"),
        ("openweb", "<amp-iframe src='https://amp.spot.im/production.html?spotId=s&amp;postId=t'></amp-iframe>"),
        ("vuukle", "<amp-iframe src='https://cdn.vuukle.com/amp.html?apiKey=s&amp;articleId=t'></amp-iframe>"),
        ("hyvor", "<amp-iframe src='https://talk.hyvor.com/embed/amp?website-id=s&amp;page-id=t'></amp-iframe>"),
        ("giscus", "<iframe src='https://giscus.app/en/widget?repo=s&amp;term=t'></iframe>"),
    ],
)
def test_frames_tell_account_and_thread_in_their_address(provider, body):
    (widget,) = discussion_of(body).widgets

    assert (widget.provider, widget.site_id, widget.thread_id) == (provider, "s", "t")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((2, text) for text in (
            "2 thoughts on “A story”", "View all 2 comments", "2 Gedanken zu „A story“", "2 réflexions sur « A story »",
            "2 pensieri su “A story”", "2 gedachten over “A story”", "2 komentarze do “A story”", "2 мысли о “A story”",
            "2 vastausta artikkeliin “A story”", "2 hozzászólás ehhez: „A story”", "“A story” üzerine 2 yorum", "2 σχόλια",
            "「A story」への2件のフィードバック", "《A story》上有2条评论", "댓글 2개", "2 bình luận", "2 תגובות", "2 تعليقات",
            "تعليقان (2)", "۲ دیدگاه", "2 टिप्पणियाँ", "২টি মন্তব্য", "Ý kiến (2)", "2 коментара", "Diskuze (2)",
        )),
        *((0, text) for text in (
            "No comments yet", "Es gibt noch keine Kommentare", "Nog geen reacties", "Aún no hay comentarios", "Комментариев нет",
            "Henüz yorum yok", "コメントはまだありません", "暂无评论",
        )),
        *((1, text) for text in ("Eine Antwort zu “x”", "Un avis sur “x”", "Eén reactie op “x”", "Один ответ на “x”")),
        (1_234, "1’234 Kommentare"), (1_200, "1,2k Kommentare"), (12_000, "12K comments"),
        (None, "Een reactie plaatsen"), (None, "Top 10 comments"), (None, "Leave a comment"), (None, "2026 comments policy"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_the_languages_of_the_readers(number, text):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "Comments Off on A story", "Die Kommentarfunktion ist geschlossen", "Kommentare deaktiviert für A story",
        "Комментарии к записи A story отключены", "Możliwość komentowania A story została wyłączona", "Kommentarer lukket",
        "Comentarios cerrados", "Reacties uitgeschakeld voor A story", "コメントは受け付けていません", "評論已關閉",
        "댓글 작성이 닫혔습니다", "Diskuze je uzavřena", "Обсуждение закрыто", "Коментарите са затворени", "Komentari su zatvoreni",
        "Kommentarsfältet är stängt", "Det er stengt for kommentarer", "Kommenteerimine on suletud", "Komentarai išjungti",
        "Komentāri ir slēgti", "סגור לתגובות", "دیدگاه‌ها بسته شده‌اند", "टिप्पणियाँ बंद हैं", "মন্তব্য করা বন্ধ", "ปิดการแสดงความคิดเห็น",
    ],
)  # fmt: skip
def test_an_end_of_the_discussion_is_known(text):
    assert says_closed(text)


@pytest.mark.parametrize(
    "text", ["Close comments", "Comments close in 14 days", "Comments that are off topic will be removed"]
)
def test_rules_and_buttons_are_no_end_of_the_discussion(text):
    assert not says_closed(text)


def test_a_box_whose_heading_counts_comments_holds_a_thread_that_comes_by_script():
    (widget,) = discussion_of("<section id=komentarze><h2>Komentarze (15)</h2></section>").widgets

    assert (widget.provider, widget.count, widget.open) == ("native", 15, None)
    assert discussion_of("<section class=comments><h2>What they said</h2></section>").widgets == ()


@pytest.mark.parametrize(
    ("heading", "answer", "ago"),
    [
        ("Коментарі (2)", "Відповісти", "2 години тому"), ("Σχόλια (2)", "Απάντηση", "πριν από 2 ώρες"), ("Comentarii (2)", "Răspunde", "acum 2 ore"),
        ("Hozzászólások (2)", "Válasz", "2 órája"), ("Kommentit (2)", "Vastaa", "2 tuntia sitten"), ("Komentari (2)", "Odgovori", "prije 2 sata"),
        ("التعليقات (2)", "رد", "قبل ساعتين"), ("תגובות (2)", "הגב", "לפני 2 שעות"), ("Bình luận (2)", "Trả lời", "2 giờ trước"),
        ("Komentar (2)", "Balas", "2 jam lalu"), ("ความคิดเห็น (2)", "ตอบกลับ", "2 ชั่วโมงที่แล้ว"), ("コメント (2)", "返信する", "2時間前"),
        ("Diskuze (2)", "Reagovat", "před 2 hodinami"), ("Kommentaarid (2)", "Vasta", "2 tundi tagasi"),
    ],
)  # fmt: skip
def test_unnamed_lists_are_known_by_their_times_and_buttons_in_many_languages(heading, answer, ago):
    row = f"<div class=row><b>Ann</b><span>{ago}</span><p>It cannot be heard at all.</p><a href='#'>{answer}</a></div>"
    found = discussion_of(f"<div class=x1><h3>{heading}</h3>{row}{row.replace('Ann', 'Bo')}</div>").comments

    assert [(one.author, one.published, one.text) for one in found] == [
        ("Ann", None, "It cannot be heard at all."),
        ("Bo", None, "It cannot be heard at all."),
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("<div class=head>YORUMLAR (2)</div>", 2), ("<p>142 Postings anzeigen</p>", 142), ("<h3>コメント一覧 (2)</h3>", 2),
        ("<a href='#x'>查看全部评论(2)</a>", 2), ("<p>댓글 12개 보기</p>", 12), ("<h2>2 Messages</h2>", 2), ("<a>Réagir (12)</a>", 12),
        ("<p>7 more replies</p>", None), ("<p class=empty>There are no comments yet. Log in to write one.</p>", 0),
    ],
)  # fmt: skip
def test_a_short_line_above_the_list_may_count_it(line, count):
    (widget,) = discussion_of(
        f"<div class='comments-list'>{line}<div class='comment' id='comment-1'><b class='author'>Ann</b><time datetime='2026-11-03'>x"
        "</time><p class='text'>Well said.</p></div></div>"
    ).widgets

    assert widget.count == count


@pytest.mark.parametrize(
    "line",
    [
        "<p>Be the first to comment on this story.</p>", "<button>Load comments</button>", "<a href='/login'>Log in to comment</a>",
        "<button>Kommentare anzeigen</button>", "<a href='#c'>Lire les commentaires</a>", "<p>Sé el primero en comentar</p>",
        "<button>Показать комментарии</button>", "<button>コメントを見る</button>", "<button>查看评论</button>",
    ],
)  # fmt: skip
def test_a_box_that_calls_to_comment_holds_a_thread_that_comes_by_script(line):
    (widget,) = discussion_of(f"<section class=comments><h2>What you think</h2>{line}</section>").widgets

    assert (widget.provider, widget.count, widget.open) == ("native", None, None)


def test_a_button_may_tell_the_number_to_those_who_hear_it():
    (widget,) = discussion_of("<button aria-label='14 comments. Read them.'><svg></svg></button>").widgets

    assert (widget.provider, widget.count) == ("native", 14)


def four(template: str) -> str:
    return "".join(template.format(n=n) for n in range(1, 5))


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Answers</h2>" + four("<div class='qa'><p class='question'>Why {n}?</p><p class='answer'>Because.</p></div>"),
        "<h2>Reactions</h2>" + four("<blockquote><p>Words {n}.</p><cite>Ann</cite> <span>2026-11-0{n}</span></blockquote>"),
        "<h2>Opinions</h2>" + four("<section><p>To the editor {n}</p><p class='author'>Ann</p><time>2026-11-0{n}</time></section>"),
        "<h2>12 posts</h2>" + four("<article class='post'><time>2026-11-0{n}</time><i class='author'>Ann</i><p>Text.</p></article>"),
        "<h2>Opinions</h2>" + four("<div class='review'><i class='author'>Ann</i><i class='date'>2026-11-0{n}</i><p>Fine.</p></div>"),
        "<h2>Responses</h2>" + four("<blockquote class='twitter-tweet'><p>Hm.</p><a href='/s'>November {n}, 2026</a></blockquote>"),
        "<h2>Related posts</h2>" + four("<div><a href='/x{n}'>Head</a><i class='date'>2026-11-0{n}</i><a href='/x{n}#comments'>{n} "
                                        "Comments</a></div>"),
        "<dl class='glossary'>" + four("<dt>Term {n}</dt><dd>Of 2026-11-0{n}.</dd>") + "</dl>",
        "<section class='comments'><h2>What they said</h2>" + four("<p>It is good, he said on 2026-11-0{n}.</p>") + "</section>",
        "<div class='date-comments-wrapper'><time class='date'>2026-11-03</time><a href='#comments'>Comments</a></div>",
        "<div class='comments'><a href='/other#respond'>Leave a comment</a></div>",
        four("<div class='card'><h4><a href='/other-{n}'>A headline</a></h4><span class='comment-count'>3</span></div>"),
        four("<div class='kommentar'><h3><a href='/opinion-{n}'>Why it all was too dear</a></h3><i class='author'>Ann</i><time "
             "datetime='2026-11-0{n}'>x</time><p>It is.</p></div>"),
        "<h3>Latest comments</h3><ul>" + four("<li class='comment'><b class='author'>Ann</b> on <a href='/other-{n}'>Other</a><i "
                                              "class='date'>2026-11-0{n}</i><p>Hm.</p></li>") + "</ul>",
        four("<span class='disqus-comment-count' data-disqus-identifier='other-{n}'>{n}</span>"),
        "<div class='discussion'><h2>Discussion</h2><ul>" + four("<li><p>What was found.</p><span>2026-11-0{n}</span></li>") + "</ul></div>",
        four("<div class='entry' id='message-{n}'><span>November {n}, 2026</span><b>Train</b><p>It is late.</p></div>"),
        "<button aria-label='3 opinions you should know'>More</button>",
        "<div class='card'><h4><a href='/other'>A headline</a></h4><button aria-label='14 comments'></button></div>",
        "<div class='comment'><h2>Comment</h2><p>Join the conversation on our podcast</p></div>",
    ],
    ids=(
        "interview quotes letters live-blog reviews tweets teasers glossary statements dates invitations cards opinions recent counts"
        " paper messages button button-of-card podcast"
    ).split(),
)  # fmt: skip
def test_what_the_article_tells_is_not_taken_for_comments(body):
    found = discussion_of(body)

    assert (found.widgets, found.comments) == ((), ())


def test_an_article_that_is_called_a_comment_is_none():
    text = "<p>The trains are late in autumn, and every year the reason that is given for it is another one.</p>" * 6
    answer = "<div id=comment-1><i class=author>Ann</i><time datetime=2026-11-03></time><p>Well said.</p></div>"
    html = f"<h1>A story</h1><div class=kommentar><b class=author>Jane Doe</b><time>2026-11-02</time>{text}{{}}</div>"

    alone, answered = (read_discussion(Page(html.format(below).encode(), URL)) for below in ("", answer))

    assert (alone.widgets, alone.comments, alone.elements) == ((), (), frozenset())
    assert [comment.author for comment in answered.comments] == ["Ann"]
