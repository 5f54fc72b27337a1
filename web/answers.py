"""A kept answer's id in, the answer as it was given out, with what has changed in the archive since: page or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from answer import Change, Kept, as_json, changes
from domain import ArchiveState
from web.api import error
from web.claims import marker_links
from web.documents import document
from web.markup import fill, name, text
from web.render import answer
from web.views import View, Views
from web.words import Words, day, page_language, words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
SCRIPT = '<script src="/web/page.js" defer></script>'
MISSING = "No answer is kept at this address; it may have been forgotten, or the link is incomplete."


def router(views: Views, site: str) -> APIRouter:
    """The route /answers/<id>: a page, or JSON for a program that asks for it by its Accept header."""
    routes = APIRouter()

    @routes.get("/answers/{id_:path}")
    async def show(id_: str, request: Request) -> Response:
        asked = request.query_params.get("lang") or request.headers.get("accept-language")
        view = views.of(request)
        kept = await run_in_threadpool(found, views, view, id_)
        return await run_in_threadpool(_shown, view, kept, _wants_json(request), asked, site)

    return routes


def found(views: Views, view: View, id_: str) -> Kept | None:
    """The kept answer, if these readers may see it: not once an article that it rests on is no longer for them."""
    kept = view.find(id_)
    if kept is None or view is views.whole:
        return kept
    gone = [article for article in kept.hashes if view.archive.article(article) is None]
    return None if any(views.whole.archive.article(article) for article in gone) else kept


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _shown(view: View, kept: Kept | None, as_data: bool, asked: str | None, site: str) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    if kept is None:
        texts = words(page_language(asked))
        body = f"<h1>{text(texts['kept_missing'])}</h1><p>{text(texts['kept_missing_note'])}</p>"
        page = HTMLResponse(document(texts["kept_missing"], body, texts, site), 404, headers)
        return error(404, MISSING) if as_data else page
    changed, now = changes(kept, view.archive.article), view.archive.state()
    if as_data:
        return JSONResponse(kept_json(kept, changed, now), headers=headers)
    texts = words(page_language(asked or kept.answer.language))
    return HTMLResponse(kept_page(kept, changed, now, texts, site), headers=headers)


def kept_json(kept: Kept, changed: Sequence[Change], now: ArchiveState) -> dict[str, Any]:
    """The answer object, and under `kept` when and from what it was made and what has changed since."""
    return as_json(kept.answer) | {
        "kept": {
            "given": kept.given.isoformat(),
            "versions": dict(kept.versions),
            "hashes": dict(kept.hashes),
            "changes": [
                {"article": c.reference.id, "change": c.kind, "markers": list(c.markers), "outlet": c.reference.outlet}
                for c in changed
            ],
            "archive_now": {"articles": now.articles, "built": now.built.isoformat() if now.built else None},
        }
    }


def kept_page(kept: Kept, changed: Sequence[Change], now: ArchiveState, texts: Words, site: str) -> str:
    """The answer as it was given, under what has changed; the cards of changed articles are flagged."""
    flags = {m: f'<p class="changed">{text(texts["kept_" + c.kind])}</p>' for c in changed for m in c.markers}
    given = fill(texts["kept_given"], date=text(day(kept.given, texts)), count=str(kept.answer.archive.articles))
    since = fill(texts["kept_now"], count=str(now.articles), built=text(day(now.built, texts)))
    asked = f'<h1 class="asked">{name(kept.answer.query.question)}</h1>'
    about = f'<p class="facts">{given} {since}</p>{_changes(changed, texts)}'
    body = f'<article class="turn" id="t1">{asked}{about}{answer(kept.answer, 1, texts, flags=flags)}</article>'
    return document(f"{kept.answer.query.question} · {texts['kept_title']}", body, texts, site, SCRIPT)


def _changes(changed: Sequence[Change], texts: Words) -> str:
    if not changed:
        return f'<p class="unchanged">{text(texts["kept_unchanged"])}</p>'
    items = "".join(
        f"<li>{name(c.reference.title or c.reference.id, c.reference.language)} "
        f'<span class="changed">{text(texts["kept_" + c.kind])}</span> {marker_links(c.markers, 1)}</li>'
        for c in changed
    )
    heading = fill(texts["kept_changes"], count=str(len(changed)))
    return f'<div class="changes" role="alert"><h2>{heading}</h2><ul>{items}</ul></div>'
