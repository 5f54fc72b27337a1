"""Claims → the answer's sentences with their citations, in the reader's language, from templates.

Every sentence is built from the finds that it cites, so an uncited sentence cannot be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from string import Template

import languages
from answer.claims import Group, speaker_id
from answer.finds import Find
from answer.question import Understanding
from answer.values import Given, value_of
from domain import AnswerSentence, Citation, Claim, Reference, Span

QUOTES_PER_CLAIM = 2
"""Quotes written out in the text for one claim; all of them are cited and stand in the claims."""

Words = tuple[str, Span, tuple[str, ...]]
"""Article, quote and the names of those who say it."""


class Composer:
    """Writes one answer; holds the citations made so far, so that markers count from 1 in reading order."""

    def __init__(
        self, language: str, names: Mapping[str, Mapping[str, str]], asked: Understanding | None = None
    ) -> None:
        """`names`: speaker id → language → name; the values that are `asked` for are marked in their quotes."""
        self._words = languages.load(language).answer
        self._language = language
        self._names = names
        self._asked = asked
        self._told: set[Words] = set()
        self._verbs: dict[Words, list[str]] = {}
        self._citations: dict[tuple[Words, bool], Citation] = {}

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
        fresh = [find for find in words.values() if _words_of(find) not in self._told]
        self._told.update(map(_words_of, fresh[:count]))
        return [self._quote(find) for find in fresh[:count]]

    def hear(self, groups: Sequence[Group]) -> None:
        """Note every stance first: a sentence that admits one thing and denies another is told once."""
        for find in (find for group in groups for find in group.finds if find.attributed):
            verbs = self._verbs.setdefault(_words_of(find), [])
            verbs += [verb] if (verb := self._verb(find)) not in verbs else []

    def cite(self, find: Find) -> int:
        """The marker of this find's exact words as said by its speakers; the same words of the same keep their marker.

        One printed sentence may hold two speakers' words ("Madrid denied it, as Paris claims"): each has its own card;
        so have words of one whose name may be shown for one of two statements and not for the other.
        """
        key = _words_of(find), find.attributed
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

    def values(self, found: Sequence[Given]) -> Iterator[AnswerSentence]:
        """The values asked for, each with those who give it; first all of them in one place where they differ."""
        if len(found) > 1 and all(value.values for value in found):
            told = "; ".join(value.written for value in found)
            yield AnswerSentence(self._fill("differ", values=told), self._cited(f for v in found for f in v.finds))
        for value in found:
            givers: dict[tuple[str, str], list[Find]] = {}
            for find in value.finds:
                givers.setdefault((self._kind(find), self._link_name(find, 0) if find.attributed else ""), []).append(
                    find
                )
            for (kind, speaker), finds in givers.items():
                yield self._value(value, kind, speaker, finds)

    def _value(self, value: Given, kind: str, speaker: str, finds: Sequence[Find]) -> AnswerSentence:
        template = "value_said" if speaker else "value_plain" if kind == "unattributed" else "value_own"
        outlets = self._joined(_distinct([self._outlet(find.article.reference) for find in finds]))
        verb = self._verb(finds[0], 0)
        text = self._fill(template, value=value.written, speaker=speaker, verb=verb, outlets=outlets)
        return AnswerSentence(text, self._cited(finds))

    def on_record(self, groups: Sequence[Group]) -> AnswerSentence:
        """Who says something on the matter, each with the stance on record: assertion and denial side by side."""
        told = [self._voice(group.best) for group in groups]
        text = self._fill("on_record", speakers="; ".join(dict.fromkeys(told)))
        return AnswerSentence(text, self._cited(find for group in groups for find in group.finds))

    def event(self, find: Find) -> AnswerSentence:
        """A quote under the day of its article."""
        day = find.article.reference.published
        if not day:
            return self._quote(find)
        told = self._quoted(find, "")
        return AnswerSentence(self._fill("dated", day=long_date(day, self._language), told=told), (self.cite(find),))

    def row(self, finds: Sequence[Find]) -> AnswerSentence:
        """What one outlet prints: who says it there, in which words."""
        parts = [self._part(find) for find in finds]
        outlet = self._outlet(finds[0].article.reference)
        return AnswerSentence(_capitalised(self._fill("row", outlet=outlet, told="; ".join(parts))), self._cited(finds))

    def lacks(self, finds: Sequence[Find], missing: Sequence[Group]) -> AnswerSentence:
        """Whose words the outlet of the finds does not carry, which others do; cites what they carry."""
        what = self._joined([self._voice(group.best) for group in missing])
        outlet = self._outlet(finds[0].article.reference)
        text = _capitalised(self._fill("lacks", outlet=outlet, what=what))
        return AnswerSentence(text, self._cited(find for group in missing for find in group.finds))

    def withheld(self) -> str:
        """That an answer did not pass its check."""
        return self._fill("withheld")

    def partly(self) -> str:
        """That the archive covers only a part of what was asked."""
        return self._fill("partly")

    def missing(self, kind: str, **values: str) -> str:
        """One thing that was asked for and is not there."""
        return self._fill(f"missing_{kind}", **values)

    def wanted(self, kind: str) -> str:
        """The word for what a question asks for: a figure, a date."""
        return self._fill(f"wanted_{kind}")

    def joined(self, names: Sequence[str]) -> str:
        """Names in one row."""
        return self._joined(names)

    def _quote(self, find: Find) -> AnswerSentence:
        return AnswerSentence(self._quoted(find, self._when(find.article.reference.published)), (self.cite(find),))

    def _quoted(self, find: Find, when: str) -> str:
        values = self._facts(find) | {"when": when}
        return _capitalised(self._fill(self._kind(find), **values))

    def _part(self, find: Find) -> str:
        when = self._when(find.article.reference.published)
        return self._fill("part", voice=self._voice(find), when=when, quote=self._facts(find)["quote"]).strip()

    def _facts(self, find: Find) -> dict[str, str]:
        return {
            "outlet": self._outlet(find.article.reference),
            "quote": self._fill("quote", words=find.quote.of(find.article.text)),
            "speaker": self._link_name(find, -1),
            "outer": self._link_name(find, 0),
            "verb": self._joined(self._verbs.get(_words_of(find), [])) or self._verb(find),
        }

    def _kind(self, find: Find) -> str:
        """The template for how it is said."""
        statement = find.statement
        if find.attributed:
            return "nested" if statement.nested else "quoted" if statement.form == "direct" else "reported"
        if statement.own_voice:
            return "credited" if statement.chain else "own_voice"
        return "unattributed"

    def _voice(self, find: Find) -> str:
        """Who says it, with the stance, or that the outlet does; empty where neither is sure."""
        kind = self._kind(find)
        voices = {"nested": "voice_nested", "credited": "voice_credited", "own_voice": "voice_own", "unattributed": ""}
        template = voices.get(kind, "voice_said")
        return self._fill(template, **self._facts(find)) if template else ""

    def _cited(self, finds: Iterable[Find]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.cite(find) for find in finds))

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
            value=value_of(find, self._asked) if self._asked else None,
        )

    def _speaker(self, group: Group) -> str:
        return self._name(speaker_id(group.chain[0], group.best), group.chain[0].name)

    def _link_name(self, find: Find, index: int) -> str:
        chain = find.statement.chain
        return self._name(speaker_id(chain[index], find), chain[index].name) if chain else ""

    def _name(self, speaker: str, as_written: str) -> str:
        return self._names.get(speaker, {}).get(self._language, as_written)

    def _verb(self, find: Find, index: int = -1) -> str:
        if not find.statement.chain:
            return ""
        link = find.statement.chain[index]
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

    def _joined(self, parts: Sequence[str]) -> str:
        return str(self._words["comma"]).join(parts)

    def _listed(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        gap = " " if languages.load(self._language).spaces else ""
        return f"{str(self._words['comma']).join(parts[:-1])}{gap}{self._words['and']}{gap}{parts[-1]}"

    def _when(self, published: date | None) -> str:
        return self._fill("when", date=long_date(published, self._language)) if published else ""

    def _fill(self, template: str, **values: object) -> str:
        return Template(str(self._words[template])).substitute(values)


def _words_of(find: Find) -> Words:
    return find.article.reference.id, find.quote, tuple(link.name for link in find.statement.chain)


def long_date(day: date, language: str) -> str:
    """The day as the language writes it: 15 November 2017."""
    from babel.dates import format_date

    return format_date(day, "long", locale=language)


def _distinct(values: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
