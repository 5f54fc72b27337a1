"""Questions to the demo archive → attributed answers: what must hold for every one of them."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from answer import Answerer, as_json, example_questions, problems
from domain import Query, Turn

HOUSE = Path(__file__).resolve().parent.parent
REFUSED = {
    "en": "Who says the US refused to strike the convoys at Abu Kamal?",
    "fr": "Qui affirme que les États-Unis ont refusé de frapper les convois d’Abou Kamal ?",
    "id": "Siapa yang mengatakan Amerika menolak menyerang konvoi di Abu Kamal?",
    "ru": "Кто утверждает, что США отказались наносить удары по колоннам у Абу-Камаля?",
    "ar": "من يقول إن الولايات المتحدة رفضت ضرب الأرتال في البوكمال؟",
}
RUSSIAN_MINISTRY = {
    "Russian Defence Ministry",
    "ministère russe de la Défense",
    "Kementerian Pertahanan Rusia",
}


@pytest.fixture(scope="module")
def answerer(demo):
    return Answerer(demo)


@pytest.mark.parametrize("language", REFUSED)
def test_who_says_the_us_refused_is_answered_in_the_language_of_the_question(answerer, language):
    answer = answerer.ask(Query(REFUSED[language]))
    assert answer.status == "answered"
    assert answer.language == language
    assert set(answer.claims[0].speaker_names.values()) & RUSSIAN_MINISTRY


BUOYS = {
    "nl": "Wie zei dat de tsunamiboeien sinds 2012 niet werken?",
    "pl": "Kto powiedział, że boje ostrzegające przed tsunami nie działają od 2012 roku?",
    "uk": "Хто сказав, що буї для попередження про цунамі не працювали з 2012 року?",
    "vi": "Ai nói rằng các phao cảnh báo sóng thần không hoạt động từ năm 2012?",
    "fa": "چه کسی گفت که بویه‌های هشدار سونامی از سال ۲۰۱۲ کار نکرده‌اند؟",
    "hi": "किसने कहा कि सुनामी बोया 2012 से काम नहीं कर रहे हैं?",
    "ja": "津波ブイは2012年から動いていないと言ったのは誰ですか？",
    "ko": "쓰나미 부표가 2012년 이후 작동하지 않는다고 말한 사람은 누구인가요?",
}


@pytest.mark.parametrize("language", BUOYS)
def test_a_question_in_a_language_without_articles_is_answered_in_its_words(answerer, demo, language):
    answer = answerer.ask(Query(BUOYS[language]))
    assert (answer.status, answer.language) == ("answered", language)
    assert set(answer.claims[0].speaker_names.values()) & {"Sutopo", "Sutopo Purwo Nugroho", "Сутопо", "苏托波"}
    assert problems(answer, {c.reference.id: demo.article(c.reference.id) for c in answer.citations}) == []
    assert answer.sentences[1].text.count(answer.citations[0].quote) == 1


def questions() -> list[str]:
    """The questions of the shipped evaluation set, in ten languages."""
    cases = yaml.safe_load((HOUSE / "evaluation" / "demo" / "questions.yaml").read_text("utf-8"))["cases"]
    return [case["question"] for case in cases]


def test_every_answer_keeps_the_quote_lock_and_cites_only_what_was_retrieved(answerer, demo):
    for question in questions():
        answer = answerer.ask(Query(question))
        cited = {c.reference.id: demo.article(c.reference.id) for c in answer.citations}
        assert problems(answer, cited) == [], question
        assert (answer.status == "not_found") == (not answer.sentences), question
        assert len(answer.evidence) == 20
        json.dumps(as_json(answer))


def test_filters_hold_for_everything_that_an_answer_shows(answerer):
    query = Query("Abu Kamal", languages=("fr", "ar"), since=date(2017, 11, 15), until=date(2017, 11, 30))
    answer = answerer.ask(query)
    shown = [c.reference for c in answer.citations] + [e.reference for e in (*answer.evidence, *answer.nearest)]
    assert shown
    assert {r.language for r in shown} <= {"fr", "ar"}
    assert all(date(2017, 11, 15) <= r.published <= date(2017, 11, 30) for r in shown)


def test_nothing_found_names_what_was_searched_and_what_comes_closest(answerer):
    query = Query("Who won the 1987 chess tournament in Reykjavik?", languages=("en",), since=date(2017, 1, 1))
    answer = answerer.ask(query)
    assert answer.status == "not_found"
    assert (answer.sentences, answer.claims, answer.citations) == ((), (), ())
    assert (
        answer.text
        == f"Nothing in these {answer.archive.articles} articles answers this. Searched: English, from January 1, 2017."
    )
    assert 1 <= len(answer.nearest) <= 3
    assert len({e.reference.id for e in answer.nearest}) == len(answer.nearest)


def test_an_archive_part_without_articles_is_not_found_without_nearest(answerer):
    answer = answerer.ask(Query("Abu Kamal", outlets=("No such outlet",)))
    assert (answer.status, answer.nearest, answer.evidence) == ("not_found", (), ())


def test_a_short_follow_up_is_searched_with_the_question_before_it(answerer):
    history = (Turn("How many people were hurt in Catalonia on 1 October 2017?"),)
    follow_up = answerer.ask(Query("And what does the interior ministry say?", history=history))
    articles = {c.reference.id for c in follow_up.citations}
    assert any("catalonia" in a or "katal" in a for a in articles)


def test_the_same_question_gets_the_same_answer(answerer):
    first, second = (as_json(answerer.ask(Query("Who apologised for the Ever Given?"))) for _ in range(2))
    first.pop("timings_ms"), second.pop("timings_ms")
    assert first == second


def test_examples_come_from_the_archive_and_are_answered(answerer, demo):
    for language in ("en", "fr", "id", "ar"):
        examples = example_questions(demo, language)
        assert len(examples) == 4
        assert answerer.ask(Query(examples[0], language=language)).status != "not_found"
