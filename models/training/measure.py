"""A text → vectors function and the FLORES-200 lines in, the share of sentences that find their translation out."""

from __future__ import annotations

import lzma
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

LANGUAGES = tuple("fr id ar ru es pt de it tr fa uk pl nl zh ja ko hi vi he".split())
"""The languages over which the mean is taken."""

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


def lines(data: Path) -> dict[str, list[str]]:
    """The aligned sentences of FLORES-200 devtest by language; empty where the folder is missing."""
    found = sorted((data / "retrieval" / "flores200-devtest").glob("*.txt.xz"))
    return {p.name.split(".")[0]: lzma.open(p, "rt", encoding="utf8").read().splitlines() for p in found}


def precision_at_1(aligned: Mapping[str, Sequence[str]], encode: Encode) -> dict[str, float]:
    """Per language the share of its sentences whose nearest English sentence is their translation, 0 to 1."""
    english = encode(aligned["en"])
    right = np.arange(len(english))
    return {
        language: float((np.argmax(encode(texts) @ english.T, axis=1) == right).mean())
        for language, texts in aligned.items()
        if language != "en"
    }


def summary(scores: Mapping[str, float]) -> str:
    """One line: the mean of the 19 languages, the worst, and all of them."""
    counted = {language: scores[language] for language in LANGUAGES if language in scores}
    if not counted:
        return "no FLORES-200 lines found"
    worst = min(counted, key=lambda language: counted[language])
    each = " ".join(f"{language} {score:.2f}" for language, score in sorted(scores.items(), key=lambda i: -i[1]))
    return f"mean {np.mean(list(counted.values())):.4f}, worst {worst} {counted[worst]:.2f}: {each}"
