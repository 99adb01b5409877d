"""What a reader sees of a text: without what only its bytes tell, and without what counts and ages by itself."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")
"""Hyphens that only may break a word, marks without width. (Joiners are seen: they change letters.)"""
_STRAIGHT = str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b", "'") | dict.fromkeys("“”„‟", '"') | {"…": "..."})
"""What a publishing system makes of typed marks, and unmakes, without anybody's writing a word."""
_SPACES = re.compile(r"[^\S\n]+")

_LONGEST = 60
"""Characters of a line that may be nothing but a counter or an age."""

_NUMBER = r"\d[\d.,\u00a0\u202f ]*(?:k|m|mio\.?|tsd\.?|тыс\.?|万|千)?\+?"
_COUNTED = """
    views? | reads? | shares? | likes? | claps? | reactions? | comments? | replies | votes? | followers? | retweets?
    | aufrufe | kommentare? | vues? | lectures? | partages? | commentaires? | vistas? | visitas | lecturas | comentarios?
    | compartilhamentos | visualiza[cç][oõ]es | visualizzazioni | condivisioni | commenti | reacties | weergaven
    | visningar | visninger | kommentarer | wyświetleń | komentarz[ye]? | просмотр(?:а|ов)? | комментари(?:й|я|ев)
    | 閲覧 | いいね | コメント | 阅读 | 閱讀 | 浏览 | 瀏覽 | 评论 | 評論 | 点赞 | 조회 | 댓글
"""
_READING = (
    r"(?:people|readers|users|others)\s+(?:are\s+)?(?:reading|watching|viewing|here)(?:\s+(?:this|it|now|right\s+now))*"
)
_AGE = r"""
    (?:\d+|an?|a[ ]few)\s*(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ou)?r?s?|d(?:ays?)?|w(?:eeks?)?|months?|y(?:ears?)?)\s+ago
    | just[ ]now
    | vor\s+(?:\d+|einer|einem)\s+(?:sekunden?|minuten?|min\.?|stunden?|std\.?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)
    | il[ ]y[ ]a\s+\d+\s*(?:secondes?|minutes?|min|heures?|h|jours?|j|semaines?|mois|ans?)
    | (?:hace|há)\s+\d+\s+(?:segundos?|minutos?|min|horas?|d[ií]as?|semanas?|m[eê]s(?:es)?|años?|anos?)
    | \d+\s+(?:secondi|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi])\s+fa
    | \d+\s+(?:seconden?|minuten|minuut|uur|dag(?:en)?|weken|week|maand(?:en)?|jaar)\s+geleden
    | f[öo]r\s+\d+\s+\w+\s+(?:sedan|siden) | \d+\s+\w+\s+(?:temu|назад|тому) | \d+\s*\w+\s+sitten
    | (?:před|hace)\s+\d+\s+\w+ | \d+\s+\w+\s+önce
    | \d+\s*(?:秒|分|分钟|分鐘|小时|小時|時間|天|日|周|週間|个月|個月|か月|ヶ月|年)\s*前 | \d+\s*(?:초|분|시간|일|주|개월|년)\s*전
"""
_LIVING = re.compile(
    rf"""\W* (?:
        {_NUMBER} \s* (?:{_COUNTED} | {_READING}) (?:\s+(?:so[ ]far|today|now))?
        | (?:{_COUNTED}) \s*[:：]?\s* {_NUMBER}
        | (?:[^\W\d]+[.:,]?\s+){{0,3}} (?:{_AGE})
    ) [^\w.!?]*""",
    re.IGNORECASE | re.VERBOSE,
)


def alike(one: str | None, other: str | None) -> bool:
    """Whether a reader would see no difference between two texts of several lines."""
    return one == other or still(one) == still(other)


@lru_cache(maxsize=64)
def still(text: str | None) -> str:
    """The text with one kind of space, of quotes and of accents, and without what is not seen, counts or ages."""
    seen = text or ""
    if not seen.isascii():
        seen = normalize("NFC", _UNSEEN.sub("", seen)).translate(_STRAIGHT)
    seen = _SPACES.sub(" ", seen)
    lines = (line.strip() for line in seen.split("\n"))
    return "\n".join(line for line in lines if not (len(line) <= _LONGEST and _LIVING.fullmatch(line)))
