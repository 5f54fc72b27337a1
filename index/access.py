"""Articles and the archive's access.toml in, who may read what out: anybody, anybody later, known readers alone.

Enforced in one place: a connection for the public has views in front of the tables, so that whatever is asked of it,
by whichever module, sees no other article. docs/decisions/0012-who-may-read-what.md says why.
"""

from __future__ import annotations

import sqlite3
import tomllib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from domain import Reference
from errors import BadSetting
from index.backfill import transaction
from index.lock import only_writer
from index.schema import connect, require

FILE = "access.toml"
ANY_DAY = date.min
NO_DAY = date.max
SHADOWED = ("passages", "statements", "placed", "copies", "spoken", "fuller")
"""Tables with a column `article`. Vectors, words and lexical entries are reached through passages."""
_SEEN = "SELECT article FROM main.restricted WHERE max(told, ruled) > date('now')"
HOW = 'write [[internal]] or [[embargo]] with path = "…" or outlet = "…", and until = 2026-12-01 for an embargo'


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of access.toml: which articles, and from which day anybody may read them."""

    path: str
    """A pattern as in a shell, over the absolute path of the article's file; empty: any."""
    outlet: str
    opens: date

    def meets(self, reference: Reference) -> bool:
        """Whether this rule is about the article."""
        named = not self.outlet or reference.outlet == self.outlet
        return named and (not self.path or fnmatchcase(reference.path or "", self.path))


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """The rules of an archive; none where it has no access.toml. Raises BadSetting for one that is not understood."""
    path = folder / FILE
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:  # the last for brackets in brackets, a thousand deep
        raise BadSetting(f"{path}: {error}; {HOW}") from None
    if unknown := sorted(set(written) - {"internal", "embargo"}):
        raise BadSetting(f"{path}: [[{unknown[0]}]] is not known; {HOW}")
    entries = [(kind, entry) for kind in ("internal", "embargo") for entry in _entries(path, kind, written)]
    return tuple(_rule(path, kind, entry) for kind, entry in entries)


def _entries(path: Path, kind: str, written: dict[str, Any]) -> list[Any]:
    found = written.get(kind, [])
    if not isinstance(found, list):
        raise BadSetting(f"{path}: [{kind}] must be [[{kind}]]; {HOW}")
    return found


def _rule(path: Path, kind: str, entry: dict[str, Any]) -> Rule:
    wanted = {"path", "outlet", "until"} if kind == "embargo" else {"path", "outlet"}
    if not isinstance(entry, dict) or set(entry) - wanted or not (entry.get("path") or entry.get("outlet")):
        raise BadSetting(f"{path}: [[{kind}]] with {entry!r} is not understood; {HOW}")
    until = entry.get("until", NO_DAY)
    strings = all(isinstance(entry.get(key, ""), str) for key in ("path", "outlet"))
    if not strings or type(until) is not date or (kind == "embargo" and "until" not in entry):
        raise BadSetting(f"{path}: [[{kind}]] with {entry!r} is not understood; {HOW}")
    return Rule(entry.get("path", ""), entry.get("outlet", ""), until)


def store(connection: sqlite3.Connection, reference: Reference, rules: tuple[Rule, ...]) -> None:
    """Record who may read an article that is being stored."""
    told, ruled = reference.opens or ANY_DAY, _ruled(reference, rules)
    connection.execute("DELETE FROM restricted WHERE article = ?", (reference.id,))
    if max(told, ruled) > ANY_DAY:
        values = (reference.id, told.isoformat(), ruled.isoformat())
        connection.execute("INSERT INTO restricted VALUES (?, ?, ?)", values)


def keep_to(connection: sqlite3.Connection, rules: tuple[Rule, ...]) -> None:
    """Hold all stored articles against the rules anew, if these have changed since."""
    known = connection.execute("SELECT value FROM meta WHERE key = 'access'").fetchone()
    if repr(rules) == (known[0] if known else repr(())):
        return
    with transaction(connection):
        told = dict(connection.execute("SELECT article, told FROM restricted").fetchall())
        rows = connection.execute("SELECT id, outlet, path FROM articles").fetchall()
        connection.execute("DELETE FROM restricted")
        for id_, outlet, path in rows:
            own = date.fromisoformat(told[id_]) if id_ in told else None
            store(connection, Reference(id_, None, outlet, "und", path=path, opens=own), rules)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('access', ?)", (repr(rules),))
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")


def obey(folder: Path) -> dict[str, int]:
    """Read access.toml again and say how many articles are public, embargoed and internal.

    Raises BadSetting, ArchiveLocked, EmptyArchive.
    """
    rules = read_rules(folder)
    require(folder)
    with only_writer(folder):
        connection = connect(folder, upgrade=True)
        try:
            keep_to(connection, rules)
            total = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
            last = connection.execute(f"SELECT max(told, ruled) FROM restricted WHERE article IN ({_SEEN})").fetchall()
        finally:
            connection.close()
    internal = sum(day == NO_DAY.isoformat() for (day,) in last)
    return {"public": total - len(last), "embargoed": len(last) - internal, "internal": internal}


def restrict(connection: sqlite3.Connection) -> None:
    """From now on this connection sees what anybody may read: views hide the tables from whatever asks."""
    connection.execute(f"CREATE TEMP VIEW articles AS SELECT * FROM main.articles WHERE id NOT IN ({_SEEN})")
    for table in SHADOWED:
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE article NOT IN ({_SEEN})")


def _ruled(reference: Reference, rules: tuple[Rule, ...]) -> date:
    return max((rule.opens for rule in rules if rule.meets(reference)), default=ANY_DAY)
