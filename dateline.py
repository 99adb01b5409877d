"""The front door: one command that joins the commands of the packages, and speaks for all of them when one fails."""

from __future__ import annotations

import errno
import importlib
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

MENU = {
    "Try it": {
        "demo": ("demo.cli:demo", "crawl a sample site on this machine, and ask its archive"),
    },
    "Follow sites": {
        "sources": ("crawler.cli:sources", "add, choose and check sites; they stand in sources.toml"),
        "schedule": ("scheduler.cli:schedule", "crawl each site at its own interval"),
        "coverage": ("archive.commands.coverage:coverage", "what was announced and what is archived, by site and day"),
        "alerts": ("archive.commands.alerts:alerts", "sites that lost a field, fell silent or cannot be read"),
        "why": ("crawler.reporting.why:why", "what became of an address, and what is next"),
    },
    "Read": {
        "search": ("archive.commands.search:search", "find articles by words, author, tag, day"),
        "show": ("archive.commands.show:show", "one article in its parts, now or as it was"),
        "diff": ("archive.commands.show:diff", "what changed in an article, word by word"),
        "similar": ("archive.commands.similar:similar", "other articles that tell the same story"),
        "cite": ("archive.commands.cite:cite", "cite a version as text, BibTeX, CSL-JSON or RIS"),
        "stats": ("archive.commands.stats:stats", "how much there is, and from whom"),
    },
    "Take it elsewhere": {
        "export": ("archive.commands.export:export", "write JSON Lines, CSV, Parquet, Markdown, WARC or Atom"),
        "import": ("archive.commands.imports:import_", "take in articles that were exported as JSON Lines"),
        "merge": ("archive.commands.imports:merge", "take other archives into this one"),
    },
    "Look after it": {
        "doctor": ("scheduler.doctor:doctor", "what could go wrong soon, and what to do about it"),
        "verify": ("archive.commands.verify:verify", "look for damage and tampering, and mend"),
        "backup": ("archive.commands.backup:backup", "make a sound copy while crawls go on"),
        "prune": ("archive.commands.prune:prune", "drop old pages as fetched; texts stay"),
        "erase": ("archive.commands.erase:erase", "take an article, author or comment away for good"),
        "reparse": ("crawler.reparse.command:reparse", "read the kept pages with the parser of today"),
        "replay": ("crawler.recordings.replaying:replay", "do a crawl again, without network"),
    },
}
"""What a user types → the module with its click command, loaded when it is called, and what the help says of it."""

COMMANDS = {name: place for section in MENU.values() for name, (place, _) in section.items()}

NO_MORE = {
    errno.ENOSPC: "there is no space left",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EFBIG: "no file may become larger",
    errno.EIO: "the disk does not answer",
}
"""What ends an output in its middle, by the system's number."""

ERRORS = (
    "archive.errors:ArchiveError",
    "crawler.errors:CrawlerError",
    "demo.errors:DemoError",
    "parsers.errors:ParseError",
    "scheduler.errors:ScheduleError",
)
"""The house's own errors, one base a package: each reads as one sentence that tells the user what to do."""

EXAMPLES = """
\b
Examples:
  dateline demo                              see it work on a sample site
  dateline sources add https://example.com/  follow a site
  dateline schedule run                      crawl each at its own interval
  dateline search "open source"              read what was archived

`scrapy crawl news` crawls all sources once, now. `dateline COMMAND --help` tells more about each command.
"""

DONE, NOTHING_DONE, USED_WRONGLY, INTERRUPTED = 0, 1, 2, 130


class FrontDoor(click.Group):
    """A group that imports a command's package only when that command is called: its own help needs none."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.commands = dict.fromkeys(COMMANDS, click.Command(None))  # by their names click tells what may be meant

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for title, section in MENU.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), line) for name, (_, line) in section.items()])


@click.command(cls=FrontDoor, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline", message="%(prog)s %(version)s")
def dateline() -> None:
    """Keep the record of what tech-news sites published, how they changed it, and what was said under it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 nothing could be done, 2 used wrongly, 130 Ctrl-C or SIGTERM.

    ``arguments`` are those after the program's name; None takes the process's own. An error of the house becomes one
    sentence on stderr, and so does a file that cannot be used; any other exception is a bug and goes through with its
    traceback.
    """
    _open_what_was_closed()
    _write_what_can_be_written()
    _end_in_order()
    try:
        code = dateline.main(args=arguments, prog_name="dateline", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()  # what is still buffered may fail only now
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except UnicodeEncodeError as error:
        if error.encoding != "utf-8" or (alien := next(filter(_is_no_text, arguments or sys.argv), None)) is None:
            raise
        click.echo(f"Error: {alien!a} is not written in UTF-8; only a file's name need not be", err=True)
        return USED_WRONGLY
    except OSError as error:
        if error.filename is not None:
            click.echo(f"Error: {error.filename}: {(error.strerror or str(error)).lower()}", err=True)
            return NOTHING_DONE
        if error.errno != errno.EPIPE and error.errno not in NO_MORE:
            raise
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if error.errno in NO_MORE:
            click.echo(f"Error: {NO_MORE[error.errno]} where the output goes", err=True)
        return NOTHING_DONE  # silent where the reader of our output (`| head`) has left
    except _own_errors() as error:
        click.echo(f"Error: {error}", err=True)
        return getattr(error, "exit_code", NOTHING_DONE)
    return code if isinstance(code, int) else DONE


def _open_what_was_closed() -> None:
    """Where whoever started us has closed stdin, stdout or stderr: else the next file opened, such as the archive, takes
    its place and what we print goes into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for as long as we live


def _end_in_order() -> None:
    """Who is told to end by SIGTERM (a service manager, a timer) tidies up as after Ctrl-C: half a backup is gigabytes."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _write_what_can_be_written() -> None:
    """News is in all languages; a terminal that lacks a character shows "?" instead of ending the command. And it is
    shown what a page says, not told: control characters could rename its window or paint over lines."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
        if sys.stdout.isatty() and not isinstance(sys.stdout, _Terminal):
            sys.stdout = _Terminal(
                sys.stdout.buffer, encoding=sys.stdout.encoding, errors="replace", line_buffering=True
            )


class _Terminal(io.TextIOWrapper):
    """Lets colours through, and shows a mark for every other control character."""

    _ORDERS = re.compile(r"\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202d\u202e]")

    def write(self, text: str, /) -> int:
        super().write(self._ORDERS.sub("\N{REPLACEMENT CHARACTER}", text))
        return len(text)


def _is_no_text(argument: str) -> bool:
    """Whether it came in bytes that are no UTF-8."""
    return any("\udc80" <= character <= "\udcff" for character in argument)


def _own_errors() -> tuple[type[Exception], ...]:
    """The bases among ERRORS that can have been raised: those whose module somebody has loaded."""
    places = (place.partition(":") for place in ERRORS)
    return tuple(getattr(sys.modules[module], name) for module, _, name in places if module in sys.modules)


if __name__ == "__main__":
    sys.exit(main())
