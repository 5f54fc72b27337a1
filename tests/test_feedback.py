"""What readers find wrong with an answer: kept as candidates for test questions, refused in one sentence otherwise."""

import json

import pytest

from evaluation.labelling import read_feedback
from tests.web_fixtures import serving
from web import FeedbackFile
from web.tools import REASONS

REPORT = {
    "answer": "a1",
    "question": "Who said it?",
    "language": "en",
    "reason": "wrong_speaker",
    "note": "Omar did.",
}


def test_a_report_becomes_a_draft_of_a_test_question(tmp_path):
    file = tmp_path / "feedback.jsonl"
    with serving(feedback=FeedbackFile(file)) as client:
        for reason in REASONS:
            assert client.post("/api/feedback", json=REPORT | {"reason": reason}).status_code == 201
    drafts = read_feedback(file)
    assert [d["source"] for d in drafts] == [f"feedback:{reason}" for reason in REASONS]
    assert {d["question"] for d in drafts} == {"Who said it?"}
    assert json.loads(file.read_text().splitlines()[0])["note"] == "Omar did."


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "ugly"}, {"reason": None}, {"question": ""}, {"note": "x" * 1001}, {"note": 7}, {"more": 1},
     {"question": "x" * 2001}, {"answer": "x" * 65}],
)  # fmt: skip
def test_what_is_no_report_is_one_sentence_and_nothing_is_kept(tmp_path, wrong):
    file = tmp_path / "feedback.jsonl"
    with serving(feedback=FeedbackFile(file)) as client:
        refused = client.post("/api/feedback", json=REPORT | wrong)
        assert refused.status_code == 422
        assert set(refused.json()) == {"error"}
    assert not file.exists()


def test_lines_and_half_characters_stay_one_line(tmp_path):
    file = tmp_path / "feedback.jsonl"
    FeedbackFile(file)(REPORT | {"note": "one\ntwo\u2028three \ud800"})
    assert len(read_feedback(file)) == 1


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    with serving(feedback=FeedbackFile(tmp_path / "missing" / "feedback.jsonl")) as client:
        refused = client.post("/api/feedback", json=REPORT)
        assert refused.status_code == 507
        assert "could not be kept" in refused.json()["error"]


def test_another_site_cannot_report(tmp_path):
    with serving(feedback=FeedbackFile(tmp_path / "f")) as client:
        assert client.post("/api/feedback", json=REPORT, headers={"origin": "https://evil.org"}).status_code == 403
