"""The recording that WARC files are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crawler.errors import UsedWrongly
from crawler.recordings.recording import NotRecorded, PassedOver, Recorded
from crawler.recordings.warc import Unreadable, list_records, read_answer
from crawler.recordings.warc_index import Held, Place, WarcIndex


class WarcRecording:
    """The answers of WARC files, in the order of their time."""

    def __init__(self, path: Path) -> None:
        self.ended_early = self.is_partial = False
        self._index = WarcIndex()
        files = sorted(path.rglob("*.warc*")) if path.is_dir() else [path]
        for file in files:
            offset: int | None = 0
            while offset is not None:
                listing = list_records(str(file.absolute()), offset)
                self._index.add(str(file.absolute()), listing.records)
                offset = listing.next_offset
        self._index.complete()
        self._told: dict[str, int] = {}
        begins = self._index.begins()
        if begins is None:
            raise UsedWrongly(f"DATELINE_REPLAY={path}: there is no answer in it.")
        self.begins = begins

    def answer(self, url: str, *, is_conditional: bool) -> Recorded:
        rows = self._index.of(url)
        if not rows:
            raise NotRecorded(f"{url} is not in the recording")
        place = min(self._told.get(url, -1) + 1, len(rows) - 1)
        self._told[url] = place
        held = rows[place]
        if held.status == 304 and not is_conditional:
            held = next((one for one in reversed(rows[:place]) if one.status == 200), held)
        if held.place is None:
            return Recorded(at=held.at, status=None, error=held.error, seconds=held.seconds)
        own = self._read(held.place, held)
        body = self._read(held.body, held).body if held.body is not None else own.body
        headers = dict(held.headers or own.headers)
        return Recorded(at=held.at, status=held.status, headers=headers, body=body, seconds=held.seconds)

    def place(self, url: str) -> int | None:
        return None  # a WARC file of another program tells no order of requests, only of answers to the second

    def passed_over(self, url: str) -> PassedOver | None:
        return None

    def was_reached(self, url: str) -> bool:
        return True

    def spelled(self, url: str) -> str:
        return url

    def next_place(self, host: str) -> int | None:
        return None

    def left(self) -> list[str]:
        told = {url: place + 1 for url, place in self._told.items()}
        return [url for url, count in self._index.answers().items() for _ in range(count - told.get(url, 0))]

    def close(self) -> None:
        self._index.close()

    def _read(self, place: Place, held: Held) -> Any:
        try:
            return read_answer(place.path, place.offset, 2**31, ours=held.page is not None)
        except Unreadable as error:
            raise NotRecorded(f"{held.url} {error}") from error
