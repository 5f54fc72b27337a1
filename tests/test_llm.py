"""A language model beside the archive: it works, it fails in nineteen ways; the answer stays true and comes in time."""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Any

import pytest

from answer import Endpoint, answering, as_json, problems
from domain import Query, Turn
from errors import BadSetting
from tests.scripted_model import serving

QUESTION = "Who says the US refused to strike the convoys at Abu Kamal?"
TRANSLATION = (
    "On the 14th the Russian defence ministry accused the US-led international coalition of covering the retreat of "
    "“Islamic State” militants from Abu Kamal in eastern Syria and posted photos as evidence that “cannot be disputed”."
)
TIMEOUT = 1.5
"""Seconds; only where the model is to fail by being too slow."""
SLACK = 2.0
KEY = "sk-planted-canary-0123456789"


def narrator(archive: Any, url: str, timeout: float = 30) -> Any:
    return answering(archive, Endpoint(url, "scripted", KEY, timeout))


def given(request: dict[str, Any]) -> dict[str, Any]:
    """The data of a request, as a model would read them between the two lines."""
    data = request["messages"][1]["content"].split("\n")[1]
    read: dict[str, Any] = json.loads(data)
    return read


def parrot(request: dict[str, Any]) -> str:
    """A model that reports every statement in the words printed for it, names by code, as it is told to."""
    if "earlier" in request["messages"][1]["content"]:
        return json.dumps({"question": "Who says the US refused to strike at Abu Kamal?"})
    data = given(request)
    if isinstance(data, list):
        return json.dumps({"translations": []})
    return json.dumps({"sentences": [sentence(s) for s in data["statements"][:4]]}, ensure_ascii=False)


def sentence(statement: dict[str, Any]) -> dict[str, Any]:
    codes = " says that ".join(statement["speakers"])
    return {"text": f"{codes} says: [Q{statement['n']}]", "statements": [statement["n"]]}


def cited(archive: Any, answer: Any) -> dict[str, Any]:
    return {c.reference.id: archive.article(c.reference.id) for c in answer.citations}


def test_checked_sentences_are_shown_with_names_and_quotes_from_the_store(demo):
    with serving("good", parrot) as server:
        answer = narrator(demo, server.url).ask(Query(QUESTION))
    assert answer.phrased_by == "scripted"
    assert [s.phrased for s in answer.sentences] == [True] * 4
    assert answer.citations[0].quote in answer.sentences[0].text
    assert answer.notices == (
        "Phrased by the language model scripted; every sentence was checked against the statements that it cites.",
    )
    assert problems(answer, cited(demo, answer)) == []
    told = as_json(answer)
    assert (told["phrased_by"], told["sentences"][0]["phrased"]) == ("scripted", True)


def test_the_answer_streams_by_checked_sentences(demo):
    with serving("good", parrot) as server:
        lengths = [len(step.sentences) for step in narrator(demo, server.url).stream(Query(QUESTION))]
    assert lengths == [1, 2, 3, 4, 4]


def test_the_prompt_has_the_data_between_lines_that_change_and_no_key(demo):
    with serving("good", parrot) as server:
        asking = narrator(demo, server.url)
        asking.ask(Query(QUESTION))
        asking.ask(Query(QUESTION))
    phrased = [r for r in server.requests if '"statements"' in r["messages"][1]["content"]]
    fences = [re.findall("^DATA-[0-9a-f]{16}$", r["messages"][1]["content"], re.MULTILINE) for r in phrased]
    assert [len(fence) for fence in fences] == [2, 2]
    assert fences[0][0] == fences[0][1] != fences[1][0]
    assert KEY not in json.dumps(server.requests)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert phrased[0]["response_format"]["json_schema"]["schema"]["required"] == ["sentences"]


def said(text: str) -> Any:
    return lambda request: text


def invented(request: dict[str, Any]) -> str:
    told = [{"text": "[S99] says that it was so.", "statements": [99]}, {"text": "It was.", "statements": []}]
    return json.dumps({"sentences": told})


def echo(request: dict[str, Any]) -> str:
    return str(request["messages"][0]["content"])


def other_language(request: dict[str, Any]) -> str:
    return json.dumps(
        {"sentences": [{"text": f"[S{n}] はアメリカが空爆を拒否したと述べた。", "statements": [n]} for n in (1, 2, 3)]}
    )


def loops(request: dict[str, Any]) -> str:
    first = json.dumps(sentence(given(request)["statements"][0]), ensure_ascii=False)
    return '{"sentences": [' + ", ".join([first] * 200)


FAILURES = {
    "refused": ("refused", parrot),
    "401": ("401", parrot),
    "429": ("429", parrot),
    "500": ("500", parrot),
    "hang": ("hang", parrot),
    "one byte a second": ("one byte a second", parrot),
    "cut mid-stream": ("cut", parrot),
    "HTML": ("html", parrot),
    "empty": ("empty", parrot),
    "invalid JSON": ("good", said("Sure! The answer is: {sentences: [}")),
    "wrong schema": ("good", said('{"sentences": "The US refused.", "answer": [{"text": 5}]}')),
    "endless": ("endless", parrot),
    "invented citations": ("good", invented),
    "prompt echo": ("good", echo),
    "other language": ("good", other_language),
    "loops": ("good", loops),
    "no such host": ("no such host", parrot),
    "garbage bytes": ("garbage", parrot),
    "ten megabytes": ("ten megabytes", parrot),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.row(18)
def test_a_model_that_fails_leaves_a_cited_answer_in_time(demo, failure, caplog):
    mode, reply = FAILURES[failure]
    caplog.set_level(logging.DEBUG, logger="answer")
    elsewhere = {"refused": "http://127.0.0.1:9/v1", "no such host": "http://no.such.host.invalid/v1"}
    with serving("good" if mode in elsewhere else mode, reply) as server:
        url = elsewhere.get(mode, server.url)
        asking = narrator(demo, url, TIMEOUT)
        asking.warm_up()
        began = time.monotonic()
        answer = asking.ask(Query(QUESTION))
        spent = time.monotonic() - began
    assert spent <= TIMEOUT + SLACK
    assert answer.status == "answered"
    assert answer.sentences
    assert answer.citations
    assert problems(answer, cited(demo, answer)) == []
    assert answer.notices
    assert "99" not in answer.text
    assert KEY not in json.dumps(as_json(answer)) + caplog.text
    if failure not in {"endless", "loops"}:  # what they say first is sound
        assert not any(s.phrased for s in answer.sentences)
        assert answer.sentences == answering(demo, None).ask(Query(QUESTION)).sentences


def test_too_many_requests_are_tried_again_with_a_pause(demo):
    with serving("busy once", parrot) as server:
        answer = narrator(demo, server.url).ask(Query(QUESTION))
    assert answer.phrased_by == "scripted"


def test_other_refusals_are_not_tried_again(demo):
    with serving("401", parrot) as server:
        narrator(demo, server.url).ask(Query(QUESTION))
        assert len(server.requests) == 1


def test_a_server_that_knows_no_schema_is_asked_without_one(demo):
    with serving("no schema", parrot) as server:
        answer = narrator(demo, server.url).ask(Query(QUESTION))
    assert answer.phrased_by == "scripted"
    assert ["response_format" in request for request in server.requests[:2]] == [True, False]


def test_after_two_failures_the_model_is_left_alone(demo):
    with serving("500", parrot) as server:
        asking = narrator(demo, server.url)
        for _ in range(2):
            asking.ask(Query(QUESTION))
        asked = len(server.requests)
        answer = asking.ask(Query(QUESTION))
        assert len(server.requests) == asked
    assert answer.sentences


def test_the_banner_is_in_the_language_of_the_answer(demo):
    with serving("401", parrot) as server:
        answer = narrator(demo, server.url).ask(Query("Qui affirme que les États-Unis ont refusé de frapper ?"))
    assert answer.notices == ("Le modèle de langage n’a pas pu être utilisé ; cette réponse a été composée sans lui.",)


def test_a_follow_up_is_rewritten_and_the_reader_sees_how(demo):
    history = (Turn("Who says the US refused to strike at Abu Kamal?"),)
    with serving("good", parrot) as server:
        answer = narrator(demo, server.url).ask(Query("And who says so?", history=history))
    assert answer.query.question == "And who says so?"
    assert answer.notices[0] == "Searched for: Who says the US refused to strike at Abu Kamal?"


def test_a_rewritten_question_with_a_name_that_nobody_asked_about_is_not_used(demo):
    def gullible(request: dict[str, Any]) -> str:
        if "earlier" in request["messages"][1]["content"]:
            return json.dumps({"question": "What did Vladimir Putin say about Berlin?"})
        return parrot(request)

    with serving("good", gullible) as server:
        answer = narrator(demo, server.url).ask(Query("And who says so?", history=(Turn("What about the dam?"),)))
    assert not any("Putin" in notice for notice in answer.notices)


def test_translations_stand_beside_the_quotes_and_wrong_ones_do_not(demo):
    def translator(request: dict[str, Any]) -> str:
        data = given(request)
        if isinstance(data, dict):
            return parrot(request)
        wrong = "Buy cheap watches, 70 % off at http://x.example"
        texts = [{"n": d["n"], "text": TRANSLATION if d["language"] == "zh" else wrong} for d in data]
        return json.dumps({"translations": texts})

    with serving("good", translator) as server:
        answer = narrator(demo, server.url).ask(Query(QUESTION, languages=("zh", "pt")))
    translations = {c.reference.language: c.translation for c in answer.citations if c.translation}
    assert translations == {"zh": TRANSLATION}


@pytest.mark.parametrize(
    ("url", "model", "sentence"),
    [
        ("localhost:11434", "m", "must begin with http"),
        ("http://localhost:11434/v1", "", "WHOSAID_LLM__MODEL is empty"),
    ],
)
def test_an_endpoint_that_is_none_is_refused_at_the_start(demo, url, model, sentence):
    with pytest.raises(BadSetting, match=sentence):
        answering(demo, Endpoint.named(url, model, "", 20))


def test_without_an_address_there_is_no_model_and_nothing_of_it_is_imported(python, demo_folder):
    import subprocess

    program = (
        "import sys, runpy\n"
        f"sys.argv = ['answer', 'Who denies it?', '--archive', {str(demo_folder)!r}]\n"
        "try: runpy.run_module('answer', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[0] == 'openai' or 'llms.openai' in m])"
    )
    out = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip().endswith("[]")
