"""JSON Lines: everything that the archive knows of an article on one line; what ``dateline import`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from archive import dossiers
from archive.store import Archive


def write(archive: Archive, ids: Iterable[int], out: BinaryIO) -> None:
    """A line an article: the article document of its latest version, and under ``archive`` all that was ever seen."""
    for article_id in ids:
        line = json.dumps(dossiers.document(archive, article_id), ensure_ascii=False, separators=(",", ":"))
        out.write(line.encode() + b"\n")
