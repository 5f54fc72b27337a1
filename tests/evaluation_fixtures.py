"""What the evaluation tests share: an answer object in a few words, and a made-up system that answers from a table."""

import random
from typing import Any

from evaluation.asking import System
from evaluation.cases import Case, Collection
from evaluation.cases.collection import case_of


def passage(article: str, text: str = "", rank: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "article": article,
        "path": f"/a/{article}.txt",
        "start": 0,
        "end": len(text),
        "score": 1.0 - rank / 100,
        "text": text,
        **more,
    }


def citation(marker: int, article: str, quote: str, outlet: str = "Wire") -> dict[str, Any]:
    return {
        "marker": marker,
        "article": article,
        "path": f"/a/{article}.txt",
        "outlet": outlet,
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "language": "en",
    }


def claim(speaker: str | None, markers: list[int], outlets: tuple[str, ...] = ("Wire",), **more: Any) -> dict[str, Any]:
    return {
        "speaker": speaker,
        "speaker_names": {},
        "stance": "says",
        "chain": [speaker] if speaker else [],
        "outlets": list(outlets),
        "markers": markers,
        **more,
    }


def answer(status: str = "answered", **parts: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"sentences": [], "claims": [], "citations": [], "evidence": [], "nearest": [], "text": ""}
    return (
        {"id": "x", "status": status, "confidence": 0.5, "language": "en", "timings_ms": {"total": 10.0}}
        | empty
        | parts
    )


def case(**fields: Any) -> Case:
    return case_of({"question": "Who?", **fields}, {}, {})


def rows(count: int) -> list[dict[str, Any]]:
    """Cases about one article each; every fifth has no answer."""
    return [_answerable(n) if n % 5 else _unanswerable(n) for n in range(count)]


def _answerable(n: int) -> dict[str, Any]:
    support = [{"article": f"a{n}", "text": f"words of number {n}"}]
    asked = {"id": f"c{n}", "question": f"Who said number {n}?", "lang": ("en", "fr", "ru", "zh")[n % 4]}
    return asked | {"support": support, "speaker": [f"Speaker {n}"], "outlets": ["Wire"]}


def _unanswerable(n: int) -> dict[str, Any]:
    return {"id": f"c{n}", "question": f"What is number {n}?", "lang": "en", "type": "unanswerable", "kind": "missing"}


def collection(count: int) -> Collection:
    made = rows(count)
    return Collection("made-up.yaml", "sha", tuple(case_of(row, {}, {}) for row in made), tuple(made))


def reply(number: int, rng: random.Random, *, found: bool = True, speaker: str | None = None) -> dict[str, Any]:
    """An answer to case `number`: right unless told otherwise."""
    if number % 5 == 0:
        return answer("not_found", confidence=rng.random() * 0.3, evidence=[passage("other", "other words")])
    words = f"words of number {number}"
    first = [passage(f"a{number}", words)] if found else []
    evidence = (
        [passage(f"x{n}", f"other words {n}", n) for n in range(rng.randrange(4))] + first + [passage("y", "more")]
    )
    cited = [citation(1, f"a{number}" if found else "y", words if found else "more")]
    told = claim(speaker or f"Speaker {number}", [1])
    return answer(
        evidence=evidence,
        citations=cited,
        claims=[told],
        sentences=[{"text": f"It says “{words}”.", "markers": [1]}],
        confidence=0.4 + rng.random() * 0.6,
        text=words,
    )


def system(seed: int = 0, *, lose: float = 0.0, shuffle: float = 0.0, noise: float = 0.0) -> System:
    """Answers by the number in the question; loses some articles, or names another speaker, or errs at random."""
    rng = random.Random(seed)
    lost = random.Random(7)
    gone = {n for n in range(10_000) if lost.random() < lose}
    swapped = {n for n in range(10_000) if lost.random() < shuffle}

    def ask(query: Any) -> dict[str, Any]:
        number = int("".join(ch for ch in query.question if ch.isdigit()))
        found = number not in gone and rng.random() >= noise
        return reply(number, rng, found=found, speaker="Somebody Else" if number in swapped else None)

    return System(ask)
