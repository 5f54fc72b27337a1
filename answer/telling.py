"""What is asked and what was found → what is told: claims, sentences, rows of outlets, what is missing, by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answer.claims import Group, group, names_by_language
from answer.compose import Composer
from answer.confidence import PARTLY
from answer.events import events
from answer.finds import Find
from answer.missing import LEAST_LETTERS, about, names_asked, unmet
from answer.opposing import opposing
from answer.outlets import Printed, by_outlet, claims_of, compared
from answer.persons import names_person, surely_two
from answer.question import Understanding
from answer.relevance import relevant
from answer.retold import retold
from answer.unturned import unturned
from answer.values import Given, given, with_value
from domain import AnswerSentence, Article, Citation, Claim, Evidence, OutletRow, Query, Statement
from index import Archive, asked_sounds, sounds

CLAIMS = 4
"""Most claims told in the text; the rest are left to another question."""
SPEAKERS = 3
"""Most speakers named where one is asked for."""
STRONG = 6.0
"""Log odds by which a speaker's words may bear less on the question than an outlet's own and still come first."""
VALUED = frozenset({"quantity", "time"})
"""Kinds of words asked for whose absence can be told."""


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of one answer."""

    sentences: tuple[AnswerSentence, ...]
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    rows: tuple[OutletRow, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """Passages that the question itself had not found: other tellings of what it asks about."""


class Teller:
    """Tells over one archive."""

    def __init__(self, archive: Archive, names: Mapping[str, Mapping[str, str]]) -> None:
        self._archive = archive
        self._names = names

    def tell(
        self, query: Query, asked: Understanding, evidence: Sequence[Evidence], finds: Sequence[Find], confidence: float
    ) -> Told | None:
        """The answer's parts; None if nothing found answers."""
        if asked.kind == "compare":
            return self._compared(asked, evidence, self._of_names(query, asked, finds))
        if asked.kind == "happened":
            return self._happened(asked, self._of_names(query, asked, finds))
        return self._claimed(query, asked, finds, confidence)

    def names_of(self, asked: Understanding) -> tuple[str, ...]:
        """The names of those whose words are asked for, in the reader's language where it has one."""
        known = [self._names[id_] for id_ in asked.speakers[:SPEAKERS]]
        names = dict.fromkeys(n.get(asked.language) or next(iter(n.values())) for n in known)
        latin = bool(re.search("[a-z]", asked.text))
        written = [name for name in names if bool(re.search("[a-z]", name)) == latin] or list(names)
        whole = [name for name in written if not any(name != other and name in other for other in written)]
        return tuple(whole) or asked.called

    def _compared(self, asked: Understanding, evidence: Sequence[Evidence], finds: Sequence[Find]) -> Told | None:
        printed = by_outlet(finds)
        groups = claims_of(printed, self._origins(finds), asked)
        if not groups:
            return None
        names = names_by_language(groups, self._names)
        rows = compared(printed, groups, lambda outlet: self._articles(outlet, evidence), names)
        composer = Composer(asked.language, names, asked)
        sentences = list(composer.values(given([f for r in rows for f in r.finds], asked, len(rows))))
        for row in rows:
            sentences.append(composer.row(row.finds))
            sentences += [composer.lacks(row.finds, row.lacks)] if row.lacks else []
        claimed = _claimed(groups)
        shown = tuple(_row(row, claimed, composer) for row in rows)
        return Told(tuple(sentences), tuple(map(composer.claim, claimed)), composer.citations, shown)

    def _happened(self, asked: Understanding, finds: Sequence[Find]) -> Told | None:
        told = events(finds, self._archive.embedder.embed_documents)
        groups = group(told, self._origins(told), asked, len(told))
        if not groups:
            return None
        composer = Composer(asked.language, names_by_language(groups, self._names), asked)
        sentences = tuple(composer.event(find) for find in told)
        return Told(sentences, tuple(map(composer.claim, _claimed(groups))), composer.citations)

    def _claimed(self, query: Query, asked: Understanding, finds: Sequence[Find], confidence: float) -> Told | None:
        there, silent = self._on_the_matter(query, asked, finds)
        matter = retold(there, asked, query, self._archive)
        told = [with_value(unturned(find), asked) for find in (matter.finds if matter else relevant(there, asked))]
        told = opposing(told, asked, self._archive)
        groups = _chosen(self._asked_for(group(told, self._origins(told), asked), asked), asked)
        if not groups:
            return None
        composer = Composer(asked.language, names_by_language(groups, self._names), asked)
        composer.hear(groups)
        sentences = [sentence for g in groups for sentence in _sentences(composer, g, g is groups[0], asked)]
        spoken = [g for g in groups if g.chain and not g.nested]
        if asked.kind == "verify" and len(spoken) > 1:
            sentences = [composer.on_record(spoken), *sentences]
        values = given([g.best for g in groups], asked)
        sentences = [*composer.values(values), *sentences]
        missing: list[str] = []
        named = composer.joined(self.names_of(asked))
        by_others = asked.wanted == "other" and bool(groups[0].chain) and (silent or _by_others(groups, asked))
        if by_others and self._surely_others(groups, asked):
            missing.append(composer.missing("speaker", names=named))
            if asked.kind == "verify":
                sentences = [composer.not_by(groups[0], named), *sentences]
        missing += _missing_value(composer, values, asked)
        if confidence < PARTLY and not missing:
            words = unmet(asked, [f for g in groups for f in g.finds], self._archive)
            missing += [composer.missing("names", names=composer.joined(words))] if words else []
        claims = tuple(map(composer.claim, _claimed(groups)))
        more = matter.evidence if matter else ()
        return Told(tuple(dict.fromkeys(sentences)), claims, composer.citations, (), tuple(missing), more)

    def _of_names(self, query: Query, asked: Understanding, finds: Sequence[Find]) -> Sequence[Find]:
        """The finds of the articles that hold a name of the question; all of them if none does."""
        # What is asked about is the whole topic here: in German its nouns are names enough.
        names = names_asked(query.question, asked.asked_in) or re.findall(r"\b[^\W\d_a-z][a-zß-ÿ]\w+", asked.topic)
        return [unturned(find) for find in _from_best(about(finds, names, self._archive) or finds)]

    def _on_the_matter(self, query: Query, asked: Understanding, finds: Sequence[Find]) -> tuple[Sequence[Find], bool]:
        """The finds on what the speaker is asked about; and whether that speaker says nothing on it while others do."""
        speakers = set(asked.speakers)
        named = [name for id_ in speakers for name in self._names[id_].values()]
        names = names_asked(query.question, asked.asked_in, named) if speakers else []
        there = about(finds, names, self._archive) if names else []
        if not there:
            return finds, False
        own = [f for f in there if f.attributed and {link.speaker for link in f.statement.chain} & speakers]
        return _from_best(there), not own

    def _asked_for(self, groups: list[Group], asked: Understanding) -> list[Group]:
        """The claims without those of whom the question names: "Who called on Rajoy to resign?" asks for another.

        Where it names two of those who speak it may ask which of them it is.
        """
        if asked.kind != "who" or asked.wanted != "person":
            return groups
        names = names_by_language(groups, self._names)
        named = {id_ for id_ in {g.key[0][0] for g in groups if g.chain} if names_person(asked.text, names[id_])}
        return [g for g in groups if not g.chain or g.key[0][0] not in named] if len(named) == 1 else groups

    def _origins(self, finds: Sequence[Find]) -> dict[str, str]:
        return self._archive.origins([f.article.reference.id for f in finds])

    def _articles(self, outlet: str, evidence: Sequence[Evidence]) -> list[tuple[Article, tuple[Statement, ...]]]:
        """The articles of an outlet among those found, with their statements."""
        ids = dict.fromkeys(e.reference.id for e in evidence if e.reference.outlet == outlet)
        found = [(article, id_) for id_ in ids if (article := self._archive.article(id_))]
        return [(article, self._archive.statements(id_)) for article, id_ in found]

    def _surely_others(self, groups: Sequence[Group], asked: Understanding) -> bool:
        """Whether nobody who is asked for can be the lead speaker by another spelling or script, or is even named."""
        wanted = [name for id_ in asked.speakers for name in self._names[id_].values()] or list(asked.called)
        known = self._names.get(groups[0].key[0][0], {})
        return surely_two(wanted, [groups[0].chain[0].name, *known.values()]) and not mentions(groups, wanted)


def mentions(groups: Sequence[Group], names: Sequence[str]) -> bool:
    """Whether what is told holds one of the names, or its sound: then nobody can say that nothing is there of them."""
    text = " ".join(find.article.text[find.sentence.start : find.sentence.end] for g in groups for find in g.finds)
    heard = {sound for sound in sounds(text) if len(sound) >= LEAST_LETTERS}
    last = [name.split()[-1] for name in names if name.split()]
    return any(word in text or heard & set(asked_sounds(word)) for word in last)


def _from_best(finds: Sequence[Find]) -> list[Find]:
    """The finds with the best of them at 0."""
    best = max((find.score for find in finds), default=0.0)
    return [replace(find, score=find.score - best) for find in finds]


def _claimed(groups: Sequence[Group]) -> list[Group]:
    """Those that are somebody's: a speaker's, or an outlet's own."""
    return [g for g in groups if g.chain or g.best.statement.own_voice]


def _row(row: Printed, claims: Sequence[Group], composer: Composer) -> OutletRow:
    markers = tuple(dict.fromkeys(composer.cite(find) for find in row.finds))
    return OutletRow(row.outlet, markers, tuple(i for i, g in enumerate(claims) if g in row.lacks))


def _missing_value(composer: Composer, values: Sequence[Given], asked: Understanding) -> list[str]:
    """That what the question asks for (a figure, a day) stands in none of the best quotes."""
    if asked.wanted not in VALUED or values:
        return []
    return [composer.missing("value", what=composer.wanted(asked.wanted))]


def _by_others(groups: Sequence[Group], asked: Understanding) -> bool:
    """Whether the question names a speaker, and what it asks about is there from somebody else only."""
    told = [g for g in groups if g.chain]
    clear = bool(groups[0].chain) and not groups[0].nested
    return bool(asked.speakers or asked.called) and clear and not any(set(g.key[0]) & set(asked.speakers) for g in told)


def _chosen(groups: list[Group], asked: Understanding) -> list[Group]:
    """The groups told: speakers before own voice, an account of others' words after its teller's.

    A speaker who is much weaker evidence than what an outlet says itself does not come before it.
    """
    if asked.kind == "fact" or not groups:
        return groups[:CLAIMS]
    near = groups[: 2 * CLAIMS]
    # Who denies a thing must not come before who claims it, unless the denial is asked for; and a headline's short name
    # ("Moscow: …") not before those whom the articles name.
    plain = [g for g in near if g.chain and not g.nested]
    named = set(asked.speakers)
    spoken = sorted(
        plain, key=lambda g: (g.key[0][0] not in named, not asked.doubt and g.denies != asked.denial, g.headlines)
    )
    if named and spoken and spoken[0].key[0][0] in named:
        spoken = [g for g in spoken if g.key[0][0] in named]
    voiced = [g for g in near if not g.chain]
    nested = [g for g in near if g.nested]
    if spoken and voiced and max(f.score for f in spoken[0].finds) < voiced[0].score - STRONG:
        return [*voiced[:2], *spoken[:SPEAKERS], *nested[:1]]
    return [*spoken[:SPEAKERS], *voiced[:2], *nested[:1]]


def _sentences(composer: Composer, told: Group, first: bool, asked: Understanding) -> list[AnswerSentence]:
    if first and told.chain and not told.nested and asked.kind == "who":
        return [composer.lead(told), *composer.quotes(told, 1)]
    return composer.quotes(told)
