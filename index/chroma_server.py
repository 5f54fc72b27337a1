"""The settings' address and token go in; which Chroma server is meant, and whether it can be used, comes out.

docs/decisions/0022-chroma-on-a-server.md says which server must never be used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from errors import BadSetting, VectorsUnavailable

if TYPE_CHECKING:
    from httpx import Timeout

SETTING = "WHOSAID_INDEX__CHROMA_URL"
TOKEN = "WHOSAID_INDEX__CHROMA_TOKEN"
CONNECT, ANSWER = 3.0, 10.0
"""Seconds until a server that does not take the connection, or does not answer, counts as down."""
MAJOR = "1"
"""Of the server's interface; chromadb is pinned to the same."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a Chroma server is, and what it wants to be told."""

    address: str
    """Scheme, host, port, and the path under which a proxy has it."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"

    @classmethod
    def named(cls, url: str, token: str = "") -> ChromaServer | None:
        """The server that the settings name; None where they name none. Raises BadSetting."""
        if not url.strip():
            return None
        try:
            parts = urlsplit(url.strip())
            _, asked = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        except ValueError as error:
            raise _wrong(url, f"is no address ({error})") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise _wrong(url, "must begin with http:// or https:// and name a host")
        if parts.username or parts.password:
            raise BadSetting(f"{SETTING}: has a name or password in it; put what the server wants into {TOKEN}")
        if unknown := sorted(asked.keys() - {"tenant", "database"}) or parts.fragment:
            raise _wrong(url, f"may have ?tenant=…&database=… after the path, not {unknown[0]!r}")
        if token and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise _wrong(url, f"would send {TOKEN} unencrypted; use https")
        return cls(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", _headers(token), **asked)


def _wrong(url: str, why: str) -> BadSetting:
    shown = re.sub(r"//[^/@]*@", "//…@", url)  # no password in a message
    return BadSetting(f"{SETTING}={shown}: {why}, as in http://10.0.0.7:8000")


def _headers(token: str) -> tuple[tuple[str, str], ...]:
    """`secret` → Authorization: Bearer secret; `Basic …` → Authorization: Basic …; `Name: value` → that header."""
    token = token.strip()
    if not token:
        return ()
    if not token.isascii() or not token.isprintable():
        raise BadSetting(f"{TOKEN}: has characters that no header may have; write it as it was given to you")
    if named := re.fullmatch(r"([A-Za-z0-9-]+):\s+(\S.*)", token):
        return ((named[1], named[2]),)
    return (("Authorization", token if " " in token else f"Bearer {token}"),)


def reach(server: ChromaServer) -> None:
    """Ask the server who it is. Raises VectorsUnavailable if it is down, BadSetting if it is the wrong one."""
    import httpx

    try:
        reply = httpx.get(f"{server.address}/api/v2/version", headers=dict(server.headers), timeout=patience())
    except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
        raise down(server, error) from None
    if reply.status_code in {401, 403}:
        raise BadSetting(f"{SETTING}={server.address}: refuses us (status {reply.status_code}); set {TOKEN}")
    if reply.status_code >= 500:
        raise down(server, f"status {reply.status_code}")
    if "uvicorn" in reply.headers.get("server", ""):
        raise BadSetting(
            f"{SETTING}={server.address}: is Chroma's server in Python, into which anybody can break (CVE-2026-45829); "
            "stop it and serve the folder with `chroma run`"
        )
    version = re.match(r'"(\d+)\.[\d.]+', reply.text)
    if reply.status_code != 200 or not version:
        raise BadSetting(f"{SETTING}={server.address}: no Chroma server answers there (status {reply.status_code})")
    if version[1] != MAJOR:
        raise BadSetting(
            f"{SETTING}={server.address}: the Chroma server speaks version {reply.text.strip()[:20]}, this program "
            f"{MAJOR}.x; install the chromadb of requirements.txt there"
        )


def patience() -> Timeout:
    """How long to wait for the server."""
    import httpx

    return httpx.Timeout(ANSWER, connect=CONNECT)


def down(server: ChromaServer, why: object) -> VectorsUnavailable:
    """One sentence for a server that cannot be used."""
    reason = " ".join(str(why).split())[:120] or type(why).__name__
    return VectorsUnavailable(
        f"{server.address}: the Chroma server cannot be used ({reason}); start it or mend {SETTING}, "
        "then repeat this: the library has lost nothing"
    )
