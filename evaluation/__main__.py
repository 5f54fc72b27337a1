"""`python -m evaluation run|score|compare|…`: test questions in, figures, a report and a verdict out.

Exit codes: 0 passed, 1 a gate failed, 2 bad input, 3 could not be evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import settings
from errors import BadInput
from evaluation.exits import guarded

if TYPE_CHECKING:
    from evaluation.records import Run
    from evaluation.shelf import Shelf

HOUSE = Path(__file__).resolve().parent
DEMO = HOUSE / "demo" / "questions.yaml"
DRAFTS = Path("var/questions.yaml")
RUNS = Path("var/runs")

Archive = Annotated[Path | None, typer.Option("--archive", help="Archive folder; default: WHOSAID_ARCHIVE.")]
_FORMATS = "ours, ragas, ragchecker, promptfoo, lines or trec; default: told from the fields."
Format = Annotated[str | None, typer.Option("--format", help=_FORMATS)]
Gates = Annotated[
    list[str] | None, typer.Option("--gate", help="A threshold, as article.R@10=0.9; may be given again.")
]
RunFolder = Annotated[Path, typer.Argument(help="Folder of a run.")]


def run(
    tests: Annotated[Path | None, typer.Argument(help="Test file; default: your drafts, else the demo set.")] = None,
    archive: Archive = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run; default: var/runs/<date>.")] = None,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="Ask for passages, not for answers.")
    ] = False,
    lang: Annotated[list[str] | None, typer.Option(help="Only questions in this language; may be given again.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only this tag or type; may be given again.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many cases; 0: all.")] = 0,
    only_failed: Annotated[Path | None, typer.Option(help="Only the cases that lost something in this run.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Keep what --out has already been answered.")] = False,
    gate: Gates = None,
    baseline: Annotated[
        str | None, typer.Option(help="Compare with this run (name or folder); a regression fails.")
    ] = None,
    format_: Format = None,
) -> None:
    """Ask every question of a test file and write a report.

    Example: python -m evaluation run evaluation/demo/questions.yaml --archive var/archive --gate article.R@10=0.9
    """
    from evaluation import gates, running
    from evaluation.cases import load
    from evaluation.reporting.terminal import progress

    collection = load(tests or (DRAFTS if DRAFTS.exists() else DEMO), format_)
    limits = gates.check_names(collection.thresholds, collection.path) | gates.parse_limits(gate or [])
    pairs = running.chosen(collection, lang or [], tag or [], running.failed_in(only_failed), limit)
    shelf, stats = _shelf(archive)
    about = running.described(collection) | {"environment": stats, "retrieval_only": retrieval_only}
    folder = out or RUNS / str(stats["date"]).replace(":", "").replace("+0000", "")
    records = running.run(
        pairs, shelf.system(retrieval_only=retrieval_only), about, folder, resume=resume, progress=progress
    )
    _finish(running.finished(folder, about, records, limits), baseline)


def score(
    run_folder: RunFolder,
    tests: Annotated[Path | None, typer.Option(help="Take the labels from this version of the test file.")] = None,
    gate: Gates = None,
    format_: Format = None,
) -> None:
    """Score stored answers again: new metrics, new labels, no question asked.

    Example: python -m evaluation score var/runs/main --tests questions.yaml
    """
    from evaluation import gates, records, running

    _finish(running.rescored(records.load(run_folder), tests, format_, gates.parse_limits(gate or [])), None)


def check(tests: Annotated[Path, typer.Argument()] = DEMO, archive: Archive = None, format_: Format = None) -> None:
    """Say what is wrong with a test file, each thing with its line; with --archive, which labels it does not hold.

    Example: python -m evaluation check questions.yaml --archive var/archive
    """
    from evaluation.cases import inspect
    from evaluation.checking import counts, lost_labels

    collection, problems = inspect(tests, format_)
    lost = lost_labels(collection, _shelf(archive)[0]) if archive and not problems else []
    print("\n".join([*map(str, problems), *map(str, lost)] or [counts(collection)]))
    if problems or lost:
        raise typer.Exit(2)


def compare(
    first: Annotated[str, typer.Argument(help="Run folder or blessed name: before.")],
    second: Annotated[str, typer.Argument(help="Run folder or blessed name: after.")],
    force: Annotated[bool, typer.Option("--force", help="Also where the test files differ.")] = False,
    fail_on_regression: Annotated[bool, typer.Option("--fail-on-regression", help="Exit 1 on a regression.")] = False,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Pair two runs case by case: what broke, what was mended, what is significant.

    Example: python -m evaluation compare main var/runs/2026-11-22 --fail-on-regression
    """
    from evaluation.comparing import compare as compare_runs
    from evaluation.reporting import comparison_text

    found = compare_runs(_named(first), _named(second), force=force)
    print(json.dumps(found, ensure_ascii=False) if as_object else comparison_text(found))
    if fail_on_regression and found["regressions"]:
        raise typer.Exit(1)


def bless(run_folder: RunFolder, name: Annotated[str, typer.Option("--as", help="The name it gets.")] = "main") -> None:
    """Name a run as the baseline that later runs are compared with; it changes only by blessing again.

    Example: python -m evaluation bless var/runs/2026-11-22 --as main
    """
    from evaluation.baselines import bless as bless_run

    print(f"{name} is now {bless_run(run_folder, name, RUNS)}")


def metrics() -> None:
    """List every metric with its meaning."""
    from evaluation.metrics import meanings

    print("\n".join(f"{name:<28} {meaning}" for name, meaning in meanings().items()))


def new(
    archive: Archive = None,
    n: Annotated[int, typer.Option("--n", min=1, help="How many drafts.")] = 100,
    kinds: Annotated[str, typer.Option(help="Some of quote,lead,entity,crosslingual,wrong_speaker,swapped.")] = "",
    out: Annotated[Path, typer.Option(help="Where the drafts go.")] = DRAFTS,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Draft test questions from the archive's own articles, without a model; review them with `label`.

    Example: python -m evaluation new --n 30 && python -m evaluation run
    """
    from evaluation.drafting import write_drafts

    wanted = [kind for kind in kinds.split(",") if kind]
    count = write_drafts(lambda: _shelf(archive)[0], n, wanted, out, replace_file=force)
    print(f"{count} drafts in {out}; review: python -m evaluation label {out}; try: python -m evaluation run")


def label(
    tests: Annotated[Path, typer.Argument(help="Test file with drafts (YAML).")] = DRAFTS,
    feedback: Annotated[Path | None, typer.Option(help="Feedback from the chat: JSON lines.")] = None,
    port: Annotated[int, typer.Option(help="Port of the page; it listens on this machine only.")] = 7861,
) -> None:
    """Review drafts on a small page: accept, correct or drop; every decision is saved at once.

    Example: python -m evaluation label var/questions.yaml --feedback var/archive/feedback.jsonl
    """
    from evaluation.labelling import Desk

    desk = Desk(tests, feedback)
    if not desk.waiting():
        raise BadInput(f"{tests}: holds no draft; make some with python -m evaluation new")
    from web.label import label_page, serve

    typer.echo(f"{len(desk.waiting())} drafts: open http://127.0.0.1:{port}", err=True)
    serve(label_page(desk.waiting, desk.accept, desk.drop), port)


def judge(
    run_folder: RunFolder,
    url: Annotated[str, typer.Option(help="An OpenAI-compatible address, as http://localhost:8080/v1.")],
    model: Annotated[str, typer.Option(help="The model's name there.")],
    key_file: Annotated[Path | None, typer.Option(help="File with the key, if it wants one.")] = None,
    votes: Annotated[int, typer.Option(min=1, max=9)] = 3,
    gate: Annotated[list[str] | None, typer.Option("--judge-gate", help="As judge.support=0.8.")] = None,
) -> None:
    """Ask a language model for a second opinion on a stored run; it decides nothing unless --judge-gate is given.

    Example: python -m evaluation judge var/runs/main --url http://localhost:8080/v1 --model qwen3
    """
    from evaluation import gates, running
    from evaluation.judging import TASKS, Judge, opinion_text

    limits = gates.parse_judge_limits(gate or [], [f"judge.{task}" for task in TASKS])
    key = key_file.read_text("utf-8").strip() if key_file else ""
    done = running.judge_run(run_folder, Judge(url, model, RUNS / "judge-cache", votes, key))
    text, holds = opinion_text(done.summary["judge"], limits)
    print(text)
    if not holds:
        raise typer.Exit(1)


def report(run_folder: RunFolder) -> None:
    """Write report.html, junit.xml, cases.csv and summary.md of a stored run anew and print its figures.

    Example: python -m evaluation report var/runs/main
    """
    from evaluation import records
    from evaluation.reporting import run_text, write_files

    stored = records.load(run_folder)
    write_files(stored)
    print(run_text(stored))


def retrieval(
    questions: Annotated[Path, typer.Option(help="JSONL with id, lang, question, articles, support (line numbers).")],
    corpus: Annotated[Path, typer.Option(help="JSONL of the articles that `support` counts lines of.")],
    archive: Archive = None,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure the search alone: recall, nDCG, MRR, passage@10 and article@5, within and across languages.

    Example: python -m evaluation retrieval --questions questions.jsonl --corpus corpus.jsonl --archive var/archive
    """
    import index
    from evaluation import retrieval as searching

    asked = searching.read_questions(questions, corpus)
    given = settings.read()
    embedder = index.load_embedder(given.index.embedder, given.index.query_prompt, given.index.document_prompt)
    server = index.ChromaServer.named(given.index.chroma_url, given.index.chroma_token.get_secret_value())
    scores = searching.measure(index.Archive.open(archive or given.archive, embedder, server), asked)
    print(json.dumps(searching.as_json(scores), ensure_ascii=False) if as_object else searching.table(scores))


COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "score": score,
    "check": check,
    "compare": compare,
    "bless": bless,
    "report": report,
    "retrieval": retrieval,
    "new": new,
    "label": label,
    "judge": judge,
    "metrics": metrics,
}
"""Every subcommand: a further one is a function and a row here."""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__
)


for _name, _command in COMMANDS.items():
    app.command(_name)(guarded(_command))


def _shelf(archive: Path | None) -> tuple[Shelf, dict[str, Any]]:
    """The archive to ask, and what a run notes of it."""
    from evaluation.running import environment
    from evaluation.shelf import open_shelf
    from index import ChromaServer, load_embedder

    chosen = settings.read()
    folder = archive or chosen.archive
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    server = ChromaServer.named(chosen.index.chroma_url, chosen.index.chroma_token.get_secret_value())
    shelf = open_shelf(folder, embedder, server)
    return shelf, environment(folder, shelf.stats())


def _named(name: str) -> Run:
    from evaluation.baselines import find
    from evaluation.records import load

    return load(find(name, RUNS))


def _finish(done: Run, baseline: str | None) -> None:
    """Write the report files, print the figures, leave with the verdict's exit code."""
    from evaluation.reporting import comparison_text, run_text, write_files

    found = None
    if baseline:
        from evaluation.comparing import compare as compare_runs

        found = compare_runs(_named(baseline), done)
    write_files(done, found)
    print(run_text(done) if not found else f"{comparison_text(found)}\n\n{run_text(done)}")
    if code := done.gate["exit"] or int(bool(found and found["regressions"])):
        raise typer.Exit(code)


if __name__ == "__main__":
    settings.escape_unknown_scripts()
    app()
