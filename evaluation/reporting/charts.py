"""Figures → inline SVG that takes its colours from the page, so that it is right in light, in dark and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

WIDTH = 640


def _svg(width: int, height: int, title: str, body: Sequence[str]) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(body)}</svg>'
    )


def bar(found: Mapping[str, float], limit: float | None = None) -> Markup:
    """A share from 0 to 1 as a bar with its 95 % interval, and a line where the threshold lies."""
    width, height = 220, 18

    def x(value: float) -> float:
        return round(2 + (width - 4) * min(1.0, max(0.0, value)), 1)

    body = [f'<rect class="track" x="2" y="5" width="{width - 4}" height="8" rx="2"/>']
    body.append(f'<rect class="bar" x="2" y="5" width="{x(found["mean"]) - 2:.1f}" height="8" rx="2"/>')
    low, high = x(found["low"]), x(found["high"])
    body.append(f'<path class="whisker" d="M{low} 9H{high}M{low} 5V13M{high} 5V13"/>')
    if limit is not None:
        body.append(f'<path class="limit" d="M{x(limit)} 1V17"/>')
    title = f"{found['mean']:.3f}, 95 % interval {found['low']:.3f} to {found['high']:.3f}"
    return _svg(width, height, title, body)


def heat_map(cells: Mapping[tuple[str, str], tuple[float, int]], title: str, few: int) -> Markup:
    """A share per pair of question language (rows) and article language (columns); pairs with few cases are faint."""
    rows, columns = sorted({pair[0] for pair in cells}), sorted({pair[1] for pair in cells})
    size, left, top = 46, 60, 26
    body = [
        f'<text class="axis" x="{left + size * (n + 0.5)}" y="18">{escape(c)}</text>' for n, c in enumerate(columns)
    ]
    for i, row in enumerate(rows):
        y = top + i * size * 0.7
        body.append(f'<text class="axis row" x="{left - 8}" y="{y + 21:.1f}">{escape(row)}</text>')
        for j, column in enumerate(columns):
            if (row, column) in cells:
                body.append(_heat_cell(left + j * size, y, size, cells[(row, column)], few))
    height = round(top + len(rows) * size * 0.7 + 6)
    return _svg(left + size * len(columns) + 6, height, title, body)


def _heat_cell(x: float, y: float, size: int, cell: tuple[float, int], few: int) -> str:
    value, n = cell
    step = min(5, int(value * 5.001))
    faint = " few" if n < few else ""
    box = f'x="{x}" y="{y:.1f}" width="{size - 3}" height="{size * 0.7 - 3:.1f}" rx="3"'
    return (
        f'<g class="heat h{step}{faint}"><rect {box}/>'
        f'<text x="{x + size / 2 - 1.5}" y="{y + 15:.1f}">{100 * value:.0f}</text>'
        f'<text class="n" x="{x + size / 2 - 1.5}" y="{y + 26:.1f}">n {n}</text></g>'
    )


def abstention(curve: Mapping[str, Any]) -> Markup:
    """Over the confidence below which answers would be withheld: share withheld of both kinds of question."""
    left, top, width, height = 44, 12, WIDTH - 60, 200

    def at(x: float, y: float) -> str:
        return f"{left + width * x:.1f} {top + height * (1 - y):.1f}"

    body = []
    for tenth in range(0, 11, 2):
        body.append(f'<path class="grid" d="M{at(0, tenth / 10)}L{at(1, tenth / 10)}"/>')
        x, y = at(0, tenth / 10).split()
        body.append(f'<text class="axis row" x="{float(x) - 6:.1f}" y="{float(y) + 4:.1f}">{10 * tenth} %</text>')
        x, y = at(tenth / 10, 0).split()
        body.append(f'<text class="axis" x="{x}" y="{float(y) + 16:.1f}">{tenth / 10:.1f}</text>')
    for place, name in ((1, "good"), (2, "bad")):
        line = "L".join(at(point[0], point[place]) for point in curve["points"])
        body.append(f'<path class="line {name}" d="M{line}"/>')
    if curve.get("at_5_percent"):
        body.append(f'<path class="limit" d="M{at(curve["at_5_percent"][0], 0)}L{at(curve["at_5_percent"][0], 1)}"/>')
    return _svg(WIDTH, height + 40, "abstention by confidence", body)


def histogram(values: Sequence[float], title: str, bins: int = 24) -> Markup:
    """How often each value occurs, up to the 99th percentile; the last bar holds the rest."""
    ordered = sorted(values)
    top_value = max(ordered[int(0.99 * (len(ordered) - 1))], 1e-9)
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top_value * bins))] += 1
    height, width = 80, WIDTH / bins
    body = [
        f'<rect class="bar" x="{n * width + 1:.1f}" y="{height - height * c / max(counts):.1f}"'
        f' width="{width - 2:.1f}" height="{height * c / max(counts):.1f}"><title>{c}</title></rect>'
        for n, c in enumerate(counts)
    ]
    body.append(f'<text class="axis first" x="0" y="{height + 16}">0</text>')
    body.append(f'<text class="axis row" x="{WIDTH}" y="{height + 16}">{top_value:.0f} ms</text>')
    return _svg(WIDTH, height + 22, title, body)
