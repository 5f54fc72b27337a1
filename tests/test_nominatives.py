"""The head of a Turkish sentence: who can be its subject."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    "sentence",
    [
        "Sonuçları meclise sunacağını söyledi.",
        "Hiçbirine yanıt verilmediğini söyledi.",
        "Sonradan yapılan açıklamada yolun açıldığı belirtildi.",
    ],
)
def test_a_common_noun_in_a_case_is_no_subject(sentence: str) -> None:
    assert all(s.own_voice for s in statements(Article(Reference("x", None, None, "tr"), sentence)))


def test_a_country_is_one_though_it_looks_like_a_case() -> None:
    (found,) = statements(Article(Reference("x", None, None, "tr"), "Almanya yardımın yolda olduğunu açıkladı."))
    assert found.chain[-1].name == "Almanya"
