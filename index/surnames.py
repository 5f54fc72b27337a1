"""Surnames and full names of an archive go in; whose surname each is comes out, over scripts, within one matter.

A surname alone says little: there are three Rodríguez in one crisis. It means a full name only if that ends with it, in
the same letters or by sound in another script, if the two articles are about one matter (their passages lie near one
another), if nobody else of that name does, and if no two offices are given with it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

import attribution
from index.names import SHORTEST, whole_sound

SAME_SCRIPT = 0.4
"""Cosine of two articles from which one surname in the same letters is one speaker's;"""
FOREIGN = ((4, 0.45), (SHORTEST, 0.5))
"""and in another script, by how many classes of consonants the surname is heard by."""
APART = 0.1
"""How much further away the next one of that name must be."""
CROWD = 500
"""A name that speaks in more articles is given in full in most of them, and is not looked at here."""
CHUNK = 500

Floats = npt.NDArray[np.float32]


class Completed(NamedTuple):
    """What surnames, and names too short to be known by their sounds alone, mean."""

    alone: dict[tuple[str, str], str]
    """(article, alias) → the speaker whose surname stands there."""
    joined: dict[str, str]
    """Speaker → the speaker who is the same under a name in another script."""

    def meaning(self, article: str, alias: str, speaker: str) -> str:
        """Whom an alias means in an article, if it means `speaker` as far as is known without this."""
        found = self.alone.get((article, alias), speaker)
        return self.joined.get(found, found)


class _Called(NamedTuple):
    """Somebody in one article."""

    article: str
    alias: str
    word: str
    """The surname, folded."""
    sound: str
    title: str
    """What stands around it in the name."""
    whole: tuple[str, ...]
    """Sounds of all words of a full name; empty for a surname alone."""


def completed(connection: sqlite3.Connection, meant: Mapping[str, str]) -> Completed:
    """Whom surnames mean; `meant`: alias → speaker, as far as names alone tell."""
    single, full = _read(connection, meant)
    alone: dict[tuple[str, str], str] = {}
    same: list[tuple[str, str]] = []
    for ones, others in _by_name(single, full):
        near = _Nearness(connection, [*ones, *others])
        for one in [*ones, *others]:
            speaker = _meaning(one, others, near, meant)
            if speaker and one.whole:
                same.append((meant.get(one.alias, one.alias), speaker))
            elif speaker:
                alone[one.article, one.alias] = speaker
    return Completed(alone, _joined(same))


def _joined(same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each of those who are one → one of them, best in Latin letters, which most ids are made of."""
    groups: dict[str, set[str]] = {}
    for one, other in same:
        group = groups.get(one, {one}) | groups.get(other, {other})
        groups |= dict.fromkeys(group, group)
    first = {speaker: min(group, key=lambda s: (not s.isascii(), len(s), s)) for speaker, group in groups.items()}
    return {speaker: chosen for speaker, chosen in first.items() if speaker != chosen}


def _read(connection: sqlite3.Connection, meant: Mapping[str, str]) -> tuple[list[_Called], list[_Called]]:
    """Who speaks under a surname alone, and who under a full name; by its first word too, if it is called by that."""
    called_first = {
        meant.get(person, person)
        for alias, person in connection.execute("SELECT DISTINCT alias, person FROM fuller")
        if person.startswith(f"{alias} ")
    }
    sql = """SELECT DISTINCT s.article, s.alias, s.name, a.language FROM spoken AS s
             JOIN articles AS a ON a.id = s.article WHERE s.shown ORDER BY 1, 2, 3"""
    single: list[_Called] = []
    full: list[_Called] = []
    for article, alias, name, language in connection.execute(sql):
        if attribution.is_body(alias):
            continue
        if person := attribution.person(name, language):
            words = person.replace("·", " ").split()
            whole = tuple(whole_sound(w.title()) for w in words)
            by = [words[-1], *(words[:1] if meant.get(alias, alias) in called_first else ())]
            full += [_called(article, alias, word, name, whole) for word in by]
        elif surname := attribution.surname(name, language):
            single.append(_called(article, alias, surname, name, ()))
    return single, full


def _called(article: str, alias: str, surname: str, name: str, whole: tuple[str, ...]) -> _Called:
    title = "" if whole else name.replace(surname, "").strip()
    return _Called(article, alias, attribution.fold(surname), whole_sound(surname.title()), title, whole)


def _by_name(single: Iterable[_Called], full: Sequence[_Called]) -> Iterator[tuple[list[_Called], list[_Called]]]:
    """Surnames of one sound with the full names that end so."""
    groups: dict[str, tuple[list[_Called], list[_Called]]] = defaultdict(lambda: ([], []))
    for called in single:
        groups[called.sound or called.word][0].append(called)
    for called in full:
        groups[called.sound or called.word][1].append(called)
    for ones, others in groups.values():
        if others and len(ones) + len(others) <= CROWD:
            yield [one for one in ones if _one_office(one, ones)], others


def _one_office(one: _Called, others: Sequence[_Called]) -> bool:
    """Whether the surname is given with one office only: "古巴外交部长罗德里格斯" is not "代总统罗德里格斯"."""
    titles = {other.title for other in others if other.word == one.word and other.title}
    return all(a in b or b in a for a, b in combinations(titles, 2))


def _meaning(one: _Called, others: Sequence[_Called], near: _Nearness, meant: Mapping[str, str]) -> str | None:
    """The only speaker of that name in the same matter."""
    own = meant.get(one.alias, one.alias)
    best: dict[str, float] = {}
    for other in others:
        speaker = meant.get(other.alias, other.alias)
        if speaker != own and _may_be(one, other):
            best[speaker] = max(best.get(speaker, -1.0), near(one.article, other.article) - _needed(one, other))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0 or (len(ranked) > 1 and ranked[1][1] > ranked[0][1] - APART):
        return None
    return ranked[0][0]


def _may_be(one: _Called, other: _Called) -> bool:
    if one.whole:  # a full name: the same in another script, too short to be known anywhere
        return _script(one.word) != _script(other.word) and one.whole == other.whole and all(one.whole)
    if _script(one.word) == _script(other.word):
        return one.word == other.word
    return len(one.sound) >= SHORTEST and one.sound == other.sound


def _needed(one: _Called, other: _Called) -> float:
    if _script(one.word) == _script(other.word):
        return SAME_SCRIPT
    heard = sum(map(len, one.whole)) or len(one.sound)
    return next((least for classes, least in FOREIGN if heard >= classes), 1.0)


def _script(word: str) -> str:
    """The same for words of one script."""
    letter = word[:1]
    ranges = (("\u024f", "latin"), ("\u04ff", "cyrillic"), ("\u06ff", "arabic"))
    return next((name for last, name in ranges if letter <= last), "other")


class _Nearness:
    """How near two articles lie to one another: the cosine of the means of their passages."""

    def __init__(self, connection: sqlite3.Connection, called: Iterable[_Called]) -> None:
        ids = list(dict.fromkeys(c.article for c in called))
        self._means: dict[str, Floats] = {}
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            sql = f"""SELECT p.article, v.vector FROM passages AS p JOIN vectors AS v ON v.row = p.row
                      WHERE p.article IN ({", ".join("?" * len(part))})"""
            found: dict[str, list[Floats]] = defaultdict(list)
            for article, blob in connection.execute(sql, part):
                found[article].append(np.frombuffer(blob, dtype=np.float16).astype(np.float32))
            self._means |= {article: _normal(np.mean(vectors, axis=0)) for article, vectors in found.items()}

    def __call__(self, one: str, other: str) -> float:
        if one not in self._means or other not in self._means:
            return -1.0
        return float(self._means[one] @ self._means[other])


def _normal(vector: Floats) -> Floats:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
