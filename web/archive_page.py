"""An archive in, the page about it out: how many articles of which outlet, language and month, and a way to add some.

No script: the bars are SVG, and every picture stands in a table that can be read without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from errors import WhosaidError
from web.documents import document, form_page, texts_of
from web.entrance import THIS_MACHINE
from web.markup import fill, name, text
from web.options import WebOptions
from web.render import state_line
from web.telling import told
from web.views import View, Views
from web.words import Words, language_name

MOST_FILES = 20
"""In one upload."""
LONGEST_ADDRESS = 2000
ACCEPTED = ".txt,.md,.html,.htm,.json,.jsonl,.csv,.pdf,.docx,.rss,.atom,.xml,.zip"
"""What the browser offers to choose; the readers decide what is taken."""
MOST = 40
"""Rows of a table; the rest is summed up in the last one."""
COUNTS = ("new", "updated", "unchanged", "deleted", "duplicates", "skipped")


def router(views: Views, options: WebOptions) -> APIRouter:
    """The route /archive: GET shows, POST adds files where that is allowed."""
    routes = APIRouter()

    @routes.get("/archive")
    async def show(request: Request) -> HTMLResponse:
        texts = texts_of(request)
        return await run_in_threadpool(_shown, request, views.of(request), options, texts)

    @routes.post("/archive")
    async def add(request: Request) -> HTMLResponse:
        texts = texts_of(request)
        if not _may_add(request, options):
            return form_page(document(texts["archive_title"], _alert("403"), texts, options.title), 403)
        try:
            async with request.form(max_files=MOST_FILES, max_fields=5) as form:
                report = await _added(form, options, texts)
        except HTTPException as refused:
            status, sentence = refused_form(refused)
            return form_page(document(texts["archive_title"], _alert(sentence), texts, options.title), status)
        return await run_in_threadpool(_shown, request, views.of(request), options, texts, report)

    return routes


async def _added(form: FormData, options: WebOptions, texts: Words) -> str:
    lines = []
    for file in form.getlist("files"):
        if isinstance(file, str) or not file.filename:
            continue
        said = await run_in_threadpool(_taken, options, file.filename, await file.read(), texts)
        lines.append(f"<li>{name(file.filename)}: {said}</li>")
    address = form.get("address")
    if isinstance(address, str) and address.strip():
        said = await run_in_threadpool(_fetched, options, address.strip(), texts)
        lines.append(f"<li>{name(address.strip()[:LONGEST_ADDRESS])}: {said}</li>")
    return f'<ul role="status" class="problem">{"".join(lines)}</ul>' if lines else ""


def _taken(options: WebOptions, filename: str, data: bytes, texts: Words) -> str:
    if options.upload is None or len(data) > options.max_upload_mb * 1_000_000:
        return fill(texts["upload_hint"], size=str(options.max_upload_mb))
    return _outcome(partial(options.upload, filename, data), texts)


def _fetched(options: WebOptions, address: str, texts: Words) -> str:
    if options.fetch is None or len(address) > LONGEST_ADDRESS:
        return text("Addresses are not fetched here." if options.fetch is None else "The address is too long.")
    return _outcome(partial(options.fetch, address), texts)


def _outcome(added: Callable[[], Mapping[str, Any]], texts: Words) -> str:
    try:
        report = added()
    except WhosaidError as error:
        return text(told(error))
    reasons = "; ".join(str(skipped["reason"]) for skipped in report.get("skipped", []))
    return _counted(report, texts) + (f" – {text(reasons)}" if reasons else "")


def _shown(request: Request, view: View, options: WebOptions, texts: Words, report: str = "") -> HTMLResponse:
    try:
        seen = view.archive.overview()
        state = state_line(view.archive.state(), texts)
    except WhosaidError as error:
        return form_page(document(texts["archive_title"], _alert(told(error)), texts, options.title), 503)
    known = request.state.reader is not None or (_nobody_signs_in(options) and request.state.client in THIS_MACHINE)
    form = _form(options, texts) if _may_add(request, options) else ""
    undated = {texts["archive_undated"]: seen["undated"]} if seen["undated"] else {}
    body = (
        f"<h1>{text(texts['archive_title'])}</h1><p>{state}</p>{report}"
        f"{_bars(texts['archive_outlets'], seen['outlets'], texts)}"
        f"{_bars(texts['archive_languages'], _named(seen['languages'], texts), texts)}"
        f"{_bars(texts['archive_months'], seen['months'] | undated, texts)}"
        f"{_report(seen['report'], texts) if known else ''}{form}"
    )
    return form_page(document(texts["archive_title"], body, texts, options.title), 200)


def _bars(title: str, counts: Mapping[str, int], texts: Words) -> str:
    if not counts:
        return ""
    shown = dict(list(counts.items())[:MOST])
    if rest := sum(counts.values()) - sum(shown.values()):
        shown["…"] = rest
    most = max(shown.values())
    rows = "".join(
        f'<tr><th scope="row">{name(label)}</th><td>{count}</td><td aria-hidden="true"><svg viewBox="0 0 100 10" '
        f'preserveAspectRatio="none"><rect width="{100 * count / most:.1f}" height="10"/></svg></td></tr>'
        for label, count in shown.items()
    )
    heard = fill(texts["archive_table"], what=text(title))
    return f'<h2>{text(title)}</h2><table class="bars"><caption class="only-heard">{heard}</caption>{rows}</table>'


def _report(report: Mapping[str, Any] | None, texts: Words) -> str:
    if report is None:
        return ""
    files = "".join(f"<li>{name(f['path'])}: {text(f['reason'])}</li>" for f in report.get("files", []))
    skipped = f"<details><summary>{text(texts['archive_skipped'])}</summary><ul>{files}</ul></details>" if files else ""
    return f"<h2>{text(texts['archive_report'])}</h2><p>{_counted(report, texts)}</p>{skipped}"


def _counted(report: Mapping[str, Any], texts: Words) -> str:
    counts = {key: report.get(key, 0) for key in COUNTS}
    numbers = {key: str(len(value) if isinstance(value, list) else value) for key, value in counts.items()}
    return fill(texts["archive_counts"], **numbers)


def _form(options: WebOptions, texts: Words) -> str:
    hint = fill(texts["upload_hint"], size=str(options.max_upload_mb))
    return (
        f'<h2 id="upload">{text(texts["upload"])}</h2>'
        f'<form class="signin" method="post" action="/archive" enctype="multipart/form-data">'
        f'<label for="files">{hint}</label><input id="files" name="files" type="file" multiple required '
        f'accept="{ACCEPTED}"><button>{text(texts["upload_send"])}</button></form>'
        f"{_address_form(texts) if options.fetch else ''}"
    )


def _address_form(texts: Words) -> str:
    return (
        '<form class="signin" method="post" action="/archive" enctype="multipart/form-data">'
        f'<label for="address">{text(texts["fetch"])}</label><input id="address" name="address" type="url" required '
        f'maxlength="{LONGEST_ADDRESS}" placeholder="https://" dir="ltr">'
        f"<button>{text(texts['fetch_send'])}</button></form>"
    )


def _may_add(request: Request, options: WebOptions) -> bool:
    """Known readers; where nobody signs in, whoever reaches this machine, if uploads are switched on at all."""
    return options.upload is not None and (request.state.reader is not None or _nobody_signs_in(options))


def _nobody_signs_in(options: WebOptions) -> bool:
    return not options.identities.sign_in


def refused_form(refused: HTTPException) -> tuple[int, str]:
    """A status, and what Starlette says of a form that it does not read in our words."""
    if "files" in str(refused.detail):
        return 413, f"Send at most {MOST_FILES} files at once."
    return 400, "The form could not be read; choose the files anew and send them again."


def _named(languages: Mapping[str, int], texts: Words) -> dict[str, int]:
    return {language_name(code, texts): count for code, count in languages.items()}


def _alert(said: object) -> str:
    return f'<p class="problem" role="alert">{text(said)}</p>'
