"""Pages made to break parsers: each must give a document or our own error, soon."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import growth
from parsers import ParseError, parse_article

P = "<p>" + "A sentence of the text that is long enough to be taken for prose by everybody who reads it. " * 3 + "</p>"
SOAK = bool(os.environ.get("DATELINE_SOAK"))
MANY = 100_000 if SOAK else 4_000

SHAPES = {
    "deep divs": "<div>" * MANY + "x" + "</div>" * MANY,
    "deep tables": "<table><tr><td>" * (MANY // 3) + "x",
    "deep lists": "<ul><li>" * (MANY // 2) + "x",
    "deep quotes": "<blockquote>" * MANY + "x",
    "deep bold": "<b>" * MANY + "x",
    "deep figures": "<figure>" * MANY + "x",
    "deep links": "<div><a href=/x>" * (MANY // 2) + "x",
    "links": "<a href=/x>link</a> " * MANY,
    "paragraphs": "<p>word</p>" * MANY,
    "headings": "<h2>word</h2>" * MANY,
    "titles": "<h1>Another title of this page</h1>" * MANY,
    "line breaks": "text<br>" * MANY,
    "pictures": "<figure><img src=/a.png><figcaption>c</figcaption></figure>" * (MANY // 3),
    "cards": "<div class=card><h3><a href=/x>link link link link</a></h3><p>word word</p></div>" * (MANY // 4),
    "list items": "<ul>" + "<li>an <b>item</b></li>" * (MANY // 2) + "</ul>",
    "table rows": "<table>" + "<tr><td>a</td><td>b</td></tr>" * (MANY // 3) + "</table>",
    "code in tables": "<figure><table><tr><td><pre>x</pre></td></tr></table></figure>" * (MANY // 5),
    "comments": "<!-- x -->a" * MANY,
    "unclosed everything": "<div><p><span><b><ul><li><table><tr><td>x" * (MANY // 9),
    "spaces": " " * 5_000_000,
    "one long text": "word " * 400_000,
    "dashes": "<p>" + "- " * 400_000 + "</p>",
    "digits": "<p>" + "1 " * 400_000 + "</p>",
    "one long attribute": f"<p class='{'a-' * 500_000}'>x</p>",
    "one long style": f"<p style='{'display ' * 120_000}'>x</p>",
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>x</p>",
    "attributes without values": f"<p {' '.join(f'a{n}' for n in range(100_000))}>x</p>",
    "attributes behind a bracket": f"<p a='>' {' '.join(f'a{n}' for n in range(100_000))}>x</p>",
    "one title of separators": f"<h1>{'word | ' * 100_000}</h1>",
    "streamed parts": "".join(
        f"<template id='B:{n}'></template><div hidden id='S:{n}'>x</div>" for n in range(MANY // 3)
    ),
    "one name of separators": f"<meta property=og:title content='{'| ' * 100_000}'>",
    "blank lines of code": f"<pre>{chr(10) * 400_000}</pre>",
    "underscores in names": "".join(
        f"<div class='{name}{'_' * 60}x' id='{name}{'-_' * 30}!'>Jane Doe, 5 comments</div>"
        for name in ("author", "comment", "post", "bio", "author__box", "person", "meta")
    ),
    "spaces after data": f"<script type='application/ld+json'>{{}}-->{' ' * 1_000_000}x</script>",
    "repeated ids": "<p id=a>x</p>" * MANY,
    "deep comments": "<ol><li class=comment id=comment-1><b class=fn>A</b><p>x</p>" * (MANY // 4),
    "data without end": f"<script type='application/ld+json'>{'[' * MANY}</script>",
    "data of nothing but itself": '<script type="application/ld+json">{"@id":"a","@type":"NewsArticle","author":{"@id":"a"},"image":{"@id":"a"},"publisher":{"@id":"a"},"mainEntityOfPage":{"@id":"a"}}</script>',
    "gigantic data": "<script type='application/ld+json'>["
    + '{"@type":"NewsArticle","author":[1,null,{}],"headline":{}},' * 40_000
    + "{}]</script>",
    "absurd dates": "".join(
        f"<meta name=date content='{d}'><time datetime='{d}'>{d}</time>"
        for d in ("0000-00-00", "99999-99-99T99:99:99+99:99", "1" * 400, "31.02.2026", "-1", "1e999")
    ),
    "ill-formed addresses": "<base href='http://[::1'><a href='http://[x'>a</a><a href='//'>b</a><link rel=canonical href='http://a:b:c'>",
    "spaces in the text of an image": f"<p>John Roe</p><div class=author-box><img src=/a.png alt='x{'&#9;' * 100_000}y'><b>Jane Doe</b></div>",
    "lines in the text of an image": f"<p>John Roe</p><div class=author-box><img src=/a.png alt='x{',&#10;' * 100_000}y'><b>Jane Doe</b></div>",
    "frames": "<iframe src=//x.example/e></iframe>" * MANY,
    "streamed parts in circles": "<div hidden id='S:0'><template id='B:1'></template></div><div hidden id='S:1'><template id='B:0'></template></div>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_page_gives_a_document_in_time(shape):
    html = f"<html><title>T</title><body><h1>The title of it</h1>{P}{SHAPES[shape]}{P}</body></html>".encode()
    started = time.process_time()

    try:
        document = parse_article(html, "https://e.example/x").to_dict()
    except ParseError:
        document = {}

    assert time.process_time() - started < 10  # seconds of CPU
    json.dumps(document, allow_nan=False).encode()


@pytest.mark.parametrize(
    "shape",
    growth.SHAPES
    if SOAK
    else ["paragraphs", "answers", "deep named divs", "bait spaces in comment", "bait dashes in comment"],
)
def test_twice_the_page_takes_about_twice_the_time(shape):
    most = growth.MOST_RATIO if SOAK else 3  # 2 is linear, 4 quadratic; the rest is a busy machine

    assert any(growth.ratio(shape, scale=1 if SOAK else 0.4)[1] <= most for _ in range(5))


def test_no_hostile_page_takes_much_memory():
    names = [name for name in growth.SHAPES if not name.startswith("bait")] if SOAK else ["comments", "one text"]
    pages = [growth.page(name, growth.SHAPES[name][0] * (4 if SOAK else 1)) for name in names]
    told = subprocess.run(
        [sys.executable, "-m", "bench.reader", "dateline"],
        input=b"".join(f"{len(html)} https://e.example/x\n".encode() + html for html in pages),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    ).stdout.splitlines()

    assert len(told) == len(pages)
    assert json.loads(told[-1])["peak"] < 400  # MB


def test_a_page_of_five_megabytes_and_fifty_thousand_elements_gives_a_document():
    size, count = (5_000_000, 49_900) if SOAK else (800_000, 4_000)
    links = "".join(f"<a class='x{n}' href=/{n}>{'word ' * (size // 5 // count)}</a>" for n in range(count))
    html = f"<title>The title of it</title><h1>The title of it</h1>{P}{links}{P}".encode()
    started = time.process_time()

    assert len(html) > size
    assert parse_article(html, "https://e.example/x").title == "The title of it"
    assert time.process_time() - started < 10


def test_text_after_a_crowd_of_attributes_is_read():
    html = f"<h1>The title of it</h1>{P}<p {' '.join(f'a{n}=1' for n in range(100_000))}>Still here, and still a paragraph.</p>{P}"

    assert "Still here, and still a paragraph." in parse_article(html.encode(), "").text


def test_a_reference_to_a_control_character_is_white_space():
    html = (
        "<h1>The title of it</h1>" + P + "<pre>one&#11;two&#x9d;three&#xFFFE;four&#146;five &#110; &#x8def;</pre>" + P
    )

    assert "one two three four’five n 路" in parse_article(html.encode(), "").text


def test_an_address_that_is_none_counts_as_none():
    for url in ("http://[", "x", "ftp://e.example/x", "http://e.example:port/"):
        article = parse_article(f"<h1>The title of it</h1>{P}<a href=/y>{P}</a>".encode(), url)

        assert (article.url, article.canonical_url, article.links) == ("", "", ())


@pytest.mark.parametrize("attribute", ["{x=1", "{x}y=1", "{}=1", "{{ctrl}}=1", "{% if %}", "<=1", "@x:y=1"])
def test_a_template_that_nobody_filled_in_costs_nothing(attribute):
    html = f"<h1>The title of it</h1>{P}<div {attribute}>{P}<p {attribute}>Still here, and still a paragraph.</p></div>"

    assert "Still here, and still a paragraph." in parse_article(html.encode(), "https://e.example/x").text


def test_text_behind_a_comment_in_a_line_is_read():
    html = f"<h1>The title<!-- --> of <!-- -->it</h1>{P}<h2>A heading<!-- --> of two</h2>{P}"

    article = parse_article(html.encode(), "")

    assert (article.title, [section.heading for section in article.sections]) == (
        "The title of it",
        ["A heading of two"],
    )


@pytest.mark.parametrize("opened", ["<div>", "<font>", "<blockquote>", "<table><tr><td>", "<ul><li>"])
def test_text_below_thousands_of_elements_in_one_another_is_read(opened):
    html = f"<title>The title of it</title><h1>The title of it</h1>{opened * 3_000}{P}<p>And this is below it.".encode()

    text = parse_article(html, "https://e.example/x").text

    assert text.endswith("And this is below it.")
    assert len(text) > len(P) / 2
