"""Web addresses in, files out: every article that they name, fetched and kept in a folder from which ingest reads it.

The archive follows these files as it follows any other; decision 0021 says why they are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from errors import BadInput, UnreadableArticle
from ingest.cage import cage
from ingest.fetch.addresses import target
from ingest.fetch.fetcher import GONE, Fetched, Fetcher, text_of
from ingest.limits import USUAL, Limits
from ingest.readers import fetched as page_file
from ingest.readers.feeds import Entry
from ingest.readers.listings import Listing
from ingest.report import Report, Skipped
from ingest.writer import ArchiveWriter

SUFFIX = ".page"
MOST_SITEMAPS = 50
"""Of an index, the newest."""
NAME_BYTES = 220
"""Of the words in a file's name: a whole name may have 255."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Pages:
    """Fetches articles into a folder, and says of the rest why not."""

    fetcher: Fetcher
    archive: Path
    """The archive's folder; they are kept in one in it."""
    most: int = 100
    """Articles fetched for one address in one run; the next run goes on with the others."""
    limits: Limits = USUAL
    """What reading one of them may take."""
    files: list[Path] = field(default_factory=list)
    """Every kept file that an address led to, also those that were not fetched anew."""
    skipped: list[Skipped] = field(default_factory=list)

    def collect(self, addresses: Sequence[str], progress: Progress | None = None) -> None:
        """Fetch what the addresses name: articles, or the articles of a feed or a sitemap."""
        for address in dict.fromkeys(addresses):
            try:
                self._take(address, progress)
            except UnreadableArticle as error:
                self.skipped.append(Skipped(address, str(error)))

    def _take(self, address: str, progress: Progress | None) -> None:
        self._check(address)
        path = self._path(address)
        if path.exists():  # an article, as an earlier run found out
            self._article(Entry(address))
            return
        fetched = self.fetcher.get(address)
        if fetched.status in GONE:
            raise UnreadableArticle(f"there is nothing at this address (status {fetched.status})")
        text = text_of(fetched, self._largest)
        listed = cage(self.limits).listing(text, fetched.url)
        if listed.is_page:
            self._keep(path, Entry(address), fetched, text)
        else:
            self._listed(address, listed, progress)

    def kept(self, writer: ArchiveWriter) -> list[Path]:
        """The files to ingest: those that the addresses led to, and those that a run left that was killed."""
        if not (self.files or self.skipped):
            return []
        known = writer.files()
        left = [path for path in sorted(self.folder.glob(f"*{SUFFIX}")) if str(path) not in known]
        self.files = list(dict.fromkeys([*self.files, *left]))
        return self.files

    def settle(self, report: Report, writer: ArchiveWriter) -> None:
        """Delete the files that ingest took nothing from: of an article that was taken down no copy may stay."""
        refused = {each.path for each in report.skipped}
        for path in self.files:
            if str(path) in refused and not writer.articles_of(str(path)):
                path.unlink(missing_ok=True)

    @property
    def folder(self) -> Path:
        """Where the pages are kept; links are resolved, as the archive has its paths."""
        return self.archive.resolve() / "fetched"

    @property
    def _largest(self) -> int:
        return self.fetcher.reach.megabytes * 1_000_000

    def _listed(self, address: str, listed: Listing, progress: Progress | None) -> None:
        found = {entry.url: entry for entry in self._entries(listed) if self._is_good(entry)}
        due = [entry for entry in found.values() if self._is_due(entry)]
        self.files += [path for entry in found.values() if (path := self._path(entry.url)).exists()]
        if (rest := len(due) - self.most) > 0:
            why = f"{rest} more articles are listed; run it again, or raise WHOSAID_INGEST__MAX_PAGES ({self.most})"
            self.skipped.append(Skipped(address, why))
        for number, entry in enumerate(due[: self.most], 1):
            try:
                self._article(entry)
            except UnreadableArticle as error:
                self.skipped.append(Skipped(entry.url, str(error)))
            if progress:
                progress(number, min(len(due), self.most))

    def _entries(self, listed: Listing) -> Iterator[Entry]:
        yield from listed.entries
        for address in listed.sitemaps[:MOST_SITEMAPS]:
            try:
                inner = self._inner(address)
            except UnreadableArticle as error:
                self.skipped.append(Skipped(address, str(error)))
            else:
                yield from inner.entries

    def _inner(self, address: str) -> Listing:
        fetched = self.fetcher.get(address)
        if fetched.status in GONE:
            raise UnreadableArticle(f"there is nothing at this address (status {fetched.status})")
        return cage(self.limits).listing(text_of(fetched, self._largest), fetched.url)

    def _check(self, address: str) -> None:
        """Before a file is named after it. Raises UnreadableArticle for what is no address that is fetched."""
        target(address, self.fetcher.reach.ports)

    def _is_good(self, entry: Entry) -> bool:
        try:
            self._check(entry.url)
        except UnreadableArticle as error:
            self.skipped.append(Skipped(entry.url, str(error)))
            return False
        return True

    def _is_due(self, entry: Entry) -> bool:
        """Whether an article was never fetched, or changed after it was, as far as its feed says."""
        kept = _kept(self._path(entry.url))
        if kept is None:
            return True
        return entry.changed is not None and entry.changed > _time(kept)

    def _article(self, entry: Entry) -> None:
        path = self._path(entry.url)
        kept = _kept(path) or {}
        fetched = self.fetcher.get(entry.url, etag=_of(kept, "etag"), modified=_of(kept, "modified"))
        if fetched.status in GONE:
            also = "; the archive keeps what it had from there" if kept else ""
            raise UnreadableArticle(f"there is nothing at this address (status {fetched.status}){also}")
        if fetched.status == 304:
            self.files.append(path)
        else:
            self._keep(path, entry, fetched, text_of(fetched, self._largest), kept)

    def _keep(self, path: Path, entry: Entry, fetched: Fetched, text: str, kept: dict[str, Any] | None = None) -> None:
        """Write the page into its file, if there is an article in it; one that is as it was stays untouched."""
        if not kept or kept.get("page") != text:
            listed = {name: getattr(entry, name) for name in ("title", "published", "outlet", "authors", "language")}
            if kept and not any(listed.values()):
                listed = kept.get("listed") or {}
            data = page_file.write(
                text,
                fetched.kind,
                fetched.url,
                listed=listed,
                fetched=datetime.now(UTC).isoformat(timespec="seconds"),
                etag=fetched.etag,
                modified=fetched.modified,
            )
            cage(self.limits).read(path, data, "").result()  # what is no article must not take the place of one
            _write(path, data)
        self.files.append(path)

    def _path(self, address: str) -> Path:
        from ingest.reading import safe_id

        parts = urlsplit(address)
        words = safe_id(f"{page_file.site_of(address)}-{parts.path.rstrip('/').rpartition('/')[2]}").lower()
        words = words[:70].encode("utf-8")[:NAME_BYTES].decode("utf-8", "ignore")
        return self.folder / f"{words}-{hashlib.sha256(address.encode()).hexdigest()[:10]}{SUFFIX}"


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def _of(kept: dict[str, Any], name: str) -> str:
    value = kept.get(name)
    return value if isinstance(value, str) else ""


def _time(kept: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(_of(kept, "fetched")).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"{path}: the fetched page cannot be kept ({error.strerror})") from None
