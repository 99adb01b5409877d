"""Which elements of a page are comments: those that say so, or like ones with a time each in a box for comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.comments.headed import tells_time
from parsers.comments.roles import COMMENT_WORDS, Role, role_of
from parsers.page import Page
from parsers.text import INLINE, lower, text_of
from parsers.tree.glance import glance, is_small

_ITEM_ID = re.compile(
    r"^(?:[a-z]+[-_])?(?:comment|coment|cmt|kommentar|komment|comentario|commentaire|reactie|message|comentarios|forum)"
    r"(?:[-_]?item)?[-_]?(?=[a-f-]*\d)[0-9a-f-]{1,40}$"
)
_ITEM_CLASS = re.compile(
    r"^(?!(?:no|add|new|all|has|hide|show|view|load|top|last|my|date|time|meta|info|num|btn|icon|nav|side|menu|tab|sort|open|read|see)[-_])(?:(?:[a-z]{1,4}|single|user|reader|article|post|blog|news|view|m|o|item|wpd|wc|dsq|vf|ui|story|the|kmt|serendipity|tx)"
    r"[-_]{1,2})?(?:comments?(?=[-_]{1,2}(?!post$)[a-z])|comment|coment|kommentti|hozzaszolas|kommentare?(?=-[a-z])|kommentar|comentario|commentaire|commento"
    r"|reactie|yorum|komentarz?|usercomment|readercomment|posting|talkback|lesermeinung|leserkommentar|forum-fil)"
    r"(?:[-_]{0,2}(?:item|single|node|post|card|row|unit|listitem|list-item|entry|block|box|element|container|wrapper|wrap"
    r"|comment))?\d?$"
)
_ITEM_WORDS = frozenset(("pingback", "trackback", "comments-body", "comment-entry", "wl-card-item"))
_PLACEHOLDER = re.compile(r"template|uniqueid|placeholder|\{\{|prototype|carousel|respond|form|recent|latest|editor")
_ELSEWHERE = re.compile(
    r"recent[-_]?comment|latest[-_]?comment|comments?[-_]?(?:recent|latest)|last[-_]?comment|newest|miniature|tab-comment"
    r"|neueste|letzte|top[-_]comments|carousel|teaser|popular|(?:^|\s)widget_"
)
_BOX = re.compile(
    r"^(?:[a-z0-9]+[-_]{1,2}|item)?(?:comments?|kommentare?|comentarios?|commentaires?|commenti|reacties|leserkommentare"
    r"|lesermeinungen|talkbacks?|postings|discussion"
    r"|commentlinks|yorumlar|komentarze)(?:[-_]{0,2}(?:list|area|section|wrap|wrapper|container|content|thread|block|box|holder"
    r"|body|items))?$"
)
_OWN_BOXES = frozenset(("comments", "commentlist", "comment-list", "respond", "disqus_thread", "comment-holder"))
_CSS_MODULE_ROOT = re.compile(r"([a-z-]+)_(?:root|main|item|wrapper|container|outer|comment)__[\w-]{4,8}$")
"""``CommentItem_root__x1y2z``"""
_NOWHERE = re.compile(r"/(?:comments?|node|permalink)/\d+$")
"""Addresses of the comment itself, as Drupal writes them: they name no article."""
_HEADLINE_WORDS = 4
"""Fewer may be a name."""
_RECENT = re.compile(
    r"\b(?:recent|latest|newest|neue(?:ste)?|letzte|aktuelle|derniers|récents|últimos|recientes|ultimi|recenti|laatste|recente|senaste"
    r"|seneste|siste|последние|новые|останні|ostatnie|najnowsze|poslední|nejnovější|son|terbaru|mới nhất)\b|最新|最近|최근|최신|أحدث|آخر"
)
_PEOPLE = re.compile(
    r"/(?:users?|u|authors?|autor(?:en|es)?|profil\w*|members?|people|person|comment|report|login)\b|/[@~]"
)
"""In paths of who wrote, not of what they wrote about."""
_NO_ITEMS = INLINE | {"body", "html", "h1", "h2", "h3", "h4", "p", "ol", "dl", "form", "input", "svg"}
_DEEPEST_TIME = 10
"""How far below the comment the time of it may stand."""
_LONGEST_TIME = 80
_DEEPEST_LIST = 12
"""How far below the box beside the text a list in it may stand."""
_LARGEST_BOX = 4_000
"""Elements that are looked at."""


@lru_cache(maxsize=8192)
def _is_item_class(token: str) -> bool:
    if hashed := _CSS_MODULE_ROOT.match(token):
        token = hashed[1]
    return len(token) < 60 and (token in _ITEM_WORDS or _ITEM_CLASS.match(token) is not None)


def is_item_id(name: str) -> bool:
    """Whether an id, in lower case, is one that systems give to a comment."""
    return len(name) < 80 and _ITEM_ID.match(name) is not None


def find_named(page: Page) -> list[_Element]:
    """Elements that say themselves that they are comments, by class, id or microdata."""
    marks = page.marks
    named = marks.named_like(COMMENT_WORDS, lambda name: _is_item_class(name) or is_item_id(name))
    # There is but one of an id: without a number it names the box, not one comment of several.
    found = dict.fromkeys(
        element
        for element in named
        if (
            is_item_id((element.get("id") or "").strip().lower())
            or any(map(_is_item_class, (element.get("class") or "").lower().split()))
        )
        and element not in marks.around_headlines
    )
    for item in page.metadata.items:
        if item.type in ("comment", "usercomments"):
            found[item.element] = None
    return [
        element
        for element in found
        if element.tag not in _NO_ITEMS
        and not _PLACEHOLDER.search(f"{element.get('id') or ''} {element.get('class') or ''}".lower()[:300])
    ]


def names_box(name: str) -> bool:
    """Whether a class word or an id, in lower case, is that of a box of comments."""
    return len(name) < 60 and _BOX.match(name) is not None


def is_box(element: _Element) -> bool:
    """Whether an element says that it holds comments."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return any(map(names_box, names))


def find_boxes(page: Page) -> list[_Element]:
    """Elements that say that they hold comments."""
    boxes = page.marks.named_like(COMMENT_WORDS, names_box)
    return [box for box in boxes if box.tag not in INLINE and box.tag not in ("body", "html")]


def find_unnamed(page: Page) -> list[_Element]:
    """Elements of one box that have a time each and say nowhere that they are comments."""
    boxes = [box for box in find_boxes(page) if box.tag != "li" and (box.tag != "ul" or _is_list(box))][:20]
    seen: set[_Element] = set()
    items: dict[_Element, None] = {}
    for box in boxes:
        if box in seen or _ELSEWHERE.search(f"{box.get('class') or ''} {box.get('id') or ''}".lower()):
            continue
        times: list[_Element] = []
        held: dict[_Element, int] = {}  # element → times in it
        for element in box.iter("*"):
            seen.add(element)
            if role_of(element.tag, element.get("class"), element.get("itemprop")) & Role.TIME:
                times.append(element)
                for parent in _up_to(element, box, _DEEPEST_TIME):
                    held[parent] = held.get(parent, 0) + 1
        if not times:
            times = [element for element in islice(box.iter("*"), _LARGEST_BOX) if tells_time(element)]
            for element in times:
                for parent in _up_to(element, box, _DEEPEST_TIME):
                    held[parent] = held.get(parent, 0) + 1
        for element in times:
            parents = list(_up_to(element, box, _DEEPEST_TIME))
            told = len(glance(element, _LONGEST_TIME, 10))
            item = next(
                (
                    parent
                    for parent in parents[:6]
                    if parent.tag in ("li", "article", "dd", "tr")
                    and not (is_small(parent, 6) and len(text_of(parent)) <= told + 12)
                ),
                None,
            )
            if item is None:
                # The largest element around this time and no other.
                alone = [parent for parent in parents if held[parent] == 1 and parent.tag not in INLINE]
                item = alone[-1] if alone and len(times) > 1 else None
            if item is not None:
                items[item] = None
    return sorted(items, key=page.marks.position)


def _is_list(box: _Element) -> bool:
    """Whether a list is called one of comments, and not a menu of them."""
    return "list" in (box.get("class") or box.get("id") or "").lower()


def _up_to(element: _Element, limit: _Element, levels: int) -> Iterable[_Element]:
    for level, parent in enumerate(element.iterancestors()):
        if parent is limit or level >= levels:
            return
        yield parent


def find_roots(page: Page, items: list[_Element]) -> tuple[list[_Element], list[_Element]]:
    """The outermost of ``items``, and those that belong to other articles."""
    known = set(items)
    nearest: dict[_Element, bool] = {}  # element → stands in an item; each element is climbed over once
    elsewhere: dict[_Element, bool] = {}
    roots: list[_Element] = []
    foreign: list[_Element] = []
    for item in items:
        path: list[_Element] = []
        inner = outside = False
        parent = item.getparent()
        while parent is not None:
            if parent in nearest:
                inner, outside = nearest[parent], elsewhere[parent]
                break
            path.append(parent)
            if parent in known:
                inner = True
                break
            parent = parent.getparent()
        for step in reversed(path):
            names = f"{step.get('class') or ''} {step.get('id') or ''}".lower()[:300]
            if step.tag not in ("body", "html") and _ELSEWHERE.search(names):
                outside = True
            elif (step.get("id") or "").lower() in _OWN_BOXES:
                outside = False
            inner = inner or step in known
            nearest[step], elsewhere[step] = inner, outside
        if inner:
            continue
        own = f"{item.get('class') or ''} {item.get('id') or ''}".lower()[:300]
        (foreign if outside or _ELSEWHERE.search(own) else roots).append(item)
    return _of_this_article(page, roots, foreign)


def _of_this_article(
    page: Page, roots: list[_Element], foreign: list[_Element]
) -> tuple[list[_Element], list[_Element]]:
    """Lists whose comments all link to the same place of other articles are such a side bar too."""
    if not roots:
        return roots, foreign
    here = _path(page.metadata.link("canonical") or page.url)
    also = _path(page.url)
    if not here and not also:
        return roots, foreign
    groups: dict[_Element | None, list[_Element]] = {}
    for root in roots:
        groups.setdefault(root.getparent(), []).append(root)
    kept: list[_Element] = []
    for group in groups.values():
        paths = {path for root in group[:10] for path in _comment_links(page, root)}
        elsewhere = paths and not any(_same_article(path, here) or _same_article(path, also) for path in paths)
        if elsewhere or _are_teasers(page, group[:10]) or _are_recent(page, group[:10], (here, also)):
            foreign += group
        else:
            kept += group
    return sorted(kept, key=page.marks.position), foreign


def _are_teasers(page: Page, group: list[_Element]) -> bool:
    """Whether all are headlines that lead elsewhere: opinion pieces are called comments too."""
    return all(
        any(
            len(glance(heading).split()) >= _HEADLINE_WORDS and any(_links_out(page, heading))
            for heading in islice(item.iter("h2", "h3", "h4"), 2)
        )
        for item in group
    )


def _are_recent(page: Page, group: list[_Element], here: tuple[str, str]) -> bool:
    """Whether all name another article, in a list that says that it is of all the site's comments, or beside the text."""
    beside = any(above.tag == "aside" for above in islice(group[0].iterancestors(), _DEEPEST_LIST))
    if not beside and not _RECENT.search(lower(heading_above(group[0]))):
        return False
    return all(
        any(
            not any(_same_article(path, own) for own in here) and not _PEOPLE.search(path)
            for path in islice(_links_out(page, item), 10)
        )
        for item in group
    )


def _links_out(page: Page, element: _Element) -> Iterable[str]:
    """Paths of the pages of this site to which the links in and around an element lead."""
    around = islice(element.iterancestors("a"), 1)
    for link in (*around, *islice(element.iter("a"), 20)):
        href = link.get("href") or ""
        address = page.absolute(href) if href and "#" not in href else None
        if address and _host(address) == _host(page.url) and len(path := _path(address)) > 1:
            yield path


def heading_above(item: _Element) -> str:
    """The heading next above an item or the list that it stands in."""
    for level in (item, *islice(item.iterancestors(), 3)):
        for before in islice(level.itersiblings(preceding=True), 3):
            if before.tag in ("h2", "h3", "h4", "h5", "h6"):
                return glance(before, _LONGEST_TIME)
    return ""


def _comment_links(page: Page, item: _Element) -> Iterable[str]:
    """Paths of the pages to which an item's links to comments lead."""
    for link in islice(item.iter(), 80):
        if link.tag != "a":
            continue
        href = link.get("href") or ""
        if "#" in href and not href.startswith("#") and re.search(r"#(?:li-|div-)?(?:comment|kommentar|c)-?\d+$", href):
            address = page.absolute(href) or ""
            if _host(address) == _host(page.url) and not _NOWHERE.search(path := _path(address)):
                yield path


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path.rstrip("/") + (f"?{parts.query}" if parts.query and len(parts.path) < 2 else "")


def _same_article(path: str, article: str) -> bool:
    bare, own = path.split("?")[0], article.split("?")[0]
    return bool(bare.startswith(own) if own else False) or (bool(bare) and own.startswith(bare)) or "?p=" in path
