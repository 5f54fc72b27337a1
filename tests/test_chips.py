"""Chips of what was searched, the frame's form of filters, and the plan that a page's script asks again with."""

import json
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from domain import Query, Understood
from tests.web_fixtures import not_found, serving
from web import chips
from web.chat import Filters, plan
from web.chips import filter_form
from web.words import words

EN = words("en")
NOTHING = Understood()


def searched(query: Query, understood: Understood = NOTHING) -> str:
    return chips.searched(replace(not_found(query), understood=understood), EN)


HOSTILE = '"><script>alert(1)</script>{what}'


def test_each_filter_is_a_chip_that_can_be_taken_away():
    query = Query("who?", languages=("ar", "en"), outlets=("A|B",), since=date(2017, 11, 14))
    html = searched(query)
    assert html.count('class="drop"') == 4
    assert 'aria-label="Leave out: from 14 November 2017"' in html
    assert "all languages" not in html
    told = json.loads(unescape(html.split('data-plan="')[1].split('"')[0]))
    assert told == {"languages": ["ar", "en"], "outlets": ["A|B"], "since": "2017-11-14", "until": "",
                    "named": [], "ignore": []}  # fmt: skip


def test_without_filters_there_is_nothing_to_take_away():
    html = searched(Query("who?"))
    assert 'class="drop"' not in html
    assert "all languages" in html


def test_what_the_question_named_itself_is_a_chip_and_says_so_in_the_plan():
    named = Understood(outlets=("Harbour Courier",), since=date(2017, 1, 1))
    html = searched(Query("who, in Harbour Courier?", since=date(2017, 11, 14)), named)
    assert 'aria-label="Leave out: Harbour Courier"' in html
    assert "from 14 November 2017" in html, "what the reader set counts"
    assert json.loads(unescape(html.split('data-plan="')[1].split('"')[0]))["named"] == ["outlets"]


def test_a_named_filter_that_was_taken_away_is_ignored_when_the_frame_asks_again():
    asked: list[Query] = []

    def ask(query: Query) -> Any:
        asked.append(query)
        return not_found(query)

    with serving(ask) as client:
        client.post("/embed/", data={"question": "who, in Harbour Courier?", "ignore": ["outlets", "everything"]})
    assert asked[0].ignore == ("outlets",)


def test_hostile_names_stay_text():
    query = Query(HOSTILE, outlets=(HOSTILE,))
    for html in (searched(query), filter_form((["en"], [HOSTILE]), query, EN)):
        assert "<script" not in html


def test_the_plan_of_a_script_comes_back_as_question_and_filters():
    written = json.dumps({"question": "who?", "languages": ["en"], "outlets": [], "since": "2017-11-14", "until": ""})
    assert plan(written) == ("who?", Filters(["en"], [], "2017-11-14", "", []))


@pytest.mark.parametrize(
    "written", ["", "nonsense", "[]", "7", None, "[" * 5000, '{"languages": "en"}', '{"question": null}']
)
def test_a_plan_that_is_none_asks_nothing(written):
    assert plan(written) == ("", Filters([], [], "", "", []))


def test_the_frame_s_filters_work_without_scripts_and_stay_chosen():
    form = {"question": "who?", "languages": ["en", "ar"], "until": "2017-12-01", "outlets": "Harbour Courier"}
    asked = []

    def ask(query):
        from tests.web_fixtures import answered

        asked.append(query)
        return answered(query)

    with serving(ask) as client:
        page = client.post("/embed/", data=form).text
    assert (asked[0].languages, asked[0].outlets) == (("en", "ar"), ("Harbour Courier",))
    assert asked[0].until == date(2017, 12, 1)
    assert 'value="en" checked' in page
    assert 'value="2017-12-01"' in page
    assert '<option value="Harbour Courier" selected>' in page


def test_a_day_that_is_none_is_one_sentence_in_the_frame():
    with serving() as client:
        page = client.post("/embed/", data={"question": "who?", "since": "x<b>"}).text
    assert "is not a date" in page
    assert "x<b>" not in page
