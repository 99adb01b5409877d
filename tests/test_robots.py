"""What a robots.txt refuses, by which line, and for how long it is believed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scrapy.http import Response

from crawler.network.robots import kept_for, refusing_line, text_of

ROBOTS = """# for all
User-agent: *
Disallow: /private   # ours
Disallow: /*.pdf$
Disallow: /%C3%A9t%C3%A9/

User-agent: Dateline
Allow: /private/open
disallow:/private/
Disallow: /a*b*c
"""


@pytest.mark.parametrize(
    ("agent", "path", "line"),
    [
        ("Dateline", "/private/x", "disallow:/private/ (line 9)"),
        ("Other", "/private/x", "Disallow: /private # ours (line 3)"),
        ("Other", "/a/report.pdf", "Disallow: /*.pdf$ (line 4)"),
        ("Other", "/%C3%A9t%C3%A9/menu", "Disallow: /%C3%A9t%C3%A9/ (line 5)"),
        ("Dateline", "/a/b?x=c", "Disallow: /a*b*c (line 10)"),
        ("Dateline", "/news", None),
    ],
)
def test_line_that_refuses_is_named(agent, path, line):
    assert refusing_line(ROBOTS, f"https://a.example{path}", agent) == line


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (["Disallow: /", "Disallow: /private/"], "Disallow: /private/ (line 3)"),
        (["Disallow: /private/", "Disallow: /*/x"], "Disallow: /private/ (line 2)"),
        (["Disallow: /private", "Allow: /private/", "Disallow: /private/x"], "Disallow: /private/x (line 4)"),
        (["Disallow: /private/x", "Disallow: /private/x"], "Disallow: /private/x (line 2)"),
        # Longer as text, shorter as RFC 9309 counts; a tie is the allowing line's.
        (["Disallow: /private/x", "Allow: /privat%65/x"], None),
        (["Disallow /private/x", "Dissallow: /"], "Disallow /private/x (line 2)"),
    ],
)
def test_of_several_lines_that_refuse_the_one_that_decides_is_named(rules, line):
    strangers = [line for n in range(9) for line in (f"User-agent: bot{n}", "Disallow: /private/x$")]
    robots = "\n".join(["User-agent: *", *rules, *strangers])

    assert refusing_line(robots, "https://a.example/private/x", "Dateline") == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_mark_is_no_part_of_the_first_rule(encoding):
    text = text_of("User-agent: *\nDisallow: /private\n".encode(encoding))

    assert refusing_line(text, "https://a.example/private/x", "Dateline") == "Disallow: /private (line 2)"


def test_line_is_found_quickly_in_a_hostile_file():
    robots = "User-agent: *\nDisallow: /" + "*a" * 1_000 + "b\nDisallow: /" + "a" * 50

    assert refusing_line(robots, f"https://a.example/{'a' * 2_000}", "Dateline").endswith("(line 3)")
    assert refusing_line("x" * 200_000, "https://a.example/", "Dateline") is None


@pytest.mark.parametrize(
    ("header", "hours"),
    [
        (None, 24),
        ("max-age=7200", 2),
        ("public, max-age=60", 1),
        ("max-age=999999999", 24),
        ("no-store", 1),
        ("no-cache, max-age=7200", 1),
        ("nonsense", 24),
    ],
)
def test_copy_lasts_as_its_headers_say_within_bounds(header, hours):
    headers = {"Cache-Control": header} if header else {}

    assert kept_for(Response("https://a.example/robots.txt", headers=headers)) == timedelta(hours=hours)
