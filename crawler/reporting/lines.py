"""Lines of a command while a progress bar may be live: rich minds what goes to sys.stdout, and click.echo goes round it."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """To stdout."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """To stderr."""
    sys.stderr.write(f"{line}\n")
