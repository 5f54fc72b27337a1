"""Language → its lexicon of reported speech, compiled from the section [attribution] of languages/<code>.toml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal, NamedTuple, get_args

from domain import Stance
from languages import Language, load_or_default

CueKind = Literal[
    "verb", "participle", "according", "postposed", "pointing", "own_pronoun", "infinitive", "about", "nominal"
]
STANCES: tuple[Stance, ...] = get_args(Stance)

_CASELESS = frozenset({"ar", "fa", "he", "hi", "zh", "ja", "ko", "th", "ur"})
_BRACES = re.compile(r"\{([^{}]*)\}")
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىی", "ااااىي")
_PLAIN = str.maketrans("’ʼ‘`´", "'''''")


class Entry(NamedTuple):
    """What a form of the lexicon says about the words that it matches."""

    words: tuple[str, ...]
    lemma: str
    stance: Stance
    kind: CueKind
    plain: bool
    """Whether a clause may follow without a complementiser; false for forms that are nouns as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words by which one language reports speech, folded for comparison."""

    language: Language
    order: str
    """`svo`, `v2`, `vso` or `sov`."""
    pro_drop: bool
    unproved: bool
    """No labelled text of this language was at hand: only speakers whom the article names again are shown."""
    by_title: bool
    """In an unproved language: whether a speaker with a title or office may be shown though named but once."""
    zero: bool
    """Whether a reported clause may follow its verb without a complementiser."""
    inversion: bool
    """Whether "…", said the minister: verb before speaker."""
    strict_inversion: bool
    """Whether only the plain verbs of saying do so."""
    comma_clause: bool
    """Whether a comma parts verb and reported clause, as in German and Russian."""
    cues: Mapping[str, tuple[Entry, ...]]
    """First word → entries, longest first."""
    separable: Mapping[str, Mapping[str, Entry]]
    """Verb form → particle that stands later in the clause → entry (German "teilte … mit")."""
    words: Mapping[str, frozenset[str]]
    """Word classes: complementisers, auxiliaries, negations, prepositions …"""
    verb_pattern: re.Pattern[str] | None
    """What looks like a verb of this language, so that a noun phrase ends before it."""
    adverb_pattern: re.Pattern[str] | None
    participle_pattern: re.Pattern[str] | None
    """Cue forms that report only after an auxiliary (French "déclaré")."""
    narrative_pattern: re.Pattern[str] | None
    """How verbs end by which a story goes on, where the tense tells them from what is reported (Spanish -ó)."""
    content_ending: re.Pattern[str] | None
    """How the last word of a reported clause before its verb looks (Turkish -dığını)."""
    infinitive_pattern: re.Pattern[str] | None
    """How an infinitive begins or ends, or the word that marks it (English "to")."""
    dative_pattern: re.Pattern[str] | None
    """How a noun ends that is spoken to (Russian -у, -ам)."""
    negative_pattern: re.Pattern[str] | None
    """How a verb form looks that says no (Turkish "doğrulamadı")."""
    object_pattern: re.Pattern[str] | None
    """How a common noun ends that is an object before its verb (Russian -у in "Мадрид цифру оспорил")."""
    oblique_pattern: re.Pattern[str] | None
    """How a word looks that is no subject: case endings and converbs (Turkish -'ya, -arak)."""
    topic_pattern: re.Pattern[str] | None
    """How the last word of a speaker looks where a particle is written on it (Korean -는)."""
    title_genitive: bool
    """Whether a title's country stands between title and name (Russian "президент Франции Макрон")."""
    nouns_upper: bool
    """Whether every noun is written with a capital (German)."""
    case_suffixes: bool
    """Whether an apostrophe parts a name from its case endings (Turkish)."""
    prefixes: tuple[str, ...]
    """Letters written together with the next word (Arabic و)."""
    elisions: re.Pattern[str] | None

    @property
    def caseless(self) -> bool:
        """Whether the script has no capital letters, so that they tell no names."""
        return self.language.code in _CASELESS

    def has(self, name: str, word: str) -> bool:
        """Whether the word belongs to this word class."""
        return word in self.words[name]


WORD_CLASSES = (
    "complementisers",
    "near_complementisers",
    "perfects",
    "auxiliaries",
    "passives",
    "negations",
    "modals",
    "prepositions",
    "noun_prepositions",
    "determiners",
    "articles",
    "demonstratives",
    "conjunctions",
    "connectors",
    "subordinators",
    "relatives",
    "times",
    "first_persons",
    "persons",
    "bodies",
    "plurals",
    "possessives",
    "tell",
    "statement_nouns",
    "body_nouns",
    "person_nouns",
    "titles",
    "commentators",
    "indefinites",
    "labels",
    "not_speakers",
    "evidence_verbs",
    "evidence_nouns",
    "evidence_shows",
    "frame_verbs",
    "frame_nouns",
    "reported_moods",
    "verbs_like",
    "as_words",
    "infinitives",
    "carrying",
    "quotatives",
    "aspects",
    "sources",
    "studies",
    "not_sources",
    "topics",
    "not_carried",
    "adding",
    "passive_forms",
    "made_words",
    "agents",
    "office_words",
    "same",
    "bare_infinitives",
    "proposing",
    "contrasts",
    "speaking_places",
    "occasions",
    "adversatives",
    "relays",
    "oblique_determiners",
    "addressees",
    "quantities",
)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case with plain apostrophes; Arabic without vowel marks and with one alef."""
    word = word.lower().replace("i\u0307", "i").translate(_PLAIN)  # Turkish "İ" in lower case
    if "\u0600" <= word[:1] <= "\u06ff":
        word = _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)
    return unicodedata.normalize("NFC", word)


def expand(pattern: str) -> list[str]:
    """`сказал{,а,и}` → сказал, сказала, сказали."""
    pieces = _BRACES.split(pattern)
    choices = [piece.split(",") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    return ["".join(parts) for parts in product(*choices)]


def forms_of(entry: str) -> list[tuple[str, bool]]:
    """Forms of one lexicon line with whether each may stand before a bare clause (no star)."""
    return [(form.rstrip("*"), not form.endswith("*")) for raw in entry.split() for form in expand(raw)]


def _entries(table: Mapping[str, Iterable[str]], kind: CueKind) -> Iterable[Entry]:
    for stance, lines in table.items():
        for line in lines:
            forms = forms_of(line)
            lemma = forms[0][0].replace("_", " ")
            for form, plain in forms:
                yield Entry(tuple(fold(form).split("_")), lemma, _stance(stance), kind, plain)


def _stance(name: str) -> Stance:
    return next(stance for stance in STANCES if stance == name)


_TABLES: Mapping[str, CueKind] = {
    "verbs": "verb",
    "participles": "participle",
    "according": "according",
    "postposed": "postposed",
    "pointing": "pointing",
    "own_pronoun": "own_pronoun",
    "infinitive": "infinitive",
    "about": "about",
    "nominal": "nominal",
}


def _automaton(section: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    """All entries by their first word; infinitives only name the entry in languages whose lemmas are infinitives."""
    first: dict[str, list[Entry]] = {}
    infinitives = section.get("infinitive_lemmas", False)
    for table, kind in _TABLES.items():
        for entry in _entries(section.get(table, {}), kind):
            if infinitives and kind in ("verb", "infinitive") and entry.words == (fold(entry.lemma),):
                continue
            first.setdefault(entry.words[0], []).append(entry)
    return {word: tuple(sorted(found, key=lambda e: -len(e.words))) for word, found in first.items()}


def _separable(table: Mapping[str, Iterable[str]], order: str) -> dict[str, dict[str, Entry]]:
    """Lines such as "mit: teilt teilte teilten"; the dictionary of a verb-first language has the particle last."""
    found: dict[str, dict[str, Entry]] = {}
    for stance, lines in table.items():
        for line in lines:
            particle, _, forms = line.partition(":")
            for form, plain in forms_of(forms):
                lemma = f"{form} {particle}" if order == "vso" else f"{particle}{form}"
                entry = Entry((form,), lemma, _stance(stance), "verb", plain)
                found.setdefault(form, {})[particle] = entry
    return found


def _pattern(source: str | None) -> re.Pattern[str] | None:
    return re.compile(source) if source else None


@cache
def lexicon(code: str) -> Lexicon:
    """The compiled lexicon; a language without one gives an empty lexicon, under which all is own voice."""
    language = load_or_default(code)
    section = language.attribution
    words = {
        name: frozenset(fold(form).replace("_", " ") for raw in section.get(name, "").split() for form in expand(raw))
        for name in WORD_CLASSES
    }
    return Lexicon(
        language=language,
        order=section.get("order", "svo"),
        pro_drop=section.get("pro_drop", False),
        unproved=section.get("unproved", False),
        by_title=section.get("by_title", False),
        zero=section.get("zero", False),
        inversion=section.get("inversion", True),
        strict_inversion=section.get("strict_inversion", False),
        comma_clause=section.get("comma_clause", False),
        cues=_automaton(section),
        separable=_separable(section.get("separable", {}), section.get("order", "svo")),
        words=words,
        verb_pattern=_pattern(section.get("verb_pattern")),
        adverb_pattern=_pattern(section.get("adverb_pattern")),
        participle_pattern=_pattern(section.get("participle_pattern")),
        narrative_pattern=_pattern(section.get("narrative_pattern")),
        content_ending=_pattern(section.get("content_ending")),
        infinitive_pattern=_pattern(section.get("infinitive_pattern")),
        dative_pattern=_pattern(section.get("dative_pattern")),
        negative_pattern=_pattern(section.get("negative_pattern")),
        object_pattern=_pattern(section.get("object_pattern")),
        oblique_pattern=_pattern(section.get("oblique_pattern")),
        topic_pattern=_pattern(section.get("topic_pattern")),
        title_genitive=section.get("title_genitive", False),
        nouns_upper=section.get("nouns_upper", False),
        case_suffixes=section.get("case_suffixes", False),
        prefixes=tuple(section.get("prefixes", "").split()),
        elisions=_pattern(section.get("elisions")),
    )


@cache
def reporting_forms(code: str, stances: tuple[Stance, ...] = STANCES, kind: CueKind | None = None) -> frozenset[str]:
    """Every folded form of this language's verbs and phrases of saying with these stances (of one kind), in words."""
    told = (e for each in lexicon(code).cues.values() for e in each if e.stance in stances and kind in (None, e.kind))
    return frozenset(" ".join(entry.words) for entry in told)


def roles(language: str) -> frozenset[str]:
    """Folded words for what somebody is: minister, spokesman, analyst; empty for a language without lexicon."""
    return lexicon(language).words["person_nouns"]
