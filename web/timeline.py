"""An answer's claims in, a picture of when each was reported out: one row per speaker, one dot per citation (SVG)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import Answer, Citation, Claim
from web.cards import speakers
from web.markup import fill, text
from web.words import Words, day

WIDTH, ROW, RADIUS = 640, 28, 6
"""In the picture's own units; it is as wide as its place."""
MOST = 8
"""Rows; a picture of more says nothing."""


def timeline(found: Answer, number: int, texts: Words) -> str:
    """The picture with the speakers' names beside it; nothing where fewer than two days are known."""
    cited = {c.marker: c for c in found.citations}
    rows = [(claim, _dated(claim, cited)) for claim in found.claims]
    rows = [(claim, dots) for claim, dots in rows if dots][:MOST]
    days = sorted({d for _, dots in rows for d, _ in dots})
    if len(days) < 2:
        return ""
    first, last = days[0], days[-1]
    items = "".join(_row(claim, dots, (first, last), number, texts) for claim, dots in rows)
    ends = f"<bdi>{text(day(first, texts))}</bdi><bdi>{text(day(last, texts))}</bdi>"
    return (
        f'<h3>{text(texts["timeline"])}</h3><div class="timeline"><ul>{items}</ul>'
        f'<p class="ends" dir="ltr" aria-hidden="true">{ends}</p></div>'
    )


def _dated(claim: Claim, cited: dict[int, Citation]) -> list[tuple[date, int]]:
    known = [cited[m] for m in claim.citations if m in cited]
    return [(c.reference.published, c.marker) for c in known if c.reference.published]


def _row(claim: Claim, dots: Sequence[tuple[date, int]], ends: tuple[date, date], number: int, texts: Words) -> str:
    own = claim.form == "own_voice" or not claim.chain
    who = text(texts["own_voice"]) if own else speakers((claim.speaker or claim.chain[0], *claim.chain[1:]), texts)
    first, last = ends
    circles = ""
    for when, marker in sorted(dots):
        x = RADIUS + (when - first).days / max(1, (last - first).days) * (WIDTH - 2 * RADIUS)
        label = f"{fill(texts['citation'], marker=str(marker))}, {text(day(when, texts))}"
        circles += (
            f'<a href="#t{number}c{marker}" aria-label="{label}"><title>{label}</title>'
            f'<circle cx="{x:.1f}" cy="{ROW / 2}" r="{RADIUS}"/></a>'
        )
    line = f'<line x1="0" x2="{WIDTH}" y1="{ROW / 2}" y2="{ROW / 2}"/>'
    picture = f'<svg viewBox="0 0 {WIDTH} {ROW}" preserveAspectRatio="none" dir="ltr">{line}{circles}</svg>'
    return f"<li><span>{who}</span>{picture}</li>"
