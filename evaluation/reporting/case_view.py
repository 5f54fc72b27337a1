"""A record → what the report shows of one case: answer, citations, passages with their labels, what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from evaluation.cases import Case
from evaluation.matching import same_article
from evaluation.records import Record
from evaluation.reporting.terminal import why
from evaluation.scoring import trial_of
from evaluation.trial import Trial


class Detail(NamedTuple):
    """How much of a case is shown: passages and citations, and characters of each."""

    passages: int
    passage: int
    citations: int
    quote: int
    sentences: int


DETAILS = (
    Detail(8, 400, 8, 500, 12),
    Detail(5, 220, 6, 260, 8),
    Detail(4, 120, 4, 140, 5),
    Detail(3, 70, 3, 80, 3),
    Detail(2, 40, 2, 50, 2),
    Detail(0, 0, 1, 40, 1),
)
"""From much to little; the first with which the report fits is taken."""


def case_view(record: Record, detail: Detail) -> dict[str, Any]:
    """One case for the template; every text is plain and escaped there."""
    case, answer, trial = record.case, record.answer or {}, trial_of(record)
    return {
        "id": case.id,
        "language": case.language or "?",
        "type": case.type,
        "question": _short(case.question, 300),
        "why": why(record),
        "error": record.error,
        "status": "" if record.retrieval_only else answer.get("status", ""),
        "confidence": f"{answer.get('confidence') or 0:.2f}",
        "sentences": [_sentence(s, detail) for s in answer.get("sentences", [])[: detail.sentences]],
        "citations": _citations(trial, detail),
        "passages": _passages(trial, detail),
        "speakers": _speakers(trial),
        "missing": _missing(trial, record, detail),
    }


def _sentence(sentence: Mapping[str, Any], detail: Detail) -> dict[str, Any]:
    return {"text": _short(str(sentence.get("text", "")), 2 * detail.quote), "markers": sentence.get("markers", [])}


def _short(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: max(0, length - 1)] + "…"


def _source(item: Mapping[str, Any]) -> str:
    return ", ".join(str(item[name]) for name in ("outlet", "published", "language") if item.get(name))


def _citations(trial: Trial, detail: Detail) -> list[dict[str, Any]]:
    pairs = list(zip(trial.citations, trial.cited, strict=True))[: detail.citations]
    return [
        {
            "marker": c.get("marker"),
            "quote": _short(str(c.get("quote", "")), detail.quote),
            "source": _source(c),
            "good": ok,
        }
        for c, (_, ok) in pairs
    ]


def _passages(trial: Trial, detail: Detail) -> list[dict[str, Any]]:
    labels = trial.case.words or trial.case.articles
    return [
        {
            "text": _short(str(item.get("text", "")), detail.passage),
            "source": _source(item),
            "good": any(trial.hits(item, label) for label in labels),
        }
        for item in trial.evidence[: detail.passages]
    ]


def _speakers(trial: Trial) -> str:
    labelled = [a.speaker[0] for a in trial.case.attributions if a.speaker]
    given = [" / ".join(trial.named(claim)[:2]) or "nobody" for claim in trial.claims[:3]]
    return f"wanted: {', '.join(labelled)}; given: {', '.join(given) or 'nobody'}" if labelled else ""


def _missing(trial: Trial, record: Record, detail: Detail) -> list[str]:
    """Labels that no passage met, words that the answer lacks."""
    case: Case = trial.case
    found = [f"not in the archive: {key}" for key in record.unreachable]
    for label in case.words:
        if not any(trial.hits(item, label) for item in trial.evidence):
            found.append(f"not retrieved: {_short(label.text or '', max(40, detail.quote))}")
    for label in () if case.words else case.articles:
        if not any(same_article(label, item) for item in trial.evidence):
            found.append(f"not retrieved: {label.key}")
    if trial.answered and record.values.get("answer.mentions", 1) < 1:
        found.append("to be mentioned: " + "; ".join(" or ".join(forms[:3]) for forms in case.must_mention))
    return found[: max(1, detail.citations)]
