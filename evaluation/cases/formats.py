"""A test file of another tool → its rows in our own form: RAGAS, RAGChecker, promptfoo, TREC, labels by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from errors import BadInput
from evaluation.cases.rows import Row, Source, read, text_of

Fields = Mapping[str, Any]
_EXPECTED = re.compile(
    r"^(not-)?(i?contains(?:-all|-any)?|i?equals|starts-with|similar(?:\([\d.]+\))?)\s*:\s*(.*)$", re.S
)


class Format(NamedTuple):
    """How a foreign row is known, and how it is turned into ours."""

    known_by: frozenset[str]
    """Fields that only this format has; all must be there."""
    turn: Callable[[Source, Row], Fields]
    what: str


def as_ours(path: Path, format_: str | None = None) -> Source:
    """The file's rows in our form; the format is told from the fields unless it is named.

    Raises BadInput for an unknown format and for what cannot be read.
    """
    if format_ not in (None, "ours", *FORMATS):
        raise BadInput(f"{path}: no format {format_!r}; known: ours, {', '.join(FORMATS)}")
    if format_ == "trec" or path.suffix.lower() == ".tsv":
        return _trec(path)
    source = read(path)
    if not source.rows:
        return source
    name = format_ or _told(source)
    if name == "ours":
        return (
            source if path.suffix.lower() != ".csv" else replace(source, rows=tuple(_csv_row(r) for r in source.rows))
        )
    if name == "ragchecker":
        source = replace(source, header=Row({}, 1))
    return replace(source, rows=tuple(_turned(source, row, FORMATS[name]) for row in source.rows))


def _told(source: Source) -> str:
    names = set().union(*(row.fields for row in source.rows))
    by_lines = any(
        isinstance(r.fields.get("support"), Mapping) and _has_lines(r.fields["support"]) for r in source.rows
    )
    if any(str(name).startswith("__expected") for name in names):
        return "promptfoo"
    if by_lines or {"first", "second"} <= names:
        return "lines"
    return next((name for name, form in FORMATS.items() if form.known_by and form.known_by <= names), "ours")


def _has_lines(support: Fields) -> bool:
    return any(isinstance(found, list) and found and isinstance(found[0], int) for found in support.values())


def _turned(source: Source, row: Row, form: Format) -> Row:
    try:
        fields = form.turn(source, row)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadInput(
            f"{source.path}:{row.line}: not a row of {form.what} ({error!r:.60}); see docs/evaluation.md"
        ) from None
    return Row({k: v for k, v in fields.items() if v not in (None, [], "")}, row.line)


def _csv_row(row: Row) -> Row:
    fields = dict(row.fields)
    urls = fields.pop("relevant_urls", None)
    if urls:
        fields["relevant"] = [{"url": url.strip()} for url in urls.split("|") if url.strip()]
    if "must_mention" in fields:
        fields["must_mention"] = [item for item in fields["must_mention"].split("|") if item.strip()]
    return Row(fields, row.line)


def _ragas(_: Source, row: Row) -> Fields:
    given = row.fields
    ids, contexts = given.get("reference_context_ids") or [], given.get("reference_contexts") or []
    asked = given["user_input"]
    turns = [str(turn.get("content", turn)) for turn in asked] if isinstance(asked, list) else [asked]
    return {
        "id": given.get("id"),
        "question": turns[-1],
        "history": turns[:-1] or None,
        "relevant": [{"article": str(name)} for name in ids],
        "support": [{"text": text} for text in contexts],
        "answer": given.get("reference"),
    }


def _ragchecker(_: Source, row: Row) -> Fields:
    given = row.fields
    return {"id": str(given["query_id"]), "question": given["query"], "answer": given.get("gt_answer")}


def _promptfoo(_: Source, row: Row) -> Fields:
    given = row.fields
    plain = [name for name in given if not name.startswith("__")]
    asked = next((name for name in ("question", "query", "input", "prompt") if name in given), plain[0])
    mention: list[list[str]] = []
    banned: list[str] = []
    answers: list[str] = []
    for name in sorted(n for n in given if n.startswith("__expected")):
        _expect(str(given[name]), mention, banned, answers)
    return {
        "id": given.get("__description"),
        "question": given[asked],
        "must_mention": mention,
        "must_not_mention": banned,
        "answers": answers,
    }


def _expect(expected: str, mention: list[list[str]], banned: list[str], answers: list[str]) -> None:
    """Add what one `__expected` cell asks for; assertions that need a model or code are left out."""
    found = _EXPECTED.match(expected.strip())
    if not found:
        if not re.match(r"^[a-z-]+\s*:", expected):
            answers.append(expected.strip())
        return
    negated, kind, wanted = found.groups()
    items = [item.strip() for item in wanted.split(",")] if kind.endswith(("-all", "-any")) else [wanted.strip()]
    if negated:
        banned.extend(items)
    elif "contains" in kind:
        mention.extend([items] if kind.endswith("-any") else [[item] for item in items])
    else:
        answers.append(wanted.strip())


def _by_lines(source: Source, row: Row) -> Fields:
    """Labels as article and line: 0 is the title, k the k-th line of the text in `corpus.jsonl` beside the file."""
    given = row.fields
    corpus = _corpus(source.path.parent / "corpus.jsonl")
    kept = ("id", "lang", "type", "kind", "answerable", "cross_lingual")
    named = given.get("type") in ("attribution", "what_said")
    accepted = [*(given.get("answers") or []), *(given.get("variants") or [])]
    return {name: given.get(name) for name in kept} | {
        "question": given.get("second") or given["question"],
        "history": [given["first"]] if given.get("first") else None,
        "articles": given.get("articles"),
        "support": [
            {"article": article, "text": words, "lang": corpus[article]["lang"]}
            for article, numbers in (given.get("support") or {}).items()
            for words in _lines(corpus[article], numbers)
        ],
        "speaker": [*(given.get("speaker") or []), *(given.get("variants") or [])] if named else None,
        "outlets": given.get("outlets"),
        "must_mention": [accepted] if accepted and not named else None,
    }


def _lines(article: Fields, numbers: list[int]) -> list[str]:
    lines = [article.get("title") or "", *str(article["text"]).split("\n")]
    return [lines[number] for number in numbers if 0 <= number < len(lines) and lines[number].strip()]


_CORPORA: dict[Path, dict[str, Fields]] = {}


def _corpus(path: Path) -> dict[str, Fields]:
    if path not in _CORPORA:
        lines = [json.loads(line) for line in text_of(path).split("\n") if line.strip()]
        _CORPORA[path] = {article["id"]: article for article in lines}
    return _CORPORA[path]


def _trec(path: Path) -> Source:
    """Topics as `id<TAB>question`, relevance in `<name>.qrels` or `qrels.txt` beside them."""
    beside = [path.with_suffix(".qrels"), path.parent / "qrels.txt"]
    qrels = next((found for found in beside if found.is_file()), None)
    if qrels is None:
        raise BadInput(f"{path}:1: no {beside[0].name} or qrels.txt beside the topics; put the relevance there")
    relevant: dict[str, list[Fields]] = {}
    for number, line in enumerate(text_of(qrels).split("\n"), 1):
        parts = line.split()
        if parts and (len(parts) != 4 or not parts[3].lstrip("-").isdigit()):
            raise BadInput(f"{qrels}:{number}: a relevance line is 'topic 0 article grade', not {line!r:.60}")
        if parts:
            grade = max(0, min(3, int(parts[3])))
            relevant.setdefault(parts[0], []).append({"article": parts[2], "grade": grade})
    rows = []
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            topic, _, question = line.partition("\t")
            if not question.strip():
                raise BadInput(f"{path}:{number}: a topic line is 'id<TAB>question', not {line!r:.60}")
            rows.append(Row({"id": topic, "question": question.strip(), "relevant": relevant.get(topic, [])}, number))
    return Source(path, tuple(rows), Row({}, 1))


FORMATS: dict[str, Format] = {
    "ragas": Format(frozenset({"user_input"}), _ragas, "RAGAS"),
    "ragchecker": Format(frozenset({"query_id", "query"}), _ragchecker, "RAGChecker"),
    "promptfoo": Format(frozenset({"__expected"}), _promptfoo, "promptfoo CSV"),
    "lines": Format(frozenset(), _by_lines, "questions with labels by line"),
    "trec": Format(frozenset(), lambda source, row: row.fields, "TREC topics"),
}
"""A further format is a row here."""
