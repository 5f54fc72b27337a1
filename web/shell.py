"""Gradio's page in, the same page as ours out: our title, styles and script, a content policy with a nonce.

Gradio's template names its makers in a dozen meta tags and allows no nonce. This ASGI wrapper rewrites that one
document; everything else passes untouched.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.markup import text
from web.waiting import Presence

HEAD = (
    '<link rel="icon" href="/web/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/web/page.css">'
    '<script src="/web/page.js" defer></script>'
)
LISTENING = "/gradio_api/queue/data"
"""Where a page listens for the steps of its answer."""
ASKING = "/gradio_api/queue/join"
"""Where it asks. Gradio takes an object there for a file, and fetches the address in it."""
NOISE = re.compile(
    r'<meta\b[^>]*\b(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>|<link rel="icon"[^>]*>'
    r"|<title>.*?</title>",
    re.DOTALL,
)


def policy(nonce: str) -> str:
    """The content policy of the chat: as strict as Gradio 6.31 bears.

    `unsafe-eval` is for its HTML component, which compiles a template that we write; `unsafe-inline` for the styles
    that Svelte sets. Inline scripts and handlers do not run without the nonce, and nothing leaves this host.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


def dress(page: str, title: str, nonce: str) -> str:
    """Gradio's document with our head, a nonce on each of its scripts and nobody else's name."""
    page = NOISE.sub("", page)
    page = page.replace("</head>", f"<title>{text(title)}</title>{HEAD}</head>", 1)
    return re.sub(r"<script\b", f'<script nonce="{nonce}"', page)


def is_plain(body: bytes, counts: Mapping[int, int]) -> bool:
    """Whether what the page sends are as many fields as a function takes (`counts`, by its number), and plain ones.

    Plain are texts, numbers and lists of them: no file, no address to fetch.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return False
    fields = given.get("data") if isinstance(given, dict) else None
    if not isinstance(fields, list):
        return False
    number = given.get("fn_index")
    if not isinstance(number, int) or len(fields) != counts.get(number):
        return False
    inside = [each for field in fields for each in (field if isinstance(field, list) else [field])]
    return all(each is None or isinstance(each, str | int | float) for each in inside)


class Shell:
    """Gradio's application, with its one document dressed."""

    def __init__(
        self,
        app: ASGIApp,
        title: str,
        presence: Presence,
        counts: Mapping[int, int],
        forget: Callable[[str], None],
    ) -> None:
        """`forget` is told of each session that stops listening, whether its answer is complete or it has left."""
        self.app = app
        self.title = title
        self.presence = presence
        self.counts = counts
        self.forget = forget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Dress the document at "/"; pass everything else through, and notice who stops listening for an answer."""
        if scope["type"] == "http" and scope["path"] == LISTENING:
            session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
            try:
                await self.app(scope, self._noticing(session, receive), send)
            finally:
                self.forget(session)
            return
        if scope["type"] == "http" and scope["path"] == ASKING and scope["method"] == "POST":
            asked = await receive()  # whole: the guard has gathered it
            if not is_plain(asked.get("body", b""), self.counts):
                told = {"error": "This page sends its own fields: texts, numbers and lists of them, nothing else."}
                await JSONResponse(told, 422)(scope, receive, send)
                return
            receive = _again(asked, receive)
        if scope["type"] != "http" or scope["path"] not in {"", "/"}:
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, _Dressing(send, self.title).send)

    def _noticing(self, session: str, receive: Receive) -> Receive:
        async def noticing() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.presence.left(session)
            return message

        return noticing


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


class _Dressing:
    """Holds one response back until it is whole, then sends it dressed."""

    def __init__(self, send: Send, title: str) -> None:
        self.onward = send
        self.title = title
        self.start: Message = {}
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        if message["type"] != "http.response.body":
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=self.start)
        if headers.get("content-type", "").startswith("text/html"):
            nonce = secrets.token_urlsafe(16)
            self.body = dress(self.body.decode("utf-8"), self.title, nonce).encode("utf-8") if self.body else b""
            headers["content-security-policy"] = policy(nonce)
            headers["cache-control"] = "no-store"
            headers["content-length"] = str(len(self.body))
        await self.onward(self.start)
        await self.onward({"type": "http.response.body", "body": self.body})
