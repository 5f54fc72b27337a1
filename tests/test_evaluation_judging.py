"""The judge: votes, cache, what cannot be read, agreement with labels; and that it decides nothing by itself."""

import json
from pathlib import Path

import pytest

import prompts
from errors import BadInput
from evaluation import gates, running
from evaluation.judging import Judge, kappa, opinion_text
from evaluation.records import load
from tests.evaluation_fixtures import collection, system


class Endpoint:
    """Plays a queue of answers and keeps what it was asked."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, object]] = []

    def __call__(self, url: str, headers: object, body: bytes) -> bytes:
        self.asked.append(json.loads(body))
        reply = self.replies[(len(self.asked) - 1) % len(self.replies)]
        return json.dumps({"choices": [{"message": {"content": reply}}]}).encode()


def verdict(word: str) -> str:
    return json.dumps({"verdict": word})


def judge(folder: Path, *replies: str, votes: int = 3) -> tuple[Judge, Endpoint]:
    endpoint = Endpoint(*replies)
    return Judge("http://127.0.0.1:1/v1", "model", folder, votes, post=endpoint), endpoint


def test_the_majority_of_three_votes_counts(tmp_path):
    asked, _ = judge(tmp_path, verdict("full"), verdict("none"), verdict("full"))
    assert asked.verdict("support", sentence="a", passages="b") == "full"


def test_no_majority_is_undecided_and_not_a_zero(tmp_path):
    asked, _ = judge(tmp_path, verdict("full"), verdict("none"), verdict("partial"))
    assert asked.verdict("support", sentence="a", passages="b") is None


def test_what_cannot_be_read_is_asked_again_and_then_left_out(tmp_path):
    asked, endpoint = judge(tmp_path, "not json", verdict("maybe"), verdict("full"), votes=1)
    assert asked.verdict("support", sentence="a", passages="b") == "full"
    assert len({entry["seed"] for entry in endpoint.asked}) == 3
    silent, _ = judge(tmp_path / "other", "[]", votes=1)
    assert silent.verdict("support", sentence="a", passages="b") is None


def test_the_same_question_is_asked_once(tmp_path):
    asked, endpoint = judge(tmp_path, verdict("full"))
    for _ in range(2):
        asked.verdict("support", sentence="a", passages="b")
    assert len(endpoint.asked) == 3
    assert endpoint.asked[0]["temperature"] == 0
    assert "json_schema" in json.dumps(endpoint.asked[0])


def test_article_text_is_handed_over_as_data():
    for task in ("support", "attribution"):
        assert "give" in prompts.template(f"judge_{task}")
        assert "instructions" in prompts.template(f"judge_{task}")


def test_a_judged_run_keeps_its_verdict_and_gets_an_opinion(tmp_path):
    tests = collection(10)
    records = running.run(running.chosen(tests), system(), running.described(tests), tmp_path / "run")
    before = running.finished(tmp_path / "run", running.described(tests), records, {"speaker.right": 0.5})
    asked, _ = judge(tmp_path / "cache", verdict("full"), verdict("yes"))
    done = running.judge_run(tmp_path / "run", Judge(asked.url, "m", tmp_path / "cache", 1, post=asked.post))
    assert done.gate == before.gate
    assert done.summary["metrics"] == before.summary["metrics"]
    assert done.summary["judge"]["judge.support"]["n"] > 0
    again = running.rescored(load(tmp_path / "run"), None, None, {})
    assert again.summary["judge"] == done.summary["judge"]


def test_an_opinion_gates_only_where_it_is_asked_to():
    row = {"mean": 0.7, "low": 0.6, "high": 0.8, "n": 10, "undecided": 1, "kappa": 0.5}
    assert opinion_text({"judge.support": row}, {})[1]
    assert opinion_text({"judge.support": row}, {"judge.support": 0.6})[1]
    assert not opinion_text({"judge.support": row}, {"judge.support": 0.8})[1]
    with pytest.raises(BadInput, match="judge-gate"):
        gates.parse_judge_limits(["judge.style=1"], ["judge.support"])


def test_an_endpoint_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="cannot be reached"):
        Judge("http://127.0.0.1:9/v1", "m", tmp_path, 1).verdict("support", sentence="a", passages="b")
    with pytest.raises(BadInput, match="http"):
        Judge("file:///etc/passwd", "m", tmp_path, 1).verdict("support", sentence="a", passages="b")


def test_kappa_by_hand():
    pairs = [(True, True)] * 4 + [(False, False)] * 4 + [(True, False), (False, True)]
    assert kappa(pairs) == pytest.approx((0.8 - 0.5) / 0.5)
    assert kappa([(True, True)]) is None
    assert kappa([]) is None
