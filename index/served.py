"""A Chroma server's address goes in, an archive's collection there comes out, or one sentence that says why it cannot.

Each archive has a collection of its own, under a random name that is noted in its folder (`chroma/server.json`).
docs/decisions/0022-chroma-on-a-server.md says why.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sqlite3
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from errors import DamagedArchive, WhosaidError
from index import schema
from index.chroma_server import ChromaServer, down, patience, reach
from index.embedded import FOLDER, NOTE, SPACE, clear

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client

BATCH = 1000
"""Passages written at once: few enough to be stored long before a server counts as down."""

log = logging.getLogger(__name__)


class Note(NamedTuple):
    """Which collection of the server is the archive's."""

    collection: str
    inode: int
    """Of the note itself when it was written: a copy of the folder has another one, and must not write there."""


class Served:
    """An archive's collection on a Chroma server."""

    client: ClientAPI
    collection: Collection

    def __init__(self, archive: Path, server: ChromaServer, *, anew: bool = False) -> None:
        """Nothing is asked yet; `anew`: of an empty collection, which is the archive's once it is adopted."""
        self.lock = nullcontext()  # an HTTP client may be used by many threads
        self._archive, self._server, self._anew = archive, server, anew
        self._connected = False

    def open(self) -> None:
        """Find the archive's collection, made first where the archive has no index at all."""
        if not self._connected:
            self._connect()
        known = None if self._anew else read_note(self._archive)
        if known is None:
            self.collection = self._made()
            return
        self.collection = self.client.get_collection(known.collection, embedding_function=None)
        told = (self.collection.metadata or {}).get("embedder")
        if told != _revision(self._archive):
            raise DamagedArchive(
                f"{self._where()} was made with another embedding model ({told}); {self._cure()} makes it anew"
            )

    def _connect(self) -> None:
        reach(self._server)
        import chromadb
        from chromadb.config import Settings

        self.client = chromadb.HttpClient(
            self._server.address,
            headers=dict(self._server.headers),
            settings=Settings(anonymized_telemetry=False),
            tenant=self._server.tenant,
            database=self._server.database,
        )
        opened: Any = self.client  # chromadb can neither time out nor hang up
        self._sessions = (opened._server._session, opened._admin_client._server._session)
        for session in self._sessions:
            session.timeout = patience()
        self._connected = True

    def _made(self) -> Collection:
        """A new collection. Where the archive has none it becomes the archive's, unless another process was faster."""
        if not self._anew and (self._archive / FOLDER).is_dir() and any((self._archive / FOLDER).iterdir()):
            raise DamagedArchive(
                f"{self._archive}: its vectors are in its own folder, not on {self._server.address}; "
                f"{self._cure()} brings them there"
            )
        made = self.client.create_collection(
            f"whosaid-{secrets.token_hex(8)}",
            embedding_function=None,
            configuration=SPACE,  # type: ignore[arg-type]
            metadata={"embedder": _revision(self._archive)},
        )
        if self._anew or write_note(self._archive, made.name, replace=False):
            return made
        self.client.delete_collection(made.name)
        note = read_note(self._archive)
        return self.client.get_collection(note.collection if note else "", embedding_function=None)

    def close(self) -> None:
        """Give the connections back."""
        if self._connected:
            for session in self._sessions:
                session.close()
            cast("Client", self.client).close()
            self._connected = False

    def batch(self) -> int:
        """Passages that may be written at once."""
        return min(BATCH, self.client.get_max_batch_size())

    def check_own(self) -> None:
        """Raises DamagedArchive in a copy of the folder that the collection belongs to: two writers would mix there."""
        if not self._anew and is_copy(self._archive):
            raise DamagedArchive(
                f"{self._archive}: is a copy of the archive that {self._where()} belongs to; {self._cure()} gives it "
                "one of its own"
            )

    def adopt(self) -> None:
        """Make what was made anew the archive's; the collection before it goes, if no copy of the folder has it too."""
        before = self._note()
        own = before is not None and not is_copy(self._archive)
        clear(self._archive)
        write_note(self._archive, self.collection.name, replace=True)
        if before is not None and own:
            self._delete(before.collection)

    def drop(self) -> None:
        """Take back what was made anew."""
        self._delete(self.collection.name)

    def forget(self) -> None:
        """Delete the collection of an archive that is no more."""
        known = read_note(self._archive)
        if known and not is_copy(self._archive):
            self._connect()
            self._delete(known.collection)
            self.close()

    def _delete(self, name: str) -> None:
        try:
            self.client.delete_collection(name)
        except Exception as error:  # it costs room there, and nothing else
            log.warning("%s: collection %s could not be deleted (%s)", self._server.address, name, error)

    def told(self, error: BaseException) -> Exception | None:
        """One sentence for what the server or the way to it raises; None for what is not theirs."""
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        if not isinstance(error, Exception) or isinstance(error, WhosaidError | sqlite3.DatabaseError):
            return None
        if isinstance(error, NotFoundError):
            return DamagedArchive(f"{self._where()} is not there; {self._cure()} makes it anew from the library")
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        if isinstance(error, ChromaError) and not isinstance(error, httpx.TransportError):
            return DamagedArchive(f"{self._where()} fails ({reason}); {self._cure()} makes it anew from the library")
        return down(self._server, reason)

    def _where(self) -> str:
        known = self._note()
        return f"{self._server.address}: the collection {known.collection if known else ''}".rstrip()

    def _note(self) -> Note | None:
        """The note, or nothing where it cannot be read: what is made anew replaces it."""
        with suppress(DamagedArchive):
            return read_note(self._archive)
        return None

    def _cure(self) -> str:
        return f"`python -m index rebuild --archive {self._archive}`"


def forget(archive: Path, server: ChromaServer | None) -> None:
    """Delete what a server holds for an archive folder that is about to go; nothing where it cannot be reached."""
    if server is not None:
        with suppress(WhosaidError):
            Served(archive, server).forget()


def read_note(archive: Path) -> Note | None:
    """Which collection the archive has; None if it has none on a server."""
    try:
        values = json.loads((archive / FOLDER / NOTE).read_text("utf-8"))
        return Note(str(values["collection"]), int(values["inode"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedArchive(
            f"{archive / FOLDER / NOTE}: cannot be read; `python -m index rebuild --archive {archive}` makes it anew"
        ) from None


def write_note(archive: Path, collection: str, *, replace: bool) -> bool:
    """Note a collection; False if there is a note already that must not be replaced."""
    folder = archive / FOLDER
    folder.mkdir(exist_ok=True)
    draft = folder / f".{NOTE}-{secrets.token_hex(4)}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(Note(collection, os.fstat(file.fileno()).st_ino)._asdict(), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        if replace:
            draft.rename(folder / NOTE)
        else:
            os.link(draft, folder / NOTE)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def is_copy(archive: Path) -> bool:
    """Whether the folder was copied, or moved to another disk, since its note was written."""
    known = read_note(archive)
    return known is not None and (archive / FOLDER / NOTE).stat().st_ino != known.inode


def _revision(archive: Path) -> str:
    """Of the embedding model that the library's vectors are of."""
    with closing(schema.connect(archive)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'embedder'").fetchone()
    return str(json.loads(found[0])["revision"]) if found else ""
