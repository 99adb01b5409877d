"""``dateline why``: what happened with an address, and what did not?"""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import click

from archive.care.erasing import fate_of
from archive.commands.epilog import example
from archive.crawls.hindrances import pause_of
from archive.reading import why as telling
from archive.reading.queries import named
from archive.reading.why import Event, Listing, Source, Story
from archive.settings import archive_path
from archive.store import Archive
from crawler.urls import absolute, page_key, readable, site_of

_HOST = re.compile(r"[^/?#]*[.\[]|localhost\b", re.IGNORECASE)
"""How an address without a scheme begins; single words are none."""
_ADDRESS = re.compile(r"https?://[^\s“”]+")
_WORDS = re.compile(r"[\w\s'’-]*")
_NEAR = 0.75
"""Likeness from which on a known address may be the one that was meant."""
_SHOWN = 3
"""Looks of one kind in a row that are shown; of more, the first and the last."""


@click.command(
    epilog=example(
        "dateline why https://example.com/story",
        "dateline why 17                            an article by its number",
        "dateline why example.com/story?utm_source=rss --json",
    )
)
@click.argument("id_or_url", metavar="ID|URL")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_context
def why(ctx: click.Context, id_or_url: str, as_json: bool) -> None:
    """Tell the whole story of an address: announced by, robots.txt, asked and answered, read, refused, what is next.

    Any spelling will do. Of an address that is not known it tells what would have had to bring it, and exits with 1.
    """
    forms, now = _forms(id_or_url), datetime.now(UTC)
    with Archive.open(archive_path(), read_only=True) as archive:
        story = telling.find(archive, forms, now=now)
        told = next((told for form in forms if (told := fate_of(archive, form)) is not None), None)
        texts = [form for form in forms if isinstance(form, str)]
        listing = None if told else telling.listing(archive, texts)
        unknown = None if story or told or listing else _unknown(archive, id_or_url, texts)
    if as_json:
        document = {"known": False, "erased": told} if unknown is None else unknown
        if story is not None or listing is not None:
            document = _document(story, listing)
        click.echo(json.dumps(document, ensure_ascii=False))
    elif story is not None:
        _print(story, listing, now)
    elif told is not None:
        click.echo(told)
    elif listing is not None:
        _print_listing(listing, now)
    else:
        assert unknown is not None
        click.echo("\n".join(map(_shown, unknown["told"])), err=True)
    if unknown is not None:
        ctx.exit(1)


def _forms(text: str) -> list[str | int]:
    """What may be meant, likeliest first: the address as it is known, with and without www. and a slash at the end.
    Nothing for what is no address."""
    if isinstance(asked := named(text), int):
        return [asked]
    if "://" not in text and not _HOST.match(text):
        return []
    url = absolute(text if "://" in text else f"https://{text}")
    if url is None:
        return []
    key = page_key(url)
    parts = urlsplit(key)
    hosts = [
        parts.netloc,
        parts.netloc.removeprefix("www.") if parts.netloc.startswith("www.") else f"www.{parts.netloc}",
    ]
    paths = [parts.path, parts.path[:-1] if parts.path.endswith("/") else f"{parts.path}/"]
    keys = [parts._replace(netloc=host, path=path).geturl() for host in hosts for path in paths if path]
    return list(dict.fromkeys([key, url, *keys, url.replace("https://", "http://", 1)]))


def _unknown(archive: Archive, asked: str, forms: Sequence[str]) -> dict[str, Any]:
    """Why nothing is known of an address, and what would have to be so."""
    if asked.isdecimal():
        return {"known": False, "told": [f"There is no article {asked}; see `dateline search`."]}
    if not forms and _WORDS.fullmatch(asked):
        return {"known": False, "told": list(_of_words(archive, asked))}
    if not forms:
        why_not = "it is not http or https, ill-formed, or too long; nobody asks for it"
        return {"known": False, "told": [f"{asked} is no address of a page: {why_not}."]}
    site = site_of(forms[0])
    sources = [source for source in telling.sources(archive) if site and site_of(source.url) == site]
    told = [f"{asked} is not known here: no feed, sitemap, front page or person has announced it."]
    for source in sources:
        told += _of_source(source)
    if not sources:
        told.append(f"No source follows {site or asked}; `dateline sources add {site or asked}` would.")
    near = get_close_matches(forms[0], telling.nearest(archive, forms[0]), n=3, cutoff=_NEAR)
    if near:
        told.append("Known addresses next to it:")
        told += [f"  {url}" for url in near]
    url = absolute(asked if "://" in asked else f"https://{asked}") or asked
    told.append(f"`scrapy crawl article -a url={shlex.quote(url)}` archives it now.")
    return {"known": False, "sources": [source.key for source in sources], "near": near, "told": told}


def _of_words(archive: Archive, asked: str) -> Iterator[str]:
    """Of what is neither an address nor a number."""
    keys = [source.key for source in telling.sources(archive)]
    if asked in keys:
        yield f"{asked} is a source: `dateline coverage --source {asked} --missing` tells which of its pages are missing and why,"
        yield f"`dateline sources check {asked}` what its feeds, sitemaps and front pages answer."
        return
    yield f"{asked!r} is neither an address nor the number of an article."
    if near := get_close_matches(asked, keys, n=1):
        yield f"There is a source {near[0]}; `dateline coverage --source {near[0]} --missing` tells what is missing of it."
    yield f"An address is written like https://example.com/a-story; `dateline search {shlex.quote(asked)}` looks for words."


def _of_source(source: Source) -> list[str]:
    state = "followed" if source.followed else "not followed (`dateline sources enable` follows it)"
    if source.followed and source.paused:
        state = "paused (`dateline schedule resume` goes on)"
    told = [f"Its site is source {source.key}, {state}" + _when(source) + ":"]
    told += [f"  {listing.kind} {listing.url}: {_read(listing)}" for listing in source.listings]
    if not source.listings:
        told.append("  none of its feeds, sitemaps and front pages has been read yet")
    return told


def _when(source: Source) -> str:
    return f", crawled last at {source.last_started}" if source.last_started else ""


def _read(listing: Listing) -> str:
    if listing.last_read is None:
        return "never read"
    due = f"; next at {listing.next_due}" if listing.next_due else ""
    if listing.failures and listing.waits_for:
        return f"tried in vain, last at {listing.last_read}: {listing.waits_for}{due}"
    entries = f", {listing.entries:,} entries" if listing.entries is not None else ""
    status = {None: "no answer", 304: "not modified"}.get(listing.last_status, f"answered {listing.last_status}")
    waits = f" ({listing.waits_for})" if listing.next_due and listing.waits_for else ""
    return f"read last at {listing.last_read}, {status}{entries}{due}{waits}"


def _document(story: Story | None, listing: Listing | None) -> dict[str, Any]:
    told = story or listing
    assert told is not None
    document = {"known": True, **dataclasses.asdict(told), "robots": _robots(told)}
    if story is not None and listing is not None:
        document["listing"] = dataclasses.asdict(listing)
    return document


def _robots(told: Story | Listing) -> str:
    """What robots.txt, as it is known now, says of the page."""
    host = told.host
    text, at = host.get("robots_text"), host.get("robots_at")
    if at is None:
        return "not asked for yet"
    if text is None:
        why_not = host["robots_error"] or f"answered {host['robots_status']}"
        return f"there is none to be had ({why_not} at {at})"
    from protego import Protego

    allowed = Protego.parse(text).can_fetch(told.url, "Dateline")
    return f"{'allows' if allowed else 'does not allow'} it, as read at {at}"


# --- for people -------------------------------------------------------------------------------------------------------


def _shown(text: str) -> str:
    """With its addresses as people read them, where the terminal has the letters."""
    told = _ADDRESS.sub(lambda found: readable(found[0]), text)
    try:
        told.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return text
    return told


def _tell(url: str, facts: Mapping[str, str | None], events: Sequence[Event], ends: Sequence[str]) -> None:
    # rich is only loaded by who prints for people.
    from archive.reading.printing import Printer

    Printer().story(
        _shown(url),
        {name: value and _shown(value) for name, value in facts.items()},
        [(event.at, event.kind, _shown(_text(event))) for event in _folded(events)],
        [_shown(sentence) for sentence in ends],
    )


def _print(story: Story, listing: Listing | None, now: datetime) -> None:
    facts = {
        "source": story.source or "none: a person asked for it",
        "article": f"{story.article_id}  {story.title}" if story.article_id else None,
        "known here": f"as a {story.known_as} of {story.url}" if story.known_as in ("redirect", "canonical") else None,
        "other addresses": " ".join(story.addresses) or None,
        "robots.txt": _robots(story),
        "its server": pause_of(story.host, now),
        "its links": f"followed by source {listing.source}: {_read(listing)}" if listing is not None else None,
    }
    _tell(story.url, facts, story.events, (story.now, story.next))


def _print_listing(listing: Listing, now: datetime) -> None:
    pause = pause_of(listing.host, now)
    facts = {
        "source": listing.source,
        "kind": f"a {listing.kind}: it is read for links, and is no page itself",
        "robots.txt": _robots(listing),
    }
    _tell(listing.url, facts, listing.events, (f"It was {_read(listing)}.", *([f"But {pause}."] if pause else ())))


def _text(event: Event) -> str:
    where = f"{event.url}: " if event.url else ""
    run = f"  (run {event.run})" if event.run else ""
    return f"{where}{event.text}{run}"


def _folded(events: Sequence[Event]) -> list[Event]:
    """Many looks in a row that brought nothing as one line."""
    folded: list[Event] = []
    row: list[Event] = []

    def close() -> None:
        if len(row) > _SHOWN:
            between = dataclasses.replace(row[1], text=f"{len(row) - 2:,} more looks, the same", run=None)
            folded.extend((row[0], between, row[-1]))
        else:
            folded.extend(row)
        row.clear()

    for event in events:
        dull = event.kind == "asked" and (event.text.startswith("304") or event.text.endswith("as before"))
        if not dull or (row and _alike(row[-1]) != _alike(event)):
            close()
        if dull:
            row.append(event)
        else:
            folded.append(event)
    close()
    return folded


def _alike(event: Event) -> tuple[str | None, bool]:
    return event.url, event.text.startswith("304")
