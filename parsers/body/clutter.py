"""What stands in a page but is not its text: told by tag, role, visibility and the words of class names and ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress, islice
from operator import gt

from lxml.etree import _Element

from parsers.text import text_of
from parsers.tree.marks import Marks
from parsers.tree.survey import Survey

# Each number is an allowance: the largest share of the page's prose that an element of this kind may hold and still be
# thrown away. Themes call the oddest things "sidebar"; whatever holds most of the prose is the text all the same.
_ALWAYS, _SURE, _LIKELY, _MAYBE = 1.0, 0.5, 0.25, 0.1

_TAGS = {
    "nav": _LIKELY,
    "footer": _LIKELY,
    "aside": _LIKELY,
    "form": _MAYBE,  # some systems wrap the whole page in one form
    "dialog": _LIKELY,
    "menu": _MAYBE,
    "button": _MAYBE,
    "select": _ALWAYS,
    "textarea": _ALWAYS,
    "input": _ALWAYS,
    "label": _MAYBE,
    "fieldset": _MAYBE,
    "datalist": _ALWAYS,
    "progress": _ALWAYS,
    "canvas": _ALWAYS,
    "audio": _ALWAYS,
    "video": _ALWAYS,
    "map": _ALWAYS,
    "time": _MAYBE,
}
_ROLES = {
    "navigation": _LIKELY,
    "banner": _LIKELY,
    "contentinfo": _LIKELY,
    "complementary": _LIKELY,
    "search": _SURE,
    "dialog": _LIKELY,
    "alertdialog": _LIKELY,
    "menu": _LIKELY,
    "menubar": _LIKELY,
    "toolbar": _LIKELY,
    "tooltip": _MAYBE,
    "button": _MAYBE,
    "tablist": _MAYBE,
    "alert": _MAYBE,
    "status": _MAYBE,
}

_SURE_WORDS = """
    related post-card news-link crosslinking crosslinks partnerbox tagbox printbox
    relatedposts relatedcontent relatedarticles yarpp crp recommended recommendation recommendations
    recirc recirculation outbrain taboola zergnet nativo revcontent mgid dianomi plista
    read-next readnext up-next upnext read-more-articles more-from more-stories more-articles more-news morestories more-on-this
    also-like also-read you-may may-like might-like most-read mostread most-popular popular-posts recent-posts
    trending latest-news latest-posts latest-articles wp-block-query wp-block-post-template bookmark-card jetpack-subscriptions
    line-numbers-wrapper
    ez-toc-container ez-toc-title lwptoc toc-container mw-editsection
    comments commentlist comment-list comment-form comment-respond commentform disqus respond livefyre
    newsletter newsletters subscribe subscription signup sign-up opt-in optin mailchimp mc4wp mailmunch convertkit
    cookie cookies cookiebar gdpr onetrust consent cookieconsent usercentrics didomi
    share sharing share-bar sharebar share-buttons sharedaddy sharethis addtoany addthis social socials social-links
    social-share sociallinks socialshare shareaholic jetpack-likes likes-widget sd-block ssba
    breadcrumb breadcrumbs
    advert advertisement advertisements adsense adslot ad-slot ad-container ad-wrapper ad-unit ads-container dfp-ad
    google-ad googlead sponsored-content adbox ad-box ad-banner adsbygoogle inline-ad
    tag-list taglist tags-links post-tags entry-tags article-tags tagcloud tag-cloud
    cat-links
    author-box authorbox author-bio about-author about-the-author author-info author-card author-profile author-description
    post-navigation nav-links post-nav nav-previous nav-next pagination pager page-links prev-next
    site-header site-footer global-header global-footer masthead colophon skip-link skip-to-content skip-nav
    screen-reader-text sr-only visually-hidden visuallyhidden screen-reader-only a11y-hidden assistive-text
    popup popover modal lightbox paywall piano login-form search-form searchform offcanvas off-canvas megamenu mega-menu
    noprint no-print printfriendly print-link
    jp-carousel-wrap feedback-form was-this-helpful
""".split()
_LIKELY_WORDS = """
    sidebar side-bar rail right-rail widget-area navbar menu submenu topbar top-bar footer
    promo promos promotion teaser teasers cta cta3 call-to-action callout-cta banner
    byline bylines post-meta entry-meta article-meta postmeta postmetadata entry-utility entry-footer post-footer article-footer
    meta-data metadata dateline-meta posted-on posted-by publish-date published-date post-date entry-date article-date
    pub-date timestamp read-time reading-time readtime time-to-read
    author authors contributors
    copyright copy-right legal disclaimer disclosure
    action-buttons actions-bar font-size-$ text-size-$
    toolbar toolbox tools utility-bar action-bar
    overlay tooltip toast
    carousel slider swiper
    rating ratings star-rating poll survey quiz
    buy-button shop-now product-card add-to-cart affiliate-disclosure affiliate-disclaimer
    sponsor sponsored sponsors ad ads
    tags topics categories category-links
    video-player jwplayer player audio-player podcast-player
    app-download download-app
    print email-link
    notification notice-bar alert-bar live-box live-widget live-promo
""".split()

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# "has-sidebar" tells of something else than the element itself.
_ABOUT_OTHERS = re.compile(
    r"^(?:has|with|without|not|hide|show|remove|enable|disable)-|^no-(?!print)|^is-(?!hidden)|"
    r"^(?:end|post|single|page|type|status|format|category|tag|js)-"
    r"(?=.*(?:sidebar|comments?|share|author|tags?|ads?|footer|menu|banner|category|widget|popup|sticky|related|social))|"
    r"^(?:category|tag|author|topic|post_tag|article-tags)-(?!list|links|box|bio|info|cloud|card)|^code-toolbar$|"
    r"^(?:image|photo|picture|figure|media)-(?:meta-?data|copyright|authors?|legal)$"
)


_END = "$"  # of a name
_BY_WORD = {**dict.fromkeys(_LIKELY_WORDS, _LIKELY), **dict.fromkeys(_SURE_WORDS, _SURE)}
_LONE_WORDS = frozenset(word for word in _BY_WORD if "-" not in word)
_FIRST_PARTS, _SECOND_PARTS = (
    frozenset(word.split("-")[place] for word in _BY_WORD if "-" in word) for place in (0, 1)
)
"""Of the others; most names have neither."""
_MOST_PARTS = 1 + max(word.count("-") for word in _BY_WORD)

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HIDDEN_CLASSES = frozenset("hidden hide d-none u-hidden is-hidden display-none screen-reader-text sr-only".split())
_SHOWN_CLASS = re.compile(r"(?:^|\s)\S+:(?:block|flex|grid|inline\S*|contents|table)\b|\bd-\w+-(?:block|flex|inline)")
# What a reader opens with a click is text: answers of an FAQ, panels of tabs, folded sections.
_FOLDABLE = re.compile(r"accordion|faq|collaps|toggle|tab-?pane|tab-?content|panel|answer|expand|fold|spoiler")

_FOLD_TITLE = re.compile(
    r"(?:accordion|faq|collaps\w*|toggle|tab|spoiler)(?:[_-]+item)?[_-]+(?:title|head(?:er|ing)?|question)"
)

_LONGEST_NAMES, _LONGEST_NAME = 2_000, 200
"""Longer ones are made by machines and mean nothing."""


def _name_allowance(names: str) -> float:
    """By the words of a class attribute or an id; 0 where none of them says clutter."""
    return max(map(_word_allowance, names[:_LONGEST_NAMES].split()), default=0.0)


def _is_silent(names: str) -> bool:
    """Whether a class attribute has no word that says that an element is clutter or hidden."""
    words = names[:_LONGEST_NAMES].split()
    return _HIDDEN_CLASSES.isdisjoint(words) and not any(map(_word_allowance, words))


@lru_cache(maxsize=20_000)
def _word_allowance(name: str) -> float:
    if len(name) > _LONGEST_NAME:
        return 0.0
    plain = name if name.islower() else _CAMEL.sub("-", name).lower()
    if not plain.isalnum():
        for separator in "_:/.":
            plain = plain.replace(separator, "-")
    parts = plain.split("-")
    if (
        _LONE_WORDS.isdisjoint(parts)
        and (_SECOND_PARTS.isdisjoint(parts) or _FIRST_PARTS.isdisjoint(parts))
        and "related" not in plain
    ):
        return 0.0
    parts = [part for part in parts if part]
    told = parts[: parts.index("with", 1)] if "with" in parts[1:-1] else parts[:]
    told.append(_END)
    best = 0.0
    for first, part in enumerate(told):
        best = max(best, _BY_WORD.get(part, 0.0))
        if part in _FIRST_PARTS:
            for last in range(first + 2, first + 1 + _MOST_PARTS):
                best = max(best, _BY_WORD.get("-".join(told[first:last]), 0.0))
        if part.startswith("related") and part.isalnum():
            best = _SURE
    return 0.0 if best and _ABOUT_OTHERS.match("-".join(parts)) else best


def _is_hidden(element: _Element, attributes: Mapping[str, str]) -> bool:
    if "hidden" not in attributes:
        names, style = attributes.get("class"), attributes.get("style")
        by_class = names is not None and hides(names)
        if not by_class and (style is None or not HIDDEN_STYLE.search(style[:1_000].lower())):
            return False
    return not any(_FOLDABLE.search(_names(node)) for node in (element, *islice(element.iterancestors(), 2)))


def hides(names: str) -> bool:
    """Whether a class attribute says that the element is hidden on every screen."""
    names = names[:_LONGEST_NAMES]
    return not _HIDDEN_CLASSES.isdisjoint(names.split()) and _SHOWN_CLASS.search(names) is None


def _names(element: _Element) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return names[:_LONGEST_NAMES].lower()


def _allowance(element: _Element, tag: str, attributes: Mapping[str, str]) -> float:
    best = _TAGS.get(tag, 0.0)
    if not attributes and tag != "article":
        return best
    if tag == "article" and not _is_picture(attributes) and next(element.iterancestors("article"), None) is not None:
        best = _MAYBE  # the teaser of another article, or an entry of a live blog: those hold more together
    elif tag == "aside" and _CALLOUT.search(attributes.get("class", "")[:_LONGEST_NAMES].lower()):
        best = 0.0
    role = attributes.get("role")
    if role and not (role == "alert" and (_is_between(element) or "alert-" in attributes.get("class", ""))):
        best = max(best, _ROLES.get(role, 0.0))
    if best and (tag == "button" or role in ("button", "tablist")) and _unfolds(element):
        best = 0.0
    names = attributes.get("class")
    # The id of a heading is made of its words, so that one can link to it.
    mark = attributes.get("id") if tag not in _HEADINGS else None
    # A paragraph named for the wall is what stands behind it: so search engines ask houses to mark it.
    if names and not (tag == "p" and "paywall" in names):
        best = max(best, _name_allowance(names))
    if mark and best < _SURE:
        best = max(best, _name_allowance(mark))
    if best < _SURE and _is_hidden(element, attributes):
        best = _SURE
    return best


_CALLOUT = re.compile(r"(?:^|[\s_-])(?:callout|admonition|aside--(?:note|tip|caution|danger))(?:$|[\s_-])")
"""What writers set apart from their text, but as a part of it."""


def _is_picture(attributes: Mapping[str, str]) -> bool:
    """Whether it is a picture, which Drupal calls an article, too."""
    return "media" in attributes.get("class", "").split()


def _is_between(element: _Element) -> bool:
    """Whether it stands between paragraphs: a note in the text."""
    before, after = element.getprevious(), element.getnext()
    return before is not None and before.tag in _TEXT and (after is None or after.tag in _TEXT)


_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TEXT = _HEADINGS | {"p", "ul", "ol", "pre", "blockquote", "figure", "table"}
_TOLD_BY_TAG = frozenset((*_TAGS, "article"))
"""What may be clutter without an attribute that says so."""
_TELLING = frozenset(("id", "role", "style", "hidden"))
"""Attributes besides the class that may say so."""


def _unfolds(element: _Element) -> bool:
    """Whether what one clicks on is the heading of what then unfolds."""
    names = _names(element)
    if _FOLD_TITLE.search(names) or (
        _FOLDABLE.search(names) and (element.get("aria-expanded") is not None or element.get("role") == "tablist")
    ):
        return True
    return any(inside.tag in _HEADINGS for inside in islice(element.iter(), 1, 5))


_KEPT_PARENTS = frozenset("h1 h2 h3 h4 h5 h6 blockquote figure pre code p summary dt".split())
"""Inside these even a button or a footer is text: a question that unfolds, who said it. The head of a column of data is
text, too."""


_INLINE = frozenset("a abbr b em font i mark span strong u".split())


def _is_in_sentence(element: _Element, attributes: Mapping[str, str]) -> bool:
    """Whether words of a sentence go on around it, so that without it the sentence would have a hole."""
    before, parent = element.getprevious(), element.getparent()
    told = before.tail if before is not None else parent.text if parent is not None else None
    tail = element.tail or ""
    return (
        len((told or "").split()) + len(tail.split()) >= _SENTENCE_WORDS
        and (not told or not told.rstrip().endswith((":", "|", "•")))
        and not _is_hidden(element, attributes)
    )


_SENTENCE_WORDS = 4


def find_clutter(survey: Survey, marks: Marks, apart: Iterable[_Element]) -> list[bool]:
    """For every element of the survey whether it belongs to no text; ``apart`` is known by others to be none."""
    count = len(survey.elements)
    dropped = [False] * count
    known = {number for element in apart if (number := survey.find(element)) is not None}
    prose = survey.prose_totals
    known |= find_repeats(survey, prose)
    shares = _Shares(survey, marks, prose)
    tags, classes, attributes, ends = survey.tags, survey.classes, survey.attributes, survey.ends
    silent: set[str | None] = {None}
    """Class attributes that say nothing of the kind: most do not, and stand on many elements."""
    number = 1
    while number < count:
        if number not in known:
            names = classes[number]
            if names is not None and names not in silent and _is_silent(names):
                silent.add(names)
            if (
                names in silent and tags[number] not in _TOLD_BY_TAG and _TELLING.isdisjoint(attributes[number])
            ) or not _is_clutter(survey, number, prose, shares):
                number += 1
                continue
        end = ends[number]
        dropped[number:end] = [True] * (end - number)
        number = end
    return dropped


class _Shares(dict[str, float]):
    """For every class attribute that is asked for the share of the page's prose in all elements that have it: what is
    said of one of the page's many "teaser" paragraphs is said of them all. An element inside a like one counts once."""

    def __init__(self, survey: Survey, marks: Marks, prose: Sequence[float]) -> None:
        self._survey, self._marks, self._prose = survey, marks, prose

    def __missing__(self, names: str) -> float:
        share, until = 0.0, 0
        prose, everything = self._prose, self._prose[-1] or 1
        for element in self._marks.by_classes(names):
            number = self._survey.find(element)
            if number is not None and number >= until:
                until = self._survey.ends[number]
                share += (prose[until] - prose[number]) / everything
        self[names] = share
        return share


_NO_CARDS = frozenset("p ul ol dl dd dt tr td th tbody table blockquote figure pre h1 h2 h3 h4 h5 h6 a span".split())
_TEASER_PROSE = 300
"""Longest excerpt on a card, in characters."""
_CARD_LINK = 15
"""Characters of its link at least."""
_CARDS_SHARE = 0.35
"""What holds more of the page's prose is an article told as a list of links."""


def find_repeats(survey: Survey, prose: Sequence[float]) -> set[int]:
    """Siblings that are no text by what they have in common: cards that each lead elsewhere, and the same text again
    (for another screen width, say)."""
    labels, links = survey.totals(survey.labels), survey.totals(survey.links)
    tags, parents, ends, classes = survey.tags, survey.parents, survey.ends, survey.classes
    found: set[int] = set()
    seen: dict[tuple[int, float, float, float], int] = {}
    cards: list[int] = []
    # Most elements hold none or one: they need no look each.
    for number in compress(range(1, len(ends)), map(gt, ends[1:], range(3, len(ends) + 2))):
        end = ends[number]
        told, linked = prose[end] - prose[number], links[end] - links[number]
        if told > _TEASER_PROSE:
            # As long as another is not yet the same: only the text tells.
            size = (parents[number], told, labels[end] - labels[number], linked)
            first = seen.setdefault(size, number)
            if first != number and text_of(survey.elements[first]) == text_of(survey.elements[number]):
                found.add(number)
        elif linked >= _CARD_LINK and linked * 6 >= told and tags[number] not in _NO_CARDS:
            cards.append(number)
    # Boxes alike in one place, four of five of them cards.
    families = Counter([(parents[number], tags[number], classes[number]) for number in cards])
    members: dict[tuple[int, str, str | None], list[int]] = {
        family: [] for family, count in families.items() if count > 2
    }
    for parent in {parent for parent, _, _ in members}:
        number = parent + 1
        while number < ends[parent]:
            family = (parent, tags[number], classes[number])
            if ends[number] - number > 2 and family in members:
                members[family].append(number)
            number = ends[number]
    for family, alike in members.items():
        told = sum([prose[ends[number]] - prose[number] for number in alike])
        said = sum([labels[ends[number]] - labels[number] for number in alike])
        if families[family] * 5 >= len(alike) * 4 and told + said > 0 and told <= _CARDS_SHARE * prose[-1]:
            found.update(alike)
    return found


def _is_clutter(survey: Survey, number: int, prose: Sequence[float], shares: _Shares) -> bool:
    tag, attributes = survey.tags[number], survey.attributes[number]
    allowance = _allowance(survey.elements[number], tag, attributes)
    if not allowance:
        return False
    share = (prose[survey.ends[number]] - prose[number]) / (prose[-1] or 1)
    if share > allowance or ((names := attributes.get("class")) and shares[names] > allowance):
        return False
    parent = survey.parents[number]
    if parent < 0:
        return True
    if allowance <= _LIKELY and (tag == "th" or survey.tags[parent] in _KEPT_PARENTS):
        return False
    return not (tag in _INLINE and survey.tags[parent] == "p" and _is_in_sentence(survey.elements[number], attributes))
