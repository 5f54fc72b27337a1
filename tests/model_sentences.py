"""Sentences such as a language model writes, in ten languages, over statements of the demo archive; from a fixture.

Each case has statements as a model is given them and the sentences of a reply: paraphrases, not templates. `turned` are
versions of a sentence in which a negation, a denial or a refusal was dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from answer.carrying import Carrying
from answer.checking import Checker
from answer.numbered import Numbered
from answer.replies import Told
from domain import Citation, Reference, Span

FOLDER = Path(__file__).resolve().parent / "fixtures" / "model"


class Case(NamedTuple):
    """A sentence with all that is needed to check it."""

    told: Told
    checker: Checker
    turned: tuple[str, ...]

    def flaws(self, text: str | None = None, statements: tuple[int, ...] | None = None) -> list[str]:
        """What the check says of the sentence, with another text or other statements where given."""
        told = Told(text or self.told.text, statements if statements is not None else self.told.statements)
        return self.checker.flaws(told)


def cases(name: str, archive: Any) -> Iterator[Case]:
    """The sentences of a fixture file."""
    for group in json.loads((FOLDER / f"{name}.json").read_text("utf-8")):
        statements = {s["n"]: _numbered(s) for s in group["statements"]}
        checker = Checker(statements, group["language"], Carrying(archive))
        for reply in group["reply"]:
            told = Told(reply["text"], tuple(reply["statements"]))
            yield Case(told, checker, tuple(reply.get("turned", ())))


def _numbered(row: dict[str, Any]) -> Numbered:
    published = date.fromisoformat(row["date"]) if row["date"] else None
    reference = Reference(row["article"], row["title"], row["outlet"], row["language"], published)
    citation = Citation(row["n"], reference, Span(0, len(row["quote"])), row["quote"], row["before"], row["after"])
    return Numbered(citation, row["speakers"], frozenset(row["known"]), tuple(row["how"]), row["voiced"])
