"""The shipped ``sources.toml`` and the page that says where its addresses come from."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.sources import load_sources
from crawler.urls import same_site

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "sources.toml"
SOURCES = tomllib.loads(CATALOGUE.read_text("utf-8"))["sources"]


def listed(source: dict[str, object]) -> list[str]:
    return [address for field in ("feeds", "sitemaps", "fronts") for address in source.get(field, [])]


def test_catalogue_has_at_least_25_sites_in_many_languages():
    assert len(SOURCES) >= 25
    assert len({source["language"] for source in SOURCES.values()}) >= 8


def test_crawler_reads_it_and_crawls_nothing_until_chosen():
    catalogue = load_sources(CATALOGUE)

    assert list(catalogue.sources) == list(SOURCES)
    assert catalogue.enabled == ()


def test_keys_are_lower_case_with_dashes_and_alphabetical():
    assert [key for key in SOURCES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []
    assert list(SOURCES) == sorted(SOURCES)


@pytest.mark.parametrize("key", SOURCES)
def test_addresses_are_absolute_and_of_the_same_site(key):
    source = SOURCES[key]
    assert source["feeds"]
    assert source["fronts"]
    for address in [source["url"], *listed(source)]:
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}
        assert parts.path.startswith("/")
        assert same_site(address, source["url"])


def test_no_address_stands_twice():
    addresses = [address for source in SOURCES.values() for address in listed(source)]

    assert sorted(addresses) == sorted(set(addresses))


def test_every_address_has_its_evidence_and_no_other():
    kinds = {"feeds": "feed", "sitemaps": "sitemap", "fronts": "front page"}
    page = (ROOT / "docs/reference/catalogue.md").read_text("utf-8")

    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([a-z ]+) \| <(\S+)> \| \S.* \|$", page, re.MULTILINE)

    assert rows == [
        (key, kinds[field], address)
        for key, source in SOURCES.items()
        for field in kinds
        for address in source.get(field, [])
    ]
