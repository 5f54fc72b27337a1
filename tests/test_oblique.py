"""Names in the genitive, as they stand after "according to", and in the nominative."""

from __future__ import annotations

from attribution.lexicon import lexicon
from attribution.naming import core_name
from attribution.oblique import nominative


def test_a_name_after_according_to_is_given_as_the_article_prints_it_elsewhere() -> None:
    assert nominative(["Андрея", "Леонова"], {"Андрей", "Леонов"}) == ["Андрей", "Леонов"]
    assert nominative(["Андрея", "Леонова"], {"Андрей"}) == ["Андрея", "Леонова"]


def test_a_woman_keeps_her_name_beside_a_man_of_the_same() -> None:
    assert nominative(["Захарова"], {"Захаров", "Захаровой"}) == ["Захарова"]
    assert nominative(["Елена", "Бабынина"], {"Бабынин"}) == ["Елена", "Бабынина"]


def test_an_offices_land_is_no_part_of_its_holders_name() -> None:
    russian = lexicon("ru")
    assert core_name("госсекретарь США Рекс Тиллерсон", "name", russian) == "Рекс Тиллерсон"
    assert core_name("Испании Мариано Рахой", "name", russian) == "Мариано Рахой"
    assert core_name("Глава Каталонии Карлес Пучдемон", "person", russian, "Пучдемон ждёт") == "Карлес Пучдемон"
