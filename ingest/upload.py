"""A file's name and bytes, or an address, in; its articles in the archive out: what comes in by the page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from errors import BadInput
from ingest.files import is_address
from ingest.intake import inside
from ingest.limits import USUAL, Limits
from ingest.report import Report
from ingest.run import ingest
from ingest.writer import ArchiveWriter

if TYPE_CHECKING:
    from ingest.fetch import Fetcher
    from ingest.pipeline import Embedder

STEM_BYTES = 200
"""Of an uploaded file's name before its extension; a whole name may have 255."""
MOST_PAGES = 20
"""Articles that one address may bring by the page; the command takes more."""
_FETCHING = Lock()


def add_file(
    name: str,
    data: bytes,
    folder: Path,
    write: Callable[[], AbstractContextManager[ArchiveWriter]],
    *,
    embedder: Embedder,
    limits: Limits = USUAL,
    default_outlet: str = "",
) -> Report:
    """Keep the file in `folder` and ingest it; a file of which nothing could be read is not kept.

    A name that is taken gets a number: nothing that was uploaded before is overwritten. Raises UnreadableArticle for
    a format without a reader, BadInput where the file cannot be written, and what `write` raises.
    """
    from ingest.reading import known_suffix, safe_id

    suffix = known_suffix(Path(name))
    path = _kept(folder, safe_id(Path(name.replace("\\", "/")).stem) or "article", suffix, data)
    is_needed = False
    try:
        with write() as writer:
            is_needed = True  # unless the archive itself says that it has nothing from this file
            try:
                report = ingest([path], writer, embedder=embedder, limits=limits, default_outlet=default_outlet)
            finally:
                is_needed = _has_from(writer, str(path.resolve()))
    finally:
        if not is_needed:
            path.unlink(missing_ok=True)
    return report


def add_address(
    address: str,
    archive: Path,
    write: Callable[[], AbstractContextManager[ArchiveWriter]],
    *,
    embedder: Embedder,
    fetcher: Fetcher | None = None,
    ports: tuple[int, ...] = (80, 443),
    limits: Limits = USUAL,
    default_outlet: str = "",
) -> Report:
    """Fetch the articles of a feed, a sitemap or a page into the archive's folder `fetched`, and ingest them.

    One address at a time, and few articles of it: somebody waits for the answer. Raises BadInput for what is no
    address or while another one is being fetched, and what `write` raises.
    """
    from ingest.fetch import Fetcher, Pages, Reach

    if not is_address(address):
        raise BadInput("not a web address; it begins with https://")
    if not _FETCHING.acquire(blocking=False):
        raise BadInput("another address is being fetched; try again in a minute")
    try:
        pages = Pages(fetcher or Fetcher(Reach(ports)), archive, MOST_PAGES, limits)
        pages.collect([address])
        with write() as writer:
            report = ingest(
                pages.kept(writer),
                writer,
                embedder=embedder,
                limits=limits,
                default_outlet=default_outlet,
                skipped=pages.skipped,
            )
            pages.settle(report, writer)
    finally:
        _FETCHING.release()
    return report


def _has_from(writer: ArchiveWriter, path: str) -> bool:
    """Whether the archive has an article from this file, or from one in it."""
    return any(writer.articles_of(each) for each in (path, *inside(path, writer.files())))


def _kept(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """A new file with this content. Raises BadInput where it cannot be written; nothing is left of it then."""
    stem = stem.encode("utf-8")[:STEM_BYTES].decode("utf-8", "ignore")
    path = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free(folder, stem, suffix)
        path.write_bytes(data)
    except OSError as error:
        if path:
            path.unlink(missing_ok=True)
        raise BadInput(f"{stem}{suffix}: cannot be kept ({error.strerror})") from None
    return path


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """An empty file under the first name that is free, made at once: of two uploads of one name each has its own."""
    path, number = folder / f"{stem}{suffix}", 1
    while True:
        try:
            path.touch(exist_ok=False)
            return path
        except FileExistsError:
            number += 1
            path = folder / f"{stem}-{number}{suffix}"
