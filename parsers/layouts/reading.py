"""What a layout finds in a page. Where it finds nothing, the generic rules go on as if there were none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector
from lxml.etree import _Element

from parsers.article import Moment
from parsers.found import Found
from parsers.layouts.layout import Layout
from parsers.moments.reading import read_moment
from parsers.page import Page
from parsers.text import text_of

NO_LAYOUT = Layout(name="none")


def read_layout(page: Page, layouts: Iterable[Layout]) -> LayoutReading:
    """The first layout that applies to the page, at work on it; one that finds nothing where none applies."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    for layout in layouts:
        is_host = not layout.hosts or any(host == name or host.endswith(f".{name}") for name in layout.hosts)
        if is_host and (not layout.marks or next(_select(page, layout.marks), None) is not None):
            return LayoutReading(page, layout)
    return LayoutReading(page, NO_LAYOUT)


class LayoutReading:
    """A layout at work. Making one mends the tree: what is to be dropped goes, what is a heading becomes one."""

    def __init__(self, page: Page, layout: Layout) -> None:
        self._page = page
        self.layout = layout
        self.rule = f"layout:{layout.name}"
        for element in _select_all(page, layout.drop):
            if element is not page.body and element.getparent() is not None:
                _remove(element)
        for element in _select_all(page, layout.headings):
            element.tag = "h2"

    def title(self) -> Found[str | None] | None:
        return self._text(self.layout.title)

    def subtitle(self) -> Found[str | None] | None:
        return self._text(self.layout.subtitle)

    def names(self) -> Found[list[str]] | None:
        """One name for each element of the byline."""
        names = [text for element in _select(self._page, self.layout.byline) if (text := text_of(element))]
        return Found(list(dict.fromkeys(names)), self.rule) if names else None

    def published(self) -> Found[Moment | None] | None:
        for element in _select(self._page, self.layout.published):
            told = element.get("datetime") or element.get("content") or text_of(element)
            if moment := read_moment(told, self._page.day_order.language, day_first=self._page.day_order.of(told)):
                return Found(moment, self.rule)
        return None

    def body(self) -> Found[_Element] | None:
        """The element that holds the text."""
        element = next(_select(self._page, self.layout.body), None)
        return Found(element, self.rule) if element is not None else None

    def _text(self, selectors: tuple[str, ...]) -> Found[str | None] | None:
        text = next((text for element in _select(self._page, selectors) if (text := text_of(element))), None)
        return Found(text, self.rule) if text else None


@cache
def compiled(selector: str) -> CSSSelector:
    """Raises cssselect.SelectorError."""
    return CSSSelector(selector, translator="html")


def _select(page: Page, selectors: tuple[str, ...]) -> Iterator[_Element]:
    """What the first selector that finds anything finds, in page order."""
    for selector in selectors:
        if found := compiled(selector)(page.root):
            yield from found
            return


def _select_all(page: Page, selectors: tuple[str, ...]) -> list[_Element]:
    """What any of the selectors finds."""
    return [element for selector in selectors for element in compiled(selector)(page.root)]


def _remove(element: _Element) -> None:
    """Takes the element out; its tail belongs to its parent and stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
