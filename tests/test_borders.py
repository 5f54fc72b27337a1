"""Where a speaker's name begins and ends, in languages that mark its part in the sentence by case or place."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


def speakers(language: str, sentence: str) -> list[str]:
    found = statements(Article(Reference("x", None, None, language), sentence))
    return [s.chain[-1].name for s in found if not s.own_voice]


@pytest.mark.parametrize(
    ("language", "sentence", "who"),
    [
        ("ru", "Министр в интервью газете сказал, что план мёртв.", "Министр"),
        ("ru", "Анна Петрова, как и многие другие, в программе на радио сказала, что план мёртв.", "Анна Петрова"),
        ("ru", "Посол России в США Анатолий Антонов заявил, что мост закрыт.", "Анатолий Антонов"),
        ("ru", "Каталония сообщила о пострадавших, Мадрид цифру оспорил.", "Мадрид"),
        ("ru", "В полиции сообщили, что мост закрыт.", "полиции"),
        ("ru", "Мост закрыт, сообщили в мэрии.", "мэрии"),
        ("ru", "В свою очередь министр заявил, что мост закрыт.", "министр"),
        ("fr", "Selon le ministre de l’Intérieur, la route est fermée.", "ministre de l’Intérieur"),
        ("fr", "La veille du vote, le maire, Guy Roux, a dit mardi que rien ne pressait.", "Guy Roux"),
        ("ar", "ونقلت وكالة الأنباء عن الوزير أحمد علي قوله إن الجسر مغلق.", "الوزير أحمد علي"),
        ("es", "Por otra parte, el ministro dijo que el puente está cerrado.", "ministro"),
        ("pt", "A polícia, em Lisboa, disse que o homem fugiu.", "polícia"),
        ("en", "A baker whom The Harbour Times called at home said that the street was calm.", "baker"),
        ("es", "La alianza que dirige Portugal dijo que el puente está cerrado.", "alianza"),
        (
            "en",
            "The minister for Roads, Rivers and Ports said that the bridge is closed.",
            "minister for Roads, Rivers and Ports",
        ),
        ("en", "Lee, the minister of roads, and Jones said that the bridge is closed.", "Jones"),
        ("es", "El ministro de Caminos, Ríos y Puertos, Juan Soler, dijo que el puente está cerrado.", "Juan Soler"),
        ("id", "Menteri Bidang Jalan, Sungai, dan Pelabuhan, Budi, mengatakan jembatan ditutup.", "Budi"),
        ("id", "Badan Jalan, Sungai, dan Pelabuhan mengatakan jembatan ditutup.", "Badan Jalan, Sungai, dan Pelabuhan"),
        (
            "es",
            "La vicealcaldesa del Concejo, Ana Sáenz de Soto, dijo que el puente está cerrado.",
            "Ana Sáenz de Soto",
        ),
        ("es", "El subjefe de la policía, Juan Soler Mora, dijo que el puente está cerrado.", "Juan Soler Mora"),
        ("es", "El portavoz del cuerpo, el teniente Juan Soler, dijo que el puente está cerrado.", "Juan Soler"),
        ("id", "Presiden Maju Jaya, Budi Santoso, mengatakan jembatan ditutup.", "Budi Santoso"),
        ("id", "Jembatan masih ditutup, kata juru bicara Badan Jalan (BJN), Budi Santoso.", "Budi Santoso"),
        ("id", "Jembatan masih ditutup, kata ketua dewan, Budi Santoso, sementara kapal menunggu.", "Budi Santoso"),
        (
            "de",
            "Die Brücke bleibe geschlossen, sagte die Sprecherin der Behörde, Ute Ruhl, am Freitag in Kiel.",
            "Ute Ruhl",
        ),
        ("pt", "A aliança que lidera Portugal disse que a ponte está fechada.", "aliança"),
        ("fr", "L’alliance que dirige le Portugal a dit que le pont est fermé.", "alliance"),
    ],
)
def test_a_name_is_neither_clipped_nor_stretched(language: str, sentence: str, who: str) -> None:
    assert speakers(language, sentence) == [who]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Министру сообщили, что мост закрыт."),
        ("ru", "Ему сказали, что мост закрыт."),
        ("ar", "نقل عنه قوله إن الجسر مغلق."),
        ("ar", "وقال للصحفيين إن الجسر مغلق."),
    ],
)
def test_who_is_spoken_to_or_of_does_not_speak(language: str, sentence: str) -> None:
    assert speakers(language, sentence) == []
