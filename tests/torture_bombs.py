"""Files made to take a machine down, small on the disk: each is a name and what makes it, for row 8 of the table."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

STORY = "The pier stays open, the harbour master said on Tuesday. "
LARGE = 19_000_000
"""Bytes; a little less than is read at all."""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE r [<!ENTITY l0 "lol lol lol">{LAUGHS}]>'
SECRET = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as bundle:
        for name, content in entries:
            bundle.writestr(name, content)
    return made.getvalue()


def table_of(count: int) -> bytes:
    """A ZIP whose table lists so many empty files."""
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 33, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    table = b"".join(entry + b"%05d" % (n % 100_000) for n in range(count))
    return table + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count % 65536, count % 65536, len(table), 0, 0)


def overlapping() -> bytes:
    """A ZIP whose thousand files are one and the same megabyte, packed once."""
    data = zipped(("a.txt", STORY.encode() * 20_000))
    at = data.index(b"PK\x01\x02")
    entry = data[at : data.index(b"PK\x05\x06")]
    table = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(1000))
    return data[:at] + table + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1000, 1000, len(table), at, 0)


def lying(declared: int) -> bytes:
    """A ZIP whose file of 15 MB is said to have another size."""
    data = bytearray(zipped(("a.txt", bytes(range(256)) * 60_000)))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, declared)
    return bytes(data)


def nested(depth: int) -> bytes:
    """A ZIP of ZIPs of ZIPs, the last of them full of zeros."""
    data = zipped(("a.txt", bytes(50_000_000)))
    for _ in range(depth):
        data = zipped(*((f"{n}.zip", data) for n in range(16)))
    return data


def paper(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its root."""
    parts, places, size = [b"%PDF-1.7\n"], [], 9
    for number, content in enumerate(objects, 1):
        content = content.encode() if isinstance(content, str) else content
        part = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        places.append(size)
        parts.append(part)
        size += len(part)
    cross = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, size)
    return b"".join([*parts, head, cross, tail])


def stream(data: bytes, filters: str = "/FlateDecode", extra: str = "") -> bytes:
    """A stream object of a PDF."""
    return b"<</Length %d/Filter %s%s>>\nstream\n%s\nendstream" % (len(data), filters.encode(), extra.encode(), data)


def page_of(content: bytes) -> bytes:
    """A PDF of one page with this content."""
    return paper(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        content,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def packed(size: int, times: int = 1) -> bytes:
    """So many zeros, deflated once or several times over."""
    data = bytes(size)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def document(body: str, *more: tuple[str, bytes]) -> bytes:
    """A .docx with this main part."""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(("[Content_Types].xml", types.encode()), ("word/document.xml", body.encode()), *more)


def external() -> bytes:
    """A .docx that says its parts lie elsewhere."""
    link = f'<Relationship Id="r1" Type="{OFFICE}/frame" TargetMode="External" Target="http://127.0.0.1:9/x"/>'
    body = f'{SECRET}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    relations = f'<Relationships xmlns="{OFFICE}">{link}</Relationships>'
    return document(body, ("word/_rels/document.xml.rels", relations.encode()))


def page(body: str, before: str = "") -> bytes:
    """A web page."""
    return f"{before}<html><head><title>A title</title></head><body>{body}</body></html>".encode()


def feed(text: str, before: str = "") -> bytes:
    """An RSS feed of one story."""
    item = f"<item><description>{text}</description></item>"
    return f'<?xml version="1.0"?>{before}<rss><channel>{item}</channel></rss>'.encode()


def again(piece: str, size: int = LARGE) -> str:
    """The same piece up to this size."""
    return piece * (size // len(piece))


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "flat.zip": lambda: zipped(("a.txt", bytes(150_000_000))),
    "nested.zip": lambda: nested(2),
    "table.zip": lambda: table_of(250_000),
    "many.zip": lambda: zipped(*((f"{n}.txt", b"") for n in range(20_000)), method=zipfile.ZIP_STORED),
    "total.zip": lambda: zipped(*((f"{n}.txt", STORY.encode() * 300_000) for n in range(20))),
    "overlap.zip": overlapping,
    "more-than-said.zip": lambda: lying(10),
    "less-than-said.zip": lambda: lying(16_000_000),
    "lzma.zip": lambda: zipped(("a.txt", bytes(15_000_000)), method=zipfile.ZIP_LZMA),
    "deep.json": lambda: b"[" * 100_000 + b"]" * 100_000,
    "deep.jsonl": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "lists.json": lambda: b"[" + b"[]," * (LARGE // 3) + b"[]]",
    "number.json": lambda: b'{"text": ' + b"9" * LARGE + b"}",
    "keys.json": lambda: json.dumps({f"k{n}": n for n in range(300_000)}).encode(),
    "columns.csv": lambda: b"text," + b"a," * (LARGE // 2),
    "quotes.csv": lambda: b"text\n" + b'"' * LARGE,
    "deep.html": lambda: page(again("<div>")),
    "paragraphs.html": lambda: page(again("<p>")),
    "attributes.html": lambda: page(f"<p {again('a=1 ', 10_000_000)}>{STORY}</p>"),
    "tables.html": lambda: page(again("<table><tr><td>", 5_000_000)),
    "forms.html": lambda: page(again("<b><form><a>", 3_000_000)),
    "laughs.xhtml": lambda: page("<p>&l9;</p>", DOCTYPE),
    "packed.html": lambda: gzip.compress(page(again("<p>a</p>", 100_000_000))),
    "brotli.html": lambda: base64.b64decode("W/+dNwA=") * 1000,
    "brackets.md": lambda: again("[").encode(),
    "stars.md": lambda: again("**a ").encode(),
    "dates.txt": lambda: again("2017 11 ").encode(),
    "line.txt": lambda: again("word ").encode(),
    "accents.txt": lambda: b"A title\n\n" + again("e\u0301\u0302\u0303\u0304", 9_000_000).encode(),
    "laughs.rss": lambda: feed("&l9;", DOCTYPE),
    "laughs.xml": lambda: feed("&l9;", DOCTYPE),
    "quadratic.xml": lambda: feed("&a;" * 100_000, f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>'),
    "outside.xml": lambda: feed("&x;", SECRET),
    "deep.xml": lambda: feed(again("<a>", 300_000)),
    "packed.pdf": lambda: page_of(stream(packed(400_000_000))),
    "packed-twice.pdf": lambda: page_of(stream(packed(400_000_000, 2), "[/FlateDecode/FlateDecode]")),
    "loop.pdf": lambda: paper(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 9>>", "<</Kids[2 0 R 3 0 R]>>"
    ),
    "pages.pdf": lambda: paper(
        "<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 999999/Kids[{'3 0 R ' * 500_000}]>>", "<</Type/Page>>"
    ),
    "deep.pdf": lambda: paper("<</Type/Catalog/Pages 2 0 R/A " + "[" * 500_000 + "]" * 500_000 + ">>"),
    "packed.docx": lambda: document("<a/>", ("word/media/a.bin", bytes(300_000_000))),
    "laughs.docx": lambda: document(f'{DOCTYPE}<w:document xmlns:w="{WORD}">&l9;</w:document>'),
    "outside.docx": external,
    "deep.docx": lambda: document(again("<w:p>", 10_000_000)),
}
"""Name → what makes its bytes."""


def make(folder: Path) -> int:
    """All bombs, in this folder; how many. One is a file of 10 GB that takes no room on the disk."""
    for name, maker in BOMBS.items():
        (folder / name).write_bytes(maker())
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(10_000_000_000)
    return len(BOMBS) + 1


def explode(folder: Path, archive: Path) -> dict[str, Any]:
    """Ingest the folder: the report, the seconds that a worker was busy with each file, the most memory in use."""
    from ingest.cage import START_SECONDS, _Worker
    from tests.torture_work import read_in

    took: dict[str, float] = {}
    ask, until = _Worker.ask, _Worker._until

    def asked(self: Any, task: str, arguments: tuple[object, ...]) -> object:
        self.file = str(arguments[0]) if isinstance(arguments[0], Path) else "the table of a ZIP"
        return ask(self, task, arguments)

    def waited(self: Any, seconds: float) -> bytes:
        started = time.monotonic()
        try:
            return until(self, seconds)
        finally:
            if seconds != START_SECONDS:  # a worker that starts has no file yet
                took[self.file] = max(took.get(self.file, 0.0), time.monotonic() - started)

    with patch.object(_Worker, "ask", asked), patch.object(_Worker, "_until", waited), watched(os.getpid()) as most:
        report = read_in(archive, [folder])
    return {"report": report, "took": took, "most": most}


@contextmanager
def watched(process: int) -> Iterator[dict[str, float]]:
    """The most memory of a process and of the largest below it, in megabytes, looked at every 20 ms."""
    most, over = {"ingest": 0.0, "worker": 0.0}, threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            most["ingest"] = max(most["ingest"], _resident(process))
            most["worker"] = max(most["worker"], *map(_resident, _children(process)), 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:  # this thread has gone meanwhile
            continue
    return found


def _resident(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0
