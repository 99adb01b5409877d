"""The layouts of the sample site, one line each."""

from __future__ import annotations

from demo.layouts import amp, classic, german, magazine, modern, plain, table, wire
from demo.layouts.layout import Layout
from demo.story import Story

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT for module in (amp, classic, german, magazine, modern, plain, table, wire)
}


def layout_of(story: Story) -> Layout:
    """The publishing system that the story's desk runs on."""
    return LAYOUTS[story.desk.layout]


def address(story: Story) -> str:
    """Path and query of the story's own page."""
    return layout_of(story).address(story)
