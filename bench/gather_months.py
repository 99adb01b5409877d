"""Gathers ``parsers/moments/months.txt`` from the names of months in CLDR, as Babel brings them, and from what newsrooms write besides.

``python -m bench.gather_months`` where Babel is installed; once, or when CLDR has grown.
"""

from __future__ import annotations

from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from parsers.moments.months import evened

_LANGUAGES = (
    "af am ar az be bg bn bs ca cs cy da de de_AT el en es et eu fa fi fil fr gl gu he hi hr hu hy id is it ka kk km kn ky lo lt "
    "lv mk ml mr ms mt my nb ne nl pa pl ps pt ro ru si sk sl sq sr sr_Latn sv sw ta te tg tr uk ur uz zu th"
).split()
_BESIDES = {
    "en": "||||||||sept",
    "fr": "||||||juill||||",
    "es": "||||||||set setiembre sep",
    "it": "||||||||sett",
    "nl": "||mrt",
    "id": "|pebruari|mrt||||||||nop nopember",
    "tr": "|||||||ag",
    "ru": "|фев|||||||сен||ноя",
    "he": "||מרס||||||||",
    "hi": "|फरवरी|||||||सितम्बर|अक्तूबर|नवम्बर|दिसम्बर",
    "bn": "জানুয়ারি|ফেব্রুয়ারি||||||আগষ্ট অগাস্ট|||",
    "eu": "urtarrilaren|otsailaren|martxoaren|apirilaren|maiatzaren|ekainaren|uztailaren|abuztuaren|irailaren|urriaren|"
    "azaroaren|abenduaren",
    "lv": "janvārī|februārī|martā|aprīlī|maijā|jūnijā|jūlijā|augustā|septembrī|oktobrī|novembrī|decembrī",
    # Maghreb, Morocco and the Levant have names of their own; those of two words are left out.
    "ar": "جانفي|شباط فيفري|آذار|نيسان أفريل ابريل|أيار ماي|حزيران جوان|تموز جويلية يوليوز|آب أوت غشت|أيلول شتنبر|"
    "|نونبر|دجنبر",
    "fa": "||||می||جولای|آگوست|||",
}
_OTHERWISE = frozenset(("pro", "led"))
"""Short forms that headlines use as words: "phone 13 pro 2026"."""
_TARGET = Path(__file__).parent.parent / "parsers" / "months.txt"


def names_in(locale: str) -> list[list[str]]:
    """The twelve months, each with all forms of its name."""
    told = import_module("babel").Locale.parse(locale).months
    forms = [told[kind][width] for kind in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    besides = (_BESIDES.get(locale.partition("_")[0], "") + "|" * 12).split("|")
    months = []
    for month in range(1, 13):
        names = [evened(form[month]).replace(".", "").strip("'’׳\u0970") for form in forms]
        # "de març": the month is the last word; a name of two words is none that a line of prose is searched for.
        names = [name.removeprefix("de ").removeprefix("d’") for name in names]
        names += evened(besides[month - 1]).split()
        months.append([name for name in dict.fromkeys(names) if name and " " not in name and name not in _OTHERWISE])
    return months


def main() -> None:
    # Babel mixes the data of locales that one process reads: one process each.
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        gathered = pool.map(names_in, _LANGUAGES, chunksize=1)
    lines = [
        f"{language.partition('_')[0]} {'|'.join(' '.join(names) for names in months)}"
        for language, months in zip(_LANGUAGES, gathered, strict=True)
    ]
    _TARGET.write_text("\n".join([*lines, ""]), "utf-8")


if __name__ == "__main__":
    main()
