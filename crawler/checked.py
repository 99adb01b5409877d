"""Whether settings, ours and those of Scrapy that a user gives, can be what they say, before anything is done."""

from __future__ import annotations

import logging
import math
from difflib import get_close_matches

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from crawler.errors import UsedWrongly

OURS = "DATELINE_"
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
MOST = 1_000_000_000
"""Of each of them; seconds are thirty years then. No calendar has times much further away."""
MOST_DAYS = 100_000


FRACTIONS = ("DOWNLOAD_TIMEOUT", "DNS_TIMEOUT")
"""Scrapy's that may be fractions, though their defaults are none."""
BELOW_ZERO = ("DEPTH_PRIORITY", "FEED_EXPORT_INDENT", "REDIRECT_PRIORITY_ADJUST", "RETRY_PRIORITY_ADJUST")


def check_settings(settings: BaseSettings) -> None:
    """Raise UsedWrongly for the first, from the command line or (ours) the environment, that makes no sense."""
    for name in FLAGS:
        _check_flag(settings, name)
    for name, least in NUMBERS.items():
        text, most = str(settings[name]), MOST_DAYS if name.endswith("_DAYS") else MOST
        number = int(text[:20]) if text.isdecimal() else -1
        if number < least:
            raise UsedWrongly(f"{name}={text} is no whole number from {least} on.")
        if number > most:
            raise UsedWrongly(f"{name}={text[:20]} is more than {most:,}, the most that makes sense.")
    for name in settings:
        if (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]:
            _check_given(settings, name)


def _check_given(settings: BaseSettings, name: str) -> None:
    """One that stands on the command line: Scrapy's are of the kind that their defaults are."""
    from crawler import settings as ours  # reads the environment, and is not to do so before a crawl's time

    if name.startswith(OURS):
        if not hasattr(ours, name):
            known = [each.removeprefix(OURS) for each in vars(ours) if each.startswith(OURS)]
            near = get_close_matches(name.removeprefix(OURS), known, 1)
            more = f"did you mean {OURS}{near[0]}?" if near else "docs/reference/settings.md has them all."
            raise UsedWrongly(f"There is no setting {name}; {more}")
        return
    usual = getattr(ours, name, getattr(default_settings, name, None))
    if isinstance(usual, bool):
        _check_flag(settings, name)
    elif isinstance(usual, int | float):
        _check_number(name, str(settings[name]), whole=isinstance(usual, int) and name not in FRACTIONS)
    elif name == "LOG_LEVEL" and settings[name] not in logging.getLevelNamesMapping():
        raise UsedWrongly(f"LOG_LEVEL={settings[name]} is none of DEBUG, INFO, WARNING, ERROR, CRITICAL.")


def _check_flag(settings: BaseSettings, name: str) -> None:
    try:
        settings.getbool(name)
    except ValueError:
        raise UsedWrongly(f"{name}={settings[name]} is neither 0 nor 1.") from None


def _check_number(name: str, text: str, *, whole: bool) -> None:
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or (number < 0 and name not in BELOW_ZERO):
        raise UsedWrongly(f"{name}={text} is no {'whole ' * whole}number{'' if name in BELOW_ZERO else ' from 0 on'}.")
