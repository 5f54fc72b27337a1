"""`python -m attribution FILE`: an article in, the article with its statements marked out, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

import settings
from attribution import statements
from attribution.contract import UNKNOWN, article_from_line, as_json
from domain import Article, Reference
from errors import BadInput, UnreadableArticle, WhosaidError

NOTHING_READ = 3
EXAMPLE = """Who says what in an article: every statement with its chain of speakers, its stance and how sure that is.

Green is quoted, cyan paraphrased, magenta both, dim the outlet's own voice; speakers bold, cues underlined.

Example: python -m attribution articles/abu-kamal.txt --language en
"""


def main(
    file: Annotated[Path | None, typer.Argument(help="An article in any format that ingest reads.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language, such as en; default: told from the text.")] = None,
    as_lines: Annotated[bool, typer.Option("--json", help="One JSON object per article.")] = False,
    batch: Annotated[Path | None, typer.Option(help='JSON lines {"id", "lang", "text"}; writes JSON lines.')] = None,
) -> None:
    """Read, attribute, print."""
    try:
        for article in _articles(file, batch, language):
            _print(article, as_lines or batch is not None)
    except UnreadableArticle as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOTHING_READ) from None
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None


def _print(article: Article, as_lines: bool) -> None:
    found = statements(article)
    if as_lines:
        print(json.dumps(as_json(article, found), ensure_ascii=False))
        return
    from rich.console import Console

    from attribution.display import listing, marked

    console = Console(highlight=False)
    console.print(marked(article, found), "", listing(article, found), sep="\n", end="")


def _articles(file: Path | None, batch: Path | None, language: str | None) -> Iterator[Article]:
    if (file is None) == (batch is None):
        raise BadInput("give either a FILE or --batch TEXTS.jsonl; see python -m attribution --help.")
    if batch is not None:
        yield from _lines(batch, language)
    elif file is not None:
        yield from _file(file, language)


def _lines(batch: Path, language: str | None) -> Iterator[Article]:
    for number, line in enumerate(_read(batch).split("\n"), 1):
        if line.strip():
            yield article_from_line(line, number, language)


def _file(file: Path, language: str | None) -> Iterator[Article]:
    """Plain text is taken as it stands, so that offsets are the file's; other formats go through ingest."""
    if file.suffix.lower() in (".txt", ""):
        text = _read(file)
        yield Article(Reference(file.stem, None, None, language or _told(text), path=str(file)), text)
        return
    from ingest import read_file

    for article in read_file(file):
        known = article.reference
        code = language or known.language
        yield Article(Reference(known.id, known.title, known.outlet, code, known.published), article.text)


def _told(text: str) -> str:
    from languages.detection import detect

    return detect(text)[0] or UNKNOWN


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise UnreadableArticle(f"{path} is no file; name an article file.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableArticle(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UnreadableArticle(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8.") from None
    if not text.strip():
        raise UnreadableArticle(f"{path} is empty; name a file that holds an article.")
    return text


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command(help=EXAMPLE)(main)

if __name__ == "__main__":
    settings.escape_unknown_scripts()
    app()
