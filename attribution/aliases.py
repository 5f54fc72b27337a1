"""Mentions of one article → who is the same speaker, and the fullest name that the article gives each."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from attribution.drafts import Mention
from attribution.lexicon import Lexicon, fold
from attribution.naming import core_name, names_nobody
from domain import Span

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-’'ʼ.&·][^\W_]+)*\.?")
_FULLEST = 8  # words: a longer phrase is a description, not a name


@dataclass(slots=True, eq=False)
class Identity:
    """One speaker within one article."""

    number: int
    name: str
    kind: str
    words: frozenset[str]
    head: str
    """The word that every shorter mention repeats: the surname, or "ministry"."""
    roles: set[str]
    span: Span
    last_seen: int = 0
    mentions: list[Span] = field(default_factory=list)


class Cast:
    """The speakers of one article, in order of appearance."""

    def __init__(self, text: str, lex: Lexicon) -> None:
        self.text = text
        self.lex = lex
        self.identities: list[Identity] = []
        self._known: defaultdict[str, list[Identity]] = defaultdict(list)
        """By the word that every shorter mention repeats, and by each title."""

    def identify(self, mention: Mention) -> Identity:
        """Whom a naming mention names: one already met, or a new one."""
        named = mention.named or mention.span
        name = core_name(named.of(self.text), "name" if mention.named else mention.kind, self.lex, self.text)
        words = frozenset(fold(w) for w in _WORD.findall(name)) - self.lex.words["determiners"]
        words -= self.lex.words["demonstratives"] | self.lex.words["noun_prepositions"]
        roles = self._roles(mention)
        found = self._met(words, mention, roles)
        if found is None:
            head = self._head(name, words, mention.kind)
            found = Identity(len(self.identities), name, mention.kind, words, head, set(), mention.span)
            self.identities.append(found)
        elif len(words) > len(found.words) and len(words) <= _FULLEST and self._is_fuller(name, mention):
            found.name, found.words, found.span = name, words, mention.span
            found.head = self._head(name, words, mention.kind)
        for word in {found.head} | (roles - found.roles):
            if found not in self._known[word]:
                self._known[word].append(found)
        found.roles |= roles
        found.last_seen = mention.span.start
        found.mentions.append(mention.span)
        return found

    def stranger(self, mention: Mention) -> Identity:
        """Somebody who is only called "he" or "the statement"."""
        name = re.sub(r"^-(?:t-)?", "", core_name(mention.span.of(self.text), mention.kind, self.lex, self.text))
        return Identity(-1, name, mention.kind, frozenset(), "", set(), mention.span, mentions=[mention.span])

    def _met(self, words: frozenset[str], mention: Mention, roles: set[str]) -> Identity | None:
        known_by = (i for word in words for i in self._known.get(word, ()))
        nearest = sorted(known_by, key=lambda i: (-i.last_seen, i.number))
        if mention.kind == "person" and words and words <= self._role_words():
            holder = next((i for i in nearest if words & i.roles and not i.words <= self._role_words()), None)
            if holder:  # "the prosecutor" of the headline has a name by now
                return holder
        for known in nearest:
            if self._joins(words) != self._joins(known.words) and mention.kind == known.kind == "name":
                continue  # "Pascrell and Lance" is not Pascrell
            if words == known.words or (words and words < known.words and known.head in words):
                return known
            if known.words and known.words < words and known.head in words and known.kind == mention.kind:
                return known
        if mention.kind == "person" and words and words <= self._role_words():
            return next((i for i in nearest if i.kind in ("person", "name") and words & i.roles), None)
        return None

    def _joins(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.lex.words["conjunctions"])

    def _is_fuller(self, name: str, mention: Mention) -> bool:
        """Whether a longer form may be the name: "Putin more", "Эксперт не вполне" are none."""
        if mention.kind == "body" or self.lex.caseless:
            return True
        if names_nobody(name, self.lex):
            return False
        words = _WORD.findall(name)
        return not any(w.islower() and not self._is_small(fold(w)) for w in words[1:]) or not words[0][:1].isupper()

    def _is_small(self, word: str) -> bool:
        return (
            any(self.lex.has(c, word) for c in ("noun_prepositions", "determiners", "person_nouns")) or len(word) <= 3
        )

    def _role_words(self) -> frozenset[str]:
        return self.lex.words["person_nouns"] | self.lex.words["titles"]

    def _roles(self, mention: Mention) -> set[str]:
        return {fold(w).rstrip(".") for w in _WORD.findall(mention.span.of(self.text))} & set(self._role_words())

    def _head(self, name: str, words: frozenset[str], kind: str) -> str:
        ordered = [fold(w) for w in _WORD.findall(name)]
        if kind == "body":
            body = next((w for w in ordered if w in words and self.lex.has("body_nouns", w)), None)
            if body:
                return body
        return ordered[self._head_place(name)] if ordered else ""

    def _head_place(self, name: str) -> int:
        """The last word; of "porte-parole de Neymar", "Mike Ryan de la OMS" the one of which the others say more."""
        words = _WORD.findall(name)
        parts = [k for k, word in enumerate(words) if k and self.lex.has("noun_prepositions", fold(word))]
        first = parts[0] if parts else 0
        described = first and (words[first - 1].islower() or words[-1].isupper())
        return first - 1 if described and words[first].islower() else -1
