"""Requests in, only those that may pass out: host, origin, size and path are checked before anything else runs.

Pure ASGI, around the whole application. Gradio answers every origin with its own name and credentials as soon as
it is asked under a public host name, takes texts of any length and sends no security headers; here is where that ends.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import BadSetting

MAX_BODY = 64 * 1024
"""Bytes of a request body; a question with its filters and history stays far below."""

BODY_S = 10.0
"""Seconds in which such a body must be here."""
UPLOAD_S = 300.0
"""Seconds for an uploaded file."""
MISLEADING = frozenset({b"x-forwarded-host", b"x-gradio-server"})
"""Headers that nobody may send: Gradio would take them for the name of this host, which is checked here."""

UPLOADS = "/archive"
Refusal = tuple[int, str]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
READING = frozenset({"GET", "HEAD"})

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ELSEWHERE = {
    "/widget.js": {"Cross-Origin-Resource-Policy": "cross-origin"},
    "/signin": {"Referrer-Policy": "same-origin"},  # as for the frame: its form must show its origin
    "/archive": {"Referrer-Policy": "same-origin"},
    "/embed/": {
        "X-Frame-Options": "",  # cannot name origins; the page's frame-ancestors does
        "Referrer-Policy": "same-origin",  # under no-referrer a browser hides the form's own origin from us
        "Cross-Origin-Opener-Policy": "",  # means nothing in a frame
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",  # a wiki that demands it may show the frame
    },
}
"""What differs where a page of another site may come in; an empty value takes the header away."""
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""The content policy of what is no page."""

GRADIO_DOORS = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
GRADIO_PAGES = frozenset({"/", "/config", "/theme.css", "/favicon.ico", "/gradio_api/startup-events"})
OUR_PAGES = frozenset({"/embed", "/embed/", "/widget.js", "/signin", "/signout", "/archive"})
OUR_DOORS = ("/answers/", "/api/", "/articles/", "/web/")
"""What may be asked for. Gradio's uploads, file server, proxy, run history and API pages stay shut."""


class Guard:
    """An ASGI application that hands only what may pass to the one inside it."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = (), max_upload: int = 0) -> None:
        """`hosts` as `served_host` gives them; `max_upload`: bytes of an uploaded file; 0: no uploads."""
        self.app, self.max_upload = app, max_upload
        self.hosts = LOOPBACK | set(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with one sentence, or pass on with a bounded body and the headers put on the response."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sender = _with_headers(send, ELSEWHERE.get(scope["path"], {}))
        refusal = self._refusal(scope, headers)
        if refusal is None:
            refusal, receive = await self._bounded(scope, headers, receive)
        if refusal:
            status, sentence = refusal
            rest = {} if scope["method"] in READING else {"Connection": "close"}  # what follows is not read
            await JSONResponse({"error": sentence}, status, rest)(scope, receive, sender)
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in MISLEADING]
        await self.app({**scope, "headers": kept}, receive, sender)

    async def _bounded(self, scope: Scope, headers: Headers, receive: Receive) -> tuple[Refusal | None, Receive]:
        """The body within its limit: read and handed on, or (a file, read only once its sender is known) measured."""
        if scope["method"] in READING:
            return None, receive
        if scope["path"] == UPLOADS and self.max_upload:
            declared = headers.get("content-length", "")
            if not declared.isdecimal() or int(declared) > self.max_upload:
                return (413, f"Send at most {self.max_upload // 1_000_000} MB at once, and say how much."), receive
            return None, _hurried(receive, UPLOAD_S)
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(headers, receive)
        except TimeoutError:
            return (408, f"The rest of the request did not come within {BODY_S:.0f} s; send it again."), receive
        if body is None:
            return (413, f"The request is larger than {MAX_BODY // 1024} KB; send a shorter question."), receive
        return None, _replay(body, receive)

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        host, path = headers.get("host", ""), scope["path"]
        if not self._known(host):
            return 421, "This host name is not served here; ask the person who runs this archive to add it."
        if {"content-length", "transfer-encoding"} <= set(headers) or len(headers.getlist("host")) > 1:
            return 400, "The request says in two ways where it goes or how long it is."
        foreign = any(not same_origin(origin, host) for origin in headers.getlist("origin"))
        cross_site = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if scope["method"] not in READING and (foreign or cross_site):
            return 403, "Requests from other sites are refused."
        if path not in GRADIO_PAGES | OUR_PAGES and not path.startswith(GRADIO_DOORS + OUR_DOORS):
            return 404, "There is nothing at this address."
        return None

    def _known(self, host: str) -> bool:
        name = hostname(f"//{host}")
        return name is not None and (name in self.hosts or is_address(name))


def same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header names the host that is asked; `null` and anything unreadable never do.

    The scheme is left out: behind a proxy that ends TLS, the page is https and this request is http.
    """
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"//{host}")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        ports = {asked.port} if asked.port else {80, 443}
    except ValueError:
        return False
    named = parts.scheme in {"http", "https"} and parts.hostname is not None
    return named and parts.hostname == asked.hostname and port in ports and not (parts.username or parts.path)


def frame_origin(given: str) -> str:
    """An origin of the allow-list as browsers write it. Raises BadSetting for anything but scheme, host and port."""
    try:
        parts = urlsplit(given.strip().removesuffix("/"))
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        parts, port, host = urlsplit(""), None, ""
    known = parts.scheme in {"http", "https"} and host and not host.endswith(".") and not set(host) & set("*;,'\" ")
    if not known or parts.username is not None or parts.path or "?" in given or "#" in given or given.count(":") > 8:
        raise BadSetting(
            f"WHOSAID_WEB__EMBED_ORIGINS: {given!r} is no origin of a wiki; write scheme and host only, "
            "as https://wiki.example.org"
        )
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")


def served_host(given: str) -> str:
    """A name under which we may be asked, as requests give it. Raises BadSetting for what is no bare host name."""
    name = given.strip().lower().rstrip(".")
    if not name or hostname(f"//{name}") != name:
        raise BadSetting(
            f"WHOSAID_WEB__HOSTS: {given!r} is no host name; write it without scheme and port, as news.example.org"
        )
    return name


def hostname(address: str) -> str | None:
    """The host name in an address, lower case, without a dot at its end; None if it cannot be read."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    bare = parts.username is None and not parts.path and not parts.query
    return parts.hostname.rstrip(".") if parts.hostname and bare else None


def is_address(name: str) -> bool:
    """Whether this host is a bare IP address: those cannot be pointed elsewhere by a foreign name server."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def put_on(headers: MutableHeaders, different: Mapping[str, str]) -> None:
    """Put the security headers on a response, `different` ones instead where it has them."""
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
    for name, value in (HEADERS | dict(different)).items():
        if value:
            headers[name] = value
    headers.setdefault("Content-Security-Policy", NOTHING)
    headers.setdefault("Cache-Control", "no-store")  # what is for one reader lies in no cache on its way


def _with_headers(send: Send, different: Mapping[str, str]) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            put_on(MutableHeaders(scope=message), different)
        await send(message)

    return sender


async def _body(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body, or None if it is too large: then no more of it is read."""
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY:
        return None
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return body


def _hurried(receive: Receive, seconds: float) -> Receive:
    """The messages of an upload, until its time is over: then the sender counts as gone."""
    end = asyncio.get_running_loop().time() + seconds

    async def hurried() -> Message:
        try:
            async with asyncio.timeout_at(end):
                return await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}

    return hurried


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed
