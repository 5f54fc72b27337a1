"""An IP address in, whether it is shut to us out; a web address in, its checked parts out."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from errors import UnreadableArticle

LONGEST = 2000
"""Characters of a web address."""
PORTS = {"http": 80, "https": 443}
_PUBLIC_V6 = ip_network("2000::/3")
"""Whatever lies outside is loopback, link-local, private, multicast or a mapping of something else."""
_NAT64 = ip_network("64:ff9b::/96")
_CLOSED = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments; Python 3.11 calls parts of it global
            "192.88.99.0/24",  # relays to 6to4
            "168.63.129.16/32",  # Azure's platform, reachable from its machines alone
            "2001::/23",  # Teredo and other tunnels and identifiers
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address in disguise
            "3fff::/20",
        ),
    )
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
_SENT = "/%!$&'()*+,;=:@~-._"
"""What stands in a path as it is; all else is percent-encoded."""
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\.?")


class Target(NamedTuple):
    """The parts of a web address, each in the form in which it is sent."""

    scheme: str
    host: str
    port: int
    path: str
    """With its question, without its fragment."""

    @property
    def site(self) -> str:
        """Scheme, host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        return self.site + self.path


def closed(address: str) -> bool:
    """Whether nothing is fetched from this IP address, because it is not one of the open internet."""
    try:
        ip = ip_address(address)
    except ValueError:
        return True
    if isinstance(ip, IPv6Address):
        if inner := ip.ipv4_mapped or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None):
            return closed(str(inner))
        is_open = ip in _PUBLIC_V6 and ip.is_global
    else:
        is_open = ip.is_global and not ip.is_multicast and not ip.is_reserved
    return not is_open or any(ip in network for network in _CLOSED)


def target(url: str, ports: Collection[int]) -> Target:
    """The checked parts of a web address. Raises UnreadableArticle with what is wrong with it."""
    if len(url) > LONGEST:
        raise UnreadableArticle(f"an address of {len(url)} characters; the longest that is fetched has {LONGEST}")
    if found := re.search(r"[\x00-\x20\x7f\\\ud800-\udfff]", url):
        raise UnreadableArticle(f"its address holds {found[0]!r}, which no address may; write it percent-encoded")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnreadableArticle(f"not a web address: {error}") from None
    if parts.scheme not in PORTS:
        raise UnreadableArticle(
            f"'{parts.scheme or url[:40]}' is not fetched; an address begins with http:// or https://"
        )
    if "@" in parts.netloc:
        raise UnreadableArticle("its address holds a user name or password, which are never sent; leave them out")
    port = PORTS[parts.scheme] if port is None else port
    if port not in ports:
        allowed = ", ".join(map(str, sorted(ports)))
        raise UnreadableArticle(f"port {port} is not fetched from; allowed: {allowed} (WHOSAID_INGEST__FETCH_PORTS)")
    return Target(parts.scheme, _host(parts), port, _path(parts))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").split("%")[0]
    if parts.netloc.startswith("["):
        return _address(host)
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise UnreadableArticle(f"'{parts.hostname}' is no name of a host") from None
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise UnreadableArticle(f"'{host[:60]}' is no name of a host")
    # What libraries read as a number (2130706433, 0x7f.1, 0177.0.0.1) is an address in disguise.
    return _address(host) if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) else host


def _address(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        raise UnreadableArticle(f"'{host}' is a number but no ordinary IP address; write the host's name") from None


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SENT)
    path = path if path.startswith("/") else f"/{path}"
    return f"{path}?{quote(parts.query, safe=_SENT + '?[]|')}" if parts.query else path
