"""The stories of the sample site in each of its two editions, read from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

HERE = Path(__file__).parent
ANNOUNCERS = frozenset({"front", "section", "feed", "sitemap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody who writes for the site."""

    key: str
    name: str
    role: str
    bio: str | None = None
    """None where the author box stays empty."""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A reader's comment."""

    id: int
    parent: int | None = None
    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A section of the site, with the publishing system that it runs on."""

    key: str
    name: str
    layout: str
    language: str = "en"
    feed: str | None = None
    """Which feed carries it: ``rss``, ``atom``, ``json``, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as it stands in one edition."""

    slug: str
    number: int
    """What the publishing systems call it."""
    desk: Desk
    title: str
    subtitle: str | None = None
    writers: tuple[Writer, ...]
    published: datetime
    modified: datetime | None = None
    """As the page says; None where it keeps quiet."""
    touched: datetime
    """When anything in the page last changed, told or not."""
    announced: frozenset[str] = ANNOUNCERS
    feed_link: str | None = None
    """How the feed writes the address: ``old`` (it redirects), ``tracked``, or None for the plain one."""
    tags: tuple[str, ...] = ()
    image: str | None = None
    body: str
    """Markdown; ``***`` begins a new page."""
    hidden: bool = False
    """Whether robots.txt forbids it."""
    paywalled: bool = False
    remarks: tuple[Remark, ...] = ()
    discussion: str | None = None
    """State of the comments: ``open``, ``closed``, ``blank`` (an empty form), or None for the layout's usual."""
    withdrawn: bool = False


DESKS = {
    desk.key: desk
    for desk in (
        Desk(key="chips", name="Chips", layout="classic", feed="rss"),
        Desk(key="open-source", name="Open Source", layout="classic", feed="rss"),
        Desk(key="cloud", name="Cloud", layout="modern", feed="json"),
        Desk(key="security", name="Security", layout="modern", feed="json"),
        Desk(key="policy", name="Policy", layout="modern", feed="json"),
        Desk(key="space", name="Space", layout="magazine", feed="atom"),
        Desk(key="energy", name="Energy", layout="magazine", feed="atom"),
        Desk(key="games", name="Games", layout="table"),
        Desk(key="notebook", name="Notebook", layout="plain", feed="atom"),
        Desk(key="kontor", name="Kontor", layout="german", language="de", feed="atom"),
        Desk(key="depeches", name="Dépêches", layout="wire", language="fr"),
        Desk(key="svodka", name="Сводка", layout="wire", language="ru"),
    )
}


@lru_cache
def stories(edition: int) -> Mapping[str, Story]:
    """Slug → story, newest first. The second edition holds the withdrawn ones too, marked as such."""
    writers = _writers()
    changes = _read_toml("second_edition.toml") if edition == 2 else {}
    remarks = _read_toml("comments.toml")
    told: list[Story] = []
    for path in sorted((HERE / "articles").glob("*/*.md")):
        _, head, body = path.read_text("utf-8").split("+++\n", 2)
        facts = tomllib.loads(head)
        if facts.pop("edition", 1) > edition:
            continue
        change = dict(changes.get(path.stem, {}))
        for old, new in change.pop("replace", ()):
            if old not in body:
                raise ValueError(f"{path.name}: the second edition replaces what is not there: {old}")
            body = body.replace(old, new)
        body += change.pop("add", "")
        facts |= change
        said = [remark for remark in remarks.get(path.stem, ()) if remark.get("since", 1) <= edition]
        said = [remark for remark in said if remark.get("until", 2) >= edition]
        told.append(
            Story(
                slug=path.stem,
                number=1000 + crc32(path.stem.encode()) % 9000,
                desk=DESKS[path.parent.name],
                writers=tuple(writers[key] for key in facts.pop("writers")),
                tags=tuple(facts.pop("tags", ())),
                announced=frozenset(facts.pop("announced", ANNOUNCERS)),
                touched=facts.pop("touched", None) or facts.get("modified") or facts["published"],
                remarks=tuple(_remark(remark) for remark in said),
                body=body,
                **facts,
            )
        )
    return {story.slug: story for story in sorted(told, key=_newest_first)}


def tag_address(tag: str) -> str:
    """Path of a tag's page, the same on all desks."""
    return f"/tag/{quote(tag.lower().replace(' ', '-'))}/"


def _newest_first(story: Story) -> tuple[float, str]:
    return -story.published.timestamp(), story.slug


def _writers() -> dict[str, Writer]:
    return {
        key: Writer(key=key, **{**facts, "links": tuple(facts.get("links", ()))})
        for key, facts in _read_toml("writers.toml").items()
    }


def _remark(facts: dict[str, Any]) -> Remark:
    return Remark(**{key: value for key, value in facts.items() if key not in ("since", "until")})


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))
