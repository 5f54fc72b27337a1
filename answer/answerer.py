"""Query → attributed answer: retrieve, find, group, compose, verify."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import attribution
import languages
from answer.compose import Composer, long_date
from answer.confidence import NOT_FOUND, answers
from answer.contract import answer_id
from answer.finds import Find, find
from answer.fitted import fitted_for
from answer.halves import halves, joined
from answer.narrowing import narrowed
from answer.question import Understanding, understand
from answer.roll import Names, Roll
from answer.signals import measure
from answer.telling import Teller
from answer.verify import problems
from domain import Answer, Article, Evidence, Query, Understood
from index import Archive

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Answers put together at the same time. Python works on one; with eight, each waits for the lock after every product
of vectors and row of SQLite that it lets go for: 8 answers a second on two cores instead of 20."""
RETRIEVED = 50
EVIDENCE = 20
NEAREST = 3


class Answerer:
    """Answers questions over one archive; keeps no state between them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._turn = threading.Semaphore(AT_ONCE)

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.ask(Query("who said what?"))
        languages.detect("Which languages there are is read at the first text that common words do not tell.")
        self._archive.warm_up()
        for language in self._archive.languages():
            attribution.warm_up(language)
            understand(Query("who?", language))

    def stream(self, query: Query) -> Iterator[Answer]:
        """The answer in one step."""
        yield self.ask(query)

    def ask(self, query: Query) -> Answer:
        """Answer without a language model: exact quotes with who said them and who reports it, or `not_found`."""
        with self._turn:
            return self._asked(query)

    def _asked(self, query: Query) -> Answer:
        asked = understand(query)
        if parts := halves(query, asked.asked_in):
            answers = [self._ask(part, understand(part)) for part in parts]
            whole = joined(query, parts, answers)
            cited = {c.reference.id for c in whole.citations}
            return self._sound(replace(whole, evidence=_with_cited(whole.evidence, cited)))
        return self._ask(query, asked)

    def _ask(self, query: Query, asked: Understanding) -> Answer:
        """The answer within what the question names itself; else, saying so, to the question without that."""
        within, understood = narrowed(query, asked, self._archive.outlets())
        asked = self._with_speakers(query, asked)
        answer = self._within(within, asked, understood)
        if answer.status == "not_found" and asked.kind == "verify" and asked.called and not asked.speakers:
            # A name that nothing holds says that X did not say it, and nothing of whether somebody else did.
            bare = replace(asked, topic=_without(asked.topic, asked.called))
            answer = self._within(within, bare, understood)
        if answer.status != "not_found" or within == query:
            return answer
        wider = self._within(query, asked, Understood(understood.kind))
        if wider.status == "not_found":
            return answer if answer.evidence else wider
        empty = Composer(asked.language, {}).missing("days", days=searched(within, asked.language))
        return _partly(wider, (empty, *wider.missing))

    def _within(self, query: Query, asked: Understanding, understood: Understood) -> Answer:
        began = time.perf_counter()
        topic = replace(query, question=asked.topic, language=asked.asked_in)
        evidence = self._archive.retrieve(topic, RETRIEVED)
        retrieved = time.perf_counter()
        signals = measure(asked, evidence, self._archive)
        fitted = fitted_for(self._archive.embedder)
        answer = self._answer(query, asked, evidence, find(signals, fitted), answers(asked, signals, fitted))
        answer = replace(answer, understood=replace(understood, speakers=self._teller().names_of(asked)))
        done = time.perf_counter()
        spent = {"retrieve": retrieved - began, "answer": done - retrieved, "total": done - began}
        return replace(answer, timings_ms={name: 1000 * seconds for name, seconds in spent.items()})

    def _with_speakers(self, query: Query, asked: Understanding) -> Understanding:
        """With the ids of those whose words are asked for, if the question names them and the reader lets it."""
        if "speakers" in query.ignore:
            return replace(asked, topic=_without(asked.topic, asked.called), called=())
        if not asked.whose:
            return asked
        roll = Roll(self._archive.named(" ".join([*asked.called, query.question])))
        named = roll.named(asked.called[0]) if asked.called else ()
        if not asked.called:  # somebody who is named and not known here is nobody else
            cased = _cased(query.question)
            named = roll.named(asked.near if cased and asked.kind == "verify" else query.question, heard=not cased)
        return replace(asked, speakers=named)

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
            status="answered" if confidence >= NOT_FOUND else "not_found",
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
        told = self._teller().tell(answer.query, asked, evidence, finds, answer.confidence)
        if told is None:
            return self._not_found(replace(answer, status="not_found"), evidence)
        answer = replace(
            answer,
            sentences=told.sentences,
            claims=told.claims,
            citations=told.citations,
            rows=told.rows,
            evidence=_with_cited(_joined(evidence, told.evidence), {c.reference.id for c in told.citations}),
        )
        return _partly(answer, told.missing) if told.missing else answer

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
        bare = replace(bare, rows=(), missing=())
        note = Composer(answer.language, {}).withheld()
        return replace(self._not_found(bare, answer.evidence), note=note)

    def _teller(self) -> Teller:
        return Teller(self._archive, Names(self._archive))

    def _cited_articles(self, answer: Answer) -> Mapping[str, Article]:
        ids = {c.reference.id for c in answer.citations}
        return {id_: article for id_ in ids if (article := self._archive.article(id_))}


def _without(topic: str, names: Sequence[str]) -> str:
    """The topic without the words of these names."""
    taken = {word for name in names for word in name.split()}
    return " ".join(word for word in topic.split() if word.strip("?¿") not in taken) or topic


def _cased(text: str) -> bool:
    """Whether it is in a script with capitals, in which names can be told from other words."""
    return any(letter.islower() for letter in text)


def _partly(answer: Answer, missing: tuple[str, ...]) -> Answer:
    note = " ".join([Composer(answer.language, {}).partly(), *missing])
    return replace(answer, status="partly", missing=missing, note=note)


def _joined(evidence: Sequence[Evidence], more: Sequence[Evidence]) -> list[Evidence]:
    """The passages found for the question, then those found for the matter."""
    there = {e.passage.id for e in evidence}
    new = [e for e in more if e.passage.id not in there]
    return [*evidence, *(replace(e, rank=rank) for rank, e in enumerate(new, len(evidence) + 1))]


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
