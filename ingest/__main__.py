"""`python -m ingest PATH…`: article files in, an archive that can be asked out, with a report of what was done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import settings
from errors import BadInput, WhosaidError
from ingest import Report, ingest
from ingest.files import resolved
from ingest.limits import Limits
from ingest.run import Progress

NOTHING_READ = 3
EXAMPLE = """Read article files (.txt .md .html .json .jsonl .csv), or folders or ZIPs of them, into the archive.

Run it again whenever files change: what is unchanged is not read.

Example: python -m ingest news/ more/story.html --archive var/archive
"""


def main(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; folders are read with all below them.")],
    archive: Annotated[Path | None, typer.Option(help="Folder of the archive; default: WHOSAID_ARCHIVE.")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete what came from files that are gone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
) -> None:
    """Read, store, report."""
    try:
        report = _ingested(paths, archive, prune)
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
    if report.nothing_read:
        print("nothing could be read: no article in any of these files", file=sys.stderr)
        raise typer.Exit(NOTHING_READ)


def _ingested(paths: list[Path], archive: Path | None, prune: bool) -> Report:
    resolved(paths)  # a mistyped path is told before an archive is made
    from index import Archive, load_embedder

    chosen = settings.read()
    if archive == Path() or any(path == Path() for path in paths):
        raise BadInput("an empty path would mean the current folder; write . for that, or name a folder")
    wanted = chosen.ingest
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    with Archive.write(archive or chosen.archive, embedder) as writer, _progress_bar() as progress:
        return ingest(
            paths,
            writer,
            embedder=embedder,
            prune=prune,
            progress=progress,
            limits=Limits(wanted.max_file_mb, wanted.max_memory_mb, wanted.max_seconds),
            default_outlet=wanted.default_outlet,
        )


@contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """A bar on a terminal; nothing where the output goes to a file or a program."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command(help=EXAMPLE)(main)

if __name__ == "__main__":
    app()
