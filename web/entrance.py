"""Requests in, with the name of the reader put on them; those who must sign in or wait are told so, in one sentence."""

from __future__ import annotations

import math
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.identity import Identities
from web.pace import Pace

OPEN = frozenset({"/api/health", "/signin", "/widget.js", "/embed", "/embed/"})
"""What needs no reader's name even where the archive wants one: the frame asks its own reader for a wiki's token."""
OPEN_DOORS = ("/web/",)
THIS_MACHINE = frozenset({"127.0.0.1", "::1"})
"""Whoever sits here is not slowed down; behind a proxy on this machine, name it in the settings."""
ASKING = frozenset({"/api/ask", "/embed/", "/gradio_api/queue/join"})
"""Where a POST costs a search."""
LEAVING = frozenset({"/api/feedback", "/archive"})
"""Where a POST leaves something with us."""
SLOW, SLOW_MINUTES = 12, 2
"""What one client may leave at once, and in how many minutes it may do so again."""


class Entrance:
    """An ASGI application that finds out who asks, for the one inside it."""

    def __init__(self, app: ASGIApp, identities: Identities, pace: Pace, anonymous: bool) -> None:
        """`anonymous`: whether somebody unknown may come in at all."""
        self.app, self.identities, self.anonymous = app, identities, anonymous
        leaving = Pace(SLOW / SLOW_MINUTES, SLOW)
        self.paces = dict.fromkeys(ASKING, pace) | dict.fromkeys(LEAVING, leaving)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the reader and the client in the request's state, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, peer = Headers(scope=scope), (scope.get("client") or ("", 0))[0]
        reader = self.identities.reader(headers, peer)
        client = self.identities.client(headers, peer)
        refusal = self._refusal(scope, headers, reader, client)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        state = {**scope.get("state", {}), "reader": reader, "client": client}
        await self.app({**scope, "state": state}, receive, send)

    def _refusal(self, scope: Scope, headers: Headers, reader: str | None, client: str) -> Response | None:
        path = scope["path"]
        if reader is None and not self.anonymous and path not in OPEN and not path.startswith(OPEN_DOORS):
            if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse(f"/signin?next={quote(path, safe='/')}", 303)
            return JSONResponse({"error": "Sign in first, at /signin."}, 401)
        slowed = scope["method"] == "POST" and path in self.paces and client not in THIS_MACHINE
        # A reader who is known has a pace of its own: a newsroom's readers often share one address.
        wait = self.paces[path].wait(client if reader is None else f"reader {reader}") if slowed else 0.0
        if wait:
            seconds = math.ceil(wait)
            what = "questions" if path in ASKING else "reports or files"
            sentence = f"Too many {what} at once; try again in {seconds} s."
            return JSONResponse({"error": sentence}, 429, {"Retry-After": str(seconds)})
        return None
