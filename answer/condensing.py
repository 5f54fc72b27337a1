"""A follow-up and the questions before it → one question that stands by itself, written by a model and checked."""

from __future__ import annotations

import json
import logging
import re
import secrets
from typing import Any

import attribution
import languages
import prompts
from answer.figures import figures, values
from answer.llm import Deadline, Model, Prompt
from domain import Query
from errors import ModelUnavailable

log = logging.getLogger(__name__)

SHARE_OF_TIME = 0.3
"""Of an answer's time, what the rewriting may take."""
LONGEST = 300
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_MARKUP = re.compile(r"https?:|[<>{}\[\]|`*_#\\]|[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_START = 4


def condensed(query: Query, language: str, model: Model, deadline: Deadline) -> str | None:
    """The question that stands by itself; None where the model gives none that may be used.

    What it gives may name nothing that the reader has not named: answers before it are not even sent.
    """
    try:
        reply = model.complete(_prompt(query, language), deadline)
    except ModelUnavailable:
        return None
    question = _question(reply)
    asked = " ".join([*(turn.question for turn in query.history), query.question])
    if question is None or not _modest(question, asked, language):
        log.info("a rewritten question was not used")
        return None
    return question


def _prompt(query: Query, language: str) -> Prompt:
    fence = f"DATA-{secrets.token_hex(8)}"
    data = {"earlier": [turn.question for turn in query.history], "follow_up": query.question}
    system = prompts.load("condense_question", fence=fence, language=languages.load(language).name)
    return Prompt(system, f"{fence}\n{json.dumps(data, ensure_ascii=False)}\n{fence}", SCHEMA)


def _question(reply: str) -> str | None:
    try:
        found = json.loads(reply[reply.index("{") : reply.rindex("}") + 1]).get("question")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found.strip() if isinstance(found, str) and found.strip() else None


def _modest(question: str, asked: str, language: str) -> bool:
    """Whether it is one plain question with no name or number that was not asked about."""
    if len(question) > LONGEST or _MARKUP.search(question):
        return False
    if not values(figures(question, language)) <= values(figures(asked, language)):
        return False
    there = {attribution.fold(word)[:_START] for word in _WORD.findall(asked)}
    names = [word for word in _WORD.findall(question)[1:] if word[0].isupper()]
    return all(attribution.fold(name)[:_START] in there for name in names)
