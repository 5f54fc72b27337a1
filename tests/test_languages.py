"""Every languages/*.toml: it loads, has what each language needs, and its lexicon contradicts itself nowhere."""

from __future__ import annotations

import re
import string
from collections import Counter
from pathlib import Path

import pytest

import languages
from attribution.lexicon import STANCES, WORD_CLASSES, forms_of, lexicon
from errors import UnknownLanguage
from languages import load, load_or_default

CODES = languages.codes()
CUE_TABLES = (
    "verbs",
    "participles",
    "according",
    "postposed",
    "pointing",
    "own_pronoun",
    "infinitive",
    "about",
    "nominal",
)
ATTRIBUTION_KEYS = {
    *WORD_CLASSES,
    *CUE_TABLES,
    *(
        "order",
        "pro_drop",
        "unproved",
        "by_title",
        "country_as_form",
        "zero",
        "inversion",
        "strict_inversion",
        "comma_clause",
        "separable",
        "prefixes",
    ),
    *(
        "verb_pattern",
        "adverb_pattern",
        "narrative_pattern",
        "participle_pattern",
        "content_ending",
        "topic_pattern",
        "oblique_pattern",
        "dative_pattern",
        "negative_pattern",
        "object_pattern",
        "infinitive_pattern",
        "elisions",
    ),
    *(
        "case_suffixes",
        "nouns_upper",
        "infinitive_lemmas",
        "title_genitive",
        "countries",
        "country_names",
        "country_forms",
        "offices",
        "office_names",
        "institutions",
    ),
}


def test_the_languages_of_the_product_are_there() -> None:
    assert {"en", "fr", "id", "ar", "ru", "es", "de", "pt", "it", "tr", "zh"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_language_file_is_named_after_its_code(code: str) -> None:
    assert load(code).code == code


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_names_a_direction_and_sentence_ends(code: str) -> None:
    language = load(code)
    assert language.name
    assert language.own_name
    assert language.direction in ("ltr", "rtl")
    assert set(".!?") & set(language.sentences.enders)
    assert all(len(pair) == 2 for pair in (*language.quotes.outer, *language.quotes.inner))


@pytest.mark.parametrize("code", CODES)
def test_abbreviations_are_lower_case_and_without_their_last_stop(code: str) -> None:
    rules = load(code).sentences
    for word in rules.abbreviations | rules.number_abbreviations:
        assert word == word.lower()
        assert not word.endswith(".")


@pytest.mark.parametrize("code", CODES)
def test_no_key_of_the_lexicon_is_misspelled(code: str) -> None:
    assert set(load(code).attribution) <= ATTRIBUTION_KEYS


@pytest.mark.parametrize("code", CODES)
def test_the_lexicon_knows_only_stances_of_the_product(code: str) -> None:
    section = load(code).attribution
    for table in (*CUE_TABLES, "separable"):
        assert set(section.get(table, {})) <= set(STANCES), table


@pytest.mark.parametrize("code", CODES)
def test_a_form_has_one_stance_within_its_table(code: str) -> None:
    section = load(code).attribution
    for table in CUE_TABLES:
        forms = Counter(
            form
            for lines in section.get(table, {}).values()
            for line in lines
            for form in {form for form, _ in forms_of(line)}
        )
        assert [form for form, count in forms.items() if count > 1] == [], table


@pytest.mark.parametrize("code", CODES)
def test_word_order_and_patterns_are_usable(code: str) -> None:
    section = load(code).attribution
    assert section.get("order", "svo") in ("svo", "v2", "vso", "sov")
    for name in (
        "verb_pattern",
        "adverb_pattern",
        "narrative_pattern",
        "participle_pattern",
        "content_ending",
        "topic_pattern",
        "oblique_pattern",
        "dative_pattern",
        "negative_pattern",
        "object_pattern",
        "infinitive_pattern",
        "elisions",
    ):
        re.compile(section.get(name, ""))
    for table in ("countries", "offices", "institutions"):
        for pattern in section.get(table, {}).values():
            assert not re.compile(pattern).fullmatch(""), (table, pattern)


@pytest.mark.parametrize("code", CODES)
def test_names_of_offices_have_one_place_for_the_country(code: str) -> None:
    for office, name in load(code).attribution.get("office_names", {}).items():
        places = [field for _, field, _, _ in string.Formatter().parse(name) if field is not None]
        assert places == ([] if office.split(".")[0] in ("ru", "us") else [""]), office


@pytest.mark.parametrize("code", [code for code in CODES if "verbs" in load(code).attribution])
def test_a_lexicon_knows_how_to_say_deny_confirm_and_claim(code: str) -> None:
    stances = {entry.stance for entries in lexicon(code).cues.values() for entry in entries}
    assert {"says", "claims", "denies", "confirms", "warns", "believes"} <= stances


def test_an_unknown_code_names_the_known_ones() -> None:
    with pytest.raises(UnknownLanguage, match=r"no language 'xx'; known: .*\ben\b"):
        load("xx")


@pytest.mark.parametrize(
    ("code", "direction", "spaces"), [("ha", "ltr", True), ("ur", "rtl", True), ("th", "ltr", False)]
)
def test_a_language_without_a_file_gets_neutral_rules(code: str, direction: str, spaces: bool) -> None:
    language = load_or_default(code)
    assert (language.code, language.direction, language.spaces) == (code, direction, spaces)


def test_no_language_file_is_forgotten_by_codes() -> None:
    folder = Path(languages.__file__).parent
    assert {path.stem for path in folder.glob("*.toml")} == set(CODES)
