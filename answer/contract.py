"""Answer ↔ JSON: the answer object that other programs rely on, and the request that asks for one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import languages
from domain import Answer, Citation, Claim, Evidence, OutletRow, Query, Turn, Understood
from errors import BadInput

MAX_QUESTION = 2000
"""Characters."""
MAX_TURNS = 20
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_HISTORY_FORM = 'history must be a list of {"question", "answer"} objects, the oldest first'
_FIELDS = {"id", "question", "language", "lang", "filters", "history", "ignore"}
_IGNORABLE = frozenset({"speakers", "outlets", "languages", "since", "until"})
_FILTERS = {"languages", "outlets", "since", "until"}


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer object of docs and API: lists are empty, never missing."""
    return {
        "id": answer.id,
        "question": answer.query.question,
        "language": answer.language,
        "status": answer.status,
        "confidence": round(answer.confidence, 3),
        "text": answer.text,
        "sentences": [{"text": s.text, "markers": list(s.markers), "phrased": s.phrased} for s in answer.sentences],
        "claims": [_claim(c) for c in answer.claims],
        "citations": [_citation(c) for c in answer.citations],
        "evidence": [_evidence(e) for e in answer.evidence],
        "nearest": [_evidence(e) | {"title": e.reference.title, "outlet": e.reference.outlet} for e in answer.nearest],
        "archive": {
            "articles": answer.archive.articles,
            "newest": _iso(answer.archive.newest),
            "built": answer.archive.built.isoformat() if answer.archive.built else None,
        },
        "timings_ms": {name: round(value, 1) for name, value in answer.timings_ms.items()},
        "understood": _understood(answer.understood),
        "compared": [_row(row, answer) for row in answer.rows],
        "missing": list(answer.missing),
        "phrased_by": answer.phrased_by or None,
        "notices": list(answer.notices),
        "address": f"/answers/{answer.id}" if answer.kept else None,
    }


def _understood(understood: Understood) -> dict[str, Any]:
    return {
        "kind": understood.kind,
        "speakers": list(understood.speakers),
        "outlets": list(understood.outlets),
        "languages": list(understood.languages),
        "since": _iso(understood.since),
        "until": _iso(understood.until),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "speaker": claim.speaker,
        "speaker_names": dict(claim.speaker_names),
        "stance": claim.stance,
        "polarity": claim.polarity,
        "chain": list(claim.chain),
        "outlets": list(claim.outlets),
        "languages": list(claim.languages),
        "markers": list(claim.citations),
        "form": claim.form,
        "credited": claim.credited,
        "origins": claim.origins,
        "first": _iso(claim.first),
        "last": _iso(claim.last),
    }


def _row(row: OutletRow, answer: Answer) -> dict[str, Any]:
    lacks = [answer.claims[place] for place in row.lacks]
    return {
        "outlet": row.outlet,
        "markers": list(row.citations),
        "lacks": [{"speaker": c.speaker, "stance": c.stance, "markers": list(c.citations)} for c in lacks],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    reference, statement = citation.reference, citation.statement
    named = statement is not None and statement.shown and not statement.own_voice and bool(statement.chain)
    chain = statement.chain if statement and named else ()
    return {
        "marker": citation.marker,
        "article": reference.id,
        "path": reference.path,
        "outlet": reference.outlet,
        "title": reference.title,
        "published": _iso(reference.published),
        "language": reference.language,
        "url": reference.url,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "translation": citation.translation or None,
        "speaker": chain[0].name if chain else None,
        "stance": chain[-1].stance if chain else None,
        "form": statement.form if statement else None,
        "chain": [link.name for link in chain],
        "value": list(citation.value) if citation.value else None,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "article": evidence.reference.id,
        "path": evidence.reference.path,
        "start": passage.span.start,
        "end": passage.span.end,
        "score": round(evidence.score, 4),
        "text": passage.text,
        "outlets": list(evidence.outlets),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def query_from_json(body: object, max_question: int = MAX_QUESTION) -> Query:
    """Read a request body or batch line; raises BadInput with one sentence for anything that is off."""
    if not isinstance(body, Mapping):
        raise BadInput(f"expected a JSON object with a question, got {type(body).__name__}")
    unknown = sorted(set(body) - _FIELDS)
    if unknown:
        raise BadInput(f"unknown field {unknown[0]!r}; known: {', '.join(sorted(_FIELDS))}")
    filters = body.get("filters") or {}
    if not isinstance(filters, Mapping) or set(filters) - _FILTERS:
        raise BadInput(f"filters must be an object with some of: {', '.join(sorted(_FILTERS))}")
    since, until = day(filters.get("since"), "since"), day(filters.get("until"), "until")
    if since and until and since > until:
        raise BadInput(f"since ({since}) lies after until ({until}); swap them")
    return Query(
        question=question_text(body.get("question"), max_question),
        language=language_code(body.get("language") or body.get("lang")),
        languages=tuple(code for name in _strings(filters, "languages") if (code := language_code(name))),
        outlets=_strings(filters, "outlets"),
        since=since,
        until=until,
        history=_history(body.get("history"), max_question),
        ignore=_ignored(body),
    )


def _ignored(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Filters of the question itself that are not to hold."""
    names = _strings(body, "ignore")
    if unknown := sorted(set(names) - _IGNORABLE):
        raise BadInput(f"ignore: {unknown[0]!r} is no filter; known: {', '.join(sorted(_IGNORABLE))}")
    return names


def question_text(value: object, max_question: int = MAX_QUESTION) -> str:
    """The question, trimmed; raises BadInput if it is empty, too long or no text."""
    if not isinstance(value, str):
        raise BadInput("the question must be a text")
    text = "".join(" " if unicodedata.category(ch) in {"Cc", "Cs", "Co", "Cn"} else ch for ch in value)
    text = _BIDI_CONTROLS.sub("", text).strip()
    if not any(ch.isalnum() for ch in text):
        raise BadInput("the question is empty: ask in any language, for example: who claims the US refused strikes?")
    if len(text) > max_question:
        raise BadInput(f"the question has {len(text)} characters; the most is {max_question}")
    return text


def language_code(value: object) -> str | None:
    """A two- or three-letter language code in lower case, or None; raises BadInput for anything else."""
    if value in (None, ""):
        return None
    code = value.split("-")[0].lower() if isinstance(value, str) else ""
    if code not in languages.DETECTED | set(languages.codes()):
        known = ", ".join(sorted(languages.DETECTED | set(languages.codes())))
        raise BadInput(f"{value!r} is no language that is known here; give one of: {known}")
    return code


def day(value: object, name: str) -> date | None:
    """A day written YYYY-MM-DD, or None; raises BadInput naming the filter."""
    if value in (None, ""):
        return None
    try:
        if not isinstance(value, str):
            raise ValueError
        return date.fromisoformat(value.strip())
    except ValueError:
        raise BadInput(f"{name}: {value!r} is no date; write it as 2017-11-15") from None


def _strings(filters: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = filters.get(name) or ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise BadInput(f"{name} must be a list of texts")
    return tuple(item for item in items if item.strip())


def _history(value: object, max_question: int) -> tuple[Turn, ...]:
    """Earlier turns: questions as texts, {"question", "answer"} objects, or chat messages with role and content."""
    given = value or []
    if not isinstance(given, list):
        raise BadInput(_HISTORY_FORM)
    turns = [_turn(turn, max_question) for turn in given if not _is_reply(turn)]
    return tuple(turns[-MAX_TURNS:])


def _turn(turn: object, max_question: int) -> Turn:
    if isinstance(turn, str):
        return Turn(question_text(turn, max_question))
    if not isinstance(turn, Mapping):
        raise BadInput(_HISTORY_FORM)
    answer = turn.get("answer")
    asked = turn.get("content") if "role" in turn else turn.get("question")
    return Turn(question_text(asked, max_question), answer if isinstance(answer, str) else "")


def _is_reply(turn: object) -> bool:
    return isinstance(turn, Mapping) and turn.get("role", "user") != "user"


def answer_id(query: Query, generation: str) -> str:
    """A short id: the same question over the same archive state has the same one."""
    return hashlib.sha256(f"{query!r}{generation}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
