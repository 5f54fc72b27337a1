"""What one run of ingest did, in numbers and reasons; as text lines for people and as an object for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


class Skipped(NamedTuple):
    """A file (or a part of one) that could not be read."""

    path: str
    reason: str


class Duplicate(NamedTuple):
    """An article that the archive already has from another file."""

    path: str
    article: str
    of: str
    """The id under which the archive has it."""


class Note(NamedTuple):
    """Something about an article that was read all the same."""

    path: str
    article: str
    note: str


@dataclass(slots=True)
class Report:
    """Articles that are new, updated, unchanged, deleted; what was not taken, with the reason each."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """Articles whose content in the archive is not what it was before."""
        return self.new + self.updated + self.deleted

    @property
    def nothing_read(self) -> bool:
        """Whether no file could be read: a command then ends with 3."""
        return not (self.changes or self.unchanged or self.duplicates)

    def as_json(self) -> dict[str, Any]:
        """Numbers as numbers, the rest as lists of objects; lists are empty, never missing."""
        lists = {name: [each._asdict() for each in getattr(self, name)] for name in ("duplicates", "skipped", "notes")}
        return {**asdict(self), **lists}

    def lines(self) -> Iterator[str]:
        """The report for a person."""
        numbers = ("new", "updated", "unchanged", "deleted")
        counted = [f"{getattr(self, name)} {name}" for name in numbers]
        yield ", ".join([*counted, f"{len(self.duplicates)} duplicates", f"{len(self.skipped)} skipped"])
        yield from (f"duplicate  {d.path}: {d.article} is in the archive as {d.of}" for d in self.duplicates)
        yield from (f"note       {n.path}: {n.article}: {n.note}" for n in self.notes)
        yield from (f"skipped    {s.path}: {s.reason}" for s in self.skipped)
