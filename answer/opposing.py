"""Finds and a question for who denies, opposes or doubts a thing → those of the finds that do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.claims import denies
from answer.finds import Find
from answer.question import Understanding
from answer.turning import may_turn, turns
from index import Archive

_CLAUSE = re.compile("[,،，;؛；]")
"""Where a clause of a sentence ends."""


def opposing(finds: Sequence[Find], asked: Understanding, archive: Archive) -> list[Find]:
    """Those that deny; the others where none is asked for. Who claims a thing must not pass for who denies it."""
    if not asked.denial or asked.kind != "who":
        return list(finds)
    return [find for find in finds if _opposes(find, asked, archive)]


def _opposes(find: Find, asked: Understanding, archive: Archive) -> bool:
    """Whether it denies; words that only hold a negation do so where the matter itself holds none.

    Of the sentence the clause counts that is nearest to the matter: another one's "not" is of something else.
    """
    denied = find.attributed and denies(find.statement.chain[-1])
    if denied or turns(asked.matter, asked.asked_in):
        return denied
    language, sentence = find.article.reference.language, find.sentence.of(find.article.text)
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause.strip()] or [sentence]
    met, weights = archive.support(asked.matter, [(language, clause) for clause in clauses])
    nearest = clauses[int((met @ weights).argmax())]
    return may_turn(nearest, language) if asked.doubt else turns(nearest, language)
