"""What one run of ingest did, in numbers and reasons; as text lines for people and as an object for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SECRET = re.compile(r"(?<=://)[^/?#\s]*@")
"""The user name and password of an address: the report is kept, and readers see it."""


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
        lists = {name: [_shown(each) for each in getattr(self, name)] for name in ("duplicates", "skipped", "notes")}
        return {**asdict(self), **lists}

    def lines(self) -> Iterator[str]:
        """The report for a person."""
        numbers = ("new", "updated", "unchanged", "deleted")
        counted = [f"{getattr(self, name)} {name}" for name in numbers]
        yield ", ".join([*counted, f"{len(self.duplicates)} duplicates", f"{len(self.skipped)} skipped"])
        told = self.as_json()
        yield from (
            "duplicate  {path}: {article} is in the archive as {of}".format(**row) for row in told["duplicates"]
        )
        yield from ("note       {path}: {article}: {note}".format(**row) for row in told["notes"])
        yield from ("skipped    {path}: {reason}".format(**row) for row in told["skipped"])


def _shown(row: Skipped | Duplicate | Note) -> dict[str, str]:
    """The row without passwords, and with escapes for what no terminal or text should be given."""
    return {
        name: _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), _SECRET.sub("…@", value))
        for name, value in row._asdict().items()
    }
