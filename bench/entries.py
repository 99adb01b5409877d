"""Keeps articles with lemon24/reader, in an environment of its own: ``python -m bench.entries FILE``.

On stdin a line of JSON for each batch, a list of entries as ``reader.add_entry`` takes them (``published`` as text); on
stdout a line for each: CPU ``seconds`` that adding and indexing them took.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime


def main() -> None:
    from reader import make_reader  # type: ignore[import-not-found,unused-ignore]  # not in our environment

    kept = make_reader(sys.argv[1])
    kept.enable_search()
    feeds: set[str] = set()
    for line in sys.stdin:
        entries = json.loads(line)
        for entry in entries:
            entry["published"] = datetime.fromisoformat(entry["published"])
            if entry["feed_url"] not in feeds:
                kept.add_feed(entry["feed_url"], allow_invalid_url=True)
                feeds.add(entry["feed_url"])
        begin = time.process_time()
        for entry in entries:
            kept.add_entry(entry)
        kept.update_search()
        print(json.dumps({"seconds": time.process_time() - begin}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
