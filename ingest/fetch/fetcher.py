"""A web address in, the page out that stands there: checked at every hop, small, in time, and with robots' leave."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin

import httpcore

from errors import UnreadableArticle
from ingest.decoding import decode
from ingest.fetch.addresses import Target, closed, target
from ingest.fetch.network import Budget, Closed, PublicNetwork, Resolve
from ingest.fetch.robots import AGENT, Robots

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
FEEDS = frozenset(
    {"application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml"}
    | {"application/gzip", "application/x-gzip"}  # sitemaps are often kept so
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
_OVERHEAD = 500_000
"""Bytes of headers, TLS and chunk sizes that may come on top of the body."""


class Fetched(NamedTuple):
    """What a server answered: 200 with a page, 304 where it is what it was, 404 or 410 where it is gone."""

    url: str
    """Where it stood in the end, after redirects."""
    status: int
    kind: str = ""
    """Its media type."""
    charset: str = ""
    body: bytes = b""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be fetched, and how much of it."""

    ports: tuple[int, ...] = (80, 443)
    megabytes: int = 10
    seconds: float = 15.0
    """For one address in all: names, redirects, headers, body."""
    redirects: int = 5
    pause: float = 1.0
    """Seconds between two requests to one host, unless its robots.txt asks for more."""


@dataclass(slots=True)
class Fetcher:
    """Fetches one address after another, and remembers each host's wishes."""

    reach: Reach = Reach()
    resolve: Resolve | None = None
    is_closed: Closed = closed
    inner: httpcore.NetworkBackend | None = None
    trust: ssl.SSLContext | None = None
    """Resolver, check of addresses, connections and authorities: those of this machine; tests give their own."""
    robots: Robots = field(default_factory=Robots)

    def get(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """What stands at this address; with `etag` or `modified`, only if it is not what it was.

        Raises UnreadableArticle with the reason: a closed address, robots.txt, a limit, a fault on the way.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        asked = {name: value for name, value in known.items() if value and value.isascii()}  # headers are ASCII
        here = target(url, self.reach.ports)
        self.robots.wait(here, self._robots_text, self.reach.pause)
        budget = self._budget()
        for _ in range(self.reach.redirects + 1):
            self.robots.check(here, self._robots_text)
            answered = self._asked(here, budget, asked)
            if isinstance(answered, Fetched):
                return answered
            here = self._next(here, answered)
        raise UnreadableArticle(f"more than {self.reach.redirects} redirects")

    def _robots_text(self, here: Target) -> Fetched:
        """The robots.txt of a host; it may stand elsewhere, but nowhere closed."""
        budget = self._budget()
        here = here._replace(path="/robots.txt")
        for _ in range(self.reach.redirects + 1):
            answered = self._asked(here, budget, {}, any_kind=True)
            if isinstance(answered, Fetched):
                return answered
            here = self._next(here, answered)
        raise UnreadableArticle(f"more than {self.reach.redirects} redirects")

    def _budget(self) -> Budget:
        most = self.reach.megabytes * 1_000_000 + _OVERHEAD
        return Budget(time.monotonic() + self.reach.seconds, most)

    def _next(self, here: Target, location: str) -> Target:
        try:
            joined = urljoin(str(here), location)
        except ValueError:
            raise UnreadableArticle(f"redirected to {location[:60]!r}, which is no web address") from None
        there = target(joined, self.reach.ports)
        if here.scheme == "https" and there.scheme == "http":
            raise UnreadableArticle(f"redirected from https to http ({there}), where anybody could change it")
        return there

    def _asked(
        self, here: Target, budget: Budget, headers: Mapping[str, str], *, any_kind: bool = False
    ) -> Fetched | str:
        """One request: the answer, or the address that it redirects to."""
        network = PublicNetwork(budget, self.resolve, self.is_closed, self.inner)
        url = httpcore.URL(scheme=here.scheme, host=here.host, port=here.port, target=here.path)
        sent = [("Host", here.site.partition("://")[2]), *HEADERS.items(), *headers.items()]
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._trusted(), network_backend=network) as pool,
                pool.stream("GET", url, headers=sent) as response,
            ):
                return self._answered(here, response, any_kind)
        except httpcore.TimeoutException:
            raise UnreadableArticle("too slow: the time allowed for one address was over") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            raise UnreadableArticle(f"{here.site} cannot be read: {str(error)[:160] or type(error).__name__}") from None

    def _trusted(self) -> ssl.SSLContext:
        if self.trust is None:
            self.trust = httpcore.default_ssl_context()
        return self.trust

    def _answered(self, here: Target, response: httpcore.Response, any_kind: bool) -> Fetched | str:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        status = response.status
        if status in REDIRECTS and headers.get("location"):
            return headers["location"]
        if status in GONE or status == 304 or (any_kind and status != 200):
            return Fetched(str(here), status)
        if status != 200:
            raise UnreadableArticle(f"{here.host} answers with status {status}")
        kind, _, rest = headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if not any_kind and kind not in PAGES | FEEDS:
            raise UnreadableArticle(f"its content type is {kind[:60] or 'not given'}; only pages and feeds are fetched")
        charset = rest.partition("charset=")[2].strip(" \"'").split(";")[0]
        body = _body(response, headers, self.reach.megabytes * 1_000_000)
        return Fetched(str(here), 200, kind, charset, body, headers.get("etag", ""), headers.get("last-modified", ""))


HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, text/plain;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
"""No cookie and no referrer: every request stands alone."""


def _body(response: httpcore.Response, headers: Mapping[str, str], most: int) -> bytes:
    """The body, unpacked. Raises UnreadableArticle as soon as it is larger than allowed, packed or not."""
    declared = headers.get("content-length", "")
    packing = headers.get("content-encoding", "identity").strip().lower()
    if declared.isdecimal() and int(declared) > most:
        raise UnreadableArticle(f"{int(declared) / 1e6:.0f} MB are more than the {most // 1_000_000} MB fetched")
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise UnreadableArticle(f"packed as {packing[:20]!r}, which was not asked for")
    unpack = zlib.decompressobj(47) if packing not in ("identity", "") else None
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk if unpack is None else unpacked(unpack, chunk, most - len(body))
        if len(body) > most:
            raise UnreadableArticle(f"more than the {most // 1_000_000} MB fetched")
    if unpack is not None and not unpack.eof:
        raise UnreadableArticle("its packed body is cut off")
    return bytes(body)


def unpacked(unpack: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    """What a chunk of packed data unpacks to, at most one byte more than there is room for."""
    try:
        return unpack.decompress(chunk, room + 1)
    except zlib.error:
        raise UnreadableArticle("said to be packed, but it cannot be unpacked") from None


def text_of(fetched: Fetched, most: int) -> str:
    """The text of what was fetched, in the encoding that the server names, else that it declares itself."""
    data = fetched.body
    if data.startswith(b"\x1f\x8b"):
        data = unpacked(zlib.decompressobj(47), data, most)
        if len(data) > most:
            raise UnreadableArticle(f"unpacks to more than the {most // 1_000_000} MB fetched")
    if fetched.charset and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(fetched.charset)
        except (ValueError, LookupError):
            pass  # servers are wrong about it now and then
    return decode(data, declares=True)
