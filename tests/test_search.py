"""Searching: what is found, in which order, how it is marked, and that no input can break it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.reading.search import Marked, match_expression, search
from archive.store import Archive
from archive.text.terms import special_terms
from parsers.article import Author
from tests.builders import LEAD, NOON, SECTION, a_body, a_capture, an_article

TEXTS = {
    "chips": "Intel builds a new chip factory in Magdeburg, and everyone in the café talks about GPT-4 and Größe.",
    "langs": "C++ and C# beat the rest, says a survey about .NET, F# and Node.js; AT&T uses 5G and Disney+ does not.",
    "tokyo": "東京都は新しい人工知能の研究所を開設した。ソニーも参加する。",
    "seoul": "삼성전자가 서울에서 새로운 반도체를 공개했다.",
    "bangkok": "ประเทศไทยเปิดตัวดาวเทียมดวงใหม่ในกรุงเทพฯ",
    "plain": "The letter C, a net and sharp knives: Zürich on TCP/IP, and a C++20 draft nobody read.",
    "emoji": 'Rockets 🚀 went up ☀️ over 🇮🇸, 👋🏽 from 👩🏽‍💻 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿; 100% of the quotes\' "marks" stayed (mostly) in place: state-of-the-art work_flow.',
}
LETTERS = {
    "kyoto": "アップルが新型iPhoneを公開し、C++とGPT-4oの話もした。ｉＰａｄは次だ。東京都の研究所で。",
    "athens": "Ο Έλληνας υπουργός μίλησε για την έκθεση.",
    "perm": "Ещё один самолёт летит в Йошкар-Олу.",
    "lodz": "W Łodzi, na Straße i w Ærø, mówią: ışık.",
    "cairo": "أعلنت الشركة عن الذَّكاء.",
}
LANGUAGES = {"tokyo": "ja", "seoul": "ko", "bangkok": "th"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("library") / "archive.db") as archive:
        yield _filled(archive)


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("letters") / "archive.db") as archive:
        yield _filled(archive, LETTERS)


def _filled(archive, texts=TEXTS):
    for number, (name, text) in enumerate(texts.items()):
        article = an_article(
            f"https://{name}.example/a",
            title=f"The {name} story",
            subtitle=None,
            blocks=a_body((text,), {"Outlook": ("Nothing else is known at the moment.",)}),
            authors=(Author(name="Ada Quill" if number % 2 else "Bo Reed"),),
            tags=(name, "all"),
            language=LANGUAGES.get(name, "en-GB"),
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
        ("the OR", sorted(TEXTS)),
        ("story -factory -東京", sorted({*TEXTS} - {"chips", "tokyo"})),
        ('"new chip factory"', ["chips"]),
        ('"chip new"', []),
        ("magde*", ["chips"]),
        ("magde", []),
        ("NEAR(intel factory, 5)", ["chips"]),
        ("NEAR(intel magdeburg, 2)", []),
        ("NEAR(intel factory, \u0663)", []),
        ("text:.NET\udb64", ["langs", "plain"]),
        ("title:langs", ["langs"]),
        ("title:factory", []),
        ("heading:outlook", sorted(TEXTS)),
        ("author:quill", ["langs", "plain", "seoul"]),
        ("cafe", ["chips"]),
        ("grösse", ["chips"]),
        ("größe", ["chips"]),
        ("GPT-4", ["chips"]),
        ("5G", ["langs"]),
        ("AT&T", ["langs"]),
        ("C++", ["langs", "plain"]),
        ("(C++)", ["langs", "plain"]),
        ("“C#”", ["langs"]),
        ("C++20", ["plain"]),
        ("title:C++", []),
        ('"C++ and C#"', ["langs"]),
        ('"C++ rest"', []),
        ("NEAR(C# rest, 5)", ["langs"]),
        ("C# -C++", []),
        ("zurich", ["plain"]),
        ("TCP/IP", ["plain"]),
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
        ('"人工知能"', ["tokyo"]),
        ('"ソニー 東京都"', ["tokyo"]),
        ("title:東京 OR GPT-4", ["chips"]),
        ("text:東京 OR GPT-4", ["chips", "tokyo"]),
        ("삼성전자", ["seoul"]),
        ("전자", ["seoul"]),
        ("반도체", ["seoul"]),
        ("도", ["seoul"]),
        ("반도", ["seoul"]),
        ("체반", []),
        ("ประเทศไทย", ["bangkok"]),
        ("ดาวเทียม", ["bangkok"]),
        ("กรุงเทพ", ["bangkok"]),
        ("ดาวเรือง", []),
        ("100%", ["emoji"]),
        ("🚀", ["emoji"]),
        ("rockets🚀 ☀", ["emoji"]),
        ("🇮🇸 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴", ["emoji"]),
        ("👋 👋🏽 👩🏽‍💻 👩‍💻 💻", ["emoji"]),
        ("👋🏿", []),
        ("rockets 🎉", []),
        ("rockets -🚀", []),
        ('"rockets 🚀 went"', ["emoji"]),
        ('"rockets 🎉 went"', []),
        ("NEAR(rockets 🚀 up, 5)", ["emoji"]),
        ("title:🚀", []),
        ("text:🚀*", ["emoji"]),
        ("state-of-the-art", ["emoji"]),
        ("work_flow", ["emoji"]),
    ],
)
def test_query_finds(library, text, names):
    assert found(library, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("iPhone", ["kyoto"]),
        ("iph*", ["kyoto"]),
        ("新型iPhone", ["kyoto"]),
        ("C++", ["kyoto"]),
        ("GPT-4o", ["kyoto"]),
        ("iPad", ["kyoto"]),
        ("title:iPhone", []),
        ("text:iPhone", ["kyoto"]),
        ("NEAR(東京 研究所, 4)", ["kyoto"]),
        ("NEAR(公開 研究所, 4)", []),
        ("NEAR(公開 研究所 missing, 50)", []),
        ("ελληνας", ["athens"]),
        ("ΥΠΟΥΡΓΟΣ", ["athens"]),
        ("υπουργός", ["athens"]),
        ("text:εκθεσ*", ["athens"]),
        ("еще самолет", ["perm"]),
        ("ЕЩЁ", ["perm"]),
        ("иошкар", []),
        ("йошкар", ["perm"]),
        ("lodzi", ["lodz"]),
        ("strasse", ["lodz"]),
        ("Ærø", ["lodz"]),
        ("aero", ["lodz"]),
        ("IŞIK", ["lodz"]),
        ("isik", ["lodz"]),
        ("الذكاء", ["cairo"]),
        ("اعلنت", ["cairo"]),
    ],
)
def test_words_are_found_as_people_type_them(letters, text, names):
    assert found(letters, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "*",
        "***",
        "NEAR(",
        "((",
        '"*',
        "title:*",
        "-C++",
        '"',
        '""',
        "→",
        "\ufe0f",
        "\u200d",
        "-factory",
        "NEAR()",
        "(",
        "AND",
        "\0",
        "title:",
        "^",
        "--",
    ],
)
def test_query_without_words_finds_nothing(library, text):
    assert search(library, text) == []


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                '"',
                "*",
                "-",
                "NEAR(",
                ")",
                ",",
                "5",
                "OR",
                "AND",
                "NOT",
                "a",
                "C++",
                "title:",
                "東",
                "🚀",
                "\u200d",
                "\ufe0f",
                "🇩",
                "^",
                "{",
                "+",
                ":",
            ]
        )
        | st.sampled_from(["text:", "ß", "\udb64", "\u0301", "\u0663", " "]),
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
        ({"author": "ada quill"}, ["langs", "plain", "seoul"]),
        ({"tag": "Chips"}, ["chips"]),
        ({"tag": "chip"}, []),
        ({"language": "en"}, ["chips", "emoji", "langs", "plain"]),
        ({"language": "JA"}, ["tokyo"]),
        ({"language": "e"}, []),
        ({"since": date(2026, 11, 24)}, sorted({*TEXTS} - {"chips", "langs"})),
        ({"until": date(2026, 11, 22)}, ["chips"]),
        ({"source": "nobody"}, []),
        ({"author": "Ada Quill", "since": date(2026, 11, 24)}, ["plain", "seoul"]),
        ({"since": date(2026, 11, 23), "until": date(2026, 11, 23), "language": "en"}, ["langs"]),
    ],
)
@pytest.mark.parametrize("text", ["story", ""])
def test_filters_narrow(library, text, filters, names):
    assert found(library, text, **filters) == names


@pytest.mark.parametrize("name", ["Inès Łukasz", "INÈS łukasz", "ines lukasz"])
def test_author_is_found_in_the_letters_that_anybody_types(archive, name):
    for number, author in enumerate(("Inès Łukasz", "Ines Luk")):
        article = an_article(f"https://a.example/{number}", title=author, authors=(Author(name=author),))
        archive.save(a_capture(archive, article))

    assert [hit.title.text for hit in search(archive, author=name)] == ["Inès Łukasz"]
    assert [hit.title.text for hit in search(archive, "lamps", author=name)] == ["Inès Łukasz"]
    assert search(archive, author="nobody") == []


def test_without_words_the_newest_come_first(library):
    hits = search(library, tag="all", limit=3)

    assert [hit.title.text.split()[1] for hit in hits] == list(reversed(TEXTS))[:3]
    assert {(hit.title.spans, hit.section, hit.snippet.spans) for hit in hits} == {((), None, ())}
    assert search(library) == []


def test_undated_articles_count_by_the_day_they_were_first_seen(archive):
    archive.save(a_capture(archive, an_article(published=None)))

    assert len(search(archive, "", since=NOON.date(), until=NOON.date())) == 1
    assert search(archive, "", since=NOON.date() + timedelta(days=1)) == []
    assert search(archive, "", until=NOON.date() - timedelta(days=1)) == []


def test_limit_takes_the_best(library):
    assert len(search(library, "story", limit=2)) == 2


def test_hit_in_the_title_comes_first(archive):
    for number, (title, text) in enumerate(
        [("Lamps", f"{LEAD} Cranes."), ("Cranes", SECTION), ("Bread", "Cranes " * 3)]
    ):
        archive.save(a_capture(archive, an_article(f"https://a.example/{number}", title=title, blocks=a_body((text,)))))

    assert search(archive, "cranes")[0].title == Marked(text="Cranes", spans=((0, 6),))


def test_hit_in_a_title_without_spaces_comes_first(archive):
    texts = {"何かの話": "人工知能の話。", "人工知能の未来": "これからの話。", "別の話": "人工知能と人工知能。"}
    for number, (title, text) in enumerate(texts.items()):
        body = a_body((text, SECTION))
        archive.save(a_capture(archive, an_article(f"https://a.example/{number}", title=title, blocks=body)))

    assert search(archive, "人工知能")[0].title.text == "人工知能の未来"
    assert [hit.title.text for hit in search(archive, "title:人工知能")] == ["人工知能の未来"]


@pytest.mark.parametrize("word", ["C++", "🚀", "東京", "έκθεση", "Straße", "NEAR(東京 京都, 5)", '"C++ 🚀"'])
def test_what_the_title_alone_has_is_not_found_in_the_text(archive, word):
    telling = "C++ 🚀 東京都 έκθεση Straße"
    for number, (title, text) in enumerate(((telling, LEAD), (telling, f"{LEAD} {telling}"), ("News", telling))):
        archive.save(a_capture(archive, an_article(f"https://a.example/{number}", title=title, blocks=a_body((text,)))))

    for column, ids in (("", {1, 2, 3}), ("text:", {2, 3}), ("title:", {1, 2}), ("heading:", set())):
        assert {hit.article_id for hit in search(archive, column + word)} == ids, column


def test_emoji_are_marked(archive):
    archive.save(a_capture(archive, an_article(title="Up 🚀 we go", blocks=a_body((LEAD,)))))

    (hit,) = search(archive, "up 🚀")

    assert hit.title == Marked(text="Up 🚀 we go", spans=((0, 2), (3, 4)))


def test_of_equally_good_hits_the_newest_comes_first(archive):
    for number in range(5):
        body = a_body(("Cranes are built here.",))
        archive.save(a_capture(archive, an_article(f"https://a{number}.example/", title="Cranes", blocks=body)))

    ids = [hit.article_id for hit in search(archive, "cranes", limit=3)]

    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3


def test_hit_in_a_heading_shows_the_section_under_it(archive):
    body = a_body((LEAD,), {"Making lamps": (SECTION, "Later."), "The price of cranes": ("It rises.", "It fell.")})
    archive.save(a_capture(archive, an_article(title="News", blocks=body)))

    (hit,) = search(archive, "pric*")

    assert hit.section == Marked(text="The price of cranes", spans=((4, 9),))
    assert hit.snippet == Marked(text="It rises.")


def test_hit_is_marked_and_names_its_section(library):
    (hit,) = search(library, "chip factory")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["chip", "factory"]
    assert (hit.section, hit.published, hit.url) == (None, "2026-11-22T12:00:00Z", "https://chips.example/a")

    (hit,) = search(library, "moment intel")
    assert (hit.section, hit.snippet.text) == (None, TEXTS["chips"])
    hit = search(library, "moment")[0]
    assert (hit.section, hit.snippet.text) == (Marked(text="Outlook"), "Nothing else is known at the moment.")


@pytest.mark.parametrize(
    ("text", "marked"),
    [("c#", {"C#"}), (".net survey", {".NET", "survey"}), ("人工知能", {"人工知能"}), ("서울", {"서울에서"})],
)
def test_special_terms_are_marked_too(library, text, marked):
    (hit,) = search(library, text)

    assert {hit.snippet.text[start:end] for start, end in hit.snippet.spans} == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("iphone 公開", {"iPhone", "公開"}),
        ("text:iphone -factory", {"iPhone"}),
        ("ΕΚΘΕΣΗ μίλησε", {"έκθεση", "μίλησε"}),
        ("strasse i", {"Straße", "i"}),
    ],
)
def test_words_are_marked_as_they_are_printed(letters, text, marked):
    (hit,) = search(letters, text)

    assert {hit.snippet.text[start:end] for start, end in hit.snippet.spans} == marked


def test_long_line_is_cut_around_the_hit(archive):
    text = "before it stands a lot " * 200 + "the needle " + "and after it more " * 200
    archive.save(a_capture(archive, an_article(blocks=a_body((text,)))))

    (hit,) = search(archive, "needle")

    assert len(hit.snippet.text) < 300
    assert hit.snippet.text.startswith("… ")
    assert hit.snippet.text.endswith(" …")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["needle"]


def test_only_the_latest_words_of_an_article_are_found(archive):
    library = _filled(archive)
    old = an_article(
        "https://chips.example/a", title="The chips story", subtitle=None, blocks=a_body((TEXTS["chips"],))
    )
    library.save(a_capture(library, old, at=NOON + timedelta(hours=1)))
    new = replace(old, blocks=a_body((TEXTS["chips"].replace("factory", "smeltery").replace("GPT-4", "C++"),)))
    library.save(a_capture(library, new, at=NOON + timedelta(hours=2)))

    assert (found(library, "factory"), found(library, "smeltery")) == ([], ["chips"])
    assert found(library, "C++") == ["chips", "langs", "plain"]
    library.connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")


def test_index_can_be_rebuilt_from_the_tables(library):
    library.connection.execute("INSERT INTO article_search (article_search) VALUES ('rebuild')")

    assert found(library, "C++") == ["langs", "plain"]
    assert found(library, "京都") == ["tokyo"]


def test_plain_sql_finds_the_same(library, tmp_path):
    sql = (
        "SELECT a.title, snippet(article_search, -1, '[', ']', '…', 8) FROM article_search"
        " JOIN articles a ON a.id = article_search.rowid WHERE article_search MATCH ? ORDER BY rank"
    )
    with Archive.open(library.path, read_only=True) as reader:
        rows = reader.connection.execute(sql, ['"chip factory"']).fetchall()

    assert rows == [("The chips story", "Intel builds a new [chip factory] in Magdeburg…")]


def test_expression_is_what_the_help_says():
    assert match_expression('open source -"closed door" title:chip') == (
        '(("open") AND ("source") AND (({title} : "chip" OR ({terms} : "xtitlexchip")))) NOT (("closed door"))'
    )
    assert match_expression("C++ OR Rust") == '((({terms} : "cplusplus")) OR ("Rust"))'


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("plain words. And more, end.", None),
        ("C++, c#; .NET!", "cplusplus csharp dotnet"),
        ("a+b #tag 1.5 x.y ASP.NET path/.git ...dots", None),
        ("東京都 x 日", "東京 京都 都 日"),
        ("서울에 C++20", "cplusplus 서울 울에 에"),
        ("กี่", "ก"),
        ("The firm’s café: naïve, Müller, Київ, йод", None),
        ("Größe, ½ Maß", "grosse mass"),
        ("新型iPhoneとC++を", "cplusplus 新型 型 と を iPhone C"),
    ],
)
def test_special_terms(text, terms):
    assert special_terms(text) == terms


def test_newest_articles_with_a_tag_come_out_of_indexes_alone(library):
    sql = "SELECT article_id FROM article_tags WHERE name = ? ORDER BY published DESC LIMIT 2"
    rows = library.connection.execute(sql, ["all"]).fetchall()
    plan = [row[3] for row in library.connection.execute(f"EXPLAIN QUERY PLAN {sql}", ["all"])]

    assert rows == [(hit.article_id,) for hit in search(library, tag="all", limit=2)]
    assert all("COVERING INDEX" in step for step in plan if step.startswith("SEARCH"))
