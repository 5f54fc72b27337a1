"""Query → the answer told by a language model and checked; without the model's help where it fails, and saying so."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from string import Template

import languages
from answer.answerer import Answerer
from answer.carrying import Carrying
from answer.condensing import SHARE_OF_TIME, condensed
from answer.llm import Deadline, Model
from answer.numbered import model_words
from answer.phrasing import Phrasing
from answer.translating import translated
from answer.verify import problems
from domain import Answer, Article, Query
from errors import ModelUnavailable
from index import Archive

log = logging.getLogger(__name__)

LEAST_S = 0.5
"""Seconds that must be left for a translation to be asked for."""


class Narrator:
    """An answerer with a language model beside it. Keeps no state between questions."""

    def __init__(self, answerer: Answerer, archive: Archive, model: Model) -> None:
        self._answerer = answerer
        self._archive = archive
        self._model = model
        self._carrying = Carrying(archive)

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for; the model itself is not asked."""
        self._answerer.warm_up()
        languages.detect("Who said what about which matter?")  # the check of a sentence's language

    def ask(self, query: Query) -> Answer:
        """The whole answer."""
        *_, last = self.stream(query)
        return last

    def stream(self, query: Query) -> Iterator[Answer]:
        """The answer as it grows, sentence by checked sentence; the last one is the whole of it."""
        began = time.perf_counter()
        timeout = self._model.endpoint.timeout
        question = self._understood(query, timeout)
        deadline = Deadline(timeout - (time.perf_counter() - began))
        plain = self._plain(query, question)
        deadline.extend(plain.timings_ms.get("total", 0.0) / 1000)  # searching is not the model's time
        if not plain.citations:
            yield plain
            return
        phrasing = Phrasing(plain, self._carrying)
        try:
            for sentences in phrasing.steps(self._model, deadline):
                yield replace(plain, sentences=sentences, phrased_by=self._model.name)
        except ModelUnavailable:
            # What was told so far may lack the denial that was to come: a half answer is worse than a plain one.
            yield self._noted(plain, "failed", began)
            return
        told = replace(plain, sentences=phrasing.sentences, phrased_by=self._model.name)
        if not phrasing.passed or not self._sound(told):
            yield self._noted(plain, "unsound", began)
            return
        told = replace(told, notices=(*told.notices, *self._notices(told, phrasing, question)))
        yield self._timed(self._translated(told, deadline), began)

    def _understood(self, query: Query, timeout: float) -> str:
        """A follow-up as a question of its own; empty where there is none, or the model is of no help."""
        if not query.history:
            return ""
        language = query.language or languages.detect(query.question)[0]
        known = language if languages.load_or_default(language).answer else "en"
        found = condensed(query, known, self._model, Deadline(SHARE_OF_TIME * timeout))
        return found if found and found != query.question else ""

    def _plain(self, query: Query, question: str) -> Answer:
        """The answer without the model, to the follow-up as the model understands it if that is usable."""
        if not question:
            return self._answerer.ask(query)
        answer = self._answerer.ask(replace(query, question=question, history=()))
        return replace(answer, query=replace(answer.query, question=query.question, history=query.history))

    def _translated(self, told: Answer, deadline: Deadline) -> Answer:
        if deadline.left < LEAST_S:
            return told
        citations = translated(told.citations, told.language, self._model, deadline, self._carrying)
        return replace(told, citations=citations)

    def _sound(self, told: Answer) -> bool:
        found = problems(told, self._cited(told))
        if found:
            log.error("answer %s: the model's sentences withheld, %d problems", told.id, len(found))
        return not found

    def _cited(self, answer: Answer) -> Mapping[str, Article]:
        ids = {c.reference.id for c in answer.citations}
        return {id_: article for id_ in ids if (article := self._archive.article(id_))}

    def _notices(self, told: Answer, phrasing: Phrasing, understood: str) -> Iterator[str]:
        if understood:
            yield self._words(told, "understood", question=understood)
        yield self._words(told, "phrased", model=self._model.name)
        if phrasing.replaced:
            yield self._words(told, "replaced", count=phrasing.replaced)

    def _noted(self, plain: Answer, notice: str, began: float) -> Answer:
        return self._timed(replace(plain, notices=(*plain.notices, self._words(plain, notice))), began)

    def _timed(self, answer: Answer, began: float) -> Answer:
        total = 1000 * (time.perf_counter() - began)
        spent = dict(answer.timings_ms)
        return replace(answer, timings_ms=spent | {"model": total - spent.get("total", 0.0), "total": total})

    def _words(self, answer: Answer, name: str, **values: object) -> str:
        return Template(str(model_words(answer.language)[name])).safe_substitute(values)
