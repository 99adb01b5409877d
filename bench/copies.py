"""How many copies the archive finds, by what was done to them, and how many it sees where there are none.

    python -m bench.copies [--originals 200] [--around 2000]

Docs: docs/decisions/0017-copies-of-a-story.md.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from archive.imports.arrivals import Arrival, Origin, receive
from archive.rows import Fetch
from archive.store import Archive
from bench import made
from parsers.article import Article, Paragraph

Sentences = list[str]
_NOTICE = 120
"""Words that all articles of one site end with, in the case that tries that."""


def _cut(share: float) -> Callable[[random.Random, Sentences], Sentences]:
    return lambda rng, text: text[: max(1, round(len(text) * share))]


def _rewritten(share: float) -> Callable[[random.Random, Sentences], Sentences]:
    def rewrite(rng: random.Random, text: Sentences) -> Sentences:
        new = set(rng.sample(range(len(text)), round(len(text) * share)))
        return [made.sentence(rng) if place in new else told for place, told in enumerate(text)]

    return rewrite


def _edited(every: int) -> Callable[[random.Random, Sentences], Sentences]:
    def edit(rng: random.Random, text: Sentences) -> Sentences:
        words = " ".join(text).split()
        return [" ".join(made.sentence(rng, 1, 2) if rng.randrange(every) == 0 else word for word in words)]

    return edit


def _extended(rng: random.Random, text: Sentences) -> Sentences:
    return [
        *(made.sentence(rng) for _ in range(len(text) // 3)),
        *text,
        *(made.sentence(rng) for _ in range(len(text) // 3)),
    ]


def _rewritten_and_cut(rng: random.Random, text: Sentences) -> Sentences:
    return _cut(0.6)(rng, _rewritten(0.3)(rng, text))


def _translated(rng: random.Random, text: Sentences) -> Sentences:
    return ["-".join(f"{word}k" for word in told.split()).replace("-", " ") for told in text]


def _told_anew(rng: random.Random, text: Sentences) -> Sentences:
    """Another article that quotes two sentences."""
    return [*(made.sentence(rng) for _ in text), *text[:2]]


def _same_notice(rng: random.Random, text: Sentences) -> Sentences:
    """Another article under which the site says the same as under the first."""
    return [*(made.sentence(rng) for _ in text), text[-1]]


CASES: dict[str, tuple[int, bool, Callable[[random.Random, Sentences], Sentences]]] = {
    "word for word": (30, True, _cut(1)),
    "cut to 60 %": (30, True, _cut(0.6)),
    "cut to 40 %": (30, True, _cut(0.4)),
    "30 % of sentences rewritten": (30, True, _rewritten(0.3)),
    "50 % of sentences rewritten": (30, True, _rewritten(0.5)),
    "30 % rewritten, cut to 60 %": (30, True, _rewritten_and_cut),
    "extended by two thirds": (30, True, _extended),
    "every 20th word changed": (30, True, _edited(20)),
    "every 10th word changed": (30, True, _edited(10)),
    "every 7th word changed": (30, True, _edited(7)),
    "short (80 words), word for word": (5, True, _cut(1)),
    "short (80 words), cut to 60 %": (5, True, _cut(0.6)),
    "very short (40 words)": (3, True, _cut(1)),
    "translated": (30, False, _translated),
    "another article with the same quote": (30, False, _told_anew),
    "another article with the site's notice": (30, False, _same_notice),
}
"""What was done → sentences of the original, whether it is a copy, the doing."""


def measure(originals: int, around: int) -> Iterator[tuple[str, bool, float]]:
    """Each case with the share of its originals that were linked to what was made of them; the last line counts links
    between articles that have nothing to do with each other, an article."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive.db") as archive:
        for start in range(0, around, 50):
            with archive.transaction():
                for number in range(start, start + 50):
                    _save(archive, made.article(number), f"site{number % made.SOURCES}")
        kin: dict[str, list[tuple[int, int]]] = {}
        for case, (length, _, change) in CASES.items():
            with archive.transaction():
                for number in range(originals):
                    rng = random.Random(f"{case} {number}")
                    text = [made.sentence(rng) for _ in range(length)]
                    if case.endswith("notice"):
                        text.append(made.sentence(random.Random(case), _NOTICE, _NOTICE + 1))
                    at_home = case.endswith("notice")
                    pair = (text, change(rng, text))
                    ids = [
                        _save(archive, _article(case, number, place, told), "a" if at_home or not place else "b")
                        for place, told in enumerate(pair)
                    ]
                    kin.setdefault(case, []).append((ids[0], ids[1]))
        story = dict(archive.connection.execute("SELECT article_id, story_id FROM story_article").fetchall())
        for case, (_, is_copy, _) in CASES.items():
            linked = sum(one in story and story[one] == story.get(other) for one, other in kin[case])
            yield case, is_copy, linked / originals
        expected = {
            number for case, (_, is_copy, _) in CASES.items() if is_copy for pair in kin[case] for number in pair
        }
        together = archive.connection.execute("SELECT count(*) FROM stories WHERE articles > 2").fetchone()[0]
        yield "unrelated", False, (len(story.keys() - expected) + together) / (around + 2 * originals * len(CASES))


def _article(case: str, number: int, place: int, text: Sentences) -> Article:
    url = f"https://{'ab'[place]}.example/{case.replace(' ', '-').replace('%', '')}/{number}/{place}"
    blocks = tuple(Paragraph(text=" ".join(text[start : start + 5])) for start in range(0, len(text), 5))
    return Article(
        url=url, canonical_url=url, title=f"Number {number}", blocks=blocks, is_article=True, parser_version="bench"
    )


def _save(archive: Archive, article: Article, source: str) -> int:
    fetch = Fetch(
        run_id=None,
        url=article.url,
        final_url=article.url,
        at=made.START + timedelta(days=1),
        status=200,
        headers={},
        body=None,
    )
    origin = Origin(key=source, url=f"https://{source}.example/")
    arrival = Arrival(url=article.url, key=article.url, origin=origin, fetch=fetch, article=article)
    receive(archive, arrival, confirm_seconds=0)
    row = archive.connection.execute("SELECT article_id FROM alias WHERE url = ?", [article.url]).fetchone()
    return int(row[0])


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--originals", default=200, show_default=True, help="Made-up articles for each case.")
@click.option("--around", default=2_000, show_default=True, help="Other articles in the archive.")
def main(originals: int, around: int) -> None:
    """Measure what the archive finds of copies."""
    for case, is_copy, share in measure(originals, around):
        click.echo(f"{case}: {share:.1%} linked{'' if is_copy else ' (should be none)'}")


if __name__ == "__main__":
    main(prog_name="python -m bench.copies")
