"""A forum that holds the discussion: a link from the article to its own thread (XenForo, vBulletin, phpBB, own ones)."""

from __future__ import annotations

import re

from lxml.etree import _Element

from parsers.article import CommentWidget
from parsers.comments.counts import read_number, short_text
from parsers.page import Page

_THREAD = re.compile(
    r"/(?:threads?/[^/?#]*\d|t/[\w%-]+/\d+|topic/\d|(?:forum|forums|foren|community|foro)/[^?#]*\d"
    r"|(?:forum|forums|foren)/\S*(?:thread|topic|comment|kommentar|read|list)|forum-\d+)"
)
"""In lower case; all of it begins with one sign, which is looked for several times as fast as for one of many."""
_SCRIPT = re.compile(r"showthread\.php|viewtopic\.php|[?&](?:thread|topic|threadid)=\d")
_SCRIPT_HINTS = ("showthread", "viewtopic", "thread=", "topic=", "threadid=")
_WORDS = re.compile(
    r"comment|discuss|diskut|kommentar|commentaire|comentar|forum|comment|reactie|reageer|join the conversation|reply|replies|"
    r"beiträge|talk about|debatt|commenti|обсуд|коммент",
    re.IGNORECASE,
)
_NAMES = re.compile(r"comment|discuss|forum|kommentar|reactie|thread", re.IGNORECASE)
_BRACKET = re.compile(r"\(([^()]+)\)\W*$")
"""Discuss this in our forum (14 posts)"""
_TOPIC = re.compile(r"/t/[\w%-]+/\d+")


def _leads_to_thread(addresses: str) -> bool:
    """Whether an address, or one of several, each on a line, is that of a thread."""
    if _THREAD.search(addresses):
        return True
    return any(map(addresses.__contains__, _SCRIPT_HINTS)) and _SCRIPT.search(addresses) is not None


def read_forum(page: Page) -> tuple[CommentWidget, tuple[_Element, ...]] | None:
    """The one thread that links with a number of comments, or with an invitation to discuss, lead to."""
    targets = page.marks.lower_targets
    if not _leads_to_thread(targets):
        return None
    found: dict[str, list[tuple[_Element, int | None]]] = {}
    for link, href in page.marks.links:
        if not _leads_to_thread(href.lower()):
            continue
        text = short_text(link)
        named = _NAMES.search(f"{link.get('class') or ''} {link.get('id') or ''}")
        number = read_number(text, bare=bool(named))
        if number is None and (bracket := _BRACKET.search(text)):
            number = read_number(bracket[1], bare=_WORDS.search(text) is not None)
        if number is None and not (_WORDS.search(text) and len(text) < 60):
            continue
        address = page.absolute(href)
        if address:
            bare = re.sub(r"(?:#.*|/page-\d+|/latest|/unread|/?\?(?:post|page|new|unread).*)$", "", address).rstrip("/")
            found.setdefault(bare, []).append((link, number))
    # Teasers link to the threads of other articles: only one thread may be left.
    if len(found) != 1:
        return None
    address, links = next(iter(found.items()))
    count = next((number for _, number in links if number is not None), None)
    slug = "discourse" if _TOPIC.search(address) else "forum"
    return CommentWidget(provider=slug, thread_id=address, url=address, count=count), ()
