"""The reference of commands names every command with every option, and none that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.spiders.article import ArticleSpider
from crawler.spiders.news import NewsSpider
from dateline import dateline

REFERENCE = Path(__file__).parent.parent / "docs" / "reference" / "cli.md"


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


@pytest.mark.parametrize("spider", [NewsSpider, ArticleSpider])
def test_section_names_the_arguments_of_its_spider(spider):
    documented = set(re.findall(r"`-a ([a-z]+)=", SECTIONS[f"scrapy crawl {spider.name}"]))

    # The scheduler alone gives a crawl the number of its run.
    assert documented == spider.known_arguments - {"run"}
