"""The article that a command is asked about, by its id or an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from archive.care.erasing import fate_of
from archive.reading.queries import named
from archive.store import Archive


@contextmanager
def about(archive: Archive, id_or_url: str) -> Iterator[int | str]:
    """How a query names it; that there is no such article, or version, ends the command with one sentence."""
    name = named(id_or_url)
    try:
        yield name
    except LookupError as error:
        told = fate_of(archive, name) or f"there is no {error}; see `dateline search`, `show` or `why`"
        raise click.ClickException(f"{archive.path}: {told}") from error
