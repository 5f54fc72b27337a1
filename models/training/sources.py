"""The data folder in, pairs of texts that mean the same out, each with its source, licence and share."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from errors import BadInput

MAX_CHARACTERS = 600
"""Longer texts are cut: a passage of the product is about this long."""

WINDOW = 500
"""Characters of a question's passage that are kept, around the answer."""


class Source(NamedTuple):
    """A body of data: under which licence it stands, and how often a pair of it is drawn against other pairs."""

    licence: str
    share: float


SOURCES: dict[str, Source] = {
    # Sentences.
    "tico19": Source("CC0 1.0", 4.0),
    "mt-geneval": Source("CC BY-SA 3.0", 3.0),
    "mlqe-pe": Source("CC0 1.0", 2.0),
    "korean-park-news": Source("CC BY-SA 3.0", 4.0),
    "northkorean-news": Source("CC BY-SA 3.0", 2.0),
    "sdg-translations": Source("MIT", 2.0),
    "privacyguides": Source("CC BY-SA 4.0", 1.5),
    "mozilla-www": Source("MPL 2.0", 1.5),
    "bitcoin-org": Source("MIT", 1.0),
    "omw-definitions": Source("open wordnets: MIT, CC BY, CC BY-SA, Apache 2.0, WordNet", 1.0),
    "tatoeba-opusmt": Source("CC BY 2.0 FR", 1.5),
    "tatoeba-manythings": Source("CC BY 2.0 FR", 1.0),
    "other-pairs": Source("CC BY 2.0 FR", 0.1),
    "python-docs": Source("CC0 1.0", 0.1),
    # Words, terms and names.
    "wiktionary": Source("CC BY-SA 3.0 and GFDL", 3.0),
    "omw-wikt": Source("CC BY-SA 3.0", 2.0),
    "cldr": Source("Unicode v3", 2.0),
    "cldr-keywords": Source("Unicode v3", 0.2),
    "osm-tagging": Source("ISC", 0.5),
    "wikidata-names": Source("CC0 1.0", 0.7),
    "omw-arb": Source("CC BY-SA 3.0", 1.0),
    "omw-ell": Source("Apache 2.0", 0.7),
    "omw-heb": Source("WordNet", 1.0),
    "omw-ita": Source("CC BY 3.0", 0.5),
    "omw-nld": Source("CC BY-SA 4.0", 0.5),
    "omw-pol": Source("WordNet", 0.7),
    "omw-por": Source("CC BY-SA 4.0", 0.5),
    "omw-swe": Source("CC BY 4.0", 0.7),
    "omw-msa": Source("MIT", 0.15),
    "omw-cow": Source("WordNet", 0.3),
    "omw-cwn": Source("WordNet", 0.7),
    # Questions and the passages that answer them.
    "jaquad": Source("CC BY-SA 3.0", 0.5),
    "medquad": Source("CC BY 4.0", 0.15),
    "thquad-2020": Source("MIT", 0.3),
    "iapp-wiki-qa": Source("MIT", 0.5),
    "squad-pt-sample": Source("MIT", 1.0),
    "faquad": Source("CC BY 4.0", 1.0),
    "facqa": Source("MIT", 1.5),
    "amqa": Source("MIT", 0.3),
    "norquad": Source("CC0 1.0", 1.0),
    "cmrc2018-dev": Source("CC BY-SA 4.0", 1.0),
    "drcd-dev": Source("CC BY-SA 3.0", 1.0),
    "heq-val": Source("CC BY 4.0", 1.5),
    "arcd": Source("MIT", 2.0),
    "integreat": Source("CC BY 4.0", 1.0),
    "afriqa": Source("CC BY 4.0", 1.0),
}
"""Every source that may go in. A source that is not listed here is refused, so that nothing ships unseen."""

NAMES = frozenset({"wikidata-names"})
TOKENISED = frozenset({"mlqe-pe"})
LANGUAGE_OF_FILE = {"zh-tw": "zh", "zh-Hant": "zh", "nb": "no"}
ALSO_TRAINED_ON = ("cmrc2018-dev.zh.jsonl.xz", "drcd-dev.zh-Hant.jsonl.xz", "heq-val.he.jsonl.xz")
"""Of the development sets, those that we train on and therefore never report."""

SPACE_BEFORE = re.compile(r"\s+([,.;:!?%)\]}’”»、。，；：！？》」』])")
SPACE_AFTER = re.compile(r"([(\[{‘“«《「『])\s+")
BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that mean the same, or a question (left) and the passage that answers it (right)."""

    left: str
    right: str
    left_language: str
    right_language: str
    source: str


def sentences(data: Path) -> Iterator[Pair]:
    """Sentence pairs: English left, and the pairs without English.

    Raises:
        BadInput: a line names a source that SOURCES does not list.

    """
    for path in sorted((data / "train" / "parallel").glob("en-*.tsv.xz")):
        yield from _with_english(path)
    others = data / "train" / "parallel" / "other-pairs.tsv.xz"
    if others.exists():
        for pair, left, right in _rows(others):
            a, b = pair.split("-")[:2]
            yield Pair(left, right, a, b, "other-pairs")


def entries(data: Path) -> Iterator[Pair]:
    """Dictionary entries, terms and names: English left. Raises BadInput like `sentences`."""
    for path in sorted((data / "train" / "lexicon").glob("en-*.tsv.xz")):
        yield from _with_english(path)


def questions(data: Path) -> Iterator[Pair]:
    """Questions left, the part of the passage around the answer right. Raises BadInput like `sentences`."""
    also = [data / "dev" / "retrieval" / "qa" / name for name in ALSO_TRAINED_ON]
    for path in [*sorted((data / "train" / "qa").glob("*.jsonl.xz")), *filter(Path.exists, also)]:
        name, language = path.name.removesuffix(".jsonl.xz").split(".", 1)
        source = "afriqa" if name.startswith("afriqa") else name
        asked, _, told = LANGUAGE_OF_FILE.get(language, language).partition("-")
        _require(source, path)
        with lzma.open(path, "rt", encoding="utf8") as lines:
            for line in lines:
                row = json.loads(line)
                passage = _around(row["passage"], row.get("answer"))
                yield Pair(row["q"], passage, asked, told or asked, source)


def _with_english(path: Path) -> Iterator[Pair]:
    language = path.name.removeprefix("en-").removesuffix(".tsv.xz")
    language = LANGUAGE_OF_FILE.get(language, language)
    for source, english, other in _rows(path):
        _require(source, path)
        if source in TOKENISED:
            english, other = detokenised(english), detokenised(other)
        if " /" in other:  # Wiktionary writes readings behind a slash.
            other = other.split(" /")[0]
        yield Pair(english[:MAX_CHARACTERS], other[:MAX_CHARACTERS], "en", language, source)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] and parts[2]:
                yield parts[0], parts[1], parts[2]


def _require(source: str, path: Path) -> None:
    if source not in SOURCES:
        raise BadInput(f"{path}: source '{source}' is not in SOURCES; add it there with its licence, or leave it out")


def detokenised(text: str) -> str:
    """The text as it is written, without the spaces that a tokeniser put around punctuation and between ideographs."""
    text = SPACE_AFTER.sub(r"\1", SPACE_BEFORE.sub(r"\1", text))
    return BETWEEN_HAN.sub("", text)


def _around(passage: str, answer: object) -> str:
    """The window of the passage around the answer (which is a text, or several, or missing), else its beginning."""
    first = answer[0] if isinstance(answer, list) and answer else answer
    at = passage.find(first) if isinstance(first, str) and first else 0
    start = max(0, at - WINDOW // 2)
    return passage[start : start + WINDOW]
