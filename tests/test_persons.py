"""Two names: surely two speakers, or perhaps one."""

import pytest

from answer.persons import surely_two


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
