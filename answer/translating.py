"""Citations in other languages → the same with a machine's translation under each, where it passes the check."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import languages
import prompts
from answer.carrying import Carrying
from answer.figures import figures, values
from answer.llm import Deadline, Model, Prompt
from answer.replies import objects
from answer.turning import may_turn, turns
from domain import Citation
from errors import ModelUnavailable

MOST = 8
"""Quotes of one answer that are translated, the first ones."""
LONGEST = 800
"""Characters of a quote that is translated."""
CARRIED = 0.35
"""As for sentences: words met plus likeness."""
LENGTHS = (0.2, 6.0)
"""A translation's length over the quote's: Chinese is short."""
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "translations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"n": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["n", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["translations"],
    "additionalProperties": False,
}
_MARKUP = re.compile(r"https?:|\]\(|[<>{}|`*_#\\]|[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def translated(
    citations: Sequence[Citation], language: str, model: Model, deadline: Deadline, carrying: Carrying
) -> tuple[Citation, ...]:
    """All citations in their order; without a usable translation one stays as it is."""
    foreign = [c for c in citations if c.reference.language != language and len(c.quote) <= LONGEST][:MOST]
    if not foreign:
        return tuple(citations)
    by_marker = {c.marker: c for c in foreign}
    found: dict[int, str] = {}
    try:
        for value in objects(model.stream(_prompt(foreign, language), deadline)):
            number, text = value.get("n"), value.get("text")
            if isinstance(number, int) and isinstance(text, str) and number in by_marker:
                if _sound(by_marker[number], text.strip(), language, carrying):
                    found.setdefault(number, text.strip())
                if len(found) == len(foreign):
                    break
    except ModelUnavailable:
        pass  # the printed words are there, and they are what counts
    return tuple(replace(c, translation=found.get(c.marker, "")) for c in citations)


def _prompt(citations: Sequence[Citation], language: str) -> Prompt:
    fence = f"DATA-{secrets.token_hex(8)}"
    data = [{"n": c.marker, "language": c.reference.language, "text": c.quote} for c in citations]
    system = prompts.load("translate_quotes", fence=fence, language=languages.load(language).name)
    return Prompt(system, f"{fence}\n{json.dumps(data, ensure_ascii=False)}\n{fence}", SCHEMA)


def _sound(citation: Citation, text: str, language: str, carrying: Carrying) -> bool:
    """Whether it says what the quote says, as far as can be told: length, numbers, negation, content, language."""
    quote, source = citation.quote, citation.reference.language
    if _MARKUP.search(text) or not LENGTHS[0] <= len(text) / len(quote) <= LENGTHS[1]:
        return False
    there, here = figures(quote, source), figures(text, language)
    if any(not f.values & values(there) for f in here if f.written[0].isdigit()):
        return False
    if any(not f.values & values(here) for f in there if f.written[0].isdigit()):
        return False
    if (turns(quote, source) and not may_turn(text, language)) or (
        turns(text, language) and not may_turn(quote, source)
    ):
        return False
    if carrying.words(text, [quote]) + carrying.sense(text, [quote]) < CARRIED:
        return False
    told, sure = languages.detect(text)
    return told == language or sure < 0.5
