"""A question from a frame in somebody's wiki in, the chat as a page of our own out: it works with and without scripts.

No Gradio here: the frame is one small document under a strict policy, and only the listed origins may hold it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from domain import Query, Turn
from errors import WhosaidError
from web.chat import REMEMBERED, Filters, Refused, converse, query
from web.chips import filter_form
from web.fields import fields
from web.guard import frame_origin
from web.markup import name, text, written_in
from web.options import WebOptions
from web.render import Exchange, exchange, state_line
from web.telling import told as sentence_of
from web.views import View, Views
from web.waiting import Full, Places
from web.widget import loader
from web.words import Words, page_language, words

MODES = ("page", "panel", "inline")
"""Alone in a tab, in the panel that a button opens, or amid the text of a wiki page."""
THEMES = ("auto", "light", "dark")
MAX_TITLE, MAX_SELECTION, MAX_REMEMBERED = 200, 2000, 2000
"""Characters that are taken of a page's title, of its selected text, of an earlier question or answer."""
SHOWN_EXAMPLES = 3
SPOKEN = (
    "embed_page", "embed_selection", "embed_remove", "embed_unreachable", "done", "error_busy", "error_empty",
    "placeholder_followup",
)  # fmt: skip
"""The texts that the frame's script needs."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """How the frame is to look where it stands, and what it keeps to."""

    language: str
    theme: str = "auto"
    mode: str = "page"
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


def router(views: Views, places: Places, options: WebOptions) -> APIRouter:
    """The routes /embed/ and /widget.js. Raises BadSetting for an origin that is none."""
    origins = tuple(frame_origin(given) for given in options.embed_origins)
    routes = APIRouter()

    @routes.get("/embed")
    @routes.get("/embed/")
    async def show(request: Request) -> HTMLResponse:
        where = place(fields(request.url.query), request.headers.get("accept-language"))
        return await run_in_threadpool(_page, where, "", (_seen(views, options, request), options, origins))

    @routes.post("/embed/")
    async def answer_question(request: Request) -> HTMLResponse:
        given = fields(await request.body())
        where = place(given, request.headers.get("accept-language"))
        view = _seen(views, options, request, _last(given, "token"))
        work = partial(_answered, view, given, where, options, request.headers.get("origin", ""))
        try:
            told, status = await places.answered(request, work), 200
        except Full:
            told, status = _refused(given, where, ("error_busy", {})), 503
        if given.get("fragment"):
            return HTMLResponse(told, status, _headers(_nonce(), origins))
        page = await run_in_threadpool(_page, where, told, (view, options, origins))
        page.status_code = status
        return page

    @routes.get("/widget.js")
    async def widget(request: Request) -> Response:
        return _loader(request.headers.get("if-none-match", ""))

    return routes


def place(given: Fields, accepted: str | None) -> Place:
    """What the loader or the form says about the place; what it may not say counts as not said."""

    def one_of(key: str, allowed: Sequence[str]) -> str:
        return _last(given, key) if _last(given, key) in allowed else allowed[0]

    outlets = tuple(outlet.strip()[:120] for outlet in _last(given, "outlets").split("|") if outlet.strip())
    language = page_language(f"{_last(given, 'lang')} {accepted or ''}")
    codes = tuple(code for code in given.get("languages", ()) if code.isalpha() and len(code) < 4)
    since, until = (_last(given, key).strip()[:40] for key in ("since", "until"))
    return Place(language, one_of("theme", THEMES), one_of("mode", MODES), outlets[:20], codes[:60], since, until)


def question_of(given: Fields, where: Place, limit: int) -> Query:
    """The query for a form. Raises Refused for what cannot be asked.

    What the wiki page tells is no more than an earlier turn: a question that leans on it is read with it. The page's
    title comes before the conversation, what the reader selected just now after it.
    """
    ignored = tuple(given.get("ignore", ()))
    filters = Filters(where.languages, where.outlets, where.since, where.until, ignored)
    asked = query(_last(given, "question"), filters, (), limit)
    title, selection = _last(given, "page_title")[:MAX_TITLE], _last(given, "selection")[:MAX_SELECTION]
    earlier = tuple(Turn(question, said) for question, said in carried(_last(given, "history")))
    before, after = (tuple(Turn(said, "") for said in [about] if said.strip()) for about in (title, selection))
    return replace(asked, history=(*before, *earlier, *after))


def kept_to(where: Place) -> Query:
    """The place's filters as a query; days that are none are left out."""
    days = [value if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else "" for value in (where.since, where.until)]
    try:
        return query("filters", Filters(where.languages, where.outlets, *days), (), 2000)
    except Refused:
        return Query("filters", languages=where.languages, outlets=where.outlets)


def carried(written: str) -> list[tuple[str, str]]:
    """The earlier questions and answers that a form brings back; they are the reader's own, so nothing is proved."""
    try:
        turns = json.loads(written or "[]")
    except (ValueError, RecursionError):
        return []
    pairs = [turn for turn in turns if isinstance(turn, list) and len(turn) == 2] if isinstance(turns, list) else []
    told = [(q[:MAX_REMEMBERED], a[:MAX_REMEMBERED]) for q, a in pairs if isinstance(q, str) and isinstance(a, str)]
    return told[-REMEMBERED:]


def _seen(views: Views, options: WebOptions, request: Request, token: str = "") -> View | None:
    """What the reader of the frame may see; None: nothing before the wiki or the full page says who it is."""
    reader = request.state.reader or options.identities.bearer(token)
    return views.to(reader) if reader or options.anonymous else None


def _answered(view: View | None, given: Fields, where: Place, options: WebOptions, origin: str) -> str:
    """The new exchange as HTML, and what the next form brings back of it."""
    texts = words(where.language)
    asked = _last(given, "question")
    wanted = partial(question_of, given, where, options.max_question)
    number = _number(_last(given, "number")) + 1
    earlier = carried(_last(given, "history"))
    if view is None:
        return _refused(given, where, ("error_signin", {}))
    *_, turns = converse(view.steps, wanted, asked, (), 0, 0)
    if found := turns[-1].answer:
        earlier = [*earlier, (asked[:MAX_REMEMBERED], found.text[:MAX_REMEMBERED])][-REMEMBERED:]
    return _carried(number, earlier) + exchange(turns[-1], number, texts, origin)


def _refused(given: Fields, where: Place, problem: tuple[str, dict[str, str]]) -> str:
    """The exchange of a question that is not answered, and the conversation as it was."""
    number = _number(_last(given, "number")) + 1
    refused = Exchange(_last(given, "question")[:500], problem=problem)
    return _carried(number, carried(_last(given, "history"))) + exchange(refused, number, words(where.language))


def _page(where: Place, told: str, about: tuple[View | None, WebOptions, tuple[str, ...]]) -> HTMLResponse:
    view, options, origins = about
    nonce = _nonce()
    texts = words(where.language)
    try:
        foot = state_line(view.archive.state(), texts) if view else ""
        filters = filter_form((view.archive.languages(), view.archive.outlets()), kept_to(where), texts) if view else ""
    except WhosaidError as error:
        filters, foot = "", text(sentence_of(error))
    examples = _examples(view.examples(texts["code"]) if view and not told else (), texts)
    body = _body(where, told, options, texts, (filters + examples, foot))
    classes = f"embed {where.mode}" + (" dark" if where.theme == "dark" else "")
    automatic = ' class="auto"' if where.theme == "auto" else ""
    page = (
        f'<!doctype html><html{automatic} {written_in(where.language)}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{text(options.title)}</title>{_files(nonce)}</head>"
        f'<body class="{classes}" data-origins="{text(" ".join(origins))}">{body}</body></html>'
    )
    return HTMLResponse(page, headers=_headers(nonce, origins))


def _body(where: Place, told: str, options: WebOptions, texts: Words, below: tuple[str, str]) -> str:
    examples, foot = below
    spoken = " ".join(f'data-{label.replace("_", "-")}="{text(texts[label])}"' for label in SPOKEN)
    held = {"lang": where.language, "theme": where.theme, "mode": where.mode}
    hidden = "".join(f'<input type="hidden" name="{key}" value="{text(value)}">' for key, value in held.items())
    thread = f'<section id="thread" {written_in(where.language)} aria-label="{text(texts["conversation"])}">{told}'
    return (
        f'<main><h1 class="wordmark">{name(options.title)}</h1><p class="tagline">{text(texts["tagline"])}</p>'
        f"{thread}{'' if told else _carried(0, [])}</section>"
        '<div id="live"><p role="status" aria-live="polite" class="only-heard"></p></div>'
        f'<form id="composer" method="post" action="/embed/" {spoken}>{hidden}<input type="hidden" name="token">'
        f'<ul id="context" hidden aria-label="{text(texts["embed_context"])}"></ul>'
        f'<label for="words">{text(texts["question"])}</label><div id="asking"><div id="question">'
        f'<textarea id="words" name="question" rows="1" maxlength="{options.max_question}" dir="auto" '
        f'placeholder="{text(texts["placeholder"])}"></textarea></div>'
        f'<button id="ask">{text(texts["ask"])}</button></div>{examples}</form>'
        f'<footer class="foot">{foot} · <a href="/?lang={texts["code"]}" target="_blank" rel="noopener">'
        f"{text(texts['embed_whole'])}</a></footer></main>"
    )


def _examples(questions: Sequence[str], texts: Words) -> str:
    buttons = "".join(
        f'<button class="example" name="question" value="{text(question)}" dir="auto">{text(question)}</button>'
        for question in questions[:SHOWN_EXAMPLES]
    )
    return f'<div id="examples"><h2>{text(texts["examples"])}</h2>{buttons}</div>' if buttons else ""


def _carried(number: int, earlier: Sequence[tuple[str, str]]) -> str:
    """What the form brings back: inputs that stand in the conversation but belong to the form."""
    written = json.dumps(earlier, ensure_ascii=False)
    return (
        f'<div id="carried" hidden><input type="hidden" form="composer" name="number" value="{number}">'
        f'<input type="hidden" form="composer" name="history" value="{text(written)}"></div>'
    )


def _loader(known: str) -> Response:
    body, tag = loader()
    headers = {"Cache-Control": "public, max-age=300", "ETag": tag}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/javascript", headers=headers)


def _files(nonce: str) -> str:
    styles = "".join(f'<link rel="stylesheet" nonce="{nonce}" href="/web/{file}.css">' for file in ("page", "embed"))
    scripts = "".join(f'<script nonce="{nonce}" src="/web/{file}.js" defer></script>' for file in ("page", "embed"))
    return f'<link rel="icon" href="/web/icon.svg" type="image/svg+xml">{styles}{scripts}'


def _headers(nonce: str, origins: Sequence[str]) -> dict[str, Any]:
    allowed = " ".join(origins) or "'none'"
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; "
        f"trusted-types whosaid; frame-ancestors {allowed}"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-store"}


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 0


def _last(given: Fields, key: str) -> str:
    """The last value that the form gives for this field: the button that was pressed comes after the empty box."""
    return next((value for value in reversed(given.get(key, ())) if value), "")
