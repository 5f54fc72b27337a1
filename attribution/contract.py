"""Statements → the plain objects that `python -m attribution --json` prints; a line of a batch → its article."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from domain import Article, Reference, Span, Statement
from errors import BadInput

UNKNOWN = "und"


def as_json(article: Article, found: Iterable[Statement]) -> dict[str, Any]:
    """One text's object by the contract; spans count characters of `article.text`."""
    reference = article.reference
    return {"id": reference.id, "language": reference.language, "statements": [statement_json(s) for s in found]}


def statement_json(statement: Statement) -> dict[str, Any]:
    """The speaker is the innermost one: whose words or account the content is; `chain` names all, outermost first."""
    own = statement.own_voice or not statement.chain
    last = None if own else statement.chain[-1]
    return {
        "content": list(statement.content),
        "cue": _span(last.cue if last else None),
        "speaker": _span(last.mention if last else None),
        "speaker_name": last.name if last else None,
        "speaker_id": last.speaker if last else None,
        "form": statement.form,
        "stance": last.stance if last else None,
        "polarity": last.polarity if last else None,
        "chain": [link.name for link in statement.chain],
        "found": statement.found,
        "confidence": statement.confidence,
        "shown": statement.shown and not own,
    }


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def article_from_line(line: str, number: int, language: str | None) -> Article:
    """A line `{"id", "lang", "text"}`; raises BadInput that names the line."""
    where = f"line {number}"
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f'{where} is no JSON ({error}); each line must be {{"id", "lang", "text"}}.') from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(f'{where} has no "text" string; each line must be {{"id", "lang", "text"}}.')
    code = row.get("lang") or row.get("language") or language or UNKNOWN
    if not isinstance(code, str):
        raise BadInput(f'{where}: "lang" must be a code such as "en", not {code!r}.')
    return Article(Reference(str(row.get("id", number)), None, None, code), row["text"])
