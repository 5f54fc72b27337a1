"""What the torture tests run in processes of their own, which can be killed: ingests, and readings of archives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
FORKS = get_context("forkserver")
"""Children are forked from a process that has loaded everything and opened nothing (tests/torture_preload.py)."""
QUESTIONS = ("Who says the US refused strikes at Abu Kamal?", "Combien de blessés en Catalogne ?", "цунами в Палу")
TABLES = {
    **{
        name: f"SELECT * FROM {name}"
        for name in ("articles", "statements", "placed", "spoken", "fuller", "meant", "restricted", "files", "pending")
    },
    "passages": "SELECT id, article, first, last FROM passages",
    "vectors": "SELECT id, vector FROM passages JOIN vectors USING (row)",
    "words": "SELECT id, rules, pieces, norms FROM passages JOIN words USING (row)",
    "copies": "SELECT article, day, signature, origin FROM copies",
    "bands": "SELECT article, band FROM bands JOIN copies USING (number)",
    "lexical": "SELECT p.id, l.title, l.body FROM lexical AS l JOIN passages AS p ON p.row = l.rowid",
    "names": "SELECT p.id, n.sounds FROM names AS n JOIN passages AS p ON p.row = n.rowid",
    "meta": "SELECT key, value FROM meta WHERE key IN ('embedder', 'linked', 'access', 'schema')",
}
"""Everything that an archive holds, without the numbers that depend on the order in which it came in."""


@cache
def bundled() -> Any:
    """The bundled embedder."""
    import settings
    from index import load_embedder

    return load_embedder(settings.Settings.model_fields["index"].default.embedder)


def in_child(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` returns, run in a process of its own; an exception comes back as its type's name and its text."""
    here, there = FORKS.Pipe()
    child = FORKS.Process(target=_tell, args=(there, work, *arguments))
    child.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        child.join()
        return f"died with exit code {child.exitcode}"
    finally:
        child.join()


def _tell(pipe: Any, work: Callable[..., Any], *arguments: Any) -> None:
    try:
        pipe.send(work(*arguments))
    except Exception as error:
        pipe.send(f"{type(error).__module__}.{type(error).__name__}: {error}")


def read_in(archive: Path, paths: Sequence[Path], batch: int = 64, spare: int | None = None) -> dict[str, Any]:
    """Ingest as the command does; in small batches there are more moments between two stores."""
    import index.room
    import ingest.batches
    from index import Archive
    from ingest import ingest as ingest_files

    ingest.batches.BATCH_ARTICLES = batch
    if spare is not None:
        index.room.SPARE_BYTES = spare
    with Archive.write(archive, bundled()) as writer:
        return ingest_files(list(paths), writer, embedder=bundled()).as_json()


def contents(archive: Path) -> dict[str, str]:
    """Table → hash of what it holds; `chroma` is one of them."""
    from index.library import Library
    from index.vectors import Vectors

    library = Library(archive)
    held = {name: _hash(library.connection.execute(sql).fetchall()) for name, sql in TABLES.items()}
    library.close()
    vectors = Vectors(archive)
    found: Any = vectors._engine.collection.get(include=["embeddings", "metadatas"])
    rows = zip(found["ids"], found["embeddings"], found["metadatas"], strict=True)
    held["chroma"] = _hash([(id_, vector.tobytes(), sorted(data.items())) for id_, vector, data in rows])
    vectors.close()
    return held


def _hash(rows: Sequence[Any]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def top(archive: Path) -> list[list[str]]:
    """The ten best passages for each question."""
    from domain import Query
    from index import Archive
    from index.library import Library
    from tests.small_archive import toy_embedder

    library = Library(archive)
    embedder = toy_embedder() if library.embedder()["name"] == "toy" else bundled()
    library.close()
    opened = Archive.open(archive, embedder)
    found = [[e.passage.id for e in opened.retrieve(Query(q), 10)] for q in QUESTIONS]
    opened.close()
    return found


def examine(archive: Path) -> list[str]:
    """What the doctor finds."""
    from index.health import doctor

    return doctor(archive)


def mend(archive: Path) -> int:
    """What rebuild returns."""
    from index.health import rebuild

    return rebuild(archive)


def contend(archive: Path, paths: Sequence[Path], start: Any) -> tuple[int, str]:
    """Begin to write together with somebody else: this process, and what it was told."""
    import os

    from errors import ArchiveLocked

    bundled()
    start.wait(60)
    try:
        return os.getpid(), f"new {read_in(archive, paths)['new']}"
    except ArchiveLocked as error:
        return os.getpid(), str(error)


def rewrite(archive: Path, changes: int) -> int:
    """Delete and update articles, `changes` times."""
    import random

    from index import Archive
    from tests.small_archive import prepared, toy_embedder

    drawn = random.Random(8)
    with Archive.write(archive, toy_embedder()) as writer:
        for version in range(1, changes + 1):
            number = drawn.randrange(20)
            if drawn.random() < 0.4:
                writer.delete([f"s{number}"])
            else:
                writer.put([prepared(f"s{number}", *told(number, version))])
    return changes


def told(number: int, version: int) -> tuple[str, str]:
    """The two passages of a story in one of its versions: the first has another length in every version."""
    return f"Story {number} {'again ' * (version % 17)}begins.", f"Story {number} version {version} ends with the dam."
