"""The benchmarks of size: an archive multiplied is still one archive, and what was measured can be drawn."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks import multiplied
from benchmarks.size_measured import spread
from benchmarks.size_plots import picture
from domain import Query
from index import Archive
from index.health import doctor
from tests.small_archive import DIMENSION, toy_embedder
from tests.test_ledger import archive_of, said

TOY = toy_embedder()


@pytest.fixture
def grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(multiplied, "DIMENSION", DIMENSION)
    archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed."), said("b", "Carl Strand", "It rains.")).close()
    assert [line for line in multiplied.multiply(tmp_path, 3) if "told Chroma" in line] == [{"told Chroma": 6}]
    return tmp_path


def test_a_multiplied_archive_agrees_with_itself_and_is_asked_like_another(grown: Path):
    assert doctor(grown) == []
    archive = Archive.open(grown, TOY)
    assert archive.state().articles == 6
    assert archive.state().newest == date(2018, 2, 4), "the copies appeared 41 and 82 days later"
    found = archive.retrieve(Query("The bridge is closed."))
    assert {e.passage.article for e in found} == {"a", "a~1", "a~2", "b", "b~1", "b~2"}
    assert archive.retrieve(Query("The bridge is closed."))[0].passage.article == "a"
    assert {s.id.removesuffix(" 1") for s in archive.named("What did Berg say?")} == {"anna berg"}


def test_a_copy_lies_near_its_article_but_not_in_its_place(grown: Path):
    rows = sqlite3.connect(grown / "library.sqlite").execute("SELECT vector FROM vectors ORDER BY row").fetchall()
    vectors = np.stack([np.frombuffer(blob, dtype=np.float16) for (blob,) in rows]).astype(np.float32)
    cosines = (vectors[:2] * vectors[2:4]).sum(axis=1)
    assert np.all((cosines > 0.8) & (cosines < 0.99))


def test_multiplying_again_to_the_same_size_changes_nothing(grown: Path):
    assert list(multiplied.multiply(grown, 3)) == []


def test_percentiles_are_of_the_ordered_times():
    times = [(float(n), float(2 * n)) for n in range(100, 0, -1)]
    assert spread(times) == {
        "p50": 51.0, "p95": 96.0, "p99": 100.0, "processor p50": 102.0, "processor p95": 192.0, "processor p99": 200.0
    }  # fmt: skip


def test_the_picture_is_svg_with_a_bar_for_each_archive_and_filter():
    times = {"p50": 10.0, "p95": 30.0, "p99": 50.0, "processor p50": 9.0, "processor p95": 20.0, "processor p99": 40.0}
    kinds = {"none": times, "<English>": times}
    told = [{"passages": size, "ms": {"retrieval": kinds, "answer": kinds}} for size in (10_000, 100_000)]
    for processor in (False, True):
        drawn = ElementTree.fromstring(picture(told, processor))
        bars = [e for e in drawn.iter() if e.get("class") == "p50"]
        assert len(bars) == 8
        assert "<English>, 100,000 passages" in [e.text for e in drawn.iter()]
