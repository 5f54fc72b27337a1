"""What a query leaves out: a Query goes in, the same restriction as SQL and as a Chroma `where` comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import Query


@dataclass(frozen=True, slots=True)
class Filters:
    """Languages and outlets (empty: all), first and last day (None: open)."""

    languages: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, query: Query) -> Filters:
        """The restrictions of a query."""
        return cls(query.languages, query.outlets, query.since, query.until)

    def __bool__(self) -> bool:
        return bool(self.languages or self.outlets or self.since or self.until)

    def sql(self) -> tuple[str, list[str]]:
        """A condition over articles as `a`, with its parameters; an article without a date fails a date limit."""
        parts, values = ["1"], list[str]()
        for column, wanted in (("language", self.languages), ("outlet", self.outlets)):
            if wanted:
                parts.append(f"a.{column} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        for sign, day in ((">=", self.since), ("<=", self.until)):
            if day:
                parts.append(f"a.published {sign} ?")
                values.append(day.isoformat())
        return " AND ".join(parts), values

    def where(self) -> dict[str, Any] | None:
        """The condition as Chroma takes it; None for no condition."""
        parts: list[dict[str, Any]] = []
        for key, wanted in (("language", self.languages), ("outlet", self.outlets)):
            if wanted:
                parts.append({key: {"$in": list(wanted)}})
        for sign, day in (("$gte", self.since), ("$lte", self.until)):
            if day:
                parts.append({"published": {sign: as_number(day)}})
        if len(parts) < 2:
            return parts[0] if parts else None
        return {"$and": parts}


def as_number(day: date) -> int:
    """YYYYMMDD: Chroma compares numbers only."""
    return day.year * 10000 + day.month * 100 + day.day
