"""A host name in, a connection out to an address that was checked: the same one, never looked up again.

httpcore asks its network backend for every connection, so there is no other way out: what `connect_tcp` resolves it
checks, and what it checked it connects to. TLS then asks for the certificate of the name, not of the address.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import httpcore
from httpcore import SOCKET_OPTION, NetworkStream

from errors import UnreadableArticle
from ingest.fetch.addresses import closed

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → its IP addresses. Raises OSError where there are none."""
Closed = Callable[[str], bool]
"""IP address → whether nothing may be fetched from it."""


@dataclass(slots=True)
class Budget:
    """What one fetch may still spend, all its redirects together."""

    ends: float
    """On the clock of `time.monotonic`."""
    left: int
    """Bytes that may still be received, headers included."""

    def seconds(self) -> float:
        """Time left. Raises UnreadableArticle where there is none."""
        if (left := self.ends - time.monotonic()) <= 0:
            raise UnreadableArticle("too slow: the time allowed for one address was over")
        return left

    def received(self, data: bytes) -> bytes:
        """The data, once it is counted. Raises UnreadableArticle if it was more than allowed."""
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableArticle("larger than is fetched")
        return data


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to the open internet only."""

    def __init__(
        self,
        budget: Budget,
        resolve: Resolve | None = None,
        is_closed: Closed = closed,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        """`inner` makes the connection to the checked address."""
        self._budget, self._closed = budget, is_closed
        self._resolve, self._inner = resolve or system_addresses, inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the first address of the host that answers; none, if one of them is closed to us."""
        addresses = self._checked(host, port)
        for address in addresses[:-1]:
            try:
                return self._connected(address, port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(addresses[-1], port)

    def _connected(self, address: str, port: int) -> NetworkStream:
        stream = self._inner.connect_tcp(address, port, timeout=self._budget.seconds())
        return _Counted(stream, self._budget)

    def _checked(self, host: str, port: int) -> Sequence[str]:
        is_number = ":" in host or host.replace(".", "").isdecimal()
        addresses = (host,) if is_number else _in_time(self._resolve, host, port, self._budget.seconds())
        if not addresses:
            raise UnreadableArticle(f"the name {host} has no address")
        if any(map(self._closed, addresses)):
            # Which address it was is not told: nobody is to ask a server for the names of its network.
            raise UnreadableArticle(f"{host} is not on the open internet, from which alone is fetched")
        return addresses


class _Counted(NetworkStream):
    """A connection that spends a budget: whatever the server trickles, time and bytes run out."""

    def __init__(self, stream: NetworkStream, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._budget.received(self._stream.read(max_bytes, self._budget.seconds()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._budget.seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds())
        return _Counted(secured, self._budget)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def system_addresses(host: str, port: int) -> Sequence[str]:
    """Every address that this machine's resolver gives, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(info[4][0]) for info in found))


def _in_time(resolve: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """What the resolver says within so many seconds; it takes no timeout itself, so it runs in a thread."""
    said: list[Sequence[str] | OSError | UnicodeError] = []

    def ask() -> None:
        try:
            said.append(resolve(host, port))
        except (OSError, UnicodeError) as error:
            said.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not said:
        raise UnreadableArticle(f"too slow: the name {host} was not resolved in time")
    if isinstance(said[0], Exception):
        raise UnreadableArticle(f"the name {host} cannot be resolved")
    return said[0]
