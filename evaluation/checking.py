"""A collection and an archive → the labels that the archive does not hold; and what a collection consists of."""

from __future__ import annotations

from collections import Counter

from evaluation.cases import Case, Collection, Label, Problem
from evaluation.matching import same_words
from evaluation.scoring import FEW
from evaluation.shelf import Shelf

SMALL = 200
"""Fewer cases than this cannot see a change of eight points."""


def lost_labels(collection: Collection, shelf: Shelf) -> list[Problem]:
    """Labels whose article is not in the archive, or whose words are not in the article."""
    return [
        Problem(collection.path, case.line, f"{case.id}: {what}")
        for case in collection.cases
        for label in dict.fromkeys((*case.relevant, *case.support))
        if (what := _lost(label, shelf))
    ]


def _lost(label: Label, shelf: Shelf) -> str:
    if not label.names_article:
        return ""
    article = shelf.find(label)
    if article is None:
        return f"no article {label.key!r} in the archive; ingest it or mend the label"
    if label.text and not same_words(label.text, article.text):
        return f"the words {label.text[:50]!r} are not in {label.key!r}; copy them from the article"
    return ""


def counts(collection: Collection) -> str:
    """One line per property of a sound collection, and what it is too small for."""
    cases = collection.cases
    lines = [f"{collection.path}: {len(cases)} cases, no problem found"]
    lines.append("languages: " + _counted(Counter(case.language or "?" for case in cases)))
    lines.append("types: " + _counted(Counter(case.type for case in cases)))
    kinds = {
        "unanswerable": sum(not case.answerable for case in cases),
        "with a labelled speaker": sum(any(a.speaker for a in case.attributions) for case in cases),
        "with labelled words": sum(bool(case.words) for case in cases),
        "cross-lingual": sum(bool(case.cross_lingual) for case in cases),
        "drafts": sum(case.status == "draft" for case in cases),
    }
    lines.append(", ".join(f"{count} {kind}" for kind, count in kinds.items()))
    return "\n".join(lines + _advice(cases))


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


def _advice(cases: tuple[Case, ...]) -> list[str]:
    advice = [f"with fewer than {SMALL} cases a change of eight points can go unseen"] if len(cases) < SMALL else []
    few = sorted(lang for lang, n in Counter(c.language or "?" for c in cases).items() if n < FEW)
    return advice + ([f"fewer than {FEW} cases, so shown but never judged: {', '.join(few)}"] if few else [])
