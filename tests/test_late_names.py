"""Speakers who come only after the circumstances of their words."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    ("language", "sentence", "who"),
    [
        ("es", "«El plan ha muerto», dijo a los periodistas el ministro de Sanidad.", "ministro de Sanidad"),
        ("es", "«El plan ha muerto», escribió el lunes en un blog Ana Ruiz.", "Ana Ruiz"),
        ("es", "«Seguimos», relató a este diario un marinero de otro buque.", "marinero de otro buque"),
        ("it", "«Il piano è morto», ha detto ai giornalisti il ministro della Sanità.", "ministro della Sanità"),
        ("pt", "«O plano morreu», disse a jornalistas o ministro.", "ministro"),
        ("pt", "«O plano morreu», disse a ministra da Saúde.", "ministra da Saúde"),
    ],
)
def test_those_spoken_to_are_not_the_speaker(language: str, sentence: str, who: str) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, language), sentence)) if not s.own_voice]
    assert [s.chain[-1].name for s in found] == [who]
