"""The language of a text by its script and its commonest words: for pages that declare none, or the wrong one.

A model would know two hundred languages and cost every worker a hundred megabytes; news pages that declare nothing are
nearly all in one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from parsers.text import PRINT_MARKS

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
"""Scripts that one language (of the news we know) writes in; Japanese before Chinese, whose characters it uses."""

_COMMON = {
    "en": "the of and to in that is for was with as on it by are be this have from at not which but they has were",
    "de": "der die und das den von mit dem nicht ist ein eine auf für sich auch des im werden bei hat wird sind noch",
    "fr": "le les des est dans pour qui sur une pas par au avec ce plus sont aux cette mais ont été leur ses comme",
    "es": "el los las por con para una del se su al lo como más pero sus este entre ha también desde cuando muy está",
    "it": "il che di della per una sono con non del gli alla nel anche più dei delle come questo ha essere dalla nella",
    "pt": "os não uma do da em para com que mais dos como foi ao pelo são pela também mas seu sua está às isso",
    "nl": "de het een van en dat niet op zijn voor met aan ook bij naar wordt nog uit heeft maar om door over deze",
    "sv": "och att det som är för inte på med den till har av om ett var från men kan också när efter hade",
    "da": "og at det er som på af til ikke med den har der et om kan men også fra vil efter blev sig nye mere meget mellem havde",
    "no": "og det er som på av til ikke med den har et om kan men også fra vil etter ble seg nå jeg vi mer mye mellom hadde",
    "fi": "ja on ei että se oli mutta myös ovat hän kuin tai joka sekä niin kun ole sen mukaan voi",
    "pl": "nie się jest na do że jak ale przez od po oraz są dla tym być co może było które",
    "cs": "se že je na do jsou ale jako podle také které který ve při byl bylo nebo tak ještě už",
    "sk": "sa že je na do sú ale ako podľa aj ktoré ktorý vo pri bol bolo alebo tak ešte už",
    "hu": "hogy nem az egy és is meg csak már volt ez de vagy mint még akkor azt lesz szerint kell",
    "ro": "și în la nu pe cu pentru care este din mai au fost sunt să ce prin această sau dar",
    "tr": "bir ve bu için ile da de çok olarak daha olan gibi sonra kadar ne ancak en değil var olduğu",
    "id": "yang dan di untuk dengan dari ini itu pada tidak dalam akan juga adalah ke oleh bisa telah karena",
    "vi": "và của là có được cho trong các không với một người này đã những khi từ đến về cũng",
    "ca": "els les una per amb del que és dels més com ha seva però aquesta també són al pel ser",
    "is": "og að er sem í á til við með um ekki það var fyrir hefur þá því eru frá verið",
    "hr": "je se na da su za od koji kao nije što ali biti iz ili koje kako će bio također",
    "sl": "je in da se na za ki so pa tudi bi ne po pri ali kot iz še bo od več že kar ter ga",
    "lt": "ir kad yra tai su iš į bet buvo kaip dėl per apie jau taip pat nuo už tik kuris kurie po gali metų bus",
    "lv": "un ir ka par no ar uz tas kas bet kā arī pēc tika nav bija lai gan jau savu vairāk gada šo var pie",
    "et": "ja on ei et see oli kui aga ka oma mis mida pärast ning või seda ta selle aasta kes siis veel aastal",
    "ru": "и в не на что с по как это для он из но его от так также были было при",
    "uk": "і в не на що з та як це для він із але його від також були було про під",
    "bg": "и в не на че с за се да от като това по са но ще беше при след който",
    "sr": "је и у да се на за са од су који као није што али из или које како ће",
    "ar": "في من على أن إلى عن مع هذا التي الذي كان هذه قد لا ما بعد كما بين أو لم",
    "fa": "و در به از که این را با است برای آن یک تا بر می شود های خود شده کرد",
    "ur": "کے میں کی ہے اور سے کا کو نے کہ پر ہیں اس یہ بھی تھا کر جو ایک نہیں",
}
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_LETTERS = bytes(code if chr(code).isalpha() else 32 for code in range(128)).ljust(256)
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
"""What none of those above is without."""
_SAMPLE = 6_000
_FEWEST_WORDS = 40
_CLEAR_LEAD = 1.3
_LEAD_AMONG_NEIGHBOURS = 1.05
_NEIGHBOURS = ({"da", "no"}, {"cs", "sk"}, {"hr", "sl"}, {"ru", "uk"}, {"bg", "ru"}, {"lt", "lv"}, {"es", "ca"})
"""Languages that share most of their commonest words: either is nearer the truth than what a theme declares."""


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Word → the languages that have it among their commonest."""
    found: dict[str, list[str]] = {}
    for language, words in _COMMON.items():
        for word in words.split():
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def _words(text: str) -> list[str]:
    """Runs of letters: without quotes and dashes most texts in English are ASCII, where that takes a tenth of the time."""
    if not text.isascii():
        for mark in PRINT_MARKS:
            text = text.replace(mark, " ")
    return text.encode().translate(_ONLY_LETTERS).decode().split() if text.isascii() else _WORD.findall(text)


def guess_language(text: str, declared: str | None = None) -> str | None:
    """BCP 47 primary tag, or None where the text is too short or too mixed to tell; ``declared`` settles it between
    languages that have most words in common."""
    sample = text[:_SAMPLE]
    words = _words(sample.lower())
    letters = sum(map(len, words))
    if letters < 100:
        return None
    for language, script in _SCRIPTS if _OTHER_SCRIPT.search(sample) else ():
        if len(script.findall(sample)) * (10 if language == "ja" else 3) > letters:
            return language
    if len(words) < _FEWEST_WORDS:
        return None
    known = _languages_of()
    scores: Counter[str] = Counter()
    for word, count in Counter(filter(known.__contains__, words)).items():
        for language in known[word]:
            scores[language] += count
    ranking = scores.most_common(2)
    if not ranking or ranking[0][1] < len(words) * 0.08:
        return None
    nearest = {language for language, _ in ranking}
    lead = _CLEAR_LEAD if nearest not in _NEIGHBOURS or declared in nearest else _LEAD_AMONG_NEIGHBOURS
    if len(ranking) > 1 and ranking[0][1] < ranking[1][1] * lead:
        return None
    return ranking[0][0]
