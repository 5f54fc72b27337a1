"""Claims → the answer's sentences with their citations, in the reader's language, from templates.

Every sentence is built from the finds that it cites, so an uncited sentence cannot be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from string import Template

import languages
from answer.amounts import Amount
from answer.claims import Group, speaker_id
from answer.finds import Find
from domain import AnswerSentence, Citation, Claim, Reference, Span

QUOTES_PER_CLAIM = 2
"""Quotes written out in the text for one claim; all of them are cited and stand in the claims."""


class Composer:
    """Writes one answer; holds the citations made so far, so that markers count from 1 in reading order."""

    def __init__(self, language: str, names: Mapping[str, Mapping[str, str]]) -> None:
        """`names`: speaker id → language → name."""
        self._words = languages.load(language).answer
        self._language = language
        self._names = names
        self._citations: dict[tuple[str, Span, tuple[str, ...]], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in the order of their markers."""
        return tuple(self._citations.values())

    def lead(self, group: Group) -> AnswerSentence:
        """Who says it and which outlets report it, in one sentence."""
        markers = [self.cite(find) for find in group.finds]
        text = self._fill("lead", speaker=self._speaker(group), outlets=self._outlets(group))
        return AnswerSentence(text, tuple(markers))

    def quotes(self, group: Group, count: int = QUOTES_PER_CLAIM) -> list[AnswerSentence]:
        """One sentence per quote: outlet, date, how it is said, the exact words."""
        words: dict[str, Find] = {}
        for find in group.finds:  # the same wire story in two outlets is told once and cited twice
            words.setdefault(find.quote.of(find.article.text), find)
        return [self._quote(find) for find in list(words.values())[:count]]

    def cite(self, find: Find) -> int:
        """The marker of this find's exact words as said by its speakers; the same words of the same keep their marker.

        One printed sentence may hold two speakers' words ("Madrid denied it, as Paris claims"): each has its own card.
        """
        key = (find.article.reference.id, find.quote, tuple(link.name for link in find.statement.chain))
        if key not in self._citations:
            self._citations[key] = self._citation(find, len(self._citations) + 1)
        return self._citations[key].marker

    def claim(self, group: Group) -> Claim:
        """The group as the answer object shows it."""
        references = [find.article.reference for find in group.finds]
        dates = sorted(r.published for r in references if r.published)
        statement = group.best.statement
        last = statement.chain[-1] if group.chain else None
        outermost = speaker_id(group.chain[0], group.best) if group.chain else None
        credited = statement.chain[0] if statement.own_voice and statement.chain else None
        return Claim(
            speaker=self._name(outermost, group.chain[0].name) if outermost else None,
            speaker_names=dict(self._names.get(outermost, {})) if outermost else {},
            stance=last.stance if last else "says",
            polarity=last.polarity if last else "affirmed",
            chain=tuple(self._name(speaker_id(link, group.best), link.name) for link in group.chain),
            citations=tuple(self.cite(find) for find in group.finds),
            outlets=_distinct([r.outlet for r in references]),
            languages=_distinct([r.language for r in references]),
            form=statement.form,
            credited=self._name(speaker_id(credited, group.best), credited.name) if credited else None,
            origins=group.origins,
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
            speaker_id=outermost,
        )

    def not_found(self, articles: int, searched: str) -> str:
        """The honest word that nothing answers, and where was searched."""
        return f"{self._fill('not_found', count=articles)} {self._fill('not_found_searched', where=searched)}"

    def not_by(self, group: Group, asked: str) -> AnswerSentence:
        """That somebody else says it than whom the question names."""
        markers = [self.cite(find) for find in group.finds]
        return AnswerSentence(self._fill("not_by", speaker=self._speaker(group), asked=asked), tuple(markers))

    def figures(self, found: Sequence[Amount]) -> AnswerSentence:
        """The numbers asked for, each with the outlets that give it."""
        parts = []
        for amount in found:
            outlets = _distinct([self._outlet(f.article.reference) for f in amount.finds])
            parts.append(f"{amount.written} ({str(self._words['comma']).join(outlets)})")
        markers = tuple(dict.fromkeys(self.cite(find) for amount in found for find in amount.finds))
        return AnswerSentence(self._fill("figures", figures="; ".join(parts)), markers)

    def withheld(self) -> str:
        """That an answer did not pass its check."""
        return self._fill("withheld")

    def partly(self) -> str:
        """That the archive covers only a part of what was asked."""
        return self._fill("partly")

    def _quote(self, find: Find) -> AnswerSentence:
        statement = find.statement
        words = self._fill("quote", words=find.quote.of(find.article.text))
        values = {
            "outlet": self._outlet(find.article.reference),
            "when": self._when(find.article.reference.published),
            "quote": words,
            "speaker": self._link_name(find, -1),
            "outer": self._link_name(find, 0),
            "verb": self._verb(find),
        }
        if find.attributed:
            kind = "nested" if statement.nested else "quoted" if statement.form == "direct" else "reported"
        elif statement.own_voice:
            kind = "credited" if statement.chain else "own_voice"
        else:
            kind = "unattributed"
        return AnswerSentence(_capitalised(self._fill(kind, **values)), (self.cite(find),))

    def _citation(self, find: Find, marker: int) -> Citation:
        text, quote = find.article.text, find.quote
        around = Span(min(find.sentence.start, quote.start), max(find.sentence.end, quote.end))
        return Citation(
            marker=marker,
            reference=find.article.reference,
            span=quote,
            quote=quote.of(text),
            before=text[around.start : quote.start],
            after=text[quote.end : around.end],
            statement=find.statement,
        )

    def _speaker(self, group: Group) -> str:
        return self._name(speaker_id(group.chain[0], group.best), group.chain[0].name)

    def _link_name(self, find: Find, index: int) -> str:
        chain = find.statement.chain
        return self._name(speaker_id(chain[index], find), chain[index].name) if chain else ""

    def _name(self, speaker: str, as_written: str) -> str:
        return self._names.get(speaker, {}).get(self._language, as_written)

    def _verb(self, find: Find) -> str:
        if not find.statement.chain:
            return ""
        link = find.statement.chain[-1]
        return str(self._words[f"{'verb' if link.polarity == 'affirmed' else 'not'}_{link.stance}"])

    def _outlet(self, reference: Reference) -> str:
        return reference.outlet or str(self._words["unnamed_one"])

    def _outlets(self, group: Group) -> str:
        references = {find.article.reference.id: find.article.reference for find in group.finds}.values()
        parts = list(_distinct([r.outlet for r in references]))
        unnamed = sum(r.outlet is None for r in references)
        if unnamed:
            parts.append(self._fill("unnamed_one" if unnamed == 1 else "unnamed_many", count=unnamed))
        told = len(_distinct([r.outlet for r in references])) + unnamed
        dependent = self._fill("accounts", count=group.origins) if group.origins < told else ""
        return self._listed(parts) + dependent

    def _listed(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        gap = " " if languages.load(self._language).spaces else ""
        return f"{str(self._words['comma']).join(parts[:-1])}{gap}{self._words['and']}{gap}{parts[-1]}"

    def _when(self, published: date | None) -> str:
        return self._fill("when", date=long_date(published, self._language)) if published else ""

    def _fill(self, template: str, **values: object) -> str:
        return Template(str(self._words[template])).substitute(values)


def long_date(day: date, language: str) -> str:
    """The day as the language writes it: 15 November 2017."""
    from babel.dates import format_date

    return format_date(day, "long", locale=language)


def _distinct(values: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
