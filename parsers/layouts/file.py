"""A user's own layout: a small TOML file with the fields of a Layout."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from parsers.errors import LayoutError
from parsers.layouts.layout import Layout

_FIELDS = tuple(field.name for field in fields(Layout))
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def read_layout_file(path: Path) -> Layout:
    """The layout, named like its file where it names itself not. Raises LayoutError, which says what is wrong where."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise LayoutError(str(path), f"cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError:
        raise LayoutError(str(path), "not UTF-8; save it as UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LayoutError(str(path), f"not TOML: {error}") from None
    for field in document:
        if field not in _FIELDS:
            near = get_close_matches(field, _FIELDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise LayoutError(str(path), f"no layout has the field {field!r}{hint}; there are {', '.join(_FIELDS)}")
    name = document.pop("name", path.stem.lower())
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        reason = f"name: {name!r} is not allowed; a layout's name is of small letters, digits and hyphens"
        raise LayoutError(str(path), reason)
    told = {field: _texts(path, field, value) for field, value in document.items()}
    if not told.keys() - {"marks", "hosts"}:
        raise LayoutError(str(path), 'says of no field where it stands; name one, such as title = "h1.headline"')
    return Layout(name=name, **told)


def _texts(path: Path, field: str, value: object) -> tuple[str, ...]:
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str) and text.strip()]
    if not texts or (isinstance(value, list) and len(texts) < len(value)):
        what = "host name" if field == "hosts" else "CSS selector"
        raise LayoutError(
            str(path), f"{field}: {value!r} is not allowed; allowed is a {what} in quotes, or a list of them"
        )
    if field == "hosts":
        return tuple(text.strip().lower().removeprefix("www.") for text in texts)
    for text in texts:
        _check_selector(path, field, text)
    return tuple(texts)


def _check_selector(path: Path, field: str, selector: str) -> None:
    # Loaded here, because who lists sources without layouts has no use for an HTML parser.
    from cssselect import SelectorError
    from lxml.etree import Element, XPathError

    from parsers.layouts.reading import compiled

    try:
        compiled(selector)(Element("html"))
    except (SelectorError, XPathError) as error:
        reason = f"{field}: {selector!r} is no CSS selector that is known here ({error})"
        raise LayoutError(str(path), reason) from None
