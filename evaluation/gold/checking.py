"""Labelled articles in their places → what is wrong with the labels, and how much there is of what per language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attribution import quotations, sentences
from domain import Span, Statement
from evaluation.gold.locating import Sheet

QUOTATION_MARKS = '"“”„«»「」『』'
"""Marks that a person sees where the engine may pair none: a Spanish quotation goes on with a single »."""

COLUMNS = (
    "articles",
    "statements",
    "direct",
    "indirect",
    "mixed",
    "frame",
    "nested",
    "pronoun",
    "carried",
    "own voice",
)


def problems(sheet: Sheet) -> list[str]:
    """One sentence for everything that cannot be right in the labels of one article."""
    name = sheet.labels.article
    found = list(sheet.lost)
    for n, statement in enumerate(sheet.statements, 1):
        found += [
            f"{name}: {statement.content.of(sheet.article.text)[:50]!r} (place {n}) {what}"
            for what in _odd(sheet, statement)
        ]
    found += [
        f"{name}: nobody says {s.of(sheet.article.text)[:70]!r}; label it, or add it to own_voice" for s in _bare(sheet)
    ]
    found += [
        f"{name}: {s.of(sheet.article.text)[:60]!r} is own_voice and somebody's statement" for s in _double(sheet)
    ]
    return found


def _odd(sheet: Sheet, statement: Statement) -> list[str]:
    """What the labels of one statement say against each other."""
    odd = []
    words = statement.content.of(sheet.article.text)
    marked = any(c in QUOTATION_MARKS for c in words) or any(
        q.overlaps(statement.content) for q in quotations(sheet.article.text, sheet.article.reference.language)
    )
    if statement.form in ("direct", "mixed") and not marked:
        odd.append(f"is {statement.form}, but holds no quotation")
    if statement.nested and not any(_holds(outer, statement) for outer in sheet.statements):
        odd.append("is nested, but lies in no statement of its outer speaker")
    if (statement.form == "own_voice") != (statement.found == "frame" and statement.form != "frame"):
        odd.append("is own voice credited by a frame only in part: give form own_voice and found frame, or neither")
    return odd


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether one statement lies in another of its outer speaker; a frame's speaker holds the whole article."""
    same = [link.name for link in outer.chain] == [link.name for link in inner.chain[:-1]]
    within = outer.content.start <= inner.content.start and inner.content.end <= outer.content.end
    return same and (within or outer.form == "frame")


def _bare(sheet: Sheet) -> list[Span]:
    """Sentences that no label touches, be it only with a cue."""
    text, language = sheet.article.text, sheet.article.reference.language
    cues = [link.cue for s in sheet.statements for link in s.chain if link.cue]
    labelled = [*(s.content for s in sheet.statements), *cues, *sheet.own_voice]
    return [
        part
        for part in sentences(text, language)
        if any(c.isalnum() for c in part.of(text)) and not any(part.overlaps(span) for span in labelled)
    ]


def _double(sheet: Sheet) -> list[Span]:
    said = [s.content for s in sheet.statements if s.form not in ("own_voice", "frame")]
    return [own for own in sheet.own_voice if any(own.overlaps(span) for span in said)]


def counted(sheets: Iterable[Sheet]) -> str:
    """A Markdown table: per language, how many articles and statements of each kind are labelled."""
    counts: dict[str, Counter[str]] = {}
    for sheet in sheets:
        here = counts.setdefault(sheet.article.reference.language, Counter())
        here.update({"articles": 1, "own voice": len(sheet.own_voice)})
        for statement in sheet.statements:
            here.update(_kinds(statement))
    total = sum(counts.values(), Counter[str]())
    lines = [_line("language", COLUMNS), "|" + "---|" * (len(COLUMNS) + 1)]
    lines += [_line(code, [here[c] for c in COLUMNS]) for code, here in sorted(counts.items())]
    return "\n".join([*lines, _line("all", [total[c] for c in COLUMNS])])


def _kinds(statement: Statement) -> list[str]:
    if statement.form == "own_voice":
        return ["own voice"]
    nested = ["nested"] if statement.nested else []
    found = [statement.found] if statement.found in ("pronoun", "carried") else []
    return ["statements", statement.form, *nested, *found]


def _line(first: str, cells: Iterable[object]) -> str:
    return f"| {first} | {' | '.join(map(str, cells))} |"
