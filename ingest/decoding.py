"""The bytes of a file in, its text out: byte-order marks, declared and detected encodings; binary data is refused."""

from __future__ import annotations

import codecs
import re

from errors import UnreadableArticle

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
)
ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "koi8_u", "cp866", "mac_cyrillic", "iso8859_5", "cp1256", "iso8859_6"),
    *("cp1253", "iso8859_7", "cp1254", "cp1255", "cp1257", "cp1258", "iso8859_2", "iso8859_15"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp949", "cp874"),
]
"""What is tried for a file that is neither UTF-8 nor declares what it is; the encodings that newsrooms have used."""
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
_SAMPLE = 100_000
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, declares: bool = False) -> str:
    """The text of a file; `declares` where the format names its own encoding near the top (HTML).

    Raises UnreadableArticle for binary data, NUL bytes and bytes that no known encoding explains.
    """
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise UnreadableArticle(f"not text but {what}")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding))
    data = _without_wide_characters(data)
    for encoding in ("utf-8", *(_declared(data) if declares else ())):
        try:
            return _checked(data.decode(encoding))
        except (ValueError, LookupError):  # some encodings raise another ValueError than that of decoding
            continue
    return _checked(_detected(data))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticle(f"its byte-order mark says {encoding} but byte {error.start} is not") from None


def _without_wide_characters(data: bytes) -> bytes:
    """UTF-16 without its mark shows as a NUL in nearly every other byte; any other NUL means it is not text."""
    if b"\0" not in data[:_SAMPLE] and b"\0" not in data:
        return data
    head = data[:4000]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[start::2].count(0), head[1 - start :: 2].count(0)
        if others == 0 and zeros > 0.7 * len(head) / 2:
            return _strictly(data, encoding).encode("utf-8")
    raise UnreadableArticle(f"not text: a NUL byte at position {data.index(0)}")


def _declared(data: bytes) -> tuple[str, ...]:
    found = _DECLARED.search(data[:4096])
    return (found[1].decode("ascii"),) if found else ()


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=ENCODINGS, threshold=0.3).best()
    if best is None:
        raise UnreadableArticle("its character encoding could not be told; save it as UTF-8")
    return data.decode(best.encoding, errors="replace")


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if "\0" in text:
        raise UnreadableArticle(f"not text: a NUL character at position {text.index(chr(0))}")
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if odd > max(3, 0.02 * len(sample)):
        raise UnreadableArticle(f"not text: {odd} of its first {len(sample)} characters are control characters")
    return text
