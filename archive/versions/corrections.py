"""Where a page owns up to a change: correction notes, in the languages we know them in."""

from __future__ import annotations

import re

from parsers.article import CORRECTION_WORDS

# A word of correction begins a sentence and is followed by a colon, a bracket or a date: "Update:", "CORRECTION (Nov. 3)",
# "Updated on Monday", "【訂正】". In the middle of a sentence the same words are news: "the company corrected the error".
_AROUND = r"([\s*_\[(（【«–—-]*)"
_BEGIN, _NEXT = re.compile(_AROUND), re.compile(rf"[.!?。！？…)\]】]{_AROUND}")
# What is laid out with spaces, as code is, may have any number of them: only few are read one by one.
_AFTER = r"""
    (?: \s*+$ | \s{0,4} (?: [:：\])）】»] | [-–—]\s | [(\[（]
          | ,?\s{0,4}(?:\w+\.?,?\s+){0,2}\d(?:[^.!?\n]|(?<=\d)\.){0,40}[:：\])】] | \s\d{1,2}[.:/]\d | \s(?:on|at|le|el|am|il|em|op)\s ))
"""
_MARKER = re.compile(
    rf"(?:{'|'.join(map(re.escape, sorted(CORRECTION_WORDS, key=len, reverse=True)))}){_AFTER}", re.VERBOSE
)
# Told in a whole sentence, wherever it stands.
_PHRASES = re.compile(
    """
    \\b an? [ ] (?:earlier|previous|prior) [ ] version [ ]
        (?:of [ ] (?:this|the|our) | (?:(?:incorrectly|mistakenly|wrongly)[ ])?
            (?:mis)?(?:stated|said|gave|spelled|spelt|identified|attributed|named)) \\b
    | \\b a [ ] correction [ ] was [ ] made \\b
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
    """,
    re.VERBOSE,
)
_STEMS = tuple(
    stem.replace("_", " ")
    for stem in (
        "a_correction_was earlier_version previous_version prior_version this_article this_story this_post this_piece this_page this_report"
        " this_headline this_review this_column headline_of_this headline_on_this headline_to_this updated_the updated_our"
        " corrected_the corrected_our amended_the amended_our revised_the revised_our updates_ adds_ corrects_ clarifies_"
        " refiles_ recasts_ we_regret we_apologi previously_stated misstated incorrectly_ mistakenly_ erroneously_"
        " originally_ article_previously story_previously post_previously piece_previously report_previously"
        " headline_previously review_previously"
        " en_version en_fassung aktualisiert korrigiert berichtigt ergänzt angepasst präzisiert une_version"
        " première_version article_a_été una_versi precedente corregid actualizad modificad corrigid atualizad corrett"
        " aggiornat versão_anterior versao_anterior eerdere_versie aangepast gecorrigeerd bijgewerkt tidligere_v"
        " tidligere_u tidigare_version aiemmassa wcześniejszej_wersji původní_verzi версии версії 訂正 追記 修正 更新 記事"
        " 初出 版本 本文已 기사"
    ).split()
)
"""Each such sentence holds one of these: to look for them takes a hundredth of the time."""


def notes(text: str | None) -> set[str]:
    """The correction notes in a text, each to the end of its line; what stands before it on the line is not of it."""
    return set(filter(None, map(_note, (text or "").split("\n"))))


def owns_up(before: str | None, after: str | None) -> bool:
    """Whether the later text has a note that the earlier one had not."""
    old = set((before or "").split("\n"))
    found = {note for line in (after or "").split("\n") if line not in old and (note := _note(line))}
    return bool(found) and bool(found - notes(before))


def _note(line: str) -> str | None:
    small = line.replace("İ", "i").lower()  # a letter for a letter: of that one Python makes two
    for begin in (_BEGIN.match(small), *_NEXT.finditer(small)):
        if begin and small.startswith(CORRECTION_WORDS, begin.end()) and _MARKER.match(small, begin.end()):
            return line[begin.start(1) :].strip()
    for stem in _STEMS:
        if stem in small:
            found = _PHRASES.search(small)
            return line[found.start() :].strip() if found else None
    return None
