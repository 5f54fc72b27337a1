"""Ministries, armies, governments and presidents of every country, in ten languages and Chinese."""

from __future__ import annotations

import pytest
from babel import Locale

import attribution
from attribution.countries import AMBIGUOUS
from attribution.lexicon import fold
from tests.body_names import display_name

GOVERNMENT = {
    "en": "government of {}",
    "fr": "gouvernement de {}",
    "id": "pemerintah {}",
    "ar": "حكومة {}",
    "ru": "правительство {}",
    "es": "gobierno de {}",
    "de": "Regierung von {}",
    "pt": "governo de {}",
    "it": "governo di {}",
    "tr": "{} hükümeti",
    "zh": "{}政府",
}
COUNTRIES = (
    "AF AL DZ AR AM AU AT AZ BD BY BE BJ BO BA BW BR BG BF BI KH CM CA TD CL CN CO CG CR HR CU CY CZ DK DO EC "
    "EG SV ER EE ET FI FR GA GM GE DE GH GR GT GN HT HN HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KW KG LA LV "
    "LB LR LY LT LU MG MW MY ML MT MR MX MN MA MZ NA NP NL NZ NI NE NG NO PK PA PY PE PH PL PT QA RO RU RW SN "
    "RS SG SK SI SO ZA ES LK SD SR SE CH SY TJ TZ TH TG TN TR TM UG UA AE GB US UY UZ VE VN YE ZM ZW "
).split()


@pytest.mark.parametrize("language", GOVERNMENT)
def test_the_government_of_nearly_every_country_is_known_and_never_another(language: str):
    names = {code: Locale(language).territories[code].partition(" (")[0] for code in COUNTRIES}
    found = {
        code: attribution.canonical(GOVERNMENT[language].format(name), language)
        for code, name in names.items()
        if fold(name) not in AMBIGUOUS
    }
    wrong = {names[c]: id_ for c, id_ in found.items() if attribution.is_body(id_) and id_ != f"{c.lower()}.government"}
    missed = [names[c] for c, id_ in found.items() if not attribution.is_body(id_)]
    assert wrong == {}
    assert len(missed) <= 3, missed


@pytest.mark.parametrize(
    ("name", "language", "speaker"),
    [
        ("Hungarian government", "en", "hu.government"),
        ("Kenya's Ministry of Foreign Affairs", "en", "ke.ministry.foreign"),
        ("Polish president", "en", "pl.president"),
        ("gouvernement hongrois", "fr", "hu.government"),
        ("ministère de la Défense du Kenya", "fr", "ke.ministry.defence"),
        ("МИД Венгрии", "ru", "hu.ministry.foreign"),
        ("правительство Нигерии", "ru", "ng.government"),
        ("правительство Нигера", "ru", "ne.government"),
        ("gobierno húngaro", "es", "hu.government"),
        ("polnische Armee", "de", "pl.army"),
        ("governo polacco", "it", "pl.government"),
        ("governo da Polónia", "pt", "pl.government"),
        ("Türkmenistan hükümeti", "tr", "tm.government"),
        ("الحكومة الأردنية", "ar", "jo.government"),
        ("tentara Myanmar", "id", "mm.army"),
        ("白俄罗斯政府", "zh", "by.government"),
    ],
)
def test_a_body_is_known_by_name_or_adjective(name: str, language: str, speaker: str):
    assert attribution.canonical(name, language) == speaker


@pytest.mark.parametrize(
    "name", ["Jordan", "Michael Jordan", "Chad", "Georgia", "Georgia government", "Congolese army"]
)
def test_what_is_also_a_person_or_another_place_is_no_country(name: str):
    assert not attribution.is_body(attribution.canonical(name, "en"))


BODIES = ("ministry.defence", "ministry.foreign", "ministry.interior", "government", "army", "president")
NOT_BACK = {"GE", "CG"}
"""Georgia is also a state of the USA; CLDR writes "刚果（布）"."""


@pytest.mark.parametrize("language", GOVERNMENT)
def test_a_body_of_any_country_has_a_name_that_leads_back_to_it(language: str):
    lost = {}
    for code in set(COUNTRIES) - NOT_BACK:
        for body in BODIES:
            speaker = f"{code.lower()}.{body}"
            name = display_name(speaker, language)
            short = language == "tr" and code == "MA"  # "Fas" is too short for a country's name
            if name is None or (attribution.canonical(name, language) != speaker and not short):
                lost[speaker] = name
    assert lost == {}


def test_a_country_without_adjective_stands_in_brackets():
    assert display_name("pe.army", "de") == "Armee (Peru)"
    assert display_name("pe.ministry.defence", "tr") == "Peru Savunma Bakanlığı"
    assert display_name("xx.army", "de") is None
