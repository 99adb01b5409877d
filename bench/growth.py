"""How the time of parsing grows with the page, for pages made to be hard: ``python -m bench.growth [NAME…]``.

Each shape is read at a size and at twice that size; where time grows as the page does, the ratio is about 2.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import click

from parsers.errors import ParseError
from parsers.parse import parse_article

PROSE = (
    "<p>" + "A sentence of the text that is long enough to be taken for prose by everybody who reads it. " * 3 + "</p>"
)
MOST_RATIO = 2.2
_SMALLEST = 0.1
"""Seconds that the smaller page must take at least: less is noise."""


def _nested(tags: str) -> Callable[[int], str]:
    return lambda size: "".join(f"<{tag}>" for tag in tags.split()) * size + "x"


def _times(html: str) -> Callable[[int], str]:
    """The same again and again; ``#`` is its number."""
    return lambda size: "".join(html.replace("#", str(number)) for number in range(size))


def _inside(before: str, part: str, after: str) -> Callable[[int], str]:
    """One element with a part again and again; ``#`` is its number."""
    return lambda size: before + "".join(part.replace("#", str(number)) for number in range(size)) + after


SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    # nesting
    "deep divs": (8_000, _nested("div")),
    "deep named divs": (8_000, _times("<div class='author comment-# teaser' id=d#>x")),
    "deep tables": (3_000, _nested("table tr td")),
    "deep lists": (4_000, _nested("ul li")),
    "deep quotes": (8_000, _nested("blockquote")),
    "deep articles": (8_000, _nested("article")),
    "deep figures": (8_000, _nested("figure")),
    "deep headlines": (8_000, _nested("h1")),
    "deep bold": (8_000, _nested("b")),
    "deep unknown": (8_000, _nested("x-y")),
    "deep threads": (2_000, _times("<ol><li class=comment id=comment-#><b class=fn>Ann #</b><time datetime=2026-01-01>1</time><p class=comment-text>Said #</p>")),
    "deep items": (4_000, _times("<div itemscope itemtype=http://schema.org/Article><span itemprop=author>A B</span>")),
    # many of one kind
    "links": (4_000, _times("<a href=/x#>link #</a> ")),
    "paragraphs": (6_000, _times("<p>word # is said</p>")),
    "prose": (1_500, _times("<p>" + "Another sentence that is long enough for prose, and then some more # words. " * 2 + "</p>")),
    "headings": (4_000, _times("<h2>A heading #</h2>")),
    "titles": (4_000, _times("<h1>Another title of this page #</h1>")),
    "linked headings": (3_000, _times("<h3><a href=/x#>A heading that leads away #</a></h3>")),
    "short bold lines": (4_000, _times("<p><b>Bold line #</b></p>")),
    "dates in one line": (
        6_000,
        _inside("<p><font>", "Said <i>3 May 2026</i><i class=date>Updated: 3 May 2026</i> and then ", "</font></p>"),
    ),
    "line breaks": (8_000, _times("text #<br>")),
    "cards": (2_000, _times("<div class=card><h3><a href=/x#>link link link</a></h3><p>word word</p></div>")),
    "cards of like size": (1_000, _times("<div class=card><div><div>" + "Words of a card that are many. " * 12 + "</div></div></div>")),
    "one list": (4_000, _inside("<ul>", "<li>an <b>item</b> #</li>", "</ul>")),
    "one table": (2_000, _inside("<table>", "<tr><td>a #</td><td>b</td></tr>", "</table>")),
    "tables": (1_500, _times("<table><tr><td>a #</td><td>b</td></tr><tr><td>a</td><td>b</td></tr></table>")),
    "one quote": (4_000, _inside("<blockquote>", "<p>word # word</p>", "</blockquote>")),
    "one code": (4_000, _inside("<pre>", "<span class=k>x#</span>\n", "</pre>")),
    "captioned pictures": (1_500, _times("<figure><img src=/a#.png><figcaption>caption #</figcaption></figure>")),
    "boxes of pictures": (1_500, _times("<div class='image'><img src=/a#.png><span class=caption>caption #</span></div>")),
    "figures in one": (6_000, _inside("<figure>", "<img src=/a#.png><span class=credit>by #</span>", "</figure>")),
    "comments": (1_500, _times("<li class=comment id=comment-#><b class=fn>Ann #</b><time datetime=2026-01-01>1</time><p class=comment-text>Said #</p></li>")),
    "names in one comment": (
        6_000,
        _inside("<div class=comment id=comment-1><div>", "<b class=author>Ann #</b><p class=comment-text>Said #</p>", "</div></div>"),
    ),
    "comments of one id": (1_500, _times("<li class=comment id=comment-1><b class=fn>Ann</b><time datetime=2026-01-01>1</time><p>Said #</p></li>")),
    "answers": (1_500, _times("<div class=comment data-parent-id=# id=comment-#><b class=fn>A</b><i class=date>1 May 2026</i><p>Said</p></div>")),
    "comment boxes": (2_000, _times("<div class=comments id=comments><h3># comments</h3></div>")),
    "unnamed comments": (1_500, _inside("<div class=comments>", "<div><b>Ann</b><time>1 May 2026</time><p>Said #</p></div>", "</div>")),
    "author boxes": (1_000, _times("<div class=author-box><h4 class=author-name>Ann Other#</h4><p class=author-bio>Ann Other is a writer of # books.</p></div>")),
    "bylines": (3_000, _times("<p class=byline>By <a rel=author href=/author/a#>Ann Other</a></p>")),
    "bylines in words": (3_000, _times("<p>Written by Ann Other on 3 May 2026</p>")),
    "about the author": (1_500, _times("<h3>About the author</h3><p>Ann Other is a writer who lives here. #</p>")),
    "names": (3_000, _times("<span>Ann Other</span><i>12 May 2026</i>")),
    "name everywhere": (1_500, _times("<p>Ann Other is a writer who has written more than # books in a life of many years.</p>")),
    "times": (4_000, _times("<time datetime=2026-01-01T10:00:#>1 January</time>")),
    "dates": (4_000, _times("<span class=date>Updated 3 May 2026</span>")),
    "foreign dates": (1_000, _times("<span class=date># mai 2026</span>")),
    "metas": (6_000, _times("<meta name=author content='Ann Other#'><meta property=article:tag content=t#>")),
    "kinds of metas": (6_000, _times("<meta name=date-published# content='2026'>")),
    "link tags": (6_000, _times("<link rel=x# href=/x/#>")),
    "next links": (4_000, _times("<a href=?page=#>#</a>")),
    "same ids": (6_000, _times("<div id=a class='b c#'></div>")),
    "many classes": (6_000, _times("<div class='comment-# author-# x#'>y</div>")),
    "properties": (4_000, _inside("<div itemscope>", "<span itemprop=author>A B#</span>", "</div>")),
    "forms": (1_500, _times("<form id=comment-#><textarea name=comment></textarea><input name=x#></form>")),
    "scripts": (2_000, _times("<script>var disqus_x = '#';</script>")),
    "loaded scripts": (2_000, _times("<script src=https://x#.example/embed.js></script>")),
    "iframes": (3_000, _times("<iframe src=https://x.example/#></iframe>")),
    "streamed parts": (2_000, _times("<template id=B:#></template><div hidden id=S:#>x</div>")),
    "unclosed": (1_500, _nested("div p span b ul li table tr td")),
    "hidden": (4_000, _times("<div style=display:none class=faq>x</div>")),
    "buttons": (4_000, _times("<button aria-expanded=false><h3>Q #</h3></button>")),
    # data for machines
    "data": (3_000, _inside("<script type=application/ld+json>[", '{"@type":"NewsArticle","headline":"T #","author":{"@type":"Person","name":"Ann #"}},', "{}]</script>")),
    "data that refer": (3_000, _inside('<script type=application/ld+json>{"@graph":[', '{"@id":"##","@type":"Person","name":"Ann","knows":{"@id":"##1"}},', "{}]}</script>")),
    "scripts of data": (1_500, _times('<script type=application/ld+json>{"@type":"Article","headline":"T #","datePublished":"2026-01-01"}</script>')),
    "authors in data": (3_000, _inside('<script type=application/ld+json>{"@type":"Article","author":[', '{"@type":"Person","name":"Ann Other#"},', "{}]}</script>")),
    "keywords": (6_000, _inside('<script type=application/ld+json>{"@type":"Article","keywords":[', '"word #",', '""]}</script>')),
    "broken data": (20_000, _inside("<script type=application/ld+json>[", '{"a":1,},', "</script>")),
    "deep data": (20_000, _inside("<script type=application/ld+json>", "[", "</script>")),
    "told text": (5_000, _inside('<script type=application/ld+json>{"@type":"Article","articleBody":"', "A sentence of the text. # ", '"}</script>')),
    # long texts
    "one word": (400_000, _inside("<p>", "a", "</p>")),
    "one text": (80_000, _inside("<p>", "word ", "</p>")),
    "spaces": (800_000, _inside("<p>", " ", "x</p>")),
    "entities": (80_000, _inside("<p>", "&amp;&#160;&nbsp;", "</p>")),
    "references to controls": (40_000, _inside("<p>", "&#1;&#0000;", "</p>")),
    "brackets": (100_000, _inside("<p>", "<", "</p>")),
    "closing brackets": (200_000, _inside("<p>", ">", "</p>")),
    "twice encoded": (80_000, _inside("<p>", "Ã\x83Â©", "</p>")),
    "long class": (100_000, _inside("<div class='", "author-", "'>By Ann Other</div>")),
    "class of many words": (40_000, _inside("<div class='", "comment-# ", "'>By Ann Other</div>")),
    "long id": (100_000, _inside("<div id='", "comment-", "'>By Ann Other</div>")),
    "long style": (50_000, _inside("<p style='", "display: ", "'>x</p>")),
    "long address": (100_000, _inside("<a href='", "/a", "'>x</a>")),
    "long name of a logo": (20_000, _inside("<a href=/><img alt='", " . - ", "x'></a>")),
    "address of many tags": (40_000, _inside("<a href='", "/tag/a?", "\n\nx'>x</a>")),
    "long title": (20_000, _inside("<title>", "word | ", "</title>")),
    "long heading": (20_000, _inside("<h1>", "word - ", "</h1>")),
    "long name of the site": (20_000, _inside("<meta property=og:site_name content='", "word | ", "'>")),
    "long description": (20_000, _inside("<meta name=description content='", "By word ", "'>")),
    "long script": (80_000, _inside("<script>", "disqus_config = ", "</script>")),
    "attributes": (8_000, _inside("<p ", "a#=1 ", ">x</p>")),
    "attributes in elements": (3_000, _times("<p a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9>x</p>")),
}  # fmt: skip

# Texts that patterns stumble over: what may follow what may follow what may repeat. Each in places that are read as a line.
_BAITS = {
    "spaces": " ", "tabs and dots": "\t.", "dashes": "- ", "bars": "| ", "commas": ", ", "digits": "1", "dates": "1.1.", "numbers": "1 ", "by": "by ",
    "and": "and ", "names": "Ann ", "brackets": "(", "dots": ".", "colons": ": ", "quotes": "'\"", "underscores": "_-", "capitals": "AB",
    "slashes": "/a", "hyphens": "a-", "comments": "comment-", "authors": "author-", "posted": "posted by ", "updated": "updated ", "kanji": "日本",
}  # fmt: skip
_PLACES = {
    "line": "<p>@</p>",
    "byline": "<span class=byline>@</span>",
    "heading": "<h1>@</h1><h3>@</h3>",
    "bio": "<div class=author-box><p class=author-bio>@</p></div>",
    "comment": "<div id=comments><h3>@</h3><li class=comment id=comment-1><b class=fn>@</b><i class=date>@</i><p>@</p></li></div>",
    "date": "<span class=date>@</span><time datetime='@'>@</time>",
    "name": "<div class='@' id='@'>x</div><a href='@' rel='@'>x</a><img alt='@' src='@'>",
    "meta": "<meta name=author content='@'><meta name=date content='@'><meta property=og:title content='@'><title>@</title>",
}


def _bait(text: str, place: str) -> Callable[[int], str]:
    return lambda size: place.replace("@", text.replace("'", "&#39;") * (size // len(text)) + "!")


SHAPES |= {
    f"bait {bait} in {place}": (60_000, _bait(text, html))
    for bait, text in _BAITS.items()
    for place, html in _PLACES.items()
}


def page(name: str, size: int) -> bytes:
    """The page of that shape and size, with a title and two paragraphs."""
    made = SHAPES[name][1](size)
    return f"<html><title>T</title><body><h1>The title of it</h1>{PROSE}{made}{PROSE}</body></html>".encode()


def seconds(html: bytes, trials: int = 2) -> float:
    """CPU seconds of the fastest trial, whether it gives a document or our own error."""
    best = float("inf")
    for trial in range(trials):
        if trial and best > 1:
            break  # long enough to be told from noise
        started = time.process_time()
        with suppress(ParseError):
            parse_article(html, "https://site.example/2026/a-story")
        best = min(best, time.process_time() - started)
    return best


def ratio(name: str, scale: float = 1) -> tuple[float, float]:
    """(seconds of the page of twice the size, how many times as long that is)."""
    size = int(SHAPES[name][0] * scale)
    small, large = seconds(page(name, size)), seconds(page(name, 2 * size))
    return large, large / max(small, _SMALLEST)


def measure(names: tuple[str, ...], scale: float = 1) -> Iterator[str]:
    slow = 0
    for name in SHAPES:
        if names and not any(part in name for part in names):
            continue
        large, times = ratio(name, scale)
        if times > MOST_RATIO:
            large, times = min((large, times), ratio(name, scale), key=lambda one: one[1])
        slow += times > MOST_RATIO
        yield f"{times:5.2f} {large:6.2f} s  {name}{'  TOO MUCH' if times > MOST_RATIO else ''}"
    yield f"{slow} shapes take more than {MOST_RATIO} times as long at twice the size"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1)
@click.option("--scale", default=1.0, show_default=True, help="Pages so many times as large.")
def main(names: tuple[str, ...], scale: float) -> None:
    """Measure shapes whose name holds one of NAMES; all without any."""
    for line in measure(names, scale):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench.growth")
