"""Answer → what is wrong with it: the one check that every answer passes before anybody sees it.

The quote lock, markers that resolve, no sentence without a citation, no speaker but the one on record; and of what a
language model wrote, that it names who says it and has no number from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import attribution
from answer.checking import strange_numbers
from answer.numbered import numbered
from domain import Answer, Article, Citation, Claim, Link

QUOTATION_MARKS = frozenset('“”„«»"「」『』')

QUOTATIONS = ("“{}”", "« {} »", "«{}»", "„{}“", "„{}”", "「{}」", "{}")


def problems(answer: Answer, article_of: Mapping[str, Article]) -> list[str]:
    """One sentence per violation; empty for a sound answer.

    `article_of` holds the stored articles that the answer cites, by id.
    """
    markers = {c.marker for c in answer.citations}
    found = [text for citation in answer.citations for text in _citation(citation, article_of)]
    for number, sentence in enumerate(answer.sentences, 1):
        if not sentence.markers:
            found.append(f"sentence {number} cites nothing")
        found += [f"sentence {number} cites [{m}], which does not exist" for m in sentence.markers if m not in markers]
        cited = [c for c in answer.citations if c.marker in sentence.markers]
        if _foreign_quotation(sentence.text, cited, _shown_names(answer)):
            found.append(f"sentence {number} has quotation marks around words that no citation holds")
    for claim in answer.claims:
        found += [f"a claim cites [{m}], which does not exist" for m in claim.citations if m not in markers]
        found += _speaker(claim, [c for c in answer.citations if c.marker in claim.citations])
    found += _rows(answer)
    found += _retrieved(answer)
    found += _phrased(answer)
    return found


class Tally(NamedTuple):
    """How many quotes and markers an answer shows, and how many of them are right."""

    quotes: int
    exact: int
    markers: int
    valid: int


def tally(answer: Answer, article_of: Mapping[str, Article]) -> Tally:
    """Quote exactness and marker validity of one answer, counted by the same rules."""
    known = {c.marker for c in answer.citations}
    wrong = sum(any(_citation(c, article_of)) for c in answer.citations)
    markers = [m for s in answer.sentences for m in s.markers] + [m for c in answer.claims for m in c.citations]
    return Tally(len(answer.citations), len(answer.citations) - wrong, len(markers), sum(m in known for m in markers))


def _phrased(answer: Answer) -> Iterator[str]:
    """What a model wrote names the speakers of all it cites and has their numbers only."""
    if not any(sentence.phrased for sentence in answer.sentences):
        return
    statements = numbered(answer)
    for number, sentence in enumerate(answer.sentences, 1):
        cited = [statements[m] for m in sentence.markers if m in statements]
        if not sentence.phrased:
            continue
        told = sentence.text.casefold()
        for statement in cited:
            if not all(name.casefold() in told for name in statement.names.values()):
                yield f"sentence {number} does not name who says [{statement.number}]"
        plain = sentence.text
        for statement in cited:
            plain = plain.replace(statement.citation.quote, " ")
        yield from (f"sentence {number} {flaw}" for flaw in strange_numbers(plain, cited, answer.language))


def _rows(answer: Answer) -> Iterator[str]:
    """An outlet's row holds its own articles only, and lacks nothing that one of them is cited for."""
    outlets = {c.marker: c.reference.outlet for c in answer.citations}
    for row in answer.rows:
        if any(outlets.get(marker) != row.outlet for marker in row.citations) or not row.citations:
            yield f"the row of {row.outlet!r} cites another outlet"
        for place in row.lacks:
            claim = answer.claims[place] if place < len(answer.claims) else None
            if claim is None or any(outlets.get(marker) == row.outlet for marker in claim.citations):
                yield f"the row of {row.outlet!r} is said to lack what it has"


def _citation(citation: Citation, article_of: Mapping[str, Article]) -> Iterator[str]:
    article = article_of.get(citation.reference.id)
    if article is None:
        yield f"[{citation.marker}] cites the article {citation.reference.id!r}, which is not in the archive"
        return
    around = citation.before + citation.quote + citation.after
    start = citation.span.start - len(citation.before)
    if citation.span.of(article.text) != citation.quote or article.text[start : start + len(around)] != around:
        yield f"[{citation.marker}] is not character for character what {citation.reference.id!r} says"
    value = citation.value
    if value and not citation.span.start <= value.start < value.end <= citation.span.end:
        yield f"[{citation.marker}] marks a value that does not stand in its quote"


def _speaker(claim: Claim, citations: list[Citation]) -> Iterator[str]:
    """A claim names its speaker only if each of its citations has that speaker on record, surely enough to show."""
    if claim.speaker is None:
        return
    named_so = {attribution.canonical(name, code) for code, name in claim.speaker_names.items()}
    ids = {claim.speaker_id} if claim.speaker_id else named_so
    links = [(citation, _outermost(citation)) for citation in citations]
    known = [
        (citation, link)
        for citation, link in links
        if link and (link.speaker or attribution.canonical(link.name, citation.reference.language)) in ids
    ]
    names = {link.name for _, link in known} | set(claim.speaker_names.values())  # one person, by whatever name
    for citation in citations:
        if claim.speaker not in names or citation not in [cited for cited, _ in known]:
            yield f"a claim names {claim.speaker!r}, who is not the speaker on record for [{citation.marker}]"


def _outermost(citation: Citation) -> Link | None:
    statement = citation.statement
    return statement.chain[0] if statement and statement.shown and not statement.own_voice else None


def _retrieved(answer: Answer) -> Iterator[str]:
    """No invented citation: each lies in an article that was retrieved for this question."""
    retrieved = {e.reference.id for e in answer.evidence}
    for citation in answer.citations:
        if citation.reference.id not in retrieved:
            yield f"[{citation.marker}] cites {citation.reference.id!r}, which was not retrieved for this question"


def _foreign_quotation(text: str, citations: list[Citation], names: Iterable[str]) -> bool:
    """Whether quotation marks are left over once every cited quote and every name is taken out.

    A name may hold a mark, even one alone, and opens its sentence with a capital.
    """
    for citation in sorted(citations, key=lambda c: -len(c.quote)):
        for marks in QUOTATIONS:
            text = text.replace(marks.format(citation.quote), "")
    known = {*names, *(name for citation in citations for name in _names(citation))}
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "").replace(name[:1].upper() + name[1:], "")
    return any(mark in text for mark in QUOTATION_MARKS)


def _shown_names(answer: Answer) -> set[str]:
    """The names of the answer's claims, which may be in another language than those of its citations."""
    found: set[str] = set(answer.understood.speakers)
    for claim in answer.claims:
        found |= {
            claim.speaker or "",
            *claim.speaker_names.values(),
            *claim.chain,
            claim.credited or "",
            *claim.outlets,
        }
    return {name for name in found if any(mark in name for mark in QUOTATION_MARKS)}


def _names(citation: Citation) -> list[str]:
    links = citation.statement.chain if citation.statement else ()
    return [name for name in (citation.reference.outlet, *(link.name for link in links)) if name]
