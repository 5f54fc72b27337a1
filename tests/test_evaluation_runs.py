"""Runs: asked once, scored again, resumed; gates; comparisons that find what broke and nothing else."""

import json
import random
from functools import partial

import pytest

from errors import BadInput
from evaluation import baselines, gates, running
from evaluation.asking import System, ask_all
from evaluation.comparing import compare
from evaluation.records import Run, load
from evaluation.scoring import score
from tests.evaluation_fixtures import answer, collection, reply, system


def make(folder, asked: System, count: int = 40, limits=None, **options) -> Run:
    tests = collection(count)
    records = running.run(running.chosen(tests), asked, running.described(tests), folder, **options)
    return running.finished(folder, running.described(tests), records, limits or {})


def test_a_run_is_a_folder_that_reads_back(tmp_path):
    made = make(tmp_path / "run", system())
    stored = load(tmp_path / "run")
    assert stored.summary == made.summary
    assert [r.values for r in stored.records] == [dict(r.values) for r in made.records]
    assert stored.summary["metrics"]["speaker.right"]["mean"] == 1.0


def test_the_same_inputs_twice_give_identical_metrics(tmp_path):
    first, second = make(tmp_path / "a", system(3)), make(tmp_path / "b", system(3))
    assert first.summary == second.summary
    assert (tmp_path / "a/cases.jsonl").read_text().replace('"seconds": ', "")[:200]
    assert [r.values for r in first.records] == [r.values for r in second.records]


def test_scoring_again_asks_nothing_and_changes_nothing(tmp_path):
    made = make(tmp_path / "run", system())
    before = (tmp_path / "run/cases.jsonl").read_bytes()
    again = running.rescored(load(tmp_path / "run"), None, None, {})
    assert (tmp_path / "run/cases.jsonl").read_bytes() == before
    assert again.summary == made.summary


def test_scoring_again_takes_new_labels(tmp_path):
    make(tmp_path / "run", system(), count=3)
    new = tmp_path / "new.jsonl"
    new.write_text(json.dumps({"id": "c1", "question": "Who said number 1?", "lang": "en", "speaker": ["Another"]}))
    again = running.rescored(load(tmp_path / "run"), new, None, {})
    assert [r.case.id for r in again.records] == ["c1"]
    assert again.summary["metrics"]["speaker.wrong"]["mean"] == 1.0


def test_an_error_is_counted_and_never_averaged_in(tmp_path):
    def ask(query):
        if "number 1?" in query.question:
            raise RuntimeError("the model fell over")
        return system().ask(query)

    made = make(tmp_path / "run", System(ask), 10, {"speaker.right": 1.0})
    assert (made.summary["errors"], made.summary["metrics"]["speaker.right"]["n"]) == (1, 7)
    assert made.summary["metrics"]["speaker.right"]["mean"] == 1.0
    assert (made.gate["exit"], "1 of 10" in made.gate["verdict"]) == (3, True)


def test_all_cases_in_error_cannot_be_evaluated(tmp_path):
    def ask(query):
        raise RuntimeError("no")

    assert make(tmp_path / "run", System(ask), 4).gate["exit"] == 3


def test_a_failed_gate_counts_more_than_an_error(tmp_path):
    def ask(query):
        if "number 1?" in query.question:
            raise RuntimeError("no")
        return answer("not_found")

    assert make(tmp_path / "run", System(ask), 4, {"speaker.right": 0.9}).gate["exit"] == 1


def test_a_stopped_run_is_kept_and_resumed_without_asking_again(tmp_path):
    asked: list[str] = []

    def ask(query, stop_after=None):
        if stop_after is not None and len(asked) >= stop_after:
            raise KeyboardInterrupt
        asked.append(query.question)
        return reply(int("".join(c for c in query.question if c.isdigit())), random.Random(1))

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "run", System(partial(ask, stop_after=6)), 10)
    lines = tmp_path / "run/cases.jsonl"
    lines.write_text(lines.read_text() + '{"id": "c6", "row": {"quest')  # killed in the middle of a line
    made = make(tmp_path / "run", System(ask), 10, resume=True)
    assert len(asked) == len(set(asked)) == 10
    assert [r.case.id for r in made.records] == [f"c{n}" for n in range(10)]


def test_a_broken_run_names_its_line(tmp_path):
    make(tmp_path / "run", system(), 3)
    lines = tmp_path / "run/cases.jsonl"
    lines.write_text(lines.read_text().replace('"row"', '"raw"', 1))
    with pytest.raises(BadInput, match=r"cases\.jsonl:1"):
        load(tmp_path / "run")
    with pytest.raises(BadInput, match="holds no run"):
        load(tmp_path)


def test_a_choice_without_cases_is_bad_input():
    with pytest.raises(BadInput, match="none of its 5 cases"):
        running.chosen(collection(5), languages=["sw"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("article.R@10", "metric and a number"),
        ("speakr.right=1", "did you mean speaker.right"),
        ("ranking.outlets=1", "told, not judged"),
        ("speaker.wrong>=0.1", "low"),
        ("article.RR=1.2.3", "no number"),
    ],
)
def test_a_gate_that_makes_no_sense_is_refused(given, words):
    with pytest.raises(BadInput, match=words):
        gates.parse_limits([given])


def test_gates_know_which_direction_is_good(tmp_path):
    limits = gates.parse_limits(["speaker.right>=0.9", "speaker.wrong<=0", "article.Success@10=1"])
    assert make(tmp_path / "good", system(), 20, limits).gate["exit"] == 0
    bad = make(tmp_path / "bad", system(shuffle=0.5), 20, limits)
    assert bad.gate["exit"] == 1
    assert "speaker.right" in bad.gate["verdict"]
    assert "speaker.wrong" in bad.gate["verdict"]


def test_a_metric_that_no_case_gives_is_no_pass(tmp_path):
    assert make(tmp_path / "run", system(), 5, {"nugget.all": 0.5}).gate["exit"] == 3


def test_a_case_can_have_thresholds_of_its_own(tmp_path):
    tests = collection(2)
    rows = [{**row, "thresholds": {"max_latency_ms": 1}} for row in tests.rows]
    from evaluation.cases.collection import case_of

    pairs = [(case_of(row, {}, {}), row) for row in rows]
    records = running.run(pairs, system(), running.described(tests), tmp_path / "run")
    made = running.finished(tmp_path / "run", running.described(tests), records, {})
    assert made.gate["exit"] == 1
    assert "case c0" in made.gate["verdict"]


@pytest.fixture
def few_resamples(monkeypatch):
    """Intervals are not looked at where twenty comparisons are made; the tests keep their 10,000 permutations."""
    monkeypatch.setattr("evaluation.statistics.RESAMPLES", 500)


def scored(folder, asked: System) -> Run:
    """A run of 200 cases, scored but not summarised."""
    tests = collection(200)
    records = score(ask_all(list(zip(tests.cases, tests.rows, strict=True)), asked))
    return Run(folder, running.described(tests), records)


@pytest.mark.slow
def test_twenty_comparisons_of_the_same_noisy_system_report_at_most_one_regression(tmp_path, few_resamples):
    reported = 0
    for seed in range(20):
        first = scored(tmp_path / "a", system(2 * seed, noise=0.06))
        second = scored(tmp_path / "b", system(2 * seed + 1, noise=0.06))
        reported += bool(compare(first, second, seed=seed)["regressions"])
    assert reported <= 1


@pytest.mark.parametrize(
    ("planted", "seen_in"), [({"lose": 0.1}, "article.R@10"), ({"shuffle": 0.15}, "speaker.right")]
)
def test_a_planted_regression_is_found_in_nineteen_of_twenty(tmp_path, few_resamples, planted, seen_in):
    found = 0
    for seed in range(20):
        first = scored(tmp_path / "a", system(2 * seed, noise=0.02))
        second = scored(tmp_path / "b", system(2 * seed + 1, noise=0.02, **planted))
        found += seen_in in compare(first, second, seed=seed)["regressions"]
    assert found >= 19


def test_a_comparison_lists_what_broke_first(tmp_path):
    first, second = make(tmp_path / "a", system()), make(tmp_path / "b", system(lose=0.2))
    found = compare(first, second)
    back = compare(second, first)
    assert found["broken"]
    assert {c["id"] for c in found["broken"]} >= {c["id"] for c in back["mended"]}
    assert found["broken"][0]["sum"] <= found["broken"][-1]["sum"] < 0


def test_runs_over_different_test_files_are_not_compared_unless_forced(tmp_path):
    first, second = make(tmp_path / "a", system()), make(tmp_path / "b", system())
    other = Run(second.folder, {**second.about, "tests": {"sha256": "else"}}, second.records, second.summary)
    with pytest.raises(BadInput, match="different test files"):
        compare(first, other)
    assert compare(first, other, force=True)["pairs"] == 40


def test_a_blessed_run_keeps_its_name_and_does_not_drift(tmp_path):
    make(tmp_path / "runs/a", system())
    place = baselines.bless(tmp_path / "runs/a", "main", tmp_path / "runs")
    before = (place / "cases.jsonl").read_bytes()
    make(tmp_path / "runs/a", system(9))
    assert baselines.find("main", tmp_path / "runs") == place
    assert (place / "cases.jsonl").read_bytes() == before
    with pytest.raises(BadInput, match="blessed: main"):
        baselines.find("other", tmp_path / "runs")
    with pytest.raises(BadInput, match="--as"):
        baselines.bless(tmp_path / "runs/a", "../x", tmp_path / "runs")
