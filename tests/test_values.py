"""Finds → the values asked for that they give, different ones side by side, each where it stands."""

import pytest

from answer.finds import Find
from answer.moments import moments
from answer.question import understand
from answer.values import given, value_of, with_value
from domain import Article, Link, Query, Reference, Span, Statement


def find(id_: str, language: str, text: str) -> Find:
    whole = Span(0, len(text))
    return Find(
        Article(Reference(id_, None, id_, language), text), whole, Statement(id_, whole, "own_voice", (), 1.0), 0
    )


def amounts(finds: list[Find], question: str):
    return given(finds, understand(Query(question)))


def test_one_value_in_two_spellings_is_one_and_another_stands_beside_it():
    there = [
        find("a", "id", "Sekitar 1,5 juta orang mengungsi."),
        find("b", "en", "Some 1.5 million people fled."),
        find("c", "de", "In 2023 flohen 900.000 Menschen."),
    ]
    found = amounts(there, "How many people fled?")
    assert [(a.written, [f.article.reference.id for f in a.finds]) for a in found] == [
        ("1,5 juta", ["a", "b"]),
        ("900.000", ["c"]),
    ]


def test_a_unit_is_told_in_the_reader_s_language_and_where_all_that_give_the_number_write_it_alike():
    hurt = find("a", "en", "The ministry counted 844 people.")
    told = amounts([hurt, find("b", "tr", "844 kişinin tedavi gördüğünü söyledi.")], "How many were hurt?")
    assert [a.written for a in told] == ["844"]
    assert [a.written for a in amounts([hurt], "How many were hurt?")] == ["844 people"]
    assert [a.written for a in amounts([hurt, find("b", "en", "It spoke of 844 dead.")], "How many?")] == ["844"]
    assert [a.written for a in amounts([find("a", "de", "12 der Boote, 9 % der Flotte")], "Wie viele?")] == ["12"]


def test_the_two_ends_of_a_range_are_one_value():
    told = amounts([find("a", "zh", "省长估计，25万至30万人失去住所。")], "有多少人失去住所？")
    assert [a.written for a in told] == ["25万至30万人"]
    assert [a.written for a in amounts([find("a", "en", "Some 10–15 boats sank.")], "How many?")] == ["10–15 boats"]


def test_the_day_of_a_dateline_is_no_figure_even_by_a_month_of_three_letters():
    text = "JACARTA, 3 out (Wire) – O número de mortos subiu para 1.407."
    assert [a.written for a in amounts([find("a", "pt", text)], "Quantos mortos?")] == ["1.407"]


def test_a_figure_is_somebody_s_only_if_it_stands_in_what_they_are_reported_to_have_said():
    text = "The paper counted 96 ships; the losses, the Authority claims, were 15 million a day."
    content = Span(text.index("the losses"), len(text))
    authority = Link("the Authority", None, None, "claim", "claims", speaker="authority")
    statement = Statement("a", content, "indirect", (authority,), 1.0, "explicit", shown=True)
    article = Article(Reference("a", "The Post", "a", "en"), text)
    there = Find(article, Span(0, len(text)), statement, 0)
    asked = "How many did the Authority count?"
    assert [a.written for a in amounts([there], asked)] == ["15 million"]
    only = Statement(
        "a", Span(text.index("the losses"), text.index(", were")), "indirect", (authority,), 1.0, shown=True
    )
    assert amounts([Find(article, Span(0, len(text)), only, 0)], asked) == []


def test_a_number_of_the_question_is_no_answer_to_it():
    there = [find("a", "en", "The 15 km zone had 3 roads.")]
    assert [a.written for a in amounts(there, "How many roads in the 15 km zone?")] == ["3 roads"]


def test_the_number_that_counts_what_is_asked_comes_before_one_that_stands_first():
    there = [find("a", "en", "The 40 buses held 12 children and 60 adults.")]
    assert [a.written for a in amounts(there, "How many children were on them?")] == ["12 children"]


def test_digits_of_other_scripts_and_ten_thousands_count():
    there = [find("a", "ar", "أصيب ٥٢٧ شخصا في الحادث."), find("b", "zh", "报道说有2.8万人遇难。")]
    found = amounts(there, "How many were hurt?")
    assert [next(iter(a.values)) for a in found] == [527, 28000]
    assert [a.written for a in found] == ["٥٢٧", "2.8万"]


def test_a_day_is_no_figure():
    assert amounts([find("a", "zh", "搜救行动将于11日结束。")], "How many died?") == []
    assert amounts([find("a", "en", "It ended on 11 October 2018.")], "How many died?") == []


def test_a_value_beside_quoted_words_is_told_with_the_sentence_and_not_as_the_speaker_s():
    text = "The withdrawal on 17 July “caused concern”, said the radio."
    quoted = Span(text.index("“"), text.index("”") + 1)
    radio = Link("the radio", None, None, "say", "says", speaker="radio")
    statement = Statement("a", quoted, "direct", (radio,), 1.0, "explicit", shown=True)
    there = Find(Article(Reference("a", "The Post", "a", "en"), text), Span(0, len(text)), statement, 0)
    day = understand(Query("When was the withdrawal?"))
    told = with_value(there, day)
    start = text.index("17 July")
    assert (told.quote.of(text), told.attributed, value_of(told, day)) == (text, False, Span(start, start + 7))
    assert with_value(there, understand(Query("How many left after the withdrawal?"))) is there
    assert with_value(there, understand(Query("Who spoke of the withdrawal?"))) is there


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It fell on Monday, 15 April 2019, at 6:50 p.m.", ["Monday, 15 April 2019", "6:50 p.m."]),
        ("de", "Sie brach am 15. April 2019 um 18.50 Uhr aus.", ["15. April 2019", "18.50 Uhr"]),
        ("fr", "le lundi 15 avril 2019 à 18h50", ["lundi 15 avril 2019", "18h50"]),
        ("es", "ocurrió el 15 de abril de 2019", ["15 de abril de 2019"]),
        ("ru", "в понедельник, 15 апреля 2019 года", ["понедельник, 15 апреля 2019"]),
        ("tr", "15 Nisan 2019 günü", ["15 Nisan 2019"]),
        ("zh", "2019年4月15日18时50分", ["2019年4月15日", "18时50分"]),
        ("ar", "يوم 15 أبريل ٢٠١٩", ["15 أبريل ٢٠١٩"]),
        ("en", "They march on with 3 men and $2000.", []),
    ],
)
def test_days_and_hours_are_found_as_each_language_writes_them(language, text, expected):
    assert [span.of(text) for span in moments(text, language)] == expected


def test_the_day_asked_for_is_marked_where_it_stands():
    text = "The cathedral burnt on 15 April 2019 in Paris."
    span = value_of(find("a", "en", text), understand(Query("When did the cathedral burn?")))
    assert span is not None
    assert span.of(text) == "15 April 2019"


def test_nothing_is_marked_where_no_value_is_asked_for():
    assert value_of(find("a", "en", "It has 3 roads."), understand(Query("Who built it?"))) is None


@pytest.mark.parametrize(
    "text", ["He said on Tuesday that it burnt.", "PARIS, 16 April (Wire) – The cathedral burnt, he said on Tuesday."]
)
def test_when_somebody_spoke_or_wrote_is_not_when_it_happened(text):
    assert value_of(find("a", "en", text), understand(Query("When did the cathedral burn?"))) is None
