"""A trial → whether the answer names the right speaker and the right outlets: the product's own promise.

Every function gives None where the case labels nothing of the kind or only passages were asked for.
"""

from __future__ import annotations

from evaluation.cases.model import Attribution
from evaluation.matching import same_name
from evaluation.trial import Trial


def _labelled(trial: Trial) -> list[Attribution]:
    if trial.retrieval_only or not trial.case.answerable:
        return []
    return [attribution for attribution in trial.case.attributions if attribution.speaker]


def _verdicts(trial: Trial) -> list[str]:
    """Per labelled speaker: right, wrong (somebody else is named) or missing (nobody is, or no answer)."""
    verdicts = []
    for attribution in _labelled(trial):
        claim = None if trial.abstained else trial.told(attribution)
        if claim is None or not trial.named(claim):
            verdicts.append("missing")
        else:
            verdicts.append("right" if trial.speaks(claim, attribution.speaker) else "wrong")
    return verdicts


def _share(trial: Trial, verdict: str) -> tuple[float, float] | None:
    verdicts = _verdicts(trial)
    return (verdicts.count(verdict), len(verdicts)) if verdicts else None


def right(trial: Trial) -> tuple[float, float] | None:
    """Labelled speakers whom the answer names for the claim, of all labelled speakers."""
    return _share(trial, "right")


def wrong(trial: Trial) -> tuple[float, float] | None:
    """Labelled speakers in whose place the answer names somebody else: the harmful error."""
    return _share(trial, "wrong")


def missing(trial: Trial) -> tuple[float, float] | None:
    """Labelled speakers in whose place the answer names nobody, or gives no answer."""
    return _share(trial, "missing")


def among_three(trial: Trial) -> tuple[float, float] | None:
    """Labelled speakers whom one of the answer's first three claims names, of all labelled speakers."""
    labelled = _labelled(trial)
    first = [] if trial.abstained else trial.claims[:3]
    found = [any(trial.speaks(claim, a.speaker) for claim in first) for a in labelled]
    return (sum(found), len(found)) if found else None


def must_not(trial: Trial) -> float | None:
    """How often the answer names somebody for the claim whom the label forbids; the gate is 0."""
    banned = [name for attribution in trial.case.attributions for name in attribution.must_not]
    if not banned or trial.retrieval_only:
        return None
    claims = trial.claims if trial.answered else []
    return float(sum(trial.speaks(claim, name) for claim in claims[:1] for name in banned))


def stance(trial: Trial) -> tuple[float, float] | None:
    """Labelled stances that the answer's claim has, where the answer names the right speaker."""
    labelled = [a for a in _labelled(trial) if a.stance] if trial.answered else []
    told = [(a, claim) for a in labelled if (claim := trial.told(a)) and trial.speaks(claim, a.speaker)]
    return (sum(claim.get("stance") == a.stance for a, claim in told), len(told)) if told else None


def outlet_for_speaker(trial: Trial) -> tuple[float, float] | None:
    """Labelled speakers confused with an outlet: an outlet named as speaker, or a speaker where the outlet spoke."""
    labelled = _labelled(trial) if trial.answered else []
    confused = [_confused(trial, attribution) for attribution in labelled]
    return (sum(confused), len(confused)) if confused else None


def _confused(trial: Trial, attribution: Attribution) -> bool:
    claim = trial.told(attribution)
    if claim is None or not trial.named(claim) or trial.speaks(claim, attribution.speaker):
        return False
    known = [str(item.get("outlet")) for item in (*trial.citations, *trial.evidence) if item.get("outlet")]
    named_outlet = any(name in known for name in trial.named(claim))
    spoke_itself = any(same_name(outlet, attribution.speaker) for outlet in known)
    return named_outlet or spoke_itself


def _outlets(trial: Trial) -> tuple[int, int, int] | None:
    """Outlets named rightly, outlets named, outlets labelled."""
    labelled = [outlet for a in trial.case.attributions for outlet in a.outlets]
    if not labelled or not trial.answered or not trial.case.answerable:
        return None
    given = _given_outlets(trial)
    hits = sum(any(same_name(name, outlet) for name in given) for outlet in labelled)
    return hits, len(given), len(labelled)


def _given_outlets(trial: Trial) -> list[str]:
    """The outlets of the claims by the labelled speaker; without a labelled speaker, those of all citations."""
    labelled = _labelled(trial)
    if not labelled:
        return list(dict.fromkeys(str(c["outlet"]) for c in trial.citations if c.get("outlet")))
    claims = [c for c in trial.claims if any(trial.speaks(c, a.speaker) for a in labelled)]
    claims = claims or [c for a in labelled if (c := trial.told(a))]
    return list(dict.fromkeys(str(name) for claim in claims for name in claim.get("outlets", [])))


def outlet_precision(trial: Trial) -> tuple[float, float] | None:
    """Outlets named that do report the claim, of the outlets named."""
    counts = _outlets(trial)
    return (min(counts[0], counts[1]), counts[1]) if counts and counts[1] else None


def outlet_recall(trial: Trial) -> tuple[float, float] | None:
    """Labelled outlets that the answer names, of the labelled outlets."""
    counts = _outlets(trial)
    return (counts[0], counts[2]) if counts else None


def outlet_f1(trial: Trial) -> float | None:
    """Harmonic mean of the two; 0 if no outlet is named."""
    counts = _outlets(trial)
    return min(1.0, 2 * counts[0] / (counts[1] + counts[2])) if counts else None
