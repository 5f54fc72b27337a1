"""A model's reply, piece by piece → its sentences, each as soon as it is complete."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

_LISTS = re.compile(r'"(?:sentences|translations)"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


class Told(NamedTuple):
    """A sentence as the model gives it: nothing of it is believed yet."""

    text: str
    statements: tuple[int, ...]


def objects(pieces: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The objects of the reply's list, each as soon as it is whole; what is no JSON ends them without an error."""
    reader = json.JSONDecoder()
    text, at = "", -1
    for piece in pieces:
        text += piece
        if at < 0:
            opened = _LISTS.search(text)
            if not opened:
                continue
            at = opened.end()
        while True:
            start = _GAP.match(text, at).end()  # type: ignore[union-attr]
            if start >= len(text):
                break
            if text[start] != "{":
                return
            try:
                value, at = reader.raw_decode(text, start)
            except ValueError:
                break  # not whole yet
            except RecursionError:
                return
            if isinstance(value, dict):
                yield value


def told(pieces: Iterable[str]) -> Iterator[Told]:
    """The sentences of a reply; an object of another form is passed over."""
    for value in objects(pieces):
        text, numbers = value.get("text"), value.get("statements")
        whole = isinstance(numbers, list) and all(type(n) is int for n in numbers)
        if isinstance(text, str) and text.strip() and whole and numbers:
            yield Told(text.strip(), tuple(dict.fromkeys(numbers)))
