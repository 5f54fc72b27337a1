"""A request's headers in, the reader who sent it out: by session, by a trusted proxy's word, by a wiki's token.

Nothing here decides what a reader may see: whoever is named here sees the whole archive, anybody else its public part.
"""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from starlette.datastructures import Headers

from errors import BadSetting
from web.guard import frame_origin

COOKIE = "whosaid_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Over https: a browser takes it from this very host alone, so no sister site can put one of its own in its place."""
SESSION_S = 12 * 3600
TOKEN_S = 15 * 60
"""Longest life of a wiki's token in seconds; one that lives longer is refused."""
SHORTEST_SECRET = 32
"""Characters; below that, HS256 can be guessed."""
AUDIENCE = "whosaid"
NAME_LENGTH = 120
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Identities:
    """Who may be known, and by what. Empty: nobody signs in, and every reader sees the public part."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    """Name → its line of the password file (`web.passwords`)."""
    user_header: str = ""
    """Header in which a trusted proxy names the reader; believed from the `proxies` alone."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies in front of us."""
    token_secret: str = ""
    """Shared with the wikis; empty: no tokens."""
    issuers: tuple[str, ...] = ()
    """Origins of the wikis whose tokens count."""
    session_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    """Signs sessions; made anew at every start, so that a restart signs everybody out."""

    def __post_init__(self) -> None:
        networks(self.proxies)
        if self.user_header and not self.proxies:
            raise BadSetting("WHOSAID_WEB__USER_HEADER needs WHOSAID_WEB__TRUSTED_PROXIES: else anybody could send it")
        if self.token_secret and len(self.token_secret) < SHORTEST_SECRET:
            raise BadSetting(
                f"WHOSAID_WEB__TOKEN_SECRET has {len(self.token_secret)} characters; it needs {SHORTEST_SECRET} or "
                "more, for example from: openssl rand -hex 32"
            )

    @property
    def sign_in(self) -> bool:
        """Whether the full page knows its readers."""
        return bool(self.accounts or self.user_header)

    def reader(self, headers: Headers, peer: str) -> str | None:
        """The signed-in reader's name, None for anybody else."""
        if self.user_header and self.trusts(peer):
            named = [given.strip() for given in headers.getlist(self.user_header)]
            if len(named) > 1:
                return None  # one of them is not the proxy's
            if named and named[0]:
                return named[0][:NAME_LENGTH]
        return self._session(headers.get("cookie", ""))

    def trusts(self, peer: str) -> bool:
        """Whether this address is one of the proxies."""
        return any(address in network for address in _address(peer) for network in networks(self.proxies))

    def client(self, headers: Headers, peer: str) -> str:
        """The address that a request comes from: what the nearest proxy that is not ours saw.

        Of an IPv6 address the network (/64): whoever has one address of it has them all.
        """
        lines = ",".join(headers.getlist("x-forwarded-for"))  # some proxies add a line of their own
        hops = [hop.strip() for hop in lines.split(",") if hop.strip()]
        while hops and self.trusts(peer):
            peer = hops.pop()
        return next((_network(address) for address in _address(peer)), "unknown")

    def session(self, name: str) -> str:
        """A session of this reader, for the cookie."""
        return jwt.encode({"sub": name, "exp": int(time.time()) + SESSION_S}, self.session_secret, "HS256")

    def _session(self, cookies: str) -> str | None:
        given = {name: value for name, _, value in (part.strip().partition("=") for part in cookies.split(";"))}
        value = given.get(SECURE_COOKIE) or given.get(COOKIE, "")
        claims = _claims(value, self.session_secret, {}) if value and self.accounts else {}
        name = claims.get("sub")
        return name if isinstance(name, str) and name in self.accounts else None

    def bearer(self, token: str) -> str | None:
        """The reader whom a wiki's token names; None for a forged, old, foreign or too long-lived one.

        A token is a JWT (RFC 7519), HS256: `iss` the wiki's origin, `aud` "whosaid", `sub` the name of the wiki's
        user, `iat` and `exp` at most fifteen minutes apart.
        """
        if not (self.token_secret and token) or len(token) > 2000:
            return None
        wanted = {"audience": AUDIENCE, "issuer": [frame_origin(issuer) for issuer in self.issuers]}
        claims = _claims(token, self.token_secret, wanted, ("exp", "iat", "sub", "iss", "aud"))
        name = claims.get("sub")
        times = claims.get("iat"), claims.get("exp")
        if not isinstance(name, str) or not name or not all(type(time) in {int, float} for time in times):
            return None
        if claims["exp"] - claims["iat"] > TOKEN_S:
            return None
        return name[:NAME_LENGTH]


@cache
def networks(written: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The proxies' networks. Raises BadSetting for what is no address."""
    try:
        return tuple(ipaddress.ip_network(one, strict=False) for one in written)
    except ValueError as error:
        raise BadSetting(f'WHOSAID_WEB__TRUSTED_PROXIES: {error}; write addresses, as ["10.0.0.7"]') from None


def _address(written: str) -> list[Address]:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return []
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return [mapped or address]


def _network(address: Address) -> str:
    if address.version == 4 or address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))


def _claims(token: str, secret: str, wanted: dict[str, Any], needed: Sequence[str] = ("exp", "sub")) -> dict[str, Any]:
    options: Any = {"require": list(needed)}
    try:
        claims: dict[str, Any] = jwt.decode(token, secret, ["HS256"], options=options, **wanted)
    except (jwt.PyJWTError, ValueError):
        return {}
    return claims
