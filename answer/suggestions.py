"""An answer in, questions that its reader may want to ask next out: about whoever it quotes and was not asked about."""

from __future__ import annotations

from string import Template

import languages
from domain import Answer


def follow_ups(answer: Answer, language: str, count: int = 3) -> list[str]:
    """Questions after the speakers of the answer's claims, in the order of the claims, in the reader's language.

    Whoever the question already names is left out, and so is the question itself.
    """
    words = languages.load(language if languages.load_or_default(language).answer else "en").answer
    asked = answer.query.question.casefold()
    told = [claim for claim in answer.claims if claim.speaker and claim.form != "own_voice"]
    names = dict.fromkeys(claim.speaker_names.get(language) or claim.speaker or "" for claim in told)
    fresh = [name for name in names if name and name.casefold() not in asked]
    return [Template(str(words["example_said"])).substitute(speaker=name) for name in fresh[:count]]
