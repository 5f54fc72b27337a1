"""Answers to one question in several languages → how alike they are."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.parity import parity
from evaluation.records import Record
from tests.evaluation_fixtures import answer, case, citation, claim

PEOPLE = {"rabie": ("Osama Rabie", "Усама Рабиа")}


def record(language: str, speaker: str | None, *articles: str, group: str | None = "wind", **names: str) -> Record:
    asked = case(id=f"wind-{language}", lang=language, type="attribution", **({"group": group} if group else {}))
    told: dict[str, Any] = answer(
        claims=[claim(speaker, [1], speaker_names=names)] if speaker else [],
        citations=[citation(n, article, "words") for n, article in enumerate(articles, 1)],
    )
    return Record(asked, {}, told)


def test_one_person_in_two_scripts_is_one_speaker_by_the_alias_table() -> None:
    found = parity([record("en", "Rabie", "a", "b"), record("ru", "Усама Рабиа", "b", "a")], PEOPLE)["all"]
    assert (found.answers, found.speaker, found.articles, found.both, found.overlap) == (2, 2, 2, 2, 1.0)


def test_one_person_in_two_scripts_is_one_speaker_by_the_names_the_answer_gives() -> None:
    records = [record("en", "Sisi", "a", ar="السيسي"), record("ar", "السيسي", "a")]
    assert parity(records, {})["all"].speaker == 2
    assert parity([record("en", "Sisi", "a"), record("ar", "السيسي", "a")], {})["all"].speaker == 1


def test_the_answer_of_most_languages_is_what_the_others_are_held_against() -> None:
    records = [record("en", "Ann", "a"), record("fr", "Ann", "a"), record("de", "Bea", "a", "b")]
    found = parity(records, {})
    assert (found["all"].speaker, found["all"].articles, found["all"].both) == (2, 2, 2)
    assert (found["de"].speaker, found["de"].overlap) == (0, 0.5)
    assert found["type attribution"].answers == 3


def test_an_answer_that_names_nobody_agrees_only_with_others_that_name_nobody() -> None:
    records = [record("en", "Ann", "a"), record("fr", "Ann", "a"), record("de", None)]
    assert parity(records, {})["de"].speaker == 0
    assert parity([record("en", None, "a"), record("fr", None, "a")], {})["all"].speaker == 2


def test_a_case_that_could_not_be_asked_names_nobody_and_cites_nothing() -> None:
    asked = case(id="wind-de", lang="de", group="wind")
    records = [record("en", "Ann", "a"), record("fr", "Ann", "a"), Record(asked, {}, error="no archive")]
    found = parity(records, {})["de"]
    assert (found.speaker, found.articles, found.overlap) == (0, 0, 0.0)


@pytest.mark.parametrize("group", [None, "wind"])
def test_only_groups_of_several_languages_are_compared(group: str | None) -> None:
    assert parity([record("en", "Ann", "a", group=group), record("en", "Bea", "b", group=group)], {}) == {}
