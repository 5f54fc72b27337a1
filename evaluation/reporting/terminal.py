"""A run or a comparison → plain text for a terminal: figures, languages, worst cases, verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.metrics import COMPARED, better
from evaluation.parity import parity
from evaluation.records import Record, Run
from evaluation.scoring import languages_of

LANGUAGE_COLUMNS = tuple(
    "article.R@10 passage.Success@10 citation.precision speaker.right answer.mentions abstention.right".split()
)


def run_text(run: Run) -> str:
    """Figures with intervals, one line per language, the worst cases, the verdict last."""
    parts = [_head(run), _figures(run), _set_figures(run), _languages(run), _parity(run)]
    parts += [_worst(run.records), _verdict(run)]
    return "\n\n".join(part for part in parts if part)


def _head(run: Run) -> str:
    s = run.summary
    extra = [f"{s['errors']} with an error"] if s["errors"] else []
    extra += [f"{s['drafts']} drafts that nobody has reviewed"] if s["drafts"] else []
    extra += [f"{s['unreachable']} with a label that the archive does not hold"] if s["unreachable"] else []
    return f"{s['cases']} cases of {run.about['tests']['path']}" + "".join(f", {part}" for part in extra)


def _figures(run: Run) -> str:
    rows = [("metric", "mean", "95 % interval", "n", "sees", "gate")]
    gated = {row["metric"]: row for row in run.gate.get("limits", [])}
    for name, found in sorted(run.summary["metrics"].items()):
        interval = f"{found['low']:.3f} – {found['high']:.3f}"
        gate = gate_text(gated.get(name))
        arrow = {"low": "↓", "": "·"}.get(better(name), "")
        rows.append(
            (
                f"{name} {arrow}".strip(),
                f"{found['mean']:.3f}",
                interval,
                f"{found['n']:.0f}",
                f"±{found['detectable']:.2f}",
                gate,
            )
        )
    return table(rows)


def gate_text(row: Mapping[str, Any] | None) -> str:
    """Whether a threshold holds, and the threshold; empty without one."""
    if not row:
        return ""
    sign = {"high": "≥", "low": "≤"}[row["better"]]
    return f"{'✓' if row['passed'] else '?' if row['passed'] is None else '✗'} {sign} {row['limit']:g}"


def _set_figures(run: Run) -> str:
    figures = [
        f"{name} {value:.3f}" if value < 2 else f"{name} {value:.0f} ms" for name, value in run.summary["set"].items()
    ]
    return "whole run: " + ", ".join(figures) if figures else ""


def _languages(run: Run) -> str:
    cells = run.summary["by"]["language"]
    columns = [name for name in LANGUAGE_COLUMNS if name in run.summary["metrics"]]
    rows = [("language", "n", *columns)]
    for language, cell in cells.items():
        means = [f"{cell['metrics'][c]['mean']:.2f}" if c in cell["metrics"] else "" for c in columns]
        rows.append((language + (" (few)" if cell["few"] else ""), str(cell["n"]), *means))
    return table(rows) if len(rows) > 1 and columns else ""


def _parity(run: Run) -> str:
    """How often one question gets one answer, whatever language it is asked in."""
    columns = "same speaker|same articles|both|articles in common".split("|")
    rows: list[Sequence[str]] = [("one question, several languages", "n", *columns)]
    for key, cell in parity(run.records, run.about.get("people", {})).items():
        shares = (cell.speaker, cell.articles, cell.both)
        rows.append((key, str(cell.answers), *(f"{n / cell.answers:.2f}" for n in shares), f"{cell.overlap:.2f}"))
    return table(rows) if len(rows) > 1 else ""


def _worst(records: Sequence[Record], count: int = 10) -> str:
    """The cases that lost most, each with its reason in a line."""
    lost = sorted(((badness(r), r) for r in records), key=lambda pair: -pair[0])
    lines = [f"  {r.case.id}: {why(r)} | {r.case.question[:80]}" for loss, r in lost[:count] if loss > 0]
    return "\n".join(["worst cases:", *lines]) if lines else ""


def badness(record: Record) -> float:
    """How much a case lost over the metrics that decide; an error loses most."""
    if record.error:
        return 100.0
    return sum(1 - record.values[name] for name in COMPARED if name in record.values)


def why(record: Record) -> str:
    """The first thing that went wrong with a case, in a few words; empty if nothing did."""
    v, held = record.values, "/".join(sorted(languages_of(record)))
    if record.error:
        return f"error: {record.error[:120]}"
    reasons = [
        (bool(record.unreachable), f"label not in the archive: {', '.join(record.unreachable[:2])}"),
        (v.get("abstention.recall") == 0, "answered what it cannot know"),
        (v.get("article.Success@10") == 0, f"no labelled article among the first 10 ({held})"),
        (v.get("abstention.error_rate") == 1, "no answer given although there is one"),
        (v.get("speaker.wrong", 0) > 0, "names the wrong speaker"),
        (v.get("speaker.missing", 0) > 0, "names no speaker"),
        (v.get("answer.forbidden", 0) > 0, "says what it must not"),
        (v.get("answer.mentions", 1) < 1, "does not say what it must"),
        (v.get("citation.recall", 1) < 1, "cites no labelled words"),
        (v.get("passage.Success@10") == 0, "the proving passage is not among the first 10"),
        (v.get("outlet.f1", 1) < 1, "outlets incomplete or too many"),
        (badness(record) > 0, "some citations or ranks fall short"),
    ]  # fmt: skip
    return next((reason for holds, reason in reasons if holds), "")


def _verdict(run: Run) -> str:
    return f"{run.gate.get('verdict', '')}   (exit {run.gate.get('exit', 0)}; run in {run.folder})"


def comparison_text(found: Mapping[str, Any]) -> str:
    """Broken and mended cases first, then every metric that changed, the verdict last."""
    parts = [_changes("broken", found["broken"]), _changes("mended", found["mended"]), _metric_changes(found)]
    decided = f"regressions: {', '.join(found['regressions']) or 'none'}"
    warned = f"; warnings (large, not significant): {', '.join(found['warnings'])}" if found["warnings"] else ""
    better_ = f"; improvements: {', '.join(found['improvements'])}" if found["improvements"] else ""
    sees = max((row["detectable"] for name, row in found["metrics"].items() if name in COMPARED), default=0.0)
    last = (
        f"{found['pairs']} pairs, which show a difference from {100 * sees:.0f} points on in every metric that decides"
    )
    return "\n\n".join([part for part in parts if part] + [f"{last}\n{decided}{warned}{better_}"])


def _changes(title: str, cases: Sequence[Mapping[str, Any]], count: int = 20) -> str:
    if not cases:
        return f"{title}: none"
    told = [
        f"  {c['id']}: {', '.join(f'{n} {v:+.2f}' for n, v in c['change'].items())} | {c['question'][:70]}"
        for c in cases
    ]
    rest = [f"  … and {len(cases) - count} more"] if len(cases) > count else []
    return "\n".join([f"{title} ({len(cases)}):", *told[:count], *rest])


def _metric_changes(found: Mapping[str, Any]) -> str:
    rows = [("metric", found["first"], found["second"], "change", "95 % interval", "p", "p Holm", "won/tied/lost", "")]
    for name, row in found["metrics"].items():
        if row["mean"] or name in COMPARED:
            holm = "" if row["p_holm"] is None else f"{row['p_holm']:.3f}"
            interval = f"{row['low']:+.3f} … {row['high']:+.3f}"
            split = f"{row['wins']}/{row['ties']}/{row['losses']}"
            means = [f"{row['first']:.3f}", f"{row['second']:.3f}", f"{row['mean']:+.3f}"]
            rows.append((name, *means, interval, f"{row['p']:.3f}", holm, split, row["verdict"]))
    return table(rows)


def progress(records: Iterable[Record], total: int) -> Iterable[Record]:
    """The same records, with a bar on a terminal while they come."""
    if not sys.stderr.isatty():
        return records
    from rich.console import Console
    from rich.progress import track

    return track(records, "asking", total, console=Console(stderr=True), transient=True)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns, the first left-aligned, the rest right-aligned; the first row is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True)))
        for r in rows
    ]
    return "\n".join(line.rstrip() for line in [lines[0], "  ".join("-" * w for w in widths), *lines[1:]])
