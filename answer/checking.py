"""A sentence that a model wrote, and the statements it lists → what is wrong with it; nothing wrong, and it is shown.

The rules are about what a reader could be misled by: a statement that does not exist, a speaker who is not the one on
record, quoted words that nobody printed, a number or name from nowhere, a denial turned round, a claim that the
statements do not carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import languages
from answer.carrying import Carrying
from answer.figures import figures, values
from answer.naming import strange_names
from answer.numbered import Numbered
from answer.replies import Told
from answer.turning import may_turn, turns

LONGEST = 600
"""Characters of a sentence."""
CARRIED, CARRIED_FOREIGN = 0.7, 0.35
"""Least sum of the share of a sentence's words that its statements meet and of its likeness to them as a whole; the
second where all of them are in other languages, over which words and sense are met less well."""
TOLD = 0.2
"""Share of a clause's words from which a sentence counts as telling that clause."""

SURE = 0.8
"""Confidence from which a sentence is believed to be in another language than the answer."""
_LETTERS = 10
_NEIGHBOURS = {"ms": "id"}
"""Languages that short texts are taken for, and whose they then are."""

CODE = re.compile(r"\[([SQ])(\d{1,3})([b-z]?)\]")
_QUOTES = re.compile("[“”„‟«»\"「」『』〝〞〟＂‹›‚]|(?<!\\w)[‘'](?=\\w)|``|''")
_MARKUP = re.compile(r"https?:|www\.|\]\(|[<>{}\[\]|`*_#\\]|[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_CLAUSES = re.compile(r"[,;:،؛，；：。.!?…()–—]+(?=\s|\D|$)")
_LABELS = re.compile(r"[“„«\"「](?:[^\W_]|[ ’'-]){1,30}[”“»\"」]")
"""A few words in quotation marks, as “irrefutable evidence”: a name for something, not what is said of it."""
_GAPS = re.compile(r"\s+")


class Checker(NamedTuple):
    """What sentences of one answer are checked against."""

    statements: Mapping[int, Numbered]
    language: str
    """That the sentences should be in."""
    carrying: Carrying

    def flaws(self, told: Told) -> list[str]:
        """One short reason per thing that is wrong; empty for a sentence that may be shown."""
        missing = [n for n in told.statements if n not in self.statements]
        if missing or not told.statements:
            return [f"cites [{n}], which does not exist" for n in missing] or ["cites nothing"]
        cited = [self.statements[n] for n in told.statements]
        found = [*_form(told.text), *_speakers(told.text, cited, self.statements)]
        return found or [*self._content(told.text, cited)]

    def _content(self, text: str, cited: Sequence[Numbered]) -> Iterator[str]:
        quoted = {int(number) for kind, number, _ in CODE.findall(text) if kind == "Q"}
        plain = CODE.sub(" ", text)
        told, sure = languages.detect(plain, _LETTERS)
        if sure >= SURE and self.language not in {told, _NEIGHBOURS.get(told)}:
            yield f"is written in {told}"
        yield from strange_numbers(plain, cited, self.language)
        yield from self._turned(plain, cited, quoted)
        names = strange_names(plain, cited, self.language, self.carrying)
        yield from (f"names {name!r}, whom nothing cited names" for name in names)
        texts = [f"{statement.printed} {' '.join(sorted(statement.known))}" for statement in cited]
        whole = " ".join([plain, *(s.citation.quote for s in cited if s.number in quoted)])
        carried = self.carrying.words(whole, texts) + self.carrying.sense(whole, [s.printed for s in cited])
        native = any(statement.citation.reference.language == self.language for statement in cited)
        if carried < (CARRIED if native else CARRIED_FOREIGN):
            yield f"is carried by what it cites to {carried:.2f} only"

    def _turned(self, plain: str, cited: Sequence[Numbered], quoted: set[int]) -> Iterator[str]:
        denied = any(_denies(statement) for statement in cited)
        printed = [(statement.printed, statement.citation.reference.language) for statement in cited]
        if turns(plain, self.language) and not (denied or any(may_turn(*words) for words in printed)):
            yield "denies what is asserted"
        if quoted >= {statement.number for statement in cited}:
            return  # the printed words say themselves what is denied
        if not may_turn(plain, self.language) and (denied or all(self._tells_denial(plain, *p) for p in printed)):
            yield "asserts what is denied"

    def _tells_denial(self, plain: str, printed: str, language: str) -> bool:
        """Whether the sentence tells a clause of the printed words in which something is denied or negated."""
        clauses = [clause for clause in _CLAUSES.split(_LABELS.sub(" ", printed)) if turns(clause, language)]
        return any(self.carrying.words(clause, [plain]) >= TOLD for clause in clauses)


def rendered(told: Told, statements: Mapping[int, Numbered], quote: str) -> str:
    """The sentence with names and quotes filled in from the store; `quote` is the language's template for a quote."""

    def fill(code: re.Match[str]) -> str:
        statement = statements[int(code[2])]
        if code[1] == "Q":
            return quote.replace("$words", statement.citation.quote)
        return statement.names[f"S{code[2]}{code[3]}"]

    text = CODE.sub(fill, _GAPS.sub(" ", told.text).strip())
    return text[:1].upper() + text[1:]


def _form(text: str) -> Iterator[str]:
    plain = CODE.sub("", text)
    if len(text) > LONGEST:
        yield f"has {len(text)} characters"
    if _MARKUP.search(plain):
        yield "has markup, an address or an unknown code in it"
    if _QUOTES.search(plain):
        yield "has quotation marks that the model set itself"
    if not any(c.isalpha() for c in plain) and "[Q" not in text:
        yield "says nothing"


def _speakers(text: str, cited: Sequence[Numbered], known: Mapping[int, Numbered]) -> Iterator[str]:
    """Every cited statement's speakers are named by code, the outermost first; nobody else is."""
    codes = [f"{kind}{number}{letter}" for kind, number, letter in CODE.findall(text)]
    allowed = {code for statement in cited for code in (*statement.names, f"Q{statement.number}")}
    yield from (f"names [{code}], which is not of what it cites" for code in codes if code not in allowed)
    named = {name for s in cited for code, name in s.names.items() if code in codes}
    for statement in cited:
        there = [codes.index(code) for code in statement.names if code in codes]
        outermost = next(iter(statement.names.values()))
        if not there and outermost in named and len(statement.names) == 1:
            continue  # the same speaker, named by the code of another statement
        if len(there) < len(statement.names) or there != sorted(there):
            yield f"does not say who says [{statement.number}]"
    yield from _another_first(text, cited, known)


def _another_first(text: str, cited: Sequence[Numbered], known: Mapping[int, Numbered]) -> Iterator[str]:
    """Nobody whom another statement has as its speaker may stand before the speaker of this one."""
    first = CODE.search(text)
    before = text[: first.start()] if first else text
    own = {name for statement in cited for name in statement.known}
    others = {name for statement in known.values() for name in statement.known} - own
    yield from (f"puts {name!r} before who says it" for name in others if len(name) > 2 and name in before)


def strange_numbers(plain: str, cited: Sequence[Numbered], language: str) -> Iterator[str]:
    """Numbers of a sentence that no cited text, headline, date or name has, in whatever form."""
    there: set[float] = set()
    for statement in cited:
        reference, day = statement.citation.reference, statement.citation.reference.published
        there |= values(figures(f"{statement.printed} {reference.title or ''}", reference.language))
        there |= {float(part) for part in (day.day, day.month, day.year)} if day else set()
        there |= values(figures(" ".join(statement.known), language))
    for figure in figures(plain, language):
        if not figure.values & there:
            yield f"has the number {figure.written!r}, which nothing cited has"


def _denies(statement: Numbered) -> bool:
    stance = statement.stances[-1] if statement.stances else ""
    return stance in {"denies", "refuses_comment"} or (stance.startswith("not ") and stance != "not denies")
