"""What a reader finds wrong with an answer in, a line of the feedback file out: a candidate for a test question."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from web.api import Problem, error, json_object
from web.logs import CONTROLS
from web.tools import REASONS

LARGEST = 10_000_000
"""Bytes of the file; then nothing more is taken until somebody has read it."""
TEXTS = {"answer": 64, "question": 2000, "language": 12, "note": 1000}
"""Fields of a report and their longest text."""

Keep = Callable[[Mapping[str, Any]], None]


def router(keep: Keep) -> APIRouter:
    """The route /api/feedback; `keep` stores one report and raises Problem where it cannot."""
    routes = APIRouter(prefix="/api")

    @routes.post("/feedback")
    async def take(request: Request) -> JSONResponse:
        try:
            given = reported(await json_object(request))
            await run_in_threadpool(keep, given)
        except Problem as problem:
            return error(problem.status, problem.sentence)
        return JSONResponse({"kept": True}, 201)

    return routes


def reported(body: Mapping[str, Any]) -> dict[str, Any]:
    """The report in a request's body. Raises Problem for what is none."""
    reason = body.get("reason")
    if reason not in REASONS:
        raise Problem(422, f"The reason must be one of: {', '.join(REASONS)}.")
    if unknown := sorted(set(body) - {"reason", *TEXTS}):
        raise Problem(422, f"There is no field {unknown[0][:40]!r} here; known: reason, {', '.join(TEXTS)}.")
    for field, longest in TEXTS.items():
        value = body.get(field) or ""
        if not isinstance(value, str) or len(value) > longest:
            raise Problem(422, f"The {field} must be a text of at most {longest} characters.")
    if not str(body.get("question") or "").strip():
        raise Problem(422, "The question that was asked is missing.")
    return {field: body[field] for field in ("reason", *TEXTS) if body.get(field)}


class FeedbackFile:
    """Reports in one file of JSON lines; safe in any number of threads of one process."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()

    def __call__(self, report: Mapping[str, Any]) -> None:
        """Add a report. Raises Problem when the file is full or cannot be written."""
        line = json.dumps({**report, "when": datetime.now(UTC).isoformat(timespec="seconds")}, ensure_ascii=False)
        line = CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)  # some of them end a line elsewhere
        with self._lock:
            try:
                if self._path.exists() and self._path.stat().st_size > LARGEST:
                    raise Problem(507, "So much feedback waits to be read that nothing more is taken.")
                with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(line + "\n")
            except OSError:
                raise Problem(507, "The feedback could not be kept; tell the person who runs this archive.") from None
