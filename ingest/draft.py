"""The record between a reader and an Article: what a file says about one article, before anything is cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class PassedOver(NamedTuple):
    """In place of a Draft: what a file holds besides articles, and nothing is wrong with."""

    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as its file gives it. None (or empty) where the file is silent; nothing is inferred here."""

    body: str
    """Plain text; one paragraph per line or paragraphs parted by empty lines."""
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    """As written in the file; `ingest.dates` reads it."""
    dated: str | None = None
    """The day on which the file says it was made; stands in where neither file nor text says when it was published."""
    language: str | None = None
    """As written in the file: a code ("en-US") or a name ("français")."""
    url: str | None = None
    access: str | None = None
    """`public` or `internal`, as written in the file."""
    embargo: str | None = None
    """The day from which anybody may read it, as written in the file."""
