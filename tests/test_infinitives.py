"""What is promised, denied or told in an infinitive."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    ("language", "sentence", "stance", "what"),
    [
        ("es", "La coalición niega haber protegido al grupo.", "denies", "haber protegido al grupo"),
        ("pt", "A empresa nega ter violado as regras.", "denies", "ter violado as regras"),
        ("it", "Il gruppo nega di aver violato le regole.", "denies", "aver violato le regole"),
        ("fr", "Le ministre dit avoir quitté la ville.", "says", "avoir quitté la ville"),
    ],
)
def test_an_infinitive_may_be_what_is_said(language: str, sentence: str, stance: str, what: str) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, language), sentence)) if not s.own_voice]
    assert [(s.chain[-1].stance, s.content.of(sentence)) for s in found] == [(stance, what)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "El equipo espera ganar la copa."), ("es", "El general se negó a cumplir la orden.")],
)
def test_hoping_and_refusing_to_do_something_are_no_statements(language: str, sentence: str) -> None:
    assert all(s.own_voice for s in statements(Article(Reference("x", None, None, language), sentence)))
