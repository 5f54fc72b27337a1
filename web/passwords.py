"""A password file in, who may sign in out: one line per reader, `name:scrypt$…`, made by `python -m web password`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from errors import BadInput, BadSetting

COST, BLOCK, LANES = 2**15, 8, 1
"""scrypt's parameters (RFC 7914): about 32 MB and a tenth of a second per attempt."""
SHORTEST, LONGEST = 8, 200
"""Characters of a password."""


def hashed(password: str, salt: bytes | None = None) -> str:
    """What the file keeps of a password. Raises BadInput for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"the password has {len(password)} characters; take {SHORTEST} to {LONGEST}")
    salt = salt or secrets.token_bytes(16)
    return "$".join(("scrypt", str(COST), str(BLOCK), str(LANES), _text(salt), _text(_scrypt(password, salt))))


def matches(accounts: Mapping[str, str], name: str, password: str) -> bool:
    """Whether this is the reader's password; an unknown name takes as long as a known one."""
    kept = accounts.get(name)
    *_, salt, wanted = (kept or NOBODY).split("$")
    found = _scrypt(password[: LONGEST + 1], _bytes(salt))
    return hmac.compare_digest(found, _bytes(wanted)) and kept is not None


def read(path: Path) -> dict[str, str]:
    """Name → kept hash. Raises BadSetting for a file that cannot be read or a line that is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"WHOSAID_WEB__READERS={path}: cannot be read ({_reason(error)})") from None
    accounts: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, kept = line.partition(":")
        if not name.strip() or not _is_hash(kept.strip()):
            raise BadSetting(f"{path}, line {number}: no `name:scrypt$…`; make it with: python -m web password NAME")
        accounts[name.strip()] = kept.strip()
    if not accounts:
        raise BadSetting(f"{path}: names no reader; add one with: python -m web password NAME --file {path}")
    return accounts


def write(path: Path, name: str, password: str) -> None:
    """Add a reader, or change the password of one. Raises BadInput for a name that cannot stand in the file."""
    name = name.strip()
    if not 0 < len(name) <= 120 or ":" in name or name.startswith("#"):
        raise BadInput(
            f"{name!r} cannot be a reader's name; take 1 to 120 characters, without a colon and not beginning with #"
        )
    if not name.isprintable():
        raise BadInput(f"{name!r} cannot be a reader's name; it has characters that cannot be seen")
    accounts = read(path) if path.exists() else {}
    accounts[name] = hashed(password)
    text = "".join(f"{known}:{kept}\n" for known, kept in accounts.items())
    beside = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({_reason(error)})") from None


def _scrypt(password: str, salt: bytes) -> bytes:
    known = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(known, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=256 * COST * BLOCK, dklen=32)


def _is_hash(kept: str) -> bool:
    try:
        kind, cost, block, lanes, salt, found = kept.split("$")
        known = (kind, int(cost), int(block), int(lanes)) == ("scrypt", COST, BLOCK, LANES)
        return known and len(_bytes(salt)) == 16 and len(_bytes(found)) == 32
    except ValueError:
        return False


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(written: str) -> bytes:
    return base64.b64decode(written, validate=True)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8 text"


NOBODY = f"scrypt${COST}${BLOCK}${LANES}${_text(bytes(16))}${_text(bytes(32))}"
"""Stands in for the hash of an unknown name."""
