"""Query → attributed answer: retrieve, find, group, compose, verify."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import languages
from answer.amounts import amounts
from answer.claims import Group, group, names_by_language
from answer.compose import Composer, long_date
from answer.confidence import NOT_FOUND, PARTLY, answers
from answer.contract import answer_id
from answer.finds import Find, find
from answer.fitted import fitted_for
from answer.narrowing import narrowed
from answer.persons import surely_two
from answer.question import Understanding, understand
from answer.relevance import relevant
from answer.roll import Roll
from answer.signals import measure
from answer.verify import problems
from domain import Answer, AnswerSentence, ArchiveState, Article, Evidence, Query, Understood
from index import Archive

log = logging.getLogger(__name__)

RETRIEVED = 50
EVIDENCE = 20
NEAREST = 3
CLAIMS = 4
"""Most claims told in the text; the rest are left to another question."""
SPEAKERS = 3
"""Most speakers named where one is asked for."""
STRONG = 6.0
"""Log odds by which a speaker's words may bear less on the question than an outlet's own and still come first."""


class Answerer:
    """Answers questions over one archive; keeps no state between them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: tuple[ArchiveState | None, Roll] = (None, Roll(()))

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.ask(Query("who said what?"))

    def stream(self, query: Query) -> Iterator[Answer]:
        """The answer in one step."""
        yield self.ask(query)

    def ask(self, query: Query) -> Answer:
        """Answer without a language model: exact quotes with who said them and who reports it, or `not_found`."""
        began = time.perf_counter()
        asked = understand(query)
        within, understood, evidence = self._retrieve(query, asked)
        retrieved = time.perf_counter()
        signals = measure(asked, evidence, self._archive)
        fitted = fitted_for(self._archive.embedder)
        asked = replace(asked, speakers=self._asked_speakers(within, asked))
        answer = self._answer(within, asked, evidence, find(signals, fitted), answers(asked, signals, fitted))
        answer = replace(answer, understood=replace(understood, speakers=self._names_of(asked)))
        done = time.perf_counter()
        spent = {"retrieve": retrieved - began, "answer": done - retrieved, "total": done - began}
        return replace(answer, timings_ms={name: 1000 * seconds for name, seconds in spent.items()})

    def _retrieve(self, query: Query, asked: Understanding) -> tuple[Query, Understood, Sequence[Evidence]]:
        """The passages within what the question names itself; without that where it leaves none."""
        within, understood = narrowed(query, asked, self._archive.outlets())
        for tried, known in ((within, understood), (query, Understood(understood.kind))):
            topic = replace(tried, question=asked.topic, language=asked.asked_in)
            if evidence := self._archive.retrieve(topic, RETRIEVED):
                return tried, known, evidence
        return query, Understood(understood.kind), ()

    def _asked_speakers(self, query: Query, asked: Understanding) -> tuple[str, ...]:
        """Ids of those whose words are asked for, if the question names them."""
        if asked.kind not in ("said", "verify") or "speakers" in query.ignore:
            return ()
        return self._roll(self._archive.state()).named(query.question)

    def _answer(
        self,
        query: Query,
        asked: Understanding,
        evidence: Sequence[Evidence],
        finds: Sequence[Find],
        confidence: float,
    ) -> Answer:
        state = self._archive.state()
        answer = Answer(
            id=answer_id(query, str(state.built)),
            query=query,
            language=asked.language,
            status="answered" if confidence >= PARTLY else "partly" if confidence >= NOT_FOUND else "not_found",
            confidence=confidence,
            sentences=(),
            claims=(),
            citations=(),
            evidence=tuple(evidence[:EVIDENCE]),
            nearest=(),
            archive=state,
        )
        if answer.status == "not_found":
            return self._not_found(answer, evidence)
        return self._sound(self._composed(answer, asked, evidence, finds))

    def _composed(
        self, answer: Answer, asked: Understanding, evidence: Sequence[Evidence], finds: Sequence[Find]
    ) -> Answer:
        told = relevant(finds, asked)
        origins = self._archive.origins([f.article.reference.id for f in told])
        groups = _chosen(group(told, origins, asked), asked)
        if not groups:
            return self._not_found(replace(answer, status="not_found"), evidence)
        composer = Composer(asked.language, names_by_language(groups, self._roll(answer.archive).names))
        sentences = [sentence for g in groups for sentence in _tell(composer, g, g is groups[0], asked)]
        if asked.wanted == "quantity" and (given := amounts([g.best for g in groups], asked.text, asked.asked_in)):
            sentences = [composer.figures(given), *sentences]
        if _by_others(groups, asked) and self._surely_others(groups[0], asked):
            answer = replace(answer, status="partly")
            sentences = [composer.not_by(groups[0], ", ".join(self._names_of(asked))), *sentences]
        claims = tuple(composer.claim(g) for g in groups if g.chain or g.best.statement.own_voice)
        return replace(
            answer,
            note=composer.partly() if answer.status == "partly" else "",
            sentences=tuple(dict.fromkeys(sentences)),
            claims=claims,
            citations=composer.citations,
            evidence=_with_cited(evidence, {c.reference.id for c in composer.citations}),
        )

    def _not_found(self, answer: Answer, evidence: Sequence[Evidence]) -> Answer:
        composer = Composer(answer.language, {})
        note = composer.not_found(answer.archive.articles, searched(answer.query, answer.language))
        return replace(answer, note=note, nearest=_best_of_each_article(evidence)[:NEAREST])

    def _sound(self, answer: Answer) -> Answer:
        """The answer if it passes the check; an article that changed meanwhile must not leave a wrong quote."""
        found = problems(answer, self._cited_articles(answer))
        if not found:
            return answer
        log.error("answer %s withheld: %s", answer.id, "; ".join(found))
        bare = replace(answer, status="not_found", confidence=0.0, sentences=(), claims=(), citations=())
        note = Composer(answer.language, {}).withheld()
        return replace(self._not_found(bare, answer.evidence), note=note)

    def _roll(self, state: ArchiveState) -> Roll:
        """The speakers of the whole archive; read again only when it has changed."""
        if self._known[0] != state:
            self._known = (state, Roll(self._archive.speakers()))
        return self._known[1]

    def _surely_others(self, lead: Group, asked: Understanding) -> bool:
        """Whether nobody who is asked for can be the lead speaker under another spelling or in another script."""
        wanted = [name for id_ in asked.speakers for name in self._known[1].names[id_].values()]
        known = self._known[1].names.get(lead.key[0][0], {})
        return surely_two(wanted, [lead.chain[0].name, *known.values()])

    def _names_of(self, asked: Understanding) -> tuple[str, ...]:
        """The names of those whose words are asked for, in the reader's language where it has one."""
        names = [self._known[1].names[id_] for id_ in asked.speakers[:SPEAKERS]]
        return tuple(n.get(asked.language) or next(iter(n.values())) for n in names)

    def _cited_articles(self, answer: Answer) -> Mapping[str, Article]:
        ids = {c.reference.id for c in answer.citations}
        return {id_: article for id_ in ids if (article := self._archive.article(id_))}


def _by_others(groups: Sequence[Group], asked: Understanding) -> bool:
    """Whether the question names a speaker, and what it asks about is there from somebody else only."""
    told = [g for g in groups if g.chain]
    clear = bool(groups[0].chain) and not groups[0].nested
    return bool(asked.speakers) and clear and not any(set(g.key[0]) & set(asked.speakers) for g in told)


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
    if asked.denial and asked.kind == "who":  # who claims it must not pass for who denies it
        plain = [g for g in plain if g.negates]
    named = set(asked.speakers)
    spoken = sorted(plain, key=lambda g: (g.key[0][0] not in named, g.denies != asked.denial, g.headlines))
    if named and spoken and spoken[0].key[0][0] in named:
        spoken = [g for g in spoken if g.key[0][0] in named]
    voiced = [g for g in near if not g.chain]
    nested = [g for g in near if g.nested]
    if spoken and voiced and max(f.score for f in spoken[0].finds) < voiced[0].score - STRONG:
        return [*voiced[:2], *spoken[:SPEAKERS], *nested[:1]]
    return [*spoken[:SPEAKERS], *voiced[:2], *nested[:1]]


def _tell(composer: Composer, told: Group, first: bool, asked: Understanding) -> list[AnswerSentence]:
    if first and told.chain and not told.nested and asked.kind == "who":
        return [composer.lead(told), *composer.quotes(told, 1)]
    return composer.quotes(told)


def _with_cited(evidence: Sequence[Evidence], cited: set[str]) -> tuple[Evidence, ...]:
    """The best passages, and of every cited article at least its best one."""
    needed = _best_of_each_article([e for e in evidence if e.reference.id in cited])
    others = [e for e in evidence if e not in needed][: max(0, EVIDENCE - len(needed))]
    return tuple(sorted([*needed, *others], key=lambda e: e.rank))


def _best_of_each_article(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    best: dict[str, Evidence] = {}
    for e in evidence:
        best.setdefault(e.reference.id, e)
    return tuple(best.values())


def searched(query: Query, language: str) -> str:
    """The part of the archive that was searched, in words of the reader's language."""
    words = languages.load(language).answer
    parts = [languages.load_or_default(code).own_name for code in query.languages] + list(query.outlets)
    if query.since:
        parts.append(str(words["since"]).replace("$date", long_date(query.since, language)))
    if query.until:
        parts.append(str(words["until"]).replace("$date", long_date(query.until, language)))
    return str(words["comma"]).join(parts) or str(words["all_articles"])
