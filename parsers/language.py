"""The language of a text by its script and its commonest words: for pages that declare none, or the wrong one.

A model would know two hundred languages and cost every worker a hundred megabytes; news pages that declare nothing are
nearly all in one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from parsers.text import PRINT_MARKS
from parsers.tree.density import length_of

_SCRIPTS = {
    "el": (0x06, 0x07), "hy": (0x0A,), "he": (0x0B,), "hi": (0x12,), "bn": (0x13,), "pa": (0x14,), "gu": (0x15,), "or": (0x16,),
    "ta": (0x17,), "te": (0x18,), "kn": (0x19,), "ml": (0x1A,), "si": (0x1B,), "th": (0x1C,), "lo": (0x1D,), "bo": (0x1E, 0x1F),
    "my": (0x20,), "ka": (0x21,), "am": (0x24, 0x25, 0x26), "km": (0x2F,), "ja": (0x60, 0x61), "zh": tuple(range(0x9C, 0x140)),
    "ko": tuple(range(0x158, 0x1B0)),
}  # fmt: skip
"""Scripts that one language (of the news we know) writes in, by the blocks of 128 signs that they have in Unicode."""
_BLOCKS = {block: language for language, blocks in _SCRIPTS.items() for block in blocks}
_PARTS = {"ja": 10}
"""What part of a text must be in the script, where it is not a third: Japanese uses the Chinese signs as well."""
_LOOKED_AT = 300
"""Letters, taken evenly from a text, by which its script is told."""
_KIN: dict[str, dict[str, tuple[str, ...]]] = {
    "hi": {"hi": (" है", " के ", " में "), "mr": ("आहे", "आणि", "ळ", "ऱ"), "ne": (" छ", " भएको", " गरेको", "का लागि")},
    "bn": {"bn": ("র",), "as": ("ৰ", "ৱ")},
    "he": {"he": (" של ", " את ", " לא "), "yi": (" דער ", " און ", " איז ")},
    "am": {"am": ("ነው", " ላይ", "የ"), "ti": ("እዩ", "ኣብ", "ናይ")},
}
"""Others that write in the same script, and what only one of them writes."""

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
    "fi": "ja on ei että se oli mutta myös ovat hän kuin tai joka sekä niin kun ole sen mukaan voi jonka jotka vuonna vuoden olivat ollut hänen noin yli ennen jälkeen kanssa sitten kaikki nyt vielä vain koska jos tämä tämän siitä sitä eivät olla viime sanoi",
    "pl": "nie się jest na do że jak ale przez od po oraz są dla tym być co może było które za był była tylko przed jego jej roku lat który która będzie także jednak",
    "cs": "se že je na do jsou ale jako podle také které který ve při byl bylo nebo tak ještě už by která byla jen však jeho roku let až než řekl pro",
    "sk": "sa že je na do sú ale ako podľa aj ktoré ktorý vo pri bol bolo alebo tak ešte už by ktorá bola len však jeho roku rokov až než pre",
    "hu": "hogy nem az egy és is meg csak már volt ez de vagy mint még akkor azt lesz szerint kell ha után két között pedig ezt amely több",
    "ro": "și în la nu pe cu pentru care este din mai au fost sunt să ce prin această sau dar",
    "tr": "bir ve bu için ile da de çok olarak daha olan gibi sonra kadar ne ancak en değil var olduğu ki ama ise göre oldu etti dedi yeni yıl iki her önce tarafından",
    "id": "yang dan di untuk dengan dari ini itu pada tidak dalam akan juga adalah ke oleh bisa telah karena",
    "vi": "và của là có được cho trong các không với một người này đã những khi từ đến về cũng",
    "ca": "els les una per amb del que és dels més com ha seva però aquesta també són al pel ser",
    "is": "og að er sem í á til við með um ekki það var fyrir hefur þá því eru frá verið",
    "hr": "je se na da su za od koji kao nije što ali biti iz ili koje kako će bio također",
    "sl": "je in da se na za ki so pa tudi bi ne po pri ali kot iz še bo od več že kar ter ga",
    "lt": "ir kad yra tai su iš į bet buvo kaip dėl per apie jau taip pat nuo už tik kuris kurie po gali metų bus",
    "lv": "un ir ka par no ar uz tas kas bet kā arī pēc tika nav bija lai gan jau savu vairāk gada šo var pie",
    "et": "ja on ei et see oli kui aga ka oma mis mida pärast ning või seda ta selle aasta kes siis veel aastal",
    "ru": "и в не на что с по как это для он из но его от так также были было при а о к у за до же или после который которые года году лет мы они она уже",
    "uk": "і в не на що з та як це для він із але його від також були було про під а о до у за й або після який які року років ми вони вона вже",
    "bg": "и в не на че с за се да от като това по са но ще беше при след който е до към през или може която които има само още",
    "sr": "је и у да се на за са од су као који није што али из или које како ће а о до због после године било која",
    "be": "і ў на не што з у да па як за для яго гэта таксама але пра каб якія быў ад калі паводле года",
    "mk": "и на во да се од за со не што ќе го ги е дека како тоа кои има ја му ова беше по",
    "kk": "және бұл мен үшін бір да де деп болды туралы осы ол қазақстан жылы көп оның кейін",
    "af": "die van en in het is wat nie dat vir om te met op sy hy was aan word deur ook maar by sal hulle kan",
    "eu": "eta da ez du bat dute zuen dira ere izan baina hau hori dituzte egin ditu zuten den beste gehiago baino",
    "sq": "dhe në të për me që një nga se ka është nuk më si edhe tij kjo ky janë do por",
    "az": "və bu bir ilə üçün ki də da olan olub daha kimi sonra görə isə edib qeyd çox",
    "sw": "na ya wa kwa ni la katika za hiyo hii huyo kuwa alisema pia cha ambao hilo huo yake watu kama lakini baada",
    "tl": "ang ng sa na mga at ay si ni hindi para siya ito kung may niya isang nang pa kay din",
    "ar": "في من على أن إلى عن مع هذا التي الذي كان هذه قد لا ما بعد كما بين أو لم",
    "fa": "و در به از که این را با است برای آن یک تا بر می شود های خود شده کرد",
    "ur": "کے میں کی ہے اور سے کا کو نے کہ پر ہیں اس یہ بھی تھا کر جو ایک نہیں",
}
_LETTERS = {
    "pl": "łąęśż", "cs": "ěřů", "sk": "ľĺŕ", "tr": "ğış", "hu": "őű", "ro": "șțăşţ", "vi": "ạảấầẩậắằặẹếềểễệịọỏốồổộớờởợụủứừửữựỳđơư",
    "lv": "āēīģķļņ", "lt": "ėįų", "is": "ðþ", "az": "əğış", "sq": "ë", "ru": "ыэё", "uk": "їєґі", "be": "ўыэёі", "sr": "ђјљњћџ", "mk": "ѓќѕј",
    "kk": "әғқңөұүһіы", "fa": "پچژگ", "ur": "ٹڈڑںےھہ",
}  # fmt: skip
"""Letters that most neighbours of a language have no use for."""
_OWNERS = {
    letter: tuple(language for language, own in _LETTERS.items() if letter in own)
    for letter in "".join(_LETTERS.values())
}
_OWN = re.compile(f"[{''.join(_OWNERS)}]")
_WORD = re.compile(r"[^\W\d_]+")
KNOWN = frozenset((*_COMMON, *_SCRIPTS, *(language for kin in _KIN.values() for language in kin)))
"""What a text may be told to be in; a page that declares another language is believed."""
_ONLY_LETTERS = bytes(ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(128)).ljust(256)
_SAMPLE = 6_000
_FEWEST_WORDS, _FEWEST_LETTERS, _FEWEST_SIGNS = 18, 100, 60
_MANY_WORDS, _SHARE_OF_FEW, _LEAD_OF_FEW = 40, 0.2, 2.0
"""Of fewer words than the first, as of a flash, more must be known, and by far the most of one language."""
_CLEAR_LEAD = 1.3
_LEAD_AMONG_NEIGHBOURS = 1.05
_NEIGHBOURS = (
    {"da", "no"}, {"cs", "sk"}, {"hr", "sl"}, {"ru", "uk"}, {"bg", "ru"}, {"lt", "lv"}, {"es", "ca"}, {"be", "ru"}, {"be", "uk"},
    {"bg", "mk"}, {"mk", "sr"}, {"af", "nl"}, {"az", "tr"},
)  # fmt: skip
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
    """Runs of letters, in lower case: without quotes and dashes most texts in English are ASCII, where that takes a tenth of the time."""
    if not text.isascii():
        for mark in PRINT_MARKS:
            text = text.replace(mark, " ")
    return text.encode().translate(_ONLY_LETTERS).decode().split() if text.isascii() else _WORD.findall(text.lower())


def base_of(tag: str | None) -> str:
    """``de`` of ``de-AT``, as the tables of this package name languages: what is written in Norway is ``no``."""
    language = (tag or "").partition("-")[0]
    return "no" if language in ("nb", "nn") else language


def guess_language(text: str, declared: str | None = None) -> str | None:
    """BCP 47 primary tag, or None where the text is too short or too mixed to tell; ``declared`` settles it between
    languages that have most words in common."""
    sample = text[:_SAMPLE]
    words = _words(sample)
    letters = "".join(words)
    is_ascii = letters.isascii()
    if length_of(letters) < (_FEWEST_LETTERS if is_ascii else _FEWEST_SIGNS):
        return None
    if not is_ascii and (language := _by_script(letters)) is not None:
        return _among_kin(language, sample)
    if len(words) < _FEWEST_WORDS:
        return None
    known = _languages_of()
    scores: Counter[str] = Counter()
    for word, count in Counter(filter(known.__contains__, words)).items():
        for language in known[word]:
            scores[language] += count
    if not is_ascii:
        for letter, count in Counter(_OWN.findall(letters)).items():
            for language in _OWNERS[letter]:
                scores[language] += count
    ranking = scores.most_common(2)
    if not ranking or ranking[0][1] < len(words) * 0.08:
        return None
    nearest = {language for language, _ in ranking}
    lead = _CLEAR_LEAD if nearest not in _NEIGHBOURS or declared in nearest else _LEAD_AMONG_NEIGHBOURS
    if len(words) < _MANY_WORDS:
        if ranking[0][1] < len(words) * _SHARE_OF_FEW:
            return None
        lead = lead if nearest in _NEIGHBOURS else _LEAD_OF_FEW
    if len(ranking) > 1 and ranking[0][1] < ranking[1][1] * lead:
        return None
    # Serbian is written in the letters of Croatian, too, and then in most of its words.
    return "sr" if ranking[0][0] == "hr" and declared == "sr" else ranking[0][0]


def _by_script(letters: str) -> str | None:
    looked_at = letters[:: len(letters) // _LOOKED_AT + 1]
    found = Counter(_BLOCKS.get(ord(letter) >> 7, "") for letter in looked_at)
    for language in sorted(found.keys() - {""}, key=lambda language: language != "ja"):
        if found[language] * _PARTS.get(language, 3) > len(looked_at):
            return language
    return None


def _among_kin(language: str, text: str) -> str:
    kin = _KIN.get(language)
    if kin is None:
        return language
    counts = {one: sum(map(text.count, signs)) for one, signs in kin.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > 2 * counts[language] else language
