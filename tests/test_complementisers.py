"""Which "that" belongs to a verb of saying."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("La ministra declaró ayer ante la prensa que el plan ha muerto.", [("ministra", "el plan ha muerto")]),
        ("Declaró la ministra que el plan ha muerto.", [("ministra", "el plan ha muerto")]),
        ("Me contó mi hijo que el plan ha muerto.", [("mi hijo", "el plan ha muerto")]),
        ("Indica el importante papel que desempeñan los inversores.", []),
        ("Desmintió una acusación que circulaba en la red.", []),
    ],
)
def test_a_relative_pronoun_is_no_complementiser(sentence: str, expected: list[tuple[str, str]]) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, "es"), sentence)) if not s.own_voice]
    assert [(s.chain[-1].name, s.content.of(sentence)) for s in found] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("O diretor garantiu-lhe que o prédio é seguro.", ("diretor", "claims", "o prédio é seguro")),
        ("O governo recusou-se a comentar o caso.", ("governo", "refuses_comment", "recusou-se a comentar o caso")),
        ("A ministra dissera que o plano morreu.", ("ministra", "says", "o plano morreu")),
    ],
)
def test_portuguese_pronouns_hang_on_their_verb(sentence: str, expected: tuple[str, str, str]) -> None:
    (found,) = [s for s in statements(Article(Reference("x", None, None, "pt"), sentence)) if not s.own_voice]
    assert (found.chain[-1].name, found.chain[-1].stance, found.content.of(sentence)) == expected
