"""Chroma, with the traps of the version that is pinned."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from errors import DamagedArchive
from index.filters import Filters
from index.vectors import Vectors
from tests.small_archive import Floats


def rows(count: int, seed: int = 0) -> Floats:
    made = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    normalised: Floats = made / np.linalg.norm(made, axis=1, keepdims=True)
    return normalised


def test_six_thousand_passages_go_in_at_once(tmp_path: Path):
    vectors = Vectors(tmp_path)
    vectors.put((f"a#{n}", row, {"language": "en"}) for n, row in enumerate(rows(6000)))
    assert len(vectors.ids()) == 6000


def test_a_passage_put_again_is_replaced(tmp_path: Path):
    old, new = rows(2)
    vectors = Vectors(tmp_path)
    vectors.put([("a#0", old, {"language": "en"}), ("b#0", rows(1, 5)[0], {"language": "en"})])
    vectors.put([("a#0", new, {"language": "fr"})])
    assert vectors.search(new, Filters(), 1) == ["a#0"]
    assert vectors.search(old, Filters(languages=("en",)), 9) == ["b#0"]


def test_deleting_what_is_not_there_is_no_error(tmp_path: Path):
    vectors = Vectors(tmp_path)
    vectors.put([("a#0", rows(1)[0], {"language": "en"})])
    vectors.delete(["nowhere#0", "a#0"])
    assert vectors.ids() == set()


def test_the_approximate_search_finds_what_the_exact_one_finds(tmp_path: Path):
    data, questions = rows(3000), rows(100, 1)
    vectors = Vectors(tmp_path)
    vectors.put((str(n), row, {"language": "en"}) for n, row in enumerate(data))
    hits = 0
    for question in questions:
        exact = {str(n) for n in np.argsort(-(data @ question))[:10]}
        hits += len(exact & set(vectors.search(question, Filters(), 10)))
    assert hits / 1000 >= 0.99


def test_a_damaged_index_is_reported_in_one_sentence_that_names_the_cure(tmp_path: Path):
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    with pytest.raises(DamagedArchive, match=r"chroma: .*`python -m index rebuild --archive .*`") as caught:
        Vectors(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_cut_vector_file_is_reported_when_it_is_searched(tmp_path: Path):
    vectors = Vectors(tmp_path)
    vectors.put((str(n), row, {"language": "en"}) for n, row in enumerate(rows(2500)))
    vectors.close()
    (level,) = tmp_path.rglob("data_level0.bin")
    level.write_bytes(level.read_bytes()[:1000])
    with pytest.raises(DamagedArchive, match="python -m index rebuild"):
        Vectors(tmp_path).search(rows(1)[0], Filters(), 10)


def test_chroma_opens_no_socket_and_loads_no_server(tmp_path: Path):
    program = f"""
import sys, socket
def refuse(*_): raise AssertionError("a socket was opened")
socket.socket.bind = socket.socket.connect = socket.socket.connect_ex = refuse
from pathlib import Path
import numpy as np
from index.vectors import Vectors
from index.filters import Filters
v = Vectors(Path({str(tmp_path)!r}))
v.put([("a#0", np.ones(8, dtype=np.float32), {{"language": "en"}})])
assert v.search(np.ones(8, dtype=np.float32), Filters(), 1) == ["a#0"]
print([m for m in sys.modules if m.startswith("chromadb.server") or m == "fastapi"])
from os import listdir, readlink
ours = set()
for fd in listdir("/proc/self/fd"):
    try: ours.add(readlink(f"/proc/self/fd/{{fd}}"))
    except OSError: pass
lines = [line.split() for name in ("tcp", "tcp6", "udp", "udp6") for line in open(f"/proc/self/net/{{name}}")]
print([line[1] for line in lines if f"socket:[{{line[9]}}]" in ours])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "[]\n[]\n", done.stderr
