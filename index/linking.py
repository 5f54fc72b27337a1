"""The names of all speakers of an archive go in; which of them are one speaker comes out.

A wrong speaker is the worst that can happen here, so names are joined only if they are the same name: without the title
before it, in another spelling of the same sounds, or in another script by its sounds. A body composed of a country and
an office has an id of its own and is never joined by likeness; nor is the holder of an office joined with the office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import attribution
from index.known import Known
from index.names import SHORTEST, whole_sound

CONSONANTS = 5
"""Classes of consonants that two names must share to be one by their sounds."""
FOREIGN_CONSONANTS = 6
"""The same across scripts."""


INFLECTED = frozenset({"ru", "uk", "pl"})
"""Languages that put a name into another case after a title."""


class Name(NamedTuple):
    """A name under which somebody speaks."""

    alias: str
    """The id that attribution gives it."""
    name: str
    """As it is printed most often."""
    language: str
    times: int
    """How often it speaks."""


class Linked(NamedTuple):
    """Who is whom."""

    meant: dict[str, str]
    """Alias → speaker's id, for every alias whose speaker has another id than its own."""
    people: frozenset[str]
    """The aliases that are persons' full names."""


class _Person(NamedTuple):
    alias: str
    words: tuple[str, ...]
    """Folded, without initials and hyphens."""
    sound: tuple[str, ...]
    """Per word; empty if one of the words has no sound of its own."""
    latin: bool
    """Whether the words are written, or fold to, Latin letters."""
    inflected: bool
    """Whether what stands after a title may be in another case, and be somebody else: "Putin's spokesman".

    Then it counts only if its bearer is called so more than once.
    """


def link(names: Sequence[Name], known: Known) -> Linked:
    """Join the names that are one speaker's, and those that the keeper of the archive says are."""
    groups = _Groups(known)
    people = [found for name in names if (found := _person(name)) is not None]
    for name in names:
        groups.count(name.alias, name.times)
    titled = [(person, plain) for person, plain in people if plain != person.alias]
    groups.titled |= {person.alias for person, _ in titled}
    for person, plain in titled:
        if not person.inflected:
            groups.join(person.alias, plain)
    for one, other in _alike([person for person, plain in people if plain == person.alias or not person.inflected]):
        groups.join(one.alias, other.alias)
    for person, plain in titled:
        if person.inflected and groups.counts.get(plain, 0) > 1 and groups.speaker(plain) == plain:
            groups.join(person.alias, plain)
    return Linked(groups.speakers(), frozenset(person.alias for person, _ in people))


def _person(name: Name) -> tuple[_Person, str] | None:
    """Whom a name names, and the id of the bare personal name; None if it is no person's full name."""
    if attribution.is_body(name.alias) or (bare := attribution.person(name.name, name.language)) is None:
        return None
    plain = attribution.canonical(bare, name.language)
    written = attribution.fold(bare) if "·" in bare else plain  # an id has no marks
    words = tuple(w for w in written.replace("-", " ").replace("·", " ").split() if len(w.rstrip(".")) > 1)
    if len(words) < 2 or attribution.is_body(plain):
        return None
    heard = [whole_sound(word.title()) for word in bare.replace("-", " ").replace("·", " ").split()]
    sound = tuple(found for found in heard if len(found) >= SHORTEST)
    latin = all(letter < "\u0250" for word in words for letter in word)
    known_sound = sound if len(sound) == len(words) else ()
    return _Person(name.alias, words, known_sound, latin, name.language in INFLECTED), plain


def _alike(people: Sequence[_Person]) -> Iterator[tuple[_Person, _Person]]:
    """Pairs that are one person by their words or by their sounds."""
    same_words, same_sounds = defaultdict[object, list[_Person]](list), defaultdict[object, list[_Person]](list)
    for person in people:
        same_words[person.words].append(person)
        if sum(map(len, person.sound)) >= CONSONANTS:
            same_sounds[person.sound].append(person)
    for group in same_words.values():
        yield from ((group[0], other) for other in group[1:])
    for group in same_sounds.values():
        distinct = list({person.words: person for person in group}.values())
        yield from (pair for pair in combinations(distinct, 2) if _one(*pair))


def _one(one: _Person, other: _Person) -> bool:
    """Whether two names of the same sounds are spellings of one name."""
    if one.latin != other.latin:
        return sum(map(len, one.sound)) >= FOREIGN_CONSONANTS
    if not one.latin:
        return one.words == other.words
    pairs = list(zip(one.words, other.words, strict=True))
    near = all(_distance(a, b) <= max(1, max(len(a), len(b)) // 3) for a, b in pairs)
    return near and not any(_other_ending(a, b) for a, b in pairs[:-1])


def _other_ending(one: str, other: str) -> bool:
    """Whether two given names differ in their last vowel alone: Mario is not Maria, Michel not Michelle."""
    bare = [word.rstrip("aeiou").rstrip(word.rstrip("aeiou")[-1:]) for word in (one, other)]
    return one != other and bare[0] == bare[1]


def _distance(one: str, other: str) -> int:
    """Letters to insert, drop or change between two words (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


class _Groups:
    """Aliases that are one speaker; two speakers that the keeper named, or told apart, are never joined."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.members: dict[str, set[str]] = {}
        self.counts: dict[str, int] = {}
        """Aliases that speak; a bare name that was only found under its title does not."""
        self.titled: set[str] = set()
        for alias, speaker in known.speakers.items():
            self._of(speaker).add(alias)
            self.members[alias] = self.members[speaker]

    def count(self, alias: str, number: int) -> None:
        """Note how often an alias speaks."""
        self.counts[alias] = self.counts.get(alias, 0) + number

    def join(self, one: str, other: str) -> None:
        """Make one group of two, unless that is forbidden."""
        first, second = self._of(one), self._of(other)
        if first is second or len(self._named(first) | self._named(second)) > 1 or self._apart(first, second):
            return
        first |= second
        for alias in second:
            self.members[alias] = first

    def speakers(self) -> dict[str, str]:
        """Alias → id, where they differ."""
        found = {alias: self.speaker(alias) for alias in self.members}
        return {alias: speaker for alias, speaker in found.items() if speaker != alias}

    def speaker(self, alias: str) -> str:
        """Whom an alias means: the keeper's id, else the alias of its group that speaks most, best without a title."""
        group = self._of(alias)
        named = self._named(group)
        return min(named) if named else min(group, key=self._standing)

    def _standing(self, alias: str) -> tuple[bool, bool, int, int, str]:
        return (alias not in self.counts, alias in self.titled, -self.counts.get(alias, 0), len(alias), alias)

    def _of(self, alias: str) -> set[str]:
        return self.members.setdefault(alias, {alias})

    def _named(self, group: set[str]) -> set[str]:
        return {self.known.speakers[alias] for alias in group if alias in self.known.speakers}

    def _apart(self, one: set[str], other: set[str]) -> bool:
        both = [(a, b) for a, b in self.known.apart if (a in one and b in other) or (a in other and b in one)]
        return bool(both)
