"""The command from outside: exit codes 0, 1, 2 and 3, one sentence for every error, nothing heavy for --help."""

import json
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent


@pytest.fixture
def command(python, tmp_path):
    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([python, "-m", "evaluation", *map(str, words)], cwd=HOUSE, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def tests(tmp_path_factory):
    both = {"lang": "en", "articles": ["en-suez-cause"]}
    whale = {
        "id": "whale",
        "question": "Who compared the Ever Given to a beached whale?",
        "speaker": ["Peter Berdowski"],
    }
    cause = {"id": "cause", "question": "What did Osama Rabie say about the wind?", "speaker": ["Osama Rabie"]}
    rows = [both | whale, both | cause]
    path = tmp_path_factory.mktemp("tests") / "q.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


def test_run_score_compare_and_bless_end_to_end(command, tests, demo_folder, tmp_path):
    out = tmp_path / "run"
    done = command("run", tests, "--archive", demo_folder, "--out", out, "--gate", "article.Success@10=1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ ≥ 1" in done.stdout
    assert done.stdout.strip().endswith(f"(exit 0; run in {out})")
    assert command("score", out, "--gate", "speaker.right=1.01").returncode == 1
    compared = command("compare", out, out, "--json", "--fail-on-regression")
    assert (compared.returncode, json.loads(compared.stdout)["regressions"]) == (0, [])
    assert command("report", out).returncode == 0


def test_bad_input_exits_2(command, tests, demo_folder, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("cases:\n- question: Who?\n  speakr: A\n")
    done = command("run", bad, "--archive", demo_folder, "--out", tmp_path / "r")
    assert done.returncode == 2
    assert one_sentence(done).startswith(f"{bad}:3: speakr is no field")
    assert command("run", tests, "--gate", "nonsense", "--archive", demo_folder).returncode == 2
    assert command("run", tests, "--lang", "sw", "--archive", demo_folder).returncode == 2
    assert command("score", tmp_path).returncode == 2
    assert command("check", bad).returncode == 2


def test_an_archive_that_is_not_there_exits_3(command, tests, tmp_path):
    done = command("run", tests, "--archive", tmp_path / "none", "--out", tmp_path / "r")
    assert done.returncode == 3
    assert "none" in one_sentence(done)


def test_check_says_what_a_sound_file_holds(command, demo_folder):
    done = command("check", "--archive", demo_folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no problem found" in done.stdout


OPENED = """
import sys, runpy
sys.argv = ["evaluation", "--help"]
try:
    runpy.run_module("evaluation", run_name="__main__")
except SystemExit:
    pass
print(sorted({"torch", "chromadb", "gradio", "llama_index", "jinja2", "ir_measures"} & set(sys.modules)))
"""


def test_help_is_instant_and_teaches(command, python):
    done = command("run", "--help")
    assert "Example: python -m evaluation run" in done.stdout
    opened = subprocess.run([python, "-c", OPENED], cwd=HOUSE, capture_output=True, text=True)
    assert opened.stdout.strip().endswith("[]"), opened.stdout[-200:]


def test_every_metric_is_listed(command):
    listed = command("metrics").stdout
    assert "speaker.wrong" in listed
    assert "article.nDCG@10" in listed
