"""A time-out in, an HTTP client out that reads no response past a size, follows no redirect, and can be hung up."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 4_000_000
"""Of one response, whatever it is: an endless error page must not fill the memory."""


class Line:
    """The connections of a client. To wake a thread that reads, a socket must be shut down, not closed."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpx at each step of a request: remember what was connected."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._sockets.append(info["return_value"].get_extra_info("socket"))

    def hang_up(self) -> None:
        """End whatever waits on these connections."""
        for connected in self._sockets:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)


def bounded_client(timeout: float, line: Line) -> httpx.Client:
    """The client, to be closed by the caller; `line` ends a request that another thread is waiting in."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self.stream = stream

        def __iter__(self) -> Iterator[bytes]:
            length = 0
            for piece in self.stream:
                length += len(piece)
                if length > MAX_BYTES:
                    raise httpx.ReadError("the response is too long")
                yield piece

        def close(self) -> None:
            self.stream.close()

    def bound(response: httpx.Response) -> None:
        assert isinstance(response.stream, httpx.SyncByteStream)  # a client that is not asynchronous has no other
        response.stream = Bounded(response.stream)

    def traced(request: httpx.Request) -> None:
        request.extensions["trace"] = line.trace

    hooks: Mapping[str, list[Callable[..., Any]]] = {"request": [traced], "response": [bound]}
    return httpx.Client(timeout=timeout, follow_redirects=False, event_hooks=hooks)
