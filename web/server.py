"""An application and an address in, how it is served out: nobody holds a connection without saying what they want.

uvicorn alone waits forever for the rest of a request and for a client that does not read its answer, reads headers of
any length (with httptools), opens WebSockets, and believes what a client on this machine writes into X-Forwarded-For.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 10.0
"""Seconds until a connection must have brought the headers of a request."""
UNREAD_S = 30.0
"""Seconds that a client may leave us waiting before it reads on."""
CONNECTIONS = 800
"""More at once get status 503: far below the 1,024 open files that a process usually has."""
LONGEST_HEADERS = 32 * 1024
"""Bytes."""


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until interrupted."""
    with suppress(KeyboardInterrupt):
        uvicorn.Server(server_config(app, host, port)).run()


def server_config(app: ASGIApp, host: str, port: int, log_level: str = "error") -> uvicorn.Config:
    """What uvicorn is started with."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level=log_level,
        log_config=None,  # its records go where ours go
        http=Patience,
        ws="none",
        proxy_headers=False,  # web.identity reads them, from the proxies that the settings name
        server_header=False,
        access_log=False,  # it would hold addresses and, in paths, what was read
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=LONGEST_HEADERS,
        timeout_graceful_shutdown=5,
    )


class Patience(H11Protocol):
    """uvicorn's protocol, which hangs up on who sends a request in drips or does not read what was asked for."""

    _request: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._await_request()

    def data_received(self, data: bytes) -> None:
        """Hand on, and see whether a whole request is there now."""
        super().data_received(data)
        self._await_request()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, or for the rest of this one that was refused."""
        super().on_response_complete()
        self._await_request()

    def pause_writing(self) -> None:
        """The client reads too slowly: begin to wait for it."""
        super().pause_writing()
        self._reading = self._reading or self.loop.call_later(UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        _stop(self._reading)
        self._reading = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        _stop(self._request)
        _stop(self._reading)

    def _await_request(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            _stop(self._request)
            self._request = None
        else:
            self._request = self._request or self.loop.call_later(PATIENCE_S, self.transport.abort)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
