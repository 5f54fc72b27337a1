"""Chinese text in either script in, the simplified one out; and the traditional spellings of simplified pieces.

A model has few rows to spend on Chinese, so it learns one spelling, and the pieces of the other get the same vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from models.training.sources import Pair


@cache
def _table(name: str) -> dict[int, str]:
    """A character table of OpenCC (Apache 2.0), first choice only; from `pip install opencc-python-reimplemented`."""
    lines = files("opencc").joinpath("dictionary", name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split(" ")[0] for old, new in rows if len(old) == 1}


def simplified(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs with every Chinese side in simplified characters."""
    table = _table("TSCharacters.txt")
    for pair in pairs:
        if pair.right_language == "zh":
            pair = replace(pair, right=pair.right.translate(table))
        if pair.left_language == "zh":
            pair = replace(pair, left=pair.left.translate(table))
        yield pair


def traditional(piece: str) -> str:
    """The piece in traditional characters, each by itself; itself where there is no other."""
    return piece.translate(_table("STCharacters.txt"))
