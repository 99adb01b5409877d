"""``dateline sources``: which sites are followed, and taking new ones in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.commands.epilog import example
from archive.tables import print_table
from crawler.overrides import set_option
from crawler.reporting.lines import complain, say
from crawler.sources import Source, load_sources, sources_path

if TYPE_CHECKING:
    from crawler.spiders.check import Check


@click.group(
    epilog=example(
        "dateline sources add https://example.com/ https://example.org/",
        "dateline sources enable ars-technica",
        "dateline sources import subscriptions.opml",
        "dateline sources list",
    )
)
def sources() -> None:
    """Choose the sites that are followed; they stand in sources.toml."""


@sources.command(epilog=example("dateline sources add arstechnica.com https://www.theregister.com/"))
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@set_option
def add(urls: Sequence[str], overrides: Mapping[str, str]) -> int:
    """Follow new sites, and print the key of each. Feeds, sitemaps and front page are found by themselves."""
    from archive.addresses import is_front
    from crawler.lists.candidates import Candidate, Site
    from crawler.network.asking_process import run_spider
    from crawler.register import Register, Taken
    from crawler.spiders.discover import DiscoverSpider
    from crawler.urls import absolute, site_of

    register = Register(sources_path())
    candidates: list[Candidate] = []
    done: list[Taken] = []

    def taken(sites: Iterable[Taken]) -> None:
        for site in sites:
            done.append(site)
            say(site.key)
            if site.how == "known":
                complain(f"{site.url} is there already, as {site.key}.")

    def found(site: Site) -> None:
        if site.problem:
            complain(f"{site.candidate.asked}: {site.problem}.")
        else:
            taken(register.take(site))

    for asked in dict.fromkeys(url.strip() for url in urls):
        candidate = register.candidate(asked)
        if candidate is None:
            complain(f"{asked}: not an address; write it like https://example.com/.")
        elif isinstance(candidate, Taken):
            taken([candidate])
        else:
            candidates.append(candidate)
    try:
        interrupted = run_spider(DiscoverSpider, candidates, found, what="sites", overrides=overrides)
    finally:
        taken(register.flush())
    for site in done:
        root = absolute("/", site.url) or site.url
        if site.how == "added" and not is_front(site.url) and not register.follows(root):
            complain(
                f"{site.key} follows {site.url} as a site of its own; `dateline sources add {root}` follows all of"
                f" {site_of(site.url)}."
            )
    return 130 if interrupted else 0 if done else 1


@sources.command("list", epilog=example("dateline sources list --json | jq '.[] | select(.enabled).url'"))
@click.option("--json", "as_json", is_flag=True, help="All fields, as JSON.")
def list_sources(as_json: bool) -> None:
    """Show the sources, enabled or not."""
    found = load_sources(sources_path()).sources.values()
    if as_json:
        click.echo(json.dumps([_document(source) for source in found], ensure_ascii=False, indent=2))
        return
    print_table(
        ("key", "enabled", "every", "feeds", "sitemaps", "fronts", "url"),
        [
            (
                source.key,
                "yes" if source.enabled else "no",
                _spoken(source.every_seconds),
                str(len(source.feeds)),
                str(len(source.sitemaps)),
                str(len(source.fronts)),
                source.url,
            )
            for source in found
        ],
    )


@sources.command(epilog=example("dateline sources check ars-technica"))
@click.argument("keys", nargs=-1, metavar="[KEY…]")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one line an address.")
@set_option
def check(keys: Sequence[str], as_json: bool, overrides: Mapping[str, str]) -> int:
    """Ask for each address once and say what works. Of all enabled sources, where none is named."""
    from crawler.network.asking_process import run_spider
    from crawler.spiders.check import CheckSpider

    known = load_sources(sources_path())
    chosen = known.select(keys) if keys else known.enabled
    if not chosen:
        click.echo("No source is enabled; `dateline sources add URL` follows a site.", err=True)
        return 1
    checks: list[Check] = []
    interrupted = run_spider(CheckSpider, chosen, checks.extend, what="sources", overrides=overrides)
    order = {source.key: place for place, source in enumerate(chosen)}
    checks.sort(key=lambda each: order[each.source])
    rows = [_checked(each) for each in checks]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _show_checks(rows)
    return 130 if interrupted else 0 if any(each.problem is None for each in checks) else 1


@sources.command(epilog=example("dateline sources enable ars-technica the-verge"))
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
def enable(keys: Sequence[str]) -> None:
    """Follow sources that are in the file."""
    _change(keys, {"enabled": True})
    click.echo(f"Enabled: {', '.join(dict.fromkeys(keys))}.")


@sources.command(epilog=example("dateline sources disable ars-technica"))
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
def disable(keys: Sequence[str]) -> None:
    """Follow sources no longer, but keep them in the file."""
    _change(keys, {"enabled": False})
    click.echo(f"Disabled: {', '.join(dict.fromkeys(keys))}.")


@sources.command(epilog=example("dateline sources remove ars-technica"))
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
def remove(keys: Sequence[str]) -> None:
    """Take sources out of the file; what is archived of them stays."""
    from crawler.sources_file import remove_sources

    remove_sources(sources_path(), keys)
    click.echo(f"Removed: {', '.join(dict.fromkeys(keys))}; what is archived stays.")


@sources.command(epilog=example("dateline sources move ars-technica https://news.example.com/"))
@click.argument("key")
@click.argument("url")
@set_option
def move(key: str, url: str, overrides: Mapping[str, str]) -> int:
    """Follow a source at another address, where its site has moved to.

    Feeds, sitemaps and front page are found there anew. The key stays, and with it all that is archived of the source.
    """
    from crawler.lists.candidates import Candidate, Site
    from crawler.network.asking_process import run_spider
    from crawler.register import Register, possible
    from crawler.spiders.discover import DiscoverSpider

    load_sources(sources_path()).select([key])
    register = Register(sources_path())
    if not (urls := possible(url)):
        complain(f"{url}: not an address; write it like https://example.com/.")
        return 1
    found: list[Site] = []
    subjects = [Candidate(asked=url, urls=urls)]
    interrupted = run_spider(DiscoverSpider, subjects, found.append, what="sites", overrides=overrides)
    for site in found:
        if site.problem:
            complain(f"{url}: {site.problem}.")
            return 1
        register.move(key, site)
        say(key)
    return 130 if interrupted else 0


@sources.command("import", epilog=example("dateline sources import subscriptions.opml"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def import_sources(file: Path) -> int:
    """Follow the feeds of an OPML file, and print each site's key.

    Feed readers export such files. What the file says is taken as it is, and nobody is asked; `dateline sources check
    KEY…` tells what works.
    """
    from crawler.opml import MAX_BYTES, read_opml
    from crawler.register import Register, Taken

    register = Register(sources_path())
    with click.open_file(str(file), "rb") as stream:
        body = stream.read(MAX_BYTES + 1)  # some devices never end
    taken: list[Taken] = []
    for site in read_opml(
        body, file, left_out=lambda entry: complain(f"{file}: left out, no usable address: {entry}.")
    ):
        taken += register.take(site)
    taken += register.flush()
    for source in taken:
        say(source.key)
    if not taken:
        complain(f"{file}: no feed is named in it.")
    return 0 if taken else 1


@sources.command(epilog=example("dateline sources export > subscriptions.opml"))
@click.argument("keys", nargs=-1, metavar="[KEY…]")
def export(keys: Sequence[str]) -> None:
    """Write the enabled (or named) sources as OPML.

    Feed readers import it. OPML knows feeds only: sitemaps and intervals stay behind, and a source without a feed is a
    plain link.
    """
    from crawler.opml import write_opml

    known = load_sources(sources_path())
    click.echo(write_opml(known.select(keys) if keys else known.enabled), nl=False)


def _show_checks(rows: Sequence[Mapping[str, Any]]) -> None:
    """All columns for other programs, which cut by number; on a terminal, where room is short, those that tell."""
    heads = tuple(rows[0]) if rows else ()
    if sys.stdout.isatty():
        heads = tuple(head for head in heads if any(row[head] not in (None, "closed") for row in rows))
    print_table(heads, [tuple("" if row[head] is None else str(row[head]) for head in heads) for row in rows])


def _change(keys: Sequence[str], fields: Mapping[str, Any]) -> None:
    from crawler.sources_file import change_sources

    change_sources(sources_path(), dict.fromkeys(keys, fields))


def _document(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude={"every"}) | {"every": _spoken(source.every_seconds)}


def _spoken(seconds: int) -> str:
    """As ``every`` is written in the file: in the largest unit that is whole."""
    sizes = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
    unit, size = next((unit, size) for unit, size in sizes.items() if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _checked(check: Check) -> dict[str, Any]:
    answer, finding = check.answer, check.answer.finding
    return {
        "source": check.source,
        "field": check.field,
        "url": answer.url,
        "status": answer.status,
        "kind": finding.kind if finding else None,
        "entries": finding.entries if finding else None,
        "newest": finding.newest.date().isoformat() if finding and finding.newest else None,
        "robots": "refused" if answer.is_refused else "allowed" if check.robots else "none",
        "crawl_delay": check.robots.crawl_delay if check.robots else check.host.crawl_delay if check.host else None,
        "breaker": check.breaker,
        "pause": f"until {check.pause:%Y-%m-%d %H:%M} UTC" if check.pause else None,
        "problem": check.problem,
    }
