"""Whether our own settings can be what they say, before anything is done by them."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.errors import UsedWrongly

FLAGS = ("DATELINE_ALLOW_PRIVATE_ADDRESSES", "DATELINE_VERIFY_TLS", "DATELINE_LOG_JSON")
NUMBERS = {
    "DATELINE_PARSE_PROCESSES": 1,
    "DATELINE_PARSE_SECONDS": 1,
    "DATELINE_PARSE_MEGABYTES": 1,
    "DATELINE_ROBOTS_SECONDS": 0,
    "DATELINE_GONE_SECONDS": 0,
    "DATELINE_RETRY_SECONDS": 1,
    "DATELINE_LISTING_DAYS": 0,
    "DATELINE_PAGES_PER_HOST": 0,
    "DATELINE_RENDER_SECONDS": 1,
    "DATELINE_REVISIT_PERCENT": 0,
}
"""Setting → the least that makes sense."""


def check_settings(settings: BaseSettings) -> None:
    """Raise UsedWrongly for the first of ours, from the command line or the environment, that makes no sense."""
    for name in FLAGS:
        try:
            settings.getbool(name)
        except ValueError:
            raise UsedWrongly(f"{name}={settings[name]} is neither 0 nor 1.") from None
    for name, least in NUMBERS.items():
        text = str(settings[name])
        if not text.isdecimal() or int(text) < least:
            raise UsedWrongly(f"{name}={text} is no whole number from {least} on.")
