"""``docs/reference/article.md`` tells every key of the article document, and no other."""

import json
import re
from pathlib import Path
from typing import get_args

from parsers.article import Article, Block
from parsers.comments.registry import PROVIDERS

PAGE = (Path(__file__).parent.parent / "docs/reference/article.md").read_text("utf-8")
EXAMPLE = json.loads(re.search(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1])


def keys(value: object, path: str = "") -> list[str]:
    """``sections``, ``sections[].heading``… in the order of the document; ``provenance`` has keys of the parser's own."""
    if isinstance(value, dict) and path != "provenance":
        parts = [(f"{path}.{key}" if path else key, part) for key, part in value.items()]
        return [key for name, part in parts for key in (name, *keys(part, name))]
    if isinstance(value, list) and value:
        return keys(value[0], f"{path}[]")
    return []


def test_example_reads_back_as_written():
    assert Article.from_dict(EXAMPLE).to_dict() == EXAMPLE


def test_example_leaves_out_no_part():
    assert [key for key, value in EXAMPLE.items() if value in ([], {})] == []
    assert EXAMPLE["comments"]["widgets"]
    assert EXAMPLE["comments"]["items"]


def test_every_key_is_documented_and_no_other():
    documented = re.findall(r"^\| `([^`]+)` \| \S.* \| \S.* \|.*\|$", PAGE, re.MULTILINE)

    assert documented == keys(Article.from_dict(EXAMPLE).to_dict())


def test_every_kind_of_block_is_documented():
    documented = re.findall(r"^- `(\w+)`: ", PAGE, re.MULTILINE)

    assert documented == [kind.__name__ for kind in get_args(Block)]


def test_every_comment_system_is_documented():
    told = re.search(r"^## Comment systems\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)[1]

    assert re.findall(r"`([^`]+)`", told) == [*(provider.slug for provider in PROVIDERS), "forum", "native"]
