"""Question, signals → the probability that the archive answers it: a logistic model over what they show together.

Fitted with the statements' weights, per embedder, by `python -m evaluation.fitting` (see docs/decisions/0026).
"""

from __future__ import annotations

import math
import re

import numpy as np

from answer.fitted import Fitted, score
from answer.missing import unheard
from answer.question import Understanding
from answer.signals import SIGNALS, Piece, Signals

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
"""Best articles that are looked through for the question's names."""
RANKINGS = ("met_around", "sense", "met_rare", "met")
"""Single signals whose first sentences are held against the best one."""
VALUES = 8
"""Best finds that are looked through for a value of the kind that is asked for."""
SHOWN = (
    "around", "sense", "worst_word", "no_name", "agreed", "attributed", "valued", "who", "who_says", "said", "reason",
)  # fmt: skip
"""What the model looks at:

how much of the question is met in one place, in words and in sense; the weight of the word that the best article meets
worst; the share of the question's names that none of the best articles holds; how many rankings agree on the best
sentence; whether that one is somebody's words; where a number or a time is asked for, how many of the best finds give
one; whether it asks who, who says something, what was said, or why.
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
    order = np.argsort(-score(fitted.bears, SIGNALS, signals.table), kind="stable")
    best = [signals.pieces[i] for i in order]
    articles = list(dict.fromkeys(p.article.reference.id for p in best))[:READ]
    return {
        "around": float(signals.column("met_around").max()),
        "sense": float(signals.column("sense").max()),
        "worst_word": _worst_word(signals, articles[0]),
        "no_name": unheard(asked, signals, articles),
        "agreed": _agreed(signals, best[0]),
        "attributed": float(best[0].attributed),
        "valued": float(signals.column("value")[order[:VALUES]].mean()),
        "who": float(asked.kind == "who"),
        "who_says": float(asked.kind == "who" and asked.tells),
        "said": float(asked.kind == "said"),
        "reason": float(asked.wanted == "reason"),
    }


def _worst_word(signals: Signals, article: str) -> float:
    """How surely the article lacks a word of the question, times its weight, for the worst of them."""
    own = np.array([p.article.reference.id == article for p in signals.pieces])
    middle = FOREIGN if signals.column("foreign")[own].all() else NATIVE
    lacked = 1 / (1 + np.exp((signals.around[own].max(axis=0) - middle) / SLOPE))
    return float((lacked * signals.weights).max(initial=0.0))


def _agreed(signals: Signals, best: Piece) -> float:
    """The largest share of the rankings, the fitted one among them, that put the same sentence first."""
    firsts = [best.key, *(signals.pieces[int(signals.column(name).argmax())].key for name in RANKINGS)]
    return max(map(firsts.count, firsts)) / len(firsts)


def _asks_for_anything(asked: Understanding, signals: Signals) -> bool:
    """Whether the question has no other matter than a speaker whose words are there: "What did the mayor say?"."""
    named = signals.column("named") > 0
    words = [set(_words(p.statement.chain[0].name)) for p, n in zip(signals.pieces, named, strict=True) if n]
    return any(set(_words(asked.topic)) <= name for name in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
