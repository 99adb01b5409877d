"""Which pieces are the article's text: each is weighed by what it says, how it looks and what stands around it.

The rules of ``edges.py`` come first; what they say is one signal of many. The trees (``choice_trees.py``) are grown by
``bench/train_choice.py`` from pages whose text is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from functools import lru_cache
from itertools import accumulate, compress
from typing import TypeVar

from parsers.article import Code, Heading, ListBlock, Paragraph, Quote, Table
from parsers.body.blocks import Piece
from parsers.body.choice_trees import weigh
from parsers.labels import is_box_label, is_byline, is_teaser
from parsers.text import key

_FEWEST = 5
"""Pieces of a page that are enough to tell one from the others."""
_SAID_IN, _SAID_OUT = 0.7, -2.0
"""Logits that the word of the rules weighs beside the trees: a reader skips what is too much, and never learns of what is
missing."""
_CLEAR, _PLAIN = 4.0, 6.0
"""Logits: the most that the trees may say of one piece, and what one that needs no weighing is worth."""
_TURN = 0.3
"""Logits that it costs to turn from text to no text, or back: boxes, notes and articles seldom are one short line."""
_PROSE = 80
"""Characters of a paragraph that says something."""
_START = 160
"""Characters that show what a text wants of its reader."""
_SHORT_WORD, _LONGEST_LABEL, _REPEATED = 3, 200, 300
_MANY_WORDS, _NEAR_END = 20, 600
_FAR, _NEARBY = 99, 30
"""Pieces; what is farther away is the same as any."""
_NEAR, _LARGE = 5_000, 50_000
"""Characters, likewise."""
_KINDS: dict[type, int] = {Paragraph: 0, Heading: 1, ListBlock: 2, Quote: 3, Code: 4, Table: 5}
_TAGS = {
    tag: rank
    for rank, tag in enumerate(
        "p h1 h2 h3 h4 h5 h6 li ul ol blockquote pre table td dt dd figcaption div section article span header aside".split(),
        1,
    )
}
_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»", ")", "’", "'", ":")
_ASKS = frozenset(
    """subscribe newsletter sign join follow share download free trial demo contact call book buy shop register login
    click here read more learn started today now affiliate disclosure disclaimer copyright reserved advertisement sponsored
    comment comments email inbox updates offer deals abonnieren kostenlos teilen gratis suscríbete abonnez lire
    lesen""".split()
)
"""Words of who wants the reader to do something."""
_NAMES = [
    re.compile(pattern)
    for pattern in (
        r"caption|credit|photo|image|figure|media",
        r"cta|promo|banner|callout|call-out|card|widget|embed|box|signup|form|newsletter",
        r"bio|author|byline|expert|reviewer|profile|meta|date|time",
        r"note|disclaimer|legal|footnote|footer|terms|citation|reference|source",
        r"excerpt|summary|subtitle|dek|standfirst|intro|lead|header|hero|teaser|description",
        r"toc|contents|nav|menu|breadcrumb|link|list|grid|related|post",
        r"faq|accordion|question|answer|toggle|collaps|tab",
        r"product|price|spec|pros|cons|rating|deal|offer|button|btn|label|title|name",
        r"body|content|text|prose|rich|article|entry|copy|markdown|paragraph",
    )
]

_OF_PLACES = (
    "tag", "depth", "name", "outer name", "parent prose", "parent pieces", "parent share", "parent linked", "around share",
    "mark prose", "alike", "off main", "main off", "branch share", "branch linked",
)  # fmt: skip
_OF_PIECES = (
    "ruled", "kind", "level", "words", "texts", "linked", "ends", "asks", "label", "same", "capitals", "like title",
    "before", "after", "left", "from first", "from last", "from label", "from heading", "heading words",
    "section prose", "section linked", "prose before", "linked before", "prose next", "linked next", "words next",
    "name next", "window prose", "window linked",
)  # fmt: skip
_OF_PAGES = ("pieces", "size", "prose share", "main share", "headings")
SIGNALS = (*_OF_PLACES, *_OF_PIECES, *_OF_PAGES)
"""What each number of ``signals()`` tells."""


Number = TypeVar("Number", int, float)


def choose(pieces: Sequence[Piece], ruled: Collection[int], title: str) -> list[bool]:
    """For each piece, no figure among them, whether it is text; ``ruled`` are the places of those that are by the rules."""
    by_rules = [place in ruled for place in range(len(pieces))]
    if len(pieces) < _FEWEST:
        return by_rules
    worths = [
        _PLAIN if told is None else max(-_CLEAR, min(_CLEAR, weigh(told))) + (_SAID_IN if is_text else _SAID_OUT)
        for told, is_text in zip(signals(pieces, ruled, title), by_rules, strict=True)
    ]
    last = max((place for place in ruled if worths[place] > 0 and pieces[place].tag != "pre"), default=0)
    for place in ruled:
        if worths[place] < 0 and _is_written(pieces[place], is_last=place >= last):
            worths[place] = _PLAIN
    chosen = in_stretches(worths)
    texts = [len(piece.text) for piece in pieces]
    # What has no text worth the name is not known from pages to learn from.
    return chosen if 2 * sum(compress(texts, chosen)) >= sum(compress(texts, by_rules)) else by_rules


_WRITTEN = re.compile(
    r"(?:^|[\s_-])(?:kg-(?:callout|toggle|header)|admonition|custom-block|notice--\w+|prompt-(?:info|tip|warning|danger)|wp-block-(?:cover|media-text|table)(?:__\w+)?|notion-(?:callout|toggle)(?:__\w+)?|markdown-alert|"
    r"alert-(?:info|warning|primary|secondary|success|danger)|wp-block-(?:quote|pullquote|verse|details|preformatted)|"
    r"quote-block|block-quote|faqs?(?:-item|-answer|-question)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What editors put a part of the text into: their systems make these boxes for nothing else."""
_RECIPE = re.compile(
    r"(?:^|[\s_-])(?:wprm(?:-[\w-]+)?|tasty-recipes?(?:-[\w-]+)?|mv-create(?:-[\w-]+)?|ingredients|"
    r"recipe-?(?:card|body|ingredients|instructions|method|directions|steps|content|notes))(?:$|[\s_-])",
    re.IGNORECASE,
)
"""The same, and often the last of the text."""
_VERDICT = re.compile(
    r"(?:^|[\s_-])(?:review[_-]{1,2})?(?:pros|cons)(?:[_-]{1,2}(?:list|box|cons))?(?:$|[\s_-])", re.IGNORECASE
)
"""With what a review ends; in its midst such boxes may be of other products."""
_LONG = 2_000
"""Characters; what is longer may be a file that the page also shows."""


def _is_written(piece: Piece, *, is_last: bool) -> bool:
    """Whether its markup says that whoever wrote the article wrote it: of code, and of these boxes, pages with known
    text have hardly any that is not of the text, but at its end."""
    if len(piece.text) > _LONG or piece.linked >= 0.5:
        return False
    names = [mark.partition(" ")[2] for mark in piece.path[-5:]]
    if is_last:
        return any(_RECIPE.search(name) or _VERDICT.search(name) for name in names)
    return isinstance(piece.block, (Code, Table)) or any(
        _WRITTEN.search(name) or _RECIPE.search(name) for name in names
    )


def in_stretches(worths: Sequence[float]) -> list[bool]:
    """Which pieces are text, so that what they are worth, less what each turn costs, is most (Viterbi's algorithm)."""
    out, text = 0.0, worths[0]
    # For each piece but the first: is the one before it text, if it is none itself, and if it is text?
    turns = []
    for worth in worths[1:]:
        turns.append((text - _TURN > out, text >= out - _TURN))
        out, text = max(out, text - _TURN), max(text, out - _TURN) + worth
    chosen = [text > out]
    for before_out, before_text in reversed(turns):
        chosen.append(before_text if chosen[-1] else before_out)
    return chosen[::-1]


def signals(pieces: Sequence[Piece], ruled: Collection[int], title: str) -> list[tuple[float, ...] | None]:
    """What speaks for and against each piece; the names are ``SIGNALS``. Each signal is worked out for all pieces at once,
    and what tells of its place once for each place: most pieces have neighbours in the same one.

    None for a piece that is text and needs no weighing: a long paragraph without links beside much of the prose, the
    end not near.
    """
    count = len(pieces)
    if not count:
        return []
    paths = [piece.path for piece in pieces]
    places = _numbered(paths)
    unlike = list(dict.fromkeys(paths))

    texts = [piece.text for piece in pieces]
    sizes = [len(text) for text in texts]
    size = sum(sizes) or 1
    linked = [piece.linked for piece in pieces]
    links = [share * length for share, length in zip(linked, sizes, strict=True)]
    kinds = [_KINDS.get(type(piece.block), len(_KINDS)) for piece in pieces]
    proses = [
        length if length >= _PROSE and share < 0.5 and not kind else 0
        for length, share, kind in zip(sizes, linked, kinds, strict=True)
    ]
    prose = sum(proses) or 1
    own_sizes, own_proses, own_links, own_counts = (
        _totals(places, values, len(unlike)) for values in (sizes, proses, links, [1] * count)
    )
    marks = [path[-1] if path else "" for path in unlike]
    names = [_named(mark) for mark in marks]
    boxes = _numbered([path[:-1] for path in unlike])
    parent_prose, parent_size = _sums(boxes, own_proses), _sums(boxes, own_sizes)
    main = unlike[max(range(len(unlike)), key=parent_prose.__getitem__)][:-1]
    shared = [_shared(path[:-1], main) for path in unlike]
    branches = _numbered([path[: common + 1] for path, common in zip(unlike, shared, strict=True)])
    branch_size = _sums(branches, own_sizes)
    place_shares = [told / prose for told in parent_prose]
    of_places: list[tuple[float, ...]] = list(
        zip(
            [_TAGS.get(mark.partition(" ")[0], 0) for mark in marks],
            [len(path) for path in unlike],
            names,
            [_named(path[-2]) if len(path) > 1 else 0 for path in unlike],
            place_shares,
            _sums(boxes, own_counts),
            [told / size for told in parent_size],
            [told / (length or 1) for told, length in zip(_sums(boxes, own_links), parent_size, strict=True)],
            [told / size for told in _sums(_numbered([path[:-2] for path in unlike]), own_sizes)],
            [told / prose for told in _sums(_numbered(marks), own_proses)],
            own_counts,
            [len(path) - 1 - common for path, common in zip(unlike, shared, strict=True)],
            [len(main) - common for common in shared],
            [told / size for told in branch_size],
            [told / (length or 1) for told, length in zip(_sums(branches, own_links), branch_size, strict=True)],
            strict=True,
        )
    )

    words = [text.count(" ") + text.count("\n") + 1 for text in texts]
    before = [0, *accumulate(sizes)][:count]
    left = [size - told - length for told, length in zip(before, sizes, strict=True)]
    shares = [place_shares[place] for place in places]
    plain = [
        place in ruled and not kind and length >= _MANY_WORDS and link < 0.3 and share >= 0.3 and rest > _NEAR_END
        for place, (kind, length, link, share, rest) in enumerate(zip(kinds, words, linked, shares, left, strict=True))
    ]
    starts = [[] if is_plain else text[:_START].split() for text, is_plain in zip(texts, plain, strict=True)]
    said = [
        set() if is_plain else set(text[:_START].lower().split()) for text, is_plain in zip(texts, plain, strict=True)
    ]
    title_words = {word for word in title.lower().split() if len(word) > _SHORT_WORD}
    labels = [_label(text, kind) for text, kind in zip(texts, kinds, strict=True)]
    keys = [key(text) if len(text) < _REPEATED else text for text in texts]
    alike = Counter(keys)
    first = next((place for place, told in enumerate(proses) if told), 0)
    last = next((place for place in range(count - 1, -1, -1) if proses[place]), count - 1)
    headings = _since([kind == 1 for kind in kinds])
    sections = [place - since if since < _FAR else count for place, since in enumerate(headings)]
    section_prose, section_size, section_links = (
        _totals(sections, values, count + 1) for values in (proses, sizes, links)
    )
    section_linked = [told / (length or 1) for told, length in zip(section_links, section_size, strict=True)]
    near = [min(count, place + 5) - max(0, place - 4) for place in range(count)]
    of_pieces: list[Sequence[float]] = [
        [int(place in ruled) for place in range(count)],
        kinds,
        [piece.block.level if isinstance(piece.block, Heading) else 0 for piece in pieces],
        words,
        [len(piece.block.texts) for piece in pieces],
        linked,
        [int(text.endswith(_ENDS)) for text in texts],
        [len(_ASKS & start) for start in said],
        labels,
        [alike[told] for told in keys],
        [sum(map(str.istitle, start)) / (len(start) or 1) for start in starts],
        [len(title_words & start) / (len(title_words) or 1) for start in said],
        [told / size for told in before],
        [told / size for told in left],
        [min(told, _NEAR) for told in left],
        [max(-_NEARBY, min(_NEARBY, place - first)) for place in range(count)],
        [max(-_NEARBY, min(_NEARBY, place - last)) for place in range(count)],
        _since([label == 1 for label in labels]),
        headings,
        [words[place - since] if since < _FAR else -1 for place, since in enumerate(headings)],
        [section_prose[section] for section in sections],
        [section_linked[section] for section in sections],
        [-1.0, *shares[:-1]],
        [-1.0, *linked[:-1]],
        [*shares[1:], -1.0],
        [*linked[1:], -1.0],
        [*words[1:], -1],
        [*(names[place] for place in places[1:]), -1],
        _window(shares, near),
        _window(linked, near),
    ]
    page = (count, min(size, _LARGE), prose / size, max(parent_prose) / prose, kinds.count(1) / count)
    return [
        None if is_plain else (*of_places[place], *row, *page)
        for place, row, is_plain in zip(places, zip(*of_pieces, strict=True), plain, strict=True)
    ]


def _numbered(things: Sequence[Hashable]) -> list[int]:
    """A number for each, the same for equal ones."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(thing, len(numbers)) for thing in things]


def _totals(owners: Sequence[int], values: Sequence[Number], count: int) -> list[Number]:
    """For each owner up to the count the sum of its values; whole numbers stay so, which the trees compare faster."""
    totals = [type(values[0])()] * count
    for owner, value in zip(owners, values, strict=True):
        totals[owner] += value
    return totals


def _sums(owners: Sequence[int], values: Sequence[Number]) -> list[Number]:
    """For each value the sum of all with the same owner."""
    totals = _totals(owners, values, max(owners) + 1)
    return [totals[owner] for owner in owners]


def _shared(path: tuple[str, ...], main: tuple[str, ...]) -> int:
    """How many elements two paths have in common."""
    for depth, (one, other) in enumerate(zip(path, main, strict=False)):
        if one != other:
            return depth
    return min(len(path), len(main))


def _since(marked: Sequence[bool]) -> list[int]:
    """For each place how many places ago one was marked, itself among them; ``_FAR`` where none was."""
    found, last = [], -_FAR
    for place, is_marked in enumerate(marked):
        if is_marked:
            last = place
        found.append(min(_FAR, place - last))
    return found


def _window(values: Sequence[float], near: Sequence[int]) -> list[float]:
    """The mean of each value and the four on both sides of it, where so many are ``near``."""
    sums = [0.0, *accumulate(values)]
    sums = [*[0.0] * 4, *sums, *[sums[-1]] * 4]
    return [(end - start) / among for start, end, among in zip(sums, sums[9:], near, strict=False)]


@lru_cache(maxsize=4_000)
def _named(mark: str) -> int:
    """What the class names and id of an element speak of."""
    names = mark.partition(" ")[2].lower()
    if not names:
        return 0
    return next((rank for rank, pattern in enumerate(_NAMES, 1) if pattern.search(names)), len(_NAMES) + 1)


def _label(text: str, kind: int) -> int:
    if len(text) > _LONGEST_LABEL or kind > 1:
        return 0
    return 1 if is_box_label(text) else 2 if is_teaser(text) else 3 if is_byline(text) else 0
