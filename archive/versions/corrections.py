"""Where a page owns up to a change: correction notes, in the languages we know them in."""

from __future__ import annotations

import re

# A marker begins a sentence and is followed by a colon, a bracket or a date: "Update:", "CORRECTION (Nov. 3)",
# "Updated on Monday", "【訂正】". In the middle of a sentence the same words are news: "the company corrected the error".
_MARKERS = """
    corrections? | corrected | clarifications? | clarified | update | updated | errat(?:um|a) | retraction | retracted
    | amendment | amended | editor(?:[’']?s|s[’'])?[ ]note | note[ ]from[ ]the[ ]editors? | for[ ]the[ ]record
    | korrektur | berichtigung | richtigstellung | aktualisierung | aktualisiert | nachtrag | ergänzung
    | anm(?:erkung|\\.)[ ]d(?:er|\\.)[ ]red(?:aktion|\\.)? | hinweis[ ]der[ ]redaktion
    | rectificatif | rectification | mise[ ]à[ ]jour | mis[ ]à[ ]jour | précision | note[ ]de[ ]la[ ]rédaction
    | correcci[oó]n | rectificaci[oó]n | aclaraci[oó]n | actualizaci[oó]n | actualizado | fe[ ]de[ ]err(?:ores|atas)
    | nota[ ](?:del?[ ](?:editor|la[ ]redacci[oó]n)|da[ ]reda[cç][aã]o|do[ ]editor|della[ ]redazione)
    | corre[cç][aã]o | esclarecimento | atualiza[cç][aã]o | atualizado
    | errata[ ]corrige | correzione | rettifica | precisazione | aggiornamento | aggiornato
    | correctie | rectificatie | aanvulling | bijgewerkt
    | rättelse | korrigering | uppdatering | uppdaterad | förtydligande
    | rettelse | berigtigelse | opdatering | opdateret | oppdatering | oppdatert | presisering
    | korjaus | oikaisu | päivitys | päivitetty | täsmennys
    | sprostowanie | korekta | aktualizacja | zaktualizowano | od[ ]redakcji
    | oprava | aktualizace | aktualizováno | helyreigazítás | frissítés | frissítve | rectificare | actualizare
    | düzeltme | güncelleme | güncellendi
    | upd | исправление | исправлено | дополнено | уточнение | поправка | опровержение | обновление | обновлено | от[ ]редакции
    | виправлення | оновлення | оновлено | уточнення | від[ ]редакції
    | διόρθωση | ενημέρωση
    | تصحيح | تحديث | توضيح | תיקון | הבהרה | עדכון | सुधार | संशोधन | अपडेट
    | 訂正(?:とお詫び)? | お詫びと訂正 | 追記 | 修正 | 更新 | 更正 | 勘[误誤] | 编者[注按] | 編者[註注按] | 정정(?:보도)? | 바로잡습니다 | 수정 | 업데이트
"""
_AFTER = r"""
    \s* (?: $ | [:：\])）】»] | [-–—]\s | [(\[（]
          | ,?\s*(?:\w+\.?,?\s+){0,2}\d(?:[^.!?\n]|(?<=\d)\.){0,40}[:：\])】] | \s\d{1,2}[.:/]\d | \s(?:on|at|le|el|am|il|em|op)\s )
"""
# Told in a whole sentence, wherever it stands.
_PHRASES = """
    \\b an? [ ] (?:earlier|previous|prior) [ ] version [ ]
        (?:of [ ] (?:this|the|our) | (?:(?:incorrectly|mistakenly|wrongly)[ ])?
            (?:mis)?(?:stated|said|gave|spelled|spelt|identified|attributed|named)) \\b
    | \\b (?:this [ ] (?:article|story|post|piece|page|report|headline|review|column)
            | the [ ] headline [ ] (?:of|on|to) [ ] this [ ] \\w+) [ ]
        (?:has[ ]been|was|had[ ]been|is) [ ] (?:since[ ])?
        (?:updated|corrected|amended|revised|edited|clarified|changed) \\b
    | \\b we (?:[ ]have|['’]ve)? [ ] (?:since[ ])? (?:updated|corrected|amended|revised) [ ] (?:this|the|our) [ ]
        (?:article|story|post|piece|page|report|headline|review|column) \\b
    | ^ \\( \\s* (?:updates|adds|corrects|clarifies|refiles|recasts) [ ] [^()\\n]{3,} \\)
    | \\b we [ ] (?:regret|apologi[sz]e[ ]for) [ ] (?:the|this|any) [ ] (?:error|mistake)
    | \\b previously [ ] (?:mis)?stated \\b
    | \\b (?:originally|incorrectly|mistakenly|erroneously) [ ]
        (?:stated|said|reported|identified|attributed|listed|named|gave) \\b
    | \\b (?:article|story|post|piece|report|headline|review) [ ] (?:originally|previously) [ ]
        (?:mis\\w+|gave|stated|said|named) \\b
    | \\b in [ ] (?:einer|der) [ ] (?:früheren|vorherigen|ersten|ursprünglichen) [ ] (?:version|fassung) \\b
    | \\b (?:artikel|text|beitrag|meldung) [ ] wurde [ ] (?:[\\w.:]+[ ]){0,6}
        (?:aktualisiert|korrigiert|berichtigt|ergänzt|angepasst|präzisiert) \\b
    | \\b haben [ ] (?:[\\w.:]+[ ]){0,4} (?:artikel|text|beitrag|meldung) [ ] (?:[\\w.:]+[ ]){0,6}
        (?:aktualisiert|korrigiert|berichtigt|ergänzt|angepasst|präzisiert) \\b
    | \\b une [ ] (?:version [ ] (?:précédente|antérieure)|première [ ] version) \\b
    | \\b article [ ] a [ ] été [ ] (?:corrigé|modifié|mis[ ]à[ ]jour|rectifié) \\b
    | \\b una [ ] versi[oó]n [ ] (?:anterior|previa) \\b | \\b una [ ] (?:precedente[ ]versione|versione[ ]precedente) \\b
    | \\b (?:artículo|noticia|nota|texto|matéria|reportagem|articolo) [ ] (?:ha[ ]sido|fue|foi|è[ ]stato|è[ ]stata) [ ]
        (?:corregid|actualizad|modificad|corrigid|atualizad|corrett|aggiornat)[oa] \\b
    | \\b (?:uma[ ])? vers[aã]o [ ] anterior [ ] d | \\b (?:in[ ])? een [ ] eerdere [ ] versie \\b
    | \\b artikel [ ] is [ ] (?:\\w+[ ]){0,4} (?:aangepast|gecorrigeerd|bijgewerkt) \\b
    | \\b (?:i[ ])? en [ ] tidligere [ ] (?:versjon|version|udgave|utgave) \\b | \\b en [ ] tidigare [ ] version \\b
    | \\b aiemmassa [ ] versiossa \\b | \\b (?:we|w) [ ] wcześniejszej [ ] wersji \\b | \\b v [ ] původní [ ] verzi \\b
    | \\b в [ ] (?:предыдущей|более[ ]ранней|первоначальной) [ ] версии \\b | \\b у [ ] попередній [ ] версії \\b
    | 【[^】\\n]{0,20}(?:訂正|追記|修正|更新)[^】\\n]{0,8}】 | (?:お詫びして|謹んで)(?:訂正|修正) | 初出時
    | 記事を?(?:一部)?(?:訂正|修正|更新)(?:しま|いたし|済) | 当初の記事 | (?:此前|先前|早前)(?:的)?版本 | 本文已(?:更正|更新|修改)
    | 기사(?:는|가|를)?[ ](?:수정|정정|업데이트)
"""
_NOTE = re.compile(
    rf"(?:^|(?<=[.!?。！？…)\]】]))[\s*_\[(（【«–—-]*(?:{_MARKERS})(?:{_AFTER}) | {_PHRASES}",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


_STEMS = tuple(
    stem.replace("_", " ")
    for stem in (
        "correct clarif updat upd: errat retract amend editor for_the_record versi edited revised regret apologi headline"
        " been_changed was_changed (adds_ (recasts_ (refiles_ misstat misspell misspelt misidentif originally mistakenly"
        " erroneously previously korre korrig angepasst präzis berichtig richtigstell aktualis aktualiz nachtrag ergänz"
        " anm hinweis fassung rectific jour précis rédaction corrig modifi rectifi correc aclarac actualiz fe_de nota_"
        " correç esclarec atualiz corretto corretta rettific correzion precisazion aggiorn aanvulling bijgewerkt"
        " aangepast rättelse uppdater förtydlig rettels berigtig opdater oppdater presisering udgave utgave oikaisu"
        " korjaus päivit täsmenn aiemmassa sprostow korekt zaktualiz redakcji wersji oprav verzi helyreigaz frissít"
        " rectificar düzelt güncel исправл дополн уточнен поправк опроверж обновл редакции редакції версии версії"
        " виправл оновлен διόρθ ενημέρ تصحيح تحديث توضيح תיקון הבהרה עדכון सुधार संशोधन अपडेट"
        " 訂正 追記 修正 更新 更正 勘误 勘誤 编者 編者 記事 初出 版本 本文已 정정 바로잡 수정 업데이트"
    ).split()
)
"""Each note holds one of these: to look for them takes a hundredth of the time."""


def notes(text: str | None) -> set[str]:
    """The correction notes in a text, each to the end of its line; what stands before it on the line is not of it."""
    if not text:
        return set()
    found = set()
    for line in text.split("\n"):
        folded = line.casefold()
        if not any(stem in folded for stem in _STEMS):
            continue
        match = _NOTE.search(line)
        if match:
            found.add(line[match.start() :].strip())
    return found


def owns_up(before: str | None, after: str | None) -> bool:
    """Whether the later text has a note that the earlier one had not."""
    return bool(notes(after) - notes(before))
