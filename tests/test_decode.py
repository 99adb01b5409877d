"""Which encoding a page is read in: byte order mark, header, meta, guess, in the order browsers use."""

import pytest

from parsers import PageTooLarge, ParseError, Undecodable, parse_article

GERMAN = "Größere Akkus für kleine Geräte"
RUSSIAN = "Небольшая компания показала новый процессор для ноутбуков"
JAPANESE = "小さな会社が新しい電池を発表した。来年の春に発売される予定だ。"


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{text}</title></head><body><h1>{text}</h1><p>{text} {text}</p></body></html>"


def title_of(html: bytes, content_type: str | None = None) -> str | None:
    return parse_article(html, "https://example.com/a", content_type=content_type).title


@pytest.mark.parametrize(
    ("html", "content_type", "title"),
    [
        pytest.param(
            b"\xef\xbb\xbf" + page(GERMAN).encode(), "text/html; charset=koi8-r", GERMAN, id="a BOM beats the header"
        ),
        pytest.param(page(GERMAN).encode("utf-16"), None, GERMAN, id="a UTF-16 BOM"),
        pytest.param(page(RUSSIAN).encode("koi8-r"), "text/html; charset=KOI8-R", RUSSIAN, id="the header"),
        pytest.param(
            page(RUSSIAN, '<meta charset="windows-1252">').encode("cp1251"),
            'text/html; charset="windows-1251"',
            RUSSIAN,
            id="the header beats the meta tag",
        ),
        pytest.param(
            page(JAPANESE, '<meta charset="Shift_JIS">').encode("shift_jis"), "text/html", JAPANESE, id="the meta tag"
        ),
        pytest.param(
            page(RUSSIAN, '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">').encode(
                "cp1251"
            ),
            None,
            RUSSIAN,
            id="the old meta tag",
        ),
        pytest.param(page(GERMAN).encode(), None, GERMAN, id="undeclared UTF-8"),
        pytest.param(page(RUSSIAN).encode("cp1251"), None, RUSSIAN, id="undeclared windows-1251, guessed"),
        pytest.param(
            page(GERMAN, '<meta charset="utf-16">').encode(), None, GERMAN, id="utf-16 in a meta tag is a lie"
        ),
        pytest.param(page(GERMAN, '<meta charset="utf-7">').encode(), None, GERMAN, id="utf-7 is no encoding"),
        *(
            pytest.param(
                page(GERMAN, f'<meta charset="{name}">').encode(),
                f"text/html; charset={name}",
                GERMAN,
                id=f"{name} is a codec of Python, no encoding",
            )
            for name in ("hex", "idna", "undefined", "punycode", "unicode_escape")
        ),
        pytest.param(
            page(GERMAN, '<meta charset="klingon">').encode(), "text/html; charset=vulcan", GERMAN, id="unknown names"
        ),
        pytest.param(page(GERMAN).encode(), "text/html; charset=iso-8859-1", GERMAN, id="UTF-8 declared as Latin-1"),
        pytest.param(
            page(GERMAN).encode("latin-1"), "text/html; charset=utf-8", GERMAN, id="Latin-1 declared as UTF-8"
        ),
    ],
)
def test_the_title_reads_right(html, content_type, title):
    assert title_of(html, content_type) == title


def test_text_that_was_encoded_twice_is_read_as_meant():
    mangled = "Larkspur’s fan — quieter".encode().decode("latin-1").encode()

    assert title_of(b"<meta charset=utf-8><h1>" + mangled + b"</h1><p>Text.</p>") == "Larkspur’s fan — quieter"


def test_one_bad_byte_costs_one_character():
    html = page(GERMAN * 3).encode().replace(b"Akkus", b"Akk\xffs", 1)

    assert parse_article(html, "https://example.com/a", content_type="text/html; charset=utf-8").text.startswith(
        "Größere"
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (b"", "an empty page"),
        (b" \n\t ", "an empty page"),
        (b"%PDF-1.7 \x00\x01\x02", "a binary file, not a page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "a binary file, not a page"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a binary file, not a page"),
        (bytes(range(256)) * 3 + bytes(2000), "binary data, not text"),
        (bytes(range(1, 256)) * 40, "binary data, not text"),
    ],
)
def test_bytes_without_text_are_refused_with_a_reason(html, reason):
    with pytest.raises(Undecodable) as refusal:
        parse_article(html, "https://example.com/a")

    assert refusal.value.reason == reason
    assert str(refusal.value) == f"https://example.com/a: {reason}"


def test_too_many_bytes_are_refused_before_any_work():
    with pytest.raises(PageTooLarge):
        parse_article(b"<p>" + b"word " * 2_100_000, "https://example.com/a")


def test_too_many_elements_are_refused():
    with pytest.raises(PageTooLarge, match="more than 75,000 elements"):
        parse_article(b"<i>x</i>" * 100_001, "https://example.com/a")


def test_every_refusal_is_a_value_error():
    assert issubclass(ParseError, ValueError)
