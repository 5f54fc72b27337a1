"""An archive and labelled questions in, ranking measures out: all, within a language, across languages, by pair.

Labels are lines of articles, never passage ids, so that the figures survive another way of cutting passages. A passage
finds a label if it holds the line's words (`matching.same_words`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

from domain import Evidence, Query
from errors import BadInput
from evaluation.matching import same_words

DEPTH = 100
"""Passages asked for per question: as deep as the deepest measure looks."""

MEASURES = ("R@10", "R@50", "R@100", "nDCG@10", "RR@100", "Success@10")
"""Over label lines, in the notation of ir_measures. Success@10 is "passage@10": one right passage in the first ten."""

ARTICLES = "Success@5"
"""Over distinct articles in the order of their best passage: "article@5"."""

LEAST = 3
NAMES = {"RR@100": "MRR", "Success@10": "passage@10"}


QUESTION_FIELDS = frozenset({"id", "lang", "question", "articles", "support"})
ARTICLE_FIELDS = frozenset({"id", "lang", "title", "text"})


class Archive(Protocol):
    """What is measured."""

    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """Passages, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the lines that answer it."""

    id: str
    question: str
    language: str
    lines: Mapping[str, str]
    """Label id (`article:line`) → the line's words."""
    articles: tuple[str, ...]
    from_languages: tuple[str, ...]
    """Languages of the gold articles."""

    @property
    def cross(self) -> bool:
        """Whether no gold article is in the question's language."""
        return self.language not in self.from_languages


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over some questions."""

    questions: int
    means: Mapping[str, float]


def read_questions(questions: Path, corpus: Path) -> tuple[Asked, ...]:
    """The answerable questions whose support lines the corpus holds.

    Raises:
        BadInput: a file is missing, a line is no JSON object, or a question names an article that is not there.

    """
    articles = {str(row["id"]): row for row in _objects(corpus, ARTICLE_FIELDS)}
    return tuple(_asked(row, articles) for row in _objects(questions, QUESTION_FIELDS) if row.get("answerable", True))


def _objects(path: Path, needed: frozenset[str]) -> Iterable[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf8").split("\n")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); name a JSONL file") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not needed <= row.keys():
            wanted = ", ".join(sorted(needed))
            raise BadInput(f"{path}, line {number}: must be a JSON object with {wanted}")
        yield row


def _asked(row: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> Asked:
    missing = [name for name in row["articles"] if name not in articles]
    if missing:
        raise BadInput(
            f"question {row['id']}: article '{missing[0]}' is not in the corpus; give the corpus it was made for"
        )
    lines = {
        f"{name}:{number}": _line(articles[name], number)
        for name, numbers in row["support"].items()
        for number in numbers
    }
    languages = tuple(sorted({str(articles[name]["lang"]) for name in row["articles"]}))
    return Asked(str(row["id"]), row["question"], row["lang"], lines, tuple(row["articles"]), languages)


def _line(article: Mapping[str, Any], number: int) -> str:
    """Line 0 is the title, line k the k-th paragraph."""
    return str(article["title"]) if number == 0 else str(article["text"]).split("\n")[number - 1]


def measure(archive: Archive, asked: Sequence[Asked]) -> dict[str, Scores]:
    """Scores by part: `all`, `mono`, `cross`, `to xx` (cross-lingual, gold in xx), `from xx`, `xx→yy`."""
    values: dict[str, dict[str, float]] = {}
    for question in asked:
        found = archive.retrieve(Query(question.question, question.language), DEPTH)
        values[question.id] = _values(question, found)
    parts: dict[str, list[str]] = defaultdict(list)
    for question in asked:
        for part in _parts(question):
            parts[part].append(question.id)
    return {part: _mean([values[i] for i in ids]) for part, ids in parts.items()}


def _parts(question: Asked) -> list[str]:
    pairs = [f"{question.language}→{code}" for code in question.from_languages]
    if not question.cross:
        return ["all", "mono", *pairs]
    gold = [f"to {code}" for code in question.from_languages]
    return ["all", "cross", f"from {question.language}", *gold, *pairs]


def _values(question: Asked, found: Sequence[Evidence]) -> dict[str, float]:
    """Every measure for one question."""
    import ir_measures

    labels = {question.id: dict.fromkeys(question.lines, 1)}
    run = {question.id: _line_run(question, found)}
    values = ir_measures.calc_aggregate([ir_measures.parse_measure(m) for m in MEASURES], labels, run)
    named = {NAMES.get(m, m): float(values[ir_measures.parse_measure(m)]) for m in MEASURES}
    articles = {question.id: dict.fromkeys(question.articles, 1)}
    best = {question.id: _article_run(found)}
    at5 = ir_measures.calc_aggregate([ir_measures.parse_measure(ARTICLES)], articles, best)
    return named | {"article@5": float(next(iter(at5.values())))}


def _line_run(question: Asked, found: Sequence[Evidence]) -> dict[str, float]:
    """Each passage stands for the labels that it is the first to hold, or for itself if it holds none."""
    run: dict[str, float] = {}
    for evidence in found:
        article = article_name(evidence)
        held = [
            label
            for label, words in question.lines.items()
            if label.rpartition(":")[0] == article and same_words(words, evidence.passage.text)
        ]
        for name in held or [f"passage {evidence.passage.id}"]:
            run.setdefault(name, -float(evidence.rank))
    return run


def _article_run(found: Sequence[Evidence]) -> dict[str, float]:
    run: dict[str, float] = {}
    for evidence in found:
        run.setdefault(article_name(evidence), -float(evidence.rank))
    return run


def article_name(evidence: Evidence) -> str:
    """The name that labels use: the stem of the file that the article came from, else its id."""
    path = evidence.reference.path
    return PurePath(path).stem if path else evidence.reference.id


def _mean(values: Sequence[Mapping[str, float]]) -> Scores:
    return Scores(len(values), {name: sum(v[name] for v in values) / len(values) for name in values[0]})


def table(scores: Mapping[str, Scores]) -> str:
    """The scores as aligned text, `all`, `mono` and `cross` first, then the parts with most questions.

    Pairs of languages with fewer than LEAST questions stand in the JSON only.
    """
    first = [part for part in ("all", "mono", "cross") if part in scores]
    shown = [p for p in scores if p not in first and ("→" not in p or scores[p].questions >= LEAST)]
    rest = sorted(shown, key=lambda p: ("→" in p, -scores[p].questions, p))
    columns = list(next(iter(scores.values())).means) if scores else []
    lines = [f"{'':12}{'n':>5}" + "".join(f"{c:>12}" for c in columns)]
    for part in [*first, *rest]:
        row = scores[part]
        lines.append(f"{part:12}{row.questions:>5}" + "".join(f"{row.means[c]:>12.3f}" for c in columns))
    return "\n".join(lines)


def as_json(scores: Mapping[str, Scores]) -> dict[str, Any]:
    """The scores as a JSON object: part → `questions` and the measures."""
    return {part: {"questions": row.questions, **row.means} for part, row in scores.items()}
