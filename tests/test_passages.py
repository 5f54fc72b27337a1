"""Passages are exact pieces that cover the text, whole sentences that overlap by one, and keep quotations together."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attribution import quotations, sentences
from domain import Article, Reference
from ingest import passages
from ingest.passages import LARGEST, MOST_SENTENCES, TARGET

WORDS = ["pier", "master", "said", "Mr.", "3.5", "“open”", "«да»", "U.S.", "no", "۳", "🚢", "e\u0301", "que", "(", "」"]
HAN = ["港口", "开放", "。", "“", "”", "，", "主任", "说"]


def article_of(body: str, language: str = "en", title: str = "The pier stays open") -> Article:
    text = f"{title}\n\n{body}" if title and body else title or body
    return Article(Reference("a1", title or None, None, language), text)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    language = draw(st.sampled_from(["en", "fr", "ar", "ru", "zh", "xx"]))
    words = st.lists(st.sampled_from(HAN if language == "zh" else WORDS), min_size=1, max_size=60)
    joint = "" if language == "zh" else " "
    ends = st.sampled_from([".", "?", "!", "", "؟", "。", "…", ".”", ":"])
    sentence = st.builds(lambda w, e: joint.join(w) + e, words, ends)
    paragraph = st.lists(sentence, min_size=1, max_size=12).map(" ".join)
    body = "\n\n".join(draw(st.lists(paragraph, max_size=6)))
    title = draw(st.sampled_from(["", "A title", "A title. With a stop", "“Quoted”"]))
    return article_of(body or "x", language, title)


@settings(max_examples=150, deadline=None)
@given(articles())
def test_every_passage_is_exact_and_together_they_cover_the_text(article: Article):
    cut = passages(article)
    covered = set()
    for number, passage in enumerate(cut):
        assert passage.id == f"a1#{number}"
        assert passage.article == "a1"
        assert passage.text == article.text[passage.span.start : passage.span.end] == passage.text.strip()
        covered |= set(range(passage.span.start, passage.span.end))
    assert all(i in covered or article.text[i].isspace() for i in range(len(article.text)))
    starts, ends = [p.span.start for p in cut], [p.span.end for p in cut]
    assert starts == sorted(set(starts))
    assert ends == sorted(set(ends))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=3000).filter(lambda t: t.strip()))
def test_any_text_at_all_is_covered(text: str):
    article = Article(Reference("a1", None, None, "und"), text)
    covered = {i for p in passages(article) for i in range(p.span.start, p.span.end)}
    assert all(i in covered or text[i].isspace() for i in range(len(text)))


def numbered(count: int, length: int = 100) -> str:
    filler = "and the boats went in and out of the bay as they always do on a quiet day"
    return " ".join(f"Sentence number {n} says that {filler[: length - 35]}." for n in range(count))


def test_a_passage_holds_three_to_five_sentences_and_shares_one_with_the_next():
    article = article_of(numbered(20))
    cut = passages(article)
    spans = [[s for s in sentences(article.text, "en") if p.span.start <= s.start and s.end <= p.span.end] for p in cut]
    assert all(3 <= len(each) <= MOST_SENTENCES + 1 for each in spans)
    assert all(left[-1] == right[0] for left, right in pairwise(spans))
    assert all(len(p.text) <= LARGEST for p in cut)


def test_the_headline_belongs_to_the_first_passage_and_to_no_other():
    cut = passages(article_of(numbered(20)))
    assert cut[0].text.startswith("The pier stays open\n\nSentence number 0")
    assert not any("The pier stays open" in p.text for p in cut[1:])


def test_a_passage_ends_at_a_sentence_end():
    assert all(p.text.endswith(".") for p in passages(article_of(numbered(20))))


def test_a_quotation_of_several_sentences_is_not_cut():
    quote = "“" + " ".join(f"We will keep berth {n} open for every boat in the bay." for n in range(6)) + "”"
    body = f"{numbered(3)} {quote} she said. {numbered(6)}"
    article = article_of(body)
    (outer,) = [q for q in quotations(article.text, "en") if q.end - q.start > 200]
    borders = {edge for p in passages(article) for edge in p.span}
    assert not [b for b in borders if outer.start < b < outer.end]


def test_chinese_is_cut_at_its_own_full_stops_after_about_250_characters():
    body = "".join(
        f"港务局长第{n}次对记者说码头没有关闭，所有渔船都可以照常进出海湾，没有任何例外情况发生。" for n in range(30)
    )
    cut = passages(article_of(body, "zh", "码头照常开放"))
    assert all(p.text.endswith("。") for p in cut)
    assert all(120 <= len(p.text) <= LARGEST / 2 for p in cut)


def test_a_text_without_any_full_stop_is_cut_between_words():
    cut = passages(article_of("berth and pier and quay " * 200))
    assert all(len(p.text) <= LARGEST for p in cut)
    assert all(re.fullmatch(r"(?s)\w.*\w", p.text) for p in cut)


def test_a_short_rest_joins_the_passage_before_it():
    article = article_of(numbered(5) + " He left.")
    assert passages(article)[-1].text.endswith("He left.")
    assert len(passages(article)[-1].text) > 100


@pytest.mark.parametrize("text", ["One line only", "One sentence."])
def test_a_tiny_article_is_one_passage(text: str):
    (only,) = passages(article_of("", title=text))
    assert only.text == text
    assert len(text) < TARGET
