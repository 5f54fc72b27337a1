"""Speakers and statements of an archive go in, lines for a reader and objects for a program come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, get_args

import languages
from domain import Polarity, Stance
from errors import BadInput
from index.ledger import LedgerEntry, Who, as_json, grouped

NAMES = 4
"""Names written out for one speaker and language."""


def speaker_lines(found: Iterable[Who]) -> Iterator[str]:
    """Two lines for each speaker: id, statements and outlets; then the names."""
    for who in found:
        outlets = ", ".join(f"{name} {count}" for name, count in who.outlets.items())
        yield f"{who.statements:>5}  {who.id}" + (f"  ({outlets})" if outlets else "")
        names = (f"{code}: {', '.join(listed[:NAMES])}" for code, listed in who.names.items())
        yield f"       {'; '.join(names)}"


def speakers_json(found: Iterable[Who]) -> list[dict[str, Any]]:
    """The same as one list."""
    return [who._asdict() for who in found]


def claim_lines(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """A block for each claim: who says it how, and the words of every article that has it."""
    for group in grouped(entries):
        chain = " → ".join(f"{one.name} {_stance(one.stance, one.polarity)}" for one in group[0].statement.chain)
        yield chain
        for entry in group:
            reference = entry.reference
            where = (reference.published or "undated", reference.outlet or reference.id, reference.language)
            yield f"    {' · '.join(map(str, where))}: {' '.join(entry.text.split())}"


def claims_json(total: int, entries: Sequence[LedgerEntry]) -> dict[str, Any]:
    """How many there are, and the page's claims: statements that say the same stand together."""
    return {"total": total, "claims": [[as_json(entry) for entry in group] for group in grouped(entries)]}


def checked_stance(value: str | None) -> Stance | None:
    """The stance of that name. Raises BadInput."""
    if value is not None and value not in get_args(Stance):
        raise BadInput(f"{value!r} is no stance; give one of: {', '.join(get_args(Stance))}")
    return value  # type: ignore[return-value]


def checked_language(value: str | None) -> str | None:
    """The language of that code. Raises BadInput."""
    if value is not None and value not in languages.DETECTED | set(languages.codes()):
        raise BadInput(f"{value!r} is no language code that is known here; write it as en, fr, ar")
    return value


def checked_day(value: str | None, name: str) -> date | None:
    """The day, written YYYY-MM-DD. Raises BadInput naming the option."""
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise BadInput(f"{name}: {value!r} is no date; write it as 2017-11-15") from None


def _stance(stance: Stance, polarity: Polarity) -> str:
    return stance if polarity == "affirmed" else f"not {stance}"
