"""The attribution benchmark: what it counts on labels that say more than others."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution import names_chain, read, score
from benchmarks.attribution_tables import own_row_of
from domain import Link, Span, Statement

HOUSE = Path(__file__).resolve().parent.parent
TEXT = "The mayor said that Ann said that it rained."


def statement(*mentions: str) -> Statement:
    links = [Link(m, Span(TEXT.index(m), TEXT.index(m) + len(m)), None, None, "says") for m in mentions]
    return Statement("a", Span(34, 43), "indirect", tuple(links), 1.0, "explicit", shown=True)


def test_a_chain_is_right_if_every_speaker_of_it_is() -> None:
    mayor, ann = [[4, 9]], [[20, 23]]
    label = {"chain": [mayor, ann], "source": [20, 23], "source_parts": ann}
    assert names_chain(statement("mayor", "Ann"), label, TEXT)
    assert not names_chain(statement("Ann", "mayor"), label, TEXT)
    assert not names_chain(statement("Ann"), label, TEXT)


def test_labels_without_chains_ask_for_the_innermost_speaker_only() -> None:
    assert names_chain(statement("mayor", "Ann"), {"source": [20, 23]}, TEXT)


def test_own_voice_is_counted_by_sentence(tmp_path: Path) -> None:
    labels = tmp_path / "en.yaml"
    labels.write_text(ONE, encoding="utf-8")
    tally = score(labels)
    assert (tally.gold, tally.own_gold) == (15, 7)
    assert tally.own_right <= min(tally.own_said, tally.own_gold)
    assert own_row_of("en", tally).startswith("| en | 15 / 2 | ")


def test_the_rows_of_a_file_are_its_articles() -> None:
    rows = list(read(HOUSE / "evaluation" / "demo" / "statements" / "en.yaml"))
    assert all(row["spans"] for row in rows)
    assert sum(bool(row["own_voice"]) for row in rows) >= 8
    assert len(rows) >= 10


ONE = (HOUSE / "evaluation" / "demo" / "statements" / "en.yaml").read_text("utf-8")
ONE = ONE[ONE.index("en-cave-submarine:") : ONE.index("en-notredame-deadline:")]
