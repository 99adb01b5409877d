"""A site's own comment system: nobody's marks, but comments, or a form to write one."""

from __future__ import annotations

import re

from lxml.etree import _Element

from parsers.comments.roles import COMMENT_WORDS
from parsers.page import Page

_BOX = re.compile(
    r"^(?:[a-z]{1,12}[-_]{1,2})?(?:comments?|kommentarer?|kommentare|commentaires|comentarios|commenti|leserkommentare|reacties|komentarze|komentare|komentari|komentar"
    r"|comentarii|hozzaszolasok|diskuse|diskuze|yorumlar|kommentit|comentaris)"
    r"(?:[-_]{1,2}(?:section|area|container|wrap|wrapper|box|list|block|panel|thread|app|root))?$"
)
_NOT_BOX = re.compile(r"carousel|recent|latest|icon|link|count|button|btn|share|toggle|^(?:no|has|is|hide|show|fa)-")
_WRITES = re.compile(
    r"^(?:comments?|kommentar|comentario|commentaire|reactie|komentarz?|yorum|message|text|body|content|comment_?(?:text|body|content)"
    r"|\w+\[(?:comment|message|text|body|content)\])$"
)
_FOR_COMMENTS = re.compile(r"comm?ents?[-_]?form", re.IGNORECASE)
_POSTS = re.compile(r"comm?ent|kommentar|commentaire|reactie|koment|yorum|talkback", re.IGNORECASE)


def comment_forms(page: Page) -> tuple[_Element, ...]:
    """Forms in which one writes a comment: a text area named for it, sent to an address or from a form named for it."""
    found: dict[_Element, None] = {}
    for area in page.marks.by_tag("textarea")[:200]:
        form = next(area.iterancestors("form"), None)
        if form is None or form in found:
            continue
        about = f"{form.get('id') or ''} {form.get('class') or ''} {form.get('action') or ''} {form.get('name') or ''}"
        if "carousel" in about or ("contact" in about and not _FOR_COMMENTS.search(about)):
            continue
        name = (area.get("name") or area.get("id") or "").lower()
        if _POSTS.search(about) and (_WRITES.match(name) or _POSTS.search(name)):
            found[form] = None
    return tuple(found)


def comment_boxes(page: Page) -> list[_Element]:
    """Boxes named for comments."""
    return [
        element
        for element in page.marks.named_like(
            COMMENT_WORDS, lambda name: len(name) < 60 and _BOX.match(name) is not None
        )
        if element.tag in ("div", "section", "aside", "ol", "ul", "article", "footer")
        and not _NOT_BOX.search(f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:300])
    ]
