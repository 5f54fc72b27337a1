"""A file's name and bytes in, its articles in the archive out: what comes in by the page instead of from a folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from errors import BadInput
from ingest.limits import USUAL, Limits
from ingest.report import Report
from ingest.run import ingest
from ingest.writer import ArchiveWriter

if TYPE_CHECKING:
    from ingest.pipeline import Embedder


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
    path = _free(folder, safe_id(Path(name.replace("\\", "/")).stem) or "article", suffix)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be kept ({error.strerror})") from None
    report = Report()
    try:
        with write() as writer:
            report = ingest([path], writer, embedder=embedder, limits=limits, default_outlet=default_outlet)
    finally:
        if not report.new + report.updated:
            path.unlink(missing_ok=True)
    return report


def _free(folder: Path, stem: str, suffix: str) -> Path:
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path
