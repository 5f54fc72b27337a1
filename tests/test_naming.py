"""Titles, offices and names: which words of a noun phrase name the person."""

from __future__ import annotations

import pytest

from attribution.lexicon import lexicon
from attribution.naming import core_name

NAMES = [
    ("en", "Ukrainian Foreign Minister Dmytro Kuleba", "person", "Dmytro Kuleba"),
    ("en", "the head of the port authority", "person", "head of the port authority"),
    ("ru", "министр обороны России Сергей Шойгу", "person", "Сергей Шойгу"),
    ("id", "Menteri Luar Negeri Retno Marsudi", "person", "Retno Marsudi"),
    ("id", "Kepala BMKG Dwikorita Karnawati", "person", "Dwikorita Karnawati"),
    ("id", "Ketua Otoritas Terusan Suez", "person", "Ketua Otoritas Terusan Suez"),
    ("id", "BMKG pertama kali", "name", "BMKG"),
]


@pytest.mark.parametrize(("language", "phrase", "kind", "name"), NAMES)
def test_a_phrase_gives_the_name_without_its_office(language: str, phrase: str, kind: str, name: str) -> None:
    assert core_name(phrase, kind, lexicon(language)) == name


def test_a_place_after_a_title_is_no_name_but_a_surname_that_the_article_gives_in_full_is() -> None:
    text = "Gubernur Bali Wayan Koster datang. Di Bali hujan. Nama Andi Tampubolon disebut."
    assert core_name("Gubernur Bali", "person", lexicon("id"), text) == "Gubernur Bali"
    assert core_name("Ketua Tampubolon", "person", lexicon("id"), text) == "Tampubolon"


def test_turkish_possessions_and_plurals_lose_their_genitive_and_a_place_is_not_who_stands_in_it() -> None:
    turkish = lexicon("tr")
    assert core_name("generallerinin", "name", turkish) == "generalleri"
    assert core_name("Gruba", "name", turkish) == "Grup"
    assert core_name("Girona’da oy kullanan emekli bir öğretmen", "name", turkish).endswith("öğretmen")


def test_a_full_name_behind_a_parenthesis_is_the_persons() -> None:
    phrase = "el director de Human Rights Watch (HRW) José Miguel Vivanco"
    assert core_name(phrase, "person", lexicon("es")) == "José Miguel Vivanco"
