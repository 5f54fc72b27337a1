"""A question that asks two things → its halves; their two answers → one, which says which half is not answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import languages
from answer.compose import Composer
from domain import Answer, AnswerSentence, Citation, Claim, Evidence, Query, Turn

_ASKING = ("who", "what", "person", "quantity", "time", "place", "why")
_LEAST = 6
"""Characters of a half, so that "and so on" is none."""


def halves(query: Query, language: str) -> tuple[Query, Query] | None:
    """The two questions of "Who denied it, and how many died?"; None for one question.

    A question is two where a question word stands right after the language's "and". The second one follows the first.
    """
    known = languages.load(language)
    joint = re.escape(str(known.answer["and"]))
    asking = sorted({p for name in _ASKING for p in known.question[name]}, key=len, reverse=True)
    either = "|".join(map(re.escape, asking))
    border = rf"[,،]?\s+{joint}\s+(?=(?:{either})(?!\w))" if known.spaces else rf"[，,；;、](?=.*(?:{either}))"
    if language == "ar":
        border = rf"[,،]?\s+و\s?(?=(?:{either})(?!\w))"
    folded = query.question
    for found in re.finditer(border, folded, re.IGNORECASE):
        first, second = folded[: found.start()].strip(), folded[found.end() :].strip()
        if len(first) >= _LEAST and len(second) >= _LEAST and found.group() and _asks(first, either, known.spaces):
            turn = Turn(first)
            return replace(query, question=first), replace(query, question=second, history=(*query.history, turn))
    return None


def _asks(text: str, either: str, spaces: bool) -> bool:
    """Whether it holds a question word itself, and not only after a verb of saying ("say who and how many")."""
    pattern = rf"(?<!\w)(?:{either})(?!\w)" if spaces else rf"(?:{either})"
    found = re.search(pattern, text, re.IGNORECASE)
    return found is not None and (not spaces or found.start() <= len(text) // 2)


def joined(query: Query, asked: Sequence[Query], answers: Sequence[Answer]) -> Answer:
    """One answer of the two: the claims and citations of both, renumbered; `partly` where one half found nothing."""
    first, second = answers
    told = [answer for answer in answers if answer.status != "not_found"]
    if not told:
        return replace(first, query=query)
    if len(told) == 2:
        whole = _appended(first, second)
        missing = tuple(dict.fromkeys((*first.missing, *second.missing)))
    else:
        whole = told[0]
        lost = asked[answers.index(second if told[0] is first else first)]
        composer = Composer(whole.language, {})
        missing = (*whole.missing, composer.missing("part", part=_asking(lost.question)))
    note = " ".join([Composer(whole.language, {}).partly(), *missing]) if missing else ""
    spent = {name: sum(a.timings_ms.get(name, 0.0) for a in answers) for name in first.timings_ms}
    understood = replace(first.understood, kind=whole.understood.kind)
    return replace(
        whole, query=query, status="partly" if missing else "answered", missing=missing, note=note, timings_ms=spent,
        understood=understood,
    )  # fmt: skip


def _asking(question: str) -> str:
    bare = question.strip(" ?？؟")
    return f"{bare[:1].upper()}{bare[1:]}{question[len(question.rstrip('?？؟ ')) :].strip() or '?'}"


def _appended(first: Answer, second: Answer) -> Answer:
    places = {_place(c): c.marker for c in first.citations}
    numbers: dict[int, int] = {}
    citations = list(first.citations)
    for citation in second.citations:
        known = places.get(_place(citation))
        numbers[citation.marker] = known or len(citations) + 1
        if known is None:
            citations.append(replace(citation, marker=len(citations) + 1))
        else:
            citations[known - 1] = replace(citations[known - 1], value=citations[known - 1].value or citation.value)
    sentences = [AnswerSentence(s.text, tuple(numbers[m] for m in s.markers), s.phrased) for s in second.sentences]
    claims = [_renumbered(claim, numbers) for claim in second.claims]
    return replace(
        first,
        confidence=min(first.confidence, second.confidence),
        sentences=tuple(dict.fromkeys((*first.sentences, *sentences))),
        claims=(*first.claims, *claims),
        citations=tuple(citations),
        evidence=_merged(first.evidence, second.evidence),
    )


def _place(citation: Citation) -> tuple[object, ...]:
    chain = citation.statement.chain if citation.statement else ()
    return citation.reference.id, citation.span, tuple(link.name for link in chain)


def _renumbered(claim: Claim, numbers: dict[int, int]) -> Claim:
    return replace(claim, citations=tuple(numbers[m] for m in claim.citations))


def _merged(first: tuple[Evidence, ...], second: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Both halves' passages, each once, in turns."""
    turns = [e for pair in zip(first, second, strict=False) for e in pair]
    left = [*first[len(second) :], *second[len(first) :]]
    passages = {e.passage.id: e for e in reversed([*turns, *left])}
    return tuple(replace(e, rank=n) for n, e in enumerate(reversed(passages.values()), 1))
