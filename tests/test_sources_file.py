"""``sources.toml``: what may stand in it, what is said when it is wrong, and changing it without losing a comment."""

from __future__ import annotations

import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.errors import SourcesError
from crawler.sources import ALLOWED, DEFAULT_PATH, Source, load_sources, new_key, sources_path
from crawler.sources_file import append_sources, change_sources, remove_sources

FILE = """\
# The sites of the house.

[sources.kestrel]  # computing
url = "https://kestrel.example/"   # the front page
feeds = [
    "https://kestrel.example/feed",  # main
    "https://kestrel.example/lab",
]
every = "30m"
enabled = false  # too loud

# A title above the next one

[sources.loom]
name = "Loom & Shuttle"
url = "https://loom.example/"
language = "en"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_file_is_read_in_its_order(path):
    sources = load_sources(path)

    assert list(sources.sources.values()) == [
        Source(
            key="kestrel",
            url="https://kestrel.example/",
            feeds=("https://kestrel.example/feed", "https://kestrel.example/lab"),
            every="30m",
            enabled=False,
        ),
        Source(key="loom", name="Loom & Shuttle", url="https://loom.example/", language="en"),
    ]


def test_what_is_not_said_has_its_default(path):
    source = load_sources(path).sources["loom"]

    assert (source.feeds, source.sitemaps, source.fronts) == ((), (), ())
    assert (source.every, source.every_seconds, source.enabled) == (timedelta(hours=1), 3600, True)


def test_enabled_sources_and_named_ones(path):
    sources = load_sources(path)

    assert [source.key for source in sources.enabled] == ["loom"]
    assert [source.key for source in sources.select(["loom", " kestrel", "loom"])] == ["loom", "kestrel"]


def test_unknown_source_is_told_with_the_nearest(path):
    with pytest.raises(SourcesError, match=r"there is no source 'kestrl'; did you mean 'kestrel'\?"):
        load_sources(path).select(["loom", "kestrl"])


@pytest.mark.parametrize(
    ("every", "seconds"), [("45s", 45), ("30m", 1_800), ("1.5h", 5_400), ("2 d", 172_800), ("366d", 31_622_400)]
)
def test_every_is_a_number_with_a_unit(path, every, seconds):
    path.write_text(f'[sources.a]\nurl = "https://a.example/"\nevery = "{every}"\n')

    assert load_sources(path).sources["a"].every_seconds == seconds


GOOD = '[sources.good]\nurl = "https://good.example/"\n\n'
BAD = '[sources.bad]\nurl = "https://bad.example/"\n'


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[sources.a\n", 1, "not TOML: expected ']'"),
        ('[sources.a]\nurl = "https://a.example/\n', 2, "not TOML: illegal character"),
        (GOOD + GOOD, 4, "not TOML: cannot declare ('sources', 'good') twice"),
        ('[source.a]\nurl = "https://a.example/"\n', 1, "source: nothing is known by this name; did you mean 'sources'?"),
        ("sources = 1\n", 1, "sources are tables: [sources.name]"),
        ("[sources]\na = 1\n", 2, "sources.a: a source is a table: [sources.a]"),
        (GOOD + '[sources.Bad_1]\nurl = "https://a.example/"\n', 4, "small letters, digits and hyphens"),
        (GOOD + "[sources.bad]\n", 4, "sources.bad.url: missing; allowed is an address"),
        (GOOD + '[sources.bad]\nurl = "example.com"\n', 5, "sources.bad.url: 'example.com' is not allowed; allowed is"),
        (GOOD + '[sources.bad]\nurl = "file:///etc/passwd"\n', 5, "begins with http:// or https://"),
        (GOOD + BAD + 'feed = ["https://bad.example/feed"]\n', 6, "sources.bad.feed: no source has this field; did you mean 'feeds'?"),
        (GOOD + BAD + 'key = "bad"\n', 6, "no source has this field; there are name, url, feeds"),
        (GOOD + BAD + 'feeds = "https://bad.example/feed"\n', 6, "sources.bad.feeds: 'https://bad.example/feed' is not allowed; allowed is a list of addresses"),
        (GOOD + BAD + 'fronts = ["/news"]\n', 6, "sources.bad.fronts: '/news' is not allowed; allowed is a list"),
        (GOOD + BAD + "name = 7\n", 6, "sources.bad.name: 7 is not allowed; allowed is a text in quotes"),
        (GOOD + BAD + 'language = "in English"\n', 6, "sources.bad.language: 'in English' is not allowed"),
        (GOOD + BAD + 'every = "30"\n', 6, "sources.bad.every: '30' is not allowed; allowed is a number with s, m, h or d"),
        (GOOD + BAD + "every = 30\n", 6, "sources.bad.every: 30 is not allowed"),
        (GOOD + BAD + 'every = "0s"\n', 6, "sources.bad.every: '0s' is not allowed"),
        (GOOD + BAD + 'every = "9999999d"\n', 6, "sources.bad.every: '9999999d' is not allowed"),
        (GOOD + BAD + 'enabled = "yes"\n', 6, "sources.bad.enabled: 'yes' is not allowed; allowed is true or false"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_what_is_allowed(path, text, line, told):
    path.write_text(text, "utf-8")

    with pytest.raises(SourcesError, match=re.escape(told)) as error:
        load_sources(path)

    assert error.value.line == line
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(error.value)


def test_missing_file_tells_how_to_make_it(tmp_path):
    with pytest.raises(SourcesError, match=r"there is no such file; `dateline sources add URL` makes it"):
        load_sources(tmp_path / "sources.toml")


def test_what_is_no_text_file_is_told(tmp_path):
    (tmp_path / "latin").write_bytes(b"# a\n# \xe9t\xe9\n")

    with pytest.raises(SourcesError, match=r"latin:2: not UTF-8"):
        load_sources(tmp_path / "latin")
    with pytest.raises(SourcesError, match=r"cannot be read \(Is a directory\)"):
        load_sources(tmp_path)


def test_path_comes_from_the_environment():
    assert sources_path({}) == DEFAULT_PATH
    assert sources_path({"DATELINE_SOURCES_PATH": ""}) == DEFAULT_PATH
    assert sources_path({"DATELINE_SOURCES_PATH": "/etc/sites.toml"}) == Path("/etc/sites.toml")


def test_new_sources_stand_at_the_end_and_all_else_stays(path):
    new = Source(
        key="tidemill", url="https://tidemill.example/", name='The "Mill"', fronts=("https://tidemill.example/",)
    )

    append_sources(path, [new])

    text = path.read_text("utf-8")
    assert text.startswith(FILE)
    assert text.removeprefix(FILE) == (
        '\n[sources.tidemill]\nname = "The \\"Mill\\""\nurl = "https://tidemill.example/"\n'
        'fronts = ["https://tidemill.example/"]\nenabled = true\n'
    )
    assert load_sources(path).sources["tidemill"] == new


def test_file_is_made_where_there_is_none(tmp_path):
    path = tmp_path / "new" / "sources.toml"

    append_sources(path, [Source(key="a", url="https://a.example/")])

    assert path.read_text("utf-8").startswith("# The sites that Dateline follows.")
    assert list(load_sources(path).sources) == ["a"]


def test_changed_field_is_all_that_changes(path):
    change_sources(path, {"kestrel": {"enabled": True}})

    assert path.read_text("utf-8") == FILE.replace("enabled = false  # too loud", "enabled = true  # too loud")


def test_new_field_stands_where_it_stands_everywhere(path):
    fronts = ("https://kestrel.example/",)
    change_sources(
        path, {"loom": {"enabled": False}, "kestrel": {"fronts": fronts, "sitemaps": (f"{fronts[0]}s.xml",)}}
    )

    assert path.read_text("utf-8") == FILE.replace('"en"\n', '"en"\nenabled = false\n').replace(
        'every = "30m"\n',
        'sitemaps = ["https://kestrel.example/s.xml"]\nfronts = ["https://kestrel.example/"]\nevery = "30m"\n',
    )


def test_list_that_changes_keeps_its_form_and_the_comments_of_what_stays(path):
    host = "https://kestrel.example"

    change_sources(path, {"kestrel": {"feeds": (f"{host}/new", f"{host}/feed", f"{host}/press")}})

    text = path.read_text("utf-8")
    assert text == FILE.replace("feeds = [\n", f'feeds = [\n    "{host}/new",\n').replace("/lab", "/press")

    change_sources(path, {"kestrel": {"feeds": (f"{host}/press", f"{host}/new"), "url": f"{host}/uk/"}})

    source = load_sources(path).sources["kestrel"]
    assert (source.url, source.feeds) == (f"{host}/uk/", (f"{host}/press", f"{host}/new"))


def test_removed_source_leaves_what_stands_around_it(path):
    remove_sources(path, ["kestrel"])

    assert path.read_text("utf-8") == (
        "# The sites of the house.\n\n# A title above the next one\n\n" + FILE[FILE.index("[sources.loom]") :]
    )


def test_unknown_source_changes_nothing(path):
    for change in (lambda: remove_sources(path, ["loom", "lom"]), lambda: change_sources(path, {"lom": {}})):
        with pytest.raises(SourcesError, match="did you mean 'loom'"):
            change()

    assert path.read_text("utf-8") == FILE


def test_broken_file_is_never_written_over(path):
    path.write_text("[sources.a\n")

    for change in (
        lambda: append_sources(path, [Source(key="a", url="https://a.example/")]),
        lambda: change_sources(path, {"a": {"enabled": True}}),
        lambda: remove_sources(path, ["a"]),
    ):
        with pytest.raises(SourcesError, match="not TOML"):
            change()

    assert path.read_text("utf-8") == "[sources.a\n"
    assert [file.name for file in path.parent.iterdir()] == ["sources.toml"]


def test_file_that_cannot_be_written_is_told(path):
    with pytest.raises(SourcesError, match=r"below\.toml: cannot be written"):
        append_sources(path / "below.toml", [Source(key="a", url="https://a.example/")])


def test_file_keeps_its_mode_and_stays_a_link(path, tmp_path):
    path.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(path)

    change_sources(link, {"kestrel": {"enabled": True}})

    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert load_sources(path).sources["kestrel"].enabled


@pytest.mark.parametrize(
    ("url", "taken", "key"),
    [
        ("https://arstechnica.com/", (), "arstechnica"),
        ("https://www.arstechnica.com/", ("arstechnica",), "arstechnica-com"),
        ("https://arstechnica.com/", ("arstechnica", "arstechnica-com"), "arstechnica-com-2"),
        ("https://www.bbc.co.uk/news/technology", (), "bbc-news-technology"),
        ("https://news.ycombinator.com/", (), "news-ycombinator"),
        ("https://loom.blogspot.com/", (), "loom"),
        ("https://bücher.example/", (), "bucher"),
        ("http://127.0.0.1:8080/", (), "127-0-0-1-8080"),
        ("http://localhost:8080/blog/", (), "localhost-8080-blog"),
        ("https://xn--wgv71a.example/", (), "xn-wgv71a"),
        ("https://" + "long-" * 30 + "name.example/", (), None),
    ],
)
def test_key_of_a_new_source_is_short_and_its_own(url, taken, key):
    found = new_key(url, taken)

    assert key is None or found == key
    assert found not in taken
    assert Source(key=found, url=url).key == found
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", found)


def test_every_field_is_documented_with_its_meaning():
    text = (Path(__file__).parent.parent / "docs/reference/sources.md").read_text("utf-8")
    documented = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)

    assert documented == list(ALLOWED)
    assert set(documented) == set(Source.model_fields) - {"key"}
