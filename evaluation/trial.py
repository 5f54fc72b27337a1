"""One case with what a system gave for it → the view that every metric reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evaluation.cases.model import Attribution, Case, Label
from evaluation.matching import same_article, same_name, same_words


@dataclass(frozen=True)
class Trial:
    """A case, the answer object it got, and what the archive said about the articles in it."""

    case: Case
    answer: Mapping[str, Any]
    articles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Article id → outlet, title, url, language, published: what evidence alone does not tell."""
    exact: Sequence[bool] | None = None
    """Per citation: whether its quote is the stored article at its offsets; None where no archive was at hand."""
    retrieval_only: bool = False

    @cached_property
    def abstained(self) -> bool:
        """The product's own flag, never guessed from words."""
        return self.answer.get("status") == "not_found"

    @property
    def answered(self) -> bool:
        """Whether there is an answer whose parts can be judged."""
        return not self.retrieval_only and not self.abstained

    def described(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """A piece of evidence or a citation with all that is known of its article."""
        return {**self.articles.get(str(item.get("article")), {}), **{k: v for k, v in item.items() if v is not None}}

    @cached_property
    def evidence(self) -> list[Mapping[str, Any]]:
        """What was retrieved, best first."""
        return [self.described(item) for item in self.answer.get("evidence", [])]

    @cached_property
    def citations(self) -> list[Mapping[str, Any]]:
        """The answer's citations."""
        return [self.described(item) for item in self.answer.get("citations", [])]

    @cached_property
    def claims(self) -> list[Mapping[str, Any]]:
        """The answer's claims, the first being the one it leads with."""
        return list(self.answer.get("claims", []))

    def hits(self, item: Mapping[str, Any], label: Label) -> bool:
        """Whether a piece of text is what the label means: the article, and the words if it names any."""
        words = str(item.get("quote") or item.get("text") or "")
        return same_article(label, item) and (not label.text or same_words(label.text, words))

    @cached_property
    def cited(self) -> list[tuple[bool, bool]]:
        """Per citation: whether its article is labelled, and whether its words are."""
        return [self._cited(item) for item in self.citations]

    def _cited(self, item: Mapping[str, Any]) -> tuple[bool, bool]:
        article = any(same_article(label, item) for label in self.case.articles)
        words = self.case.words
        return article, any(self.hits(item, label) for label in words) if words else article

    def named(self, claim: Mapping[str, Any]) -> list[str]:
        """All names that a claim gives its speaker: in the reader's language and in those of the articles."""
        names = [claim.get("speaker"), *(claim.get("speaker_names") or {}).values()]
        chain = claim.get("chain") or []
        return list(dict.fromkeys(str(name) for name in [*names, *chain[:1]] if name))

    def speaks(self, claim: Mapping[str, Any], aliases: Sequence[str]) -> bool:
        """Whether the claim names this speaker."""
        return any(same_name(name, aliases) for name in self.named(claim))

    def told(self, attribution: Attribution) -> Mapping[str, Any] | None:
        """The claim by which the answer says who it was.

        Where the label names a nugget or support: the first claim that cites its words. Else the first claim.
        """
        supports = self._claimed(attribution)
        by_marker = {item.get("marker"): item for item in self.citations}
        for claim in self.claims if supports else ():
            items = [by_marker[m] for m in claim.get("markers", []) if m in by_marker]
            if any(self.hits(item, label) for item in items for label in supports):
                return claim
        return self.claims[0] if self.claims else None

    def _claimed(self, attribution: Attribution) -> list[Label]:
        wanted = {attribution.claim} | {s for n in self.case.nuggets if n.id == attribution.claim for s in n.support}
        return [label for label in self.case.support if attribution.claim and label.id in wanted]

    @cached_property
    def said(self) -> str:
        """All that the answer shows a reader: its text and the words on its cards."""
        return "\n".join([str(self.answer.get("text", "")), *(str(c.get("quote", "")) for c in self.citations)])
