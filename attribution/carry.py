"""Drafts of an article in order → each with its speaker: named, through a pronoun, or carried over from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from attribution.aliases import Cast, Identity
from attribution.credits import agency
from attribution.drafts import Draft, Mention
from attribution.lexicon import Lexicon, fold
from domain import Found

_STATEMENT_DECAY = 0.03
"""Trust lost per sentence between a speaker and "the statement" that stands for them."""
_APART = 0.45
"""Trust lost where a sentence without their speech stands between a speaker and a pronoun: it may mean its subject."""
_RIVALS = 0.6
_DOUBTFUL = 0.5
_SURE = 0.6
"""Trust above which the name beside a cue is taken as it stands by the pronouns that follow it."""
_HEARD = 0.4
"""Trust up to which a speaker is not remembered as the last one."""
_BEFORE = 0.6
"""Trust in the subject of the sentence before, if that sentence told of no speech."""
_SUBJECT = 0.8
"""Trust in the subject of the same sentence as the one whom a pronoun means."""
_MEMORY = 5
"""Sentences: a speaker who has not spoken for longer is no longer meant by a pronoun."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a draft's statement belongs to."""

    identity: Identity
    mention: Mention | None
    """The words beside the cue, if they name the speaker themselves."""
    found: Found
    trust: float


@dataclass(slots=True)
class Discourse:
    """Who has spoken so far."""

    cast: Cast
    lex: Lexicon
    text: str
    recent: list[tuple[int, Identity, float]] = field(default_factory=list)
    """(sentence, speaker, trust in that), oldest first."""
    subjects: dict[int, Mention] = field(default_factory=dict)
    """Sentence → its subject, where it begins with one."""

    def resolve(self, draft: Draft, outer: Resolved | None) -> Resolved | None:
        """The speaker of a draft; None if it cannot be told."""
        mention = draft.mention
        if mention and mention.kind == "first_person":
            return None if outer else self._unknown(mention)
        if mention is None or self._stands_for(mention):
            resolved = self._through(draft, mention, outer)
        elif outer is None and self._comments(mention) and (last := self._last_named(draft.sentence)):
            resolved = Resolved(last, mention, "pronoun", mention.quality)
        elif outer is None and (pointed := self._pointed_at(mention)):
            resolved = Resolved(pointed, mention, "pronoun", mention.quality)
        else:
            resolved = Resolved(self.cast.identify(mention), mention, "explicit", mention.quality)
        guessed = resolved is not None and resolved.mention is self.subjects.get(draft.sentence - 1, draft)
        guessed = guessed and bool(self.lex.words["reported_moods"])  # too little to go on from, without a cue
        if resolved and outer is None and resolved.trust > _HEARD and not guessed and not self._is_thing(draft):
            self.recent.append((draft.sentence, resolved.identity, self._remembered(draft, resolved)))
        return resolved

    def _remembered(self, draft: Draft, resolved: Resolved) -> float:
        """Doubt goes on: "he added" is no surer than the name before it, or than "added" without any "he"."""
        named = draft.mention is not None and resolved.mention is draft.mention
        doubtful = draft.mention is None or (named and resolved.trust <= _SURE)
        return resolved.trust if doubtful else 1.0

    def _comments(self, mention: Mention) -> bool:
        """As in "the expert", "эксперт": whoever has just spoken, if that was somebody with a name."""
        *before, noun = [fold(word) for word in mention.span.of(self.text).split()]
        articles = self.lex.words["articles"] | self.lex.words["demonstratives"]
        definite = len(before) == 1 and before[0] in articles and before[0] not in self.lex.words["indefinites"]
        return self.lex.has("commentators", noun) and (definite or not (before or self.lex.words["articles"]))

    def _pointed_at(self, mention: Mention) -> Identity | None:
        """As in "that agency", Indonesian "badan tersebut": the last speaker that is one, or is known by an acronym."""
        words = {fold(word) for word in mention.span.of(self.text).split()} - self.lex.words["articles"]
        nouns = words - self.lex.words["demonstratives"]
        if mention.kind != "body" or len(nouns) != 1 or nouns == words:
            return None
        speakers = (i for at, i, _ in reversed(self.recent))
        return next((i for i in speakers if nouns <= i.words or (i.name.isupper() and not self.lex.caseless)), None)

    def _last_named(self, sentence: int) -> Identity | None:
        """Who spoke last, if that was a person whom the article names, and not long ago."""
        at, identity, _ = self.recent[-1] if self.recent else (-_MEMORY, None, 0.0)
        words = identity.name.split() if identity is not None and identity.kind in ("name", "person") else []
        acronym = any(len(word) > 1 and word.isupper() for word in words)  # a university comments too, and is no expert
        named = any(word[0].isupper() for word in words) and not acronym
        return identity if named and sentence - at <= _MEMORY else None

    def _is_thing(self, draft: Draft) -> bool:
        """As in "according to data of Amnesty", or the topic before a headline's colon: what no "he added" means."""
        mention = draft.mention
        first = fold(mention.span.of(self.text).split()[0]) if mention else ""
        topic = draft.pattern == "headline" and mention is not None and mention.kind == "name"
        return topic or self.lex.has("studies", first)

    def _stands_for(self, mention: Mention) -> bool:
        return mention.kind in ("pronoun", "statement") or self._possessive(mention)

    def _possessive(self, mention: Mention) -> bool:
        words = mention.span.of(self.text).split()
        return len(words) == 2 and self.lex.has("possessives", fold(words[0])) and not words[1][:1].isupper()

    def _through(self, draft: Draft, mention: Mention | None, outer: Resolved | None) -> Resolved | None:
        if outer is not None:
            return self._inner(draft, outer)
        if mention and mention.kind not in ("pronoun", "statement"):
            return self._unknown(mention)  # "his lawyer" is not he
        wanted = self._wanted(mention)
        outside = draft.subject if draft.subject and not draft.content.overlaps(draft.subject.span) else None
        if same := self._same_sentence(outside, mention, wanted):
            return same
        for sentence, identity, sure in reversed(self.recent):
            age = draft.sentence - sentence
            if age > 1 and mention and (before := self._subject_before(draft.sentence, mention, wanted)):
                return before
            if age > _MEMORY:
                break
            if (wanted is None or identity.kind in wanted) and not self._is_outlet(mention, identity):
                trust = self._nearness(mention, age) * self._agreement(mention, identity)
                doubt = self._rivalry(draft, sentence, identity) if mention is None else 1.0
                return Resolved(identity, None, "pronoun", min(trust * doubt, sure))
        if mention and (before := self._subject_before(draft.sentence, mention, wanted)):
            return before
        told = draft.entry is not None and (draft.entry.kind == "own_pronoun" or draft.sentence > 0)
        if mention is None and draft.cue and told:
            mention = Mention(draft.cue, "pronoun", 0.2)
        return self._unknown(mention)

    def _is_outlet(self, mention: Mention | None, identity: Identity) -> bool:
        """Whether "he" or "she" would stand for a news agency, a broadcaster or an acronym."""
        if mention is None or mention.kind != "pronoun" or identity.kind != "name":
            return False
        word = fold(mention.span.of(self.text)).strip()
        person = self.lex.has("persons", word) and not self.lex.has("bodies", word)
        outlet = agency(identity.name, self.lex.language.code) is not None
        return person and (outlet or (identity.name.isupper() and not self.lex.caseless))

    def _rivalry(self, draft: Draft, last: int, identity: Identity) -> float:
        """Less for a verb without a pronoun that may be somebody else's, who spoke as lately or is a subject since."""
        lately = any(other is not identity and draft.sentence - at <= 1 for at, other, _ in self.recent)
        since = (self.subjects[k] for k in range(last + 1, draft.sentence) if k in self.subjects)
        rivals = lately or any(self._may_speak(one) and not self._is_of(one, identity) for one in since)
        return _RIVALS if rivals else 1.0

    def _is_of(self, subject: Mention, identity: Identity) -> bool:
        """Whether a subject repeats a word of a speaker's name."""
        return any(fold(word) in identity.words for word in subject.span.of(self.text).split())

    def _same_sentence(
        self, subject: Mention | None, pronoun: Mention | None, wanted: frozenset[str] | None
    ) -> Resolved | None:
        """As in "The ministry released photos they said showed …": the subject of the clause that stands before."""
        if subject is None or (pronoun and pronoun.kind != "pronoun") or not self._may_speak(subject):
            return None
        if wanted is not None and subject.kind not in wanted:
            return None
        identity = self.cast.identify(subject)
        trust = _SUBJECT * self._agreement(pronoun, identity) * subject.quality
        return Resolved(identity, subject, "pronoun", trust)

    def _may_speak(self, subject: Mention) -> bool:
        """Whether it is somebody; where every noun has a capital, a capital alone names nobody."""
        if self.lex.has("labels", fold(subject.span.of(self.text).split()[0])):
            return False  # "Lire aussi"
        return subject.kind in ("body", "person") or (subject.kind == "name" and not self.lex.nouns_upper)

    def _subject_before(self, sentence: int, pronoun: Mention, wanted: frozenset[str] | None) -> Resolved | None:
        """As in "The Commission met on Monday. The vote was illegal, it said": the subject of the sentence before."""
        subject = self.subjects.get(sentence - 1) if pronoun.kind == "pronoun" else None
        if subject is None or not self._may_speak(subject):
            return None
        if wanted is not None and subject.kind not in wanted:
            return None
        identity = self.cast.identify(subject)
        return Resolved(identity, subject, "pronoun", _BEFORE * self._agreement(pronoun, identity) * subject.quality)

    def _nearness(self, mention: Mention | None, age: int) -> float:
        if mention and mention.kind == "statement":
            return 1.0 - _STATEMENT_DECAY * max(0, age - 1)
        return 1.0 - _APART * (age > 1)

    def _agreement(self, mention: Mention | None, identity: Identity) -> float:
        """Less for "they", whose number we do not check, and for speakers without a name."""
        plural = mention is not None and self.lex.has("plurals", fold(mention.span.of(self.text)))
        return _DOUBTFUL if plural or identity.kind == "common" else 1.0

    def _unknown(self, mention: Mention | None) -> Resolved | None:
        """A pronoun for somebody whom the article has not let speak before: kept as it stands, never shown."""
        if mention is None:
            return None
        return Resolved(self.cast.stranger(mention), mention, "pronoun", 0.2)

    def _inner(self, draft: Draft, outer: Resolved) -> Resolved | None:
        """A pronoun within a content: the subject of that content, never the outer speaker again."""
        subject = draft.subject
        if subject is None or subject.kind in ("pronoun", "first_person", "statement"):
            quoted = draft.outer[-1].form == "direct" and draft.mention is not None
            return self._unknown(draft.mention) if quoted else None
        identity = self.cast.identify(subject)
        return None if identity is outer.identity else Resolved(identity, subject, "pronoun", 0.85 * subject.quality)

    def _wanted(self, mention: Mention | None) -> frozenset[str] | None:
        """The kinds of speaker that the words can stand for."""
        if mention is None:
            return None
        word = fold(mention.span.of(self.text)).strip()
        if mention.kind == "statement":
            return frozenset({"body", "person", "name"})
        person, body = self.lex.has("persons", word), self.lex.has("bodies", word)
        if person and not body:
            return frozenset({"person", "name", "common"})
        if body and not person:
            return frozenset({"body", "name", "common"})
        return None

    def carried(self, sentence: int, paragraphs: Mapping[int, int]) -> tuple[Identity, float] | None:
        """Who goes on speaking in a sentence that is a quotation without a cue."""
        if not self.recent:
            return None
        last, identity, sure = self.recent[-1]
        distance = sentence - last
        if distance > 2:
            return None
        same = paragraphs[sentence] == paragraphs[last]
        trust = (1.0 if same else 0.75) - 0.15 * (distance - 1)
        self.recent.append((sentence, identity, sure))
        return identity, trust
