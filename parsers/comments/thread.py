"""The comments that stand in a page's HTML, whoever's system printed them: names, times, texts, who answers whom.

A comment is an element that says so (class, id, microdata) and holds a text together with a name or a time; or, inside
a box that says that it holds comments, one of several like elements that do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from urllib.parse import urlsplit

from lxml.etree import _Element, iterwalk

from parsers.article import Comment, Moment
from parsers.comments.headed import headed_items, is_control, is_relative, time_elements
from parsers.comments.pairs import paired_items
from parsers.comments.roles import COMMENT_WORDS, Role, role_of
from parsers.comments.times import read_time, read_words
from parsers.glance import glance, is_small
from parsers.page import Page
from parsers.text import INLINE, UNSEEN, fold, plain, text_of

_ITEM_ID = re.compile(
    r"^(?:[a-z]+[-_])?(?:comment|kommentar|komment|comentario|commentaire|reactie|message|comentarios|forum)"
    r"(?:[-_]?item)?[-_]?(?=[a-f-]*\d)[0-9a-f-]{1,40}$"
)
_ITEM_CLASS = re.compile(
    r"^(?:(?:c|js|single|user|reader|article|post|blog|news|view|m|o|item|wpd|wc|dsq|vf|ui|story|the|kmt|serendipity|tx)"
    r"[-_]{1,2})?(?:comments?(?=[-_]{1,2}[a-z])|comment|kommentare?(?=-[a-z])|kommentar|comentario|commentaire|commento"
    r"|reactie|yorum|komentarz|usercomment|readercomment|posting|talkback|lesermeinung|leserkommentar|forum-fil)"
    r"(?:[-_]{0,2}(?:item|single|node|post|card|row|unit|listitem|list-item|entry|block|box|element|container|wrapper|wrap"
    r"|comment))?$"
)
_ITEM_WORDS = frozenset(("pingback", "trackback", "comments-body", "comment-entry"))
_PLACEHOLDER = re.compile(r"template|uniqueid|placeholder|\{\{|prototype|carousel|respond|form|recent|latest|editor")
_ELSEWHERE = re.compile(
    r"recent[-_]?comment|latest[-_]?comment|comments?[-_]?(?:recent|latest)|last[-_]?comment|newest|miniature|tab-comment"
    r"|neueste|letzte|top[-_]comments|carousel|teaser|popular|(?:^|\s)widget_"
)
_BOX = re.compile(
    r"^(?:[a-z0-9]+[-_]{1,2}|item)?(?:comments?|kommentare?|comentarios?|commentaires?|commenti|reacties|leserkommentare"
    r"|lesermeinungen|talkbacks?|postings|discussion"
    r"|commentlinks|yorumlar|komentarze)(?:[-_]{0,2}(?:list|area|section|wrapper|container|content|thread|block|box|holder"
    r"|body|items))?$"
)
_OWN_BOXES = frozenset(("comments", "commentlist", "comment-list", "respond", "disqus_thread", "comment-holder"))
_DEPTH = re.compile(r"(?:^|[\s_-])(?:depth|level|indent|ebene|lvl)[-_]?(\d{1,3})(?!\S*%)")
_DEPTH_ATTRIBUTES = ("data-depth", "data-level", "data-comment-depth", "data-nesting-level", "depth")
_PARENT_ATTRIBUTES = (
    "data-parent-id",
    "data-parent",
    "data-parentid",
    "data-parent-comment-id",
    "data-comment-parent",
    "data-comment-parent-id",
    "data-reply-to",
    "data-in-reply-to",
    "parentid",
)
_ID_ATTRIBUTES = ("data-comment-id", "data-commentid", "data-comment", "data-id")
_NUMBER = re.compile(r"(?:^|[^0-9a-z])((?=[a-f-]*\d)[0-9a-f]+(?:-[0-9a-f]+)*)$")
"""The part of an id that is the comment's own: 17 in comment-17."""
_OWN_AND_PARENT = re.compile(r"^w(?:pd|c)-comm-(\d{1,20})_(\d{1,20})$")
"""wpDiscuz: comment 17 that answers 12 is ``wpd-comm-17_12``; one that answers none ``wpd-comm-17_0``."""
_NOBODY = "-"
_PING = re.compile(r"^(?:pingback|trackback|trackbacks|pingbacks|pings?|pinglist)$")
_CSS_MODULE_ROOT = re.compile(r"([a-z-]+)_(?:root|main|item|wrapper|container|outer|comment)__[\w-]{4,8}$")
"""``CommentItem_root__x1y2z``"""
_LIST_INSIDE = re.compile(r"^(?:comments?-?list(?:-items)?|commentlist|comments|thread)$")
"""Inside of a comment such a list holds the answers to it."""
_PING_TEXT = re.compile(r"^(?:pingback|trackback|ping)\s*[:：]", re.IGNORECASE)
_FRAGMENT = re.compile(r"#(?:li-|div-)?(?:comment|kommentar|c)?[-_]?(\d{1,30})$")
_ANSWERED = re.compile(
    r"^\W*(?:in reply to|repl(?:y|ied|ies) to|in response to|antwort auf|als antwort auf|en réponse à|réponse à|in risposta a|en respuesta a"
    r"|em resposta a|als antwoord op|reactie op|som svar (?:på|til)|svar (?:på|til)|w odpowiedzi|odpověď na|в ответ|ответ на)\b",
    re.IGNORECASE,
)
_ANSWERED_NAME = re.compile(
    r"reply-?to|replied|in-?reply|parent-?(?:link|comment)|^parent$|\sparent(?:\s|$)", re.IGNORECASE
)
_NOWHERE = re.compile(r"/(?:comments?|node|permalink)/\d+$")
"""Addresses of the comment itself, as Drupal writes them: they name no article."""
_MARGIN = re.compile(r"(?:margin|padding)-left:\s*(\d{1,4})(px|em|%)")
_PICKS = re.compile(
    r"(?:^|[\s_-])(?:editors?-?picks?|pick|picks|picked|featured|highlight(?:ed|s)?|best|top)(?:[\s_-]|$)"
)
_DATED = re.compile(r"\b\d{4}\b|\b\d{1,2}[.:/]\d{2}\b")
_SKIPPED = UNSEEN | frozenset("form button input textarea select nav label option canvas audio video".split())
_LINES = frozenset("p br li blockquote div pre tr dd h3 h4 h5 h6".split())
"""Elements that begin a line of a comment."""
_BREAK = "\x1e"
_DEEPEST_TIME = 10
"""How far below the comment the time of it may stand."""
_LONGEST_TIME = 80
_ANSWER_LEVELS = 4
"""How far above a comment the box of answers may stand that it is in."""
_VERB = (
    r"(?:says?|said|sagte?|meinte?|schreibt|schrieb|dit|a dit|a écrit|dice|dijo|ha dicho|escribió|ha detto|ha scritto|disse|diz"
    r"|escreveu|zegt|schreef|says on|(?:на)?писал(?:\(а\)|а)?|пишет|говорит|сказав|wrote|replied|commented|skriver|skrev|säger|siger"
    r"|sier|sanoo|mówi|pisze|napisał\(?a?\)?|napsala?|píše|yazdı|dedi ki|kirjoitti|szerint|írta|spune|a spus|λέει|ha dit|viết|berkata"
    r"|より|님의 말|说道|說道)"
)
_SAYS = re.compile(rf"(?:\s+(?:{_VERB}|on|am|le|el|um)\s*(?:[:：,…]|\.\.\.)?|[\s:：,|·•–—-]+)$", re.IGNORECASE)
_SAID = re.compile(rf"^{_VERB}\s*[:：]\s*", re.IGNORECASE)
"""What is left of "Ann says:" where only the name has an element of its own."""
_POSTED = re.compile(
    r"^(?:(?:comment(?:ed)?|posted|submitted|written|geschrieben|eingereicht|verfasst|kommentar|publié|envoyé|rédigé|enviado"
    r"|publicado|escrito|inviato|scritto|geplaatst|gepost|left)\s+)?(?:by|von|par|por|da|di|door|av|af)\s*:?\s+",
    re.IGNORECASE,
)
_UNVERIFIED = re.compile(r"\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|niet gecontroleerd)\)$")
"""What Drupal adds to the names of guests."""
_POSTED_LINE = re.compile(
    r"^(?:posted|comment|submitted|left)\s*(?:by)?\s*:?\s+(?P<author>.{1,80}?)\s*(?:\||\bon\b|\bat\b|,|@)\s*(?P<time>.{6,60})$",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Draft:
    """A comment that is being read."""

    element: _Element
    number: int
    parent: Draft | None = None
    authors: list[_Element] = field(default_factory=list)
    times: list[_Element] = field(default_factory=list)
    texts: list[_Element] = field(default_factory=list)
    heads: list[_Element] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    in_answers: bool = False
    """Stands in a box of answers of its parent."""
    has_text: bool = False
    """Has words of its own, outside the comments in it."""
    absorbed: bool = False
    """Turned out to be a part or a wrapper of another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """All comments of a page."""

    comments: tuple[Comment, ...]
    elements: tuple[_Element, ...]
    """Their outermost elements, pingbacks included."""
    foreign: tuple[_Element, ...]
    """Comments of other articles, as side bars show them."""


def read_thread(page: Page) -> Thread:
    """The comments of this article that are in the HTML, in page order."""
    pairs = paired_items(page, _boxes(page)) if page.marks.by_tag("dt") else {}
    parts = {part for rest in pairs.values() for part in rest}
    named = [element for element in _named_items(page) if element not in parts]
    if pairs:
        named = sorted({*named, *pairs}, key=page.marks.position)
    roots, foreign = _roots(page, named)
    drafts = _read(page, roots, frozenset(named), pairs=pairs)
    if not any(not draft.absorbed for draft in drafts):
        unnamed = _unnamed_items(page)
        headed = [] if unnamed else headed_items(page)
        if unnamed or headed:
            unnamed = unnamed or headed
            roots, more = _roots(page, unnamed)
            foreign += more
            drafts = _read(page, roots, frozenset(unnamed), by_looks=True)
    comments = _told(page, [draft for draft in drafts if not draft.absorbed])
    if comments:
        roots += [part for root in roots for part in pairs.get(root, ())]
    return Thread(comments=comments, elements=tuple(roots) if comments else (), foreign=tuple(foreign))


# ---- which elements are comments


@lru_cache(maxsize=8192)
def _is_item_class(token: str) -> bool:
    if hashed := _CSS_MODULE_ROOT.match(token):
        token = hashed[1]
    return len(token) < 60 and (token in _ITEM_WORDS or _ITEM_CLASS.match(token) is not None)


def _is_item_id(name: str) -> bool:
    return len(name) < 80 and _ITEM_ID.match(name) is not None


def _named_items(page: Page) -> list[_Element]:
    marks = page.marks
    found = dict.fromkeys(marks.named_like(COMMENT_WORDS, lambda name: _is_item_class(name) or _is_item_id(name)))
    for item in page.metadata.items:
        if item.type in ("comment", "usercomments"):
            found[item.element] = None
    return [
        element
        for element in found
        if element.tag not in INLINE | {"body", "html", "h1", "h2", "h3", "h4", "p", "ol", "dl", "form", "input", "svg"}
        and not _PLACEHOLDER.search(f"{element.get('id') or ''} {element.get('class') or ''}".lower()[:300])
    ]


def _boxes(page: Page) -> list[_Element]:
    """Elements that say that they hold comments."""
    boxes = page.marks.named_like(COMMENT_WORDS, lambda name: len(name) < 60 and _BOX.match(name) is not None)
    return [box for box in boxes if box.tag not in INLINE and box.tag not in ("body", "html")]


def _unnamed_items(page: Page) -> list[_Element]:
    """Elements of one box that have a time each and say nowhere that they are comments."""
    boxes = [box for box in _boxes(page) if box.tag not in ("ul", "li")][:20]
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


def _up_to(element: _Element, limit: _Element, levels: int) -> Iterable[_Element]:
    for level, parent in enumerate(element.iterancestors()):
        if parent is limit or level >= levels:
            return
        yield parent


def _roots(page: Page, items: list[_Element]) -> tuple[list[_Element], list[_Element]]:
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
        if paths and not any(_same_article(path, here) or _same_article(path, also) for path in paths):
            foreign += group
        else:
            kept += group
    return sorted(kept, key=page.marks.position), foreign


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


# ---- what stands in them


def _read(
    page: Page,
    roots: list[_Element],
    items: frozenset[_Element],
    *,
    pairs: Mapping[_Element, tuple[_Element, ...]] = MappingProxyType({}),
    by_looks: bool = False,
) -> list[Draft]:
    drafts: list[Draft] = []
    answer_boxes: dict[_Element, Draft] = {}
    for root in roots:
        first = len(drafts)
        _walk(root, items, drafts)
        if root in pairs and first < len(drafts):
            _join(drafts[first], pairs[root])
        box = _answer_box(root)
        if box is not None and first:
            if box not in answer_boxes:
                answer_boxes[box] = drafts[first - 1]
            drafts[first].parent, drafts[first].in_answers = answer_boxes[box], True
    if by_looks:
        for draft in drafts:
            _look(draft)
    for draft in reversed(drafts):
        _settle(draft)
    return drafts


def _join(draft: Draft, parts: tuple[_Element, ...]) -> None:
    """Adds to the term of a list what describes it."""
    for part in parts:
        inner: list[Draft] = []
        _walk(part, frozenset((part,)), inner)
        if inner:
            draft.authors += inner[0].authors
            draft.times += inner[0].times
            footer = role_of(part.tag, part.get("class"), None) & (Role.HEAD | Role.NOISE)
            draft.texts += inner[0].texts or ([] if footer else [part])
            draft.heads += [*inner[0].heads, *([part] if footer else [])]
            draft.has_text = draft.has_text or inner[0].has_text
    if not draft.authors and not draft.heads:
        draft.heads.append(draft.element)
    if role_of("", draft.element.get("class"), None) & Role.AUTHOR:
        draft.authors.insert(0, draft.element)


def _look(draft: Draft) -> None:
    """Finds name and time of a comment whose parts have no names: the first short words, and what tells a time."""
    if not draft.times:
        draft.times = list(islice(time_elements(draft.element), 2))
    if draft.authors or draft.heads:
        return
    known = set(draft.times)
    for element in islice(draft.element.iter("*"), 40):
        if element in known or element.tag in _SKIPPED or len(element) or element.tag == "p":
            continue
        text = glance(element, 60, 10)
        if text and not is_relative(text) and not is_control(text) and not _DATED.search(text):
            draft.authors.append(element)
            return


def _answer_box(root: _Element) -> _Element | None:
    for level, parent in enumerate(root.iterancestors()):
        if level >= _ANSWER_LEVELS:
            return None
        if role_of("", parent.get("class"), None) & Role.REPLIES:
            return parent
    return None


def _walk(root: _Element, items: frozenset[_Element], drafts: list[Draft]) -> None:
    """One pass over an outermost comment and all comments in it; nesting costs nothing."""
    stack: list[tuple[Draft, int]] = []
    answers = 0
    answer_boxes: list[_Element] = []
    walker = iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            if answer_boxes and node is answer_boxes[-1]:
                answer_boxes.pop()
                answers -= 1
            if stack and node is stack[-1][0].element:
                stack.pop()
            if stack and node.tail and not stack[-1][0].has_text and not node.tail.isspace():
                stack[-1][0].has_text = True
            continue
        tag = node.tag
        if tag in _SKIPPED:
            if tag == "meta" and stack and role_of(tag, None, node.get("itemprop")) & Role.TIME:
                stack[-1][0].times.append(node)
            walker.skip_subtree()
            continue
        names = node.get("class")
        if node in items:
            parent = stack[-1] if stack else None
            draft = Draft(element=node, number=len(drafts), parent=parent[0] if parent else None)
            if parent is not None:
                draft.in_answers = answers > parent[1]
                parent[0].children.append(draft)
            drafts.append(draft)
            stack.append((draft, answers))
        else:
            role = role_of(tag, names, node.get("itemprop") or node.get("property"))
            current = stack[-1][0]
            if role & Role.REPLIES or (names and any(_LIST_INSIDE.match(name) for name in names.lower().split())):
                answers += 1
                answer_boxes.append(node)
            if role & Role.AUTHOR:
                current.authors.append(node)
            if role & Role.TIME or (tag == "abbr" and node.get("title")) or (tag == "a" and _is_dated_link(node)):
                current.times.append(node)
            if role & Role.TEXT:
                current.texts.append(node)
            if role & Role.HEAD:
                current.heads.append(node)
        if node.text and stack and not stack[-1][0].has_text and not node.text.isspace():
            stack[-1][0].has_text = True


def _is_dated_link(link: _Element) -> bool:
    """Whether a link without a name leads to a comment and says when that was written."""
    return (
        _FRAGMENT.search(link.get("href") or "") is not None
        and not any(inner.tag in ("time", "abbr") for inner in islice(link.iter(), 10))
        and any(map(str.isdigit, text := glance(link, 60, 10)))
        and read_words(text, None) is not None
    )


def _settle(draft: Draft) -> None:
    """Inner comments come first: parts of a comment that look like comments go back to it, wrappers to what they wrap."""
    children = [child for child in draft.children if not child.absorbed]
    for child in children:
        if not child.authors and not child.times:
            _absorb(draft, child)
    children = [child for child in children if not child.absorbed]
    if _is_whole(draft) and not (children and _is_wrapper(draft)):
        return
    direct = [child for child in children if not child.in_answers]
    if len(direct) == 1 and not (len(children) > 1 and not any(child.in_answers for child in children)):
        _absorb(draft, direct[0])
        if _is_whole(draft):
            return
    # A box around several comments, or something else that only sounds like one.
    draft.absorbed = True
    for child in draft.children:
        if not child.absorbed and child.parent is draft:
            child.parent = draft.parent


def _is_wrapper(draft: Draft) -> bool:
    """Whether a box that is named for all comments has a heading, but no name and no time of its own."""
    names = (draft.element.get("class") or "").lower().split()
    return not draft.authors and not draft.times and any(_BOX.match(name) for name in names)


def _is_whole(draft: Draft) -> bool:
    return draft.has_text and bool(draft.authors or draft.times or draft.heads)


def _absorb(draft: Draft, part: Draft) -> None:
    part.absorbed = True
    draft.authors += part.authors
    draft.times += part.times
    draft.texts += [part.element, *part.texts] if not part.authors and not part.times else part.texts
    draft.heads += part.heads
    draft.has_text = draft.has_text or part.has_text
    for child in part.children:
        if not child.absorbed:
            child.parent = draft
            child.in_answers = child.in_answers or part.in_answers
            draft.children.append(child)


# ---- what they tell


def _told(page: Page, drafts: list[Draft]) -> tuple[Comment, ...]:
    inner = frozenset(draft.element for draft in drafts)
    language = page.metadata.html_lang or page.metadata.meta("og:locale")
    kept: list[tuple[Draft, str, str | None, Moment | None]] = []
    for draft in drafts:
        text = _text(draft, inner)
        if not text or _is_ping(draft, text):
            draft.absorbed = True
            continue
        author, published = plain(_author(draft)), _time(draft, language)
        if author is None or published is None:
            author, published = _from_head(draft, author, published, language)
        if author is None and published is None:
            continue
        if published is None and not draft.times and not _is_item_id((draft.element.get("id") or "").lower()):
            continue  # a name alone may be a heading of anything
        kept.append((draft, text, author, published))
    parents = _parents([draft for draft, *_ in kept])
    ids = _ids(kept, {id(parent) for parent in parents if parent is not None})
    comments: list[Comment] = []
    seen: set[tuple[str, str]] = set()
    chosen: dict[tuple[str, datetime, str], bool] = {}
    for (draft, text, author, published), parent in zip(kept, parents, strict=True):
        own = ids.get(id(draft))
        if own is not None:
            if (own, text) in seen:
                continue  # printed twice, say for small and for large screens
            seen.add((own, text))
        if isinstance(published, datetime) and author is not None:
            # An editor's pick stands in the thread too; what somebody posted twice was said twice.
            picked = _is_pick(draft)
            if chosen.get((author, published, text), picked) != picked:
                continue
            chosen[author, published, text] = picked
        answered = ids.get(id(parent)) if parent is not None else None
        comments.append(
            Comment(
                id=own,
                parent=answered if answered != own else None,
                author=author,
                published=published,
                text=text,
            )
        )
    return tuple(comments)


def _is_pick(draft: Draft) -> bool:
    """Whether a comment stands in a box for those that editors or readers liked best."""
    return (
        any(
            _PICKS.search(f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:300])
            for element in islice(draft.element.iterancestors(), _ANSWER_LEVELS)
        )
        or _PICKS.search(f"{draft.element.get('class') or ''} {draft.element.get('id') or ''}".lower()[:300])
        is not None
    )


def _is_ping(draft: Draft, text: str) -> bool:
    own = (draft.element.get("class") or "").lower().split()
    if any(_PING.match(token) for token in own) or _PING_TEXT.match(text):
        return True
    parent = draft.element.getparent()
    above = (
        [*(parent.get("class") or "").lower().split(), (parent.get("id") or "").lower()] if parent is not None else []
    )
    return any(_PING.match(token) for token in above)


def _text(draft: Draft, inner: frozenset[_Element]) -> str:
    """The comment's own words, without name, date, buttons and the answers to it."""
    parts = set(draft.authors[:1]) | set(draft.times)
    if draft.authors:
        name = glance(draft.authors[0])
        parts |= {author for author in draft.authors[:8] if (text := glance(author)) and (text in name or name in text)}
    best = ""
    for element in draft.texts:
        if element in inner and element is not draft.element:
            continue
        if element in parts:
            continue
        text, clean = _words(element, draft, inner, parts)
        if (
            clean
            and text
            and (
                not best
                or (len(text) >= 0.8 * len(best) and text in best)
                or not best.strip(" .…")
                or (len(text) > 2 * len(best) and best not in text)
            )
        ):
            best = text
    if best:
        return best
    return _SAID.sub("", _words(draft.element, draft, inner, parts)[0])


def _words(element: _Element, draft: Draft, inner: frozenset[_Element], parts: set[_Element]) -> tuple[str, bool]:
    """The words of an element without what is not the comment's text, and whether it held no name and no time."""
    pieces: list[str] = []
    clean = True
    walker = iterwalk(element, events=("start", "end"))
    skipped: _Element | None = None
    for event, node in walker:
        if event == "start":
            if node is not element:
                tag = node.tag
                if tag in _SKIPPED or (node in inner and node is not draft.element):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if node in parts:
                    clean = False
                    walker.skip_subtree()
                    skipped = node
                    continue
                role = role_of(tag, node.get("class"), None)
                if role & (Role.NOISE | Role.REPLIES) or (role & Role.HEAD and not role & Role.TEXT):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag in ("header", "footer"):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag in _LINES:
                    pieces.append(_BREAK)
                elif tag not in INLINE:
                    pieces.append(" ")
                elif tag in ("a", "span") and not len(node) and is_control(node.text or ""):
                    walker.skip_subtree()
                    skipped = node
                    continue
            if node.text:
                pieces.append(node.text)
        else:
            if node is not skipped and node.tag in _LINES:
                pieces.append(_BREAK)
            elif node is not skipped and node.tag not in INLINE:
                pieces.append(" ")
            if node is skipped:
                pieces.append(" ")
                skipped = None
            if node is not element and node.tail:
                pieces.append(node.tail)
    lines = (fold(line) for line in "".join(pieces).split(_BREAK))
    return "\n".join(line for line in lines if line), clean


def _author(draft: Draft) -> str | None:
    """The name alone: the innermost element that says it is one, without "says:"."""
    best: tuple[int, str] | None = None
    for number, element in enumerate(draft.authors[:12]):
        text = _name_in(element, draft)
        if not text or len(text) > 100:
            continue
        names = (element.get("class") or "").lower()
        rank = 3
        if "fn" in names.split() or element.get("itemprop") == "name" or element.tag == "cite":
            rank = 0
        elif re.search(r"author[-_]*(?:name|link)|user-?name|nick|display", names):
            rank = 1
        elif "author" in names or "autor" in names or element.get("itemprop") in ("author", "creator"):
            rank = 2
        if best is None or (rank, number) < (best[0], 0):
            best = (rank, text)
    return best[1] if best else None


def _name_in(element: _Element, draft: Draft) -> str | None:
    first = next(element.iterchildren("strong", "b", "cite", "a"), None)
    name = glance(first, 80, 10) if first is not None else ""
    if name and _DATED.search(glance(element, 200, 40).replace(name, "", 1)):
        # A line of name and date, in which the name alone stands out.
        return _clean_name(name)
    parts = set(draft.times)
    pieces: list[str] = []
    walker = iterwalk(element, events=("start", "end"))
    skipped: _Element | None = None
    for event, node in walker:
        if event == "start":
            if node is not element and (
                node.tag in _SKIPPED
                or node in parts
                or role_of(node.tag, node.get("class"), None) & (Role.NOISE | Role.TIME | Role.TEXT)
            ):
                walker.skip_subtree()
                skipped = node
                continue
            if node.text:
                pieces.append(node.text)
        else:
            if node is skipped:
                pieces.append(" ")
                skipped = None
            if node is not element and node.tail:
                pieces.append(node.tail)
            if len(pieces) > 60:
                break
    return _clean_name(fold("".join(pieces)))


def _clean_name(text: str) -> str | None:
    text = _UNVERIFIED.sub("", _POSTED.sub("", text))
    while (shorter := _SAYS.sub("", text)) != text:
        text = shorter
    text = text.strip(' "“”„:,|·•–—-')
    return text or None


def _time(draft: Draft, language: str | None) -> Moment | None:
    for element in draft.times[:8]:
        moment = read_time(element, language)
        if moment is not None:
            return moment
    return None


def _from_head(
    draft: Draft, author: str | None, published: Moment | None, language: str | None
) -> tuple[str | None, Moment | None]:
    """Name and time out of a line such as "Posted by X on Y" or a link with the date to the comment itself."""
    for head in draft.heads[:4]:
        if published is None:
            links = [link for link in islice(head.iter(), 60) if link.tag == "a" and "#" in (link.get("href") or "")][
                :4
            ]
            published = next((moment for link in links if (moment := read_time(link, language))), None)
        line = glance(head, 200)
        if len(line) > 200:
            continue
        match = _POSTED_LINE.match(line)
        if match:
            author = author or _clean_name(match["author"])
            published = published or read_words(match["time"], language)
        published = published or read_words(line, language)
        if author is None and (name := _first_words(head, draft)):
            author = name
        if author is None and _POSTED.match(line):
            rest = _POSTED.sub("", line)
            author = _clean_name(re.split(r"\s(?:on|am|le|el|at|um|\||–|-)\s|,", rest)[0])
    if published is None:
        lines = (" ".join(islice(element.itertext(), 12))[:200] for element in draft.authors[:4])
        published = next(
            (moment for line in lines if _DATED.search(line) and (moment := read_words(line, language))), None
        )
    return author, published


def _first_words(head: _Element, draft: Draft) -> str | None:
    """The first short words of a head that has no element for the name alone."""
    times = set(draft.times)
    for element in islice(head.iter(), 60):
        if (
            element.tag not in ("strong", "b", "a", "span", "h3", "h4", "h5", "h6", "em")
            or element in times
            or len(element) > 1
            or role_of("", element.get("class"), None) & Role.NOISE
        ):
            continue
        text = _clean_name(glance(element, 80, 20))
        if text and 1 < len(text) <= 40 and not re.search(r"\d{4}|\d:\d|^#?\d+$", text):
            return text
    return None


# ---- who answers whom


def _parents(drafts: list[Draft]) -> list[Draft | None]:
    by_name: dict[str, Draft] = {}
    for draft in drafts:
        for name in _own_names(draft):
            by_name.setdefault(name, draft)
    kept = {id(draft) for draft in drafts}
    depths = [_depth(draft) for draft in drafts]
    lowest = min((depth for depth in depths if depth is not None), default=0)
    last_at: dict[int, Draft] = {}
    parents: list[Draft | None] = []
    for draft, depth in zip(drafts, depths, strict=True):
        named = _named_parent(draft) or _linked_parent(draft) or ""
        parent = by_name.get(named)
        if parent is draft:
            parent = None
        if parent is None and named != _NOBODY:
            parent = draft.parent
            steps = 0
            while parent is not None and id(parent) not in kept and steps < 50:
                parent, steps = parent.parent, steps + 1
            if parent is not None and id(parent) not in kept:
                parent = None
        if parent is None and named != _NOBODY and depth is not None and depth > lowest:
            parent = next((last_at[above] for above in range(depth - 1, lowest - 1, -1) if above in last_at), None)
        if depth is not None:
            last_at[depth] = draft
            for deeper in [other for other in last_at if other > depth]:
                del last_at[deeper]
        parents.append(parent if parent is not draft else None)
    return parents


def _own_names(draft: Draft) -> list[str]:
    values = [draft.element.get("id")] + [draft.element.get(name) for name in _ID_ATTRIBUTES]
    if (own := _OWN_AND_PARENT.search(draft.element.get("id") or "")) is not None:
        return [own[1]]
    return [match[1] for value in values if value and (match := _NUMBER.search(value))]


def _named_parent(draft: Draft) -> str | None:
    if (own := _OWN_AND_PARENT.search(draft.element.get("id") or "")) is not None:
        return own[2] if own[2] != "0" else _NOBODY
    for name in _PARENT_ATTRIBUTES:
        value = draft.element.get(name)
        if value and value not in ("0", "null") and (match := _NUMBER.search(value)):
            return match[1]
    return None


def _linked_parent(draft: Draft) -> str | None:
    """The number of the comment that a link "in reply to" leads to."""
    for link in islice(draft.element.iter(), 60):
        if link.tag != "a":
            continue
        match = _FRAGMENT.search(link.get("href") or "")
        around = link.getparent()
        if match is None or around is None:
            continue
        names = f"{link.get('class') or ''} {around.get('class') or ''}"
        words = glance(around, 120, 12) if around is not draft.element else glance(link, 120, 12)
        if _ANSWERED_NAME.search(names) or _ANSWERED.match(words):
            return match[1]
    return None


def _depth(draft: Draft) -> int | None:
    for name in _DEPTH_ATTRIBUTES:
        value = draft.element.get(name)
        if value and value.isdecimal() and len(value) < 4:
            return int(value)
    names = (draft.element.get("class") or "").lower()[:300]
    match = _DEPTH.search(names)
    if match:
        return int(match[1])
    if re.search(r"(?:^|[\s_-])(?:reply|answer|child|is-reply|nested)(?:\s|$)", names):
        return 99
    margin = _MARGIN.search(draft.element.get("style") or "")
    return int(margin[1]) if margin else (0 if "comment" in names else None)


def _ids(kept: list[tuple[Draft, str, str | None, Moment | None]], answered: set[int]) -> dict[int, str]:
    """Ids as the page writes them; a comment that is answered but has none gets its number in the page."""
    ids: dict[int, str] = {}
    texts: dict[str, str] = {}
    for number, (draft, text, _, _) in enumerate(kept, start=1):
        name = _id(draft)
        if name is not None and texts.setdefault(name, text) != text:
            name = None  # the same id on different comments names none of them
        if name is None and id(draft) in answered:
            name = f"{number}"
        if name is not None:
            ids[id(draft)] = name
    return ids


def _id(draft: Draft) -> str | None:
    element = draft.element
    if element.get("id"):
        return fold(element.get("id") or "")[:200] or None
    for name in _ID_ATTRIBUTES:
        if value := element.get(name):
            return fold(value)[:200]
    before = element.getprevious()
    if before is not None and before.tag == "a" and not len(before) and _is_item_id((before.get("id") or "").lower()):
        return fold(before.get("id") or "")[:200]
    for inner in islice(element.iter("*"), 12):
        own = inner.get("id") or (inner.get("name") if inner.tag == "a" else None)
        if own and re.search(r"\d", own) and (_is_item_id(own.lower()) or inner.tag == "a"):
            return fold(own)[:200]
    return None
