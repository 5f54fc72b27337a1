"""Every metric on an example that can be checked by hand, and the ranking ones against pytrec_eval."""

import random
from typing import Any

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from evaluation.matching import canonical_url, same_name, same_words, states
from evaluation.metrics import METRICS, meanings, measure_all
from evaluation.metrics.ranking import ARTICLE_MEASURES, measure
from evaluation.trial import Trial
from evaluation.words import chrf, contains, token_f1, tokens
from tests.evaluation_fixtures import answer, case, citation, claim, passage

NAMES = ("nDCG@10", "R@10", "P@5", "RR", "AP", "Success@10")
THEIRS = {
    "ndcg_cut_10": "nDCG@10",
    "recall_10": "R@10",
    "P_5": "P@5",
    "recip_rank": "RR",
    "map": "AP",
    "success_10": "Success@10",
}


def values(trial: Trial) -> dict[str, float]:
    return measure_all(trial)[0]


def test_ranking_equals_pytrec_eval_on_a_thousand_random_runs():
    rng = random.Random(20171114)
    worst = 0.0
    for _ in range(1000):
        docs = [f"d{n}" for n in range(40)]
        qrels = {doc: rng.randint(0, 3) for doc in rng.sample(docs, rng.randint(1, 25))}
        run = rng.sample(docs, rng.randint(1, 30))
        ours = measure(NAMES, qrels, run)
        evaluator = pytrec_eval.RelevanceEvaluator(
            {"q": qrels}, {"ndcg_cut.10", "recall.10", "P.5", "recip_rank", "map", "success.10"}
        )
        theirs = evaluator.evaluate({"q": {doc: float(len(run) - n) for n, doc in enumerate(run)}})["q"]
        worst = max(worst, *(abs(ours[name] - theirs[key]) for key, name in THEIRS.items()))
    assert worst <= 1e-9


@given(
    st.lists(st.sampled_from([f"d{n}" for n in range(12)]), unique=True),
    st.dictionaries(st.sampled_from([f"d{n}" for n in range(12)]), st.integers(0, 3), min_size=1),
)
def test_every_ranking_value_lies_between_0_and_1(run, qrels):
    assert all(0 <= value <= 1 for value in measure(ARTICLE_MEASURES, qrels, run).values())


def test_an_empty_ranking_scores_nothing_and_is_not_dropped():
    found = values(Trial(case(articles=["a"]), answer("answered")))
    assert (found["article.RR"], found["article.R@10"]) == (0.0, 0.0)


def test_several_passages_of_one_article_count_as_one():
    trial = Trial(case(articles=["b"]), answer(evidence=[passage("a"), passage("a"), passage("a"), passage("b")]))
    assert values(trial)["article.RR"] == 0.5


def test_five_outlets_with_the_same_story_are_all_right():
    trial = Trial(case(articles=["a", "b"]), answer(evidence=[passage("b"), passage("x"), passage("a")]))
    assert values(trial)["article.AP"] == pytest.approx((1 + 2 / 3) / 2)


def test_a_passage_that_holds_two_labelled_texts_proves_both():
    labels = [{"article": "a", "text": "ships wait in the canal"}, {"article": "a", "text": "the wind was not alone"}]
    evidence = [passage("a", "Ships wait in the canal; the wind was not alone.")]
    assert values(Trial(case(support=labels), answer(evidence=evidence)))["passage.R@10"] == 1.0


LABEL = "The ministry said on Tuesday that a civilian employee had attached the wrong photographs by mistake."


@pytest.mark.parametrize(
    ("passage_text", "same"),
    [
        (f"Before. {LABEL} After.", True),
        ("The ministry said on Tuesday that a civilian employee had attached", True),  # a shorter passage
        ("More came. The ministry said on Tuesday that a civilian employee had", True),  # cut in the middle
        ("employee had attached the wrong photographs by mistake. It was looked into.", True),
        (LABEL.replace("“", '"').upper(), True),
        (LABEL.replace("photographs", "photogaphs"), True),  # other cleaning
        ("The ministry said on Tuesday nothing at all about the pictures it had shown.", False),
        ("", False),
    ],
)
def test_a_text_label_is_found_in_passages_of_any_size(passage_text, same):
    assert same_words(LABEL, passage_text) is same


def test_an_address_is_the_same_without_its_tracking():
    assert canonical_url("http://www.Example.org/a/?utm_source=x&id=3#top") == canonical_url(
        "https://example.org/a?id=3"
    )
    assert canonical_url("https://example.org/a?id=3") != canonical_url("https://example.org/a?id=4")


@pytest.mark.parametrize(
    ("given", "alias", "same"),
    [
        ("Colonel Ryan Dillon", "Ryan Dillon", True),
        ("Dillon", "Ryan Dillon", True),
        ("Jill Biden", "Joe Biden", False),
        ("Guterres", "古特雷斯", False),
        ("ANTONIO GUTERRES", "António Guterres", True),
        ("俄罗斯国防部", "国防部", True),
        ("Gil", "Gilbert", False),
        ("", "Ryan Dillon", False),
    ],
)
def test_names_match_over_aliases_and_never_across_scripts(given, alias, same):
    assert same_name(given, [alias]) is same


def test_words_are_counted_in_every_script():
    assert tokens("马克龙说 Notre-Dame") == ["马", "克", "龙", "说", "notre", "dame"]
    assert token_f1("马克龙承诺五年重建", "马克龙承诺在五年内重建") > 0.8
    assert token_f1("a b c", "a b d") == pytest.approx(2 / 3)
    assert chrf("abc", "abc") == 1.0
    assert chrf("abc", "xyz") == 0.0


def test_a_number_in_chinese_text_stands_whole():
    assert contains("约有50人", "50")
    assert not contains("约有150人", "50")
    assert not contains("it cost 500", "50")


def test_a_fact_is_stated_nearly_but_only_with_the_same_number():
    assert states("They say that 431 police officers were hurt.", ["431 police officer were hurt"])
    assert not states("They say that 432 police officers were hurt.", ["431 police officer were hurt"])


CASE = case(
    lang="en",
    support=[{"id": "s1", "article": "a", "text": "strong wind was not the main cause"}],
    nuggets=[
        {"id": "n1", "any_of": ["wind was not the main cause"], "support": "s1"},
        {"id": "n2", "any_of": ["321"], "vital": False},
    ],
    attributions=[
        {
            "claim": "n1",
            "speaker": "Osama Rabie",
            "outlets": ["Wire", "Post"],
            "stance": "says",
            "must_not": ["Evergreen"],
        }
    ],
)
QUOTE = "Osama Rabie told reporters that strong wind was not the main cause."


def good(**changes: Any) -> Trial:
    parts = {
        "sentences": [
            {"text": f"Rabie, quoted by Wire: “{QUOTE}”", "markers": [1]},
            {"text": "The sea is blue.", "markers": [2]},
        ],
        "citations": [citation(1, "a", QUOTE), citation(2, "b", "The sea is blue.")],
        "claims": [claim("Osama Rabie", [1], ("Wire", "Tide")), claim("Evergreen", [2])],
        "evidence": [passage("a", QUOTE)],
        "text": f"Rabie, quoted by Wire: “{QUOTE}”",
    } | changes  # fmt: skip
    return Trial(CASE, answer(**parts), exact=[True, False])


EXPECTED = {
    "citation.valid": 1.0,
    "citation.present": 1.0,
    "citation.precision": 0.5,
    "citation.recall": 1.0,
    "sentence.support": 0.5,
    "quote.exact": 0.5,
    "quote.words_found": 1.0,
    "speaker.right": 1.0,
    "speaker.wrong": 0.0,
    "speaker.missing": 0.0,
    "speaker.must_not": 0.0,
    "stance.right": 1.0,
    "outlet.precision": 0.5,
    "outlet.recall": 0.5,
    "outlet.f1": 0.5,
    "nugget.all": 0.5,
    "nugget.vital": 1.0,
    "abstention.right": 1.0,
    "abstention.error_rate": 0.0,
    "answer.language": 1.0,
}


def test_the_metrics_of_a_mixed_answer_by_hand():
    found = values(good())
    assert {name: found[name] for name in EXPECTED} == EXPECTED


def test_the_speaker_is_taken_from_the_claim_that_cites_the_labelled_words():
    trial = good(claims=[claim("Evergreen", [2]), claim("Osama Rabie", [1])])
    assert values(trial)["speaker.right"] == 1.0


def test_another_name_is_wrong_and_no_name_is_missing():
    wrong = values(good(claims=[claim("Evergreen", [1])]))
    missing = values(good(claims=[claim(None, [1])]))
    assert (wrong["speaker.wrong"], wrong["speaker.missing"], wrong["speaker.must_not"]) == (1.0, 0.0, 1.0)
    assert (missing["speaker.wrong"], missing["speaker.missing"]) == (0.0, 1.0)


def test_an_outlet_given_as_speaker_is_told_apart():
    assert values(good(claims=[claim("Wire", [1])]))["speaker.outlet_confused"] == 1.0


def test_a_quotation_that_no_source_holds_is_seen():
    sentences = [{"text": "Rabie: “strong wind was the only cause”", "markers": [1]}]
    assert values(good(sentences=sentences))["quote.words_found"] == 0.0


def test_a_marker_without_citation_is_not_valid():
    assert values(good(sentences=[{"text": "So it is.", "markers": [1, 9]}]))["citation.valid"] == 0.5


def test_silence_costs_an_answerable_question_its_marks():
    found = values(Trial(CASE, answer("not_found")))
    assert (found["abstention.error_rate"], found["abstention.right"], found["speaker.missing"]) == (1.0, 0.0, 1.0)
    assert found["citation.recall"] == found["nugget.all"] == 0.0
    assert "citation.precision" not in found


def test_silence_is_right_where_there_is_no_answer():
    unanswerable = case(type="unanswerable")
    silent, talking = values(Trial(unanswerable, answer("not_found"))), values(Trial(unanswerable, answer()))
    assert (silent["abstention.recall"], silent["abstention.precision"], silent["abstention.right"]) == (1.0, 1.0, 1.0)
    assert talking["abstention.recall"] == 0.0
    assert not any(name.startswith(("article.", "speaker.")) for name in talking)


def test_only_passages_asked_gives_only_ranking():
    trial = Trial(CASE, answer(evidence=[passage("a", QUOTE)]), retrieval_only=True)
    assert {name.split(".")[0] for name in values(trial)} == {"article", "passage", "ranking"}


def test_every_metric_says_what_it_means():
    assert all(len(meaning) > 10 for meaning in meanings().values())
    assert set(METRICS) <= set(meanings())


@given(st.text(), st.text())
def test_text_measures_stay_between_0_and_1(a, b):
    assert 0 <= token_f1(a, b) <= 1
    assert 0 <= chrf(a, b) <= 1 + 1e-9
