"""JSON questions in, answer objects out: `POST /api/ask`, `GET /api/health`, `GET /api/openapi.json`.

Every error is one sentence.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from domain import Answer, ArchiveState, Query
from errors import ArchiveError, BadInput
from web.openapi import description
from web.telling import told
from web.views import View, Views
from web.waiting import RETRY_S, Full, Places

logger = logging.getLogger(__name__)


class Problem(Exception):
    """A request that gets a status and one sentence instead of an answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def router(
    views: Views,
    places: Places,
    site: str,
    max_question: int,
    as_json: Callable[[Answer], Mapping[str, Any]],
    query_from_json: Callable[[object, int], Query],
) -> APIRouter:
    """The routes under /api/; `as_json` and `query_from_json` are the contract, kept in `answer`."""
    routes = APIRouter(prefix="/api")

    @routes.post("/ask")
    async def answer_question(request: Request) -> JSONResponse:
        try:
            query = query_from_json(await _asked(request, max_question), max_question)
            ask = partial(views.of(request).ask, query)
            return JSONResponse(as_json(await places.answered(request, ask)))
        except (Full, Problem, BadInput, ArchiveError) as problem:
            return _refused(problem)

    @routes.get("/health")
    async def health(request: Request) -> JSONResponse:
        return await run_in_threadpool(_health, views.of(request))

    @routes.get("/openapi.json")
    async def described() -> JSONResponse:
        return JSONResponse(description(site))

    @routes.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def elsewhere(rest: str, request: Request) -> JSONResponse:
        if rest in {"ask", "health", "openapi.json"}:
            return error(405, f"/api/{rest} does not take {request.method}.")
        return error(404, "There is nothing at this address; ask with POST /api/ask.")

    return routes


def error(status: int, sentence: str) -> JSONResponse:
    """The body of every refusal: one sentence."""
    return JSONResponse({"error": sentence}, status)


def _refused(problem: Exception) -> JSONResponse:
    if isinstance(problem, Problem):
        return error(problem.status, problem.sentence)
    if isinstance(problem, BadInput):
        return error(422, str(problem))
    if isinstance(problem, ArchiveError):
        logger.warning("the archive cannot be asked: %s", problem)
        return error(503, told(problem))
    response = error(503, f"More questions wait than can be answered soon; ask again in {RETRY_S} s.")
    response.headers["Retry-After"] = str(RETRY_S)
    return response


async def _asked(request: Request, max_question: int) -> dict[str, Any]:
    body = await json_object(request)
    question = body.get("question")
    if isinstance(question, str) and len(question) > max_question:
        raise Problem(413, f"The question has {len(question)} characters; at most {max_question} are taken.")
    return body


async def json_object(request: Request) -> dict[str, Any]:
    """The object in a request's body. Raises Problem for a body that is none."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "Send the question as JSON, with the header Content-Type: application/json.")
    try:
        body = json.loads((await request.body()).decode("utf-8"))
    except (ValueError, RecursionError):
        raise Problem(400, 'The body is not JSON; it should look like {"question": "who said …?"}.') from None
    if not isinstance(body, dict):
        raise Problem(422, 'The body must be an object such as {"question": "who said …?"}.')
    return body


def _health(view: View) -> JSONResponse:
    try:
        state = view.archive.state()
    except ArchiveError as broken:
        return JSONResponse({"live": True, "ready": False, "error": told(broken)}, 503)
    return JSONResponse({"live": True, "ready": state.articles > 0, "archive": _state(state)})


def _state(state: ArchiveState) -> dict[str, Any]:
    return {
        "articles": state.articles,
        "newest": state.newest.isoformat() if state.newest else None,
        "built": state.built.isoformat() if state.built else None,
    }
