"""Parsers fed at random, for row 12 of the table of threats: samples that are cut, flipped, doubled and spliced.

A child process tries one input after the other under a clock that ends it; whoever started it sees at which it died.
"""

from __future__ import annotations

import random
import signal
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from errors import WhosaidError
from tests.torture_work import FORKS, HOUSE

SECONDS = 2
LONGEST = 6_000
"""Bytes of an input; what large ones do is row 8."""
IDENTIFIED = 10
"""The language of every so manyth input is found out; it takes longer than all that goes before."""
STORY = "The pier stays open, the harbour master said on Tuesday."
SAMPLES = HOUSE / "tests" / "fixtures" / "articles"
TOKENS = [
    *(b"[", b"{", b'{"a":', b"<div>", b"<a ", b"&#x", b"&lt;", b"<!--", b"<![CDATA[", b"<!DOCTYPE ", b"]]>", b"\\u"),
    *(b'"', b"'", b",", b"\n", b"\r", b"\t", b"\0", b"\x1a", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b": "),
    *(
        b"- ",
        b"---\n",
        b"+++\n",
        b"&a ",
        b"*a ",
        b"!!python/object:os.system ",
        b"<<: ",
        b"a = ",
        b"[[",
        b"[a]\n",
        b"=\n",
    ),
    *(
        b"0",
        b"-1",
        b"1e999",
        b"99999999999999999999",
        b"NaN",
        b"2026-13-45",
        b"0000-00-00",
        b"\xe2\x80\xae",
        b"\xcc\x81",
    ),
    *(
        b"obj",
        b"endobj",
        b"stream\n",
        b"endstream",
        b"/Length ",
        b"/Filter ",
        b"<<",
        b">>",
        b"1 0 R",
        b"xref\n",
        b"%%EOF",
    ),
    *(
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xff\xff\xff\xff",
        b"../",
        b"<w:p>",
        b"xmlns=",
        b"encoding='utf-7'",
    ),
]
KEPT = """[putin]
names = { en = ["Vladimir Putin", "Putin"], ru = ["Владимир Путин"] }
not_the_same_as = ["Igor Putin"]

[harbour]
names = { any = ["The Harbour"] }
"""
RULES = """[[internal]]
path = "*/inside/*"
outlet = "Bay Post"

[[embargo]]
outlet = "Voice of the Bay"
until = 2026-12-01
"""


def zipped() -> bytes:
    """A ZIP of two samples."""
    from tests.torture_bombs import zipped

    return zipped(*((f"a/{name}", (SAMPLES / name).read_bytes()) for name in ("sample.txt", "sample.csv")))


@cache
def parsers() -> Mapping[str, tuple[Callable[[bytes], object], Sequence[bytes]]]:
    """Name → what parses, and the samples that its inputs are made from."""
    from evaluation.cases import load
    from index.access import read_rules
    from index.known import read_known
    from ingest.readers import READERS
    from tests.office_fixtures import docx, paragraph

    folder = Path(tempfile.mkdtemp())
    found: dict[str, tuple[Callable[[bytes], object], Sequence[bytes]]] = {}
    for suffix, reader in READERS.items():
        samples = [path.read_bytes() for path in sorted(SAMPLES.glob(f"sample*{suffix}"))]
        if samples and reader not in [READERS[name] for name in found]:
            found[suffix] = partial(_read, suffix), samples
    found[".pdf"] = partial(_read, ".pdf"), _papers()
    found[".docx"] = partial(_read, ".docx"), [docx(paragraph(STORY) * 2), docx(paragraph(STORY), about="<a/>")]
    found[".zip"] = _unpack, [zipped()]
    found["questions.yaml"] = partial(_from_file, folder / "questions.yaml", load), [_cases()]
    found["speakers.toml"] = partial(_from_folder, folder / "speakers.toml", read_known), [KEPT.encode()]
    found["access.toml"] = partial(_from_folder, folder / "access.toml", read_rules), [RULES.encode()]
    return found


def _papers() -> list[bytes]:
    """A PDF whose text stands in it as it is, and one whose text is packed."""
    from tests.torture_bombs import page_of, stream

    lines = ("The pier stays open", STORY, "Nobody was hurt, she told reporters.")
    shown = "".join(
        f"BT /F 10 Tf 1 0 0 1 50 {700 - 14 * n} Tm ({line}) Tj ET\n" for n, line in enumerate(lines)
    ).encode()
    plain = b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown)
    return [page_of(plain), page_of(stream(zlib.compress(shown)))]


def _cases() -> bytes:
    """The first of the demo questions."""
    cases = (HOUSE / "evaluation" / "demo" / "questions.yaml").read_text("utf-8").split("\n- id:")
    return "\n- id:".join(cases[:4]).encode()


def _read(suffix: str, data: bytes) -> object:
    from ingest.reading import read_data

    return read_data(Path(f"any{suffix}"), data)


def _unpack(data: bytes) -> object:
    from ingest.bundles import members, unpacked

    inside = [member for member in members(data) if not member.refused]
    return [unpacked(member, data[member.start : member.start + member.packed]) for member in inside]


def _from_file(path: Path, parse: Callable[[Path], object], data: bytes) -> object:
    path.write_bytes(data)
    return parse(path)


def _from_folder(path: Path, parse: Callable[[Path], object], data: bytes) -> object:
    path.write_bytes(data)
    return parse(path.parent)


def mutated(samples: Sequence[bytes], seed: int) -> bytes:
    """An input: a sample with some changes, of which each is one of CHANGES."""
    drawn = random.Random(seed)
    data = bytearray(drawn.choice(samples)[:LONGEST])
    for _ in range(drawn.choice((1, 1, 2, 3, 5, 10, 30))):
        drawn.choice(CHANGES)(data, drawn, samples)
    return bytes(data[:LONGEST])


def _flip(data: bytearray, drawn: random.Random, _: Sequence[bytes]) -> None:
    if data:
        data[drawn.randrange(len(data))] ^= 1 << drawn.randrange(8)


def _set(data: bytearray, drawn: random.Random, _: Sequence[bytes]) -> None:
    if data:
        data[drawn.randrange(len(data))] = drawn.choice((0, 1, 10, 34, 60, 127, 128, 255, drawn.randrange(256)))


def _cut(data: bytearray, drawn: random.Random, _: Sequence[bytes]) -> None:
    at = drawn.randrange(len(data) + 1)
    del data[at : at + drawn.choice((1, 2, 8, 64, 1000))]


def _double(data: bytearray, drawn: random.Random, _: Sequence[bytes]) -> None:
    at, to = drawn.randrange(len(data) + 1), drawn.randrange(len(data) + 1)
    data[to:to] = data[at : at + drawn.choice((1, 4, 40, 400))] * drawn.choice((1, 2, 20))


def _insert(data: bytearray, drawn: random.Random, _: Sequence[bytes]) -> None:
    at = drawn.randrange(len(data) + 1)
    data[at:at] = drawn.choice(TOKENS) * drawn.choice((1, 1, 1, 2, 10, 1500))


def _splice(data: bytearray, drawn: random.Random, samples: Sequence[bytes]) -> None:
    other, at = drawn.choice(samples), drawn.randrange(len(data) + 1)
    data[at:] = other[drawn.randrange(len(other) + 1) :]


CHANGES = (_flip, _flip, _set, _cut, _double, _insert, _insert, _splice)


def feed(name: str, count: int) -> tuple[Counter[str], list[str]]:
    """How many inputs were read and refused, and what went wrong: a crash, a hang, an error that is not ours."""
    told: Counter[str] = Counter()
    wrong: list[str] = []
    at = FORKS.Value("i", 0)
    parse, samples = parsers()[name]
    if refused := [sample[:60] for sample in samples if parse_once(parse, sample) != "read"]:
        raise ValueError(f"{name}: a sample that cannot be read: {refused[0]!r}")
    while at.value < count and len(wrong) < 20:
        here, there = FORKS.Pipe()
        child = FORKS.Process(target=_feed, args=(name, at, count, there))
        child.start()
        there.close()
        try:
            while True:
                outcome, seed = here.recv()
                told[outcome] += 1
                if outcome not in ("read", "refused"):
                    wrong.append(f"{name} {seed}: {outcome}")
        except EOFError:
            child.join()
        if child.exitcode:
            how = "hangs" if child.exitcode == -signal.SIGALRM else f"dies ({child.exitcode})"
            wrong.append(f"{name} {at.value}: {how}")
            at.value += 1
    return told, wrong


def _feed(name: str, at: Any, count: int, pipe: Connection) -> None:
    import logging
    import warnings

    logging.disable()
    warnings.simplefilter("ignore")
    parse, samples = parsers()[name]
    parse_once(parse, samples[0])  # what is loaded at first is not the parser's time
    while at.value < count:
        data = mutated(samples, at.value)
        told = patch("ingest.reading.identify", _english) if at.value % IDENTIFIED else nullcontext()
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        with told:
            outcome = parse_once(parse, data)
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send((outcome, at.value))
        at.value += 1


def _english(text: str, declared: str | None) -> tuple[str, str | None]:
    return "en", None


def parse_once(parse: Callable[[bytes], object], data: bytes) -> str:
    """`read`, `refused`, or the error that is not ours."""
    try:
        parse(data)
    except WhosaidError as error:
        return "refused" if str(error).strip() and "\n" not in str(error) else f"refused with {str(error)!r}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"
    return "read"
