"""Cases and a system to ask → records with its answers; one case's failure is that case's error, never another's."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import languages
from domain import Article, Query
from evaluation.cases import Case, Label
from evaluation.records import Record

log = logging.getLogger(__name__)

Ask = Callable[[Query], Mapping[str, Any]]
"""A question → the answer object of the contract."""


class Articles(Protocol):
    """Where stored articles are looked up: a Shelf."""

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""

    def find(self, label: Label) -> Article | None:
        """The stored article that a label names, or None."""


@dataclass(frozen=True)
class System:
    """What is asked: a function from query to answer object, and the archive behind it where one is at hand."""

    ask: Ask
    articles: Articles | None = None
    retrieval_only: bool = False


def ask_all(cases: Sequence[tuple[Case, Mapping[str, Any]]], system: System) -> Iterator[Record]:
    """Ask case after case; each pair is a case and its row. A case that fails comes back with its error."""
    for case, row in cases:
        began = time.perf_counter()
        try:
            answer = system.ask(query_of(case))
        except Exception as error:  # a case that cannot be asked is an error of that case, whatever raised it
            log.exception("case %s", case.id)
            yield Record(case, row, error=f"{type(error).__name__}: {error}"[:500])
            continue
        spent = time.perf_counter() - began
        yield observed(Record(case, row, answer, seconds=round(spent, 4), retrieval_only=system.retrieval_only), system)


def query_of(case: Case) -> Query:
    """The query of a case; raises BadInput for filters or a question that the product would refuse."""
    from answer import query_from_json

    body = {"question": case.question, "language": case.language, "filters": dict(case.filters)}
    return query_from_json(body | {"history": [dict(turn) for turn in case.history]})


def guessed(case: Case) -> Case:
    """The case with its language told from the question, where the file does not give it."""
    if case.language:
        return case
    code, _ = languages.detect(case.question, least=4)
    return replace(case, language=None if code == "und" else code)


def observed(record: Record, system: System) -> Record:
    """The record with what the archive says: the articles met, whether quotes are exact, labels it does not hold."""
    archive = system.articles
    if archive is None or record.answer is None:
        return record
    named = [str(item.get("article")) for part in ("evidence", "citations") for item in record.answer.get(part, [])]
    met = {name: found for name in dict.fromkeys(named) if (found := archive.article(name))}
    labels = record.case.articles
    held = {label.key: found for label in labels if (found := archive.find(label))}
    spoken = sorted({article.reference.language for article in held.values()})
    return replace(
        record,
        articles={name: described(article) for name, article in met.items()},
        exact=[_exact(item, met) for item in record.answer.get("citations", [])],
        languages=spoken,
        unreachable=[label.key for label in labels if label.key not in held],
    )


def described(article: Article) -> dict[str, Any]:
    """What labels can name of an article."""
    reference = article.reference
    return {
        "id": reference.id,
        "path": reference.path,
        "outlet": reference.outlet,
        "title": reference.title,
        "url": reference.url,
        "language": reference.language,
        "published": reference.published.isoformat() if reference.published else None,
    }


def _exact(citation: Mapping[str, Any], met: Mapping[str, Article]) -> bool:
    article = met.get(str(citation.get("article")))
    return article is not None and article.text[citation["start"] : citation["end"]] == citation.get("quote")
