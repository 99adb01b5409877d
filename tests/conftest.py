"""What several test files start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.server import SampleSite, serve


@pytest.fixture
def sample_site() -> Iterator[SampleSite]:
    """The bundled sample site in its first edition, on a free port of 127.0.0.1, with nothing asked of it yet."""
    with serve() as site:
        yield site
