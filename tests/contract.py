"""The article document's contract, checked: every promise of ``docs/reference/article.md`` that needs no truth to check."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from parsers.article import Article, Code, Figure

KEYS = (
    "url canonical_url title subtitle lead sections authors published modified language tags site_name image comments "
    "is_article paywalled links next_page confidence provenance parser_version"
).split()
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_MOST = 2**63 - 1  # what SQLite holds
_LONG = 60  # characters from which a text that stands in two places is no chance


def breaches(article: Article) -> list[str]:
    """What the article breaks of the contract, a sentence each; empty where it keeps it."""
    document = article.to_dict()
    return [
        *_writable(document),
        *_strings(article, document),
        *_addresses(document),
        *_body(article, document),
        *_authors(document),
        *_comments(document),
        *_rest(document),
    ]


def _writable(document: dict[str, Any]) -> Iterator[str]:
    if list(document) != KEYS:
        yield f"keys are {list(document)}"
    try:
        text = json.dumps(document, allow_nan=False, ensure_ascii=False).encode().decode()
    except ValueError as error:
        yield f"cannot be written as UTF-8 JSON: {error}"
        return
    if json.loads(text) != document:
        yield "JSON does not read back as it was"
    if Article.from_dict(document).to_dict() != document:
        yield "from_dict() does not give it back"


def _leaves(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{at}.{name} (key)", name
            yield from _leaves(inner, f"{at}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{at}[{number}]")
    else:
        yield at, value


def _strings(article: Article, document: dict[str, Any]) -> Iterator[str]:
    for at, value in _leaves(document):
        if not isinstance(value, str):
            continue
        in_body = at.startswith((".lead", ".sections")) and not at.endswith(("heading", "(key)"))
        if not value.strip() and not (at == ".url" or (at == ".canonical_url" and not document["url"])):
            yield f"{at} is empty: {value!r}"
        in_comment = at.startswith(".comments.items") and at.endswith(".text")
        kept = "\n\t" if in_body else "\n" if in_comment else ""
        if bad := {c for c in value if unicodedata.category(c) in ("Cc", "Cs") and c not in kept}:
            yield f"{at} has {bad!r}: {value[:80]!r}"
        if not in_body and any(
            line != " ".join(line.split()) for line in (value.split("\n") if in_comment else [value])
        ):
            yield f"{at} is not folded: {value[:80]!r}"
    for block in article.blocks:
        for text in block.texts:
            if not isinstance(block, Code) and "\n" in text and not _holds_code(article, text):
                yield f"a line break in a {type(block).__name__}: {text[:80]!r}"
        if isinstance(block, Figure):
            for one in (block.image, block.alt, block.caption, block.credit):
                if one is not None and (not one.strip() or one != " ".join(one.split())):
                    yield f"figure: {one!r}"


def _holds_code(article: Article, text: str) -> bool:
    """Whether it may be code inside a list or quote, which keeps its lines too."""
    return any(text in block.texts for block in article.blocks if type(block).__name__ in ("ListBlock", "Quote"))


def is_web_address(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _addresses(document: dict[str, Any]) -> Iterator[str]:
    named = {
        "image": document["image"],
        "next_page": document["next_page"],
        "canonical_url": document["canonical_url"] or None,
    }
    for number, author in enumerate(document["authors"]):
        named |= {f"authors[{number}].{name}": author[name] for name in ("url", "image")}
        named |= {f"authors[{number}].links[{n}]": link for n, link in enumerate(author["links"])}
    named |= {f"links[{n}]": link["url"] for n, link in enumerate(document["links"])}
    named |= {f"widgets[{n}].url": widget["url"] for n, widget in enumerate(document["comments"]["widgets"])}
    for at, address in named.items():
        if address is not None and not is_web_address(address):
            yield f"{at} is no absolute http(s) address: {address!r}"


def _body(article: Article, document: dict[str, Any]) -> Iterator[str]:
    if document["is_article"] and not document["title"]:
        yield "an article without a title"
    for section in document["sections"]:
        if not 2 <= section["level"] <= 6:
            yield f"level {section['level']}"
    texts = [*document["lead"], *(text for section in document["sections"] for text in section["paragraphs"])]
    body = set(texts) | {section["heading"] for section in document["sections"]}
    for comment in document["comments"]["items"]:
        if len(comment["text"]) > _LONG and comment["text"] in body:
            yield f"a comment in the body: {comment['text'][:80]!r}"
    for block in article.blocks:
        if isinstance(block, Figure) and block.caption and len(block.caption) > _LONG and block.caption in body:
            yield f"a caption in the body: {block.caption[:80]!r}"
    if any(link.url.startswith(("javascript:", "mailto:")) for link in article.links):
        yield "a link that is no address"


def _authors(document: dict[str, Any]) -> Iterator[str]:
    names = [author["name"].casefold() for author in document["authors"]]
    if len(set(names)) != len(names):
        yield f"an author twice: {names}"
    for author in document["authors"]:
        if len(set(author["links"])) != len(author["links"]) or author["url"] in author["links"]:
            yield f"an author's link twice: {author}"


def _comments(document: dict[str, Any]) -> Iterator[str]:
    parents: dict[str, str | None] = {}
    for comment in document["comments"]["items"]:
        if comment["id"] is not None:
            if comment["id"] in parents:
                yield f"comment {comment['id']!r} twice"
            parents[comment["id"]] = comment["parent"]
    for comment in document["comments"]["items"]:
        if comment["parent"] is not None and comment["parent"] not in parents:
            yield f"comment {comment['id']!r} answers {comment['parent']!r}, which is not there"
    settled: set[str | None] = {None}
    for start in parents:
        path: list[str] = []
        current: str | None = start
        while current not in settled and current not in path:
            assert current is not None
            path.append(current)
            current = parents.get(current)
        if current not in settled:
            yield f"comment {current!r} answers itself"
        settled.update(path)
    for widget in document["comments"]["widgets"]:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", widget["provider"]):
            yield f"provider {widget['provider']!r}"
        if widget["count"] is not None and not (type(widget["count"]) is int and 0 <= widget["count"] <= _MOST):
            yield f"count {widget['count']!r}"
        if widget["open"] not in (True, False, None):
            yield f"open {widget['open']!r}"


def _rest(document: dict[str, Any]) -> Iterator[str]:
    moments = {name: document[name] for name in ("published", "modified")}
    moments |= {f"comment {n}": comment["published"] for n, comment in enumerate(document["comments"]["items"])}
    for at, text in moments.items():
        if text is None:
            continue
        moment = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        if not 1970 <= moment.year <= 2100:
            yield f"{at}: {text}"
    if document["language"] is not None and not _LANGUAGE.fullmatch(document["language"]):
        yield f"language {document['language']!r}"
    tags = [tag.casefold() for tag in document["tags"]]
    if len(set(tags)) != len(tags):
        yield f"a tag twice: {tags}"
    if not (isinstance(document["confidence"], float) and 0 <= document["confidence"] <= 1):
        yield f"confidence {document['confidence']!r}"
    if document["is_article"] not in (True, False) or document["paywalled"] not in (True, False, None):
        yield f"is_article {document['is_article']!r}, paywalled {document['paywalled']!r}"
    for field, rule in document["provenance"].items():
        if not isinstance(rule, str):
            yield f"provenance of {field}: {rule!r}"
        if (number := re.match(r"authors\[(\d+)\]", field)) and int(number[1]) >= len(document["authors"]):
            yield f"provenance of {field}, who is not there"
