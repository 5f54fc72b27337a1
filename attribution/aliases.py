"""Mentions of one article → who is the same speaker, and the fullest name that the article gives each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from attribution.drafts import Mention
from attribution.lexicon import Lexicon, fold
from domain import Span

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-’'ʼ.&·][^\W_]+)*\.?")
_CUT = re.compile(r"[,;:(（،]|\s[–—-]\s")
_CASE = re.compile(r"n?(?:[dt][ae]n?|[ıiuü]n|[ae])$")
_FULLEST = 8  # words: a longer phrase is a description, not a name
_PARTICLES = frozenset("de da di do dos du van von der den bin ibn al el la le of und y e".split())


@dataclass(slots=True)
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

    def identify(self, mention: Mention) -> Identity:
        """Whom a naming mention names: one already met, or a new one."""
        name = core_name(mention.span.of(self.text), mention.kind, self.lex)
        words = frozenset(fold(w) for w in _WORD.findall(name)) - self.lex.words["determiners"]
        words -= self.lex.words["demonstratives"] | self.lex.words["noun_prepositions"]
        roles = self._roles(mention)
        found = self._met(words, mention, roles)
        if found is None:
            head = self._head(name, words, mention.kind)
            found = Identity(len(self.identities), name, mention.kind, words, head, roles, mention.span)
            self.identities.append(found)
        elif len(words) > len(found.words) and len(words) <= _FULLEST:
            found.name, found.words, found.span = name, words, mention.span
            found.head = self._head(name, words, mention.kind)
        found.roles |= roles
        found.last_seen = mention.span.start
        found.mentions.append(mention.span)
        return found

    def stranger(self, mention: Mention) -> Identity:
        """Somebody who is only called "he" or "the statement"."""
        name = re.sub(r"^-(?:t-)?", "", core_name(mention.span.of(self.text), mention.kind, self.lex))
        return Identity(-1, name, mention.kind, frozenset(), "", set(), mention.span, mentions=[mention.span])

    def _met(self, words: frozenset[str], mention: Mention, roles: set[str]) -> Identity | None:
        nearest = sorted(self.identities, key=lambda i: -i.last_seen)
        for known in nearest:
            if words == known.words or (words and words < known.words and known.head in words):
                return known
            if known.words and known.words < words and known.head in words and known.kind == mention.kind:
                return known
        if mention.kind == "person" and words and words <= self._role_words():
            return next((i for i in nearest if i.kind in ("person", "name") and words & i.roles), None)
        return None

    def _role_words(self) -> frozenset[str]:
        return self.lex.words["person_nouns"] | self.lex.words["titles"]

    def _roles(self, mention: Mention) -> set[str]:
        return {fold(w).rstrip(".") for w in _WORD.findall(mention.span.of(self.text))} & set(self._role_words())

    def _head(self, name: str, words: frozenset[str], kind: str) -> str:
        if kind == "body":
            body = next((w for w in words if self.lex.has("body_nouns", w)), None)
            if body:
                return body
        ordered = [fold(w) for w in _WORD.findall(name)]
        return ordered[-1] if ordered else ""


def core_name(phrase: str, kind: str, lex: Lexicon) -> str:
    """The name in a noun phrase: "Obama special assistant Kori Schulman" → "Kori Schulman"."""
    cut = _CUT.search(phrase)
    phrase = phrase[: cut.start()] if cut and cut.start() > 2 else phrase
    if lex.elisions and (elided := lex.elisions.match(phrase)) and elided.group()[-1] in "'’ʼ":
        phrase = phrase[elided.end() :]
    words = phrase.split()
    if lex.prefixes and words:
        words[0] = _without_preposition(words[0], lex)
    while len(words) > 1 and (
        lex.has("determiners", fold(words[0])) and (len(words[0]) == 1 or not words[0].isupper())
    ):
        words = words[1:]
    while len(words) > 1 and lex.has("demonstratives", fold(words[-1])):
        words = words[:-1]
    if kind in ("person", "name") and lex.language.spaces:
        words = _person(words, lex)
    if lex.topic_pattern and words and len(words[-1]) > 2:
        words = [*words[:-1], lex.topic_pattern.sub("", words[-1])]
    if lex.case_suffixes and words:
        words = [*words[:-1], _nominative(re.sub(r"['’]\w+$", "", words[-1]), lex)]
    name = re.sub(r"(?<=\w\w)['’]s$", "", " ".join(words).strip(' ,;:–—"“”«»'))
    return name + "".join(closing for opening, closing in ("«»", "“”") if opening in name and closing not in name)


def _nominative(word: str, lex: Lexicon) -> str:
    """As in Turkish "Bakanlığından" → "Bakanlığı": without its case ending, if a known body or person is left."""
    bare = _CASE.sub("", word)
    known = lex.has("body_nouns", fold(bare)) or lex.has("person_nouns", fold(bare))
    return bare if known else word


def _without_preposition(word: str, lex: Lexicon) -> str:
    """As in Arabic "للشرطة" → "الشرطة", "لوزارة" → "وزارة"."""
    if word.startswith("لل") and len(word) > 4:
        return "ا" + word[1:]
    bare = fold(word[1:])
    known = lex.has("body_nouns", bare) or lex.has("person_nouns", bare)
    return word[1:] if word.startswith("ل") and known else word


def _person(words: Sequence[str], lex: Lexicon) -> list[str]:
    """From the words after the last title on, if they are a name; else the last run of capitalised words."""
    roles = [k for k, w in enumerate(words) if _is_role(w, lex)]
    after = list(words[roles[-1] + 1 :]) if roles else list(words)
    if lex.title_genitive and roles and len(after) > 2:
        after = after[1:]
    if after and after[0][:1].isupper():
        run = _capital_run(after)
        return run if roles or len(run) == len(after) else _last_run(words, lex)
    if (roles and roles[-1] == len(words) - 1) or not after:
        return list(words)
    return _last_run(words, lex)


def _is_role(word: str, lex: Lexicon) -> bool:
    plain = fold(word).rstrip(".,")
    return lex.has("person_nouns", plain) or lex.has("titles", plain) or lex.has("titles", fold(word))


def _capital_run(words: Sequence[str]) -> list[str]:
    run: list[str] = []
    for word in words:
        if not (word[:1].isupper() or word.lower() in _PARTICLES or not word[:1].isalpha()):
            break
        run.append(word)
    while run and run[-1].lower() in _PARTICLES:
        run.pop()
    return run


def _last_run(words: Sequence[str], lex: Lexicon) -> list[str]:
    runs: list[list[str]] = []
    for k, word in enumerate(words):
        if word[:1].isupper() and (k == 0 or not words[k - 1][:1].isupper()):
            runs.append(_capital_run(words[k:]))
    last = runs[-1] if runs else []
    before = fold(words[len(words) - len(last) - 1]) if len(last) < len(words) else ""
    part_of = lex.has("noun_prepositions", before) or lex.has("determiners", before)
    return last if len(last) >= 2 and words[-1] == last[-1] and not part_of else list(words)
