"""What stands before and behind a speaker's name and is no part of it; and what can be nobody's name."""

from __future__ import annotations

import pytest

from attribution.lexicon import lexicon
from attribution.name_ends import is_cut
from attribution.naming import core_name, names_nobody

NAMES = [
    ("en", "reads Biden's June 20", "name", "Biden"),
    ("en", "a U.S. official speaking", "person", "U.S. official"),
    ("de", "der New York Times plant Trump", "name", "New York Times"),
    ("de", "die Fed die Widerstandsfähigkeit der SVB", "name", "Fed"),
    ("es", "reportó la agencia china Xinhua", "body", "agencia china Xinhua"),
    ("it", "racconta Lombardi", "name", "Lombardi"),
    ("pt", "Sutopo logo", "name", "Sutopo"),
    ("id", "Sejumlah media Prancis bahkan", "name", "media Prancis"),
    ("ru", "Эксперт не вполне", "person", "Эксперт"),
    ("ru", "Министр финансов Вольфганг Шойбле на закрытой встрече с депутатами", "person", "Вольфганг Шойбле"),
    ("ru", "Ещё в 2014 году президент Владимир Путин", "person", "президент Владимир Путин"),
    ("ru", "в беседе с «НГ» директор Портяков", "person", "директор Портяков"),
    ("pt", "Resoluções Uma porta-voz do Pentágono", "person", "porta-voz do Pentágono"),
    ("pt", "ACOMPANHE EM TEMPO REAL O Vaticano", "name", "Vaticano"),
    ("fr", "De hauts responsables", "common", "hauts responsables"),
    ("ru", "Американские источники", "name", "Американские источники"),
    ("ar", "حسن نصر الله نفياً قاطعاً", "name", "حسن نصر الله"),
    ("zh", "该局予以", "body", "该局"),
    ("zh", "联合国秘书长古特雷斯发表声明", "person", "联合国秘书长古特雷斯"),
    ("zh", "中国外交部发言人", "person", "中国外交部发言人"),
]


@pytest.mark.parametrize(("language", "phrase", "kind", "name"), NAMES)
def test_verbs_adverbs_days_and_circumstances_are_no_part_of_a_name(
    language: str, phrase: str, kind: str, name: str
) -> None:
    text = "Министр финансов Вольфганг Шойбле. Вольфганг Шойбле и Герр Шойбле."
    assert core_name(phrase, kind, lexicon(language), text) == name


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("pt", "o Ministério da Defesa"), ("en", "Theresa May"), ("fr", "le Parti de la gauche"),
        ("de", "Haus der Kulturen"),
        ("ru", "Партия регионов"), ("es", "Juan de la Cruz"), ("de", "das norwegische Nobelkomitee"),
    ],
)  # fmt: skip
def test_small_words_within_a_name_stay(language: str, phrase: str) -> None:
    assert core_name(phrase, "name", lexicon(language)).split()[-1] == phrase.split()[-1]


@pytest.mark.parametrize(
    ("language", "name"),
    [("es", "30"), ("es", "existencia de"), ("pt", "comparara o navio a uma baleia"), ("zh", "美国方面的"),
     ("zh", "必须强烈"),
     ("de", "was Mladić"), ("fr", "d’eux"), ("ar", "بـ")],
)  # fmt: skip
def test_what_can_be_no_name_is_not_shown(language: str, name: str) -> None:
    assert names_nobody(name, lexicon(language))


@pytest.mark.parametrize(
    ("language", "name"), [("zh", "发言人"), ("en", "United Nations"), ("ru", "газета"), ("zh", "该局")]
)
def test_what_can_be_a_name_is_none_that_was_cut(language: str, name: str) -> None:
    assert not is_cut(name, lexicon(language))


def test_the_cabinet_of_somebody_is_not_somebody() -> None:
    assert core_name("Le cabinet de M. Riester", "person", lexicon("fr")) == "cabinet de M. Riester"
    assert core_name("the lawyer of President Trump", "person", lexicon("en")) == "lawyer of President Trump"
