"""A trial → how well the answer's citations and quotes hold: do they resolve, are they exact, do they prove it.

After ALCE (Gao et al. 2023) and TREC RAG's support, with labels in place of a model that judges entailment.
A function gives a share as (part, whole), so that the run can be averaged by case and by citation; None: not asked.
"""

from __future__ import annotations

import regex

from evaluation.cases.model import Label, Nugget
from evaluation.matching import quoted_in, states
from evaluation.trial import Trial

Share = tuple[float, float]
_NEEDS_CITATION = regex.compile(r"\p{Lu}|\p{N}|[\"“”„«»「」『』]|\p{Han}|\p{Arabic}")


def markers_resolve(trial: Trial) -> Share | None:
    """Markers in the answer's sentences that belong to one of its citations, of all markers."""
    if not trial.answered:
        return None
    known = {item.get("marker") for item in trial.citations}
    used = [marker for sentence in trial.answer.get("sentences", []) for marker in sentence.get("markers", [])]
    return (sum(marker in known for marker in used), len(used)) if used else None


def sentences_cited(trial: Trial) -> Share | None:
    """Sentences with at least one marker, of all sentences of the answer."""
    sentences = trial.answer.get("sentences", []) if trial.answered else []
    return (sum(bool(s.get("markers")) for s in sentences), len(sentences)) if sentences else None


def quotes_exact(trial: Trial) -> Share | None:
    """Citations whose quote is, character for character, the stored article at its offsets; must be 1."""
    if not trial.answered or trial.exact is None or not trial.exact:
        return None
    return (sum(trial.exact), len(trial.exact))


def quoted_words_found(trial: Trial) -> Share | None:
    """Words that the answer's sentences put between quotation marks and that stand verbatim in a cited quote."""
    import attribution

    if not trial.answered:
        return None
    language = str(trial.answer.get("language") or "und")
    by_marker = {item.get("marker"): str(item.get("quote", "")) for item in trial.citations}
    found: list[bool] = []
    for sentence in trial.answer.get("sentences", []):
        text = str(sentence.get("text", ""))
        sources = [by_marker[m] for m in sentence.get("markers", []) if m in by_marker]
        quotes = [span.of(text)[1:-1] for span in attribution.quotations(text, language)]
        found += [quoted_in(words, sources) for words in quotes if words.strip()]
    return (sum(found), len(found)) if found else None


def precision(trial: Trial) -> Share | None:
    """Citations whose words are labelled (where only articles are labelled: whose article is), of all citations."""
    if not (trial.answered and trial.case.answerable and trial.cited and trial.case.articles + trial.case.words):
        return None
    return (sum(words for _, words in trial.cited), len(trial.cited))


def weighted_precision(trial: Trial) -> Share | None:
    """The same, with half a point for another passage of a labelled article (TREC's partial support)."""
    if precision(trial) is None:
        return None
    return (sum(1.0 if words else 0.5 if article else 0.0 for article, words in trial.cited), len(trial.cited))


def recall(trial: Trial) -> Share | None:
    """Facts that the answer states and proves by a citation, of the facts it states.

    The facts are the nuggets; without nuggets the labels are one fact, stated and proved if any is cited. An answer
    withheld from an answerable question proves nothing: 0 of 1.
    """
    case = trial.case
    if trial.retrieval_only or not case.answerable or not case.articles + case.words:
        return None
    if not case.nuggets or trial.abstained:
        return (float(any(words for _, words in trial.cited)) if trial.answered else 0.0, 1)
    stated = [nugget for nugget in case.nuggets if states(trial.said, nugget.any_of)]
    proved = [nugget for nugget in stated if _proved(trial, nugget)]
    return (len(proved), len(stated)) if stated else (0.0, 1)


def _proved(trial: Trial, nugget: Nugget) -> bool:
    labels: tuple[Label, ...] = tuple(s for s in trial.case.support if s.id in nugget.support) or trial.case.words
    labels = labels or trial.case.articles
    return any(trial.hits(item, label) for item in trial.citations for label in labels)


def sentence_support(trial: Trial) -> Share | None:
    """Sentences that need a citation and have one with labelled words, of those that need one.

    A sentence needs one if it holds a capital letter, a number, a quotation mark, or is in a script without capitals.
    """
    if precision(trial) is None:
        return None
    good = {item.get("marker") for item, (_, words) in zip(trial.citations, trial.cited, strict=True) if words}
    sentences = [s for s in trial.answer.get("sentences", []) if _NEEDS_CITATION.search(str(s.get("text", "")))]
    supported = [s for s in sentences if good & set(s.get("markers", []))]
    return (len(supported), len(sentences)) if sentences else None
