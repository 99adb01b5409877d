"""Gathers ``parsers/given_names.txt`` from the first names that Faker (MIT licence) knows in eighty languages.

``python -m bench.gather_given_names`` where Faker is installed; once, or when its lists have grown.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

_WORDS = frozenset(
    """
    africa america amber angel april art asia august author baby bird bishop boston carolina chance che china con crystal
    dakota dallas del diamond doctor don dona duke earl early florida ford forest general green hill india israel jewel
    judge june justice king lady les liberty little london lord lourdes love luna mac mai major may media meta milan missy
    montana nevada north nova page par paris park pastor pearl per prince princess press queen red river royal saint santa
    silver sister sky sol spring star storm summer sunday sunny sydney texas true van von west winter wolf young berlin
    houston human san las los der die das des von und sir mama papa google lab labs art guide guest
    """.split()
)
"""Names that more often are something else: months, places, colours, titles, particles."""
_SHORTEST = 3
_TARGET = Path(__file__).parent.parent / "parsers" / "given_names.txt"
_LINE = 120


def names() -> Iterator[str]:
    """Every part of every first name, lower case, without accents; scripts that know no capitals are left out."""
    from faker.config import AVAILABLE_LOCALES

    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        for field in dir(provider):
            listed = getattr(provider, field)
            if field.startswith("first_names") and not isinstance(listed, property):
                for name in listed:
                    decomposed = unicodedata.normalize("NFKD", name.casefold())
                    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
                    yield from (
                        word for word in re.split(r"[\s-]", plain) if word.isalpha() and word[0].upper() != word[0]
                    )


def main() -> None:
    lines, line = [], ""
    for name in sorted({name for name in names() if len(name) >= _SHORTEST} - _WORDS):
        if len(line) + len(name) >= _LINE:
            lines.append(line)
            line = ""
        line += f" {name}" if line else name
    _TARGET.write_text("\n".join([*lines, line, ""]), "utf-8")


if __name__ == "__main__":
    main()
