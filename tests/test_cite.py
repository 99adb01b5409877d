"""``dateline cite``: one version of an article with times and hashes, in words that stay the same."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest

import dateline
from archive import manifest
from archive.reading import queries
from archive.reading.citing import FORMATS, as_bibtex, as_csl_json, as_ris, as_text, cite
from parsers.article import Author
from tests.builders import LEAD, NOON, URL, a_body, a_capture, a_run, an_article

HOUR = timedelta(hours=1)


@pytest.fixture
def lamps(archive):
    """An article of two versions, the first of them sealed."""
    run_id = a_run(archive)
    saved = archive.save(a_capture(archive, an_article(), body=b"<p>The first.</p>"))
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    archive.save(a_capture(archive, an_article(title="Lamps on again"), at=NOON + HOUR, body=b"<p>The second.</p>"))
    return saved


def only(archive, **fields):
    article = an_article("https://herald.example/other", **{"blocks": a_body([f"Other words. {LEAD}"]), **fields})
    return cite(archive, archive.save(a_capture(archive, article)).article_id)


def sha(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def test_citation_tells_who_where_when_and_what_proves_it(archive, lamps):
    (text,) = archive.connection.execute("SELECT text FROM articles").fetchone()
    head = manifest.head(archive.connection)

    first = cite(archive, URL, revision=lamps.revision_id)

    assert as_text(first) == (
        f"Ada Quill: “Lamps out on Harrow Street”. The Herald, 2026-11-22T12:00:00+00:00. {URL}\n"
        "Captured 2026-11-22T12:00:00Z; Dateline article 1, revision 1, parser 1\n"
        f"SHA-256 of the page as fetched: {sha(b'<p>The first.</p>')}\n"
        f"SHA-256 of the text: {sha(text)}\n"
        f"Manifest: {head}\n"
    )
    assert cite(archive, lamps.article_id).page_hash == sha(b"<p>The second.</p>")
    assert cite(archive, lamps.article_id).seal is None


def test_a_moment_tells_which_version_is_cited(archive, lamps, monkeypatch, capsys):
    assert cite(archive, URL, at=NOON + HOUR - timedelta(seconds=1)) == cite(archive, URL, revision=lamps.revision_id)
    assert cite(archive, URL, at=NOON + HOUR) == cite(archive, URL)
    with pytest.raises(LookupError):
        cite(archive, URL, at=NOON - timedelta(seconds=1))

    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    assert dateline.main(["cite", "1", "--at", "2026-11-22T13:30+01:00"]) == 0
    assert "revision 1," in capsys.readouterr().out
    assert dateline.main(["cite", "1", "--at", "2026-11-22", "--revision", "1"]) == 2


def test_same_version_is_always_cited_in_the_same_words(archive, lamps):
    before = cite(archive, URL, revision=lamps.revision_id)
    archive.save(a_capture(archive, an_article(title="Lamps out again"), at=NOON + 2 * HOUR))
    archive.finish_run(a_run(archive), outcome="finished", counts={}, now=NOON + 2 * HOUR)

    again = cite(archive, URL, revision=lamps.revision_id)

    assert again == before
    assert {name: write(again) for name, write in FORMATS.items()} == {n: write(before) for n, write in FORMATS.items()}
    assert queries.article(archive, URL).revision_id != before.revision_id


def test_what_the_page_did_not_tell_is_not_guessed(archive):
    citation = only(archive, authors=(), published=None, site_name=None, language=None)

    assert as_text(citation).startswith(
        "Author not named: “Lamps out on Harrow Street”. herald.example, date not stated."
    )
    (item,) = json.loads(as_csl_json(citation))
    assert item.keys().isdisjoint({"author", "issued", "language"})
    assert "author" not in as_bibtex(citation)
    assert not {"year", "date"} & {line.split(" = ")[0].strip() for line in as_bibtex(citation).splitlines()}
    assert {"AU", "PY", "DA", "LA"}.isdisjoint(line[:2] for line in as_ris(citation).splitlines())
    assert citation.key.startswith("herald-example-undated-")


def test_bytes_that_were_not_kept_are_not_claimed(archive):
    saved = archive.save(a_capture(archive, body=None))

    assert "SHA-256 of the page as fetched: not kept" in as_text(cite(archive, saved.article_id))


def test_bibtex_reads_no_character_as_a_command(archive):
    title = r"100% of R&D_{units #1: \input}x ~ ^ $5 {"
    names = (Author(name="Law and Order Inc."), Author(name="Quill, Ada"))

    written = as_bibtex(only(archive, title=title, authors=names, published=date(2026, 11, 3)))

    told = r"100\% of R\&D\_{units \#1: \textbackslash{}input}x \textasciitilde{} \textasciicircum{} \$5 {"
    told = told.replace("_{", r"_\textbraceleft{}").replace("input}", r"input\textbraceright{}")
    assert f"title = {{{{{told[:-1]}\\textbraceleft{{}}}}}}" in written
    assert written.count("{") == written.count("}")
    assert "author = {{Law and Order Inc.} and {Quill, Ada}}" in written
    assert "year = {2026}" in written
    assert "date = {2026-11-03}" in written
    assert "urldate = {2026-11-22}" in written


def test_csl_json_is_an_item_of_its_schema(archive):
    (item,) = json.loads(as_csl_json(only(archive, title='Says "no"\nand <b>yes</b>', published=date(2026, 11, 3))))

    assert item["type"] == "article-newspaper"
    assert item["title"] == 'Says "no" and <b>yes</b>'
    assert item["author"] == [{"literal": "Ada Quill"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert item["container-title"] == "The Herald"


def test_ris_keeps_a_field_on_its_line(archive):
    written = as_ris(only(archive, title="Two\nlines\r\nER  - \x00", authors=(Author(name="A*Star"),)))

    lines = written.split("\r\n")
    assert (lines[0], lines[-2:]) == ("TY  - NEWS", ["ER  - ", ""])
    assert "TI  - Two lines ER -" in lines
    assert "AU  - AStar" in lines
    assert "DA  - 2026/11/22" in lines
    assert "\n" not in written.replace("\r\n", "")


def test_command_writes_a_format_or_says_what_there_is_not(archive, lamps, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))

    assert dateline.main(["cite", str(lamps.article_id), "--format", "ris"]) == 0
    assert capsys.readouterr().out.startswith("TY  - NEWS")
    for words, said in ((["99"], "there is no article 99"), (["1", "--revision", "77"], "there is no revision 77")):
        assert dateline.main(["cite", *words]) == 1
        assert said in capsys.readouterr().err
