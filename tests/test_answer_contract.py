"""Request bodies → queries, answers → the answer object."""

from datetime import date

import pytest

from answer import query_from_json
from errors import BadInput


def test_only_the_question_is_required():
    query = query_from_json({"question": " who said it? "})
    assert (query.question, query.language, query.languages, query.history) == ("who said it?", None, (), ())


def test_filters_and_history_are_read():
    query = query_from_json(
        {
            "question": "et ensuite ?",
            "lang": "fr-CA",
            "filters": {"languages": ["EN", "ar"], "outlets": "SANA", "since": "2017-11-14", "until": "2017-12-01"},
            "history": [{"question": "qui a parlé ?", "answer": "le ministère"}, "et quand ?"],
        }
    )
    assert (query.language, query.languages, query.outlets) == ("fr", ("en", "ar"), ("SANA",))
    assert (query.since, query.until) == (date(2017, 11, 14), date(2017, 12, 1))
    assert [turn.question for turn in query.history] == ["qui a parlé ?", "et quand ?"]


def test_chat_messages_are_a_history_too():
    messages = [{"role": "user", "content": "who?"}, {"role": "assistant", "content": "the ministry"}]
    assert [t.question for t in query_from_json({"question": "when?", "history": messages}).history] == ["who?"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (["who?"], "expected a JSON object"),
        ({}, "the question must be a text"),
        ({"question": 7}, "the question must be a text"),
        ({"question": "  \n "}, "the question is empty"),
        ({"question": "?!…"}, "the question is empty"),
        ({"question": "\u0000\u0007"}, "the question is empty"),
        ({"question": "a" * 2001}, "2001 characters; the most is 2000"),
        ({"question": "who?", "filter": {}}, "unknown field 'filter'"),
        ({"question": "who?", "filters": []}, None),
        ({"question": "who?", "filters": [1]}, "filters must be an object"),
        ({"question": "who?", "filters": {"outlet": "x"}}, "filters must be an object with some of"),
        ({"question": "who?", "filters": {"outlets": [3]}}, "outlets must be a list of texts"),
        ({"question": "who?", "filters": {"since": "14.11.2017"}}, "since: '14.11.2017' is no date"),
        ({"question": "who?", "filters": {"since": 20171114}}, "since: 20171114 is no date"),
        ({"question": "who?", "filters": {"since": "2018-01-01", "until": "2017-01-01"}}, "lies after until"),
        ({"question": "who?", "language": "zz"}, "'zz' is no language that is known here"),
        ({"question": "who?", "filters": {"languages": ["english"]}}, "'english' is no language that is known here"),
        ({"question": "who?", "language": 5}, "5 is no language that is known here"),
        ({"question": "who?", "history": "x"}, "history must be a list"),
        ({"question": "who?", "history": [4]}, "history must be a list"),
        ({"question": "who?", "history": [{"question": ""}]}, "the question is empty"),
    ],
)
def test_a_body_that_is_off_gets_one_sentence(body, sentence):
    if sentence is None:
        assert query_from_json(body).languages == ()
    else:
        with pytest.raises(BadInput) as caught:
            query_from_json(body)
        assert sentence in str(caught.value)
        assert "\n" not in str(caught.value)


def test_control_characters_go_and_joiners_that_persian_needs_stay():
    assert query_from_json({"question": "می\u200cخواهد\u0000 چه\u202e؟"}).question == "می\u200cخواهد  چه؟"
