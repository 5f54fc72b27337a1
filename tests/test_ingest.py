"""A run of ingest does what is new or changed, exactly that, and can be killed and repeated at any point."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from domain import Article, Prepared, Reference, StoredFile
from errors import BadInput
from ingest import Report, ingest, passages
from ingest.batches import BATCH_ARTICLES
from ingest.pipeline import prepare
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive

HOUSE = Path(__file__).parents[1]
SENTENCE = "The pier stays open, the harbour master said on Tuesday."


def write(folder: Path, **files: str) -> Path:
    for name, body in files.items():
        (folder / f"{name}.txt").write_text(f"About {name}\n\n{body}\n", "utf-8")
    return folder


def lines(path: Path, *titles: str, **same: str) -> Path:
    records = [{"title": title, "text": f"{title}: {SENTENCE}", **same} for title in titles]
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def run(path: Path, archive: MemoryArchive, prune: bool = False) -> Report:
    return ingest([path], archive, embedder=LetterEmbedder(), prune=prune)


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.deleted


def touch(path: Path) -> None:
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000_000))


def test_every_file_becomes_an_article_with_passages_vectors_and_statements(tmp_path: Path):
    archive = MemoryArchive()
    assert numbers(run(write(tmp_path, a=SENTENCE, b="“It is open,” she said."), archive)) == (2, 0, 0, 0)
    prepared = archive.stored["b"]
    assert prepared.article.text == "About b\n\n“It is open,” she said."
    assert prepared.passages == passages(prepared.article)
    assert prepared.vectors.shape == (len(prepared.passages), 16)
    assert prepared.vectors.dtype == np.float32
    said = [s.content.of(prepared.article.text) for s in prepared.statements if s.form == "direct"]
    assert any("It is open" in content for content in said)
    assert prepared.file == archive.known[str(tmp_path / "b.txt")]


def test_the_same_folder_again_changes_nothing_and_opens_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archive = MemoryArchive()
    run(write(tmp_path, a=SENTENCE, b=SENTENCE + " Again."), archive)
    archive.log.clear()
    monkeypatch.setattr("ingest.intake.contents", None)
    assert numbers(run(tmp_path, archive)) == (0, 0, 2, 0)
    assert archive.log == []


def test_a_touched_file_is_read_but_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archive = MemoryArchive()
    run(write(tmp_path, a=SENTENCE), archive)
    touch(tmp_path / "a.txt")
    archive.log.clear()
    monkeypatch.setattr("ingest.cage.Cage.read", None)
    assert numbers(run(tmp_path, archive)) == (0, 0, 1, 0)
    assert archive.log == ["note"]


def test_an_edited_file_replaces_its_article_and_no_other(tmp_path: Path):
    archive = MemoryArchive()
    run(write(tmp_path, a=SENTENCE, b=SENTENCE + " Again.", c="The pier is shut, she said."), archive)
    before = dict(archive.stored)
    write(tmp_path, b="The pier burned down, he said.")
    assert numbers(run(tmp_path, archive)) == (0, 1, 2, 0)
    assert archive.stored["b"].article.text.endswith("burned down, he said.")
    assert {i for i in before if archive.stored[i] is not before[i]} == {"b"}


def test_one_new_file_alone_leaves_the_rest_of_the_archive_as_it_is(tmp_path: Path):
    archive = MemoryArchive()
    run(write(tmp_path, a=SENTENCE, b=SENTENCE + " Again."), archive)
    (tmp_path / "later").mkdir()
    assert numbers(run(write(tmp_path / "later", c="The pier is shut."), archive, prune=True)) == (1, 0, 0, 0)
    assert set(archive.stored) == {"a", "b", "c"}


def test_a_deleted_file_goes_with_prune_only_and_only_below_the_given_folder(tmp_path: Path):
    archive = MemoryArchive()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        run(write(tmp_path / name, **{name: f"{SENTENCE} {name}."}), archive)
        (tmp_path / name / f"{name}.txt").unlink()
    assert numbers(run(tmp_path / "one", archive)) == (0, 0, 0, 0)
    assert numbers(run(tmp_path / "one", archive, prune=True)) == (0, 0, 0, 1)
    assert set(archive.stored) == {"two"}
    assert set(archive.known) == {str(tmp_path / "two" / "two.txt")}


def test_a_folder_whose_name_begins_alike_is_not_pruned(tmp_path: Path):
    archive = MemoryArchive()
    (tmp_path / "new").mkdir()
    (tmp_path / "newer").mkdir()
    run(write(tmp_path / "newer", a=SENTENCE), archive)
    (tmp_path / "newer" / "a.txt").unlink()
    run(tmp_path / "new", archive, prune=True)
    assert set(archive.stored) == {"a"}


def test_a_file_that_has_become_unreadable_keeps_what_the_archive_has(tmp_path: Path):
    archive = MemoryArchive()
    run(write(tmp_path, a=SENTENCE), archive)
    (tmp_path / "a.txt").write_bytes(b"\0\0\0")
    report = run(tmp_path, archive, prune=True)
    assert "the archive keeps what it had from this file, articles: 1" in report.skipped[0].reason
    assert set(archive.stored) == {"a"}


def test_two_files_of_one_name_get_ids_of_their_own_that_stay(tmp_path: Path):
    archive = MemoryArchive()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, story=f"{SENTENCE} In {name}.")
    run(tmp_path, archive)
    first, second = sorted(archive.stored)
    assert first == "story"
    assert second.startswith("story-")
    (tmp_path / "one" / "story.txt").unlink()
    write(tmp_path / "two", story="The pier burned down, he said.")
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 1, 0, 1)
    assert set(archive.stored) == {second}


def test_articles_of_one_file_keep_their_ids_when_another_is_put_before_them(tmp_path: Path):
    archive = MemoryArchive()
    run(lines(tmp_path / "news.jsonl", "One", "Two"), archive)
    ids = {p.article.reference.title: i for i, p in archive.stored.items()}
    assert numbers(run(lines(tmp_path / "news.jsonl", "Zero", "One", "Two"), archive)) == (1, 0, 2, 0)
    assert ids.items() <= {p.article.reference.title: i for i, p in archive.stored.items()}.items()


def test_an_article_that_is_gone_from_its_file_is_gone_from_the_archive(tmp_path: Path):
    archive = MemoryArchive()
    run(lines(tmp_path / "news.jsonl", "One", "Two", "Three"), archive)
    assert numbers(run(lines(tmp_path / "news.jsonl", "One", "Three"), archive)) == (0, 0, 2, 1)
    assert sorted(p.article.reference.title or "" for p in archive.stored.values()) == ["One", "Three"]


@pytest.mark.parametrize("prune_first", [False, True])
def test_a_duplicate_is_named_and_takes_over_when_the_first_copy_goes(tmp_path: Path, prune_first: bool):
    archive = MemoryArchive()
    write(tmp_path, a=SENTENCE)
    run(tmp_path, archive) if prune_first else None
    (tmp_path / "b.txt").write_text((tmp_path / "a.txt").read_text())
    for _ in range(2):
        report = run(tmp_path, archive)
        assert [(d.article, d.of) for d in report.duplicates] == [("b", "a")]
    (tmp_path / "a.txt").unlink()
    assert numbers(run(tmp_path, archive, prune=True)) == (1, 0, 0, 1)
    assert set(archive.stored) == {"b"}


def test_an_article_with_an_address_that_the_archive_has_is_a_duplicate(tmp_path: Path):
    archive = MemoryArchive()
    report = run(lines(tmp_path / "news.jsonl", "One", "One, updated", url="https://bay.example/1"), archive)
    assert (report.new, len(report.duplicates)) == (1, 1)


def test_an_article_that_changes_is_not_a_duplicate_of_itself(tmp_path: Path):
    archive = MemoryArchive()
    run(lines(tmp_path / "news.jsonl", "One", url="https://bay.example/1"), archive)
    report = run(lines(tmp_path / "news.jsonl", "One, corrected", url="https://bay.example/1"), archive)
    assert numbers(report) == (0, 1, 0, 0)


def test_a_language_that_contradicts_the_file_is_noted_in_the_report(tmp_path: Path):
    report = run(lines(tmp_path / "news.jsonl", "The harbour", lang="fr"), MemoryArchive())
    assert report.notes[0].note.startswith("declared as fr but its text is en")


def test_a_path_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(BadInput, match="nowhere: there is no such file or folder"):
        run(tmp_path / "nowhere", MemoryArchive())


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git", a=SENTENCE)
    (tmp_path / ".hidden.txt").write_text(SENTENCE)
    assert run(write(tmp_path, b=SENTENCE), archive := MemoryArchive()).skipped == []
    assert set(archive.stored) == {"b"}


def test_a_readme_is_no_article_unless_it_is_given_by_name(tmp_path: Path):
    (tmp_path / "README.md").write_text("# The news\n\nThese are articles of the bay.")
    assert "tells about its folder" in run(tmp_path, MemoryArchive()).skipped[0].reason
    assert numbers(run(tmp_path / "README.md", MemoryArchive())) == (1, 0, 0, 0)


def test_a_file_below_two_given_paths_is_read_once(tmp_path: Path):
    write(tmp_path, a=SENTENCE)
    report = ingest([tmp_path, tmp_path / "a.txt", tmp_path / "."], MemoryArchive(), embedder=LetterEmbedder())
    assert numbers(report) == (1, 0, 0, 0)


def test_progress_counts_every_file(tmp_path: Path):
    said: list[tuple[int, int]] = []
    write(tmp_path, a=SENTENCE, b="")
    ingest([tmp_path], MemoryArchive(), embedder=LetterEmbedder(), progress=lambda *at: said.append(at))
    assert said == [(1, 2), (2, 2)]


class Killed(Exception):
    """Stands for the end of the process."""


class DyingArchive(MemoryArchive):
    """Dies on the n-th change that it is told to make."""

    def __init__(self, changes: int) -> None:
        super().__init__()
        self.left = changes

    def _live(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    def put(self, batch: list[Prepared]) -> None:  # type: ignore[override]
        self._live()
        super().put(batch)

    def delete(self, article_ids: list[str]) -> None:  # type: ignore[override]
        self._live()
        super().delete(article_ids)

    def note_file(self, file: StoredFile) -> None:
        self._live()
        super().note_file(file)


@pytest.mark.parametrize("changes", range(5))
def test_a_run_after_a_kill_completes_what_was_begun(tmp_path: Path, changes: int):
    many = [f"Story {n}" for n in range(2 * BATCH_ARTICLES + 5)]
    archive = DyingArchive(1_000)
    run(lines(tmp_path / "news.jsonl", *many[:10], "Old one"), archive)
    lines(tmp_path / "news.jsonl", *many)
    archive.left = changes
    try:
        run(tmp_path, archive)
    except Killed:
        archive.left = 1_000
        run(tmp_path, archive)
    assert sorted(p.article.reference.title or "" for p in archive.stored.values()) == sorted(many)
    archive.log.clear()
    assert numbers(run(tmp_path, archive)) == (0, 0, len(many), 0)
    assert archive.log == []


def test_articles_are_stored_in_batches(tmp_path: Path):
    archive = MemoryArchive()
    run(lines(tmp_path / "news.jsonl", *(f"Story {n}" for n in range(BATCH_ARTICLES + 3))), archive)
    assert archive.log == [f"put {BATCH_ARTICLES}", "put 3"]


FILE = StoredFile("/a", 1, 1, "0")


def article_of(text: str, outlet: str | None = "Bay Post", id_: str = "a") -> Article:
    return Article(Reference(id_, "A title", outlet, "en", authors=("A", "B")), f"A title\n\n{text}")


def test_the_embedder_is_told_title_and_outlet_but_offsets_are_the_articles_own():
    embedder = LetterEmbedder()
    (prepared,) = prepare([(FILE, article_of(SENTENCE * 30))], embedder)
    assert embedder.seen[0] == "Bay Post\n\n" + prepared.passages[0].text
    assert embedder.seen[1] == "A title\nBay Post\n\n" + prepared.passages[1].text
    assert all(p.text == p.span.of(prepared.article.text) for p in prepared.passages)


def test_what_is_not_known_of_an_article_is_not_told_to_the_embedder():
    embedder = LetterEmbedder()
    prepare([(FILE, Article(Reference("a", None, None, "und"), SENTENCE))], embedder)
    assert embedder.seen == [SENTENCE]


def test_an_article_of_more_passages_than_a_batch_of_chroma_is_prepared_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        import_module("ingest.passages"), "MOST_SENTENCES", 2
    )  # short passages, so that the text can be short
    monkeypatch.setattr("ingest.pipeline.statements", lambda article: ())
    text = " ".join(f"Boat {n} went out, she said." for n in range(5600))
    (prepared,) = prepare([(FILE, article_of(text))], LetterEmbedder())
    assert len(prepared.passages) == len(prepared.vectors) > 5461


def test_a_node_carries_plain_strings_only_so_that_no_store_refuses_it():
    from ingest.pipeline import PassageSplitter, _document

    (node,) = PassageSplitter()([_document(article_of(SENTENCE))])
    assert node.metadata == {"outlet": "Bay Post"}
    assert node.node_id == "a#0"


def test_articles_prepared_together_get_their_own_passages_and_vectors():
    articles = [article_of(f"{SENTENCE} {id_}", id_=id_) for id_ in ("a", "b", "c")]
    together = prepare([(FILE, article) for article in articles], LetterEmbedder())
    alone = [prepare([(FILE, article)], LetterEmbedder())[0] for article in articles]
    assert [p.passages for p in together] == [p.passages for p in alone]
    assert all(np.array_equal(one.vectors, other.vectors) for one, other in zip(together, alone, strict=True))


def test_nothing_heavy_is_loaded_to_find_that_nothing_has_changed(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path\n"
        "from ingest.run import ingest\n"
        "from ingest.files import stored_file, walk\n"
        f"found = next(walk([{str(tmp_path)!r}]))\n"
        "class Archive:\n"
        "    files = lambda self: {found.path: stored_file(found, b'')}\n"
        "    articles_of = lambda self, path: ('a',)\n"
        "    keep_report = lambda self, report: None\n"
        f"assert ingest([Path({str(tmp_path)!r})], Archive(), embedder=None).unchanged == 1\n"
        "heavy = ('torch', 'llama_index', 'trafilatura', 'lingua', 'lxml', 'babel', 'numpy')\n"
        "print([module for module in heavy if module in sys.modules])"
    )
    write(tmp_path, a=SENTENCE)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True)
    assert done.stdout == "[]\n"
