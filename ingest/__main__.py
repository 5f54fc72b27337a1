"""`python -m ingest PATH…`: article files in, an archive that can be asked out, with a report of what was done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import settings
from errors import BadInput, WhosaidError
from ingest import Report, ingest
from ingest.files import is_address, resolved
from ingest.limits import Limits
from ingest.run import Progress

if TYPE_CHECKING:
    from index import Embedder
    from ingest.workers import Workers

NOTHING_READ = 3
EXAMPLE = """Read article files (.txt .md .html .json .jsonl .csv), or folders or ZIPs of them, into the archive.

Also read: .pdf and .docx; .rss and .atom; .xml, which is a feed or a WordPress export.

From the web: the address of a feed, a sitemap or an article. What is fetched is kept in the archive's folder.

Run it again whenever files or feeds change: what is unchanged is not read.

Example: python -m ingest news/ more/story.pdf --archive var/archive

Example: python -m ingest https://outlet.example/feed.xml
"""


def main(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders (read with all below them), or addresses (https://…).")
    ],
    archive: Annotated[Path | None, typer.Option(help="Folder of the archive; default: WHOSAID_ARCHIVE.")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete what came from files that are gone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
    ray: Annotated[str, typer.Option(help="Work on a Ray cluster: its host:port; or local, to try.")] = "",
) -> None:
    """Read, store, report."""
    try:
        report = _ingested(paths, archive, prune, ray)
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else "\n".join(report.lines()))
    if report.nothing_read:
        print("nothing could be read: no article in any of these files", file=sys.stderr)
        raise typer.Exit(NOTHING_READ)


def _ingested(named: list[str], archive: Path | None, prune: bool, ray: str) -> Report:
    if archive == Path() or "" in named:
        raise BadInput("an empty path would mean the current folder; write . for that, or name a folder")
    paths = [name for name in named if not is_address(name)]
    resolved(paths)  # a mistyped path is told before an archive is made
    from index import Archive, ChromaServer, load_embedder
    from ingest.fetch import Fetcher, Pages, Reach

    chosen = settings.read()
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    folder, wanted = archive or chosen.archive, chosen.ingest
    limits = Limits(wanted.max_file_mb, wanted.max_memory_mb, wanted.max_seconds)
    server = ChromaServer.named(chosen.index.chroma_url, chosen.index.chroma_token.get_secret_value())
    with _progress_bar() as progress:
        pages = Pages(Fetcher(Reach(wanted.fetch_ports)), folder, wanted.max_pages, limits)
        pages.collect([name for name in named if is_address(name)], progress)
        with _workers(ray, limits, embedder) as workers, Archive.write(folder, embedder, server) as writer:
            report = ingest(
                [*paths, *pages.kept(writer)],
                writer,
                embedder=embedder,
                prune=prune,
                progress=progress,
                limits=limits,
                default_outlet=wanted.default_outlet,
                skipped=pages.skipped,
                workers=workers,
            )
            pages.settle(report, writer)
    return report


def _workers(ray: str, limits: Limits, embedder: Embedder) -> AbstractContextManager[Workers | None]:
    """Who does the work: a cluster's machines, or nobody but this process."""
    if not ray:
        return nullcontext()
    from ingest.spread import spread

    return spread(ray, limits, embedder)


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
    settings.escape_unknown_scripts()
    app()
