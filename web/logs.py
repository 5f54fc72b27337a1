"""A level in, the server's log on standard error out: a line for each record, and nobody else's words in it.

Libraries are heard from WARNING on only: at DEBUG the language model's client writes down whole prompts, which hold
article text. What a stranger put into an address or a message cannot begin a line of its own.
"""

from __future__ import annotations

import logging
import re
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

PARTS = ("answer", "app", "attribution", "index", "ingest", "languages", "web")
"""Loggers that are ours."""
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def begin(level: str) -> None:
    """Log from here on: our own parts at this level, everybody else at WARNING or above."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(FORM))
    logging.basicConfig(level=max(logging.getLevelNamesMapping()[level], logging.WARNING), handlers=[handler])
    for part in PARTS:
        logging.getLogger(part).setLevel(level)


class Lines(logging.Formatter):
    """One line for each record; a traceback follows it indented."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, with its traceback written here: another handler may have left its own on it."""
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with every control character written out."""
        return CONTROLS.sub(_written_out, super().formatMessage(record))

    def formatException(self, ei: Raised) -> str:
        """The traceback, in which no line begins like a record."""
        lines = re.split("[\r\n]+", super().formatException(ei))
        return "\n".join("    " + CONTROLS.sub(_written_out, line) for line in lines)


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
