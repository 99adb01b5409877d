"""Searching: what is found, in which order, how it is marked, and that no input can break it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search import Marked, match_expression, search
from archive.store import Archive
from archive.terms import special_terms
from parsers.article import Author
from tests.builders import LEAD, NOON, SECTION, a_body, a_capture, an_article

TEXTS = {
    "chips": "Intel builds a new chip factory in Magdeburg, and everyone in the café talks about GPT-4 and Größe.",
    "langs": "C++ and C# beat the rest, says a survey about .NET, F# and Node.js; AT&T uses 5G and Disney+ does not.",
    "tokyo": "東京都は新しい人工知能の研究所を開設した。ソニーも参加する。",
    "emoji": 'Rockets 🚀 went up; 100% of the quotes\' "marks" stayed (mostly) in place: state-of-the-art work_flow.',
}


@pytest.fixture
def library(archive):
    for number, (name, text) in enumerate(TEXTS.items()):
        article = an_article(
            f"https://{name}.example/a",
            title=f"The {name} story",
            subtitle=None,
            blocks=a_body((text,), {"Outlook": ("Nothing else is known at the moment.",)}),
            authors=(Author(name="Ada Quill" if number % 2 else "Bo Reed"),),
            tags=(name, "all"),
            language="ja" if name == "tokyo" else "en-GB",
            published=NOON + timedelta(days=number),
        )
        with archive.transaction():
            archive.save(a_capture(archive, article))
    return archive


def found(library, text, **options):
    return sorted(hit.title.text.split()[1] for hit in search(library, text, **options))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("factory", ["chips"]),
        ("FACTORY chip", ["chips"]),
        ("factory survey", []),
        ("factory OR survey", ["chips", "langs"]),
        ("the OR", ["chips", "emoji", "langs", "tokyo"]),
        ("story -factory -東京", ["emoji", "langs"]),
        ('"new chip factory"', ["chips"]),
        ('"chip new"', []),
        ("magde*", ["chips"]),
        ("magde", []),
        ("NEAR(intel factory, 5)", ["chips"]),
        ("NEAR(intel magdeburg, 2)", []),
        ("title:langs", ["langs"]),
        ("title:factory", []),
        ("heading:outlook", ["chips", "emoji", "langs", "tokyo"]),
        ("author:quill", ["langs", "emoji"][::-1]),
        ("cafe", ["chips"]),
        ("grösse", []),
        ("größe", ["chips"]),
        ("GPT-4", ["chips"]),
        ("5G", ["langs"]),
        ("AT&T", ["langs"]),
        ("C++", ["langs"]),
        ("c#", ["langs"]),
        (".NET", ["langs"]),
        ("F#", ["langs"]),
        ("disney", ["langs"]),
        ("Disney+", ["langs"]),
        ("Node.js", ["langs"]),
        ("G++", []),
        ("東京", ["tokyo"]),
        ("京都", ["tokyo"]),
        ("人工知能の研究所", ["tokyo"]),
        ("知", ["tokyo"]),
        ("た", ["tokyo"]),
        ("研究会", []),
        ("ソニー", ["tokyo"]),
        ("100%", ["emoji"]),
        ("state-of-the-art", ["emoji"]),
        ("work_flow", ["emoji"]),
    ],
)
def test_query_finds(library, text, names):
    assert found(library, text) == names


@pytest.mark.parametrize(
    "text", ["", " ", "*", '"', '""', "🚀", "-factory", "NEAR()", "(", "AND", "\0", "title:", "^", "--"]
)
def test_query_without_words_finds_nothing(library, text):
    assert search(library, text) == []


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ['"', "*", "-", "NEAR(", ")", ",", "5", "OR", "AND", "NOT", "a", "C++", "title:", "東", "^", "{", "+", ":"]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_input_is_a_query(archive, text):
    search(archive, text)


def test_long_input_is_a_query(archive):
    assert search(archive, "word " * 20_000) == []
    assert search(archive, "x" * 1_000_000) == []
    assert search(archive, "a OR " * 5_000) == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"author": "ada quill"}, ["emoji", "langs"]),
        ({"tag": "Chips"}, ["chips"]),
        ({"tag": "chip"}, []),
        ({"language": "en"}, ["chips", "emoji", "langs"]),
        ({"language": "JA"}, ["tokyo"]),
        ({"language": "e"}, []),
        ({"since": date(2026, 11, 24)}, ["emoji", "tokyo"]),
        ({"until": date(2026, 11, 22)}, ["chips"]),
        ({"source": "nobody"}, []),
        ({"author": "Ada Quill", "since": date(2026, 11, 24)}, ["emoji"]),
    ],
)
def test_filters_narrow(library, filters, names):
    assert found(library, "story", **filters) == names


def test_limit_takes_the_best(library):
    assert len(search(library, "story", limit=2)) == 2


def test_hit_in_the_title_comes_first(archive):
    for number, (title, text) in enumerate(
        [("Lamps", f"{LEAD} Cranes."), ("Cranes", SECTION), ("Bread", "Cranes " * 3)]
    ):
        archive.save(a_capture(archive, an_article(f"https://a.example/{number}", title=title, blocks=a_body((text,)))))

    assert search(archive, "cranes")[0].title == Marked(text="Cranes", spans=((0, 6),))


def test_hit_is_marked_and_names_its_section(library):
    (hit,) = search(library, "chip factory")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["chip", "factory"]
    assert (hit.section, hit.published, hit.url) == (None, "2026-11-22T12:00:00Z", "https://chips.example/a")

    (hit,) = search(library, "moment intel")
    assert (hit.section, hit.snippet.text) == (None, TEXTS["chips"])
    hit = search(library, "moment")[0]
    assert (hit.section, hit.snippet.text) == ("Outlook", "Nothing else is known at the moment.")


@pytest.mark.parametrize(("text", "marked"), [("C++", "C++"), (".net", ".NET"), ("人工知能", "人工知能")])
def test_special_terms_are_marked_too(library, text, marked):
    (hit,) = search(library, text)

    assert {hit.snippet.text[start:end] for start, end in hit.snippet.spans} == {marked}


def test_long_line_is_cut_around_the_hit(archive):
    text = "before it stands a lot " * 200 + "the needle " + "and after it more " * 200
    archive.save(a_capture(archive, an_article(blocks=a_body((text,)))))

    (hit,) = search(archive, "needle")

    assert len(hit.snippet.text) < 300
    assert hit.snippet.text.startswith("… ")
    assert hit.snippet.text.endswith(" …")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["needle"]


def test_only_the_latest_words_of_an_article_are_found(library):
    old = an_article(
        "https://chips.example/a", title="The chips story", subtitle=None, blocks=a_body((TEXTS["chips"],))
    )
    library.save(a_capture(library, old, at=NOON + timedelta(hours=1)))
    new = replace(old, blocks=a_body((TEXTS["chips"].replace("factory", "smeltery").replace("GPT-4", "C++"),)))
    library.save(a_capture(library, new, at=NOON + timedelta(hours=2)))

    assert (found(library, "factory"), found(library, "smeltery")) == ([], ["chips"])
    assert found(library, "C++") == ["chips", "langs"]
    library.connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")


def test_index_can_be_rebuilt_from_the_tables(library):
    library.connection.execute("INSERT INTO article_search (article_search) VALUES ('rebuild')")

    assert found(library, "C++") == ["langs"]
    assert found(library, "京都") == ["tokyo"]


def test_plain_sql_finds_the_same(library, tmp_path):
    sql = (
        "SELECT a.title, snippet(article_search, 2, '[', ']', '…', 8) FROM article_search"
        " JOIN articles a ON a.id = article_search.rowid WHERE article_search MATCH ? ORDER BY rank"
    )
    with Archive.open(library.path, read_only=True) as reader:
        rows = reader.connection.execute(sql, ['"chip factory"']).fetchall()

    assert rows == [("The chips story", "Intel builds a new [chip factory] in Magdeburg…")]


def test_expression_is_what_the_help_says():
    assert match_expression('open source -"closed door" author:ada') == (
        '(("open") AND ("source") AND ({authors} : ("ada"))) NOT (("closed door"))'
    )
    assert match_expression("C++ OR Rust") == '((({terms} : "cplusplus")) OR ("Rust"))'


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("plain words. And more, end.", None),
        ("C++, c#; .NET!", "cplusplus csharp dotnet"),
        ("a+b #tag 1.5 x.y ASP.NET path/.git ...dots", None),
        ("東京都 x 日", "東京 京都 都 日"),
    ],
)
def test_special_terms(text, terms):
    assert special_terms(text) == terms
