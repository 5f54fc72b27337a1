"""Draft questions over the demo archive, the desk where they are reviewed, and the shipped set."""

import json
import shutil
from pathlib import Path

import pytest

from errors import BadInput
from evaluation.asking import ask_all
from evaluation.cases import load
from evaluation.checking import lost_labels
from evaluation.drafting import KINDS, draft
from evaluation.labelling import Desk, read_feedback
from evaluation.matching import same_words
from evaluation.scoring import score, summarise
from evaluation.shelf import Shelf
from evaluation.writing import as_yaml, write_yaml

HOUSE = Path(__file__).resolve().parent.parent
SHIPPED = HOUSE / "evaluation/demo/questions.yaml"


@pytest.fixture(scope="module")
def shelf(demo, demo_folder) -> Shelf:
    return Shelf(demo_folder, demo)


@pytest.fixture(scope="module")
def drafts(shelf):
    return draft(shelf, 60)


def test_every_kind_is_drafted_and_marked_as_draft(drafts):
    assert {row["source"] for row in drafts} == {f"auto:{kind}" for kind in KINDS}
    assert {row["status"] for row in drafts} == {"draft"}
    assert len({row["question"] for row in drafts}) == len(drafts) == 60
    assert len({row["lang"] for row in drafts}) >= 8


def test_the_same_seed_gives_the_same_drafts(shelf, drafts):
    assert draft(shelf, 60) == drafts
    assert draft(shelf, 60, seed=1) != drafts


def test_drafts_read_as_a_test_file_whose_labels_the_archive_holds(tmp_path, shelf, drafts):
    path = tmp_path / "drafts.yaml"
    path.write_text(as_yaml(drafts), "utf-8")
    assert lost_labels(load(path), shelf) == []


def test_a_wrong_speaker_does_not_stand_in_the_article_of_the_quote(shelf, drafts):
    for row in drafts:
        if row["source"] == "auto:wrong_speaker":
            assert (row["answerable"], row["kind"]) == (False, "wrong_speaker")
            assert "support" not in row


def test_a_cross_lingual_draft_asks_for_an_article_of_another_language(shelf, drafts):
    crossing = [row for row in drafts if row["source"] == "auto:crosslingual"]
    assert crossing
    for row in crossing:
        assert row["relevant"][0]["lang"] != row["lang"]
        assert row["filters"] == {"languages": [row["relevant"][0]["lang"]]}


def test_drafts_can_be_asked_and_scored(shelf, drafts, tmp_path):
    path = tmp_path / "drafts.yaml"
    path.write_text(as_yaml(drafts[:12]), "utf-8")
    collection = load(path)
    records = score(
        ask_all(list(zip(collection.cases, collection.rows, strict=True)), shelf.system(retrieval_only=True))
    )
    summary = summarise(records)
    assert (summary["cases"], summary["errors"], summary["drafts"], summary["unreachable"]) == (12, 0, 12, 0)
    assert summary["metrics"]["article.Success@10"]["mean"] > 0.5


def test_the_shipped_set_is_as_large_and_mixed_as_promised():
    cases = load(SHIPPED).cases
    assert len(cases) >= 120
    assert len({case.language for case in cases}) >= 10
    assert sum(not case.answerable for case in cases) >= 30
    assert sum(case.type == "attribution" for case in cases) >= 40
    assert sum(bool(case.cross_lingual) for case in cases) >= 40


def test_every_label_of_the_shipped_set_is_in_the_archive(shelf):
    assert lost_labels(load(SHIPPED), shelf) == []


def test_a_label_that_the_archive_does_not_hold_is_reported(tmp_path, shelf):
    path = tmp_path / "t.yaml"
    lost = "- question: What?\n  support: [{article: en-suez-cause, text: not one word of this}]\n"
    path.write_text("cases:\n- {question: Who?, articles: nowhere}\n" + lost)
    collection = load(path)
    assert [p.line for p in lost_labels(collection, shelf)] == [2, 3]
    [first, _] = ask_all(list(zip(collection.cases, collection.rows, strict=True)), shelf.system(retrieval_only=True))
    assert first.unreachable == ["nowhere"]


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_labels_survive_another_passage_size(shelf, factor):
    labels = [label for case in load(SHIPPED).cases for label in case.words]
    found = 0
    for label in labels:
        article = shelf.find(label)
        spans = [passage.span for passage in shelf.passages(article.reference.id)]
        size = int(factor * sum(s.end - s.start for s in spans) / len(spans))
        cut = [article.text[start : start + size] for start in range(0, len(article.text), size)]
        found += any(same_words(str(label.text), text) for text in cut)
    assert found / len(labels) >= 0.99


DRAFTS: list[dict[str, object]] = [
    {
        "id": "d1",
        "question": "Who?",
        "status": "draft",
        "speaker": ["A"],
        "support": [{"article": "a", "text": "words"}],
    },
    {"id": "d2", "question": "What?", "status": "draft", "articles": ["a"]},
    {"id": "r1", "question": "When?", "status": "reviewed"},
]


@pytest.fixture
def desk(tmp_path) -> Desk:
    write_yaml(tmp_path / "q.yaml", DRAFTS, {"people": {"a": ["A", "Б"]}}, "x")
    return Desk(tmp_path / "q.yaml")


def test_an_accepted_draft_is_reviewed_with_its_corrections(desk, tmp_path):
    desk.accept("d1", {"question": "Who said it?", "speaker": "A|Б", "answerable": True})
    assert [row["id"] for row in desk.waiting()] == ["d2"]
    case = load(tmp_path / "q.yaml").cases[0]
    assert (case.question, case.status, case.attributions[0].speaker) == ("Who said it?", "reviewed", ("A", "Б"))
    assert case.support[0].text == "words"


def test_a_question_that_has_no_answer_loses_its_labels(desk, tmp_path):
    desk.accept("d1", {"answerable": False})
    case = load(tmp_path / "q.yaml").cases[0]
    assert (case.answerable, case.support, case.attributions) == (False, (), ())


def test_a_dropped_draft_is_gone_and_the_rest_stays(desk, tmp_path):
    desk.drop("d2")
    assert [case.id for case in load(tmp_path / "q.yaml").cases] == ["d1", "r1"]
    with pytest.raises(BadInput, match="reload"):
        desk.drop("d2")


def test_feedback_from_the_chat_arrives_as_drafts(tmp_path):
    path = tmp_path / "feedback.jsonl"
    lines = [
        {"question": "Who paid?", "reason": "should_not_have_answered", "language": "en"},
        {"question": "Who?", "reason": "wrong_speaker"},
    ]
    path.write_text("\n".join(json.dumps(line) for line in [*lines, lines[0]]))
    desk = Desk(tmp_path / "new.yaml", path)
    assert [(row["question"], row.get("answerable")) for row in desk.waiting()] == [
        ("Who paid?", False),
        ("Who?", None),
    ]
    path.write_text("[1]\n")
    with pytest.raises(BadInput, match=r"feedback\.jsonl:1"):
        read_feedback(path)


def test_drafts_are_kept_in_yaml_only(tmp_path):
    with pytest.raises(BadInput, match=r"\.yaml"):
        Desk(tmp_path / "q.csv")


LABEL_PAGE = """
from web.label import label_page
page = label_page(lambda: [], print, print)
print(sorted({block.label for block in page.blocks.values() if getattr(block, "label", None)}))
"""


def test_the_label_page_is_built_without_a_request(python):
    import subprocess

    built = subprocess.run([python, "-c", LABEL_PAGE], cwd=HOUSE, capture_output=True, text=True)
    for label in ("question", "speaker", "outlets", "the archive answers it"):
        assert f"'{label}'" in built.stdout, built.stderr


def test_a_first_report_takes_two_commands(tmp_path, demo_folder, python):
    import subprocess

    shutil.copytree(demo_folder, tmp_path / "var/archive")
    for words in (["new", "--n", "8"], ["run"]):
        done = subprocess.run(
            [python, "-m", "evaluation", *words], cwd=tmp_path, env=_environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    [run] = (tmp_path / "var/runs").iterdir()
    assert {"run.json", "cases.jsonl", "report.html", "junit.xml", "cases.csv"} <= {p.name for p in run.iterdir()}


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(HOUSE)}
