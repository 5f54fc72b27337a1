"""A speaker, a stance, an outlet, days go in; the statements of the archive that fit come out, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import attribution
import languages
from domain import Polarity, Reference, Stance, Statement
from index.filters import Filters

if TYPE_CHECKING:
    from index.library import Library
    from index.placed import Placed
    from index.static_model import Floats

SAME = 0.5
"""Cosine from which two statements make the same claim; see `LedgerEntry.like` for the measurement."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """What is looked up in the ledger of statements; what is left empty restricts nothing."""

    speaker: str = ""
    """An id, or a name in any language."""
    stance: Stance | None = None
    """Of the speaker asked for; of any link of the chain if no speaker is asked for."""
    polarity: Polarity | None = None
    languages: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int = 20
    offset: int = 0


class LedgerEntry(NamedTuple):
    """A statement with the article that it stands in."""

    reference: Reference
    statement: Statement
    text: str
    """Its words, as the article has them."""
    vector: Floats | None = None
    """Where it lies in the embedder's space, if that is known."""

    def like(self, other: LedgerEntry) -> bool:
        """Whether both make the same claim, also in two languages.

        Translations of news sentences (FLORES, 55 pairs of eleven languages) lie that near in 40 of 100 cases, unlike
        sentences in 1 of 100,000.
        """
        return self.vector is not None and other.vector is not None and float(self.vector @ other.vector) >= SAME


class Who(NamedTuple):
    """A speaker of the archive."""

    id: str
    names: dict[str, list[str]]
    """Language → the names under which its articles let the speaker speak, the most used and the longest first."""
    statements: int
    outlets: dict[str, int]
    languages: dict[str, int]


@dataclass(slots=True)
class _Seen:
    names: dict[str, Counter[str]] = field(default_factory=dict)
    outlets: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)


def speakers(library: Library, language: str | None = None, limit: int | None = None) -> list[Who]:
    """Whoever speaks in a shown statement (of articles in this language), most often first."""
    sql = """SELECT s.speaker, a.language, s.name, a.outlet, count(*) FROM spoken AS s
             JOIN articles AS a ON a.id = s.article WHERE s.shown AND ? IN ('', a.language) GROUP BY 1, 2, 3, 4"""
    seen: dict[str, _Seen] = {}
    for id_, code, name, outlet, count in library.connection.execute(sql, (language or "",)):
        who = seen.setdefault(id_, _Seen())
        who.names.setdefault(code, Counter())[name] += count
        who.languages[code] += count
        if outlet:
            who.outlets[outlet] += count
    found = [
        Who(
            id_,
            {code: sorted(names, key=lambda n: (-names[n], -len(n), n)) for code, names in sorted(who.names.items())},
            who.languages.total(),
            dict(who.outlets.most_common()),
            dict(who.languages.most_common()),
        )
        for id_, who in seen.items()
    ]
    return sorted(found, key=lambda w: (-w.statements, w.id))[:limit]


def ids_of(library: Library, speaker: str) -> list[str]:
    """Ids of whoever is meant by an id or a name in any language."""
    known = {attribution.canonical(speaker, code) for code in languages.codes()} | {speaker, speaker.casefold()}
    marks = ", ".join("?" * len(known))
    sql = f"SELECT DISTINCT speaker FROM spoken WHERE speaker IN ({marks}) OR alias IN ({marks}) ORDER BY 1"
    found = [id_ for (id_,) in library.connection.execute(sql, (*known, *known))]
    sql = f"SELECT DISTINCT speaker FROM meant WHERE alias IN ({marks})"
    return list(dict.fromkeys([*found, *(id_ for (id_,) in library.connection.execute(sql, tuple(known)))]))


def ledger(library: Library, query: LedgerQuery) -> tuple[int, list[LedgerEntry]]:
    """How many shown statements fit, and the page asked for, newest first; undated ones last."""
    condition, values = _condition(library, query)
    sql = f"""SELECT DISTINCT s.article, s.number, a.published FROM spoken AS s JOIN articles AS a ON a.id = s.article
              WHERE {condition} ORDER BY a.published DESC, s.article, s.number"""
    rows = library.connection.execute(sql, values).fetchall()
    chosen = rows[query.offset : query.offset + query.limit]
    return len(rows), _entries(library, [(article, number) for article, number, _ in chosen])


def same_claim(library: Library, entry: LedgerEntry, article_ids: Sequence[str]) -> list[LedgerEntry]:
    """The shown statements of these articles that make the same claim, the nearest first, itself left out."""
    sql = "SELECT DISTINCT number FROM spoken WHERE article = ? AND shown ORDER BY 1"
    rows = [(id_, n) for id_ in article_ids for (n,) in library.connection.execute(sql, (id_,))]
    near = [other for other in _entries(library, rows) if entry.like(other) and other.statement != entry.statement]
    return sorted(near, key=lambda other: -_cosine(entry, other))


def grouped(entries: Sequence[LedgerEntry]) -> list[list[LedgerEntry]]:
    """The entries by who claims what: each joins the first group of the same speakers whose first claims the same.

    Who denies never stands with who asserts, nor an account of somebody's words with these words.
    """
    groups: list[list[LedgerEntry]] = []
    for entry in entries:
        group = next((g for g in groups if _voice(g[0]) == _voice(entry) and g[0].like(entry)), None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    return groups


def _voice(entry: LedgerEntry) -> tuple[object, ...]:
    """Whose statement it is, from the outermost inward, and whether each asserts or denies."""
    return tuple(
        (one.speaker, (one.stance == "denies") != (one.polarity == "negated")) for one in entry.statement.chain
    )


def as_json(entry: LedgerEntry) -> dict[str, Any]:
    """An entry as a program reads it; `start` and `end` count characters of the article's text."""
    reference, statement = entry.reference, entry.statement
    return {
        "article": reference.id,
        "outlet": reference.outlet,
        "published": reference.published.isoformat() if reference.published else None,
        "language": reference.language,
        "start": statement.content.start,
        "end": statement.content.end,
        "text": entry.text,
        "form": statement.form,
        "credit": statement.credit,
        "chain": [
            {"speaker": one.speaker, "name": one.name, "stance": one.stance, "polarity": one.polarity}
            for one in statement.chain
        ],
    }


def _condition(library: Library, query: LedgerQuery) -> tuple[str, list[str]]:
    condition, values = Filters(query.languages, query.outlets, query.since, query.until).sql()
    parts = ["s.shown", condition]
    if query.speaker:
        ids = ids_of(library, query.speaker)
        parts.append(f"s.speaker IN ({', '.join('?' * len(ids))})")
        values += ids
    for column, wanted in (("stance", query.stance), ("polarity", query.polarity)):
        if wanted:
            parts.append(f"s.{column} = ?")
            values.append(wanted)
    return " AND ".join(parts), values


def _entries(library: Library, rows: Sequence[tuple[str, int]]) -> list[LedgerEntry]:
    ids = list(dict.fromkeys(article for article, _ in rows))
    articles, placed = library.articles(ids), library.placed(ids)
    told = {id_: library.statements(id_) for id_ in articles}
    return [
        LedgerEntry(
            articles[id_].reference,
            told[id_][number],
            told[id_][number].content.of(articles[id_].text),
            _vector(placed.get(id_), told[id_][number]),
        )
        for id_, number in rows
        if id_ in articles
    ]


def _vector(placed: Placed | None, statement: Statement) -> Floats | None:
    return placed.statement(statement.content) if placed else None


def _cosine(one: LedgerEntry, other: LedgerEntry) -> float:
    return float(np.dot(one.vector, other.vector)) if one.vector is not None and other.vector is not None else 0.0
