"""Credits to agencies and outlets, and how many independent accounts a claim rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import attribution
from answer.accounts import accounts
from answer.claims import Group
from answer.compose import Composer
from answer.finds import Find
from attribution.credits import credited
from domain import Article, Link, Reference, Span, Statement
from languages import codes, load

SAID = {
    "en": ("The dam will hold, a ministry official told Reuters on Monday.", "reuters"),
    "fr": ("« Le barrage tiendra », a déclaré la ministre à l’AFP.", "afp"),
    "es": ("La presa resistirá, dijo el ministro a la agencia EFE.", "efe"),
    "pt": ("A barragem vai resistir, disse o ministro à agência Lusa.", "lusa"),
    "it": ("La diga reggerà, ha detto il ministro all’Ansa.", "ansa"),
    "de": ("Der Damm werde halten, sagte der Minister der Nachrichtenagentur dpa.", "dpa"),
    "ru": ("Плотина выдержит, передаёт ТАСС слова министра.", "tass"),
    "uk": ("Гребля витримає, повідомляє Укрінформ.", "ukrinform"),
    "pl": ("Zapora wytrzyma, powiedział PAP minister.", "pap"),
    "nl": ("De dam houdt het, zei de minister tegen persbureau Reuters.", "reuters"),
    "id": ("Bendungan itu kuat, kata menteri seperti dikutip dari Antara.", "antara"),
    "tr": ("Baraj dayanacak, bakan Anadolu Ajansı'na konuştu.", "anadolu"),
    "ar": ("السد سيصمد، نقلاً عن وكالة رويترز.", "reuters"),
    "fa": ("سد مقاومت می‌کند، به گزارش خبرگزاری ایسنا.", "isna"),
    "sw": ("Waziri aliiambia BBC kwamba bwawa litastahimili.", "bbc"),
    "zh": ("据新华社报道，大坝将会挺住。", "xinhua"),
    "ja": ("共同通信によると、ダムは持ちこたえる。", "kyodo"),
    "ko": ("로이터 통신에 따르면 댐은 버틸 것이다.", "reuters"),
    "hi": ("पीटीआई के अनुसार बाँध टिका रहेगा।", "pti"),
    "vi": ("Theo hãng tin Reuters, con đập sẽ đứng vững.", "reuters"),
}


def article(text: str, language: str = "en", outlet: str | None = None, authors: tuple[str, ...] = ()) -> Article:
    return Article(Reference("a", None, outlet, language, date(2017, 11, 14), authors), text)


def credit(text: str, language: str = "en", outlet: str | None = None, authors: tuple[str, ...] = ()) -> str | None:
    """The credit of a statement that is the whole text."""
    given = article(text, language, outlet, authors)
    return credited(given, [Statement("a", Span(0, len(text)), "own_voice", (), 0.5)])[0].credit


@pytest.mark.parametrize("language", SAID)
def test_what_was_said_to_an_agency_is_credited_to_it(language: str):
    text, agency = SAID[language]
    assert credit(text, language) == agency


def test_every_language_can_credit():
    assert set(SAID) == set(codes())
    assert all("{agency}" in row for code in codes() for row in load(code).credits["statement"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Reuters shares rose on Monday.", "en"),
        ("The minister told the mayor of Ap that Reuters had moved.", "en"),
        ("The journalist of the BBC was freed.", "en"),
        ("Anadolu'nun farklı noktalarında yağmur bekleniyor.", "tr"),
        ("Минэнерго сообщило, что плотина выдержит.", "ru"),
    ],
)
def test_a_name_in_another_place_is_no_credit(text: str, language: str):
    assert credit(text, language) is None


def test_a_credit_holds_for_its_sentence_only():
    text = "The dam will hold, a ministry official told Reuters. Rain is coming."
    first, second = Span(0, 53), Span(54, len(text))
    statements = [Statement("a", span, "own_voice", (), 0.5) for span in (first, second)]
    assert [s.credit for s in credited(article(text), statements)] == ["reuters", None]


@pytest.mark.parametrize(
    ("text", "outlet", "authors", "expected"),
    [
        ("PARIS (AFP) – The dam holds.\n\nRain is coming.", None, (), "afp"),
        ("The dam holds.\n\nRain is coming. (ANTARA)", None, (), "antara"),
        ("The dam holds.\n\nRain is coming.\n\nSource: Reuters", None, (), "reuters"),
        ("The dam holds.\n\nRain is coming.", "Reuters", (), "reuters"),
        ("The dam holds.\n\nRain is coming.", "The Herald", ("Agence France-Presse",), "afp"),
        ("The dam holds.\n\nPhoto: Reuters\n\nRain is coming.", "The Herald", ("Ann Lee",), None),
    ],
)
def test_an_article_can_credit_all_of_it(text: str, outlet: str | None, authors: tuple[str, ...], expected: str | None):
    assert credit(text, "en", outlet, authors) == expected


def test_an_agency_has_one_name_in_every_language():
    assert attribution.agency("فرانس برس", "ar") == attribution.agency("AFP", "ar") == "afp"
    assert attribution.agency("The Demo Herald", "en") is None


def test_the_statements_of_an_article_come_with_their_credits():
    text = "“The dam will hold,” the minister told Reuters."
    assert [s.credit for s in attribution.statements(article(text))] == ["reuters"]


def find(id_: str, outlet: str | None, credit: str | None = None) -> Find:
    reference = Reference(id_, None, outlet, "en")
    statement = Statement(id_, Span(0, 9), "indirect", (), 0.9, credit=credit)
    return Find(Article(reference, "Some text"), Span(0, 9), statement, 1.0)


def test_copies_one_outlet_and_one_agency_are_one_account():
    herald, tribune, post = find("a", "Herald"), find("b", "Tribune"), find("c", "Post")
    assert accounts([herald, tribune, post], {}) == 3
    assert accounts([herald, tribune, post], {"a": "a", "b": "a", "c": "c"}) == 2
    assert accounts([herald, find("d", "Herald")], {}) == 1
    assert accounts([find("a", "Herald", "afp"), find("b", "Tribune", "afp"), post], {}) == 2
    assert accounts([find("a", None), find("b", None)], {}) == 2


def test_what_hangs_together_over_a_third_counts_once():
    chain = [find("a", "Herald"), find("c", "Post", "afp"), find("b", "Tribune", "afp")]
    assert accounts(chain, {"a": "a", "b": "a"}) == 1
    assert accounts([], {}) == 0


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ar", "zh", "tr"])
def test_an_answer_says_how_many_accounts_are_independent_if_outlets_depend_on_each_other(language: str):
    said = (Link("Ann Lee", None, None, "say", "says", speaker="ann lee"),)
    finds = tuple(replace(find(i, o), statement=told(i, said)) for i, o in (("a", "Herald"), ("b", "Tribune")))
    composer = Composer(language, {})
    dependent = composer.lead(Group((("ann lee",), "asserts"), finds, 1.0, origins=1)).text
    independent = composer.lead(Group((("ann lee",), "asserts"), finds, 1.0, origins=2)).text
    assert "1" in dependent
    assert "2" not in independent
    assert len(dependent) > len(independent)


def told(id_: str, chain: tuple[Link, ...]) -> Statement:
    return Statement(id_, Span(0, 9), "indirect", chain, 0.9, "explicit", True)


def test_whom_an_agency_quotes_says_it_and_the_agency_is_credited() -> None:
    text = "The bridge is closed.\n\n“It will stay closed until May,” the mayor Anna Petrova said, Reuters reported."
    found = [s for s in attribution.statements(Article(Reference("x", None, None, "en"), text)) if s.shown]
    assert [(s.chain[0].name, s.credit) for s in found] == [("Anna Petrova", "reuters")]


def test_who_is_told_something_does_not_say_it() -> None:
    text = "“The bridge is closed,” the owner Anna Petrova, told Reuters."
    named = {
        s.chain[0].name for s in attribution.statements(Article(Reference("x", None, None, "en"), text)) if s.shown
    }
    assert "Reuters" not in named
