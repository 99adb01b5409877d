"""Comments, widgets, their counts and links as they come and go."""

from dataclasses import replace
from datetime import timedelta

from archive.reading.queries import article as read
from parsers.article import Comment, CommentWidget, Link
from tests.builders import LEAD, NOON, a_body, a_capture, an_article

HOUR = timedelta(hours=1)
WIDGET = CommentWidget(provider="wordpress", thread_id="17", count=2, open=True)
FIRST = Comment(id="c1", author="Mo", published=NOON, text="So dark.")
ANSWER = Comment(id="c2", parent="c1", author="Ada", text="Indeed.")


def save(archive, hours=0, **fields):
    return archive.save(a_capture(archive, an_article(**fields), at=NOON + hours * HOUR))


def query(archive, text):
    return archive.connection.execute(text).fetchall()


def test_comments_stand_with_their_widget_and_their_order(archive):
    save(archive, widgets=(WIDGET,), comments=(FIRST, ANSWER))

    assert query(archive, "SELECT * FROM article_comments") == [
        (1, "wordpress", "c1", None, "Mo", "2026-11-22T12:00:00Z", "So dark.", "2026-11-22T12:00:00Z", None),
        (1, "wordpress", "c2", "c1", "Ada", None, "Indeed.", "2026-11-22T12:00:00Z", None),
    ]
    assert query(archive, "SELECT comment_count FROM articles") == [(2,)]


def test_comment_that_comes_and_goes_has_both_times(archive):
    save(archive, comments=(FIRST,))
    save(archive, 1, comments=(FIRST, ANSWER))
    save(archive, 2, comments=(ANSWER,))

    assert query(archive, "SELECT comment_id, first_seen, removed_at FROM article_comments") == [
        ("c1", "2026-11-22T12:00:00Z", "2026-11-22T14:00:00Z"),
        ("c2", "2026-11-22T13:00:00Z", None),
    ]
    assert query(archive, "SELECT last_seen FROM comment ORDER BY position") == [("2026-11-22T13:00:00Z",), (None,)]
    assert query(archive, "SELECT count(*) FROM revision") == [(1,)]


def test_edited_comment_keeps_its_first_words(archive):
    save(archive, comments=(FIRST,))
    save(archive, 1, comments=(replace(FIRST, text="So bright."),))

    assert query(archive, "SELECT comment_id, text, removed_at IS NULL FROM article_comments") == [
        ("c1", "So dark.", 0),
        ("c1", "So bright.", 1),
    ]


def test_comment_known_by_its_id_may_be_read_better_later(archive):
    save(archive, comments=(replace(FIRST, author=None),))
    save(archive, 1, comments=(FIRST,))

    assert query(archive, "SELECT author, first_seen FROM article_comments") == [("Mo", "2026-11-22T12:00:00Z")]


def test_equal_comments_without_ids_are_counted(archive):
    again = Comment(text="First!")
    save(archive, comments=(again, again))
    save(archive, 1, comments=(again, again, again))

    assert query(archive, "SELECT count(*) FROM article_comments WHERE removed_at IS NULL") == [(3,)]


def test_count_is_kept_at_each_change(archive):
    save(archive, widgets=(WIDGET,))
    save(archive, 1, widgets=(WIDGET,))
    save(archive, 2, widgets=(replace(WIDGET, count=5),))
    save(archive, 3, widgets=(replace(WIDGET, count=5, open=False),))

    assert query(archive, "SELECT provider, thread_id, count, open, observed_at FROM comment_widgets") == [
        ("wordpress", "17", 2, 1, "2026-11-22T12:00:00Z"),
        ("wordpress", "17", 5, 1, "2026-11-22T14:00:00Z"),
        ("wordpress", "17", 5, 0, "2026-11-22T15:00:00Z"),
    ]
    assert query(archive, "SELECT comment_count FROM articles") == [(5,)]
    assert read(archive, 1).article.widgets == (replace(WIDGET, count=5, open=False),)


def test_widget_that_went_is_no_longer_told(archive):
    save(archive, widgets=(WIDGET,))
    save(archive, 1)

    assert read(archive, 1).article.widgets == ()
    assert query(archive, "SELECT removed_at FROM comment_widget") == [("2026-11-22T13:00:00Z",)]


def test_links_are_kept_once_each(archive):
    letter, other = Link(url="https://power.example/", text="a letter"), Link(url="https://b.example/", text="b")
    save(archive, links=(letter, letter, other))
    save(archive, 1, links=(other,))

    assert query(archive, "SELECT url, first_seen, removed_at FROM link ORDER BY position") == [
        ("https://power.example/", None, "2026-11-22T13:00:00Z"),
        ("https://b.example/", None, None),
    ]


def test_page_cut_short_takes_no_comment_away(archive):
    save(archive, widgets=(WIDGET,), comments=(FIRST,))
    save(archive, 1, blocks=a_body((LEAD,)), paywalled=True)

    assert query(archive, "SELECT removed_at FROM article_comments") == [(None,)]


def test_nothing_is_counted_where_the_page_tells_nothing(archive):
    save(archive, widgets=(replace(WIDGET, count=None),))

    assert query(archive, "SELECT comment_count FROM articles") == [(None,)]


READ_BEFORE = {"parser_version": "1", "widgets": (WIDGET,), "comments": (FIRST, ANSWER)}


class TestNewParser:
    """What another parser does not read has not been removed by anybody."""

    def rows(self, archive):
        return query(archive, "SELECT comment_id, text, first_seen, removed_at FROM article_comments ORDER BY 1, 2")

    def look(self, archive, hours, told, baseline=None):
        archive.save(a_capture(archive, told, at=NOON + hours * HOUR, baseline=baseline))

    def test_it_removes_no_comments(self, archive):
        save(archive, **READ_BEFORE)
        before = self.rows(archive)
        blind = an_article(parser_version="2")

        self.look(archive, 1, blind, baseline=blind)
        self.look(archive, 2, blind)

        assert self.rows(archive) == before
        assert query(archive, "SELECT removed_at, last_seen FROM comment_widget") == [(None, "2026-11-22T12:00:00Z")]

    def test_nor_without_a_baseline(self, archive):
        save(archive, **READ_BEFORE)
        before = self.rows(archive)

        self.look(archive, 1, an_article(parser_version="2"))

        assert self.rows(archive) == before

    def test_what_a_later_one_reads_again_stands(self, archive):
        save(archive, **READ_BEFORE)
        before = self.rows(archive)
        blind, third = an_article(parser_version="2"), an_article(**{**READ_BEFORE, "parser_version": "3"})
        self.look(archive, 1, blind, baseline=blind)
        self.look(archive, 2, third, baseline=third)

        assert self.rows(archive) == before
        self.look(archive, 3, replace(third, comments=(ANSWER,)))
        assert self.rows(archive)[0][3] == "2026-11-22T15:00:00Z"

    def test_what_only_it_reads_was_there_before(self, archive):
        save(archive, **READ_BEFORE, title="Lamps")
        save(archive, 1, **READ_BEFORE)
        more = replace(
            an_article(**{**READ_BEFORE, "parser_version": "2"}), comments=(FIRST, ANSWER, Comment(text="Aye."))
        )

        self.look(archive, 3, more, baseline=more)

        assert (None, "Aye.", "2026-11-22T13:00:00Z", None) in self.rows(archive)

    def test_what_it_reads_otherwise_is_the_same_comment(self, archive):
        save(archive, **READ_BEFORE)
        cleaner = an_article(
            **{**READ_BEFORE, "parser_version": "2", "comments": (replace(FIRST, text="So dark"), ANSWER)}
        )

        self.look(archive, 1, cleaner, baseline=cleaner)

        assert self.rows(archive) == [
            ("c1", "So dark", "2026-11-22T12:00:00Z", None),
            ("c2", "Indeed.", "2026-11-22T12:00:00Z", None),
        ]

    def test_what_went_in_the_meantime_is_removed(self, archive):
        save(archive, **READ_BEFORE)
        both = an_article(**{**READ_BEFORE, "parser_version": "2"})

        self.look(archive, 1, replace(both, comments=(ANSWER,)), baseline=both)

        assert [row[3] for row in self.rows(archive)] == ["2026-11-22T13:00:00Z", None]

    def test_what_had_gone_before_stays_gone(self, archive):
        save(archive, **READ_BEFORE)
        save(archive, 1, **{**READ_BEFORE, "comments": (ANSWER,)})
        both = an_article(**{**READ_BEFORE, "parser_version": "2"})

        self.look(archive, 2, replace(both, comments=(ANSWER,)), baseline=both)

        assert [row[3] for row in self.rows(archive)] == ["2026-11-22T13:00:00Z", None]
