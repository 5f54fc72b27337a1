"""Marked rows → weights, and the file of weights that answers read."""

import json
from pathlib import Path

import numpy as np

from answer import Answerer
from answer.confidence import SHOWN
from answer.fitted import FILE, fitted_for, score
from answer.signals import SIGNALS
from domain import Query
from evaluation.fitting.command import fit
from evaluation.fitting.softmax import first, yes

TESTS = """
- {id: a, question: Who said the dam was safe?, lang: en, type: attribution, articles: [dam], speaker: [Anna Berg]}
- {id: b, question: What did the mayor promise?, lang: en, type: what_said, articles: [dam], speaker: [The mayor]}
- {id: c, question: Why did the moon explode?, lang: en, answerable: false, kind: false_premise}
"""
DAM = """The dam above Lund

“The dam was safe in March,” said Anna Berg, the engineer who inspected it.

The mayor promised a new bridge. “We will build it by May,” he said.
"""


def test_the_marked_row_comes_first_by_the_signal_that_tells_it():
    rng = np.random.default_rng(1)
    tables = [rng.normal(size=(20, 3)) for _ in range(40)]
    right = [table[:, 1] == table[:, 1].max() for table in tables]
    weights = first(tables, right, [1.0] * 40, penalty=1.0)
    assert weights[1] > 5 * abs(weights[[0, 2]]).max()


def test_what_a_known_score_tells_already_gets_no_weight():
    rng = np.random.default_rng(1)
    tables = [rng.normal(size=(20, 2)) for _ in range(40)]
    right = [table[:, 0] == table[:, 0].max() for table in tables]
    alone = first(tables, right, [1.0] * 40, penalty=1.0)
    beside = first(tables, right, [1.0] * 40, 1.0, [9 * table[:, 0] for table in tables])
    assert alone[0] > 3 * abs(beside[0])


def test_yes_is_told_from_no_on_the_signals_own_scale():
    rng = np.random.default_rng(2)
    table = rng.normal(loc=100, scale=7, size=(300, 2))
    truth = table[:, 0] > 104
    weights = yes(table, truth, np.ones(300), penalty=1.0)
    told = np.column_stack([table, np.ones(300)]) @ weights > 0
    assert (told == truth).mean() > 0.95


def test_the_shipped_weights_are_the_bundled_models_and_name_only_known_signals(embedder):
    weights = fitted_for(embedder)
    assert set(weights.bears) | set(weights.speaks) | set(weights.holds) <= set(SIGNALS)
    assert set(weights.answers) == {*SHOWN, ""}
    sets = json.loads(FILE.read_text("utf-8"))["embedders"].values()
    assert embedder.identity["name"] in {each["name"] for each in sets}


def test_a_score_is_the_weighted_sum_with_the_intercept():
    assert score({"b": 2.0, "": 1.0}, ("a", "b"), np.array([[5.0, 3.0]], dtype=np.float32)).tolist() == [7.0]


def test_fitting_writes_weights_for_its_embedder_beside_the_others(tmp_path: Path, embedder):
    from index import Archive
    from ingest import ingest

    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "dam.txt").write_text(DAM, "utf-8")
    (tmp_path / "questions.yaml").write_text(TESTS, "utf-8")
    (tmp_path / "weights.json").write_text('{"embedders": {"another": {"bears": {}}}}', "utf-8")
    with Archive.write(tmp_path / "archive", embedder) as writer:
        ingest([tmp_path / "news"], writer, embedder=embedder)
    figures = fit([tmp_path / "questions.yaml", tmp_path / "archive"], embedder, tmp_path / "weights.json")
    assert figures["questions"] == 2
    assert set(figures["questions.yaml over archive"]) == {"answerable_refused", "unanswerable_refused", "auroc"}
    written = json.loads((tmp_path / "weights.json").read_text("utf-8"))["embedders"]
    assert set(written) == {"another", str(embedder.identity["revision"])[:12]}


def test_a_copy_of_a_story_is_no_second_account(tmp_path: Path, embedder):
    from index import Archive
    from ingest import ingest

    (tmp_path / "news").mkdir()
    for outlet in ("one", "two"):
        article = {"title": "The dam above Lund", "text": DAM.split("\n", 2)[2], "outlet": outlet, "language": "en"}
        (tmp_path / "news" / f"{outlet}.json").write_text(json.dumps(article), "utf-8")
    with Archive.write(tmp_path / "archive", embedder) as writer:
        ingest([tmp_path / "news"], writer, embedder=embedder)
    claims = Answerer(Archive.open(tmp_path / "archive", embedder)).ask(Query("Who said the dam was safe?")).claims
    assert (claims[0].speaker, claims[0].origins) == ("Anna Berg", 1)
