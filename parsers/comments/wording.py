"""What pages call comments, one comment, none at all and an end of the discussion, in the languages of their readers.

All of it in lower case: a pattern that ignores case takes several times as long. What "I" is there only Turks know.
"""

from __future__ import annotations

import re

# Languages that part words by spaces: a word ends where its letters end.
_WORDS = (
    # en, de
    r"comments?|responses?|replies|reply|thoughts?|opinions?|posts|messages?|discussions?|kommentare?n?|antwort(?:en)?|reaktionen"
    r"|gedanken?|meinung(?:en)?|beiträge|wortmeldungen|postings?|leserkommentare?|leserbriefe?"
    # fr, es, pt, ca, it, ro
    r"|commentaires?|réponses?|réactions?|réflexions?|avis|pensées?|comentarios?|comentários?|respuestas?|respostas?|pensamientos?"
    r"|pensamentos?|opiniones|reacciones|comentaris?|respostes|pensaments?|comment[oi]|rispost[ae]|pensier[oi]|comentari[iu]"
    r"|răspuns(?:uri)?|gând(?:uri)?"
    # nl, sv, da, nb, fi, is
    r"|reacties?|opmerkingen|gedachten?|antwoord(?:en)?|kommentarer|reaktion(?:er)?|svar|tank(?:e|ar|er)|komment(?:ti|tia|it|teja)"
    r"|vastausta|vastaus|ajatusta|ajatus|ummæli|athugasemd(?:ir)?"
    # pl, cs, sk, hr, sl, et, lt, lv, hu, eu, tr
    r"|diskuz[ei]|diskuse|diskusia|komentarz[eya]?|myśli|myśl|odpowiedzi|odpowiedź|przemyśle\w{1,4}|komentář\w{0,3}|komentár\w{0,3}|reakc[eií]|názor\w{0,2}"
    r"|odpoved\w{0,2}|odpově\w{1,3}|komentar(?:a|i|ja|jev|ai|as|ų)?|misli|kommentaari?d?|komentār\w{1,2}|hozzászólás\w{0,3}"
    r"|komment(?:ek)?|gondolat|iruzkin\w{0,2}|yorum(?:lar)?|düşünce|yan[ıi]t|fikir"
    # ru, uk, bg, el, he, ar, fa, vi, id
    r"|комм?ентар\w{0,4}|мысл\w{1,3}|мисл\w{1,2}|ответ\w{0,3}|отзыв\w{0,2}|обсужден\w{1,3}|відгук\w{0,2}|дум(?:ка|ки|ок)|відповід\w{1,2}|σχόλι\w{1,2}"
    r"|σκέψ\w{1,3}|απ[αά]ντ[ηή]σ\w{1,3}|ה?תגובות|תגובה|מחשבות|(?:ال)?تعليقات|تعليق|رأي|آراء|دیدگاه|نظر(?:ات)?|bình luận"
    r"|suy nghĩ|ý kiến|nhận xét|tanggapan|pemikiran|تعليقا[نت]|دیدگاه[‌ ]?ها|نظرها|коментара"
)
_SIGNS = (
    r"コメント|フィードバック|评论|評論|留言|迴響|想法|回复|回覆|回应|回應|跟帖|댓글|의견|생각|ความคิดเห็น|कमेंट|टिप्पणि?य?[ाोी]?(?:ँ|ं|यां|याँ)?"
    r"|प्रतिक्रिय\w*|মন্তব্য|কমেন্ট|கருத்து(?:கள்|க்கள்)?|వ్యాఖ్య\w*"
)
"""Whose words have signs that are no letters, or no spaces around them."""
_KINDS = r"(?:(?:reader|user|leser|online|public|total|all|approved|new|neue|more|weitere)[- ]?)?"
COMMENTS = rf"(?:{_KINDS}(?:{_WORDS})(?![^\W\d])|{_SIGNS})"
"""Pattern: comments, in one or many; it ends with a word."""
COUNTERS = r"(?:件の?|条|條|則|个|個|개의|개|건|ta|টি|টা)?"
"""Pattern: what stands between number and noun in Asian languages."""

ONE = re.compile(
    r"^\W*(?:one|a single|eine?|une?|un[oa]|uma?|[eé][eé]n|en|ett?|один|одна|jeden|jedna|jedno|yksi|egy|bir)\s+"
    rf"{COMMENTS}\s*(?:$|[(«“„\"”:,.]|(?:to|on|so|zu|auf|sur|à|en|em|sobre|para|a|su|op|over|do|na|к|о|на|до|till|til|om|på|artikkeliin"
    r"|aiheesta|ehhez|erről|la|despre)(?!\w))",
)
NONE = re.compile(
    rf"^\W*(?:[^\W\d]+\s+){{0,3}}?(?:no|keine|aucune?|sin|ningún|nessun|nessuna|geen|nenhum|sem|inga|ingen|ei|brak|нет|немає"
    rf"|žádné|nincs|nincsenek|hiç|cap|zero|not yet|pas (?:encore )?de|no hay|não há|non ci sono|nie ma|niciun|nici un|κανένα"
    rf"|δεν υπάρχουν|chưa có|không có|(?:tidak|belum) ada|0)\s+(?:\w+\s+)?{COMMENTS}"
    r"|^\W*(?:henüz\s+)?yorum\s+yok|^\W*комм?ентар\w+\s+(?:\w+\s+)?(?:нет|немає)|コメントは(?:まだ)?ありません|コメントなし"
    r"|(?:暂无|没有|尚无|尚無|沒有|还没有)(?:评论|評論|留言)|댓글(?:이)?\s?없",
)
CLOSED = re.compile(
    r"(?:comment(?:s|ing|ary)?|discussion|responses)\s+(?:(?:on this|for this|to this|section|form|are|is|have|has|been|now|page"
    r"|article|entry|post|story|system|thread|currently|jelenleg)\s+)*(?:closed|disabled|turned off|locked|off\b(?! topic)"
    r"|not allowed|no longer)|(?:closed|disabled|turned off)\s+(?:(?:to|for|the|all|new|further)\s+)*comment(?:s|ing)\b"
    r"|no longer (?:accepting|open|comment)"
    r"|(?:kommentar\w*|kommentier\w*|kommenteer\w*|kommentoin\w*|kommentit|diskussion\w*|debatt\w*)\s+(?:[^\s.!?]+\s+){0,5}"
    r"(?:geschlossen|deaktiviert|abgeschaltet|beendet|nicht mehr möglich|inaktiverad\w*|(?:av)?stäng[dt]\w*|stengt|lukket|deaktiver\w+"
    r"|suljettu|suletud)|kommentare? deaktiviert|(?:lukket|stengt|stängt) for kommentarer|stängt för kommentarer"
    r"|(?:commentaires?|réactions)\s+(?:\w+\s+){0,4}(?:fermés?|désactivés?|clos)"
    r"|comentarios\s+(?:\w+\s+){0,4}(?:cerrados|desactivados)|comentários\s+(?:\w+\s+){0,4}(?:fechados|encerrados|desativados)"
    r"|comentaris\s+(?:\w+\s+){0,4}(?:tancats|desactivats)|comentarii\w*\s+(?:\w+\s+){0,4}(?:închise|dezactivate)"
    r"|commenti\s+(?:\w+\s+){0,4}(?:chiusi|disabilitati)|reacties\s+(?:\w+\s+){0,4}(?:gesloten|uitgeschakeld)|reageren is niet"
    r"|(?:комм?ент|обсужден|дискусс|обговорен)\w+\s+(?:[^\s.!?]+\s+){0,8}"
    r"(?:закры\w+|отключен\w*|запрещен\w*|закрит\w*|вимкнен\w*|затворен\w*|изключен\w*|искључен\w*|онемогућен\w*)"
    r"|koment(?:arze|owani\w+)\s+(?:[^\s.!?]+\s+){0,8}(?:wyłączon\w+|zamknięt\w+|zablokowan\w+)"
    r"|(?:koment(?:áře|áre)|diskuz[ei]|diskusia)\s+(?:\w+\s+){0,3}(?:uzav\w+|zakázán\w*|vypnut\w*)|komentáře nejsou povoleny"
    r"|koment(?:ar|ār|avim)\w*\s+(?:\w+\s+){0,3}(?:zatvoren\w*|zaključen\w*|onemogućen\w*|isključen\w*|išjungt\w*|slēgt\w*|atslēgt\w*)"
    r"|yorumlar?\s+(?:\w+\s+)?kapa|hozzászólás\w*\s+(?:\w+\s+){0,3}(?:zárva|lezár\w*|nem engedély\w+|engedélyez\w+)"
    r"|σχόλια\s+(?:\w+\s+){0,3}(?:κλειστά|απενεργοπο\w+)|コメントは受け付けて|コメントを受け付けて|コメントは(?:停止|締め切)"
    r"|(?:评论|評論|留言)(?:已|功能已)(?:关闭|關閉)|댓글이?\s*(?:닫|비활성)|komentar\s+(?:\w+\s+)?(?:ditutup|dinonaktifkan)"
    r"|bình luận\s+(?:\w+\s+)?đóng|תגובות סגורות|סגור לתגובות|נסגר\w* לתגובות|التعليقات (?:مغلقة|مغلق)"
    r"|(?:دیدگاه|نظر)\S*\s+(?:\S+\s+){0,3}بسته|टिप्पणि\S+\s+(?:\S+\s+){0,2}बंद|মন্তব্য\S*\s+(?:\S+\s+){0,2}বন্ধ"
    r"|ปิด(?:การ)?(?:แสดง)?ความคิดเห็น|댓글\s*(?:작성|쓰기|기능)\S*\s*(?:닫|제한|종료|중단|마감)",
)
