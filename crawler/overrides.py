"""The option ``-s NAME=VALUE`` of the commands that ask or read as a crawl does."""

from __future__ import annotations

from collections.abc import Sequence

import click


def _settings(_: click.Context, __: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    if wrong := next((value for value in values if not value.partition("=")[1]), None):
        raise click.BadParameter(f"{wrong!r} is not NAME=VALUE.")
    return {name: text for name, _, text in (value.partition("=") for value in values)}


set_option = click.option(
    "-s",
    "overrides",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_settings,
    help="Setting that beats crawler/settings.py and the environment, as in `scrapy crawl`; may be repeated.",
)
