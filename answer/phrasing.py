"""An answer put together from statements → the same answer told by a language model, every sentence of it checked.

The model sees the answer's citations as numbered statements and replies with sentences that point at them. A sentence
that does not pass the check is replaced by the printed words that the answer had for the same citations, or left out.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import languages
import prompts
from answer.carrying import Carrying
from answer.checking import Checker, rendered
from answer.llm import Deadline, Model, Prompt
from answer.numbered import Numbered, numbered
from answer.replies import Told, told
from domain import Answer, AnswerSentence

log = logging.getLogger(__name__)

MOST = 6
"""Sentences of an answer."""
READ = 3 * MOST
"""Sentences read of a reply; what comes after is a loop."""
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "statements": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "statements"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


class Phrasing:
    """One answer on its way through the model: what of it may be shown so far."""

    def __init__(self, answer: Answer, carrying: Carrying) -> None:
        self._answer = answer
        self._statements = numbered(answer)
        self._checker = Checker(self._statements, answer.language, carrying)
        self._quote = str(languages.load(answer.language).answer["quote"])
        self._shown: list[AnswerSentence] = []
        self.replaced = 0
        """Sentences of the model that did not pass."""

    @property
    def passed(self) -> bool:
        """Whether the model wrote anything that may be shown."""
        return any(sentence.phrased for sentence in self._shown)

    @property
    def sentences(self) -> tuple[AnswerSentence, ...]:
        """What may be shown so far."""
        return tuple(self._shown)

    def steps(self, model: Model, deadline: Deadline) -> Iterator[tuple[AnswerSentence, ...]]:
        """The sentences that may be shown, each time there is one more. Raises ModelUnavailable."""
        seen: set[str] = set()
        for number, one in enumerate(told(model.stream(self.prompt(), deadline))):
            if number >= READ or sum(sentence.phrased for sentence in self._shown) >= MOST:
                return
            if one.text not in seen:
                seen.add(one.text)
                self._take(one)
                yield self.sentences

    def prompt(self) -> Prompt:
        """The instructions, and the statements as data between two lines that nobody can guess."""
        fence = f"DATA-{secrets.token_hex(8)}"
        language = languages.load(self._answer.language).name
        data = {
            "question": self._answer.query.question,
            "statements": [_given(statement) for statement in self._statements.values()],
        }
        written = json.dumps(data, ensure_ascii=False)
        system = prompts.load("phrase_answer", language=language, most=MOST, fence=fence)
        return Prompt(system, f"{fence}\n{written}\n{fence}", SCHEMA)

    def _take(self, one: Told) -> None:
        flaws = self._checker.flaws(one)
        if not flaws:
            text = rendered(one, self._statements, self._quote)
            self._shown.append(AnswerSentence(text, one.statements, phrased=True))
            return
        self.replaced += 1
        log.info("answer %s: a sentence of the model %s", self._answer.id, "; ".join(map(_quiet, flaws)))
        self._shown += [s for s in self._printed(one.statements) if s not in self._shown]

    def _printed(self, markers: Sequence[int]) -> list[AnswerSentence]:
        """The first sentence that the answer had, made of printed words, for any of these citations."""
        fitting = [s for s in self._answer.sentences if set(s.markers) & set(markers)]
        return fitting[:1]


def _quiet(flaw: str) -> str:
    """A flaw without the words that it is about: logs hold no text."""
    return flaw.split("'")[0].split('"')[0].strip()


def _given(statement: Numbered) -> dict[str, Any]:
    """A statement as the model sees it."""
    citation = statement.citation
    return {
        "n": statement.number,
        "speakers": {f"[{code}]": name for code, name in statement.names.items()},
        "how": list(statement.stances) or "the outlet itself says",
        "outlet": citation.reference.outlet,
        "date": citation.reference.published.isoformat() if citation.reference.published else None,
        "language": citation.reference.language,
        "text": f"{citation.before}⟦{citation.quote}⟧{citation.after}",
    }
