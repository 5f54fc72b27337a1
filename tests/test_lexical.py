"""The terms of the lexical index, and what BM25 finds by them."""

from pathlib import Path

import pytest

from domain import Query
from index import Archive
from index.tokens import fold, terms
from tests.small_archive import prepared, toy_embedder


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Ministries denied strikes", "ministry denies STRIKE"),
        ("fr", "les ministères ont démenti", "le ministere a dementi"),
        ("ru", "министерства", "министерство"),
        ("ar", "والوزارة", "وزاره"),
        ("ar", "لِلطَّاقَةِ", "الطاقة"),
        ("ar", "إسرائيل", "اسرائيل"),
        ("de", "Straße", "STRASSE"),
        ("id", "kementerian", "Kementerian"),
        ("sw", "Ｗaziri", "waziri"),
    ],
)
def test_two_ways_to_write_a_word_share_a_term(language: str, one: str, other: str):
    assert set(terms(one, language)) & set(terms(other, language))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "国防部否认", ["国防", "防部", "部否", "否认"]),
        ("ja", "国防省はNATOに", ["国防", "防省", "省は", "nato", "に"]),
        ("ko", "국방부", ["국방", "방부"]),
        ("th", "ไทย", ["ไท", "ทย"]),
        ("zh", "中", ["中"]),
    ],
)
def test_scripts_without_spaces_become_bigrams(language: str, text: str, expected: list[str]):
    assert terms(text, language) == expected


def test_vowel_signs_of_indic_scripts_are_not_folded_away():
    assert fold("हिन्दी") == "हिन्दी"


def test_letters_that_unicode_does_not_take_apart_are_folded_too():
    assert [fold(w) for w in ("łódź", "ısı", "đorđe", "søren")] == ["lodz", "isi", "dorde", "soren"]


def test_numbers_stay_whole_in_every_language():
    assert terms("2017", "en") == terms("2017", "ar") == terms("2017", "zh") == ["2017"]


def test_a_question_finds_each_language_by_that_languages_stems(tmp_path: Path):
    texts = {"en": "The ministries denied it.", "fr": "Les négociations continuent.", "zh": "国防部否认了这一消息。"}
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.put([prepared(code, text, language=code) for code, text in texts.items()])
    archive = Archive.open(tmp_path, toy_embedder())
    for question, expected in (("ministry", "en"), ("négociation", "fr"), ("国防部", "zh")):
        best = archive.retrieve(Query(question))[0]
        assert (best.passage.article, "lexical" in best.found_by) == (expected, True)


@pytest.mark.parametrize(
    "question", ['"', "AND OR NOT", "a* NEAR(b)", "title:x", "'; DROP TABLE meta; --", "😀", "\x00"]
)
def test_a_question_is_never_a_search_expression(tmp_path: Path, question: str):
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.put([prepared("a", "Something about a ministry.")])
    archive = Archive.open(tmp_path, toy_embedder())
    archive.retrieve(Query(question))
    assert archive.state().articles == 1


def test_the_commonest_terms_are_left_out_in_a_large_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.lexical.COMMON_FROM", 10)
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.put([prepared(f"a{n}", f"The minister spoke, item{n}.") for n in range(60)])
    library = Archive.open(tmp_path, toy_embedder())._library
    from index.filters import Filters

    assert len(library.search_words("the minister item7", Filters(), 50)) == 1
    assert len(library.search_words("the minister", Filters(), 60)) == 60, (
        "nothing rarer: the common terms are asked for"
    )


def test_no_more_passages_are_scored_for_a_question_than_there_is_time_for(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("index.lexical.COMMON_FROM", 10)
    with Archive.write(tmp_path, toy_embedder()) as writer:
        texts = [f"The minister spoke{' of ports' if n < 20 else ''}, item{n}." for n in range(60)]
        writer.put([prepared(f"a{n}", text) for n, text in enumerate(texts)])
    library = Archive.open(tmp_path, toy_embedder())._library
    from index.filters import Filters

    monkeypatch.setattr("index.lexical.COMMON", 1.0)
    monkeypatch.setattr("index.lexical.MOST_PASSAGES", 25)
    assert len(library.search_words("the minister ports item7", Filters(), 60)) == 20
    monkeypatch.setattr("index.lexical.MOST_COMMON", 40)
    assert library.search_words("the minister", Filters(), 60) == [], "vectors must do"
