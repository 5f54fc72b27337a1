"""The page's share of the kinds of answer: the table of outlets, values marked, the speaker as a chip."""

import json
from dataclasses import replace
from html import unescape

from domain import AnswerSentence, OutletRow, Query, Span, Understood
from tests.web_fixtures import CITATIONS, ask
from web.cards import sentence
from web.chat import Filters, plan, query
from web.chips import searched
from web.compared import lead_sentences, outlet_table
from web.exports import as_markdown, claims_as_csv
from web.render import answer
from web.words import words

EN = words("en")
FOUND = ask(Query("How do outlets differ about the strikes?"))
ROWS = (OutletRow("Harbour Courier", (1,), (2,)), OutletRow("صدى المرفأ", (3,)))
COMPARED = replace(
    FOUND,
    rows=ROWS,
    sentences=(
        AnswerSentence("Harbour Courier – …", (1,)),
        AnswerSentence("Harbour Courier – not there: …", (5,)),
        AnswerSentence("صدى المرفأ – …", (3,)),
    ),
)
WORDS = "flatly declined"
START = CITATIONS[0].span.start + CITATIONS[0].quote.index(WORDS)
VALUED = replace(CITATIONS[0], value=Span(START, START + len(WORDS)))
MARKED = f'<mark class="value">{WORDS}</mark>'


def test_each_outlet_has_one_row_with_who_says_what_and_what_it_lacks():
    html = outlet_table(COMPARED, 1, EN)
    assert html.count('<th scope="row"') == 2
    first, second = html.split('<th scope="row"')[1:]
    assert "Russian Defence Ministry" in first
    assert 'href="#t1c1"' in first
    assert 'href="#t1c6"' in first, "what it lacks leads to where it stands"
    assert ">–</td>" in second
    assert 'dir="rtl"' in second


def test_where_no_outlet_lacks_anything_there_is_no_column_for_it():
    whole = replace(COMPARED, rows=tuple(replace(row, lacks=()) for row in COMPARED.rows))
    assert EN["column_lacks"] in outlet_table(COMPARED, 1, EN)
    html = outlet_table(whole, 1, EN)
    assert EN["column_lacks"] not in html
    assert html.count("<td") == len(whole.rows)


def test_the_rows_stand_in_the_table_and_not_twice_on_the_page():
    html = answer(COMPARED, 1, EN)
    assert html.count("<table") == 1
    assert "not there: …" not in html.split('<div class="tools">')[0]
    assert lead_sentences(COMPARED) == 0
    assert lead_sentences(FOUND) == len(FOUND.sentences)


def test_the_value_asked_for_is_marked_in_the_quote_of_the_card_and_of_the_table():
    valued = replace(FOUND, citations=(VALUED, *FOUND.citations[1:]))
    assert MARKED in sentence(VALUED)
    assert f"<mark>“The American side {MARKED} to hit" in sentence(VALUED), "within the mark of the quote"
    assert answer(valued, 1, EN).count(MARKED) == 2


def test_a_value_is_marked_in_the_sentence_that_names_it():
    named = AnswerSentence(f"{WORDS} – the ministry.", (1,))
    html = answer(replace(FOUND, citations=(VALUED,), claims=(), sentences=(named,)), 1, EN)
    assert f'<bdi lang="en">{MARKED}</bdi> – the ministry.' in html


def test_exports_name_the_value_beside_the_quote_and_never_in_it():
    valued = replace(FOUND, citations=(VALUED, *FOUND.citations[1:]))
    written = as_markdown(valued, EN)
    assert f"> {VALUED.quote}\n" in written
    assert f"\n**{WORDS}**\n" in written
    header, first, *_ = claims_as_csv(valued, EN).splitlines()
    assert header.endswith(",value")
    assert first.endswith(f",{WORDS}")


def test_the_speaker_whose_words_are_asked_for_is_a_chip_that_can_be_taken_away():
    html = searched(replace(FOUND, understood=Understood("said", ("Ann Lee",))), EN)
    assert 'aria-label="Leave out: Speaker: Ann Lee"' in html
    told = json.loads(unescape(html.split('data-plan="')[1].split('"')[0]))
    assert told["speakers"] == ["Ann Lee"]


def test_a_plan_without_the_speaker_asks_without():
    question, filters = plan(json.dumps({"question": "What did Ann Lee say?", "ignore": ["speakers"]}))
    assert query(question, filters, (), 100).ignore == ("speakers",)
    assert query(question, Filters(ignore=["nothing"]), (), 100).ignore == ()
