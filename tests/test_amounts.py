"""Finds → the numbers that they give, different ones side by side."""

from answer.amounts import amounts
from answer.finds import Find
from domain import Article, Reference, Span, Statement


def find(id_: str, language: str, text: str) -> Find:
    whole = Span(0, len(text))
    return Find(
        Article(Reference(id_, None, id_, language), text), whole, Statement(id_, whole, "own_voice", (), 1.0), 0
    )


def test_one_value_in_two_spellings_is_one_and_another_stands_beside_it():
    given = [
        find("a", "id", "Sekitar 1,5 juta orang mengungsi."),
        find("b", "en", "Some 1.5 million people fled."),
        find("c", "de", "In 2023 flohen 900.000 Menschen."),
    ]
    found = amounts(given, "How many people fled?", "en")
    assert [(a.written, [f.article.reference.id for f in a.finds]) for a in found] == [
        ("1,5 juta", ["a", "b"]),
        ("900.000 Menschen", ["c"]),
    ]


def test_a_number_of_the_question_is_no_answer_to_it():
    assert amounts([find("a", "en", "The 15 km zone had 3 roads.")], "How many roads in the 15 km zone?", "en")[
        0
    ].written == ("3 roads")


def test_digits_of_other_scripts_and_ten_thousands_count():
    given = [find("a", "ar", "أصيب ٥٢٧ شخصا في الحادث."), find("b", "zh", "报道说有2.8万人遇难。")]
    assert [next(iter(a.values)) for a in amounts(given, "How many?", "en")] == [527, 28000]
