"""Parquet: the same rows as CSV, typed and compressed, for pandas, DuckDB and their like."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO

from archive.errors import ArchiveError
from archive.reading import articles

_GROUP = 500
"""Rows held in memory at a time: with pyarrow's own 100 MB within 200 MB, and enough to compress well."""


class NoParquet(ArchiveError):
    """The library for it is not installed: it is an extra."""


def write(groups: Iterable[list[articles.Row]], out: BinaryIO, columns: dict[str, articles.Kind]) -> None:
    """Write the rows, compressed with zstd. Raises NoParquet where pyarrow is missing."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise NoParquet("parquet", "pyarrow writes it and is not installed: pip install -e '.[parquet]'") from error

    types = {
        "integer": pa.int64(),
        "text": pa.string(),
        "time": pa.timestamp("s", tz="UTC"),
        "flag": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    stream = chain.from_iterable(groups)
    with parquet.ParquetWriter(out, schema, compression="zstd") as table:
        while group := list(islice(stream, _GROUP)):
            typed = {name: [_typed(row[name], kind) for row in group] for name, kind in columns.items()}
            table.write_table(pa.Table.from_pydict(typed, schema=schema))


def _typed(value: Any, kind: articles.Kind) -> Any:
    match kind:
        case "list":
            return articles.as_list(value)
        case "flag":
            return None if value is None else bool(value)
        case "time":
            return None if value is None else datetime.fromisoformat(value)
    return value
