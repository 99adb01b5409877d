"""Made-up stories in three languages: the same for the same site and number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import prod
from zlib import crc32

_ENGLISH = (
    (
        "The port authority|A young chip maker|The regional council|An open source group|The weather service|A battery plant"
        "|The rail operator|A team of astronomers|The city library|A small publisher|The energy ministry|A harbour museum"
    ),
    "has approved|postpones|is testing|unveils|has cancelled|will rebuild|doubts|is opening|has repaired|plans to sell",
    (
        "a second data centre|the northern tunnel|its oldest archive|a faster compiler|the floating wind farm|a cheap sensor"
        "|the night ferry|its public timetable|a reactor of new design|the county records|a quieter engine|the coastal cable"
    ),
    (
        "after a long dispute|before the winter|for the first time|with help from abroad|despite the cost|within ten days"
        "|as prices fall|without a vote|under new rules|in the old town|at a third of the price|for want of staff"
    ),
)
_RUSSIAN = (
    "Портовая служба|Молодой завод|Городской совет|Институт погоды|Железная дорога|Группа астрономов|Музей гавани",
    "одобрила|откладывает|испытывает|открывает|отменила|перестроит|проверяет|готовит",
    "второй вычислительный центр|северный тоннель|старейший архив|быстрый компилятор|плавучую станцию|ночной паром",
    "после долгого спора|до начала зимы|впервые за десять лет|при помощи соседей|несмотря на расходы|по новым правилам",
)
_JAPANESE = (
    "港湾局は|若い半導体企業は|市議会は|気象庁は|鉄道会社は|天文学者の一団は|市立図書館は",
    "長い議論の末に|冬を前に|初めて|海外の支援を受けて|費用にもかかわらず|新しい規則のもとで",
    "第二のデータセンターを|北のトンネルを|最古の記録を|高速なコンパイラを|洋上の風力発電所を|夜行の連絡船を",
    "承認した|延期する|試験している|公開した|中止した|再建する|調べている",
)
_PARTS = {
    language: [part.split("|") for part in parts]
    for language, parts in (("en", _ENGLISH), ("ru", _RUSSIAN), ("ja", _JAPANESE))
}
_STOP = {"en": ".", "ru": ".", "ja": "。"}
_JOINT = {"en": " ", "ru": " ", "ja": ""}
_NAMES = {
    "en": ("Ada Marlow", "Tobias Venn", "Irene Halloran", "Oskar Lindqvist", "Priya Raman"),
    "ru": ("Анна Ветрова", "Пётр Лесной", "Ольга Марьина"),
    "ja": ("佐藤花子", "高橋一郎", "田中美咲"),
}
TAGS = ("harbours", "chips", "energy", "archives", "railways")
DESKS = ("world", "science", "business")
LAST = 100
"""The highest number that a story may have: the one of today."""
EVERY = timedelta(hours=6)
"""Between two stories of a site: the first of a hundred is 25 days old, and so still in a sitemap's window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as it stands in one edition."""

    number: int
    """The first that the site ever ran is 1."""
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime | None
    author: str
    desk: str
    tag: str
    language: str

    @property
    def slug(self) -> str:
        """Of an English title; a word and its number for others."""
        words = "".join(c if c.isalnum() else " " for c in self.title.lower()).split()
        return "-".join(words[:7]) if self.title.isascii() else f"story-{self.number}"

    @property
    def day(self) -> str:
        """As dated addresses have it: 2026/11/20."""
        return f"{self.published:%Y/%m/%d}"

    @property
    def summary(self) -> str:
        return self.paragraphs[0].split(_STOP[self.language])[0] + _STOP[self.language]


def stories(site: str, *, first: int, last: int, edition: int, now: datetime, language: str = "en") -> list[Story]:
    """Those of these numbers, newest first; a seventh of them have been edited in later editions."""
    return [_story(site, number, edition, now, language) for number in range(last, first - 1, -1)]


def _story(site: str, number: int, edition: int, now: datetime, language: str) -> Story:
    rng = random.Random(f"{site} {number}")
    # Nobody publishes on the dot; the date hangs on the number alone, so that it is the same in each edition.
    published = (now - EVERY * (LAST - number + 1)).replace(minute=number % 60, second=0, microsecond=0)
    paragraphs = [_JOINT[language].join(_sentence(rng.random(), language) for _ in range(4)) for _ in range(5)]
    modified = None
    if edition > 1 and number % 7 == 0:
        paragraphs.append(_sentence(random.Random(f"{site} {number} {edition}").random(), language))
        modified = published + timedelta(hours=edition)
    return Story(
        number=number,
        # No number shares a factor with how many sentences there are: no title comes twice.
        title=_sentence((number * 7_919 + crc32(site.encode())) % _many(language) / _many(language), language)[:-1],
        paragraphs=tuple(paragraphs),
        published=published,
        modified=modified,
        author=rng.choice(_NAMES[language]),
        desk=rng.choice(DESKS),
        tag=rng.choice(TAGS),
        language=language,
    )


def _many(language: str) -> int:
    """Different sentences of a language."""
    return prod(len(part) for part in _PARTS[language])


def _sentence(share: float, language: str) -> str:
    """The one that stands at this share of all of them."""
    place = int(share * _many(language) + 0.5)
    words = []
    for part in _PARTS[language]:
        words.append(part[place % len(part)])
        place //= len(part)
    return _JOINT[language].join(words) + _STOP[language]
