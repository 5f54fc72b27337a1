"""A run → report.html: one file, no request to anywhere, article text inert, at most a megabyte for 500 cases."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from evaluation.metrics import COMPARED
from evaluation.records import Run
from evaluation.reporting import charts
from evaluation.reporting.case_view import DETAILS, Detail, case_view
from evaluation.reporting.terminal import badness, gate_text
from evaluation.scoring import CELL_METRICS, FEW

_HERE = Path(__file__).resolve().parent
MAX_BYTES = 1_000_000
TILES = (*COMPARED, "speaker.wrong", "abstention.recall", "abstention.error_rate", "quote.exact")
BREAKDOWNS = ("language", "crossing", "type", "kind", "tag", "status")
_HEAT = ("passage.Success@10", "article.Success@10", "article.R@10")


def as_html(run: Run, comparison: Mapping[str, Any] | None = None) -> str:
    """The report, told in as much detail per case as fits into `MAX_BYTES`; large runs begin with less."""
    context = _context(run, comparison)
    html = ""
    for detail in DETAILS[min(3, len(run.records) // 130) :]:
        html = _render({**context, "cases": _cases(run, detail)})
        if len(html.encode("utf-8", "replace")) <= MAX_BYTES:
            break
    return html


def _render(context: Mapping[str, Any]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(context)


def _cases(run: Run, detail: Detail) -> list[dict[str, Any]]:
    return [case_view(record, detail) for record in sorted(run.records, key=lambda record: -badness(record))]


def _context(run: Run, comparison: Mapping[str, Any] | None) -> dict[str, Any]:
    script = (_HERE / "report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    curve = run.summary["curve"]
    spent = [record.milliseconds for record in run.records if record.milliseconds is not None]
    heat_name, heat = _heat(run)
    return {
        "run": run,
        "comparison": comparison,
        "css": Markup((_HERE / "report.css").read_text("utf-8")),
        "script": Markup(script),
        "script_hash": f"sha256-{digest}",
        "verdict_class": {0: "pass", 1: "fail"}.get(run.gate.get("exit", 3), "unknown"),
        "about": _about(run),
        "tiles": [_tile(run, name, comparison) for name in TILES if name in run.summary["metrics"]],
        "figures": [_figure(run, name) for name in sorted(run.summary["metrics"])],
        "set_figures": ", ".join(f"{name} {value:.4g}" for name, value in run.summary["set"].items()),
        "heat": heat,
        "heat_name": heat_name,
        "few": FEW,
        "breakdowns": [(name, _breakdown(run, name)) for name in BREAKDOWNS],
        "parity": _parity(run),
        "curve": charts.abstention(curve) if curve else "",
        "curve_at": curve.get("at_5_percent"),
        "latency": charts.histogram(spent, "time per answer") if spent else "",
        "languages": sorted({record.case.language or "?" for record in run.records}),
        "types": sorted({record.case.type for record in run.records}),
    }


def _about(run: Run) -> str:
    made = run.about.get("environment", {})
    embedder = made.get("stats", {}).get("embedder")
    name = Path(str(embedder.get("name"))).name if isinstance(embedder, Mapping) else embedder
    parts = [
        made.get("date"),
        f"{made['stats']['articles']} articles" if made.get("stats", {}).get("articles") else None,
        f"embedder {name}" if name else None,
        f"commit {str(made['commit'])[:10]}" if made.get("commit") else None,
        "passages only, no answers asked" if run.about.get("retrieval_only") else None,
    ]
    return " · ".join(str(part) for part in parts if part)


def _tile(run: Run, name: str, comparison: Mapping[str, Any] | None) -> dict[str, str]:
    found = run.summary["metrics"][name]
    row = next((r for r in run.gate.get("limits", []) if r["metric"] == name), None)
    changed = comparison["metrics"].get(name) if comparison else None
    return {
        "name": name,
        "value": f"{found['mean']:.3f}",
        "interval": f"{found['low']:.2f} – {found['high']:.2f}, n {found['n']:.0f}",
        "gate": gate_text(row),
        "gate_class": _gate_class(row),
        "change": f"{changed['mean']:+.3f} ({changed['verdict']})" if changed else "",
    }


def _gate_class(row: Mapping[str, Any] | None) -> str:
    return {True: "pass", False: "fail"}.get(row["passed"], "unknown") if row else ""


def _figure(run: Run, name: str) -> dict[str, Any]:
    found = run.summary["metrics"][name]
    row = next((r for r in run.gate.get("limits", []) if r["metric"] == name), None)
    share = found["mean"] <= 1 and found["high"] <= 1
    return {
        "name": name,
        "bar": charts.bar(found, row["limit"] if row else None) if share else "",
        "mean": f"{found['mean']:.3f}" if share else f"{found['mean']:.0f}",
        "micro": f"{found['micro']:.3f}" if "micro" in found else "",
        "n": f"{found['n']:.0f}",
        "sees": f"±{found['detectable']:.2f}" if share else "",
        "gate": gate_text(row),
        "gate_class": _gate_class(row),
    }


def _heat(run: Run) -> tuple[str, Markup | str]:
    name = next((n for n in _HEAT if n in run.summary["metrics"]), "")
    pairs = {tuple(key.split(" → ")): cell for key, cell in run.summary["by"]["pair"].items()}
    found = {p: c["metrics"][name] for p, c in pairs.items() if name in c["metrics"]}
    cells = {(p[0], p[1]): (m["mean"], int(m["n"])) for p, m in found.items()}
    return name, charts.heat_map(cells, f"{name} by language pair", FEW) if cells else ""


def _breakdown(run: Run, name: str) -> dict[str, Any]:
    cells = run.summary["by"][name]
    columns = [m for m in CELL_METRICS if any(m in cell["metrics"] for cell in cells.values())]
    rows = [
        {
            "name": key,
            "n": cell["n"],
            "few": cell["few"],
            "values": [f"{cell['metrics'][c]['mean']:.2f}" if c in cell["metrics"] else "" for c in columns],
        }
        for key, cell in cells.items()
    ]
    return {"columns": columns, "rows": rows if len(rows) > 1 else []}


def _parity(run: Run) -> str:
    told = []
    for name, row in run.summary["parity"].items():
        crossing = f", cross-lingual {row['cross_minus_same']:+.2f}" if "cross_minus_same" in row else ""
        gap = f"worst language {row['worst']}, gap {row['gap']:.2f}" if "gap" in row else ""
        told.append(f"{name}: {gap}{crossing}".replace(": ,", ":"))
    return "; ".join(told)
