"""Query → what is asked: the answer's language, the kind of question, the words that bear on the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import attribution
import languages
from answer import following
from answer.moments import moments
from answer.wording import EDGES, WORD, capitalised_row, has, padded, tells
from domain import Query, Stance

Kind = Literal["who", "said", "fact", "verify", "compare", "happened"]
"""`who` says it, what somebody `said`, whether something is so (`verify`), how outlets differ (`compare`), what
`happened`, or anything else: a `fact`."""
Wanted = Literal["person", "quantity", "time", "place", "reason", "other"]
"""What kind of words would answer it."""

_PLAIN: tuple[Stance, ...] = ("says", "claims", "believes")
"""Stances whose verbs say nothing of the matter; what somebody promises or denies does."""
_WANTED: dict[Wanted, str] = {"quantity": "quantity", "time": "time", "place": "place", "person": "person"}
SIDE = 2
"""Words before the verb of saying from which on they name the speaker; with fewer, what follows it does."""
_OPENING = 5
"""Words among which "which minister" stands."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood without a language model."""

    text: str
    """What is searched for: the question, after the earlier ones that it leans on."""
    language: str
    """The answer's language: the reader's if the house has words for it, else the question's, else English."""
    asked_in: str
    """The question's own language."""
    kind: Kind
    topic: str
    """The words of the question that bear on the matter: no question words, function words or verbs of saying."""
    denial: bool = False
    """Whether it asks who denies or what is denied, or who opposes or doubts it."""
    doubt: bool = False
    """Whether it asks who opposes or doubts a thing."""
    wanted: Wanted = "other"
    matter: str = ""
    """The topic without the verbs of denying: what is, or is not, denied."""
    speakers: tuple[str, ...] = ()
    """Ids of those whose words it asks for, filled in by whoever knows the archive's speakers."""
    whose: bool = False
    """Whether it asks for somebody's words: what X said, or whether X said it."""
    called: tuple[str, ...] = ()
    """The name beside its verb of saying, as the question writes it: whose words it asks for, known here or not."""
    near: str = ""
    """The words beside that verb."""
    tells: bool = False
    """Whether it holds a verb of saying: "who won" asks for no words."""

    @property
    def factual(self) -> bool:
        """Whether it asks for one thing that a sentence names: a figure or a day may be one that somebody gives."""
        return self.kind == "fact" or (self.kind == "said" and self.wanted in ("quantity", "time"))


def understand(query: Query) -> Understanding:
    """Tell languages and kind of a question and join it to the earlier turn that it leans on."""
    wanted = _answerable()
    known = query.language if query.language in wanted else None
    asked = following.language_of(query, wanted) or known or "en"
    before = following.before(query.question, query.history, asked)
    question = following.in_full(query.question, before, asked, _topic, _kind) if before else query.question
    text = f"{before} {question}" if before and question == query.question else question
    kind = _kind(question, asked)
    topic = _topic(_without_frame(text, kind, asked), asked)
    doubt = kind == "who" and _opposes(question, asked)
    denial = doubt or tells(question, asked, _denying(asked), "denied_pattern")
    matter = " ".join(w for w in topic.split() if attribution.fold(w.strip(EDGES)) not in _denying(asked))
    whose = kind == "said" or (kind == "verify" and tells(question, asked, _saying(asked), "said_pattern"))
    called, near = _called(question, asked) if whose else ((), "")
    wants = _wanted(question, asked)
    told = _tells(question, asked)
    return Understanding(
        text, known or asked, asked, kind, topic, denial, doubt, wants, matter, (), whose, called, near, told
    )


def _saying(language: str) -> frozenset[str]:
    return frozenset(attribution.reporting_forms(language))


def _opposes(question: str, language: str) -> bool:
    """Whether a verb of opposing or doubting stands there: what it is about others may assert, and they are not it."""
    form = str(languages.load(language).question.get("opposed_pattern", ""))
    return bool(form and re.search(form, question.casefold()))


def _denying(language: str) -> frozenset[str]:
    return frozenset(attribution.reporting_forms(language, ("denies",)))


@cache
def _answerable() -> dict[str, frozenset[str]]:
    """The languages with answer templates, each with its commonest words."""
    found = (languages.load(code) for code in languages.codes())
    return {each.code: frozenset(each.question.get("common", ())) for each in found if each.answer}


def _wanted(question: str, language: str) -> Wanted:
    """What the longest phrase asks for: "tanggal berapa" (which date) is no "berapa" (how many)."""
    words = languages.load(language).question
    asked = [("reason", phrase) for phrase in words["why"]]
    asked += [(wanted, phrase) for wanted, name in _WANTED.items() for phrase in words[name]]
    there = [(len(phrase), wanted) for wanted, phrase in asked if has(question, [phrase], language)]
    return cast("Wanted", max(there, key=lambda pair: pair[0])[1]) if there else "other"


def _kind(question: str, language: str) -> Kind:
    words = languages.load(language).question
    contrasted = has(question, words["contrast"], language) and has(question, words["press"], language)
    if contrasted or has(question, words["compare"], language):
        return "compare"
    if has(question, words["happened"], language):
        return "happened"
    if has(question, words["person"], language):
        return "who"
    other = (*words["quantity"], *words["time"], *words["place"])
    if _asks_which_person(question, language):
        return "who"
    if has(question, words["who"], language) and not has(question, other, language):
        if _asks_for_words(question, language):
            return "said"
        if not _asks_which_thing(question, language):
            return "who"
    if _verifies(question, language):
        return "verify"
    return "said" if _tells(question, language) else "fact"


def _tells(question: str, language: str) -> bool:
    return tells(question, language, attribution.reporting_forms(language), "said_pattern", "told_pattern")


def _asks_which_person(question: str, language: str) -> bool:
    """Whether "which" stands right before what somebody is, or behind it: "Que analista …", "Menteri … mana yang"."""
    opening = [attribution.fold(word) for word in WORD.findall(question)[:_OPENING]]
    which = set(map(attribution.fold, languages.load(language).question.get("which", ())))
    at = next((place for place, word in enumerate(opening) if word in which), None)
    return at is not None and not attribution.roles(language).isdisjoint([*opening[:at], *opening[at + 1 : at + 2]])


def _asks_which_thing(question: str, language: str) -> bool:
    """Whether "which" stands behind another word, "on which trip": who says something is asked by its subject."""
    words = languages.load(language).question
    which = {attribution.fold(word) for word in {*words["who"], *words.get("which", ())} - set(words["person"])}
    opening = [attribution.fold(word) for word in WORD.findall(question)[:2]]
    return len(opening) == 2 and opening[1] in which and opening[0] not in which


def _asks_for_words(question: str, language: str) -> bool:
    """Whether a word that may mean "which" stands right before a verb of saying and means "what": "¿Qué dijo …?"."""
    both = set(languages.load(language).question["who"]) & set(languages.load(language).question["what"])
    told = [attribution.fold(word) for word in WORD.findall(question)[:2]]
    forms = attribution.reporting_forms(language)
    return len(told) == 2 and told[0] in set(map(attribution.fold, both)) and told[1] in forms


def _verifies(question: str, language: str) -> bool:
    """Whether it is a question for yes or no: it opens with such a word, or holds one that may stand anywhere."""
    words = languages.load(language).question
    asks = (*words["what"], *words["who"], *words["quantity"], *words["time"], *words["place"], *words["why"])
    opening = [phrase for phrase in words["verify"] if padded(question).startswith(padded(phrase))]
    if any(" " in phrase for phrase in opening):  # "Is het waar dat …": there "waar" is not "where"
        return True
    if has(question, asks, language):
        return False
    form = str(words.get("verify_pattern", ""))
    anywhere = has(question, words.get("verify_anywhere", ()), language)
    return bool(opening) or anywhere or bool(form and re.search(form, question))


def _called(question: str, language: str) -> tuple[tuple[str, ...], str]:
    """The name after "according to", else right before the verb of saying ("did Ann Lee say"), else right after it.

    And the words on that side, in which the speaker may be named otherwise ("did the Syrian army say").
    """
    words = WORD.findall(question)
    if credited := _credited(words, language):
        return (" ".join(credited),), " ".join(credited)
    forms = attribution.reporting_forms(language)
    at = next((i for i, word in enumerate(words) if i and word.islower() and attribution.fold(word) in forms), 0)
    if not at:
        return (), ""
    before = capitalised_row(words[at - 1 : 0 : -1])[::-1]
    row = before or ([] if language == "en" else capitalised_row(words[at + 1 :]))
    near = words[1:at] if at > SIDE else words[at + 1 : at + 1 + 2 * SIDE]
    return ((" ".join(row),) if row else ()), " ".join(near)


def _credited(words: Sequence[str], language: str) -> list[str]:
    """The name after "according to": what stands before it ("Berapa korban di Palu menurut …") is the matter."""
    folded = [attribution.fold(word) for word in words]
    for cue in (tuple(form.split()) for form in attribution.reporting_forms(language, kind="according")):
        for end in range(len(cue), len(words)):
            if tuple(folded[end - len(cue) : end]) == cue and (row := capitalised_row(words[end:])):
                return row
    return []


def _without_frame(text: str, kind: Kind, language: str) -> str:
    """The question without the words that only ask how outlets differ, or what happened."""
    if kind not in ("compare", "happened"):
        return text
    words = languages.load(language).question
    frame = [*words["compare"], *words["contrast"], *words["press"]] if kind == "compare" else words["happened"]
    for phrase in sorted(frame, key=len, reverse=True):
        edge = r"(?<!\w)", r"(?!\w)"
        pattern = re.escape(phrase) if not languages.load(language).spaces else f"{edge[0]}{re.escape(phrase)}{edge[1]}"
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    for span in reversed(moments(text, language)):  # days narrow the search and are no words of the matter
        text = f"{text[: span.start]} {text[span.end :]}"
    return text


def _topic(text: str, language: str) -> str:
    idle = _idle_words(language)
    if spoken := str(languages.load(language).question.get("said_pattern", "")):
        text = re.sub(spoken, " ", text)
    if not languages.load(language).spaces:
        for phrase in sorted(idle, key=len, reverse=True):
            text = text.replace(phrase, " ")
        return text
    words = [word.strip(EDGES) for word in text.split()]
    kept = [
        word
        for place, word in enumerate(text.split())
        if attribution.fold(words[place]) not in idle or _named(words, place)
    ]
    return " ".join(kept) or text


def _named(words: Sequence[str], place: int) -> bool:
    """Whether an idle word is part of a name: "Ever" in "the Ever Given", not the first word of the question."""
    if not place or not words[place][:1].isupper() or words[place - 1][-1:] in ".?!":
        return False
    beside = [words[i] for i in (place - 1, place + 1) if 0 < i < len(words)]
    return any(word[:1].isupper() and not word.isupper() for word in beside)


@cache
def _idle_words(language: str) -> frozenset[str]:
    words = languages.load(language).question
    lists = ("common", "stop", "who", "what", "person", "quantity", "time", "place", "verify", "follow_up", "why")
    listed = frozenset(attribution.fold(word) for name in lists for word in words.get(name, ()))
    plain = attribution.reporting_forms(language, _PLAIN)
    return listed | {word for word in plain if not _opposes(word, language)}
