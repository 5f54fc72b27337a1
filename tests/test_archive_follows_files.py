"""Files change, the archive follows: exactly what changed, in SQLite, Chroma and the lexical index alike."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from index.library import Library
from index.vectors import Vectors

HOUSE = Path(__file__).resolve().parent.parent


def ingest(python, folder: Path, archive: Path, *options: str) -> dict:
    run = subprocess.run(
        [python, "-m", "ingest", str(folder), "--archive", str(archive), "--json", *options],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


def passages(archive: Path) -> dict[str, dict[str, str]]:
    """Store → passage id → what it holds of that passage."""
    library = Library(archive)
    rows = library.connection.execute(
        "SELECT p.row, p.id, substr(a.text, p.first + 1, p.last - p.first) "
        "FROM passages p JOIN articles a ON a.id = p.article"
    ).fetchall()
    ids = {row: id_ for row, id_, _ in rows}
    terms = {ids[row]: body for row, body in library.connection.execute("SELECT rowid, body FROM lexical")}
    library.close()
    chroma = Vectors(archive)
    held: dict = dict(chroma._engine.collection.get(include=["embeddings"]))
    vectors = {id_: vector.tobytes() for id_, vector in zip(held["ids"], held["embeddings"], strict=True)}
    chroma.close()
    return {"sqlite": {id_: text for _, id_, text in rows}, "chroma": vectors, "lexical": terms}


@pytest.fixture(scope="module")
def stories(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    shutil.copytree(HOUSE / "articles" / "en", folder / "en")
    shutil.copytree(HOUSE / "articles" / "ar", folder / "ar")
    return folder


def test_an_edit_and_a_deletion_change_exactly_their_articles_everywhere(stories, tmp_path, python):
    archive = tmp_path / "archive"
    count = sum(path.is_file() for path in stories.rglob("*"))
    assert ingest(python, stories, archive)["new"] == count
    before = passages(archive)
    again = ingest(python, stories, archive, "--prune")
    assert (again["new"], again["updated"], again["deleted"], again["unchanged"]) == (0, 0, 0, count)

    edited, deleted = stories / "en" / "en-notredame-deadline.txt", stories / "ar" / "ar-palu-sujana.txt"
    edited.write_text(edited.read_text("utf-8") + "\nA late line was added by the desk.\n", "utf-8")
    deleted.unlink()
    report = ingest(python, stories, archive, "--prune")
    assert (report["new"], report["updated"], report["deleted"], report["unchanged"]) == (0, 1, 1, count - 2)

    after = passages(archive)
    for store in ("sqlite", "chroma", "lexical"):
        changed = {
            id_.split("#")[0]
            for id_ in before[store].keys() | after[store].keys()
            if before[store].get(id_) != after[store].get(id_)
        }
        assert changed == {"en-notredame-deadline", "ar-palu-sujana"}, store
        assert not any(id_.startswith("ar-palu-sujana#") for id_ in after[store])
        assert set(after[store]) == set(after["sqlite"])
    assert any("A late line was added" in text for text in after["sqlite"].values())
    assert any("late" in terms.split() for id_, terms in after["lexical"].items() if "deadline" in id_)
