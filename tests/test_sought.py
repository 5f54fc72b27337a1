"""Texts and what a question asks for → the values that may answer it, and the words that they are of."""

from answer.claims import group
from answer.finds import Find
from answer.question import understand
from answer.relevance import FACTS, relevant
from answer.signals import SIGNALS, measure
from answer.sought import beside, sought
from domain import Article, Query, Reference, Span, Statement


def written(text: str, language: str, question: str) -> list[str]:
    return [value.span.of(text) for value in sought(text, language, understand(Query(question)))]


def test_only_values_of_the_kind_asked_for_that_the_question_does_not_hold_are_sought():
    text = "On 4 May 2020 the 15 km zone had 3 roads and 40 houses."
    assert written(text, "en", "How many houses stand in the 15 km zone?") == ["3 roads", "40 houses"]
    assert written(text, "en", "When was the zone shut?") == ["4 May 2020"]
    assert written(text, "en", "Who lives in the zone?") == []


def test_the_words_beside_a_value_are_as_many_on_each_side_in_a_language_without_spaces_characters():
    words = "a b c d e f g h i 40 j k l m n o p q r"
    assert beside(Span(18, 20), words, "en") == "b c d e f g h i 40 j k l m n o p q"
    text = "一" * 30 + "42" + "二" * 30
    assert beside(Span(30, 32), text, "zh") == "一" * 16 + "42" + "二" * 16


def test_a_sentence_with_the_figure_asked_for_is_told_from_one_without(demo):
    asked = understand(Query("How many prisoners escaped after the Sulawesi earthquake?"))
    signals = measure(asked, demo.retrieve(Query(asked.topic, language="en"), 50), demo)
    there, met = signals.column("value") > 0, signals.column("value_met")
    assert 0 < there.sum() < len(there)
    assert (met[~there] == 0).all()
    assert met[there].max() > met[there].min()
    other = understand(Query("Who spoke about the Sulawesi earthquake?"))
    table = measure(other, demo.retrieve(Query(other.topic, language="en"), 50), demo).table
    assert not table[:, [SIGNALS.index("value"), SIGNALS.index("value_met")]].any()


def sentences(*scores: float) -> list[Find]:
    parts = [f"Sentence {i} gives {i}0 of them. " for i in range(len(scores))]
    article = Article(Reference("a", "The Post", "a", "en"), "".join(parts))
    finds, at = [], 0
    for part, score in zip(parts, scores, strict=True):
        span = Span(at, at + len(part) - 1)
        finds.append(Find(article, span, Statement(part, span, "own_voice", (), 1.0), score))
        at += len(part)
    return finds


def test_a_fact_is_told_from_the_few_best_sentences_even_of_one_article_and_of_none_far_below():
    finds = sentences(0.0, -0.1, -0.2, -0.3, -0.4, -1.0, -9.0)
    asked = understand(Query("How many of them were there?"))
    told = relevant(finds, asked)
    assert [f.score for f in told] == [0.0, -0.1, -0.2, -0.3][:FACTS]
    assert [f.score for f in relevant([finds[0], finds[-1]], asked)] == [0.0]
    assert [f.score for g in group(told, {}, asked) for f in g.finds] == [f.score for f in told]
