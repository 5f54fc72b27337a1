"""A test file with drafts, and feedback from the chat → what a person reviews; their word goes back into the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from errors import BadInput
from evaluation.cases import load
from evaluation.cases.collection import case_of
from evaluation.cases.fields import texts
from evaluation.cases.rows import text_of
from evaluation.writing import write_yaml

Row = dict[str, Any]
LISTS = ("speaker", "outlets", "articles", "must_mention", "tags")
"""Fields that the page shows as texts parted by |."""
LABELS = ("speaker", "outlets", "relevant", "articles", "support")
EDITED = ("question", "lang", "type", "answerable", *LISTS)
COMMENT = "Test questions. `status: draft` marks what nobody has reviewed yet: python -m evaluation label <this file>"


class Desk:
    """The drafts of one test file; every decision is written at once, so that stopping loses nothing."""

    def __init__(self, path: Path, feedback: Path | None = None) -> None:
        if path.suffix.lower() not in (".yaml", ".yml"):
            raise BadInput(f"{path}: drafts are kept in YAML; name a file that ends in .yaml")
        self._path = path
        self._people: Mapping[str, Any] = {}
        self._outlets: Mapping[str, Any] = {}
        self._header: Row = {}
        self.rows: list[Row] = []
        if path.exists():
            self._read()
        if feedback is not None:
            self._add(read_feedback(feedback))

    def _read(self) -> None:
        made = load(self._path)
        self._people, self._outlets = made.people, made.outlets
        header = {"people": made.people, "outlets": made.outlets, "thresholds": made.thresholds}
        self._header = {name: _plain(value) for name, value in header.items() if value}
        self.rows = [dict(row) | {"id": case.id} for row, case in zip(made.rows, made.cases, strict=True)]

    def _add(self, rows: list[Row]) -> None:
        known = {row["id"] for row in self.rows}
        self.rows += [row for row in rows if row["id"] not in known]

    def waiting(self) -> list[Row]:
        """The drafts that nobody has reviewed, in the file's order."""
        return [row for row in self.rows if row.get("status") == "draft"]

    def accept(self, id_: str, changes: Mapping[str, Any]) -> None:
        """Take a draft with its corrections as reviewed; raises BadInput where a correction makes no sense."""
        row = self._row(id_)
        corrected = {name: _value(name, changes[name]) for name in EDITED if name in changes}
        changed = {k: v for k, v in {**row, **corrected, "status": "reviewed"}.items() if v not in ("", None, [])}
        if changed.get("answerable") is False:
            changed = {name: value for name, value in changed.items() if name not in LABELS}
        case = case_of(changed, dict(self._people), dict(self._outlets))
        if not case.question:
            raise BadInput("a case needs a question; write one or drop the case")
        self.rows[self.rows.index(row)] = changed
        self._save()

    def drop(self, id_: str) -> None:
        """Throw a draft away."""
        self.rows.remove(self._row(id_))
        self._save()

    def _row(self, id_: str) -> Row:
        found = next((row for row in self.rows if row["id"] == id_), None)
        if found is None:
            raise BadInput(f"no case {id_!r} is waiting; reload the page")
        return found

    def _save(self) -> None:
        write_yaml(self._path, self.rows, self._header, COMMENT)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return {k: list(v) if isinstance(v, tuple) else v for k, v in value.items()}


def _value(name: str, given: Any) -> Any:  # noqa: ANN401
    return [text for text in texts(given or []) if text] if name in LISTS else given


def read_feedback(path: Path) -> list[Row]:
    """Drafts from the chat's feedback: JSON lines with question, and language, reason, note if there are any.

    Raises BadInput with the line of what is none.
    """
    rows = []
    for number, line in enumerate(text_of(path).split("\n") if path.exists() else [], 1):
        if line.strip():
            rows.append(_from_feedback(path, number, line))
    return list({row["id"]: row for row in rows}.values())


def _from_feedback(path: Path, number: int, line: str) -> Row:
    try:
        given = json.loads(line)
        question, reason = str(given["question"]).strip(), str(given.get("reason") or "unknown")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(f'{path}:{number}: not feedback; a line is {{"question": …, "reason": …}}') from None
    digest = hashlib.sha1(f"{question}{reason}".encode(), usedforsecurity=False).hexdigest()[:8]
    row: Row = {"id": f"feedback-{digest}", "question": question, "status": "draft", "source": f"feedback:{reason}"}
    if isinstance(given.get("language"), str):
        row["lang"] = given["language"]
    return row | ({"answerable": False} if reason == "should_not_have_answered" else {})
