"""Filters, spread over articles, fusion and the second stage."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain import Query
from index import Archive, Embedder, load_embedder
from index.fusion import fuse, reciprocal, spread
from index.interaction import interact, words_of
from tests.small_archive import Floats, prepared, toy_embedder

MODEL = "models/whosaid-multilingual"


@pytest.fixture(params=[1_000, 0], ids=["vectors in memory", "search in Chroma"])
def archive(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.reader.HELD", request.param)
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.put(
            [
                prepared("en1", "The dam broke.", outlet="Herald", published=date(2017, 11, 14)),
                prepared("en2", "The dam held.", outlet="Tribune", published=date(2017, 11, 16)),
                prepared("fr1", "Le dam est fermé.", language="fr", outlet="Herald", published=date(2018, 1, 1)),
                prepared("none", "The dam, undated.", outlet=None),
            ]
        )
    return Archive.open(tmp_path, toy_embedder())


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, {"en1", "en2", "fr1", "none"}),
        ({"languages": ("fr",)}, {"fr1"}),
        ({"languages": ("fr", "en")}, {"en1", "en2", "fr1", "none"}),
        ({"outlets": ("Herald",)}, {"en1", "fr1"}),
        ({"outlets": ("Herald",), "languages": ("en",)}, {"en1"}),
        ({"since": date(2017, 11, 16)}, {"en2", "fr1"}),
        ({"until": date(2017, 11, 14)}, {"en1"}),
        ({"since": date(2017, 11, 14), "until": date(2017, 11, 16)}, {"en1", "en2"}),
        ({"outlets": ("Nobody",)}, set()),
    ],
)
def test_a_filter_leaves_exactly_what_fits_it(archive: Archive, limits: dict[str, Any], expected: set[str]):
    assert {e.passage.article for e in archive.retrieve(Query("the dam", **limits))} == expected


def test_ranks_count_from_one_and_scores_fall(archive: Archive):
    found = archive.retrieve(Query("the dam broke"))
    assert [e.rank for e in found] == [1, 2, 3, 4]
    assert found[0].passage.article == "en1"
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)


def test_an_empty_question_finds_nothing(archive: Archive):
    assert archive.retrieve(Query("   ")) == []


def test_at_most_three_passages_of_an_article_are_among_the_first_ten(tmp_path: Path):
    with Archive.write(tmp_path, toy_embedder()) as writer:
        long = prepared("long", *[f"The flood reached street{n}." for n in range(12)])
        writer.put([long, *[prepared(f"a{n}", f"Village{n} saw a flood.") for n in range(9)]])
    found = Archive.open(tmp_path, toy_embedder()).retrieve(Query("The flood reached"))
    assert [e.passage.article for e in found[:10]].count("long") == 3
    assert len(found) == 21, "the others come later, none is lost"


def test_spread_keeps_the_order_within_its_limit():
    one = ["x", "y", "x", "x", "x"]
    assert spread([4, 3, 2, 1, 0], one, one) == [4, 3, 2, 1, 0]
    one = ["x", "x", "x", "x", "y"]
    assert spread([0, 1, 2, 3, 4], one, one) == [0, 1, 2, 4, 3]


def test_of_a_story_in_many_outlets_two_passages_stand_among_the_first_five_and_ten_among_fifty():
    articles = [f"copy{n}" for n in range(60)] + [f"other{n}" for n in range(60)]
    stories = ["story"] * 60 + articles[60:]
    found = [stories[i] == "story" for i in spread(list(range(120)), articles, stories)]
    assert (sum(found[:5]), sum(found[:10]), sum(found[:50])) == (2, 3, 10)
    assert len(found) == 120, "none is lost"


def test_reciprocal_ranks_count_from_one_and_no_score_counts_nothing():
    assert reciprocal(np.array([0.0, 3.0, 9.0])) == pytest.approx([0.0, 1 / 62, 1 / 61])


def test_a_passage_in_another_language_does_not_lose_for_want_of_shared_words():
    dense, words = np.array([0.9, 0.3, 0.1]), np.array([0.0, 7.0, 5.0])
    by_language = fuse(dense, None, words, ["fr", "en", "en"], "en")
    assert by_language.argmax() == 0
    assert fuse(dense, None, words, ["en", "en", "en"], "en").argmax() == 1


def test_shared_words_lift_a_passage_and_take_nothing_from_the_others():
    dense, soft = np.array([0.5, 0.5, 0.1]), np.array([0.6, 0.5, 0.1])
    assert fuse(dense, soft, np.array([0.0, 0.0, 0.0]), ["en"] * 3, None).argmax() == 0
    assert fuse(dense, soft, np.array([0.0, 9.0, 0.0]), ["en"] * 3, None).argmax() == 0
    assert fuse(dense, np.array([0.5, 0.5, 0.1]), np.array([0.0, 9.0, 0.0]), ["en"] * 3, None)[1] >= 0


@pytest.mark.filterwarnings("error")
def test_a_word_as_long_as_an_article_meets_nothing():
    assert list(interactions("What did the llll say?", [("Llll", "l" * 200_000)])) == pytest.approx([0.0], abs=0.6)


def interactions(question: str, passages: list[tuple[str, str]]) -> Floats:
    embedder = load_embedder(MODEL)
    words = words_of(embedder, passages)
    assert words is not None
    assert embedder.static is not None
    return interact(embedder.static, question, words)


def test_the_second_stage_sees_a_word_through_languages():
    passages = [("", "Le ministère russe de la défense a démenti."), ("", "Le chat dort sur le canapé.")]
    scores = interactions("Who denied it, the Russian defense ministry?", passages)
    assert scores[0] > scores[1]
    assert 0 <= scores.min() <= scores.max() <= 1.001


def test_an_identical_sentence_scores_one_and_nothing_scores_zero():
    passages = [("", "Rebecca Moore warned the newspaper"), ("", "")]
    scores = interactions("Rebecca Moore warned the newspaper", passages)
    assert scores == pytest.approx([1.0, 0.0], abs=0.01)


@pytest.mark.parametrize("embedder", [load_embedder(MODEL), toy_embedder()], ids=["with word vectors", "without"])
def test_a_word_of_the_question_is_met_where_it_stands(tmp_path: Path, embedder: Embedder):
    with Archive.write(tmp_path, embedder) as writer:
        writer.put([])
    archive = Archive.open(tmp_path, embedder)
    texts = [("en", "The dam broke on Friday."), ("en", "Cats sleep."), ("en", "")]
    support, weights = archive.support("dam broke", texts)
    assert (support @ weights).argmax() == 0
    assert support.shape == (3, 2)
    assert weights.sum() == pytest.approx(1, abs=1e-5)


def test_stored_words_of_older_rules_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    embedder = load_embedder(MODEL)
    texts = ["The dam broke on Friday.", "Cats sleep on sofas."]
    with Archive.write(tmp_path, embedder) as writer:
        ready = [prepared(f"a{n}", t) for n, t in enumerate(texts)]
        for p in ready:
            object.__setattr__(p, "vectors", embedder.embed_documents([p.article.text]))
        writer.put(ready)
    archive = Archive.open(tmp_path, embedder)
    before = [(e.passage.id, e.score) for e in archive.retrieve(Query("When did the dam break?"))]
    archive._library.connection.execute("UPDATE words SET rules = 'older', pieces = x'00000000', norms = x'0000'")
    assert [(e.passage.id, e.score) for e in archive.retrieve(Query("When did the dam break?"))] == before


WIRE = (
    "The harbour authority closed the northern basin on Monday after a crane fell on a moored ferry. Two dockers were "
    "taken to hospital, and the ferry company cancelled every crossing until the wreck has been lifted."
)
TRUTH = "The ferry company denied on Tuesday that the crane had been overloaded when it fell in the northern basin."


@pytest.mark.row(6)
def test_fifty_copies_of_a_story_do_not_crowd_out_the_truth(tmp_path: Path):
    copies = [prepared(f"n{n:02}", f"{WIRE} Edition {n}.", outlet=f"Outlet {n:02}") for n in range(50)]
    alone, flooded = tmp_path / "alone", tmp_path / "flooded"
    ranks = []
    for folder, batch in ((alone, copies[:1]), (flooded, copies)):
        with Archive.write(folder, toy_embedder()) as writer:
            writer.put([*batch, prepared("truth", TRUTH), *[prepared(f"x{n}", f"Rain in town{n}.") for n in range(9)]])
        found = Archive.open(folder, toy_embedder()).retrieve(
            Query("Which crane fell on a ferry in the northern basin?")
        )
        ranks.append(next(e.rank for e in found if e.passage.article == "truth"))
        assert sum(e.passage.article.startswith("n") for e in found[:5]) <= 2
    assert ranks[1] <= ranks[0] + 1
    first = next(e for e in found if e.passage.article.startswith("n"))
    assert first.outlets[0] == first.reference.outlet
    assert sorted(first.outlets) == [f"Outlet {n:02}" for n in range(50)], "one find lists all its outlets"
