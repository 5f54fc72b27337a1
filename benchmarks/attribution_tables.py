"""Counts over labelled texts → the lines of the tables that benchmarks/attribution.py prints."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts over one set."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    right: int = 0
    with_source: int = 0
    direct: int = 0
    direct_found: int = 0
    shown: int = 0
    shown_right: int = 0
    sentence_shown: int = 0
    sentence_right: int = 0
    sentence_gold: int = 0
    nested: int = 0
    nested_found: int = 0
    nested_right: int = 0
    stance_right: int = 0
    form_right: int = 0
    own_gold: int = 0
    own_said: int = 0
    own_right: int = 0
    own_named: int = 0
    characters: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def row_of(name: str, t: Tally) -> str:
    """One line of the table."""
    e2e = 2 * t.right / (t.gold + t.predicted) if t.gold + t.predicted else 0
    cells = (
        name,
        f"{_share(t.found, t.predicted)} / {_share(t.found, t.gold)}",
        f"{100 * e2e:.1f}",
        _share(t.direct_found, t.direct),
        _share(t.right, t.with_source),
        _share(t.shown_right, t.shown),
        f"{_share(t.sentence_right, t.sentence_shown)} / {_share(t.sentence_right, t.sentence_gold)}",
        f"{_share(t.nested_found, t.nested)} / {_share(t.nested_right, t.nested)}",
        f"{t.characters / t.seconds / 1000:.0f}" if t.seconds else "-",
    )
    return "| " + " | ".join(cells) + " |"


def own_row_of(name: str, t: Tally) -> str:
    """One line of the table of what only our own labels tell."""
    cells = (
        name,
        f"{t.gold} / {t.nested}",
        f"{_share(t.own_right, t.own_said)} / {_share(t.own_right, t.own_gold)}",
        f"{t.own_named} of {t.own_gold}",
        _share(t.stance_right, t.found),
        _share(t.form_right, t.found),
        f"{t.shown} of {t.gold + t.nested}",
    )
    return "| " + " | ".join(cells) + " |"


COLUMNS = (
    "set",
    "span P / R",
    "e2e F1",
    "direct recall",
    "speaker on matched",
    "shown speaker right",
    "shown by sentence P / R",
    "nested found / right",
    "k chars/s",
)
OWN_COLUMNS = (
    "set",
    "labelled / nested",
    "own voice P / R",
    "own voice given a shown speaker",
    "stance right",
    "form right",
    "statements shown",
)
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
OWN_HEADER = f"| {' | '.join(OWN_COLUMNS)} |\n|{'---|' * len(OWN_COLUMNS)}"
