"""Changing ``sources.toml`` as a person would: nothing but what is asked for changes, comments stay."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from crawler.errors import SourcesError
from crawler.sources import ALLOWED, Source, Sources, load_sources, read_sources

_HEADER = "# The sites that Dateline follows. Fields: docs/reference/sources.md; a new one: dateline sources add URL\n"


def load_or_new(path: Path) -> Sources:
    """The file's sources; none where there is no file yet. Raises SourcesError."""
    return load_sources(path) if path.exists() else read_sources("", path)


def append_sources(path: Path, sources: Iterable[Source]) -> None:
    """Write new sources at the end of the file, which is made if missing. Raises SourcesError; then it is as it was."""
    load_or_new(path)
    text = path.read_text("utf-8") if path.exists() else _HEADER
    pieces = [text if not text or text.endswith("\n") else f"{text}\n"]
    for source in sources:
        fields = source.model_dump(exclude={"key", "every"}, exclude_defaults=True) | {"enabled": source.enabled}
        pieces.append(f"\n[sources.{source.key}]\n{_lines(fields)}")
    _write(path, "".join(pieces))


def change_sources(path: Path, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of sources that are in the file: key → field → value. Raises SourcesError; then it is as it was."""
    load_sources(path).select(changes)
    document = tomlkit.parse(path.read_text("utf-8"))
    missing: list[tuple[str, str, Any]] = []
    for key, fields in changes.items():
        table: Any = document["sources"][key]
        for name, value in fields.items():
            if name not in table:
                missing.append((key, name, value))
            elif isinstance(value, list | tuple):
                _fill(table[name], value)
            else:
                table[name] = value
    text = tomlkit.dumps(document)
    for key, name, value in missing:
        text = _with_field(text, key, name, value, path)
    _write(path, text)


def remove_sources(path: Path, keys: Iterable[str]) -> None:
    """Take sources out of the file; what is archived of them stays, and so do comments that are not among their
    fields. Raises SourcesError, also for a key that the file does not have; then it is as it was."""
    chosen = load_sources(path).select(keys)
    text = path.read_text("utf-8")
    for source in chosen:
        start, end = _place(text, source.key, path)
        end = start + len(_fields_of(text[start:end]))
        text = text[:start].rstrip("\n") + "\n" + text[end:] if text[:start].strip() else text[end:].lstrip("\n")
    _write(path, text)


def _lines(fields: Mapping[str, Any]) -> str:
    """Fields as lines of the file, in the order in which they stand everywhere."""
    written = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return tomlkit.dumps({name: written[name] for name in ALLOWED if name in written})


def _fill(array: Any, values: Sequence[str]) -> None:
    """Have a list of the file say these, in this order: what is in it stays with its comment."""
    for old in [old for old in array if old not in values]:
        array.remove(old)
    for place, value in enumerate(values):
        if list(array[place : place + 1]) != [value]:
            if value in array:
                array.remove(value)
            array.insert(place, value)


def _with_field(text: str, key: str, name: str, value: Any, path: Path) -> str:
    """With a new field of a source, before those that stand behind it everywhere."""
    start, end = _place(text, key, path)
    later = "|".join(list(ALLOWED)[list(ALLOWED).index(name) + 1 :]) or "$"
    following = re.compile(rf"^(?:[ \t]*#.*\n)*[ \t]*[\"']?(?:{later})[\"']?[ \t]*=", re.MULTILINE).search(
        text, start, end
    )
    place = following.start() if following else start + len(_fields_of(text[start:end]))
    before = text[:place] if text[:place].endswith("\n") else f"{text[:place]}\n"
    return before + _lines({name: value}) + text[place:]


def _fields_of(table: str) -> str:
    """A table up to its last field: what follows belongs to the next one, such as a title above it, an empty line."""
    lines = table.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "".join(lines)


def _place(text: str, key: str, path: Path) -> tuple[int, int]:
    """Where the table of a source begins and ends, its header included."""
    headers = re.compile(r"^[ \t]*\[[ \t]*([\w\"'-]+[ \t]*(?:\.[ \t]*[\w\"'-]+[ \t]*)*)\][ \t]*(?:#.*)?$", re.MULTILINE)
    starts = [(match.start(), re.sub(r"[\s\"']", "", match[1])) for match in headers.finditer(text)]
    for number, (start, name) in enumerate(starts):
        if name == f"sources.{key}":
            return start, starts[number + 1][0] if number + 1 < len(starts) else len(text)
    raise SourcesError(path, f"no line [sources.{key}]; change it with an editor", field=f"sources.{key}")


def _write(path: Path, text: str) -> None:
    """Check and replace the file in one step, so that no reader and no crash ever sees half of it."""
    read_sources(text, path)
    target = path.resolve()  # a link stays a link
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as file:
            temporary = Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                temporary.chmod(mode)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise SourcesError(path, f"cannot be written ({error.strerror})") from error
