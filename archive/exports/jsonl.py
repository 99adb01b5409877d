"""JSON Lines: everything that the archive knows of an article on one line; what ``dateline import`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO


def write(documents: Iterable[dict[str, Any]], out: BinaryIO) -> None:
    """A line for each document of ``archive.imports.dossiers``."""
    for document in documents:
        line = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        out.write(line.encode() + b"\n")
