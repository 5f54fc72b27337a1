"""Sentence ends in many scripts: what ends a sentence, and what only looks like it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution import sentences
from domain import Span

SPLITS = [
    ("en", "Mr. Smith came. He left.", ["Mr. Smith came.", "He left."]),
    ("en", "It grew 3.5 percent. Then it fell.", ["It grew 3.5 percent.", "Then it fell."]),
    ("en", "See No. 5 for more. Go on.", ["See No. 5 for more.", "Go on."]),
    ("en", "J. K. Rowling wrote it. We read it.", ["J. K. Rowling wrote it.", "We read it."]),
    ("en", "The U.S. Army left. It came back.", ["The U.S. Army left.", "It came back."]),
    ("en", "They left the U.S. The army stayed.", ["They left the U.S.", "The army stayed."]),
    ("en", "He waited… and then left. Why?", ["He waited… and then left.", "Why?"]),
    ("en", "He said “We go. Now.” Then he went.", ["He said “We go. Now.”", "Then he went."]),
    ("en", "“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."]),
    ("en", "“Why?” Ann Lee said on Monday. Nobody knew.", ["“Why?” Ann Lee said on Monday.", "Nobody knew."]),
    ("en", "“Why?” Ann Lee said: “So.” Ok.", ["“Why?”", "Ann Lee said: “So.”", "Ok."]),
    ("en", "(It rained.) We stayed.", ["(It rained.)", "We stayed."]),
    ("en", "A headline\n\nThe body. Its end", ["A headline", "The body.", "Its end"]),
    ("en", "One line\nAnother line", ["One line", "Another line"]),
    ("de", "Am 14. November kam er. Dr. Müller ging.", ["Am 14. November kam er.", "Dr. Müller ging."]),
    ("de", "Er kam 2017. Dann ging er.", ["Er kam 2017.", "Dann ging er."]),
    ("fr", "Il a dit : « Allons. Vite ! » M. Roy partit.", ["Il a dit : « Allons. Vite ! »", "M. Roy partit."]),
    ("ru", "«Нет», — сказал г. Иванов. Он ушел.", ["«Нет», — сказал г. Иванов.", "Он ушел."]),
    ("ar", "ماذا قال؟ لم يقل شيئا.", ["ماذا قال؟", "لم يقل شيئا."]),
    ("ar", "قال ذلك؛ ثم غادر.", ["قال ذلك؛", "ثم غادر."]),
    ("zh", "他来了。真的吗？“走。快走！”他说。", ["他来了。", "真的吗？", "“走。快走！”他说。"]),
    ("hi", "वह आया। वह गया।", ["वह आया।", "वह गया।"]),
    ("ja", "彼は来た。「行こう。」と言った。", ["彼は来た。", "「行こう。」と言った。"]),
    ("tr", "5. madde kabul edildi. Sonra çıktı.", ["5. madde kabul edildi.", "Sonra çıktı."]),
    ("es", "El Sr. Gil vino. ¿Quién? Nadie.", ["El Sr. Gil vino.", "¿Quién?", "Nadie."]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SPLITS)
def test_sentences_end_where_a_reader_would_end_them(language: str, text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text, language)] == expected


def test_a_long_quotation_is_parted_at_its_inner_ends() -> None:
    text = "He said: “" + "We will go on and on. " * 25 + "Enough.” Then he left."
    parts = [span.of(text) for span in sentences(text, "en")]
    assert len(parts) > 20
    assert parts[-1] == "Then he left."


def test_a_quotation_of_ordinary_length_stays_whole() -> None:
    text = "He said: “We will go. We will stay. We will see.” Then he left."
    assert len(sentences(text, "en")) == 2


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences("", "en") == ()
    assert sentences(" \n\n ", "en") == ()


@given(text=st.text(max_size=300), language=st.sampled_from(["en", "de", "ar", "zh", "th", "xx"]))
def test_sentences_of_any_text_are_ordered_trimmed_and_lose_no_letter(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
    assert all("\n" not in span.of(text) for span in spans)
    outside = [
        text[a:b] for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True)
    ]
    assert "".join(outside).strip() == ""


def test_a_span_is_what_slices_the_text() -> None:
    assert sentences("One. Two.", "en") == (Span(0, 4), Span(5, 9))
