"""An OpenAI-compatible server of this machine that does what a test tells it to: answer, or fail in many ways."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], str]
"""What the model says to a request."""

FOREVER = 60.0
"""Seconds for which a mode goes on at most, so that no thread outlives the tests by much."""


class Server:
    """The server's address, what it was asked, and how often."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()


@contextmanager
def serving(mode: str = "good", reply: Reply = lambda request: '{"sentences": []}') -> Iterator[Server]:
    """A server in this mode for as long as the context lasts."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.requests.append(request)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            with suppress(OSError):  # the client may have gone
                MODES[mode](self, request, reply, state)
            self.close_connection = True

        def log_message(self, *parts: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        server.server_close()


def _send(handler: Any, status: int, kind: str, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")  # as it does: a client that did not know would ask a closed door
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _open_stream(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()


def event(text: str) -> bytes:
    """One server-sent event with a piece of the reply."""
    chunk = {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
    }  # fmt: skip
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def _stream(handler: Any, text: str, size: int = 7) -> None:
    _open_stream(handler)
    for at in range(0, len(text), size):
        handler.wfile.write(event(text[at : at + size]))
        handler.wfile.flush()
    handler.wfile.write(b"data: [DONE]\n\n")


def _good(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _stream(handler, reply(request))


def _status(code: int) -> Callable[..., None]:
    def answer(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
        body = {"error": {"message": f"no: {handler.headers.get('authorization')}", "type": "x", "code": "y"}}
        _send(handler, code, "application/json", json.dumps(body).encode())

    return answer


def _busy_once(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    (_status(429) if len(state.requests) == 1 else _good)(handler, request, reply, state)


def _no_schema(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    (_status(400) if "response_format" in request else _good)(handler, request, reply, state)


def _hang(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    state.closing.wait(FOREVER)


def _one_byte_a_second(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _open_stream(handler)
    for byte in event(reply(request)):
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if state.closing.wait(1.0):
            return


def _cut(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    text = reply(request)
    piece = event(text[: 2 * len(text) // 3])
    handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    handler.wfile.flush()  # and no last chunk: the connection just ends


def _html(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _send(handler, 200, "text/html", b"<!doctype html><h1>Sign in</h1>" + b"<p>please</p>" * 200)


def _empty(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _send(handler, 200, "text/event-stream", b"")


def _garbage(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _send(handler, 200, "text/event-stream", bytes(range(256)) * 40)


def _ten_megabytes(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _open_stream(handler)
    handler.wfile.write(event(reply(request)[:-2] + "x" * 10_000_000))


def _endless(handler: Any, request: dict[str, Any], reply: Reply, state: Server) -> None:
    _open_stream(handler)
    text = reply(request)
    handler.wfile.write(event(text[: text.rindex("]")] + ", "))
    until = time.monotonic() + FOREVER
    number = 0
    while time.monotonic() < until and not state.closing.is_set():
        number += 1
        handler.wfile.write(
            event(json.dumps({"text": f"And there is thing number {number}.", "statements": [1]}) + ",")
        )


MODES: dict[str, Callable[..., None]] = {
    "good": _good,
    "401": _status(401),
    "429": _status(429),
    "500": _status(500),
    "busy once": _busy_once,
    "no schema": _no_schema,
    "hang": _hang,
    "one byte a second": _one_byte_a_second,
    "cut": _cut,
    "html": _html,
    "empty": _empty,
    "endless": _endless,
    "garbage": _garbage,
    "ten megabytes": _ten_megabytes,
}
"""How the server behaves; what it says in a well-behaved stream is the test's `reply`."""
