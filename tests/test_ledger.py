"""The ledger of statements: who is whom in an archive, looked up by speaker, stance, outlet, language and day."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import attribution
from domain import Link, Polarity, Prepared, Span, Stance, Statement
from errors import BadSetting
from index import Archive, LedgerQuery
from index.__main__ import app
from index.health import rebuild, relinked
from index.known import read_known
from index.ledger import LedgerEntry, grouped
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()
run = CliRunner().invoke


def said(
    id_: str,
    name: str,
    words: str,
    stance: Stance = "says",
    *,
    polarity: Polarity = "affirmed",
    language: str = "en",
    outlet: str = "Herald",
    day: int = 14,
    also: str = "",
    shown: bool = True,
) -> Prepared:
    """An article in which somebody says some words; `also` stands before that."""
    text = f"{also} {name} said: {words}".strip()
    start = text.index(words)
    one = Link(name, None, None, "say", stance, polarity, attribution.canonical(name, language))
    statement = Statement(id_, Span(start, start + len(words)), "indirect", (one,), 0.9, "explicit", shown)
    published = date(2017, 11, day)
    return prepared(id_, text, language=language, outlet=outlet, published=published, statements=[statement])


def archive_of(folder: Path, *articles: Prepared) -> Archive:
    with Archive.write(folder, TOY) as writer:
        writer.put(articles)
    return Archive.open(folder, TOY)


def found(archive: Archive, **wanted: object) -> list[str]:
    return [entry.reference.id for entry in archive.ledger(LedgerQuery(**wanted))[1]]  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_of(
        tmp_path,
        said("a", "Vladimir Putin", "the dam will hold", "claims", day=11),
        said("b", "Vladimir Poutine", "le barrage tiendra", "denies", language="fr", outlet="Le Quai", day=12),
        said("c", "Mark Esper", "the dam broke", "confirms", polarity="negated", day=13),
        said("d", "Putin", "nothing was known", also="Vladimir Putin met the press.", day=14),
        said("e", "Putin", "my soup wants onions, cabbage, two potatoes, salt, pepper and an hour", day=15),
        said("f", "Mark Esper", "too unsure to be shown", shown=False, day=16),
    )


def test_statements_are_found_by_any_name_of_their_speaker_newest_first(archive: Archive):
    for name in ("Vladimir Putin", "Vladimir Poutine", "vladimir putin", "Владимир Путин"):
        assert found(archive, speaker=name) == ["d", "b", "a"], name
    assert found(archive, speaker="Nobody Known") == []


def test_a_bare_surname_means_the_person_that_its_own_article_names(archive: Archive):
    assert archive.statements("d")[0].chain[0].speaker == "vladimir putin"
    assert archive.statements("d")[0].chain[0].name == "Putin", "the name stays as it is written"
    assert archive.statements("e")[0].chain[0].speaker == "putin", (
        "its article names no Vladimir Putin and is about soup"
    )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["e", "d", "c", "b", "a"]),
        ({"stance": "denies"}, ["b"]),
        ({"speaker": "Vladimir Putin", "stance": "claims"}, ["a"]),
        ({"polarity": "negated"}, ["c"]),
        ({"outlets": ("Le Quai",)}, ["b"]),
        ({"languages": ("en",), "until": date(2017, 11, 13)}, ["c", "a"]),
        ({"since": date(2017, 11, 14)}, ["e", "d"]),
        ({"limit": 2, "offset": 2}, ["c", "b"]),
        ({"limit": 2, "offset": 9}, []),
    ],
)
def test_the_ledger_is_restricted_and_paged(archive: Archive, wanted: dict[str, object], expected: list[str]):
    assert found(archive, **wanted) == expected
    total = archive.ledger(LedgerQuery(**wanted))[0]  # type: ignore[arg-type]
    assert total == (5 if "limit" in wanted else len(expected))


def test_who_is_whom_does_not_depend_on_the_order_of_ingest(tmp_path: Path):
    articles = [
        said("a", "Putin", "one thing", also="Vladimir Putin was there."),
        said("b", "Vladimir Putin", "another thing"),
        said("c", "Vladimir Poutine", "autre chose", language="fr"),
    ]
    for folder, order in (("x", articles), ("y", articles[::-1])):
        for article in order:
            archive_of(tmp_path / folder, article).close()
        library = Archive.open(tmp_path / folder, TOY)
        assert [library.statements(i)[0].chain[0].speaker for i in "abc"] == ["vladimir putin"] * 3


def test_the_same_words_are_found_elsewhere_and_stand_together(tmp_path: Path):
    archive = archive_of(
        tmp_path,
        said("a", "Mark Esper", "the dam at Abu Kamal will hold"),
        said("b", "Jim Mattis", "that the dam at Abu Kamal will hold", outlet="Tribune"),
        said("c", "Mark Esper", "dinner was served late", day=12),
        said("d", "Mark Esper", "the dam at Abu Kamal will hold", "denies", day=11),
        said("e", "Mark Esper", "the dam at Abu Kamal will hold", day=10),
    )
    entries = archive.ledger(LedgerQuery(speaker="Mark Esper"))[1]
    first = next(entry for entry in entries if entry.reference.id == "a")
    assert {e.reference.id for e in archive.same_claim(first)} == {"b", "d", "e"}
    groups = [[entry.reference.id for entry in group] for group in grouped(entries)]
    assert groups == [["a", "e"], ["c"], ["d"]], "who denies does not stand with who asserts"


def test_an_account_of_words_never_stands_with_the_words_themselves(archive: Archive):
    entry = archive.ledger(LedgerQuery(speaker="Mark Esper"))[1][0]
    told = Link("Jim Mattis", None, None, "say", "says", speaker="jim mattis")
    nested = Statement("x", Span(0, 3), "indirect", (told, *entry.statement.chain), 0.9, "explicit", True)
    other = LedgerEntry(entry.reference, nested, entry.text, entry.vector)
    assert other.like(entry)
    assert len(grouped([entry, other])) == 2


def test_speakers_toml_is_obeyed_at_ingest_and_by_relink(tmp_path: Path):
    archive = archive_of(tmp_path, said("a", "Vladimir Putin", "one"), said("b", "Vova", "two", language="de"))
    assert archive.statements("b")[0].chain[0].speaker == "vova"
    (tmp_path / "speakers.toml").write_text('[putin]\nnames = { any = ["Vladimir Putin"], de = ["Vova"] }\n')
    assert relinked(tmp_path) == 2
    assert [archive.statements(i)[0].chain[0].speaker for i in "ab"] == ["putin", "putin"]
    assert found(archive, speaker="Vova") == found(archive, speaker="putin") == ["a", "b"]
    (tmp_path / "speakers.toml").unlink()
    with Archive.write(tmp_path, TOY):
        pass
    assert [archive.statements(i)[0].chain[0].speaker for i in "ab"] == ["vladimir putin", "vova"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[putin", "at end of document"),
        ("[putin]\nname = 'Vladimir Putin'", r"\[putin\] is not understood"),
        ("putin = 'Vladimir Putin'", r"\[putin\] is not understood"),
        ("[putin]\nnames = { en = 'Putin' }", r"\[putin\] names.en = 'Putin' must be a list of names"),
        ("[putin]\nnames = { en = ['', 'Putin'] }", r"must be a list of names"),
        ("[putin]\nnames = { english = ['Putin'] }", "'english', which is no language code"),
        (
            "[a]\nnames = { en = ['Putin'] }\n[b]\nnames = { en = ['Putin'] }",
            r"'Putin' stands under \[a\] and under \[b\]",
        ),
        ("[a]\nnames = { en = ['Putin'] }\nnot_the_same_as = ['Putin']", "says that it is not the same"),
        ("[a]\nnames = { en = ['Putin'] }\nnot_the_same_as = 'Igor'", "not_the_same_as = 'Igor' must be a list"),
    ],
)
def test_a_wrong_speakers_toml_is_one_sentence_and_changes_nothing(tmp_path: Path, written: str, message: str):
    archive = archive_of(tmp_path, said("a", "Vladimir Putin", "one"))
    (tmp_path / "speakers.toml").write_text(written)
    with pytest.raises(BadSetting, match=message) as caught:
        read_known(tmp_path)
    assert "\n" not in str(caught.value)
    with pytest.raises(BadSetting), Archive.write(tmp_path, TOY):
        pass
    assert run(app, ["speakers", "--archive", str(tmp_path), "--relink"]).exit_code == BadSetting.exit_code
    assert archive.statements("a")[0].chain[0].speaker == "vladimir putin"


def test_deleted_articles_leave_no_speaker(tmp_path: Path):
    archive = archive_of(
        tmp_path, said("a", "Vladimir Putin", "one"), said("b", "Putin", "two", also="Vladimir Putin.")
    )
    with Archive.write(tmp_path, TOY) as writer:
        writer.delete(["a", "b"])
    assert archive.speakers() == []
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        for table in ("spoken", "fuller", "meant"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_rebuild_tells_who_is_whom_in_an_older_archive(tmp_path: Path):
    archive_of(
        tmp_path, said("a", "Vladimir Putin", "one"), said("b", "Vladimir Poutine", "deux", language="fr")
    ).close()
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        for table in ("spoken", "fuller", "meant"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM meta WHERE key IN ('filled', 'linked')")
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
    assert rebuild(tmp_path) == 2
    assert found(Archive.open(tmp_path, TOY), speaker="Vladimir Putin") == ["a", "b"]


def test_the_command_says_who_speaks_where_and_under_which_names(archive: Archive):
    folder = str(archive.folder)
    listed = json.loads(run(app, ["speakers", "--archive", folder, "--json"]).stdout)
    assert listed[0] == {
        "id": "vladimir putin",
        "names": {"en": ["Vladimir Putin", "Putin"], "fr": ["Vladimir Poutine"]},
        "statements": 3,
        "outlets": {"Herald": 2, "Le Quai": 1},
        "languages": {"en": 2, "fr": 1},
    }
    french = run(app, ["speakers", "--archive", folder, "--language", "fr"]).stdout
    assert french.splitlines() == ["    1  vladimir putin  (Le Quai 1)", "       fr: Vladimir Poutine"]
    assert len(json.loads(run(app, ["speakers", "--archive", folder, "--json", "--limit", "1"]).stdout)) == 1


def test_the_command_shows_what_was_said(archive: Archive):
    folder = str(archive.folder)
    shown = run(app, ["claims", "--archive", folder, "--speaker", "Vladimir Putin", "--stance", "claims"])
    assert shown.stdout.splitlines() == [
        "Vladimir Putin claims",
        "    2017-11-11 · Herald · en: the dam will hold",
    ]
    page = json.loads(run(app, ["claims", "--archive", folder, "--json", "--limit", "1", "--page", "3"]).stdout)
    assert page["total"] == 5
    assert page["claims"][0][0]["chain"] == [
        {"speaker": "mark esper", "name": "Mark Esper", "stance": "confirms", "polarity": "negated"}
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["claims", "--stance", "lies"], "'lies' is no stance"),
        (["claims", "--since", "yesterday"], "--since: 'yesterday' is no date"),
        (["claims", "--language", "klingon"], "'klingon' is no language code"),
        (["speakers", "--language", "klingon"], "'klingon' is no language code"),
    ],
)
def test_wrong_values_are_named(archive: Archive, wrong: list[str], message: str):
    told = run(app, [*wrong, "--archive", str(archive.folder)])
    assert told.exit_code != 0
    assert message in told.stderr
    assert "Traceback" not in told.stderr
