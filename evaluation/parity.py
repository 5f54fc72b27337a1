"""Records of questions asked in several languages → how alike their answers are: who is named first, what is cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.cases.model import Aliases
from evaluation.matching import same_name
from evaluation.records import Record
from evaluation.words import normalise

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """How many answers agree with most answers to the same question in the other languages."""

    answers: int
    speaker: int
    """The first speaker is the same, or nobody is named in either."""
    articles: int
    """Exactly the same articles are cited."""
    both: int
    overlap: float
    """Mean share of articles in common: intersection over union, 1 where neither cites any."""


def parity(records: Sequence[Record], people: Mapping[str, Aliases]) -> dict[str, Alike]:
    """Per language, per type and for `all`: agreement over the groups that are asked in at least two languages.

    A group is one question in several forms (`group` in a test file). An answer that could not be given names nobody
    and cites nothing. Empty if no group has two languages.
    """
    rows: dict[str, list[tuple[bool, bool, float]]] = {}
    for group in _groups(records):
        speakers = [_speaker(record, people) for record in group]
        cited = [_cited(record) for record in group]
        who = max(speakers, key=lambda one: sum(_same(one, other) for other in speakers))
        what = Counter(cited).most_common(1)[0][0]
        for record, speaker, articles in zip(group, speakers, cited, strict=True):
            row = (_same(speaker, who), articles == what, _overlap(articles, what))
            for key in ("all", f"type {record.case.type}", str(record.case.language)):
                rows.setdefault(key, []).append(row)
    return {key: _counted(found) for key, found in sorted(rows.items(), key=lambda item: (item[0] != "all", item[0]))}


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        if record.case.group and not record.retrieval_only:
            groups.setdefault(record.case.group, []).append(record)
    return [group for group in groups.values() if len({record.case.language for record in group}) > 1]


def _speaker(record: Record, people: Mapping[str, Aliases]) -> Names:
    """Every name of the first claim's speaker, with the alias table's names for the same person; empty for nobody."""
    claims = (record.answer or {}).get("claims") or [{}]
    given = {str(name) for name in (claims[0].get("speaker"), *_values(claims[0].get("speaker_names"))) if name}
    known = [aliases for aliases in people.values() if any(same_name(name, aliases) for name in given)]
    return frozenset(normalise(name) for name in given.union(*known))


def _values(names: Any) -> list[Any]:  # noqa: ANN401 - an answer object is JSON
    return list(names.values()) if isinstance(names, Mapping) else []


def _cited(record: Record) -> Names:
    return frozenset(str(item.get("article")) for item in (record.answer or {}).get("citations", []))


def _same(one: Names, other: Names) -> bool:
    return bool(one & other) or one == other


def _overlap(one: Names, other: Names) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _counted(rows: Sequence[tuple[bool, bool, float]]) -> Alike:
    return Alike(
        answers=len(rows),
        speaker=sum(speaker for speaker, _, _ in rows),
        articles=sum(articles for _, articles, _ in rows),
        both=sum(speaker and articles for speaker, articles, _ in rows),
        overlap=sum(overlap for _, _, overlap in rows) / len(rows),
    )
