"""An archive or an answer in, questions that can be asked next out, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

import languages
from domain import Answer
from index import Archive


def example_questions(archive: Archive, language: str, count: int = 4) -> list[str]:
    """Questions after the archive's most quoted speakers, most quoted first; fewer than `count` if it has fewer."""
    speakers = sorted(archive.speakers(), key=lambda s: (language not in s.names, -s.mentions))
    named = [next(iter([s.names[language]] if language in s.names else s.names.values())) for s in speakers if s.names]
    return _what_they_said(named[:count], language)


def follow_ups(answer: Answer, language: str, count: int = 3) -> list[str]:
    """Questions after the speakers of the answer's claims, in the order of the claims.

    Whoever the question already names is left out.
    """
    asked = answer.query.question.casefold()
    told = [claim for claim in answer.claims if claim.speaker and claim.form != "own_voice"]
    names = dict.fromkeys(claim.speaker_names.get(language) or claim.speaker or "" for claim in told)
    return _what_they_said([name for name in names if name and name.casefold() not in asked][:count], language)


def _what_they_said(names: Sequence[str], language: str) -> list[str]:
    words = languages.load(language if languages.load_or_default(language).answer else "en").answer
    return [Template(str(words["example_said"])).substitute(speaker=name) for name in names]
