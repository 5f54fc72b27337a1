"""A trial → whether the answer says what it must, in the right language, and stays silent where it must.

None where the case does not ask for it. `abstention.` shares are those of NoMIRACL (Thakur et al. 2024).
"""

from __future__ import annotations

from collections.abc import Callable

from evaluation.cases.model import Nugget
from evaluation.matching import states
from evaluation.trial import Trial
from evaluation.words import chrf, contains, normalise, token_f1


def _expected(trial: Trial) -> bool:
    return trial.case.answerable and not trial.retrieval_only


def nuggets(trial: Trial) -> tuple[float, float] | None:
    """Nuggets that the answer (its text and its quotes) states, of all nuggets."""
    return _stated(trial, trial.case.nuggets)


def vital_nuggets(trial: Trial) -> tuple[float, float] | None:
    """The same over the vital ones."""
    return _stated(trial, tuple(nugget for nugget in trial.case.nuggets if nugget.vital))


def _stated(trial: Trial, wanted: tuple[Nugget, ...]) -> tuple[float, float] | None:
    if not wanted or not _expected(trial):
        return None
    return (sum(trial.answered and states(trial.said, nugget.any_of) for nugget in wanted), len(wanted))


def mentions(trial: Trial) -> tuple[float, float] | None:
    """Things to be mentioned that the answer (its text and its quotes) holds, of all; alternatives count as one."""
    wanted = trial.case.must_mention
    if not wanted or not _expected(trial):
        return None
    return (sum(trial.answered and any(contains(trial.said, w) for w in forms) for forms in wanted), len(wanted))


def forbidden(trial: Trial) -> float | None:
    """How many of the forbidden words stand in the answer's text; the gate is 0."""
    if not trial.case.must_not_mention or trial.retrieval_only:
        return None
    return float(sum(contains(str(trial.answer.get("text", "")), word) for word in trial.case.must_not_mention))


def _best(trial: Trial, score: Callable[[str, str], float]) -> float | None:
    references = trial.case.references
    if not references or not _expected(trial):
        return None
    text = "" if trial.abstained else str(trial.answer.get("text", ""))
    return max(score(text, reference) for reference in references)


def _equal(given: str, reference: str) -> float:
    return float(normalise(given) == normalise(reference))


def answer_f1(trial: Trial) -> float | None:
    """Script-aware token F1 with the reference answer that it comes closest to."""
    return _best(trial, token_f1)


def answer_chrf(trial: Trial) -> float | None:
    """ChrF with the closest reference answer."""
    return _best(trial, chrf)


def answer_exact(trial: Trial) -> float | None:
    """1 if the answer is a reference answer after normalisation."""
    return _best(trial, _equal)


def in_language(trial: Trial) -> float | None:
    """1 if the answer declares the language of the question (as the case gives it)."""
    given = trial.answer.get("language")
    if trial.retrieval_only or not given or not trial.case.language:
        return None
    return float(given == trial.case.language)


def words_said(trial: Trial) -> float | None:
    """Length of the answer's text in characters."""
    return float(len(str(trial.answer.get("text", "")))) if trial.answered else None


def decided_rightly(trial: Trial) -> float | None:
    """1 if an answerable question is answered or an unanswerable one is not."""
    return None if trial.retrieval_only else float(trial.abstained != trial.case.answerable)


def refused_unanswerable(trial: Trial) -> float | None:
    """Abstention recall: unanswerable questions that got no answer. 1 minus it is NoMIRACL's hallucination rate."""
    return None if trial.retrieval_only or trial.case.answerable else float(trial.abstained)


def refused_answerable(trial: Trial) -> float | None:
    """NoMIRACL's error rate: answerable questions that got no answer."""
    return float(trial.abstained) if _expected(trial) else None


def refusal_right(trial: Trial) -> float | None:
    """Abstention precision: of the questions without an answer, those that have none."""
    return float(not trial.case.answerable) if trial.abstained and not trial.retrieval_only else None
