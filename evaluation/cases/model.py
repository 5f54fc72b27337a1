"""What a test file holds, checked and with its alias tables resolved: cases, labels, nuggets, attributions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["factual", "attribution", "what_said", "compare", "temporal", "unanswerable", "followup"]
Aliases = tuple[str, ...]
"""One name in all its forms; the first is the one shown."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is relevant: an article (by id or file name, by address, by title), or words, or words in an article.

    Never a passage id: passages change with every other way of cutting articles.
    """

    article: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    text: str | None = None
    language: str | None = None
    grade: int = 1
    """0 to 3: not relevant to perfectly relevant."""
    id: str = ""

    @property
    def names_article(self) -> bool:
        """Whether it is about one article rather than about words wherever they stand."""
        return bool(self.article or self.url or self.title)

    @property
    def key(self) -> str:
        """One string per labelled article; empty for words that may stand anywhere."""
        return self.article or self.url or (f"{self.title}|{self.outlet or ''}|{self.date or ''}" if self.title else "")


@dataclass(frozen=True, slots=True)
class Nugget:
    """A fact that an answer must (vital) or may hold."""

    id: str
    any_of: tuple[str, ...]
    vital: bool = True
    support: tuple[str, ...] = ()
    """Ids of the support labels that prove it; empty: any of the case's."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who must be named for a claim, and who reports it."""

    speaker: Aliases = ()
    outlets: tuple[Aliases, ...] = ()
    stance: str | None = None
    must_not: tuple[Aliases, ...] = ()
    """People who must not be named as its speaker."""
    claim: str | None = None
    """Id of a nugget or of a support label."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test question with all that is known about its right answer."""

    id: str
    question: str
    language: str | None = None
    type: str = "factual"
    tags: tuple[str, ...] = ()
    history: tuple[Mapping[str, str], ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    answerable: bool = True
    kind: str | None = None
    """Unanswerable only: missing, false_premise, wrong_speaker or swapped_entity."""
    relevant: tuple[Label, ...] = ()
    support: tuple[Label, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    must_mention: tuple[tuple[str, ...], ...] = ()
    must_not_mention: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Reference answers."""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    group: str | None = None
    """Cases of one group are one question in several forms; intervals resample groups."""
    status: str = "reviewed"
    source: str | None = None
    cross_lingual: bool | None = None
    line: int = 0

    @property
    def articles(self) -> tuple[Label, ...]:
        """One label per relevant article, the best grade of each; support counts as relevant."""
        best: dict[str, Label] = {}
        for label in (*self.relevant, *self.support):
            if label.key and (label.key not in best or label.grade > best[label.key].grade):
                best[label.key] = label
        return tuple(label for label in best.values() if label.grade > 0)

    @property
    def words(self) -> tuple[Label, ...]:
        """The labels that say which words prove the answer."""
        return tuple(label for label in (*self.support, *self.relevant) if label.text and label.grade > 0)


@dataclass(frozen=True, slots=True)
class Collection:
    """A test file: its cases, its thresholds, and the rows and alias tables they were made from."""

    path: str
    sha256: str
    cases: tuple[Case, ...]
    rows: tuple[Mapping[str, Any], ...]
    """One per case, in the form of our own format: stored with a run, so that it can be scored again."""
    people: Mapping[str, Aliases] = field(default_factory=dict)
    outlets: Mapping[str, Aliases] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
