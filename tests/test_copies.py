"""Near-duplicates: signatures, the groups of copies that the library keeps, and older archives brought up to date."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from domain import Prepared
from errors import DamagedArchive
from index import Archive
from index.copies import bands, signature
from index.health import rebuild
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()
STORY = (
    "The harbour authority closed the northern basin on Monday after a crane fell on a moored ferry. "
    "Two dockers were taken to hospital with light injuries, and the ferry company cancelled every crossing "
    "until the wreck has been lifted. Divers are to look at the hull on Tuesday morning, the authority said, "
    "and traffic to the islands goes through the southern basin meanwhile."
)
CUT = STORY[: STORY.index(" Divers")]
OTHER = (
    "The city council voted on Monday to widen the coastal road and to move the fish market two streets inland. "
    "Traders fear for their customers, while the mayor promises free parking and a new hall with cold rooms. "
    "Building begins in spring and takes two years; the first stalls are to move before the summer holidays."
)


def copy(id_: str, text: str = STORY, day: int | None = 14, language: str = "en") -> Prepared:
    published = date(2017, 11, day) if day else None
    return prepared(id_, text, title=f"Headline {id_}", outlet=f"Outlet {id_}", published=published, language=language)


def origins(folder: Path, *ids: str) -> dict[str, str]:
    archive = Archive.open(folder, TOY)
    try:
        return archive.origins(ids)
    finally:
        archive.close()


def put(folder: Path, *batch: Prepared) -> None:
    with Archive.write(folder, TOY) as writer:
        writer.put(batch)


def agreement(one: str, other: str) -> float:
    first, second = signature(one), signature(other)
    assert first is not None
    assert second is not None
    return float((first == second).mean())


def test_a_signature_estimates_how_far_two_texts_overlap():
    assert agreement(STORY, CUT) == pytest.approx(0.6, abs=0.1), "36 of 59 word triples"
    assert agreement(STORY, OTHER) < 0.1


def test_copies_meet_in_a_band_and_strangers_do_not():
    keys = [set(bands(signed)) for text in (STORY, CUT, OTHER) if (signed := signature(text)) is not None]
    assert keys[0] & keys[1]
    assert not keys[0] & keys[2]


def test_a_text_of_a_few_words_is_nobodys_copy(tmp_path: Path):
    assert signature("Flood warning lifted.") is None
    put(tmp_path, *(prepared(i, "Flood warning lifted.", outlet=i) for i in ("a", "b")))
    assert origins(tmp_path, "a", "b") == {"a": "a", "b": "b"}


def test_texts_stuffed_with_the_same_few_words_are_copies(tmp_path: Path):
    stuffed = "crane ferry northern basin fell moored overloaded denied. " * 12
    put(tmp_path, *(copy(f"s{n}", f"{stuffed} Number {n} says so.") for n in range(3)), copy("t"))
    assert len(set(origins(tmp_path, "s0", "s1", "s2").values())) == 1
    assert origins(tmp_path, "t") == {"t": "t"}


def test_chinese_is_compared_by_characters():
    text = "当地时间星期一,北港因起重机倒塌而关闭,两名码头工人受轻伤被送往医院,轮渡取消了所有航班,直到残骸被吊起。"
    assert agreement(text, text[:45]) > 0.6


def test_copies_share_an_origin_in_whatever_order_they_come(tmp_path: Path):
    expected = {"a": "a", "b": "a", "c": "a", "x": "x"}
    put(tmp_path / "one", copy("a"), copy("b", CUT), copy("c", f"By our own reporter. {STORY}"), copy("x", OTHER))
    for id_ in ("x", "c", "b", "a"):
        put(tmp_path / "two", {"a": copy("a"), "b": copy("b", CUT), "c": copy("c"), "x": copy("x", OTHER)}[id_])
    assert origins(tmp_path / "one", *expected) == expected
    assert origins(tmp_path / "two", *expected) == expected


def test_the_same_words_weeks_later_are_another_story(tmp_path: Path):
    put(tmp_path, copy("a", day=1), copy("b", day=4), copy("later", day=30))
    assert origins(tmp_path, "a", "b", "later") == {"a": "a", "b": "a", "later": "later"}


def test_without_a_day_copies_must_be_closer(tmp_path: Path):
    half = STORY[: STORY.index(" Divers")] + OTHER[:120]
    assert 0.4 <= agreement(STORY, half) < 0.6
    put(tmp_path, copy("a"), copy("dated", half), copy("undated", half, day=None), copy("same", day=None))
    assert origins(tmp_path, "dated", "same") == {"dated": "a", "same": "a"}
    put(tmp_path / "other", copy("a"), copy("undated", half, day=None))
    assert origins(tmp_path / "other", "undated") == {"undated": "undated"}


def test_deleting_or_changing_an_article_leaves_the_others_right(tmp_path: Path):
    put(tmp_path, copy("a", day=1), copy("between", day=13), copy("c", day=25), copy("d", day=25))
    assert set(origins(tmp_path, "a", "between", "c", "d").values()) == {"a"}
    with Archive.write(tmp_path, TOY) as writer:
        writer.delete(["between"])
    assert origins(tmp_path, "a", "between", "c", "d") == {"a": "a", "c": "c", "d": "c"}
    put(tmp_path, copy("c", OTHER))
    assert origins(tmp_path, "a", "c", "d") == {"a": "a", "c": "c", "d": "d"}
    put(tmp_path, copy("between", day=13))
    assert origins(tmp_path, "a", "between", "c", "d") == {"a": "a", "between": "a", "c": "c", "d": "a"}


def test_nothing_is_left_of_deleted_articles(tmp_path: Path):
    put(tmp_path, copy("a"), copy("b"), copy("x", OTHER))
    with Archive.write(tmp_path, TOY) as writer:
        writer.delete(["a", "b", "x"])
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        for table in ("copies", "bands", "placed"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_failed_batch_changes_no_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path, copy("b"))
    monkeypatch.setattr("index.writer.placed.add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), Archive.write(tmp_path, TOY) as writer:
        writer.put([copy("a")])
    assert origins(tmp_path, "a", "b") == {"b": "b"}


def older(folder: Path) -> None:
    """Take from an archive what schema 1 did not have."""
    with sqlite3.connect(folder / "library.sqlite") as connection:
        for table in ("copies", "bands", "placed", "spoken", "fuller", "meant"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE statements DROP COLUMN credit")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.execute("DELETE FROM meta WHERE key IN ('filled', 'linked')")


def test_an_older_archive_is_refused_with_the_command_that_mends_it(tmp_path: Path):
    put(tmp_path, copy("a"), copy("b"))
    older(tmp_path)
    with pytest.raises(DamagedArchive, match=r"schema 1, this program reads schema \d; `python -m index rebuild"):
        Archive.open(tmp_path, TOY)
    assert rebuild(tmp_path) == 2
    assert origins(tmp_path, "a", "b") == {"a": "a", "b": "a"}


def test_the_next_ingest_brings_an_older_archive_up_to_date(tmp_path: Path):
    put(tmp_path, copy("a"), copy("b"))
    older(tmp_path)
    with Archive.write(tmp_path, TOY):
        pass
    assert origins(tmp_path, "a", "b") == {"a": "a", "b": "a"}
    archive = Archive.open(tmp_path, TOY)
    assert set(archive._library.placed(["a", "b"])) == {"a", "b"}


def test_five_hundred_copies_are_grouped_and_parted_again(tmp_path: Path):
    put(tmp_path, *(copy(f"n{n:03}", f"Edition {n}. {STORY}") for n in range(500)))
    ids = [f"n{n:03}" for n in range(500)]
    assert set(origins(tmp_path, *ids).values()) == {"n000"}
    with Archive.write(tmp_path, TOY) as writer:
        writer.delete(["n000"])
    assert set(origins(tmp_path, *ids).values()) == {"n001"}
