"""The reference of commands names every command with every option, and none that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.spiders.article import ArticleSpider
from crawler.spiders.news import NewsSpider
from crawler.spiders.warc import WarcSpider
from dateline import dateline

HOUSE = Path(__file__).parent.parent
REFERENCE = HOUSE / "docs" / "reference" / "cli.md"
PAGES = [HOUSE / "README.md", *HOUSE.glob("docs/**/*.md")]


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """What a user can type → the command that it calls, groups too."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            under = command.get_command(context, name)
            assert under is not None
            yield from commands(under, f"{path} {name}")


COMMANDS = dict(commands(dateline, "dateline"))
SUBCOMMANDS = COMMANDS.keys() - {"dateline"}
SECTIONS = {
    section.partition("\n")[0].strip(): section
    for section in re.split(r"^### ", REFERENCE.read_text("utf-8"), flags=re.MULTILINE)
}


def test_every_command_has_a_section_and_every_section_a_command():
    documented = {name for name in SECTIONS if name.startswith("dateline ")}

    assert documented == SUBCOMMANDS


@pytest.mark.parametrize("name", sorted(SUBCOMMANDS))
def test_section_names_the_options_of_its_command_and_no_others(name):
    options = [option for option in COMMANDS[name].params if isinstance(option, click.Option)]

    documented = set(re.findall(r"^\| `(--?[a-z-]+)", SECTIONS[name], re.MULTILINE))

    assert documented == {option.opts[0] for option in options}


@pytest.mark.parametrize("name", sorted(SUBCOMMANDS))
def test_section_tells_the_defaults(name):
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option) and option.show_default and option.default is not None:
            (line,) = [line for line in SECTIONS[name].splitlines() if line.startswith(f"| `{option.opts[0]}")]
            assert f"(`{option.default}`)" in line


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_fits_a_terminal_of_80_columns(name):
    shown = COMMANDS[name].get_help(click.Context(COMMANDS[name], info_name=name, terminal_width=80))

    assert [line for line in shown.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("spider", [NewsSpider, ArticleSpider, WarcSpider])
def test_section_names_the_arguments_of_its_spider(spider):
    documented = set(re.findall(r"`-a ([a-z]+)=", SECTIONS[f"scrapy crawl {spider.name}"]))

    # The scheduler alone gives a crawl the number of its run.
    assert documented == spider.known_arguments - {"run"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_commands_that_a_page_writes_exist_with_their_options(page):
    written = re.findall(r"(?:^ *(?:\$ )?|[`/])(dateline [a-z][^`\n#|&]*)", page.read_text("utf-8"), re.MULTILINE)

    for line in written:
        words = line.split()
        name = max((" ".join(words[:count]) for count in (2, 3) if " ".join(words[:count]) in SUBCOMMANDS), key=len)
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known, line
