"""Two readings of the same bytes, field by field: what the later one gained or lost, and whether the rest is better.

Nobody knows the truth here. A change is called better or worse only where what the page tells machines speaks for one
of the two readings, or where the parser itself is surer than before; all else is different, for a person to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from archive.times import moment_text
from archive.versions.contents import same_moment, without_query
from archive.versions.observed import comment_count
from parsers.article import Article, Heading

Fate = Literal["same", "gained", "lost", "better", "worse", "different"]
FATES: tuple[Fate, ...] = get_args(Fate)
Claims = Mapping[str, tuple[str, ...]]
"""Field → what the page tells machines of it, as ``parsers.claims`` reads it."""

_SURER = 0.02
"""Change of confidence that is worth telling: two hundredths."""
_SHOWN = 70
"""Characters of an example; before its first difference a fifth of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of a field."""

    field: str
    fate: Fate
    before: str
    after: str
    """In short, from a little before where they part."""


@dataclass(slots=True)
class Tally:
    """Fates of one field over many readings, with the first examples of each that is not the same."""

    most: int
    fates: Counter[Fate] = field(default_factory=Counter)
    examples: list[tuple[int, Difference]] = field(default_factory=list)
    """Id of the article and what became of the field in it."""

    def add(self, number: int, difference: Difference) -> None:
        self.fates[difference.fate] += 1
        if difference.fate != "same" and sum(told.fate == difference.fate for _, told in self.examples) < self.most:
            self.examples.append((number, difference))


def differs(before: Article, after: Article) -> bool:
    """Whether any field does, so that it is worth while to ask what the page tells machines."""
    return any(_values(before, name) != _values(after, name) for name in FIELDS)


def compare(before: Article, after: Article, claims: Claims) -> list[Difference]:
    """What became of every field, in the order of ``FIELDS``."""
    return [_difference(name, before, after, claims.get(name, ())) for name in FIELDS]


def _difference(name: str, before: Article, after: Article, claims: Sequence[str]) -> Difference:
    old, new = _values(before, name), _values(after, name)
    fate = _fate(name, old, new, claims)
    shown = ("", "") if fate == "same" else _shown("\n".join(old), "\n".join(new))
    return Difference(field=name, fate=fate, before=shown[0], after=shown[1])


def _fate(name: str, old: Sequence[str], new: Sequence[str], claims: Sequence[str]) -> Fate:
    if old == new:
        return "same"
    if not old or not new:
        return "gained" if new else "lost"
    if name == "confidence":
        step = float(new[0]) - float(old[0])
        return "same" if abs(step) < _SURER else "better" if step > 0 else "worse"
    if not claims:
        return "different"
    agreement = _AGREEMENT.get(name, _as_text)
    step = agreement(new, claims) - agreement(old, claims)
    return "better" if step > 0.01 else "worse" if step < -0.01 else "different"


def _values(article: Article, name: str) -> tuple[str, ...]:
    """What a field says; nothing where it says nothing."""
    return tuple(value for value in FIELDS[name](article) if value)


FIELDS: Mapping[str, Callable[[Article], Sequence[str | None]]] = {
    "is_article": lambda article: ("yes" if article.is_article and article.title else None,),
    "title": lambda article: (article.title,),
    "subtitle": lambda article: (article.subtitle,),
    "authors": lambda article: tuple(author.name for author in article.authors),
    "bio": lambda article: tuple(author.bio for author in article.authors),
    "published": lambda article: (moment_text(article.published),),
    "modified": lambda article: (moment_text(article.modified),),
    "lead": lambda article: article.lead,
    "headings": lambda article: tuple(section.heading for section in article.sections),
    "text": lambda article: tuple(
        text for block in article.blocks if not isinstance(block, Heading) for text in block.texts
    ),
    "tags": lambda article: article.tags,
    "language": lambda article: (article.language,),
    "image": lambda article: (without_query(article.image),),
    "comments": lambda article: (None if (count := comment_count(article)) is None else str(count),),
    "confidence": lambda article: (f"{article.confidence:.2f}",),
}
"""Field of the report → what an article says of it, as texts."""


def _as_text(values: Sequence[str], claims: Sequence[str]) -> float:
    """1 where a claim says the same; less the more one of them says beside the other."""
    ours = _plain(" ".join(values))
    return max((_share(ours, _plain(claim)) for claim in claims), default=0.0)


def _share(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    return len(short) / len(long) if long and short in long else 0.0


def _as_set(values: Sequence[str], claims: Sequence[str]) -> float:
    """F1 of the two sets."""
    ours, theirs = set(map(_plain, values)), set(map(_plain, claims))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _as_words(values: Sequence[str], claims: Sequence[str]) -> float:
    """F1 of the words, as often as they come."""
    ours, theirs = Counter(_plain(" ".join(values)).split()), Counter(_plain(max(claims, key=len)).split())
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def _as_moment(values: Sequence[str], claims: Sequence[str]) -> float:
    told = (moment_text(moment) for claim in claims if (moment := _moment(claim)) is not None)
    return float(any(same_moment(values[0], text) for text in told))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _as_language(values: Sequence[str], claims: Sequence[str]) -> float:
    return float(any(_primary(values[0]) == _primary(claim) for claim in claims))


def _primary(tag: str) -> str:
    return tag.casefold().replace("_", "-").partition("-")[0]


def _as_image(values: Sequence[str], claims: Sequence[str]) -> float:
    return float(values[0] in {without_query(claim) for claim in claims})


_AGREEMENT: Mapping[str, Callable[[Sequence[str], Sequence[str]], float]] = {
    "authors": _as_set,
    "tags": _as_set,
    "text": _as_words,
    "published": _as_moment,
    "modified": _as_moment,
    "language": _as_language,
    "image": _as_image,
}
"""How far what is read agrees with what the page claims, from 0 to 1; the others as texts."""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _shown(before: str, after: str) -> tuple[str, str]:
    """Both from a little before where they part, each on one line."""
    same = next((place for place, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = max(0, (min(len(before), len(after)) if same is None else same) - _SHOWN // 5)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    piece = " ".join(text[start : start + _SHOWN].split())
    head = "…" if start and piece else ""
    return f"{head}{piece}{'…' if len(text) > start + _SHOWN else ''}"
