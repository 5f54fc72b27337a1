"""An article's text goes in, its MinHash signature and the bands by which its copies are looked up come out.

Copies of one wire story share most of their word triples. A signature keeps, for each of 126 hash functions, the least
hash of all triples: two texts agree in a place as often as their sets of triples overlap (Jaccard). Only texts that
agree in a whole band of three places are compared, so a new article finds its copies without reading the archive.
Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import zlib
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import regex

PLACES = 126
BAND = 3
"""Places in a band. The 42 bands of two texts with a Jaccard of 0.4 meet in 94 of 100 pairs, of 0.5 in 99.6."""
ALIKE, DAYS = 0.4, 3
"""Share of agreeing places from which articles that appeared within so many days are copies.

docs/decisions/0009-origins.md has the measurements.
"""
SURELY, LATEST = 0.6, 14
"""The same for later copies, and where a day is unknown: the weather of two days is told in the same words. What reads
alike after more than a fortnight is the same form filled in again."""
FEWEST = 20
"""Shingles below which a text proves nothing. Repeated ones count: a long text of few different words is one that was
stuffed with them, and another of the same words is its copy."""
WORDS, CHARACTERS = 3, 5
"""Shingle length; in characters where words are not parted by spaces."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = regex.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_CHARACTER = regex.compile(rf"[{_UNSPACED}]")
_MIX = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint32]


def signature(text: str) -> Hashes | None:
    """The least hash in every place; None for a text that is too short to prove anything."""
    runs = _shingles(text)
    if len(runs) < FEWEST:
        return None
    found = np.unique(runs)
    factors, offsets = _functions()
    least: Hashes = (found[:, None] * factors + offsets >> np.uint64(32)).min(axis=0).astype(np.uint32)
    return least


def bands(signed: Hashes) -> list[int]:
    """A key for every band, different for equal places in different bands; fits an SQLite integer."""
    rows = signed.astype(np.uint64).reshape(-1, BAND)
    keys = np.arange(1, len(rows) + 1, dtype=np.uint64) * _MIX
    for column in rows.T:
        keys = (keys ^ column) * _MIX
        keys ^= keys >> np.uint64(31)
    return [int(key) for key in keys.view(np.int64)]


def copies(signed: Hashes, day: date | None, others: Hashes, days: list[date | None]) -> npt.NDArray[np.bool_]:
    """Which of the other articles (a signature per row, with their days) are copies of this one."""
    alike = (others == signed).mean(axis=1)
    result: npt.NDArray[np.bool_] = alike >= np.array([_least(day, other) for other in days])
    return result


def _least(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return SURELY
    apart = abs((one - other).days)
    return ALIKE if apart <= DAYS else SURELY if apart <= LATEST else 2.0


def _shingles(text: str) -> npt.NDArray[np.uint64]:
    """The hashes of all runs of three words (five characters), as they come."""
    folded = text.casefold()
    words, unspaced = _TOKEN.findall(folded), len(_CHARACTER.findall(folded))
    length = CHARACTERS if 2 * unspaced > len(words) else WORDS
    encoded = "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")
    codes = np.fromiter(map(zlib.crc32, encoded), np.uint64, len(words))
    mixed = np.zeros(max(len(codes) - length + 1, 0), dtype=np.uint64)
    for place in range(length):
        mixed = (mixed ^ codes[place : place + len(mixed)]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return mixed


@cache
def _functions() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Factors (odd) and offsets of the hash functions. Stored signatures rest on them: never change the seed."""
    random = np.random.default_rng(1997)
    factors = random.integers(0, 2**63, PLACES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return factors, random.integers(0, 2**63, PLACES, dtype=np.uint64)
