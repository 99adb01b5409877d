"""What ``dateline`` promises whichever command is called: loading, help, exit codes, one sentence for an error."""

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dateline
from tests.full_disk import files_up_to

ROOM = '''
import time
import click
from parsers.errors import ParseError

@click.command()
@click.argument("what")
def act(what):
    """Do WHAT."""
    if what == "talk":
        for _ in range(100_000):
            click.echo("a line")
    elif what == "speak":
        click.echo("Zürich 新聞")
    elif what == "order":
        from rich.console import Console
        click.echo("a\\x1b]0;renamed\\x07b\\x9b2Jc\\rd\\u202e")
        Console().print("[red]red[/red]")
    elif what == "wait":
        click.echo("waiting")
        time.sleep(600)
    elif what == "fail":
        raise ParseError("http://127.0.0.1/", "no text in it")
    elif what == "stumble":
        raise RuntimeError("a bug")
    elif what == "ask":
        raise click.Abort
'''


@pytest.fixture
def act(tmp_path):
    """Starts ``dateline act WHAT``, a command of a package that came with one line in the table."""
    (tmp_path / "room.py").write_text(ROOM)
    script = "import sys, dateline; dateline.COMMANDS['act'] = 'room:act'; sys.exit(dateline.main())"
    path = os.pathsep.join([str(tmp_path), str(Path(dateline.__file__).parent)])

    def start(*arguments: str, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, "act", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": os.environ} | options
        pipes["env"] = {**pipes["env"], "PYTHONPATH": path}
        return subprocess.Popen(command, text=True, **pipes)

    return start


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dateline", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", dateline.COMMANDS)
def test_every_line_of_the_table_leads_to_a_command_with_an_example(name, capsys):
    code = dateline.main([name, "--help"])

    shown, complaint = capsys.readouterr()
    assert (code, complaint) == (0, "")
    assert f"dateline {name}" in shown.partition("Example")[2]


def test_help_lists_every_command_with_examples_and_loads_none():
    shown = run("--help")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert "dateline sources add https://" in shown.stdout
    named = re.findall(r"^  ([a-z]+)  ", shown.stdout.partition("Examples:")[0], re.MULTILINE)
    assert named == list(dateline.COMMANDS)

    script = "import sys, dateline; dateline.main(['--help']); print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"archive", "crawler", "demo", "scheduler"}.isdisjoint(loaded.stdout.splitlines())


@pytest.mark.parametrize("words", [(), ("sources",), ("schedule",), ("erase",)])
def test_no_line_of_a_list_of_commands_is_cut_off(words, capsys):
    dateline.main([*words, "--help"])

    usage, _, listed = capsys.readouterr().out.partition("\n")
    assert usage.startswith("Usage: ")
    assert "..." not in listed


def test_version_is_that_of_the_package():
    shown = run("--version")

    assert (shown.returncode, shown.stdout) == (0, "dateline 0.1.0\n")


def test_searching_loads_neither_scrapy_nor_the_scheduler():
    script = "import sys, dateline; dateline.main(['search', '--help']); print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert {"scrapy", "twisted", "apscheduler", "bs4"}.isdisjoint(loaded.stdout.splitlines())


def test_unknown_command_is_wrong_use():
    shown = run("serach")

    assert (shown.returncode, shown.stdout) == (2, "")
    assert "No such command 'serach'. Did you mean 'search'?" in " ".join(shown.stderr.split())


def test_error_of_the_house_is_one_sentence_and_exit_code_1(act):
    process = act("fail")
    output, complaint = process.communicate()

    assert (process.returncode, output, complaint) == (1, "", "Error: http://127.0.0.1/: no text in it\n")


def test_bug_shows_its_traceback(act):
    process = act("stumble")
    _, complaint = process.communicate()

    assert process.returncode == 1
    assert "Traceback" in complaint
    assert complaint.endswith("RuntimeError: a bug\n")


def test_missing_argument_is_wrong_use(act):
    process = act()
    _, complaint = process.communicate()

    assert process.returncode == 2
    assert "Missing argument 'WHAT'" in complaint


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_ends_quietly_with_130(act, sent):
    process = act("wait")
    assert process.stdout.readline() == "waiting\n"

    process.send_signal(sent)
    _, complaint = process.communicate(timeout=600)

    assert (process.returncode, complaint.strip()) == (130, "")


def test_declined_prompt_ends_quietly_with_130(act):
    process = act("ask")
    _, complaint = process.communicate()

    assert (process.returncode, complaint) == (130, "")


def test_reader_that_leaves_early_is_no_error(act):
    process = act("talk")
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(timeout=600) == 1
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has none")
def test_output_that_finds_no_space_is_one_sentence(act):
    with Path("/dev/full").open("w") as full:
        process = act("talk", stdout=full)
        _, complaint = process.communicate(timeout=600)

    assert (process.returncode, complaint) == (1, "Error: there is no space left where the output goes\n")


def test_output_that_may_not_grow_is_one_sentence(act, tmp_path):
    with (tmp_path / "out.txt").open("w") as out:
        process = act("talk", stdout=out, **files_up_to(100_000))
        _, complaint = process.communicate(timeout=600)

    assert (process.returncode, complaint) == (1, "Error: no file may become larger where the output goes\n")


def test_terminal_that_lacks_a_character_ends_nothing(act, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    process = act("speak", encoding="latin-1")
    output, complaint = process.communicate(timeout=600)

    assert (process.returncode, output, complaint) == (0, "Zürich ??\n", "")


def test_terminal_obeys_no_text(act, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal, end = pty.openpty()
    process = act("order", stdout=end)
    os.close(end)
    output = b""
    with contextlib.suppress(OSError):  # of a terminal whose other end is closed
        while piece := os.read(terminal, 1_000):
            output += piece
    os.close(terminal)
    process.stderr.close()

    assert process.wait(timeout=600) == 0
    assert output.decode().splitlines() == ["a\ufffd]0;renamed\ufffdb\ufffd2Jc\ufffdd\ufffd", "\x1b[31mred\x1b[0m"]


def test_command_without_stdout_still_does_its_work(act):
    process = act("talk", preexec_fn=lambda: os.close(1))
    process.communicate(timeout=600)

    assert process.returncode == 0


def test_closed_streams_hurt_nobody():
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m dateline sources list >&- 2>&- <&-"],
        check=False,
        cwd=Path(dateline.__file__).parent,
        env={"PATH": os.environ["PATH"], "DATELINE_SOURCES_PATH": "sources.toml"},
    )

    assert ended.returncode == 0
