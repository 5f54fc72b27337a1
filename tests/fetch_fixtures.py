"""What the tests of fetching put in place of the web: a site on loopback under an invented name, and a canary.

Only here are connections led to this machine: by a resolver and a network that the tests hand in themselves.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore

from ingest.fetch import Fetcher, Reach

OPEN = "93.184.215.14"
"""An address of the open internet, which these tests never reach: connections to it end at the site."""


@dataclass
class Site:
    """Pages by path: (status, headers, body), or a function that is given the request."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    def page(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": kind, **named}, data)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        self.sent.append({name.lower(): value for name, value in request.headers.items()})
        found = self.pages.get(request.path, (404, {}, b""))
        if callable(found):
            found(request)
            return
        status, headers, body = found
        etag = headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            status, headers, body = 304, {"ETag": etag}, b""
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def served(site: Site, secure: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the fetcher had enough
                site.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if secure:
        server.socket = secure(server.socket)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Loopback(httpcore.NetworkBackend):
    """Connections to OPEN end at the site; all others, which nobody may make, at the canary."""

    def __init__(self, site: Site, canary: Site | None = None) -> None:
        self.site, self.canary = site, canary
        self.connected: list[tuple[str, int]] = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append((host, port))
        place = self.site if host == OPEN else self.canary
        assert place is not None, f"nobody may connect to {host}"
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", place.port, timeout=timeout)


def names(known: dict[str, Sequence[str]]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that knows these names and no other."""

    def resolve(host: str, port: int) -> Sequence[str]:
        if host.rstrip(".") not in known:
            raise OSError("no such name")
        return known[host.rstrip(".")]

    return resolve


def fetcher(site: Site, canary: Site | None = None, **given) -> Fetcher:
    """A fetcher for which outlet.example is the site."""
    reach = given.pop("reach", Reach(pause=0))
    known = {"outlet.example": [OPEN], "www.outlet.example": [OPEN], "other.example": [OPEN], **given.pop("known", {})}
    return Fetcher(reach, resolve=names(known), inner=Loopback(site, canary), **given)


def connected(web: Fetcher) -> set[str]:
    """The addresses that it connected to, or tried to."""
    assert isinstance(web.inner, Loopback)
    return {address for address, _ in web.inner.connected}
