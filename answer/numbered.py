"""Answer → its citations as numbered statements: what a model is given, and what its sentences are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

import languages
from domain import Answer, Citation, Claim, Link


@dataclass(frozen=True, slots=True)
class Numbered:
    """One citation, numbered by its marker, with the codes by which its speakers are named."""

    citation: Citation
    names: Mapping[str, str]
    """Code → what is shown for it, from the outermost speaker inward: S3, S3b, S3c."""
    known: frozenset[str]
    """Every way in which the outermost speaker, or the outlet, is written."""
    stances: tuple[str, ...]
    """What each of the chain does: `denies`, or `not confirms`; empty where the outlet speaks."""
    voiced: bool
    """Whether it is the outlet that speaks."""

    @property
    def number(self) -> int:
        """The marker."""
        return self.citation.marker

    @property
    def printed(self) -> str:
        """The words around and in the citation, as printed."""
        return self.citation.before + self.citation.quote + self.citation.after


def numbered(answer: Answer) -> dict[int, Numbered]:
    """The citations of an answer by their markers."""
    claims = {marker: claim for claim in reversed(answer.claims) for marker in claim.citations}
    return {c.marker: _numbered(c, claims.get(c.marker), answer.language) for c in answer.citations}


def _numbered(citation: Citation, claim: Claim | None, language: str) -> Numbered:
    statement = citation.statement
    if statement is None or statement.own_voice or not statement.shown or not statement.chain:
        shown = _voice(citation, claim, language)
        outlet = {citation.reference.outlet} if citation.reference.outlet else set()
        return Numbered(citation, {f"S{citation.marker}": shown}, frozenset({shown, *outlet}), (), True)
    chain = statement.chain
    written = tuple(link.name for link in chain)
    shown_names = claim.chain if claim and len(claim.chain) == len(chain) else written
    codes = [f"S{citation.marker}{chr(ord('a') + i) if i else ''}" for i in range(len(chain))]
    others = claim.speaker_names.values() if claim and claim.chain else ()
    return Numbered(
        citation,
        dict(zip(codes, shown_names, strict=True)),
        frozenset({shown_names[0], written[0], *others}),
        tuple(_stance(link) for link in chain),
        False,
    )


def _stance(link: Link) -> str:
    return link.stance if link.polarity == "affirmed" else f"not {link.stance}"


def _voice(citation: Citation, claim: Claim | None, language: str) -> str:
    """The outlet, and that it speaks itself, where it does."""
    words = languages.load(language).answer
    outlet = citation.reference.outlet or str(words["unnamed_one"])
    if citation.statement is None or not citation.statement.own_voice:
        return outlet
    credited = claim.credited if claim else None
    template = str(model_words(language)["voice_credited" if credited else "voice"])
    return Template(template).substitute(outlet=outlet, speaker=credited or "")


def model_words(language: str) -> Mapping[str, object]:
    """The words about a language model's part in an answer; English where the language has none."""
    return languages.load_or_default(language).model or languages.load("en").model
