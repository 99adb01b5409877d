"""What several test files start from."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from archive.store import Archive
from demo.server import SampleSite, serve

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background (`make test &`, nohup, some CI): children would inherit it, and no Ctrl-C reach them.
    signal.signal(signal.SIGINT, signal.default_int_handler)

for _name in [*os.environ]:
    # What a CI or a terminal sets for those who write to it: our output would be coloured, or cut to its width. What
    # leads out of a company's network leads not to our sites.
    if _name in ("FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES") or _name.lower().endswith("_proxy"):
        del os.environ[_name]
os.environ["RES_OPTIONS"] = "timeout:1 attempts:1"  # a name server that is out of reach keeps nobody waiting

# The same examples every time: what a new one finds is a matter for `make soak`, not for whoever changes something else.
settings.register_profile(
    "steady",
    derandomize="DATELINE_SOAK" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture
def sample_site() -> Iterator[SampleSite]:
    """The bundled sample site in its first edition, on a free port of 127.0.0.1, with nothing asked of it yet."""
    with serve() as site:
        yield site


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new archive file: made once, as waiting for the disk takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    Archive.open(path).close()
    return path.read_bytes()


@pytest.fixture
def archive(tmp_path: Path, empty_archive: bytes) -> Iterator[Archive]:
    """A new archive in a file of its own."""
    path = tmp_path / "archive.db"
    path.write_bytes(empty_archive)
    with Archive.open(path) as archive:
        yield archive


@pytest.fixture
def new_archive(tmp_path: Path, empty_archive: bytes) -> Iterator[Callable[[str], Archive]]:
    """Makes new archives, each in a file of the name that it is given; none of them waits for the disk."""
    made: list[Archive] = []

    def make(name: str) -> Archive:
        path = tmp_path / f"{name}.db"
        path.write_bytes(empty_archive)
        made.append(Archive.open(path))
        made[-1].connection.execute("PRAGMA synchronous=OFF")
        return made[-1]

    yield make
    for archive in made:
        archive.close()
