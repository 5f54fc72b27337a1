"""What benchmarks.size_measured wrote about archives of several sizes goes in, one picture (SVG) comes out.

    python -m benchmarks.size_plots var/size/10k.json var/size/100k.json --out var/size/speed.svg

A row for retrieval and for whole answers, by filter: a bar from nothing to p50, a thin one on to p95, a tick at p99,
and a line where the target lies for 100,000 passages. Times are those on the clock; --processor takes the processor's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, FIGURES, BAR, GAP = 760, 250, 110, 12, 14
TARGETS = {"retrieval": {"none": 40.0}, "answer": {}}
FILTERED = {"retrieval": 60.0, "answer": 120.0}
"""Milliseconds at p95 that are asked of an archive of 100,000 passages."""
STYLE = """text{font:12px sans-serif;fill:currentColor}.p50{fill:#2a6f97}.p95{fill:#89b6cf}.p99{stroke:#2a6f97}
.target{stroke:#b23a48;stroke-dasharray:3 3}.head{font-weight:bold}"""

Told = Mapping[str, Any]


def picture(told: Sequence[Told], processor: bool) -> str:
    """The whole picture."""
    prefix = "processor " if processor else ""
    most = max(t[f"{prefix}p99"] for each in told for kind in each["ms"].values() for t in kind.values())
    scale = (WIDTH - LEFT - FIGURES) / most
    body, y = [], 20
    for kind in ("retrieval", "answer"):
        body.append(f'<text class="head" x="4" y="{y}">{kind}, {prefix}milliseconds</text>')
        y += GAP
        for name in told[0]["ms"][kind]:
            rows = list(_rows(told, kind, name, prefix, scale, y))
            body += rows
            y += len(told) * (BAR + 3) + GAP
            target = TARGETS[kind].get(name, FILTERED[kind])
            if not processor and target <= most:
                x = LEFT + target * scale
                top = y - GAP - len(told) * (BAR + 3)
                body.append(f'<path class="target" d="M{x:.1f} {top}V{y - GAP}"/>')
        y += GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}">'
    return f"{head}<style>{STYLE}</style>{''.join(body)}</svg>\n"


def _rows(told: Sequence[Told], kind: str, name: str, prefix: str, scale: float, y: int) -> Iterator[str]:
    """A bar for each archive, the smallest first."""
    for each in told:
        times = each["ms"][kind][name]
        p50, p95, p99 = (times[f"{prefix}{part}"] for part in ("p50", "p95", "p99"))
        label = f"{'no filter' if name == 'none' else name}, {each['passages']:,} passages"
        yield f'<text x="{LEFT - 8}" y="{y + BAR - 2}" text-anchor="end">{escape(label)}</text>'
        yield f'<rect class="p95" x="{LEFT}" y="{y + 3}" width="{p95 * scale:.1f}" height="{BAR - 6}"/>'
        yield f'<rect class="p50" x="{LEFT}" y="{y}" width="{p50 * scale:.1f}" height="{BAR}"/>'
        yield f'<path class="p99" d="M{LEFT + p99 * scale:.1f} {y}v{BAR}"/>'
        yield f'<text x="{LEFT + p99 * scale + 5:.1f}" y="{y + BAR - 2}">{p50:.0f} · {p95:.0f} · {p99:.0f}</text>'
        y += BAR + 3


def main() -> None:
    """Draw what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", type=Path, nargs="+", help="what size_measured wrote with --out")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processor", action="store_true", help="processor time instead of time on the clock")
    given = parser.parse_args()
    told = sorted((json.loads(path.read_text("utf-8")) for path in given.measured), key=lambda t: t["passages"])
    given.out.write_text(picture(told, given.processor), encoding="utf-8")
    print(given.out)


if __name__ == "__main__":
    main()
