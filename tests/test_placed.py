"""Where sentences and statements lie in the embedder's space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from domain import Link, Span, Statement
from index import Archive
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()
TEXT = "The dam broke. The mayor said “nobody was hurt”. Rain is coming."
QUOTE = Span(TEXT.index("“"), TEXT.index("”") + 1)
SAID = Statement("a", QUOTE, "direct", (Link("the mayor", None, None, "say", "says"),), 0.9, "explicit", True)
LONG = Statement("a", Span(0, QUOTE.end), "indirect", (), 0.5)


def archive_with(folder: Path, *statements: Statement) -> Archive:
    with Archive.write(folder, TOY) as writer:
        writer.put([prepared("a", TEXT, statements=statements), prepared("empty", "…")])
    return Archive.open(folder, TOY)


def test_every_sentence_and_statement_of_an_article_is_read_in_one_call(tmp_path: Path):
    placed = archive_with(tmp_path, SAID).placed(["a", "nobody"])
    assert list(placed) == ["a"]
    assert [s.of(TEXT) for s in placed["a"].sentences] == [
        "The dam broke.",
        "The mayor said “nobody was hurt”.",
        "Rain is coming.",
    ]
    assert set(placed["a"].vectors) == {*placed["a"].sentences, QUOTE}


def test_a_stored_vector_is_that_of_the_words(tmp_path: Path):
    placed = archive_with(tmp_path, SAID).placed(["a"])["a"]
    texts = [span.of(TEXT) for span in placed.vectors]
    cosines = (np.stack(list(placed.vectors.values())) * TOY.embed_documents(texts)).sum(axis=1)
    assert cosines.min() > 0.9999


def test_a_statement_over_two_sentences_lies_between_them(tmp_path: Path):
    placed = archive_with(tmp_path, LONG).placed(["a"])["a"]
    whole = placed.statement(LONG.content)
    assert whole is not None
    parts = [placed.vectors[Span(0, 14)], placed.vectors[Span(15, QUOTE.end)]]
    assert float(np.linalg.norm(whole)) == pytest.approx(1.0, abs=1e-5)
    assert float(whole @ parts[0]) == pytest.approx(float(whole @ parts[1]), abs=1e-5)
    assert placed.statement(Span(900, 910)) is None


def test_what_an_older_version_did_not_store_is_embedded_when_asked_for(tmp_path: Path):
    archive = archive_with(tmp_path, SAID)
    stored = archive.placed(["a"])["a"]
    archive._library.connection.execute("UPDATE placed SET rules = '0'")
    fresh = archive.placed(["a"])["a"]
    assert fresh.sentences == stored.sentences
    assert fresh.vectors.keys() == stored.vectors.keys()
    for span, vector in stored.vectors.items():
        assert np.allclose(fresh.vectors[span], vector)
