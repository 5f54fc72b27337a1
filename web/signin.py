"""A name and a password in, a session cookie out: the page at /signin, for archives that know their readers."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.documents import document, form_page, texts_of
from web.fields import fields
from web.identity import COOKIE, NAME_LENGTH, SECURE_COOKIE, SESSION_S, Identities
from web.markup import fill, name, text
from web.pace import Pace
from web.passwords import matches
from web.words import Words

TRIES, MINUTES = 10, 15
"""Wrong passwords that one client may give before it has to wait, and in how long they are forgiven."""
TRIES_OF_NAME = 30
"""Wrong passwords for one name in that time, from wherever: few enough to guess nothing, enough to lock nobody out."""
HASHED_AT_ONCE = 4
"""Each takes 32 MB for a tenth of a second."""


def router(identities: Identities, site: str) -> APIRouter:
    """The routes /signin and /signout; `site` is the name at the top of the page."""
    routes = APIRouter()
    tries, tries_of_name = Pace(TRIES / MINUTES, TRIES), Pace(TRIES_OF_NAME / MINUTES, TRIES_OF_NAME)
    hashing = CapacityLimiter(HASHED_AT_ONCE)

    @routes.get("/signin")
    async def show(request: Request) -> Response:
        if request.state.reader:
            return _known(texts_of(request), site, request.state.reader)
        return _page(texts_of(request), site, after=onward(request.query_params.get("next")))

    @routes.post("/signin")
    async def sign_in(request: Request) -> Response:
        given = fields(await request.body())
        who, password, after = (given.get(key, [""])[-1] for key in ("name", "password", "next"))
        who, client = who.strip()[:NAME_LENGTH], request.state.client
        # Taken before the password is looked at: many sent at once would all pass a count that comes after.
        if tries.wait(client) or tries_of_name.wait(who):
            return _page(texts_of(request), site, "signin_wait", onward(after), 429)
        if not await to_thread.run_sync(matches, identities.accounts, who, password, limiter=hashing):
            return _page(texts_of(request), site, "signin_wrong", onward(after), 401)
        tries.give_back(client)
        tries_of_name.give_back(who)
        response = RedirectResponse(onward(after), 303)
        secure = _is_https(request, identities)
        cookie, session = SECURE_COOKIE if secure else COOKIE, identities.session(who)
        response.set_cookie(cookie, session, SESSION_S, httponly=True, samesite="lax", secure=secure)
        return response

    @routes.post("/signout")
    async def sign_out(request: Request) -> Response:
        response = RedirectResponse("/signin", 303)
        for cookie in (COOKIE, SECURE_COOKIE):
            if cookie in request.cookies:
                response.delete_cookie(cookie, httponly=True, samesite="lax", secure=cookie == SECURE_COOKIE)
        return response

    return routes


def onward(wanted: str | None) -> str:
    """Where to go after signing in: a path of this site, never an address of another."""
    path = wanted or "/"
    inside = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if inside and len(path) < 500 else "/"


def _is_https(request: Request, identities: Identities) -> bool:
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-proto", "") if identities.trusts(peer) else ""
    return "https" in {request.url.scheme, forwarded.split(",")[-1].strip()}


def _page(texts: Words, site: str, problem: str = "", after: str = "/", status: int = 200) -> HTMLResponse:
    alert = f'<p class="problem" role="alert" id="wrong">{text(texts[problem])}</p>' if problem else ""
    described = ' aria-describedby="wrong" aria-invalid="true"' if problem else ""
    form = (
        f'<h1>{text(texts["signin"])}</h1>{alert}<form class="signin" method="post" action="/signin">'
        f'<input type="hidden" name="next" value="{text(after)}"><label for="name">{text(texts["signin_name"])}</label>'
        f'<input id="name" name="name" autocomplete="username" required autofocus maxlength="120"{described}>'
        f'<label for="password">{text(texts["signin_password"])}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required '
        f'maxlength="200"{described}><button>{text(texts["signin"])}</button></form>'
    )
    return form_page(document(texts["signin"], form, texts, site), status)


def _known(texts: Words, site: str, reader: str) -> HTMLResponse:
    body = (
        f"<h1>{fill(texts['signin_known'], name=name(reader))}</h1>"
        f'<form class="signin" method="post" action="/signout"><button>{text(texts["signout"])}</button></form>'
    )
    return form_page(document(texts["signin"], body, texts, site), 200)
