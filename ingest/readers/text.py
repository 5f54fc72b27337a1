"""Plain text in, one Draft out: the first line is the title, the rest is the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.characters import plain
from ingest.draft import Draft

_ENDS_A_SENTENCE = re.compile(r"""[.!?:;。！？؟۔…]["'”’»›）)\]]*$""")
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]$")


def read(text: str) -> Iterator[Draft]:
    """The one article of a text file."""
    lines = plain(text).strip().split("\n")
    body = unwrapped("\n".join(lines[1:]))
    yield Draft(title=lines[0].strip() or None, body=body)


def unwrapped(body: str) -> str:
    """The body with lines that were broken at a fixed width joined again; other line ends part paragraphs."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", body) if block.strip()]
    return "\n\n".join(_joined(block) if _is_wrapped(block) else block for block in blocks)


def _is_wrapped(block: str) -> bool:
    """Three or more lines, all short, nearly all of full width and most ending in mid-sentence."""
    lines = block.strip("\n").split("\n")
    if len(lines) < 3:
        return False
    widths = [len(line.rstrip()) for line in lines[:-1]]
    open_ends = sum(not _ENDS_A_SENTENCE.search(line.rstrip()) for line in lines[:-1])
    return 40 <= max(widths) <= 100 and min(widths) > 0.6 * max(widths) and open_ends > 0.6 * len(widths)


def _joined(block: str) -> str:
    joined = ""
    for line in block.strip("\n").split("\n"):
        joined += ("" if not joined or _NO_SPACES.search(joined) else " ") + line.strip()
    return joined
