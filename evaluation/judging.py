"""Stored answers and an OpenAI-compatible endpoint → a second opinion by votes, cached, with its agreement with labels.

Never a gate unless asked, and never asked unless an address is given: nothing else in this folder leaves the machine.
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import prompts
from errors import BadInput
from evaluation.records import Record
from evaluation.statistics import estimate
from evaluation.trial import Trial

TASKS: dict[str, dict[str, float]] = {
    "support": {"full": 1.0, "partial": 0.5, "none": 0.0},
    "attribution": {"yes": 1.0, "no": 0.0},
}
"""Task → what the judge may answer and what it is worth. A new task is a row here and prompts/judge_<task>.txt."""
TRIES = 3
SEED = 7
Post = Callable[[str, Mapping[str, str], bytes], bytes]


@dataclass(frozen=True)
class Judge:
    """Whom to ask and how often."""

    url: str
    """Up to and without /chat/completions."""
    model: str
    cache: Path
    votes: int = 3
    key: str = ""
    post: Post | None = None
    """For tests; else one over HTTP."""

    def verdict(self, task: str, **words: str) -> str | None:
        """The majority of the votes; None if there is none or too many could not be read."""
        votes = [self._vote(task, number, words) for number in range(self.votes)]
        told = Counter(vote for vote in votes if vote)
        best, count = told.most_common(1)[0] if told else ("", 0)
        return best if count > self.votes / 2 else None

    def _vote(self, task: str, number: int, words: Mapping[str, str]) -> str | None:
        prompt = prompts.load(f"judge_{task}", **words)
        key = hashlib.sha256(f"{self.url}\0{self.model}\0{number}\0{prompt}".encode("utf-8", "replace")).hexdigest()
        kept = self.cache / key[:2] / f"{key}.json"
        if kept.is_file():
            return str(json.loads(kept.read_text("utf-8"))["verdict"])
        for attempt in range(TRIES):
            said = self._asked(task, prompt, SEED + number + 100 * attempt)
            if said in TASKS[task]:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps({"verdict": said, "model": self.model, "task": task}), "utf-8")
                return said
        return None

    def _asked(self, task: str, prompt: str, seed: int) -> str | None:
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": 0,
            "seed": seed,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": task, "strict": True, "schema": _schema(task)},
            },
        }
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        raw = (self.post or _post)(f"{self.url.rstrip('/')}/chat/completions", headers, json.dumps(body).encode())
        try:
            return str(json.loads(json.loads(raw)["choices"][0]["message"]["content"])["verdict"])
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return None


def _schema(task: str) -> dict[str, Any]:
    verdict = {"type": "string", "enum": list(TASKS[task])}
    return {
        "type": "object",
        "properties": {"verdict": verdict},
        "required": ["verdict"],
        "additionalProperties": False,
    }


def prompt_version() -> str:
    """A short digest over all prompts, so that two runs tell whether they were judged alike."""
    return hashlib.sha256("".join(prompts.template(f"judge_{task}") for task in TASKS).encode()).hexdigest()[:12]


def _post(url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise BadInput(f"--url {url}: must begin with http:// or https://")
    request = urllib.request.Request(url, body, dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return bytes(answer.read(1_000_000))
    except urllib.error.HTTPError as error:
        raise BadInput(
            f"--url {url}: the judge answers {error.code} {error.reason}; check address, model and key"
        ) from None
    except OSError as error:
        raise BadInput(f"--url {url}: the judge cannot be reached ({error}); start it or leave it out") from None


def judged(record: Record, trial: Trial, judge: Judge) -> Record:
    """The record with the judge's verdict on every sentence and every named speaker."""
    verdicts = {
        task: [[judge.verdict(task, **words), label] for words, label in questions(trial)]
        for task, questions in _QUESTIONS.items()
    }
    return replace(record, judged=verdicts)


def _support(trial: Trial) -> Iterator[tuple[dict[str, str], bool | None]]:
    """Each sentence with its citations; the label: whether one of them has labelled words, where there are any."""
    good = {c.get("marker") for c, (_, words) in zip(trial.citations, trial.cited, strict=True) if words}
    quotes = {c.get("marker"): str(c.get("quote", "")) for c in trial.citations}
    for sentence in trial.answer.get("sentences", []) if trial.answered else []:
        cited = [m for m in sentence.get("markers", []) if m in quotes]
        words = {"sentence": str(sentence.get("text", "")), "passages": "\n\n".join(quotes[m] for m in cited)}
        yield words, bool(good & set(cited)) if trial.case.words else None


def _attribution(trial: Trial) -> Iterator[tuple[dict[str, str], bool | None]]:
    """Each claim with a speaker and its first citation; the label: whether it is the labelled speaker."""
    quotes = {c.get("marker"): str(c.get("quote", "")) for c in trial.citations}
    labelled = [a for a in trial.case.attributions if a.speaker]
    for claim in trial.claims if trial.answered else []:
        marker = next((m for m in claim.get("markers", []) if m in quotes), None)
        if claim.get("speaker") and marker is not None:
            right = any(trial.speaks(claim, a.speaker) for a in labelled) if labelled else None
            yield {"speaker": str(claim["speaker"]), "passage": quotes[marker]}, right


_QUESTIONS: dict[str, Callable[[Trial], Iterator[tuple[dict[str, str], bool | None]]]] = {
    "support": _support,
    "attribution": _attribution,
}


def opinion(records: Sequence[Record]) -> dict[str, dict[str, float | int | None]]:
    """Per task: mean over answers, votes without a majority, and Cohen's kappa with the labels where both speak."""
    found: dict[str, dict[str, float | int | None]] = {}
    for task, worth in TASKS.items():
        pairs = [pair for record in records for pair in record.judged.get(task, [])]
        means = [_mean(record.judged.get(task, []), worth) for record in records]
        values = [mean for mean in means if mean is not None]
        if pairs:
            estimated = estimate(values) if values else None
            found[f"judge.{task}"] = {
                "mean": estimated.mean if estimated else None,
                "low": estimated.low if estimated else None,
                "high": estimated.high if estimated else None,
                "n": len(values),
                "undecided": sum(verdict is None for verdict, _ in pairs),
                "kappa": kappa([(worth[v] == 1.0, bool(label)) for v, label in pairs if v and label is not None]),
            }
    return found


def _mean(pairs: Sequence[Sequence[Any]], worth: Mapping[str, float]) -> float | None:
    values = [worth[verdict] for verdict, _ in pairs if verdict]
    return sum(values) / len(values) if values else None


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two yes-or-no raters; None where chance alone explains everything or there is nothing."""
    if not pairs:
        return None
    observed = sum(a == b for a, b in pairs) / len(pairs)
    yes = [sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return None if chance == 1 else (observed - chance) / (1 - chance)


def opinion_text(found: Mapping[str, Mapping[str, Any]], limits: Mapping[str, float]) -> tuple[str, bool]:
    """The opinion in lines, and whether it stays above the limits it was asked to hold."""
    lines, holds = [], True
    for name, row in found.items():
        told = "none" if row["mean"] is None else f"{row['mean']:.3f} ({row['low']:.3f} – {row['high']:.3f})"
        agreed = "no labels to agree with" if row["kappa"] is None else f"kappa with the labels {row['kappa']:.2f}"
        lines.append(f"{name}  {told}  n {row['n']}, undecided {row['undecided']}, {agreed}")
        holds = holds and (name not in limits or (row["mean"] is not None and row["mean"] >= limits[name]))
    return "\n".join(lines), holds and set(limits) <= set(found)
