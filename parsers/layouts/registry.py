"""The shipped layouts, one line each, alphabetical. A layout never imports this file."""

from __future__ import annotations

from parsers.layouts.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
