"""What is asked and what is found → what is told, by kind of question: over the demo archive and by small pieces."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from answer import Answerer, as_json, problems
from answer.claims import group
from answer.compose import Composer
from answer.events import events
from answer.finds import Find
from answer.halves import halves
from answer.missing import names_asked
from answer.outlets import by_outlet, claims_of, compared
from answer.question import understand
from answer.roll import Roll
from answer.telling import mentions
from domain import Article, Link, Query, Reference, Span, Speaker, Statement

ASKED = understand(Query("Who said what?"))


def find(outlet: str, text: str, *chain: Link, score: float = 0.0, day: int = 1, language: str = "en") -> Find:
    whole = Span(0, len(text))
    statement = Statement(outlet, whole, "indirect" if chain else "own_voice", chain, 0.9, "explicit", bool(chain))
    reference = Reference(f"{outlet}-{day}", None, outlet, language, date(2020, 1, day))
    return Find(Article(reference, text), whole, statement, score)


def link(name: str, stance: str = "says", id_: str | None = None) -> Link:
    return Link(name, None, None, None, stance, speaker=id_ or name.lower())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def answerer(demo):
    return Answerer(demo)


def sound(answer, archive) -> bool:
    return problems(answer, {c.reference.id: archive.article(c.reference.id) for c in answer.citations}) == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How do outlets differ about the US refusing to strike the convoys at Abu Kamal?"),
        ("fr", "En quoi les médias diffèrent-ils sur Abou Kamal ?"),
        ("zh", "媒体对阿布卡迈勒的报道有何不同？"),
    ],
)
def test_outlets_are_compared_in_a_row_each_with_its_own_citations(answerer, demo, language, question):
    answer = answerer.ask(Query(question))
    assert (answer.understood.kind, answer.language) == ("compare", language)
    assert len(answer.rows) >= 2
    assert len({row.outlet for row in answer.rows}) == len(answer.rows)
    cited = {c.marker: c.reference.outlet for c in answer.citations}
    assert all({cited[m] for m in row.citations} == {row.outlet} for row in answer.rows)
    assert [row["outlet"] for row in as_json(answer)["compared"]] == [row.outlet for row in answer.rows]
    assert sound(answer, demo)


@pytest.mark.parametrize(
    "question", ["What happened at Notre-Dame?", "Что произошло в Палу?", "Que s’est-il passé à Beyrouth ?"]
)
def test_what_happened_is_told_in_time_order_from_several_outlets(answerer, demo, question):
    answer = answerer.ask(Query(question))
    assert answer.understood.kind == "happened"
    assert 2 <= len(answer.sentences) <= 5
    days = [str(c.reference.published) for c in answer.citations]
    assert days == sorted(days)
    assert len({c.reference.outlet for c in answer.citations}) >= 2
    assert sound(answer, demo)


def test_the_days_of_what_happened_narrow_the_search_and_days_without_articles_are_named(answerer):
    answer = answerer.ask(Query("¿Qué pasó en Cataluña en octubre de 2017?"))
    assert answer.status == "answered"
    assert (answer.understood.since, answer.understood.until) == (date(2017, 10, 1), date(2017, 12, 1))
    earlier = answerer.ask(Query("What happened in Catalonia in 1936?"))
    assert earlier.status == "partly"
    assert "1936" in earlier.missing[0]


@pytest.mark.parametrize(
    "question", ["What happened in Sarajevo in 1914?", "How do newspapers differ about the Boeing strike?"]
)
def test_what_no_article_is_about_is_not_found_in_these_kinds_either(answerer, question):
    assert answerer.ask(Query(question)).status == "not_found"


def test_the_half_of_a_question_that_is_not_answered_is_named(answerer, demo):
    answer = answerer.ask(Query("How many people died in Palu and who won the 1987 chess tournament in Reykjavik?"))
    assert answer.status == "partly"
    assert answer.missing == ("Not answered by the archive: Who won the 1987 chess tournament in Reykjavik?",)
    assert answer.citations
    assert sound(answer, demo)


def test_of_two_equal_quotations_the_one_in_the_readers_language_stands_first():
    moscow = link("Ministry")
    spanish = find("Diario", "El ministerio dijo que se negaron.", moscow, score=0.0, language="es")
    english = find("Wire", "The ministry said they refused.", moscow, score=-1.0, language="en")
    far = find("Post", "The ministry said the weather was fine.", moscow, score=-9.0, language="en", day=2)
    [claim] = group([spanish, english, far], {}, ASKED)
    assert claim.best is english
    [claim] = group([spanish, far], {}, ASKED)
    assert claim.best is spanish


def test_nobody_is_missing_who_is_named_in_what_is_told():
    told = "Juru bicara Keamanan, Sutopo, mengatakan lokasi itu akan ditutup."
    groups = group([find("Kabar", told, link("Keamanan"), language="id")], {}, ASKED)
    assert mentions(groups, ["Sutopo"])
    assert mentions(groups, ["Сутопо"])
    assert not mentions(groups, ["Putin", "Joe Biden"])


def test_a_speaker_who_says_nothing_on_the_matter_is_named_and_others_words_are_told(answerer, demo):
    answer = answerer.ask(Query("What did Macron say about the Ever Given?"))
    assert answer.status in ("partly", "not_found")
    if answer.status == "partly":
        assert any("Macron" in sentence for sentence in answer.missing)
    assert not any(claim.speaker == "Macron" for claim in answer.claims), "his words on something else are no answer"


def test_the_wrong_speaker_is_noticed_although_the_archive_does_not_know_the_name(answerer, demo):
    answer = answerer.ask(Query("Did Boris Johnson say the US refused to strike the convoys at Abu Kamal?"))
    assert answer.status == "partly"
    assert answer.understood.speakers == ("Boris Johnson",)
    assert "another speaker" in answer.sentences[0].text
    assert "Boris Johnson" in answer.sentences[0].text
    assert sound(answer, demo)


def test_nobody_else_in_the_question_is_taken_for_a_speaker_who_is_not_known(answerer):
    answer = answerer.ask(Query("Was sagte Boris Johnson über Notre-Dame?"))
    assert answer.understood.speakers == ("Boris Johnson",)


def test_taking_the_speaker_away_asks_without(answerer):
    asked = "Did Boris Johnson say the US refused to strike the convoys at Abu Kamal?"
    answer = answerer.ask(Query(asked, ignore=("speakers",)))
    assert answer.understood.speakers == ()
    assert not any("Johnson" in sentence.text for sentence in answer.sentences)


def test_days_without_an_article_on_it_are_named_and_the_rest_is_told(answerer):
    answer = answerer.ask(Query("Who denies that the boys in the cave were put to sleep since 2021?"))
    assert answer.status == "partly"
    assert answer.missing[0] == "No article on this was found for: from January 1, 2021."


def test_whom_a_question_for_somebody_names_is_not_its_answer(answerer):
    answer = answerer.ask(Query("Who called on Rajoy to resign?"))
    assert "Colau" in answer.citations[0].quote
    assert not any("Rajoy" in (c.speaker or "") for c in answer.claims)


def test_who_opposes_a_thing_is_not_who_called_for_it(answerer):
    answer = answerer.ask(Query("Who opposes the international investigation into the Beirut blast?"))
    names = [" ".join([c.speaker or "", *c.speaker_names.values()]) for c in answer.claims]
    assert "عون" in names[0]
    assert not any("Macron" in name for name in names)


def test_who_denies_never_names_one_who_claims_it(answerer):
    answer = answerer.ask(Query("Who denies that the US refused to strike the convoys?"))
    told = [c for c in answer.claims if c.chain]
    assert all((c.stance == "denies") != (c.polarity == "negated") for c in told)


@pytest.mark.parametrize("question", ["How many people died in the Palu tsunami?", "Berapa orang tewas di Palu?"])
def test_the_figure_is_named_with_who_gives_it_and_marked_in_its_quote(answerer, demo, question):
    answer = answerer.ask(Query(question))
    valued = [c for c in answer.citations if c.value]
    assert valued
    first = answer.sentences[0]
    numbers = {c.marker: re.match(r"[\d.,]*\d", c.value.of(demo.article(c.reference.id).text)) for c in valued}
    assert any(
        number and number.group() in first.text and marker in first.markers for marker, number in numbers.items()
    )
    assert sound(answer, demo)


def test_an_outlet_lacks_only_whom_its_articles_surely_do_not_name():
    mayor, union = link("the mayor", id_="mayor"), link("the union", "denies", "union")
    finds = [
        find("Alpha", "The mayor said the bridge is safe.", mayor),
        find("Beta", "The union denied that the bridge is safe.", union, score=-0.5),
        find("Gamma", "The bridge is closed.", score=-1.0),
    ]
    rows = by_outlet(finds)
    groups = claims_of(rows, {}, ASKED)
    names = {"mayor": {"en": "the mayor"}, "union": {"fr": "le syndicat"}}
    told = compared(
        rows, groups, lambda outlet: [(f.article, ()) for f in finds if f.article.reference.outlet == outlet], names
    )
    lacks = {row.outlet: [g.chain[0].name for g in row.lacks] for row in told}
    assert lacks == {"Alpha": [], "Beta": ["the mayor"], "Gamma": ["the mayor"]}, "nobody names the union in English"


def test_events_are_few_in_time_order_none_twice_and_from_two_outlets():
    finds = [find("Alpha", f"The tower {word}.", score=-n / 10, day=9 - n) for n, word in enumerate("abcdefg")]
    finds += [find("Alpha", "The tower a.", score=-0.05, day=9), find("Beta", "A wall.", score=-3.0, day=1)]
    kinds = list(dict.fromkeys(f.article.text for f in finds))

    def embed(texts):
        return np.eye(len(kinds), dtype=np.float32)[[kinds.index(text) for text in texts]]

    told = events(finds, embed)
    assert len(told) == 5
    days = [str(f.article.reference.published) for f in told]
    assert days == sorted(days)
    assert len({f.article.text for f in told}) == 5
    assert {f.article.reference.outlet for f in told} == {"Alpha", "Beta"}


@pytest.mark.parametrize(
    ("language", "question", "second"),
    [
        ("en", "Who denied it, and how many died?", "how many died?"),
        ("fr", "Qui l’a démenti et combien sont morts ?", "combien sont morts ?"),
        ("de", "Wer bestritt das und wie viele starben?", "wie viele starben?"),
        ("zh", "谁否认了此事，有多少人死亡？", "有多少人死亡？"),
    ],
)
def test_a_double_question_has_two_halves_and_the_second_follows_the_first(language, question, second):
    found = halves(Query(question), language)
    assert found is not None
    assert found[1].question == second
    assert found[1].history[-1].question == found[0].question


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What did Paris and London say about the tunnel?"),
        ("en", "Who blamed Moscow and spoke of aggression?"),
        ("de", "Was sagten Paris und London dazu?"),
        ("zh", "谁否认美国拒绝空袭？"),
    ],
)
def test_one_question_has_no_halves(language, question):
    assert halves(Query(question), language) is None


def test_names_of_a_question_are_those_with_capitals_but_the_speaker_s():
    assert names_asked("What did Ann Lee say about the Ever Given?", "en", ["Ann Lee"]) == ["Ever Given"]
    assert names_asked("Was sagte Ann Lee über das Schiff?", "de") == []


def test_one_sentence_that_admits_and_denies_is_told_once_with_both_stances():
    text = "The mayor admitted the noise but denied the leak."
    both = [find("Alpha", text, link("the mayor", stance)) for stance in ("confirms", "denies")]
    groups = group(both, {}, ASKED)
    composer = Composer("en", {}, ASKED)
    composer.hear(groups)
    told = [sentence.text for g in groups for sentence in composer.quotes(g)]
    assert told == [f"The mayor (confirms, denies), in the words of Alpha (January 1, 2020): “{text}”"]


def test_a_name_with_one_quotation_mark_does_not_withhold_the_answer():
    named = find("Alpha", "It is so.", link("office of “Ann"))
    groups = group([named], {}, ASKED)
    composer = Composer("en", {}, ASKED)
    sentences = tuple(composer.quotes(groups[0]))
    from answer.verify import _foreign_quotation

    assert "Office of “Ann (says)" in sentences[0].text
    assert not _foreign_quotation(sentences[0].text, list(composer.citations), ())


def test_one_sentence_with_a_sure_and_an_unsure_statement_of_one_speaker_has_two_cards():
    sure = find("Alpha", "Ann said it rained, and she left.", link("Ann"))
    unsure = replace(sure, statement=replace(sure.statement, shown=False))
    composer = Composer("en", {}, ASKED)
    claims = [composer.claim(g) for told in (unsure, sure) for g in group([told], {}, ASKED)]
    assert [(claim.speaker, claim.citations) for claim in claims] == [(None, (1,)), ("Ann", (2,))]
    assert [bool(c.statement and c.statement.shown) for c in composer.citations] == [False, True]


def test_a_country_is_no_speaker_where_somebody_is_named_before_it():
    roll = Roll([Speaker("ir", {"en": "Iran"}, 9), Speaker("kerry", {"en": "John Kerry"}, 2)])
    assert roll.named("Did John Kerry describe Iran as a friend?") == ("kerry",)
    assert roll.named("What did Iran say about the deal?") == ("ir",)


def test_a_noun_of_a_script_without_capitals_that_sounds_like_a_name_is_nobody():
    roll = Roll([Speaker("researchers", {"ar": "باحثون"}, 9)])
    assert roll.named("Did Putin say so?") == ()


def test_a_value_keeps_to_the_one_who_gives_it_and_never_stands_alone():
    asked = replace(ASKED, wanted="quantity", text="How long is the bridge?")
    composer = Composer("en", {}, asked)
    from answer.values import given

    finds = [
        find("Alpha", "The ministry puts it at 15 km.", link("the ministry")),
        find("Beta", "The bridge is 16 km long."),
    ]
    told = [(s.text, s.markers) for s in composer.values(given(finds, asked))]
    assert told == [
        ("Figures side by side: 15 km; 16 km.", (1, 2)),
        ("15 km – the ministry (says; Alpha).", (1,)),
        ("16 km – own voice: Beta.", (2,)),
    ]
