"""Where the archive is, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

DEFAULT_PATH = "data/archive.db"


def archive_path(env: Mapping[str, str] = os.environ) -> Path:
    """``DATELINE_ARCHIVE_PATH``, or ``data/archive.db`` under the current directory."""
    return Path(env.get("DATELINE_ARCHIVE_PATH") or DEFAULT_PATH).expanduser()
