"""A child process on a disk that is full: no file of its grows beyond so many bytes."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from typing import Any


def files_up_to(size: int, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """What Popen is to be told. Of a module that such a child is the first to import Python would leave a compiled file
    cut off at ``size``, on which everybody after it fails; so it compiles for itself alone."""
    return {
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        "env": {**environment, "PYTHONDONTWRITEBYTECODE": "1"},
    }
