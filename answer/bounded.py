"""A time-out in, an HTTP client out that reads no response past a size and follows no redirect to another host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 4_000_000
"""Of one response, whatever it is: an endless error page must not fill the memory."""


def bounded_client(timeout: float) -> httpx.Client:
    """The client, to be closed by the caller; closing it ends a request that another thread is waiting in."""
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

    return httpx.Client(timeout=timeout, follow_redirects=False, event_hooks={"response": [bound]})
