import sqlite3
from pathlib import Path

import pytest

from domain import Query
from index import Archive
from index.filters import Filters
from index.library import Library
from index.names import asked_sounds, sounds
from tests.small_archive import prepared, toy_embedder


@pytest.mark.parametrize(
    "text",
    ["Putin", "Poutine", "Путин", "بوتين", "פוטין", "プーチン"],
)
def test_putin_sounds_alike_in_every_script(text: str):
    # Katakana writes "ti" as "chi".
    assert sounds(text)[0] in ("PTN", "PJN")


@pytest.mark.parametrize("text", ["Netanyahu", "Нетаньяху", "نتنياهو", "נתניהו", "네타냐후"])
def test_netanyahu_sounds_alike_in_every_script(text: str):
    assert sounds(text) == ["NTN"]


def test_a_name_is_found_within_chinese_text():
    assert "NTN" in sounds("总理内塔尼亚胡表示")


def test_an_arabic_name_sounds_like_its_latin_form():
    assert sounds("بيتر ساذرلاند") == sounds("Peter Sutherland")


def test_the_oblique_case_of_a_russian_name_has_the_sound_of_the_name_too():
    assert sounds("с Путиным") == ["PTNM", "PTN"]


def test_the_arabic_article_is_not_heard():
    assert sounds("المالكي") == sounds("مالكي")


def test_words_in_small_letters_are_no_names():
    assert sounds("the prime minister said") == []


def test_the_possessive_is_not_heard():
    assert sounds("Merkel's") == sounds("Merkel")


def test_the_first_word_of_a_question_is_no_name_unless_the_second_is_one_too():
    assert asked_sounds("Which talks did Macron leave?") == ["MKLN"]
    assert asked_sounds("Angela Merkel said what?") == ["NKL", "MLKL"]


def test_a_sound_is_asked_for_once():
    assert asked_sounds("What did Macron tell Macron?") == ["MKLN"]


def test_one_consonant_is_no_sound_and_empty_text_has_none():
    assert sounds("Eva Io") == []
    assert sounds("") == []
    assert asked_sounds("") == []


def archive_with_sutherland(folder: Path) -> Archive:
    texts = {"ar": "وقال بيتر ساذرلاند إن الوضع خطير.", "fr": "Il pleut à Lyon depuis lundi.", "ru": "Дождь в Казани."}
    with Archive.write(folder, toy_embedder()) as writer:
        writer.put([prepared(code, text, language=code) for code, text in texts.items()])
    return Archive.open(folder, toy_embedder())


def test_a_question_finds_a_name_that_the_article_writes_in_another_script(tmp_path: Path):
    best = archive_with_sutherland(tmp_path).retrieve(Query("What did Sutherland say?"))[0]
    assert (best.passage.article, "lexical" in best.found_by) == ("ar", True)


def test_a_deleted_article_is_no_longer_heard(tmp_path: Path):
    archive_with_sutherland(tmp_path).close()
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.delete(["ar"])
    assert Library(tmp_path).search_names("What did Sutherland say?", Filters(), 5) == []


def test_an_archive_from_before_the_sounds_is_searched_without_them(tmp_path: Path):
    archive_with_sutherland(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        connection.execute("DROP TABLE names_terms")
        connection.execute("DROP TABLE names")
    assert Library(tmp_path).search_names("What did Sutherland say?", Filters(), 5) == []
    assert Archive.open(tmp_path, toy_embedder()).retrieve(Query("Lyon"))
