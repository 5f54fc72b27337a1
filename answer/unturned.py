"""Finds whose quoted words are negated by what stands around them → finds that show the whole sentence.

"Nothing points “to a deliberate act”, said the prosecutor": the three quoted words alone would say the opposite.
"""

from __future__ import annotations

import re
from dataclasses import replace

from answer.finds import Find, common
from answer.turning import negates

_CLAUSE = re.compile(r"[,;:،؛；，：]|(?<=\s)[–—-](?=\s)")
"""Where a clause ends: a "not" beyond it is of something else."""
_MARKS = "\"'“”„«»‘’「」『』 \u00a0\u202f"


def unturned(find: Find) -> Find:
    """The find; where a "not" beside its quoted words turns them round, the outlet's sentence that holds both."""
    if find.statement.form != "direct" or not negates(_around(find), find.article.reference.language):
        return find
    return replace(find, statement=replace(find.statement, form="mixed"))


def _around(find: Find) -> str:
    """The rest of the clause in which the quoted words stand."""
    text, words = find.article.text, common(find.statement.content, find.sentence)
    before = text[find.sentence.start : words.start].rstrip(_MARKS)
    after = text[words.end : find.sentence.end].lstrip(_MARKS)
    return f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(after)[0]}"
