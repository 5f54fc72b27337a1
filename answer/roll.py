"""The archive's speakers → those whom a question names, also in another script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attribution
from domain import Speaker
from index import Archive, asked_sounds, sounds

LEAST_HEARD = 3
"""Consonants that a name must have to be recognised by its sound."""
LEAST_WRITTEN = 3
"""Letters of a name that is recognised as it is written."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES = frozenset("de da do dos del della di du des van von der den ten bin ibn al el la le ben abu y e".split())
_COUNTRY = re.compile("[a-z]{2}")


class Names(Mapping[str, Mapping[str, str]]):
    """Speaker's id → language → name, each looked up in the archive when it is asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, id_: str) -> Mapping[str, str]:
        if id_ not in self._known:
            self._known |= {speaker.id: speaker.names for speaker in self._archive.speakers([id_])}
        return self._known[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Roll:
    """Speakers by the last word of each name, and by the whole of it."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self.names: dict[str, Mapping[str, str]] = {speaker.id: speaker.names for speaker in speakers}
        self._written: dict[str, list[str]] = {}
        self._whole: dict[str, list[tuple[str, str]]] = {}
        self._heard: dict[str, list[str]] = {}
        for speaker in speakers:
            for name in set(speaker.names.values()):
                self._add(speaker.id, name)

    def _add(self, id_: str, name: str) -> None:
        words = _WORD.findall(name)
        if len(words) > 1:
            self._whole.setdefault(attribution.fold(words[0]), []).append((attribution.fold(" ".join(words)), id_))
        if not words or len(words[-1]) < LEAST_WRITTEN or any(w[0].islower() and w not in _PARTICLES for w in words):
            return
        self._written.setdefault(attribution.fold(words[-1]), []).append(id_)
        cased = words[-1][0].isupper()  # elsewhere one word may be any noun: "researchers" sounds like Putin in Arabic
        for sound in sounds(words[-1]) if cased or len(words) > 1 else ():
            if len(sound) >= LEAST_HEARD and not words[-1].isascii():
                self._heard.setdefault(sound, []).append(id_)

    def named(self, question: str, *, heard: bool = True) -> tuple[str, ...]:
        """Ids of the speakers by the first name in the question that is a speaker's, the most quoted first.

        `heard`: where nothing is written so, also those whose names sound like a word of it.
        A country speaks only where nobody is named before it: "What did Kerry say of Iran?" asks for Kerry's words.
        """
        found = list(self._written_in(question)) or (list(self._heard_in(question)) if heard else [])
        start = min((place for _, place in found), default=0)
        end = _run_end(question, start)
        names = [m.start() for m in _WORD.finditer(question) if m.start() and m.group()[0].isupper()]
        first = min([start, *names])
        known = {id_ for id_, place in found if place <= end and (place <= first or not _COUNTRY.fullmatch(id_))}
        return tuple(id_ for id_ in self.names if id_ in known)

    def _written_in(self, question: str) -> Iterator[tuple[str, int]]:
        """Ids with the place in the question where they are named."""
        folded = " ".join(attribution.fold(word) for word in _WORD.findall(question)) + " "
        for word in _WORD.finditer(question):
            key = attribution.fold(word.group())
            whole = [id_ for name, id_ in self._whole.get(key, ()) if f"{name} " in folded]
            named = [] if word.group()[0].islower() else self._written.get(key, [])
            yield from ((id_, word.start()) for id_ in (*whole, *named))

    def _heard_in(self, question: str) -> Iterator[tuple[str, int]]:
        return ((id_, 0) for sound in asked_sounds(question) for id_ in self._heard.get(sound, ()))


def _run_end(question: str, start: int) -> int:
    """Where the name that begins there ends: with its last capitalised word in a row."""
    end = start
    for word in _WORD.finditer(question, start):
        if question[end : word.start()].strip() or word.group()[0].islower():
            break
        end = word.end()
    return end
