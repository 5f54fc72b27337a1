"""The bytes of a ZIP in, its files out as a table of what may be unpacked and what not; nothing is written to a disk.

What a ZIP says of itself is checked before anything is unpacked, and what is unpacked is held against it.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from errors import UnreadableArticle
from ingest.files import ABOUT, KINDS

BUNDLES = frozenset({".zip"})
"""Extensions of files that are read as a folder of files."""
MOST_FILES = 10_000
MOST_BYTES = 200_000_000
"""Of all files in a ZIP together, unpacked."""
MOST_RATIO = 100
"""A file that unpacks to more than so many times its packed bytes is no text that somebody wrote."""
SMALL = 100_000
"""Bytes; a file that unpacks to less can do no harm, however well it packs."""
LONGEST_NAME = 1000
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s22xHH")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ODD = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, OSError, struct.error, IndexError)
"""What the standard library raises for a ZIP that is not one."""


class Member(NamedTuple):
    """One file in a ZIP, as the ZIP's own table has it."""

    name: str
    """Its path in the ZIP, with `/` between the parts."""
    refused: str
    """Why it is not unpacked; empty if it may be."""
    start: int = 0
    packed: int = 0
    """Its bytes are data[start : start + packed]."""
    size: int = 0
    """Unpacked."""
    method: int = _STORED
    crc: int = 0


def members(data: bytes) -> list[Member]:
    """The files of a ZIP in its own order; folders and hidden files are passed over.

    Raises UnreadableArticle for what is no ZIP, or too much of one: nothing of it is unpacked then.
    """
    if data.count(_ENTRY) > MOST_FILES:
        raise UnreadableArticle(f"a ZIP of more than {MOST_FILES:,} files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            found = [_member(info, data) for info in bundle.infolist() if not _is_passed_over(info)]
    except _ODD as error:
        raise UnreadableArticle(f"a broken ZIP: {' '.join(str(error).split())[:100] or 'it ends too early'}") from None
    if (size := sum(member.size for member in found)) > MOST_BYTES:
        raise UnreadableArticle(f"a ZIP that unpacks to {size / 1e6:,.0f} MB, more than {MOST_BYTES / 1e6:.0f} MB")
    if _overlap(found):
        raise UnreadableArticle("a ZIP whose files overlap, which is a trap")
    return list(_once(found))


def unpacked(member: Member, packed: bytes) -> bytes:
    """The file's own bytes. Raises UnreadableArticle where they are not what the ZIP says of them."""
    data = packed
    if member.method == _DEFLATED:
        try:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
        except zlib.error:
            raise UnreadableArticle("damaged in its ZIP: it cannot be unpacked") from None
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise UnreadableArticle("damaged in its ZIP: it is not what the ZIP says of it")
    if not data.strip():
        raise UnreadableArticle("empty")
    return data


def _is_passed_over(info: zipfile.ZipInfo) -> bool:
    parts = info.orig_filename.split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return info.orig_filename.endswith("/") or hidden or parts[0] == "__MACOSX"


def _member(info: zipfile.ZipInfo, data: bytes) -> Member:
    name = _name(info)
    if refused := _fault_of_name(name) or _fault(info):
        return Member(_UNSEEN.sub("?", name)[:LONGEST_NAME], refused)
    signature, name_size, extra_size = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + name_size + extra_size
    if signature != b"PK\x03\x04" or start + info.compress_size > len(data):
        return Member(name, "damaged in its ZIP: it does not lie where the ZIP says")
    name = "/".join(part for part in name.split("/") if part not in ("", "."))
    return Member(name, "", start, info.compress_size, info.file_size, info.compress_type, info.CRC)


def _name(info: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 without saying so; the standard library then reads it as code page 437."""
    if not info.flag_bits & 0x800:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.orig_filename


def _fault_of_name(name: str) -> str:
    """What is wrong with a name that is to become part of a path."""
    parts = name.split("/")
    if _UNSEEN.search(name):
        return "its name in the ZIP has characters that nobody sees"
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return "its name in the ZIP leads out of the ZIP"
    if len(name) > LONGEST_NAME or any(len(part.encode("utf-8")) > 255 for part in parts):
        return "its name in the ZIP is too long"
    return "" if any(part not in ("", ".") for part in parts) else "it has no name in the ZIP"


def _fault(info: zipfile.ZipInfo) -> str:
    """Why a file with a good name is not unpacked all the same."""
    kind = info.external_attr >> 16
    if special := next((why for is_kind, why in KINDS if is_kind(kind)), ""):
        return special
    if stat.S_IFMT(kind) not in (0, stat.S_IFREG):
        return "neither a file nor a folder"
    if info.flag_bits & 0x41:
        return "encrypted"
    if ABOUT.fullmatch(info.orig_filename.rsplit("/", 1)[-1]):
        return "tells about its folder and is no article"
    if info.compress_type not in (_STORED, _DEFLATED):
        return f"packed by a method that is not read (number {info.compress_type})"
    if info.file_size > max(SMALL, MOST_RATIO * info.compress_size):
        return f"unpacks to more than {MOST_RATIO} times its size"
    return ""


def _overlap(found: Sequence[Member]) -> bool:
    end = 0
    for member in sorted((m for m in found if not m.refused), key=lambda m: m.start):
        if member.start < end:
            return True
        end = member.start + member.packed
    return False


def _once(found: Sequence[Member]) -> Iterator[Member]:
    seen: set[str] = set()
    for member in found:
        again = member.name in seen and not member.refused
        seen.add(member.name)
        yield Member(member.name, "a second file of this name in the ZIP") if again else member
