"""An archive, perhaps a language model, perhaps a record → who answers its questions and keeps the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from answer.answerer import Answerer
from answer.llm import Endpoint, Model
from answer.narrator import Narrator
from answer.record import Kept, Record
from domain import Answer, Query
from index import Archive


def answering(archive: Archive, endpoint: Endpoint | None) -> Answerer | Narrator:
    """Who answers questions to this archive: with a model where one is named. Raises BadSetting."""
    answerer = Answerer(archive)
    return Narrator(answerer, archive, Model(endpoint)) if endpoint else answerer


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers questions and keeps each answer, so that it can be opened again."""

    answerer: Answerer | Narrator
    archive: Archive
    record: Record
    restricted: bool = False
    """Whether it is for known readers: what it keeps is shown to them only."""

    def ask(self, query: Query) -> Answer:
        """The answer, kept."""
        return self._kept(self.answerer.ask(query))

    def stream(self, query: Query) -> Iterator[Answer]:
        """The answer as it grows; the last one is the whole of it as it is kept."""
        step: Answer | None = None
        for step in self.answerer.stream(query):
            yield step
        if step is not None:
            yield self._kept(step)

    def find(self, id_: str) -> Kept | None:
        """A kept answer that this desk's readers may see."""
        return self.record.find(id_, restricted=self.restricted)

    def _kept(self, answer: Answer) -> Answer:
        return self.record.keep(answer, self.archive, restricted=self.restricted)
