"""Questions → what they ask for, and the filters that they name themselves."""

from datetime import date

import pytest

import languages
from answer.narrowing import narrowed
from answer.question import understand
from answer.roll import Roll
from domain import Query, Speaker, Turn, Understood

OUTLETS = ("SANA", "Le Monde", "Kabar Selat", "BBC")


def understood(question: str, **given) -> Understood:
    query = Query(question, **given)
    return narrowed(query, understand(query), OUTLETS)[1]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who claims the US refused strikes?", "who"),
        ("¿Qué dijo el ministro sobre la presa?", "said"),
        ("What did the mayor say about the dam?", "said"),
        ("How many people were injured?", "fact"),
        ("Did John Kerry call Iran a friend?", "verify"),
        ("هل قال الوزير إن السد آمن؟", "verify"),
        ("拜登是否说过这句话？", "verify"),
        ("Was ist in Abu Kamal passiert?", "happened"),
        ("How do outlets differ on the turnout?", "compare"),
    ],
)
def test_the_kind_of_a_question_is_told(question, kind):
    assert understand(Query(question)).kind == kind


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Biden say about Ukraine since March 2022?", date(2022, 3, 1), None),
        ("Was sagte das Ministerium seit dem 14. November 2017?", date(2017, 11, 14), None),
        ("¿Qué dijo el ministro hasta 2018?", None, date(2018, 12, 31)),
        ("拜登自2022年3月以来说了什么？", date(2022, 3, 1), None),
        ("Erdoğan 2016'dan beri ne dedi?", date(2016, 1, 1), None),
        ("Apa kata menteri sejak 3 Mei 2020?", date(2020, 5, 3), None),
        ("Why did Biden boast in 2019 of his relations?", None, None),
    ],
)
def test_only_a_day_after_since_or_until_is_a_filter(question, since, until):
    found = understood(question)
    assert (found.since, found.until) == (since, until)


def test_an_outlet_is_a_filter_where_the_question_speaks_of_its_report():
    assert understood("Que dit le ministre dans Le Monde ?").outlets == ("Le Monde",)
    assert understood("Apa kata menteri menurut Kabar Selat?").outlets == ("Kabar Selat",)
    assert understood("Who told the BBC that the dam was safe?").outlets == ()


def test_a_language_is_a_filter_beside_a_word_for_the_press():
    assert understood("What does the ministry claim in Russian media?").languages == ("ru",)
    assert understood("What does the Russian ministry claim?").languages == ()


def test_a_filter_that_the_reader_set_or_took_away_is_not_set_by_the_question():
    question = "What did Biden say since 2022?"
    assert understood(question, ignore=("since",)).since is None
    query, found = narrowed(Query(question, since=date(2023, 5, 1)), understand(Query(question)), OUTLETS)
    assert (query.since, found.since) == (date(2023, 5, 1), None)


def test_a_speaker_is_named_in_another_script_too():
    roll = Roll(
        [
            Speaker("a", {"ar": "بيتر ساذرلاند"}, 3),
            Speaker("b", {"en": "Anna Berg"}, 2),
            Speaker("c", {"en": "experts"}, 9),
        ]
    )
    assert roll.named("What did Sutherland say?") == ("a",)
    assert roll.named("What did Mrs Berg say?") == ("b",)
    assert roll.named("What did experts say?") == ()


@pytest.mark.parametrize("code", [c for c in languages.codes() if languages.load(c).answer])
def test_a_language_that_answers_has_every_word_that_english_has(code):
    english, own = languages.load("en"), languages.load(code)
    assert set(english.answer) <= set(own.answer)
    missing = set(english.question) - set(own.question) - {"stop", "common", "verify_anywhere", "which"}
    assert missing == set()
    for name in ("not_by", "lead"):
        assert "$speaker" in own.answer[name]


def test_a_short_question_without_a_name_follows_the_one_before_it():
    before = (Turn("Which vaccine did the European regulator review?"),)
    assert "regulator" in understand(Query("Who spoke for the agency?", history=before)).text
    assert "regulator" not in understand(Query("Who spoke for Netflix?", history=before)).text
