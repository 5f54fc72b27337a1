"""Question, signals → the probability that the archive answers it: a logistic model over what they show together.

Fitted with the statements' weights, per embedder, by `python -m evaluation.fitting` (see docs/decisions/0014).
"""

from __future__ import annotations

import math
import re

import numpy as np

import languages
from answer.fitted import Fitted, score
from answer.question import Understanding
from answer.signals import SIGNALS, WELL_MET, Floats, Signals

NOT_FOUND = 0.5
"""Below this probability the answer is `not_found`; the fit weighs mistakes of both kinds so that it lies here."""
PARTLY = 0.6
"""Below this one it is `partly`."""
NATIVE, FOREIGN, SLOPE = 0.6, 0.45, 0.08
"""Cosine at which a word is as good as met, in the question's language and in another; how soon it is surely so."""
SURE = 0.9
"""Where somebody's words are asked for, whatever they are, and are there."""
COVERED, SURELY = 0.78, 0.04
"""How well the words of a matter must be met for it to be covered, and how soon it surely is: of 17 matters of the demo
archive the least was met to .79, of 17 others the most to .77."""
READ = 3
"""Best sentences that are looked through for a reason or a figure."""
SHOWN = (
    "around", "rare", "well", "sense", "together", "weakest", "native", "around_native", "who", "said", "quantity",
    "reason", "no_reason", "no_number", "speaker_apart",
)  # fmt: skip
"""What the model looks at:

the best of the sentences' words around, rare ones, well met ones and cosine; how surely all words are met in one place,
and the weaker half of them; whether the best sentence is in the question's language, and then its words again; whether
it asks who says, what was said, how many, why; a reason or a number is asked for and none stands in the best sentences;
how much better others' words fit than those of the speaker whom the question names.
"""


def answers(asked: Understanding, signals: Signals, fitted: Fitted) -> float:
    """The probability, 0 to 1."""
    if not signals.pieces:
        return 0.0
    if asked.kind == "said" and _asks_for_anything(asked, signals):
        return SURE
    if asked.kind in ("compare", "happened"):  # whether there are articles on the matter: no other words are asked for
        return 1 / (1 + math.exp(-(float(signals.column("met_around").max()) - COVERED) / SURELY))
    found = shown(asked, signals, fitted)
    row = np.array([[found[name] for name in SHOWN]], dtype=np.float32)
    return 1 / (1 + math.exp(-float(score(fitted.answers, SHOWN, row)[0])))


def shown(asked: Understanding, signals: Signals, fitted: Fitted) -> dict[str, float]:
    """Each of SHOWN for one question."""
    bears = score(fitted.bears, SIGNALS, signals.table)
    best = np.argsort(-bears, kind="stable")
    native = 1 - signals.column("foreign")
    together, weakest = _together(signals, native)
    around = float(signals.column("met_around").max())
    texts = [signals.pieces[i].sentence.of(signals.pieces[i].article.text) for i in best[:READ]]
    reasons = [_reason(t, signals.pieces[i].article.reference.language) for t, i in zip(texts, best, strict=False)]
    return {
        "around": around,
        "rare": float(signals.column("met_rare").max()),
        "well": float((signals.around.max(axis=0) > WELL_MET) @ signals.weights),
        "sense": float(signals.column("sense").max()),
        "together": together,
        "weakest": weakest,
        "native": float(native[best[0]]),
        "around_native": float(native[best[0]]) * around,
        "who": float(asked.kind == "who"),
        "said": float(asked.kind == "said"),
        "quantity": float(asked.wanted == "quantity"),
        "reason": float(asked.wanted == "reason"),
        "no_reason": float(asked.wanted == "reason" and not any(reasons)),
        "no_number": float(asked.wanted == "quantity" and not signals.column("number")[best[:READ]].any()),
        "speaker_apart": _apart(asked, signals),
    }


def _together(signals: Signals, native: Floats) -> tuple[float, float]:
    """The best place's weighted log of how surely each word is met, and how surely the weaker half of them is."""
    middle = np.where(native > 0, NATIVE, FOREIGN)[:, None]
    met = 1 / (1 + np.exp(-(signals.around - middle) / SLOPE))
    heavy = signals.weights >= np.median(signals.weights) if len(signals.weights) else signals.weights > 0
    weakest = np.where(heavy, met, 1.0).min(axis=1, initial=1.0)
    return float((np.log(met + 0.05) @ signals.weights).max()), float(weakest.max())


def _reason(text: str, language: str) -> bool:
    """Whether a sentence may give a reason; in a language whose words for it are not known, it may."""
    known = languages.load_or_default(language)
    words = known.question.get("because")
    if not words:
        return True
    folded = text.casefold()
    if not known.spaces:
        return any(word in folded for word in words)
    return any(re.search(rf"\b{re.escape(word)}\b", folded) for word in words)


def _asks_for_anything(asked: Understanding, signals: Signals) -> bool:
    """Whether the question has no other matter than a speaker whose words are there: "What did the mayor say?"."""
    named = signals.column("named") > 0
    words = [set(_words(p.statement.chain[0].name)) for p, n in zip(signals.pieces, named, strict=True) if n]
    return any(set(_words(asked.topic)) <= name for name in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _apart(asked: Understanding, signals: Signals) -> float:
    """How much better the words of others meet the question than those of the speaker it names; 0 if it names none."""
    attributed = np.array([p.attributed for p in signals.pieces])
    named = signals.column("named") > 0
    if asked.kind == "who" or not named.any() or not (attributed & ~named).any():
        return 0.0
    around = signals.column("met_around")
    return float(around[attributed & ~named].max() - around[named].max())
