"""Who "the expert" is, and whom a title means once its holder has a name."""

from __future__ import annotations

import pytest

import attribution
from domain import Article, Reference


def speakers(language: str, text: str) -> list[str]:
    found = attribution.statements(Article(Reference("x", None, None, language), text))
    return [s.chain[0].name for s in found if s.shown]


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("ru", "Мост закрыт, заявил Олег Петров. Эксперт считает, что это надолго.", "Олег Петров"),
        ("es", "El puente está cerrado, dijo Ana Ruiz. El experto dijo que será por mucho tiempo.", "Ana Ruiz"),
        ("en", "The bridge is closed, Ann Lee said. The analyst said that it would take long.", "Ann Lee"),
    ],
)
def test_the_expert_is_whoever_with_a_name_has_just_spoken(language: str, text: str, who: str) -> None:
    assert speakers(language, text) == [who, who]


def test_an_expert_is_somebody_new() -> None:
    named = speakers("en", "The bridge is closed, Ann Lee said. An analyst said that it would take long.")
    assert named == ["Ann Lee", "analyst"]


def test_a_body_that_has_just_spoken_is_no_expert() -> None:
    named = speakers("ru", "Мост закрыт, заявил НИУ ВШЭ. Эксперт считает, что это надолго.")
    assert "НИУ ВШЭ" not in named[1:]


def test_the_prosecutor_of_a_headline_is_the_one_whom_the_article_names() -> None:
    text = (
        "« Rien n’indique un acte volontaire », dit le procureur.\n\nLe procureur de Paris, Rémy Heitz, a dit mardi "
        "que rien ne pressait. Selon le procureur, une alerte a retenti à 18 h 20."
    )
    assert speakers("fr", text)[-1] == "Rémy Heitz"
