"""Whom a question may name: by the words of a name, by its sound in another script, in what the archive holds now."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import pytest

from answer.question import understand
from answer.roll import Roll
from domain import Query, Speaker
from index import Archive
from tests.small_archive import prepared, toy_embedder
from tests.test_ledger import archive_of, said

TOY = toy_embedder()


@pytest.fixture(autouse=True)
def _files_are_let_go():
    yield
    gc.collect()  # an archive that a test left open must not be counted by another


def names(archive: Archive, question: str) -> list[dict[str, str]]:
    return [dict(speaker.names) for speaker in archive.named(question)]


def test_a_speaker_is_named_in_another_script_too(tmp_path: Path):
    archive = archive_of(
        tmp_path,
        said("a", "بيتر ساذرلاند", "The trade talks will go on.", language="ar"),
        said("b", "Anna Berg", "The bridge is closed."),
        said("c", "experts", "The river is high."),
    )
    assert names(archive, "What did Sutherland say?") == [{"ar": "بيتر ساذرلاند"}]
    assert names(archive, "What did Mrs Berg say?") == [{"en": "Anna Berg"}]
    assert names(archive, "What did experts say?") == []


def test_whoever_is_quoted_most_comes_first(tmp_path: Path):
    archive = archive_of(
        tmp_path,
        said("a", "Anna Berg", "The bridge is closed."),
        said("b", "Carl Berg", "The road is open."),
        said("c", "Carl Berg", "The tunnel is open.", day=15),
    )
    assert names(archive, "What did Berg say?") == [{"en": "Carl Berg"}, {"en": "Anna Berg"}]


def test_a_name_in_small_letters_is_found_by_its_first_two_words(tmp_path: Path):
    archive = archive_of(tmp_path, said("a", "rescue workers of Dorn", "It is deep."), said("b", "workers", "It is."))
    assert names(archive, "What did the rescue workers of Dorn say?") == [{"en": "rescue workers of Dorn"}]
    assert names(archive, "Which workers were there?") == []


def test_of_the_whole_roll_and_of_those_looked_up_the_same_are_named(tmp_path: Path):
    given = ("Anna Berg", "Карл Берг", "Ursula von der Leyen", "experts", "Foreign Ministry", "بيتر ساذرلاند", "普京")
    archive = archive_of(tmp_path, *[said(f"a{n}", name, f"It is {n}.") for n, name in enumerate(given)])
    for asked in (*given, "Berg", "Leyen", "Sutherland", "Putin", "von der Leyen or Berg", "nobody"):
        question = f"What did {asked} say?"
        whole = Roll(archive.speakers()).named(question)
        assert Roll(archive.named(question)).named(question) == whole


def test_a_speaker_whose_only_article_is_gone_is_named_no_more_nor_remembered(tmp_path: Path):
    archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed."), said("b", "Carl Strand", "It is open."))
    with Archive.write(tmp_path, TOY) as writer:
        writer.delete(["a"])
    archive = Archive.open(tmp_path, TOY)
    assert names(archive, "What did Berg say?") == []
    rows = sqlite3.connect(tmp_path / "library.sqlite").execute("SELECT word FROM called").fetchall()
    assert rows == [("carl strand",), ("strand",)]


def test_a_statement_that_is_not_shown_names_nobody(tmp_path: Path):
    archive = archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed.", shown=False))
    assert names(archive, "What did Berg say?") == []


def test_an_archive_of_an_earlier_version_is_looked_through_until_it_is_written_to(tmp_path: Path):
    archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed.")).close()
    connection = sqlite3.connect(tmp_path / "library.sqlite")
    connection.execute("DROP TABLE called")
    connection.commit()
    assert names(Archive.open(tmp_path, TOY), "What did Berg say?") == [{"en": "Anna Berg"}]
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("b", "Nobody speaks here.")])
    rows = connection.execute("SELECT word, alias FROM called").fetchall()
    assert rows == [("anna berg", "anna berg"), ("berg", "anna berg")]
    assert names(Archive.open(tmp_path, TOY), "What did Berg say?") == [{"en": "Anna Berg"}]


def test_the_public_is_told_of_nobody_who_speaks_only_in_what_it_may_not_read(tmp_path: Path):
    (tmp_path / "access.toml").write_text('[[internal]]\noutlet = "Herald"\n')
    archive = archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed."))
    assert names(archive, "What did Berg say?") == [{"en": "Anna Berg"}]
    assert archive.public().named("What did Berg say?") == []


def test_the_speakers_of_some_ids_are_those_of_the_whole_archive(tmp_path: Path):
    archive = archive_of(
        tmp_path, said("a", "Anna Berg", "The bridge is closed."), said("b", "Carl Strand", "It is open.")
    )
    everybody = archive.speakers()
    assert [s.id for s in everybody] == ["anna berg", "carl strand"]
    assert archive.speakers(["carl strand", "nobody"]) == [Speaker("carl strand", {"en": "Carl Strand"}, 1)]


def test_what_was_counted_is_counted_again_when_the_archive_has_changed(tmp_path: Path):
    archive = archive_of(tmp_path, said("a", "Anna Berg", "The bridge is closed."))
    before = (archive.state().articles, archive.outlets(), len(archive.speakers()))
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([said("b", "Carl Strand", "The road is open.", outlet="Tribune")])
    assert before == (1, ["Herald"], 1)
    assert (archive.state().articles, archive.outlets(), len(archive.speakers())) == (2, ["Herald", "Tribune"], 2)
    assert archive.retrieve(Query("road"))


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("Berapa korban tewas di Velora menurut Anna Berg?", "Anna Berg"),
        ("Combien de morts à Velora selon Anna Berg ?", "Anna Berg"),
        ("According to Anna Berg, how many died in Velora?", "Anna Berg"),
        ("What did Anna Berg say about Velora?", "Anna Berg"),
    ],
)
def test_who_stands_after_according_to_is_whose_words_are_asked_for_and_not_the_place_before_it(question, called):
    assert understand(Query(question)).called == (called,)
