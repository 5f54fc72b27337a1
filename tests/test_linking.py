"""Which names are one speaker, and who is never taken for somebody else."""

from __future__ import annotations

import pytest

import attribution
from index.known import NOBODY, Known
from index.linking import Name, link

Names = list[tuple[str, str]]


def meant(names: Names, known: Known = NOBODY) -> dict[str, str]:
    """Printed name → whom it means; the first names speak more often."""
    given = [
        Name(attribution.canonical(name, language), name, language, 9 - n) for n, (name, language) in enumerate(names)
    ]
    found = link(given, known).meant
    return {one.name: found.get(one.alias, one.alias) for one in given}


@pytest.mark.parametrize(
    "names",
    [
        [("Volodymyr Zelensky", "en"), ("Volodymyr Zelenskyy", "en")],
        [("Vladimir Putin", "en"), ("Vladimir Poutine", "fr")],
        [("Saddam Hussein", "en"), ("Саддам Хусейн", "ru")],
        [("Donald Trump", "en"), ("Donald J. Trump", "en"), ("Дональд Трамп", "ru"), ("دونالد ترامب", "ar")],
        [("Emmanuel Macron", "fr"), ("Presiden Emmanuel Macron", "id"), ("الرئيس الفرنسي إيمانويل ماكرون", "ar")],
        [("Ryan Dillon", "en"), ("President Ryan Dillon", "en"), ("Präsident Ryan Dillon", "de")],
        [("Sergey Lavrov", "en"), ("министр Сергей Лавров", "ru"), ("Сергей Лавров", "ru")],
        [("Kim Jong-un", "en"), ("Kim Jong Un", "pt")],
        [("Mariano Rajoy", "es"), ("Regierungschef Mariano Rajoy", "de")],
        [("Ivan Petrov", "en"), ("رئيس المكتب إيفان بيتروف", "ar"), ("إيفان بيتروف رئيس المكتب", "ar")],
        [("弗拉基米尔·普京", "zh"), ("俄罗斯总统弗拉基米尔·普京", "zh")],
    ],
)
def test_one_person_has_one_id(names: Names):
    assert len(set(meant(names).values())) == 1, meant(names)


@pytest.mark.parametrize(
    "names",
    [
        [("Vladimir Putin", "ru"), ("пресс-секретарь Владимира Путина", "ru")],
        [("Stuart Hensel of the Economist Intelligence Unit", "en"), ("Economist Intelligence Unit", "en")],
        [("Melania Trump", "en"), ("Donald Trump", "en")],
        [("Igor Putin", "en"), ("Vladimir Putin", "en")],
        [("George Bush", "en"), ("George Bosch", "en")],
        [("Dana Bash", "en"), ("Tony Bush", "en")],
        [("Maria Lopez", "es"), ("Mario Lopez", "es")],
        [("Michel Temer", "pt"), ("Michelle Temer", "pt")],
        [("Paulo Guedes", "pt"), ("Paula Guedes", "pt")],
        [("Daniel Ortega", "es"), ("Daniela Ortega", "es")],
        [("Emmanuel Macron", "fr"), ("le président français", "fr")],
        [("مكتب رئيس الوزراء التركي أحمد داود أوغلو", "ar"), ("أحمد داود أوغلو", "ar")],
        [("Russian Defense Ministry", "en"), ("Sergei Shoigu", "en")],
        [("Li Wei", "en"), ("Li Wu", "en")],
        [("Trump and Secretary of State Marco Rubio", "en"), ("Marco Rubio", "en")],
    ],
)
def test_two_speakers_stay_two(names: Names):
    assert len(set(meant(names).values())) == 2, meant(names)


def test_the_name_used_most_is_the_id_and_never_one_with_a_title():
    assert set(meant([("Presiden Emmanuel Macron", "id"), ("Emmanuel Macron", "fr")]).values()) == {"emmanuel macron"}


def test_the_keeper_of_the_archive_is_believed():
    known = Known(
        {"putin": "putin", "vladimir putin": "putin", "vova": "putin"}, frozenset({("putin", "vladimir poutine")})
    )
    names = [("Vladimir Putin", "en"), ("Vova", "en"), ("Vladimir Poutine", "fr")]
    assert meant(names, known) == {
        "Vladimir Putin": "putin",
        "Vova": "putin",
        "Vladimir Poutine": "vladimir poutine",
    }


def test_two_speakers_that_the_keeper_names_are_never_joined():
    known = Known({"one": "one", "mark esper": "one", "two": "two", "marc esper": "two"}, frozenset())
    assert meant([("Mark Esper", "en"), ("Marc Esper", "fr")], known) == {"Mark Esper": "one", "Marc Esper": "two"}


def test_the_order_of_names_does_not_matter():
    names = [("Vladimir Putin", "en"), ("Vladimir Poutine", "fr"), ("Владимир Путин", "ru"), ("Mark Esper", "en")]
    given = [Name(attribution.canonical(n, code), n, code, 1) for n, code in names]
    assert link(given, NOBODY).meant == link(given[::-1], NOBODY).meant


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Presiden Emmanuel Macron", "id", "Emmanuel Macron"),
        ("Emmanuel Macron", "fr", "Emmanuel Macron"),
        ("President Ryan Dillon", "en", "Ryan Dillon"),
        ("Trump", "en", None),
        ("negotiations between Trump and Kim", "en", None),
        ("Syrian Observatory for Human Rights", "en", None),
        ("弗拉基米尔·普京", "zh", "弗拉基米尔·普京"),
        ("外交部", "zh", None),
    ],
)
def test_the_personal_name_is_what_stands_after_a_title(name: str, language: str, expected: str | None):
    assert attribution.person(name, language) == expected


def test_a_surname_is_completed_by_the_text_of_its_article():
    text = "U.S. President Donald Trump spoke on Monday. Trump said nothing of Melania Trump."
    assert {"donald trump", "melania trump"} <= attribution.fuller(text, "Trump", "en")
    assert attribution.fuller("Trump said so.", "Trump", "en") == frozenset()
    assert attribution.fuller("Сказал советник Саакашвили Павел Богомазов.", "Саакашвили", "ru") == frozenset()
    assert "mikhail saakashvili" in attribution.fuller("Сказал Михаил Саакашвили.", "Саакашвили", "ru")
    assert attribution.fuller("The minister Karim the minister", "minister", "en") == frozenset()
