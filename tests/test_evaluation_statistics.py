"""Intervals, paired tests and corrections against figures that can be worked out by hand."""

import pytest

from evaluation.statistics import auroc, difference, estimate, holm, mcnemar, sign_flip


def test_the_interval_of_a_coin_is_about_its_textbook_width():
    found = estimate([0.0, 1.0] * 50)
    assert (found.mean, found.n) == (0.5, 100)
    assert 0.5 - found.low == pytest.approx(0.098, abs=0.015)
    assert found.detectable == pytest.approx(2.8 * 0.5025 / 10, abs=0.001)


def test_the_same_values_give_the_same_interval():
    assert estimate([0.1, 0.9, 0.4]) == estimate([0.1, 0.9, 0.4])


def test_cases_of_one_group_are_resampled_together():
    values = [1.0] * 50 + [0.0] * 50
    alone = estimate(values)
    grouped = estimate(values, ["a"] * 50 + ["b"] * 50)
    assert grouped.high - grouped.low > 3 * (alone.high - alone.low)


def test_mcnemar_is_the_exact_binomial():
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(1, 5) == pytest.approx(2 * 7 / 64)
    assert mcnemar(0, 10) == pytest.approx(2 / 1024)


def test_sign_flip_agrees_with_mcnemar_on_yes_or_no_changes():
    import numpy as np

    change = np.array([1.0] * 9 + [-1.0])
    assert sign_flip(change) == pytest.approx(mcnemar(9, 1), abs=0.01)


def test_yes_or_no_metrics_get_mcnemar_and_shares_get_sign_flip():
    assert difference([0.0, 1.0, 1.0], [1.0, 1.0, 0.0]).test == "McNemar"
    assert difference([0.1, 0.9], [0.2, 0.8]).test == "sign flip"


def test_holm_multiplies_the_smallest_most_and_never_turns_the_order():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


def test_auroc_counts_ties_half():
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auroc([], [0.1]) is None
