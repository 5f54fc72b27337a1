"""Nothing in, the OpenAPI description of the JSON API out: the contract as other programs' tools read it."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
MAYBE: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
TEXTS: Schema = {"type": "array", "items": TEXT}
MARKERS: Schema = {"type": "array", "items": {"type": "integer", "minimum": 1}}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {"type": "object", "properties": required | (optional or {}), "required": sorted(required)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


EVIDENCE = _object(
    {"article": TEXT, "path": MAYBE, "start": COUNT, "end": COUNT, "score": {"type": "number"}, "text": TEXT},
    {"title": MAYBE, "outlet": MAYBE, "outlets": TEXTS | {"description": "All who print this story."}},
)
CLAIM = _object(
    {
        "speaker": MAYBE | {"description": "The outermost speaker; null: the outlets' own voice."},
        "speaker_names": {"type": "object", "additionalProperties": TEXT},
        "stance": TEXT,
        "chain": TEXTS | {"description": "Names from the outermost speaker inward."},
        "outlets": TEXTS,
        "languages": TEXTS,
        "markers": MARKERS,
    },
    {"polarity": TEXT, "form": TEXT, "credited": MAYBE, "origins": COUNT, "first": DAY, "last": DAY},
)
CITATION = _object(
    {
        "marker": {"type": "integer", "minimum": 1},
        "article": TEXT,
        "path": MAYBE,
        "outlet": MAYBE,
        "title": MAYBE,
        "published": DAY,
        "language": TEXT,
        "url": MAYBE,
        "start": COUNT,
        "end": COUNT,
        "quote": TEXT | {"description": "Exactly the article's characters from start to end."},
        "speaker": MAYBE,
        "stance": MAYBE,
        "form": MAYBE,
        "chain": TEXTS,
    },
    {
        "translation": MAYBE | {"description": "Made by a machine, shown under the quote."},
        "value": {"type": ["array", "null"], "items": COUNT, "description": "Start and end of the value asked for."},
    },
)
ARCHIVE = _object({"articles": COUNT, "newest": DAY, "built": MAYBE})
UNDERSTOOD = _object(
    {"kind": TEXT, "speakers": TEXTS, "outlets": TEXTS, "languages": TEXTS, "since": DAY, "until": DAY}
) | {"description": "What was read out of the question's words; its filters can be left out with `ignore`."}
ROW = _object(
    {
        "outlet": TEXT,
        "markers": MARKERS,
        "lacks": _list(_object({"speaker": MAYBE, "stance": TEXT, "markers": MARKERS})),
    }
) | {"description": "One outlet: what it prints, and what others print that none of its articles found here does."}
ANSWER = _object(
    {
        "id": TEXT,
        "question": TEXT,
        "language": TEXT,
        "status": {"enum": ["answered", "partly", "not_found"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "text": TEXT,
        "sentences": _list(_object({"text": TEXT, "markers": MARKERS}, {"phrased": {"type": "boolean"}})),
        "claims": _list(CLAIM),
        "citations": _list(CITATION),
        "evidence": _list(EVIDENCE),
        "nearest": _list(EVIDENCE),
        "archive": ARCHIVE,
        "timings_ms": {"type": "object", "additionalProperties": {"type": "number"}},
    },
    {
        "understood": UNDERSTOOD,
        "compared": _list(ROW),
        "missing": TEXTS | {"description": "What was asked for and is not there, a sentence each."},
        "notices": TEXTS | {"description": "What the answer says about how it was made."},
        "phrased_by": MAYBE | {"description": "The language model that phrased it, if one did."},
        "address": MAYBE | {"description": "Where the kept answer is shown again."},
    },
)
QUESTION = _object(
    {"question": TEXT | {"examples": ["Who denies that the bridge was closed?"]}},
    {
        "language": TEXT | {"description": "The reader's language; without it, that of the question."},
        "filters": _object({}, {"languages": TEXTS, "outlets": TEXTS, "since": DAY, "until": DAY}),
        "ignore": TEXTS | {"description": "Filters named in the question that are not to hold."},
        "history": _list(_object({"question": TEXT}, {"answer": TEXT})),
    },
)
HEALTH = _object({"live": {"type": "boolean"}, "ready": {"type": "boolean"}}, {"archive": ARCHIVE, "error": TEXT})
ERROR = _object({"error": TEXT | {"description": "One sentence."}})


def description(title: str) -> Schema:
    """The whole document, OpenAPI 3.1."""
    named = {"Answer": ANSWER, "Question": QUESTION, "Health": HEALTH, "Error": ERROR}
    ask = {
        "operationId": "ask",
        "summary": "Ask the archive: who said what, and which outlets report it.",
        "requestBody": {"required": True, "content": _content("Question")},
        "responses": {"200": _response("The answer", "Answer")}
        | {status: _response(said, "Error") for status, said in REFUSALS.items()},
    }
    health = {
        "operationId": "health",
        "summary": "Whether it lives, whether it can answer, how fresh the archive is.",
        "responses": {"200": _response("It lives", "Health"), "503": _response("It cannot answer", "Health")},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "summary": "Attributed answers from a news archive."},
        "paths": {"/api/ask": {"post": ask}, "/api/health": {"get": health}},
        "components": {"schemas": named},
    }


REFUSALS = {
    "400": "The body is not JSON",
    "401": "Sign in first",
    "413": "The question or the body is too long",
    "415": "The body is not declared as JSON",
    "422": "Something in the body cannot be taken",
    "429": "Too many questions at once",
    "503": "The archive cannot be asked",
}


def _content(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _response(said: str, name: str) -> Schema:
    return {"description": said, "content": _content(name)}
