"""The sample site as a value: what each address answers in an edition, and what is truly in the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from demo import feeds, listings
from demo.body import Piece, read_body
from demo.layouts.layout import Layout, View
from demo.layouts.registry import LAYOUTS, address, layout_of
from demo.media import picture
from demo.noise import SILENCE, Noise
from demo.story import DESKS, Story, stories, tag_address
from parsers.article import Article, Author, Link

ISSUED = {1: datetime(2026, 11, 16, 6, 0, tzinfo=UTC), 2: datetime(2026, 11, 21, 6, 0, tzinfo=UTC)}
"""When each edition came out."""
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What an address answers with."""

    body: Callable[[Noise], bytes]
    content_type: str = HTML
    status: int = 200
    changed: datetime | None = None
    """For Last-Modified and, with the bytes without noise, the ETag; None where the site sends neither."""
    location: str | None = None

    @property
    def etag(self) -> str | None:
        """Of the page without its noise, and so the same until what it says changes."""
        return f'"{sha256(self.body(SILENCE)).hexdigest()[:20]}"' if self.changed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf:
    """One page of one story in one layout."""

    story: Story
    layout: Layout
    path: str
    view: View


class Edition:
    """One edition of the site, as read from one base URL."""

    def __init__(self, number: int, base: str) -> None:
        self.number = number
        self.base = base
        told = stories(number)
        self.live = tuple(story for story in told.values() if not story.withdrawn)
        self._withdrawn = tuple(story for story in told.values() if story.withdrawn)
        self._by_slug = told
        self._leaves = tuple(leaf for story in self.live for leaf in self._leaves_of(story))
        self._listings = self._list()
        self._resources = self._publish()

    def resource(self, target: str) -> Resource | None:
        """What a path with its query leads to; None for a 404. Tracking parameters and versions are ignored."""
        path, _, query = target.partition("?")
        kept = "&".join(part for part in query.split("&") if part and not part.startswith(("utm_", "v=", "ver=")))
        if path.startswith("/media/") and path.endswith(".png"):
            return Resource(
                body=lambda _: picture(path.removeprefix("/media/")), content_type="image/png", changed=ISSUED[1]
            )
        return self._resources.get(f"{path}?{kept}" if kept else path)

    # What is true

    def expected(self) -> dict[str, Article]:
        """Canonical URL → the whole article, for all that somebody announces and robots.txt does not forbid."""
        whole: dict[str, Article] = {}
        for leaf in self._leaves:
            if leaf.story.hidden or leaf.view.variant:
                continue
            article = self._truth(leaf)
            url = self.base + address(leaf.story)
            if url in whole:
                before = whole[url]
                article = replace(before, blocks=before.blocks + article.blocks, links=before.links + article.links)
            whole[url] = replace(article, next_page=None)
        return whole

    def expected_pages(self) -> dict[str, Article]:
        """URL → what this page tells, for every address that answers with a page of an article: variants too."""
        return {leaf.view.url: self._truth(leaf) for leaf in self._leaves}

    def other_pages(self) -> list[str]:
        """URLs of pages that are no articles."""
        return [self.base + path for path in self._listings]

    def redirects(self) -> dict[str, str]:
        """Old URL → where it leads."""
        return {f"{self.base}/?p={story.number}": self.base + address(story) for story in self.live}

    def gone(self) -> list[str]:
        """URLs that answer 410."""
        return [self.base + address(story) for story in self._withdrawn]

    def hidden(self) -> list[str]:
        """URLs of articles that robots.txt forbids."""
        return [self.base + address(story) for story in self.live if story.hidden]

    def _truth(self, leaf: _Leaf) -> Article:
        story, view = leaf.story, leaf.view
        article = Article(
            url=view.url,
            canonical_url=self.base + address(story) if view.variant else view.url,
            title=story.title,
            subtitle=story.subtitle,
            blocks=tuple(piece.block for piece in view.pieces),
            authors=tuple(
                Author(
                    name=writer.name,
                    url=f"{self.base}/author/{writer.key}/",
                    bio=writer.bio,
                    image=f"{self.base}/media/{writer.key}.png" if writer.bio else None,
                    links=writer.links,
                )
                for writer in story.writers
            ),
            published=story.published,
            modified=story.modified,
            language=story.desk.language,
            tags=story.tags,
            site_name="The Halyard Dispatch",
            image=f"{self.base}/media/{story.image}.png" if story.image else None,
            is_article=True,
            links=tuple(link for piece in view.pieces for link in piece.links),
            parser_version="truth",
        )
        return leaf.layout.told(story, view, article)

    # What there is

    def _leaves_of(self, story: Story) -> Iterator[_Leaf]:
        layout = layout_of(story)
        pages = read_body(story.body, story.desk.language, self._resolve)
        path = address(story)
        for number, pieces in enumerate(pages, 1):
            here = path if number == 1 else f"{path}/{number}"
            yield self._leaf(story, layout, here, pieces, page=number, pages=len(pages))
        if layout.name == "classic":
            yield self._leaf(story, LAYOUTS["amp"], LAYOUTS["amp"].address(story), pages[0], variant="amp")
        if layout.name == "table":
            yield self._leaf(story, layout, f"{path}&print=1", pages[0], variant="print")

    def _leaf(
        self,
        story: Story,
        layout: Layout,
        path: str,
        pieces: tuple[Piece, ...],
        *,
        page: int = 1,
        pages: int = 1,
        variant: str = "",
    ) -> _Leaf:
        url = self.base + path
        view = View(base=self.base, url=url, pieces=pieces, page=page, pages=pages, variant=variant)
        return _Leaf(story=story, layout=layout, path=path, view=view)

    def _resolve(self, target: str) -> str:
        """``story:slug`` and paths as absolute URLs."""
        if target.startswith("story:"):
            return self.base + address(self._by_slug[target.removeprefix("story:")])
        return self.base + target if target.startswith("/") else target

    def _publish(self) -> dict[str, Resource]:
        found = {leaf.path: self._article(leaf) for leaf in self._leaves}
        found |= {path: self._text(page) for path, page in self._listings.items()}
        for story in self.live:
            to = address(story)
            found[f"/?p={story.number}"] = Resource(body=lambda _: b"Moved", status=301, location=self.base + to)
        for story in self._withdrawn:
            gone = b"<!DOCTYPE html><title>Gone</title><h1>This story was withdrawn</h1><p>We should not have run it."
            found[address(story)] = Resource(body=lambda _, page=gone: page, status=410)  # type: ignore[misc]
        style = (Path(__file__).parent / "style.css").read_bytes()
        for path, content_type, content in (
            ("/feed/", "application/rss+xml; charset=utf-8", feeds.rss(self.live, self.base)),
            ("/atom.xml", "application/atom+xml", feeds.atom(self.live, self.base)),
            ("/feed.json", "application/feed+json", feeds.json_feed(self.live, self.base)),
            ("/sitemap.xml", "application/xml", feeds.sitemap(self.live, self.base)),
            ("/sitemap_index.xml", "text/xml", feeds.sitemap_index(self.base)),
            ("/sitemap-features.xml.gz", "application/gzip", feeds.dated_sitemap(self.live, self.base)),
            ("/news-sitemap.xml", "application/xml", feeds.news_sitemap(self.live, self.base)),
            ("/robots.txt", "text/plain; charset=utf-8", feeds.robots(self.live, self.base).encode()),
            ("/style.css", "text/css", style),
        ):
            found[path] = self._bytes(content, content_type)
        return found

    def _list(self) -> dict[str, Callable[[Noise], str]]:
        live = self.live
        tags = sorted({tag for story in live for tag in story.tags})
        writers = {writer.key: writer for story in live for writer in story.writers}
        pages: dict[str, Callable[[Noise], str]] = {
            "/": lambda noise: listings.front(live, noise),
            "/about/": listings.about,
            "/search/": listings.search,
            "/login/": listings.login,
            "/newsletter/": listings.newsletter,
            "/forum/": listings.forum,
        }
        for desk in DESKS.values():
            pages[f"/{desk.key}/"] = lambda noise, desk=desk: listings.section(desk, live, noise)  # type: ignore[misc]
        for tag in tags:
            pages[tag_address(tag)] = lambda noise, tag=tag: listings.tag(tag, live, noise)  # type: ignore[misc]
        for key, writer in writers.items():
            pages[f"/author/{key}/"] = lambda noise, w=writer: listings.author(w, live, noise)  # type: ignore[misc]
        return pages

    def _article(self, leaf: _Leaf) -> Resource:
        story, layout = leaf.story, leaf.layout
        near = [other for other in self.live if other.desk is story.desk and other is not story and not other.hidden]

        def body(noise: Noise) -> bytes:
            related = tuple(Link(url=address(other), text=other.title) for other in noise.pick(near, 3))
            view = replace(leaf.view, nonce=noise.nonce, views=noise.views, ago=noise.ago, related=related)
            return layout.page(story, view).encode(layout.encoding(story))

        changed = story.touched if layout.validators else None
        return Resource(body=body, content_type=layout.content_type(story), changed=changed)

    def _text(self, page: Callable[[Noise], str]) -> Resource:
        return Resource(body=lambda noise: page(noise).encode(), changed=ISSUED[self.number])

    def _bytes(self, content: bytes, content_type: str) -> Resource:
        return Resource(body=lambda _: content, content_type=content_type, changed=ISSUED[self.number])
