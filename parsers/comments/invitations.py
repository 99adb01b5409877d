"""Boxes that call to comment, or to show what a script will bring: a thread is there, though the page holds none of it."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element

from parsers.comments.counts import leads_here
from parsers.page import Page
from parsers.text import lower
from parsers.tree.glance import glance

_LONGEST = 80
_MOST = 60
"""Elements of a box that are looked at."""
_INVITES = re.compile(
    r"^\W*(?:be the first (?:\w+ )?to (?:comment|leave|respond|reply|share|add|post)"
    r"|(?:you must )?(?:please )?(?:be )?(?:log|logged|sign|signed)[ -]?in (?:or [\w ]{1,20} )?to (?:\w+ ){0,2}?(?:comment|reply|respond|the discussion|the conversation)"
    r"|(?:load|show|view|see|read|open|hide)(?: all)?(?: the)? (?:comments|discussion|responses)"
    r"|(?:post|leave|write|add|submit) (?:a|your) (?:comment|reply|response)|join the (?:discussion|conversation)(?! (?:on|in|with|at) (?!this))|comment on this (?:article|story|post)"
    r"|(?:zu den )?kommentare? (?:anzeigen|laden|lesen|schreiben|einblenden|ansehen|verfassen|hinterlassen|abgeben)|(?:jetzt )?mitdiskutieren"
    r"|schreiben sie (?:den ersten|einen) kommentar|sei(?:en sie)? (?:der|die) erste|(?:jetzt )?(?:anmelden|einloggen).{0,24}kommentieren"
    r"|(?:afficher|voir|lire|charger|masquer) (?:tous )?les (?:commentaires|réactions)|(?:laisser|ajouter|écrire|poster|rédiger|publier) (?:un|votre) commentaire"
    r"|soyez le premier à (?:commenter|réagir)|(?:connectez|identifiez|inscrivez)-vous pour (?:commenter|réagir|participer)"
    r"|(?:ver|mostrar|cargar|leer) (?:todos )?(?:los )?comentarios|(?:dej[ae]|dejar|escrib[ae]|escribir|añad[ae]|añadir|publicar) (?:un|tu|su) comentario"
    r"|s[eé] el primero en (?:comentar|opinar)|(?:inicia sesión|regístrate|accede|identifícate) para (?:comentar|opinar|participar)"
    r"|(?:ver|mostrar|carregar|exibir) (?:todos )?(?:os )?comentários|(?:deixe|deixar|escreva|escrever|adicionar|faça) (?:um|seu|o seu) comentário"
    r"|seja o primeiro a comentar|(?:mostra|vedi|leggi|carica) (?:tutti )?i commenti|(?:lascia|scrivi|aggiungi|inserisci) (?:un|il tuo) commento"
    r"|(?:toon|bekijk|lees|laad) (?:alle )?(?:de )?reacties|(?:plaats|schrijf|geef) (?:een|je|uw) reactie|(?:visa|läs|vis|les|læs) (?:alla |alle )?kommentarer"
    r"|skriv (?:en )?kommentar|(?:pokaż|zobacz|wczytaj) komentarze|(?:dodaj|napisz|zostaw) (?:swój |pierwszy )?komentarz|zobrazit (?:komentáře|diskuzi)"
    r"|(?:показать|читать|загрузить|открыть|посмотреть|смотреть) (?:все )?комментарии|(?:оставить|добавить|написать|оставьте) комментарий"
    r"|войдите, чтобы (?:\w+ )?комментари|yorumları (?:göster|gör|oku)|yorum (?:yap|yaz|ekle|gönder)|ilk yorumu "
    r"|tulis komentar|lihat komentar|viết bình luận|gửi bình luận|xem bình luận|اكتب تعليق|أضف تعليق|اترك تعليق|(?:הוסף|כתוב) תגובה|ارسال نظر|نظر شما"
    r"|(?:查看|加载|显示|展开|查看全部|查看更多)(?:全部)?(?:评论|留言)|(?:发表|写|我要|登录后|参与)(?:评论|留言)|(?:發表|查看)(?:評論|留言)"
    r"|コメントを(?:見る|読む|表示|書く|投稿|する)|댓글\s?(?:보기|쓰기|달기|작성|남기기))"
)
_DOORS = re.compile(
    r"log-?in|sign-?(?:in|up)|register|registri|account|auth|comment|kommentar|subscri|member|anmeld|konto"
)
"""In addresses that lead to the thread, or to who may write there."""
_TAGS = ("a", "button", "p", "span", "div", "h2", "h3", "h4", "label", "summary")


def invites(page: Page, box: _Element) -> bool:
    """Whether a line in a box named for comments calls to comment on this article."""
    for element in islice(box.iter("*"), _MOST):
        if element.tag not in _TAGS:
            continue
        text = glance(element, _LONGEST, 8)
        if text and _INVITES.match(lower(text)) and not _leads_elsewhere(page, element):
            return True
    return False


def _leads_elsewhere(page: Page, element: _Element) -> bool:
    link = next(element.iter("a"), None)
    if link is None:
        link = next(islice(element.iterancestors("a"), 1), None)
    href = (link.get("href") or "") if link is not None else ""
    return not leads_here(page, href) and ("#" in href or _DOORS.search(href.lower()) is None)
