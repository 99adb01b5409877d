"""What is wrong is said in one sentence with the right exit code; the rest of the work goes on; nothing is half-saved."""

import ctypes
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import dateline as front_door
from archive.store import Archive
from tests.builders import a_capture, an_article
from tests.full_disk import files_up_to
from tests.site import Site, rss, story

HOUSE = Path(__file__).parent.parent

DATELINE = (sys.executable, "-m", "dateline")
QUICK = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "AUTOTHROTTLE_ENABLED=0")
NEWS = (sys.executable, "-m", "scrapy", "crawl", "news", *QUICK)


class Desk:
    """A folder of its own, and commands that are run as cron does: no terminal, no HOME, no TERM, a 7-bit locale."""

    def __init__(self, folder):
        self.folder = folder
        self.archive = folder / "archive.db"
        self.sources = folder / "sources.toml"

    def follow(self, **feeds):
        """Write ``sources.toml``: key → address of its feed."""
        tables = (f'[sources.{key}]\nurl = "{url}"\nfeeds = ["{url}"]\n' for key, url in feeds.items())
        self.sources.write_text("".join(tables))

    @property
    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "DATELINE_ARCHIVE_PATH": str(self.archive),
            "DATELINE_SOURCES_PATH": str(self.sources),
            "DATELINE_ALLOW_PRIVATE_ADDRESSES": "1",
            "DATELINE_PARSE_PROCESSES": "1",
            "DATELINE_RETRY_SECONDS": "1",
            "DATELINE_ROBOTS_SECONDS": "1",
            "LC_ALL": "C",
            "RES_OPTIONS": os.environ["RES_OPTIONS"],
        }

    def run(self, *command, **options):
        """Exit code, stdout, stderr."""
        done = subprocess.run(
            command,
            cwd=HOUSE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
            start_new_session=True,
            **{"env": self.environment} | options,
        )
        return done.returncode, done.stdout, done.stderr

    def run_here(self, monkeypatch, capsys, *arguments):
        """The same of ``dateline ARGUMENTS`` in this process: a child shows no more of what only reads."""
        monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(self.archive))
        monkeypatch.setenv("DATELINE_SOURCES_PATH", str(self.sources))
        capsys.readouterr()
        return front_door.main(list(arguments)), *capsys.readouterr()

    def ask(self, query):
        with Archive.open(self.archive, read_only=True) as archive:
            return archive.connection.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def site():
    with Site() as site:
        yield site


def is_one_sentence(complaint, *words):
    """``complaint`` is one line that begins with Error and has these words."""
    assert complaint.startswith("Error: "), complaint
    assert complaint.count("\n") == 1, complaint
    for word in words:
        assert word in complaint
    return True


# --- sources.toml -----------------------------------------------------------------------------------------------------

GOOD = '[sources.good]\nurl = "https://example.com/"\n'

BROKEN = {
    "syntax": ("[sources.one\n", ":1: not TOML: expected ']'"),
    "type": (f'{GOOD}enabled = "yes"\n', ":3: sources.good.enabled: 'yes' is not allowed; allowed is true or false"),
    "field": (
        f'{GOOD}feed = "https://x.org/"\n',
        ":3: sources.good.feed: no source has this field; did you mean 'feeds'?",
    ),
    "interval": (
        f'{GOOD}every = "often"\n',
        ":3: sources.good.every: 'often' is not allowed; allowed is a number with s, m, h",
    ),
    "address": (
        '[sources.one]\nurl = "ftp://x.org/"\n',
        ":2: sources.one.url: 'ftp://x.org/' is not allowed; allowed is an add",
    ),
    "duplicate": (GOOD + GOOD, ":3: not TOML: cannot declare ('sources', 'good') twice"),
    "no table": ("sources = 1\n", "sources are tables: [sources.name]"),
    "not text": (b"\xff\xfe\x00", ":1: not UTF-8"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_sources_toml_names_line_field_and_what_is_allowed(desk, case, monkeypatch, capsys):
    text, said = BROKEN[case]
    desk.sources.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(desk.sources))

    code = front_door.main(["sources", "list"])

    output, complaint = capsys.readouterr()
    assert (code, output) == (1, "")
    assert is_one_sentence(complaint, str(desk.sources), said)


@pytest.mark.parametrize(
    "command",
    [NEWS, (*DATELINE, "schedule", "run", "--once"), None],
    ids=["crawl", "schedule", "add"],
)
def test_broken_sources_toml_stops_every_command_alike_and_is_left_as_it_is(desk, command, monkeypatch, capsys):
    desk.sources.write_text(GOOD + "every = 30\n")

    if command:
        code, output, complaint = desk.run(*command)
    else:
        code, output, complaint = desk.run_here(monkeypatch, capsys, "sources", "add", "https://example.org/")

    assert (code, output) == (1, "")
    assert is_one_sentence(complaint, f"{desk.sources}:3: sources.good.every: 30 is not allowed")
    assert desk.sources.read_text() == GOOD + "every = 30\n"


# --- the archive's path -----------------------------------------------------------------------------------------------


def a_directory(path):
    path.mkdir()
    return "this is a directory; name a file in it"


def a_text(path):
    path.write_text("Dear diary,\n" * 100)
    return "this is not an SQLite file; name another path"


def foreign(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (id INTEGER PRIMARY KEY)")
    other.close()
    return "this is another program's database; name another path"


def later(path):
    with Archive.open(path) as archive:
        archive.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dateline', 'm999_later', '2099')"
        )
    return "a later Dateline has written this archive; update this one"


def under_a_file(path):
    path.parent.rmdir()
    path.parent.write_text("not a folder")
    return "a part of this path is a file; name another path"


PATHS = [under_a_file, a_directory, a_text, foreign, later]
COMMANDS = {
    "crawl": NEWS,
    "schedule": (*DATELINE, "schedule", "run", "--once"),
}
READERS = {"list": ("schedule", "list"), "search": ("search", "news"), "stats": ("stats",)}
# Each path and each command once; all with all in the long run.
MEETINGS = [
    (make, name)
    for row, make in enumerate(PATHS)
    for column, name in enumerate(COMMANDS | READERS)
    if row == column
    or (
        "DATELINE_SOAK" in os.environ
        and (make, name)
        not in (
            # Who only reads finds nothing there, and says so or lists the sources alone.
            (under_a_file, "list"),
            (under_a_file, "search"),
            (under_a_file, "stats"),
        )
    )
]


@pytest.mark.parametrize(("make", "command"), MEETINGS)
def test_path_that_is_no_archive_is_left_as_it_is(desk, make, command, monkeypatch, capsys):
    desk.follow(good="http://127.0.0.1:9/feed")
    folder = desk.folder / "data"
    folder.mkdir()
    desk.archive = folder / "archive.db"
    reason = make(desk.archive)
    before = desk.archive.read_bytes() if desk.archive.is_file() else None

    if command in READERS:
        code, output, complaint = desk.run_here(monkeypatch, capsys, *READERS[command])
    else:
        code, output, complaint = desk.run(*COMMANDS[command])

    assert (code, output) == (1, "")
    assert is_one_sentence(complaint, str(desk.archive), reason)
    assert (desk.archive.read_bytes() if desk.archive.is_file() else None) == before


DROP_BOUND, MAY_WRITE_ANYTHING = 24, 1
"""PR_CAPBSET_DROP and CAP_DAC_OVERRIDE of Linux: prctl(2), capabilities(7)."""


def respect_permissions():
    """For a child of root, whom permissions would not stop."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_BOUND, MAY_WRITE_ANYTHING, 0, 0, 0)  # fails where root may not even that


@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="root may write everything")
def test_archive_that_cannot_be_written_can_be_read_but_not_crawled_into(desk):
    desk.follow(good="http://127.0.0.1:9/feed")
    with Archive.open(desk.archive):
        pass
    desk.archive.chmod(0o444)
    desk.folder.chmod(0o555)
    try:
        for command in (NEWS, (*DATELINE, "schedule", "run", "--once")):
            code, output, complaint = desk.run(*command, preexec_fn=respect_permissions)

            assert (code, output) == (1, "")
            assert is_one_sentence(complaint, f"{desk.archive}: ", "cannot be written; change its permissions")

        code, _, complaint = desk.run(*DATELINE, "search", "news", preexec_fn=respect_permissions)

        assert (code, "Error" in complaint) == (0, False)
    finally:
        desk.folder.chmod(0o755)


# --- what sites do ----------------------------------------------------------------------------------------------------


def test_crawl_names_what_it_cannot_read_and_archives_the_rest(desk, site):
    """A dead source, a feed that is HTML, an empty page and a binary that says it is HTML cost nobody else anything."""
    pages = {"/news/good": "Zürich prüft 新聞", "/news/empty": "Empty", "/news/binary": "Binary"}
    site.add("/good.xml", rss(site, pages), "application/rss+xml")
    site.add("/html.xml", "<!doctype html><html><title>Sign in</title><p>Please do.", "application/rss+xml")
    site.add("/news/good", story("Zürich prüft 新聞"))
    site.add("/news/empty", b"")
    site.add("/news/binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    desk.follow(good=f"{site.url}/good.xml", html=f"{site.url}/html.xml", dead="http://nowhere.invalid/feed")

    code, output, complaint = desk.run(*NEWS)

    assert (code, output) == (0, "")
    assert "Traceback" not in complaint
    assert "\x1b" not in complaint
    warnings = [line.partition("WARNING: ")[2] for line in complaint.splitlines() if "WARNING" in line]
    assert sorted(warnings) == [
        "source dead: feed http://nowhere.invalid/feed: no address is known for the name nowhere.invalid",
        f"source html: feed {site.url}/html.xml: a web page, not a feed",
    ]
    states = "SELECT replace(url, ?, ''), state, reason FROM page ORDER BY url"
    with Archive.open(desk.archive, read_only=True) as archive:
        assert archive.connection.execute(states, [site.url]).fetchall() == [
            ("/news/binary", "failed", "a binary file, not a page"),
            ("/news/empty", "failed", "an empty page"),
            ("/news/good", "done", None),
        ]
    assert desk.ask("SELECT title FROM articles") == [("Zürich prüft 新聞",)]
    # What failed keeps its bytes.
    kept = "SELECT size FROM snapshot s JOIN fetch f ON f.snapshot_id = s.id WHERE f.url LIKE '%/binary'"
    assert desk.ask(kept) == [(8 + 256 * 40,)]
    assert desk.ask("SELECT outcome FROM run") == [("finished",)]

    code, output, complaint = desk.run(*DATELINE, "search", "Zürich")
    assert (code, complaint) == (0, "")
    assert "新聞" in output
    assert "\x1b" not in output


def test_crawl_that_could_read_nothing_says_why(desk, site):
    desk.follow(one=f"{site.url}/no-such-feed")

    code, output, complaint = desk.run(*NEWS)

    reason = f"Nothing could be read: source one: feed {site.url}/no-such-feed: answered 404"
    assert (code, output) == (1, "")
    assert is_one_sentence(complaint.splitlines(keepends=True)[-1], reason)
    assert desk.ask("SELECT outcome, reason FROM run") == [("failed", reason)]


def test_source_that_resolves_to_nothing_is_not_added(desk, site):
    code, output, complaint = desk.run(*DATELINE, "sources", "add", "http://nowhere.invalid/", *QUICK)

    assert (code, output) == (1, "")
    assert complaint == "http://nowhere.invalid/: no address is known for the name nowhere.invalid.\n"
    assert not desk.sources.exists()


def test_source_that_is_not_there_is_wrong_use(desk):
    desk.follow(good="http://127.0.0.1:9/feed")

    code, output, complaint = desk.run(*NEWS, "-a", "source=god")

    assert (code, output) == (2, "")
    assert is_one_sentence(complaint, "there is no source 'god'; did you mean 'good'?")


# --- the machine ------------------------------------------------------------------------------------------------------


def test_port_in_use_is_one_sentence(desk):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        code, output, complaint = desk.run(*DATELINE, "demo", "--serve", str(port))

    assert (code, output) == (1, "")
    assert is_one_sentence(complaint, f"port {port} on 127.0.0.1 is in use; name another one")


# --- a full disk ------------------------------------------------------------------------------------------------------

SHORT = 700_000
"""Bytes that a file may have: enough for the empty archive and a few articles."""


def is_whole(desk):
    """The archive is in order and each article in it has all its parts."""
    with Archive.open(desk.archive) as archive:
        assert archive.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        archive.connection.execute("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
    assert desk.ask("SELECT url FROM articles WHERE title IS NULL OR text = '' OR revision_count < 1") == []
    return True


@pytest.fixture
def long_feed(site):
    """A site with more to say than the disk can hold."""
    pages = {f"/news/{number}": f"Story {number}" for number in range(12)}
    site.add("/feed.xml", rss(site, pages), "application/rss+xml")
    for path, title in pages.items():
        # Nothing that compresses well.
        site.add(path, story(title, text=" ".join(os.urandom(8).hex() for _ in range(600))))
    return pages


def test_full_disk_ends_the_crawl_in_one_sentence_and_the_next_one_goes_on(desk, site, long_feed):
    desk.follow(one=f"{site.url}/feed.xml")
    code, output, complaint = desk.run(*NEWS, **files_up_to(SHORT, desk.environment))

    assert (code, output) == (1, "")
    assert is_one_sentence(complaint.splitlines(keepends=True)[-1], str(desk.archive), "nothing is half-saved")
    assert "Traceback" not in complaint
    assert is_whole(desk)
    ((saved,),) = desk.ask("SELECT count(*) FROM articles")
    assert saved < len(long_feed)

    code, _, complaint = desk.run(*NEWS)  # there is room again

    assert code == 0, complaint
    assert is_whole(desk)
    assert desk.ask("SELECT count(*), count(DISTINCT url) FROM articles") == [(len(long_feed), len(long_feed))]
    assert desk.ask("SELECT outcome FROM run ORDER BY id DESC LIMIT 1") == [("finished",)]


def test_full_disk_leaves_sources_toml_as_it_is(desk):
    desk.follow(one="http://127.0.0.1:9/feed", two="http://127.0.0.1:9/other")
    before = desk.sources.read_text()

    code, output, complaint = desk.run(*DATELINE, "sources", "disable", "one", **files_up_to(20, desk.environment))

    assert (code, output) == (1, "")
    assert is_one_sentence(complaint, str(desk.sources))
    assert desk.sources.read_text() == before
    assert [file.name for file in desk.folder.iterdir()] == ["sources.toml"]


# --- what a person types, and a file that is not whole ------------------------------------------------------------------

TYPED = {
    "number": (("show", "9" * 5_000), 1, "there is no article 999"),
    "number to why": (("why", "9" * 5_000), 1, "There is no article 999"),
    "number to cite": (("cite", "9" * 5_000), 1, "there is no article 999"),
    "version": (("show", "1", "--revision", "9" * 30), 1, "there is no revision 999"),
    "version to cite": (("cite", "1", "--revision", "9" * 30), 1, "there is no revision 999"),
    "not UTF-8": (("why", "http://\udcff.example/"), 2, r"'http://\udcff.example/' is not written in UTF-8"),
    "source not UTF-8": (("prune", "--dry-run", "--source", "\udcff"), 2, r"'\udcff' is not written in UTF-8"),
    "long name": (("merge", "x" * 5_000), 1, "file name too long"),
    "no name": (("merge", ""), 1, "this is a directory"),
    "limit": (("schedule", "history", "--limit", "9" * 30), 2, "not in the range"),
    "endless line": (("import", "/dev/zero"), 1, "a line is longer than 100 MB; what stands before is imported"),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_nobody_would_type_is_told_in_one_sentence(desk, typed, monkeypatch, capsys):
    with Archive.open(desk.archive) as archive:
        archive.save(a_capture(archive))
    arguments, code, said = TYPED[typed]

    done, output, complaint = desk.run_here(monkeypatch, capsys, *arguments)

    assert (done, output) == (code, "")
    assert said in complaint.splitlines()[-1]


@pytest.mark.parametrize("language", ["x" * 60_000, "!!"])
def test_language_that_nobody_writes_finds_nothing(desk, language, monkeypatch, capsys):
    with Archive.open(desk.archive) as archive:
        archive.save(a_capture(archive))

    assert desk.run_here(monkeypatch, capsys, "search", "--language", language)[:2] == (0, "")


@pytest.mark.parametrize(
    "command",
    [("prune", "--dry-run"), ("erase", "author", "Ada Quill", "--dry-run"), ("erase", "article", "1", "--yes")],
    ids=" ".join,
)
def test_table_that_is_damaged_is_told_by_whoever_reads_it(desk, command, monkeypatch, capsys):
    with Archive.open(desk.archive) as archive:
        for number in range(40):
            archive.save(a_capture(archive, an_article(f"https://herald.example/{number}")))
        (size,) = archive.connection.execute("PRAGMA page_size").fetchone()
        (page,) = archive.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'fetch'").fetchone()
    with desk.archive.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))

    code, _, complaint = desk.run_here(monkeypatch, capsys, *command)

    assert code == 1
    assert is_one_sentence(complaint, str(desk.archive), "damaged")


def test_table_that_stands_in_the_place_of_another_is_told(desk, monkeypatch, capsys):
    with Archive.open(desk.archive) as archive:
        archive.save(a_capture(archive))
        (size,) = archive.connection.execute("PRAGMA page_size").fetchone()
        pages = dict(archive.connection.execute("SELECT name, rootpage FROM sqlite_schema"))
    whole = desk.archive.read_bytes()
    there, other = ((pages[name] - 1) * size for name in ("host", "run"))
    desk.archive.write_bytes(whole[:there] + whole[other : other + size] + whole[there + size :])

    code, _, complaint = desk.run_here(monkeypatch, capsys, "prune", "--dry-run")

    assert code == 1
    assert is_one_sentence(complaint, str(desk.archive), "damaged")
