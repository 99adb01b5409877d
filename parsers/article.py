"""The words that the whole house shares: what one page told at one moment, as frozen values.

Standard library only, so that whoever needs the words (the archive does) loads no HTML parser.
Text is plain text: entities decoded, white space folded to single spaces (code keeps its lines), no control
characters and no lone surrogates, so that every value can be written as UTF-8 JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

__all__ = [
    "CORRECTION_WORDS",
    "Article",
    "Author",
    "Block",
    "Code",
    "Comment",
    "CommentWidget",
    "Figure",
    "Heading",
    "Link",
    "ListBlock",
    "Moment",
    "Paragraph",
    "Quote",
    "Section",
    "Table",
]

Moment = datetime | date
"""A time as the page tells it: aware where it names an offset, naive where it names none, a plain date where it
tells no time of day."""


CORRECTION_WORDS = (
    "correction", "corrections", "corrected", "clarification", "clarifications", "clarified", "update", "updated",
    "erratum", "errata", "retraction", "retracted", "amendment", "amended", "editor's note", "editor’s note",
    "editors' note", "editors’ note", "editors note", "editor note", "note from the editor", "note from the editors",
    "for the record",
    "korrektur", "berichtigung", "richtigstellung", "aktualisierung", "aktualisiert", "nachtrag", "ergänzung",
    "anmerkung der redaktion", "anmerkung d. red.", "anm. der redaktion", "anm. d. redaktion", "anm. d. red.",
    "anm. d. red", "hinweis der redaktion",
    "rectificatif", "rectification", "mise à jour", "mis à jour", "précision", "note de la rédaction",
    "corrección", "correccion", "rectificación", "rectificacion", "aclaración", "aclaracion", "actualización",
    "actualizacion", "actualizado", "fe de errores", "fe de erratas", "nota de la redacción", "nota de la redaccion",
    "nota del editor", "nota de editor",
    "correção", "correcao", "esclarecimento", "atualização", "atualizacao", "atualizado", "nota da redação",
    "nota da redacao", "nota do editor",
    "errata corrige", "correzione", "rettifica", "precisazione", "aggiornamento", "aggiornato", "nota della redazione",
    "correctie", "rectificatie", "aanvulling", "bijgewerkt",
    "rättelse", "korrigering", "uppdatering", "uppdaterad", "förtydligande", "rettelse", "berigtigelse", "opdatering",
    "opdateret", "oppdatering", "oppdatert", "presisering", "korjaus", "oikaisu", "päivitys", "päivitetty", "täsmennys",
    "sprostowanie", "korekta", "aktualizacja", "zaktualizowano", "od redakcji", "oprava", "aktualizace", "aktualizováno",
    "helyreigazítás", "frissítés", "frissítve", "rectificare", "actualizare", "düzeltme", "güncelleme", "güncellendi",
    "upd", "исправление", "исправлено", "дополнено", "уточнение", "поправка", "опровержение", "обновление", "обновлено",
    "от редакции", "виправлення", "оновлення", "оновлено", "уточнення", "від редакції", "διόρθωση", "ενημέρωση",
    "تصحيح", "تحديث", "توضيح", "תיקון", "הבהרה", "עדכון", "सुधार", "संशोधन", "अपडेट",
    "訂正", "訂正とお詫び", "お詫びと訂正", "追記", "修正", "更新", "更正", "勘误", "勘誤", "编者注", "编者按", "編者按", "編者註", "編者注",
    "정정", "정정보도", "바로잡습니다", "수정", "업데이트",
)  # fmt: skip
"""How notes begin that own up to a change of the text, in small letters, in the languages that we know: a page may tell
them anywhere, and a version that has one more is no silent edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of running text."""

    text: str

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """An ordered or unordered list; a list inside an item is told as items of its own, after the item."""

    items: tuple[str, ...]
    ordered: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return self.items


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A block quotation, its paragraphs in order; the attribution, where marked as such, is the last of them."""

    paragraphs: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return self.paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Preformatted text with its line breaks and indentation."""

    text: str

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data table, row by row; the header, where there is one, is the first row."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Each row as one text, empty cells left out, cells parted by `` | ``."""
        return tuple(text for row in self.rows if (text := " | ".join(cell for cell in row if cell)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An image, video or embed. What it says (caption, credit) stands only here, never in the body text."""

    image: str | None = None
    """Absolute URL."""
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside the body; what follows it, up to the next heading, is its section."""

    text: str
    level: int
    """2–6 as in HTML (an ``h1`` inside the body counts as 2); one in disguise has the level of its place."""

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,)


Block = Paragraph | ListBlock | Quote | Code | Table | Figure | Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with the text under it."""

    heading: str
    """As the page writes it, colon and numbering included."""
    level: int
    paragraphs: tuple[str, ...] = ()
    """Paragraphs, list items, quotes, table rows and code as texts in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody the byline names."""

    name: str
    """Without "By", role or handle."""
    url: str | None = None
    """Profile page, absolute."""
    bio: str | None = None
    """Text of the author box; else JSON-LD ``Person.description``; None where neither says anything."""
    image: str | None = None
    """Portrait, absolute URL."""
    links: tuple[str, ...] = ()
    """Other pages of this person (social profiles, home page), absolute, in page order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWidget:
    """A comment system that stands under this article: its form, thread, embed, or a link to its thread."""

    provider: str
    """Slug of the system: ``wordpress``, ``disqus``, ``native``…"""
    site_id: str | None = None
    """The publisher's account there (a Disqus shortname)."""
    thread_id: str | None = None
    """The thread's identifier as the page writes it."""
    url: str | None = None
    """Where the thread can be read, absolute."""
    count: int | None = None
    """Number of comments as the page itself states it; 0 for "No comments"; None where it states none."""
    open: bool | None = None
    """Whether one can comment; None where the page does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment that is in the page's HTML."""

    id: str | None = None
    """As the page writes it (``comment-17``); None where it gives none."""
    parent: str | None = None
    """``id`` of the comment this one answers, or None."""
    author: str | None = None
    published: Moment | None = None
    text: str
    """A line for each of its paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in the body."""

    url: str
    """Absolute."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page as it read at one moment. Order in every tuple is page order."""

    url: str
    """Address the bytes came from; may be empty."""
    canonical_url: str
    """``link rel=canonical`` made absolute; ``url`` where the page has none."""
    title: str | None
    """Headline without the site's name; None only where ``is_article`` is false."""
    subtitle: str | None = None
    """Dek or standfirst."""
    blocks: tuple[Block, ...] = ()
    """The body: everything of the article's own text, typed, in reading order."""
    authors: tuple[Author, ...] = ()
    """Empty where the page names none."""
    published: Moment | None = None
    """As the publisher states it; never the time of the crawl."""
    modified: Moment | None = None
    language: str | None = None
    """BCP 47 tag, such as ``en`` or ``pt-BR``."""
    tags: tuple[str, ...] = ()
    site_name: str | None = None
    image: str | None = None
    """Lead image, absolute URL."""
    widgets: tuple[CommentWidget, ...] = ()
    comments: tuple[Comment, ...] = ()
    is_article: bool
    """False for section fronts, tag pages, search results, products, logins…"""
    paywalled: bool | None = None
    """True where the page says that text is held back, False where it says that none is, else None."""
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    """The article's next page, absolute."""
    confidence: float = 0.0
    """0…1: how sure the parser is of the whole."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Field → the rule that gave its value: ``title`` → ``json-ld:headline``, ``authors[0].bio`` → ``box:author-bio``."""
    parser_version: str

    @property
    def lead(self) -> tuple[str, ...]:
        """Body texts before the first heading."""
        return _split(self.blocks)[0]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The headings, each with the body texts under it."""
        return _split(self.blocks)[1]

    @property
    def text(self) -> str:
        """Lead, headings and paragraphs, one a line."""
        return "\n".join(text for block in self.blocks for text in block.texts)

    def to_dict(self) -> dict[str, Any]:
        """The article document: JSON-ready, keys and meaning as in ``docs/reference/article.md``."""
        lead, sections = _split(self.blocks)
        return {
            "url": self.url,
            "canonical_url": self.canonical_url,
            "title": self.title,
            "subtitle": self.subtitle,
            "lead": list(lead),
            "sections": [{"heading": s.heading, "level": s.level, "paragraphs": list(s.paragraphs)} for s in sections],
            "authors": [
                {"name": a.name, "url": a.url, "bio": a.bio, "image": a.image, "links": list(a.links)}
                for a in self.authors
            ],
            "published": _iso(self.published),
            "modified": _iso(self.modified),
            "language": self.language,
            "tags": list(self.tags),
            "site_name": self.site_name,
            "image": self.image,
            "comments": {
                "widgets": [
                    {
                        "provider": w.provider,
                        "site_id": w.site_id,
                        "thread_id": w.thread_id,
                        "url": w.url,
                        "count": w.count,
                        "open": w.open,
                    }
                    for w in self.widgets
                ],
                "items": [
                    {
                        "id": c.id,
                        "parent": c.parent,
                        "author": c.author,
                        "published": _iso(c.published),
                        "text": c.text,
                    }
                    for c in self.comments
                ],
            },
            "is_article": self.is_article,
            "paywalled": self.paywalled,
            "links": [{"url": link.url, "text": link.text} for link in self.links],
            "next_page": self.next_page,
            "confidence": self.confidence,
            "provenance": dict(self.provenance),
            "parser_version": self.parser_version,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Article:
        """The article that ``to_dict`` told. The document does not tell kinds of blocks: texts come back as paragraphs.

        Raises KeyError, TypeError or ValueError where the document is not of that shape.
        """
        blocks: list[Block] = [Paragraph(text=text) for text in _many(document["lead"])]
        for section in document["sections"]:
            blocks.append(Heading(text=section["heading"], level=section["level"]))
            blocks += (Paragraph(text=text) for text in _many(section["paragraphs"]))
        return cls(
            url=document["url"],
            canonical_url=document["canonical_url"],
            title=document["title"],
            subtitle=document["subtitle"],
            blocks=tuple(blocks),
            authors=tuple(Author(**{**author, "links": _many(author["links"])}) for author in document["authors"]),
            published=_moment(document["published"]),
            modified=_moment(document["modified"]),
            language=document["language"],
            tags=_many(document["tags"]),
            site_name=document["site_name"],
            image=document["image"],
            widgets=tuple(CommentWidget(**widget) for widget in document["comments"]["widgets"]),
            comments=tuple(
                Comment(**{**comment, "published": _moment(comment["published"])})
                for comment in document["comments"]["items"]
            ),
            is_article=document["is_article"],
            paywalled=document["paywalled"],
            links=tuple(Link(**link) for link in document["links"]),
            next_page=document["next_page"],
            confidence=document["confidence"],
            provenance=dict(document["provenance"]),
            parser_version=document["parser_version"],
        )


def _many(texts: Sequence[str]) -> tuple[str, ...]:
    if isinstance(texts, str):
        raise TypeError(f"{texts:.60} stands where a list of texts belongs")
    return tuple(texts)


def _split(blocks: Iterable[Block]) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Blocks as (texts before the first heading, sections)."""
    lead: list[str] = []
    sections: list[tuple[Heading, list[str]]] = []
    texts: list[str] = lead
    for block in blocks:
        if isinstance(block, Heading):
            texts = []
            sections.append((block, texts))
        else:
            texts += block.texts
    return tuple(lead), tuple(
        Section(heading=heading.text, level=heading.level, paragraphs=tuple(under)) for heading, under in sections
    )


def _iso(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> Moment | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == len("2026-11-01") else datetime.fromisoformat(text)
