"""The archive's speakers → those whom a question names, also in another script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import attribution
from domain import Speaker
from index import asked_sounds, sounds

LEAST_HEARD = 3
"""Consonants that a name must have to be recognised by its sound."""
LEAST_WRITTEN = 3
"""Letters of a name that is recognised as it is written."""


class Roll:
    """Every speaker of an archive by the last word of each name."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self.names: dict[str, Mapping[str, str]] = {speaker.id: speaker.names for speaker in speakers}
        self._written: dict[str, list[str]] = {}
        self._heard: dict[str, list[str]] = {}
        for speaker in speakers:
            for name in set(speaker.names.values()):
                self._add(speaker.id, name)

    def _add(self, id_: str, name: str) -> None:
        words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
        if not words or words[-1][0].islower() or len(words[-1]) < LEAST_WRITTEN:
            return
        self._written.setdefault(attribution.fold(words[-1]), []).append(id_)
        for sound in sounds(words[-1]):
            if len(sound) >= LEAST_HEARD and not words[-1].isascii():
                self._heard.setdefault(sound, []).append(id_)

    def named(self, question: str) -> tuple[str, ...]:
        """Ids of the speakers whom the question names, the most quoted first."""
        found: list[str] = []
        for word in re.findall(r"[^\W\d_]+", question):
            if not word[0].islower():
                found += self._written.get(attribution.fold(word), [])
        if not found:
            found = [id_ for sound in asked_sounds(question) for id_ in self._heard.get(sound, [])]
        known = set(found)
        return tuple(id_ for id_ in self.names if id_ in known)
