"""A test file → its collection of cases, or the list of what is wrong with it, each with its line."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from errors import BadInput
from evaluation.cases import fields as f
from evaluation.cases.formats import as_ours
from evaluation.cases.model import Aliases, Case, Collection
from evaluation.cases.rows import Row, Source, text_of

HEADER = {"version", "defaults", "people", "outlets", "thresholds", "notes"}
SIMPLE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "id": ("id", f.text),
    "question": ("question", f.text),
    "lang": ("language", f.language),
    "type": ("type", f.text),
    "tags": ("tags", f.texts),
    "history": ("history", f.history),
    "filters": ("filters", f.filters),
    "answerable": ("answerable", f.flag),
    "kind": ("kind", f.text),
    "relevant": ("relevant", f.labels),
    "support": ("support", f.support),
    "nuggets": ("nuggets", f.nuggets),
    "must_mention": ("must_mention", f.alternatives),
    "must_not_mention": ("must_not_mention", f.texts),
    "thresholds": ("thresholds", f.numbers),
    "group": ("group", f.text),
    "status": ("status", f.text),
    "source": ("source", f.text),
    "cross_lingual": ("cross_lingual", f.flag),
}
"""Field of a file → field of a Case and its check. A new plain field is a row here."""
COMBINED = {"answer", "answers", "attributions", "articles", "speaker", "outlets", "stance"}
"""Fields that several of a Case's are made of, or that are short forms: articles → relevant, speaker and outlets →
one attribution."""
KNOWN = set(SIMPLE) | COMBINED | {"notes"}


class Problem(NamedTuple):
    """One thing that is wrong with a test file."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def load(path: Path, format_: str | None = None) -> Collection:
    """The collection of a test file; raises BadInput naming the first thing that is wrong and how many more are."""
    collection, problems = inspect(path, format_)
    if problems:
        more = f" ({len(problems) - 1} more: python -m evaluation check {path})" if len(problems) > 1 else ""
        raise BadInput(f"{problems[0]}{more}")
    return collection


def inspect(path: Path, format_: str | None = None) -> tuple[Collection, list[Problem]]:
    """The collection with all problems of the file; raises BadInput only for a file that cannot be read at all."""
    source = as_ours(path, format_)
    problems: list[Problem] = []
    header = _header(source, problems)
    people, outlets = header.get("people", {}), header.get("outlets", {})
    rows = [replace(row, fields={**header.get("defaults", {}), **row.fields}) for row in source.rows]
    cases = [_case(source.path, row, people, outlets, problems) for row in rows]
    problems += _doubles(source.path, cases)
    if not source.rows:
        problems.append(Problem(str(path), 1, "holds no case; write at least one with a question"))
    digest = hashlib.sha256(text_of(path).encode()).hexdigest() if path.is_file() else ""
    made = Collection(
        path=str(path), sha256=digest, cases=tuple(cases), rows=tuple(row.fields for row in rows),
        people=people, outlets=outlets, thresholds=header.get("thresholds", {}),
    )  # fmt: skip
    return made, sorted(problems, key=lambda p: p.line)


def case_of(row: Mapping[str, Any], people: Mapping[str, Aliases], outlets: Mapping[str, Aliases]) -> Case:
    """The case of a row that was checked before, as it is stored with a run."""
    return _case(Path("run"), Row(row, 0), people, outlets, [])


def _header(source: Source, problems: list[Problem]) -> dict[str, Any]:
    checks: dict[str, Callable[[Any], Any]] = {"people": f.aliases, "outlets": f.aliases, "thresholds": f.numbers}
    found: dict[str, Any] = {}
    for name, value in source.header.fields.items():
        line = source.header.line_of(name)
        try:
            if name not in HEADER:
                raise f.Mistaken(_unknown(name, HEADER))
            if name == "defaults" and not isinstance(value, Mapping):
                raise f.Mistaken("must be an object of fields that every case gets")
            found[name] = checks.get(name, lambda v: v)(value)
        except f.Mistaken as error:
            problems.append(Problem(str(source.path), line, f"{name} {error}"))
    return found


def _unknown(name: object, known: set[str]) -> str:
    close = difflib.get_close_matches(str(name), known, 1)
    return "is no field; " + (f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}")


def _case(
    path: Path, row: Row, people: Mapping[str, Aliases], outlets: Mapping[str, Aliases], problems: list[Problem]
) -> Case:
    taken: dict[str, Any] = {}
    for name, value in row.fields.items():
        try:
            if name not in KNOWN:
                raise f.Mistaken(_unknown(name, KNOWN))
            if name in SIMPLE and value is not None:
                target, check = SIMPLE[name]
                taken[target] = check(value)
            elif name in COMBINED and value is not None:
                taken |= _combined(name, row.fields, people, outlets)
        except f.Mistaken as error:
            problems.append(Problem(str(path), row.line_of(str(name)), f"{name} {error}"))
    if not row.fields.get("question"):
        problems.append(Problem(str(path), row.line, "a case without a question; add question: …"))
    case = _completed(taken, row)
    problems += [Problem(str(path), row.line, what) for what in _contradictions(case)]
    return case


def _combined(
    name: str, row: Mapping[str, Any], people: Mapping[str, Aliases], outlets: Mapping[str, Aliases]
) -> dict[str, Any]:
    value = row[name]
    if name == "articles":
        return {"relevant": (*f.labels(row.get("relevant") or []), *f.labels(value))}
    if name in ("answer", "answers"):
        several = row.get("answers") or {}
        forms = list(several.values()) if isinstance(several, Mapping) else f.texts(several)
        return {"references": tuple(f.text(form) for form in [*([row["answer"]] if row.get("answer") else []), *forms])}
    if name == "attributions":
        return {"attributions": f.attributions(value, people, outlets)}
    short = {part: row[part] for part in ("speaker", "outlets", "stance") if row.get(part)}
    if row.get("attributions"):
        raise f.Mistaken("stands beside attributions; put it into one of them")
    return {"attributions": f.attributions([short], people, outlets) if short else ()}


def _completed(taken: dict[str, Any], row: Row) -> Case:
    question = str(taken.get("question") or row.fields.get("question") or "")
    if taken.get("type") == "unanswerable":
        taken.setdefault("answerable", False)
    made_id = "q-" + hashlib.sha1(question.encode(), usedforsecurity=False).hexdigest()[:8]
    return Case(**({"id": made_id} | taken | {"question": question}), line=row.line)


def _contradictions(case: Case) -> list[str]:
    found = []
    if not case.answerable and (case.relevant or case.support or any(a.speaker for a in case.attributions)):
        found.append(f"{case.id}: not answerable, but it has labels; drop the labels or set answerable: true")
    ids = {label.id for label in case.support if label.id}
    missing = [name for nugget in case.nuggets for name in nugget.support if name not in ids]
    if missing:
        found.append(f"{case.id}: a nugget names the support {missing[0]!r}, which is not among support")
    claims = ids | {nugget.id for nugget in case.nuggets}
    lost = [a.claim for a in case.attributions if a.claim and a.claim not in claims]
    if lost:
        found.append(f"{case.id}: an attribution names the claim {lost[0]!r}, which is no nugget and no support")
    if case.status not in ("draft", "reviewed"):
        found.append(f"{case.id}: status must be draft or reviewed, not {case.status!r:.40}")
    return found


def _doubles(path: Path, cases: list[Case]) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for case in cases:
        if case.question and case.id in first:
            what = f"id {case.id!r} is also on line {first[case.id]}; give each case its own"
            found.append(Problem(str(path), case.line, what))
        first.setdefault(case.id, case.line)
    return found
