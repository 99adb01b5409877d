"""What stands before a date (in some languages behind it) and says which one it is: of the publication or of an update."""

from __future__ import annotations

import re

from parsers.text import lower

UPDATE = re.compile(
    r"updat|modif|name-changed|revis|edited|last"
    # de, fr, es, ca, pt, it, ro, nl
    r"|aktualis|geändert|änderung|stand[: ]|mis à jour|mise à jour|actuali[tz]|aggiorn|atualiz|bijgewerkt|gewijzigd|aangepast"
    # French in short; behind a day or before a year it is May in the Nordic languages
    r"|(?<!(?<![\d/.:-])\d )(?<!(?<![\d/.:-])\d\d )(?<!\d\. )maj\b(?!\s+\d{4}(?!-))"
    # nb, sv, da, fi, is
    r"|oppdatert|uppdaterad|opdateret|ændret|ändrad|endret\b|päivitetty|muokattu|uppfært"
    # pl, cs, sk, hr, sl, hu, lt, lv, et, sq
    r"|aktualiz|aktualiā|zmodyfikowan|zmieniono|upraven|změněn|zmenen|ažurira|izmjen|izmen|posodobljen|spremenjen|dopunjen"
    r"|frissít|frissül|módosít|atnaujin|pakeist|atjaun|labots\b|uuendat|muudet|përditës"
    # tr, az, el, ru, uk, be, bg, sr, mk
    r"|güncel|yenilən|ενημ[εέ]ρ[ωώ]|τροποπο|обновл|измен[её]н|оновлен|змінен|абноўлен|обновен|актуализир|последна промяна|ажурира|измењен"
    # ar, fa, ur, he
    r"|تحديث|حُدّث|تعديل|به‌روز|بروز\s?رسانی|روزرسانی|ویرایش|آخرین|اپ ڈیٹ|עודכן|עדכון"
    # hi, mr, bn, ta, te, th
    r"|अपडेट|अद्यतन|संशोधित|अद्ययावत|আপডেট|হালনাগাদ|புதுப்பி|నవీకరించ|అప్డేట్|ปรับปรุง|อัพเดท|อัปเดต|แก้ไข"
    # vi, id, ms, ja, zh, ko
    r"|cập nhật|chỉnh sửa|diperbar|dimutakhir|dikemas ?kini|pembaruan|更新|修改|修订|修訂|改訂|수정|업데이트|갱신",
    re.IGNORECASE,
)
PUBLISH = re.compile(
    r"publi|posted|post-date|postdate|entry-date|pub-?date|created"
    # de, nl, it, nb, sv, da, fi, is
    r"|veröffentlicht|erstellt|erschienen|geplaatst|verschenen|pubblica|udgivet|oprettet|opprettet|skapad|julkaistu|birt\b"
    # pl, cs, sk, hr, sl, hu, et, tr
    r"|dodano|utworzono|zveřejn|zverejn|vydáno|objav|megjelen|avaldat|loodud|yayın|yayım|giriş|eklenme|oluşturul"
    # el, ru, uk, be, sr, mk
    r"|δημοσ[ιί]ε|(?:о|за)?публ[иі]к[оу]в|размещен|розміщен|апублікав|објав"
    # ar, fa, he
    r"|نشر|نُشر|انتشار|منتشر|פורסם|פרסום"
    # hi, bn, ta, th, vi, id
    r"|प्रकाशित|प्रकाशन|পোস্ট|প্রকাশ|வெளியிட|பதிவு|เผยแพร่|โพสต์|đăng lúc|ngày đăng|xuất bản|diterbit|dipublikasi|terbit\b|tayang"
    # ja, zh, ko
    r"|発表|公開|掲載|投稿|配信|発行|发布|發布|发表|發表|发稿|刊登|게시|입력|등록|승인|송고|작성",
    re.IGNORECASE,
)
_LOWER_UPDATE, _LOWER_PUBLISH = (
    # What "I" is in lower case only Turks know.
    re.compile(pattern.pattern.replace("ı", "[ıi]"))
    for pattern in (UPDATE, PUBLISH)
)
FIRST = re.compile(
    r"(?:originally|first) (?:published|posted)|zuerst (?:veröffentlicht|erschienen)|erstveröffentlich|publicado originalmente|"
    r"pubblicato originariamente",
    re.IGNORECASE,
)
"""Surer than any other."""
UPDATE_AT_END = re.compile(
    rf"(?:{UPDATE.pattern})\w*\W*(?:(?:on|at|am|le|el|il|em|op|den|la|alle|ore|dne|на|от|о|в|στις|ب)\b\W*)?$",
    re.IGNORECASE,
)


def tells_update(text: str) -> bool:
    """Whether ``UPDATE`` is in it: told ten times as fast in lower case, but not where."""
    return _LOWER_UPDATE.search(lower(text)) is not None


def tells_publication(text: str) -> bool:
    """Whether ``PUBLISH`` is in it."""
    return _LOWER_PUBLISH.search(lower(text)) is not None
