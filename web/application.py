"""Ask, archive and options in, the whole web application out: the chat at "/", articles, the JSON API, guarded."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

import answer
from domain import Answer, Query
from errors import ArchiveError
from web import answers, api, archive_page, articles, embed, feedback, signin
from web.entrance import Entrance
from web.guard import Guard, put_on, served_host
from web.options import Readable, WebOptions
from web.pace import Pace
from web.shell import Shell
from web.telling import told
from web.views import View, Views
from web.waiting import Places, Presence

logger = logging.getLogger(__name__)

FILES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "embed.css": "text/css",
    "embed.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""The files of the page that a browser may fetch, with their types."""

BURST = 30
"""Questions that one client may ask at once, after it has been silent."""

OFFLINE = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
"""Read by Gradio when it is imported; without both it asks two foreign hosts at every start."""
UNCOUNTED = {"GRADIO_ANALYTICS_MAX_EVENTS": "100", "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000"}
"""Read when a page is built; without them each question has statistics made of the last 10,000, which nobody sees."""


def create_app(
    ask: Callable[[Query], Answer], archive: Readable, options: WebOptions | None = None, whole: View | None = None
) -> FastAPI:
    """The application to serve. It opens no connection to anywhere.

    `ask` and `archive` are what anybody may see, `whole` what a known reader may see. Raises BadSetting for an origin
    that is none.
    """
    options = options or WebOptions()
    public = View(ask, archive, options.examples, options.stream, options.find)
    views = Views(public, whole or public)
    pace = Pace(options.questions_per_minute, BURST)
    app = FastAPI(title=options.title, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Entrance, identities=options.identities, pace=pace, anonymous=options.anonymous)
    largest = (options.max_upload_mb + 1) * 1_000_000 if options.upload else 0
    app.add_middleware(Guard, hosts=tuple(map(served_host, options.hosts)), max_upload=largest)
    app.add_exception_handler(Exception, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(ArchiveError, _unreadable)
    _add_routes(app, views, options)
    _serve_files(app)
    _mount_chat(app, views, options)
    return app


def _add_routes(app: FastAPI, views: Views, options: WebOptions) -> None:
    if options.feedback:
        app.include_router(feedback.router(options.feedback))  # before what answers everything else under /api
    places = Places()
    contract = answer.as_json, answer.query_from_json
    app.include_router(api.router(views, places, options.title, options.max_question, *contract))
    app.include_router(articles.router(views, options.title))
    app.include_router(answers.router(views, options.title))
    app.include_router(embed.router(views, places, options))
    app.include_router(archive_page.router(views, options))
    app.include_router(signin.router(options.identities, options.title))


def _mount_chat(app: FastAPI, views: Views, options: WebOptions) -> None:
    os.environ.update(OFFLINE | UNCOUNTED)
    import gradio as gr

    from web.layout import theme
    from web.page import build, field_counts, forget_replaced

    presence = Presence()
    page = build(views, options, presence)
    gr.mount_gradio_app(
        app, page, path="/", footer_links=[], run_history=False, show_error=False,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, theme=theme(),
    )  # fmt: skip
    mounted = app.router.routes[-1]  # Gradio gives back the application, not what it mounted
    inner: ASGIApp = mounted.app  # type: ignore[attr-defined]
    forget = partial(forget_replaced, page)
    mounted.app = Shell(inner, options.title, presence, field_counts(page), forget)  # type: ignore[attr-defined]


def _serve_files(app: FastAPI) -> None:
    folder = Path(__file__).resolve().parent

    @app.get("/web/{file}")
    def serve(file: str) -> Response:
        if file not in FILES:
            return api.error(404, "There is nothing at this address.")
        return FileResponse(folder / file, media_type=FILES[file], headers={"Cache-Control": "no-cache"})


async def _failed(request: Request, error: Exception) -> JSONResponse:
    logger.exception("a request failed: %s", request.url.path, exc_info=error)
    sentence = "Something went wrong on our side; the person who runs this archive finds it in the log."
    response = api.error(500, sentence)
    put_on(response.headers, {})  # this answer is given outside of the guard
    return response


async def _unreadable(_: Request, problem: Exception) -> JSONResponse:
    """What a page cannot show because the archive cannot be read, as the API says it."""
    logger.warning("the archive cannot be asked: %s", problem)
    return api.error(503, told(problem))


async def _refused(request: Request, refusal: Exception) -> JSONResponse:
    """What FastAPI itself refuses, in the form of every other refusal."""
    status = refusal.status_code if isinstance(refusal, HTTPException) else 500
    wrong_method = f"This address does not take {request.method}."
    return api.error(status, wrong_method if status == 405 else "There is nothing at this address.")
