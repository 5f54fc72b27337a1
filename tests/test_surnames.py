"""Whose surname stands alone: over scripts, within one matter, and never where two could be meant."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from attribution import canonical, surname
from index.surnames import completed

QUAKE, CANAL = (1.0, 0.1), (0.0, 1.0)


def archive(*spoken: tuple[str, str, tuple[float, float]]) -> sqlite3.Connection:
    """A library with an article per speaker: language, name as printed, where its passage lies."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """CREATE TABLE articles (id, language); CREATE TABLE passages (row, article);
           CREATE TABLE vectors (row, vector);
           CREATE TABLE spoken (article, alias, name, shown); CREATE TABLE fuller (article, alias, person)"""
    )
    for number, (language, name, place) in enumerate(spoken):
        vector = np.array(place, dtype=np.float16).tobytes()
        connection.execute("INSERT INTO articles VALUES (?, ?)", (f"a{number}", language))
        connection.execute("INSERT INTO passages VALUES (?, ?)", (number, f"a{number}"))
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (number, vector))
        connection.execute("INSERT INTO spoken VALUES (?, ?, ?, 1)", (f"a{number}", canonical(name, language), name))
    return connection


def alone(*spoken: tuple[str, str, tuple[float, float]]) -> dict[str, str]:
    return {article: speaker for (article, _), speaker in completed(archive(*spoken), {}).alone.items()}


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh", "自治区主席普伊格德蒙特"), ("en", "Puigdemont"), ("zh", "普伊格德蒙特")],
)
def test_a_surname_means_the_full_name_of_its_matter_in_any_script(language: str, name: str) -> None:
    found = alone(("es", "Carles Puigdemont", QUAKE), (language, name, QUAKE))
    assert found == {"a1": "carles puigdemont"}


def test_a_surname_in_another_matter_is_somebody_elses() -> None:
    assert alone(("es", "Carles Puigdemont", QUAKE), ("en", "Puigdemont", CANAL)) == {}


def test_where_two_bear_it_nobody_is_meant() -> None:
    assert alone(("es", "Jorge Rojas", QUAKE), ("es", "Delia Rojas", QUAKE), ("en", "Rojas", QUAKE)) == {}


def test_a_surname_under_two_offices_is_nobodys() -> None:
    spoken = (("es", "Claudia Sheinbaum", QUAKE), ("zh", "墨西哥总统辛鲍姆", QUAKE))
    assert alone(*spoken) == {"a1": "claudia sheinbaum"}
    assert alone(*spoken, ("zh", "古巴外交部长辛鲍姆", QUAKE)) == {}


def test_full_names_too_short_for_their_sounds_are_one_in_one_matter() -> None:
    spoken = [("fr", "Hassan Diab", QUAKE), ("ar", "حسان دياب", QUAKE)]
    assert completed(archive(*spoken), {}).joined == {canonical("حسان دياب", "ar"): "hassan diab"}
    apart = [("fr", "Hassan Diab", QUAKE), ("ar", "حسان دياب", CANAL)]
    assert completed(archive(*apart), {}).joined == {}


def test_who_is_called_by_a_first_name_somewhere_is_found_by_it_elsewhere() -> None:
    connection = archive(("pt", "Sutopo Purwo Nugroho", QUAKE), ("zh", "苏托波", QUAKE))
    assert completed(connection, {}).alone == {}
    connection.execute("INSERT INTO fuller VALUES ('a0', 'sutopo', 'sutopo purwo nugroho')")
    assert set(completed(connection, {}).alone.values()) == {"sutopo purwo nugroho"}


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("美国总统特朗普", "zh", "特朗普"),
        ("白宫", "zh", None),
        ("Präsident Trump", "de", "Trump"),
        ("Comisión Europea", "es", None),
        ("CNN", "en", None),
    ],
)
def test_a_surname_is_what_is_left_without_titles(name: str, language: str, expected: str | None) -> None:
    assert surname(name, language) == expected
