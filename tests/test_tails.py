"""What stands after "…, said X": circumstances, or more of what X said."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    ("language", "sentence", "what"),
    [
        ("es", "Sería mejor, pensó Platón, otorgar el poder a guardianes.", None),
        ("id", "Akan lebih aman, pikir Plato, untuk memberikan kekuasaan kepada para wali.", None),
        ("es", "El plan ha muerto, dijo Ana Ruiz, mujer de confianza del ministro.", "El plan ha muerto"),
        ("es", "El plan ha muerto, dijo Ana Ruiz, ayer en Madrid.", "El plan ha muerto"),
        ("es", "El plan ha muerto, dijo Ana Ruiz, jefa de un foro, en un texto que lo explicaba.", "El plan ha muerto"),
    ],
)
def test_an_infinitive_goes_on_and_an_apposition_does_not(language: str, sentence: str, what: str | None) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, language), sentence)) if not s.own_voice]
    assert [s.content.of(sentence) for s in found] == [what or sentence.rstrip(".")]


@pytest.mark.parametrize(
    ("language", "sentence", "what"),
    [
        ("id", "Menteri menjelaskan, harga beras akan naik.", "harga beras akan naik"),
        (
            "fr",
            "Les juges m’ont demandé, avec une grande sévérité, si je connaissais cet homme.",
            "je connaissais cet homme",
        ),
    ],
)
def test_a_comma_may_stand_between_the_verb_and_what_was_said(language: str, sentence: str, what: str) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, language), sentence)) if not s.own_voice]
    assert [s.content.of(sentence) for s in found] == [what]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "According to the law, the bridge must stay open."),
        ("es", "El puente debe seguir abierto, según la ley."),
        ("tr", "Anayasaya göre köprü açık kalmalı."),
    ],
)
def test_a_law_is_no_speaker(language: str, sentence: str) -> None:
    assert all(s.own_voice for s in statements(Article(Reference("x", None, None, language), sentence)))


def test_behind_a_pronoun_what_is_said_goes_on() -> None:
    text = "Le ministre Guy Roux a dit que c’est fini. Ses généraux, a-t-il précisé, penchent pour une bombe."
    found = [s for s in statements(Article(Reference("x", None, None, "fr"), text)) if not s.own_voice]
    assert [s.chain[-1].name for s in found] == ["Guy Roux", "Guy Roux"]
    assert found[-1].content.of(text) == "Ses généraux, a-t-il précisé, penchent pour une bombe"
