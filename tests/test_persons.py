"""Two names: surely two speakers, or perhaps one."""

import pytest

from answer.persons import names_person, surely_two


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (["Michel Aoun"], ["الرئيس اللبناني ميشال عون"], False),  # another script proves nothing
        (["Michel Aoun"], ["Cumhurbaşkanı Mişel Avn"], False),
        (["Osama Rabie"], ["Rabie"], False),
        (["Osama Rabie"], ["Peter Berdowski"], True),
        (["Путин", "Putin"], ["Путина"], False),
        (["Путин"], ["Макрон"], True),
        (["Emmanuel Macron", "ماكرون"], ["Donald Trump"], True),
        ([], ["Donald Trump"], False),
    ],
)
def test_only_names_that_can_be_compared_and_share_no_word_are_two(one, other, two):
    assert surely_two(one, other) is two


@pytest.mark.parametrize(
    ("question", "names", "named"),
    [
        ("Who called on Vela to resign?", {"en": "Prime Minister Arno Vela"}, True),
        ("谁要求贝拉辞职？", {"en": "Arno Vela", "zh": "阿尔诺·贝拉"}, True),
        ("Who called on Velana to resign?", {"en": "Arno Vela"}, False),
        ("Who called on the ministry to speak?", {"en": "Interior Ministry"}, False),  # a body has many who speak
        ("Who called on the harbour master to resign?", {"en": "the harbour master"}, False),
    ],
)
def test_a_person_is_named_by_a_question_that_writes_the_surname_out(question, names, named):
    assert names_person(question, names) is named
