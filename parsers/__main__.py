"""``python -m parsers FILE --url URL``: one saved page as the article document, on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parsers.errors import LayoutError, ParseError
from parsers.explanation import explain as explanation
from parsers.explanation import show
from parsers.layouts.file import read_layout_file
from parsers.parse import read_article


@click.command(
    epilog="\b\nExample:\n  python -m parsers page.html --url https://example.com/2026/11/a-story",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", default="", help="Address the page came from: makes its links absolute, dates its path.")
@click.option("--content-type", help="The HTTP header, where it named an encoding.")
@click.option(
    "--layout",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A layout file to try before the shipped layouts; may be given more than once.",
)
@click.option("--explain", is_flag=True, help="Show which rule gave each field and which candidates lost instead.")
def main(file: Path, url: str, content_type: str | None, files: tuple[Path, ...], explain: bool) -> None:
    """Print the article document of one saved page (FILE, or - for standard input) as JSON."""
    try:
        html = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        layouts = [read_layout_file(path) for path in files]
        reading = read_article(html, url, content_type=content_type, layouts=layouts)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    except LayoutError as error:
        raise click.ClickException(str(error)) from error
    except ParseError as error:
        raise click.ClickException(f"{file}: {error.reason}") from error
    if url and not reading.article.url:
        raise click.BadParameter(
            f"{url!r} is no address on the web; they begin with https:// or http://", param_hint="--url"
        )
    if explain:
        show(list(explanation(reading)))
    else:
        click.echo(json.dumps(reading.article.to_dict(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main(prog_name="python -m parsers")
