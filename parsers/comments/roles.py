"""What the class words inside a comment say: this is the name, the time, the text, a button, the answers."""

from __future__ import annotations

import re
from functools import lru_cache


class Role:
    """What an element inside a comment may be; several at once are added up. Plain numbers: flags cost too much here."""

    NONE = 0
    AUTHOR = 1
    TIME = 2
    TEXT = 4
    HEAD = 8
    """Holds name and time, never the text."""
    NOISE = 16
    REPLIES = 32


COMMENT_WORDS = tuple(
    """comment coment komment reacti discuss respon yorum koment pingback trackback disqus message reply replies
    leserbrief lesermein posting talkback forum cmt hozzaszol wl-card""".split()
)
"""One of these is in every class word and id that speaks of comments."""
_WORD = r"(?:comment|comments|kommentar|commentaire|comentario|reactie|user|c|wpd|wc|p|dsq|kmt|itemcomment)"
_PATTERNS: dict[int, str] = {
    Role.AUTHOR: (
        r"(?:^|[-_])(?:author|fn|user|username|name|nick|nickname|commenter|commentator|poster|autor|autore|auteur"
        r"|benutzer|verfasser|person|nombre|nome|pseudo|imie|yazar|isim|nama|naam|navn|namn|auteurs?|by|nimi|nev|displayname|display-name|commentauthor|commentname|comment_?by|byline)"
        r"(?:[-_]*(?:name|link|title|text|label|display))*$|^cuser$"
    ),
    Role.TIME: (
        r"(?:^|[-_])(?:date|datetime|time|timestamp|timeago|published|posted|datum|zeit|ago|when|fecha|data|tarih|waktu|tanggal|dato|ctime|createdtime|aika|commentdate"
        r"|commenttime|created)(?:[-_]+(?:time|ago|on|at|link|stamp|text|label|posted))*$|timeago|^permalink$|^cdate$"
    ),
    Role.TEXT: (
        r"(?:^|[-_])(?:text|body|content|entry|message|msg|copy|inhalt|texto|texte|testo|contenttext|commenttext"
        r"|commentbody|commentcontent|maintext|mensaje|bericht|txt|tekst|tresc|cuerpo|corpo|metin|teksti|szoveg|isi|contenu|contenuto|content-?text)"
        r"(?:[-_]+(?:text|content|body|inner|wrap|wrapper|container|copy|full|html))*$"
        r"|^(?:comment|kommentar)(?:s)?(?:text|body|content|inhalt)$|^cmessage$|^msgarticle$"
    ),
    Role.HEAD: (
        r"(?:^|[-_])(?:meta|metadata|commentmetadata|head|header|heading|info|infos|details|submitted|vcard|byline"
        r"|data|kop|chapo|credit|comments?-post|comment-foot|author-?info|author-?date|msgname|footer|title|subject|top)$"
    ),
    Role.NOISE: (
        r"(?:^|[-_])(?:reply|replylink|reply-?(?:link|to|button|toggle|login|action)|in-?reply(?:-to)?|actions?|buttons?"
        r"|btns?|likes?|liked|dislikes?|votes?|voting|rating|ratings|karma|shares?|sharing|flag|report|badges?|avatar"
        r"|avatars|edit|says|tools?|tool-?bar|controls?|screen-reader(?:-text)?|sr-only|visually-?hidden|counter|thumbs?"
        r"|icons?|links|toggle|moderation|permalink|number|num|feedback|more|footer|awaiting-?moderation|hidden"
        r"|reply-?count|replies-?count|tooltip|dropdown|menu)(?:[-_]+(?:link|wrap|wrapper|button|container|template-?\d"
        r"|buttons|area|list|text|bar|box|count))*$|like-dislike|replybox|reply-form|respond$|thread-toggle|^commentlink$"
    ),
    Role.REPLIES: (
        r"^(?:children|indented|replies|answers|antworten|reply-?list|sub-?comments?|nested-?comments?|child-?comments?|(?:\w+-)?follow-?ups?"
        rf"|{_WORD}[-_]*(?:replies|children|answers|responses|childs?|subcomments?))(?:[-_]+(?:list|container|wrap))*$"
        r"|(?:^|__)(?:replies|children|answers)$|^inline-thread$|^js_replies"
    ),
}
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS.items())
_ITEMPROPS = {
    "author": Role.AUTHOR,
    "creator": Role.AUTHOR,
    "datepublished": Role.TIME,
    "datecreated": Role.TIME,
    "commenttime": Role.TIME,
    "uploaddate": Role.TIME,
    "text": Role.TEXT,
    "commenttext": Role.TEXT,
    "description": Role.TEXT,
    "articlebody": Role.TEXT,
    # RDFa, as Drupal 7 writes it.
    "dc:date dc:created": Role.TIME,
    "dc:date": Role.TIME,
    "dc:created": Role.TIME,
    "schema:datecreated": Role.TIME,
    "content:encoded": Role.TEXT,
    "schema:text": Role.TEXT,
}
_LONGEST = 300
_CSS_MODULE = re.compile(r"([a-z0-9-]+_[a-z0-9-]+)__[\w-]{4,8}$")


def role_of(tag: object, names: str | None, itemprop: str | None) -> int:
    """The roles of an element, by its tag, its ``class`` and its ``itemprop``."""
    role = Role.TIME if tag == "time" else Role.AUTHOR if tag == "cite" else Role.NONE
    if itemprop:
        role |= _ITEMPROPS.get(itemprop.lower(), Role.NONE)
    if names:
        role |= _role_of_names(names[:_LONGEST])
    return role


@lru_cache(maxsize=8192)
def _role_of_names(names: str) -> int:
    role = Role.NONE
    for word in names.lower().split():
        # "CommentItem_author__x1y2z", as css modules write "author".
        token = hashed[1] if (hashed := _CSS_MODULE.match(word)) else word
        for kind, pattern in _COMPILED:
            if pattern.search(token):
                role |= kind
    if role & Role.TEXT and role & Role.NOISE:
        role &= ~Role.NOISE
    return role
