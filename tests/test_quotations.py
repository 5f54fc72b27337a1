"""Quotation marks of many languages: paired, nested, over paragraphs; apostrophes and inches left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution import quotations
from attribution.quotations import pair
from languages import load_or_default

PAIRED = [
    ("en", "He said “we go” and “stay”.", ["“we go”", "“stay”"]),
    ("en", 'He said "we go" and left.', ['"we go"']),
    ("en", "“We saw ‘nothing’ there,” he said.", ["“We saw ‘nothing’ there,”"]),
    ("en", "It’s the boys’ ball, isn’t it?", []),
    ("en", 'A 5"x7" photo and “one” quote.', ["“one”"]),
    ("en", "''We go,'' he said.", ["''We go,''"]),
    ("en", "He said “we go and never closed it.", []),
    ("en", "“We go,“ said Lee. “We stay.”", ["“We go,“", "“We stay.”"]),
    ("en", "” … we go on,” he said.", ["” … we go on,”"]),
    ("en", '"WALLACE: We go.\n\n"PENCE: We stay.', []),
    ("fr", "Il a dit « oui, “vraiment” » hier.", ["« oui, “vraiment” »"]),
    ("de", "Er sagte „ja“ und »nein«.", ["„ja“", "»nein«"]),
    ("ru", "Он сказал: «Газета „Правда“ права».", ["«Газета „Правда“ права»"]),
    ("ar", "قال: «نعم» ثم ”لا“.", ["«نعم»", "”لا“"]),
    ("zh", "他说：“他叫‘小王’。”又说「好」。", ["“他叫‘小王’。”", "「好」"]),
    ("zh", "他读《红楼梦》。", []),
    ("ja", "彼は「『はい』と言え」と言った。", ["「『はい』と言え」"]),
    ("he", 'צה"ל אמר "כן".', ['"כן"']),
    ("und", "X said “yes”.", ["“yes”"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PAIRED)
def test_outer_quotations_are_found_with_their_marks(language: str, text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quotations(text, language)] == expected


def test_a_quotation_over_paragraphs_gives_a_span_for_each() -> None:
    text = "“The first part.\n\n“The second part,” she said."
    assert [span.of(text) for span in quotations(text, "en")] == ["“The first part.", "“The second part,”"]


def test_an_unclosed_quotation_does_not_reach_into_a_paragraph_without_marks() -> None:
    assert quotations("“The first part.\n\nNo marks here.", "en") == ()


def test_inner_quotations_know_their_depth() -> None:
    found = pair("“We saw ‘nothing’ there,” he said.", load_or_default("en"))
    assert [(q.start, q.depth) for q in found] == [(0, 0), (8, 1)]


@given(
    text=st.text(alphabet="ab .,“”„«»‘’'\"「」『』\n", max_size=120), language=st.sampled_from(["en", "de", "fr", "zh"])
)
def test_quotations_of_any_text_are_in_order_and_do_not_overlap(text: str, language: str) -> None:
    spans = quotations(text, language)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all("\n" not in s.of(text) for s in spans)
