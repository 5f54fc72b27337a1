"""An ingest spread over a Ray cluster of two workers on this machine: the archive is that of a plain ingest."""

import contextlib
import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import ingest.batches
from errors import BadSetting, ClusterUnavailable
from index import Archive
from ingest import Limits
from ingest import ingest as ingest_files
from tests.chroma_fixtures import answering_http, open_port

pytestmark = pytest.mark.slow
HOUSE = Path(__file__).resolve().parent.parent
DEMO = [HOUSE / "articles" / language for language in ("fr", "ar")]
TABLES = (
    "articles", "passages", "vectors", "words", "statements", "placed", "copies", "spoken", "files", "pending",
)  # fmt: skip
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": "0123456789abcdef" * 4,
    "RAY_worker_niceness": "0",  # its own 15 would starve the workers on a busy machine
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two nodes with a processor each; Ray takes 127.0.0.1 for the machine's outer address, so they have another."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs Ray (requirements-ray.txt), which is not installed")
    os.environ |= ENVIRONMENT
    from ray.cluster_utils import Cluster

    room: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80_000_000, "node_ip_address": "127.0.0.2"}
    made: Any = Cluster(initialize_head=True, head_node_args=room | {"include_dashboard": False})
    made.add_node(**room)
    yield made
    made.shutdown()
    for name in ENVIRONMENT:
        del os.environ[name]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(ingest.batches, "BATCH_ARTICLES", 3)


@pytest.fixture(scope="module")
def plain(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("plain")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest.batches, "BATCH_ARTICLES", 3)
        return folder, read_in(folder, embedder)


def read_in(folder: Path, embedder, workers=None, paths=DEMO):
    with Archive.write(folder, embedder) as writer:
        return ingest_files(paths, writer, embedder=embedder, workers=workers).as_json()


def stored(folder: Path) -> dict[str, list]:
    with contextlib.closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def test_it_stores_what_a_plain_ingest_stores_statement_by_statement(cluster, plain, tmp_path, embedder, small_batches):
    from ingest.spread import spread

    folder, report = plain
    with spread(cluster.address, Limits(), embedder) as workers:
        assert read_in(tmp_path, embedder, workers) == report
        assert read_in(tmp_path, embedder, workers)["unchanged"] == report["new"]
    assert len(stored(folder)["statements"]) > 50
    assert stored(tmp_path) == stored(folder)


def test_a_worker_that_is_killed_costs_nothing_but_time(cluster, plain, tmp_path, embedder, small_batches):
    from ingest.spread import spread

    killed: list[int] = []

    def kill_two() -> None:
        while len(killed) < 2 and not over.wait(0.05):
            for pid in working(cluster):
                if pid not in killed and len(killed) < 2:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    over = threading.Event()
    killer = threading.Thread(target=kill_two)
    with spread(cluster.address, Limits(), embedder) as workers:
        killer.start()
        report = read_in(tmp_path, embedder, workers)
        over.set()
        killer.join()
    assert len(killed) == 2
    assert (report, stored(tmp_path)) == (plain[1], stored(plain[0]))


def working(cluster) -> list[int]:
    """Ray's workers of this cluster that are preparing articles now."""
    nodes = [cluster.head_node, *cluster.worker_nodes]
    raylets = {node.all_processes["raylet"][0].process.pid for node in nodes}
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            busy = (entry / "cmdline").read_bytes().startswith(b"ray::_prepare")
            if busy and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) in raylets:
                found.append(int(entry.name))
    return found


def test_a_file_that_cannot_be_read_and_an_update_come_out_as_without_a_cluster(cluster, tmp_path, embedder):
    from ingest.spread import spread

    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("The dam breaks\n\n“The dam broke on Monday,” Mayor Ann Lee said.\n")
    (news / "b.json").write_text("{")
    reports: list[list[dict]] = []
    with spread(cluster.address, Limits(), embedder) as workers:
        for by in (None, workers):
            folder = tmp_path / f"archive{len(reports)}"
            (news / "a.txt").write_text("The dam breaks\n\n“The dam broke on Monday,” Mayor Ann Lee said.\n")
            reports.append([read_in(folder, embedder, by, [news])])
            (news / "a.txt").write_text("The dam breaks\n\n“The dam broke on Sunday,” Mayor Ann Lee said.\n")
            reports[-1].append(read_in(folder, embedder, by, [news]))
    assert reports[0] == reports[1]
    assert (reports[0][0]["new"], len(reports[0][0]["skipped"]), reports[0][1]["updated"]) == (1, 1, 1)
    for table in set(TABLES) - {"files"}:
        assert stored(tmp_path / "archive0")[table] == stored(tmp_path / "archive1")[table]


def test_a_cluster_with_another_version_is_refused_in_one_sentence(cluster, tmp_path, embedder, monkeypatch):
    from ingest import spread

    monkeypatch.setattr(spread, "version", lambda: "000000000000")
    told = r"has another version of Whosaid or of its languages \(\w{12}\) than this one \(000000000000\); bring both"
    with spread.spread(cluster.address, Limits(), embedder) as workers, pytest.raises(ClusterUnavailable, match=told):
        read_in(tmp_path, embedder, workers)
    with Archive.write(tmp_path, embedder) as writer:
        assert writer.files() == {}


def command(*words: object):
    return subprocess.run(
        [sys.executable, "-m", "ingest", *map(str, words)], cwd=HOUSE, capture_output=True, text=True, timeout=300
    )


def test_the_command_works_on_the_cluster(cluster, tmp_path):
    done = command(HOUSE / "articles" / "fr", "--archive", tmp_path / "archive", "--ray", cluster.address, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "archive" / "library.sqlite").is_file()


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("nonsense", 2, "--ray nonsense: write local, or host:port of a Ray cluster, as 10.0.0.5:6379"),
        ("ray://127.0.0.1:10001", 2, "write local, or host:port"),
        (f"127.0.0.1:{open_port()}", 1, "nothing can be reached there (Connection refused); start the cluster"),
        ("127.0.0.1:99999", 1, "nothing can be reached there"),
    ],
)
def test_a_wrong_address_is_one_sentence_soon_and_no_archive_is_made(address, code, sentence, tmp_path):
    pytest.importorskip("ray", reason="needs Ray (requirements-ray.txt), which is not installed")
    done = command(HOUSE / "articles" / "fr", "--archive", tmp_path / "archive", "--ray", address)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert sentence in done.stderr
    assert not (tmp_path / "archive").exists()


def test_an_address_where_something_else_listens_is_one_sentence(embedder):
    pytest.importorskip("ray", reason="needs Ray (requirements-ray.txt), which is not installed")
    import ingest.spread

    with (
        answering_http(lambda *_: (404, {}, b"")) as shop,
        pytest.raises(ClusterUnavailable, match="no Ray answers there"),
        ingest.spread.spread(shop.removeprefix("http://"), Limits(), embedder),
    ):
        pass


def test_without_ray_the_sentence_says_what_to_install(monkeypatch, embedder):
    from ingest.spread import spread

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    told = r"`pip install -r requirements-ray\.txt`"
    with pytest.raises(BadSetting, match=told), spread("local", Limits(), embedder):
        pass
