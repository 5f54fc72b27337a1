"""A reader's question and filters in, the conversation as it grows out; no Gradio here."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer import follow_ups
from domain import Answer, Query, Turn
from errors import WhosaidError
from web.chips import IGNORABLE
from web.render import ALL, Exchange
from web.telling import told

logger = logging.getLogger(__name__)

KEPT = 20
"""Exchanges that a conversation keeps; the oldest go first."""
REMEMBERED = 4
"""Earlier exchanges that are handed over with a follow-up."""

Steps = Callable[[Query], Iterable[Answer]]
"""The answer as it grows, the whole of it last."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose, as the page's fields give it."""

    languages: Sequence[str] = ()
    outlets: Sequence[str] = ()
    since: str = ""
    until: str = ""
    ignore: Sequence[str] = ()
    """Filters that do not count although the question names them."""


class Refused(Exception):
    """The page's sentence for what cannot be asked: its key and its values."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.told = (key, values)


def query(question: object, filters: Filters, earlier: Sequence[Exchange], limit: int) -> Query:
    """The query for what stands in the fields. Raises Refused for what cannot be asked."""
    asked = question.strip() if isinstance(question, str) else ""
    if not any(character.isalnum() for character in asked):
        raise Refused("error_empty")
    if len(asked) > limit:
        raise Refused("error_long", length=str(len(asked)), limit=str(limit))
    since, until = parsed_day(filters.since), parsed_day(filters.until)
    if since and until and since > until:
        raise Refused("error_order", since=since.isoformat(), until=until.isoformat())
    history = tuple(Turn(turn.question, turn.answer.text) for turn in earlier if turn.answer)
    return Query(
        question=asked,
        languages=tuple(filters.languages),
        outlets=tuple(filters.outlets),
        since=since,
        until=until,
        ignore=tuple(key for key in IGNORABLE if key in filters.ignore),
        history=history[-REMEMBERED:],
    )


def plan(written: object) -> tuple[str, Filters]:
    """The question and the filters that the page's script asks again with; what it may not say counts as not said."""
    try:
        told = json.loads(written) if isinstance(written, str) else {}
    except (ValueError, RecursionError):
        told = {}
    told = told if isinstance(told, dict) else {}
    question, since, until = (str(told.get(key) or "") for key in ("question", "since", "until"))
    lists = (told.get(key) for key in ("languages", "outlets", "ignore"))
    languages, outlets, ignore = ([str(one) for one in given] if isinstance(given, list) else [] for given in lists)
    return question, Filters(languages, outlets, since, until, ignore)


def parsed_day(written: str | None) -> date | None:
    """The day that is written as yyyy-mm-dd; None for nothing. Raises Refused for anything else."""
    value = (written or "").strip()
    if not value:
        return None
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise Refused("error_date", value=value[:40]) from None


def converse(
    steps: Steps, wanted: Callable[[], Query], question: str, earlier: Sequence[Exchange], count: int, pace: float
) -> Iterator[tuple[Exchange, ...]]:
    """The conversation after each step: the question alone, then its answer sentence by sentence, then all of it.

    Whatever goes wrong becomes one sentence of the conversation; a stranger's traceback never reaches the reader.
    """
    kept = tuple(earlier)[-(KEPT - 1) :]
    turn = Exchange(question.strip()[:500], values={"count": str(count)})
    yield (*kept, turn)
    found: Answer | None = None
    shown = 0
    try:
        for found in steps(wanted()):
            for step in range(shown + 1, len(found.sentences) + 1):
                yield (*kept, replace(turn, answer=found, progress=step))
                time.sleep(pace)
            shown = len(found.sentences)
    except Refused as refused:
        turn = replace(turn, problem=refused.told)
    except WhosaidError as error:
        turn = replace(turn, problem=("", {"said": told(error)}))
    except Exception:
        logger.exception("a question could not be answered")
        turn = replace(turn, problem=("error_internal", {}))
    if turn.problem or found is None:
        yield (*kept, turn)
        return
    then = follow_ups(found, found.language)
    for step in (len(found.sentences) + 1, ALL):
        yield (*kept, replace(turn, answer=found, progress=step, follow_ups=then))
        time.sleep(pace if step != ALL else 0)
