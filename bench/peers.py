"""The libraries that parsing is compared with, each in a virtual environment of its own: they ask for versions of lxml and
others that exclude one another's and ours."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One library."""

    name: str
    """As the package index knows it, and ``bench.reader``."""
    requirements: tuple[str, ...]


PEERS = (
    Peer(name="trafilatura", requirements=("trafilatura==2.3.1", "lxml_html_clean")),
    Peer(name="newspaper4k", requirements=("newspaper4k==0.9.6",)),
    Peer(name="readability-lxml", requirements=("readability-lxml==0.9", "lxml_html_clean")),
)

ARCHIVES = Peer(name="reader", requirements=("reader==3.26",))
"""What saving is compared with: a library that keeps the entries of feeds in SQLite, with full-text search."""


class NotInstalled(Exception):
    """A peer that cannot be had here; says why in one sentence."""


def python_of(peer: Peer) -> Path:
    """The interpreter of the peer's environment, which is made where it is not there yet. Raises NotInstalled."""
    folder = ENVIRONMENTS / peer.name
    python, made = folder / "bin" / "python", folder / "made"
    wanted = "\n".join(peer.requirements)
    if not made.exists() or made.read_text("utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        done = subprocess.run([*install, *peer.requirements], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotInstalled(f"{peer.name} is left out: pip could not install it (is there a network?)")
        made.write_text(wanted, "utf-8")
    return python


def command_of(name: str) -> list[str]:
    """What starts the reader of this name, for a process whose folder is ``ROOT``. Raises NotInstalled."""
    peer = next((peer for peer in PEERS if peer.name == name), None)
    return [str(python_of(peer)) if peer is not None else sys.executable, "-W", "ignore", "-m", "bench.reader", name]
