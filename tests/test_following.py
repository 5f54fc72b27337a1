"""A question and the turns before it → what is searched for and what is asked."""

import pytest

from answer.question import understand
from domain import Query, Turn


def after(question, *before):
    return understand(Query(question, history=tuple(Turn(text) for text in before)))


@pytest.mark.parametrize(
    ("before", "question", "searched", "gone"),
    [
        ("Que dit le Danemark à l’ONU au sujet du Venezuela ?", "Et la France ?", "France", "Danemark"),
        ("Чем Канада ответила на пошлины Трампа?", "А Мексика?", "Мексика", "Канада"),
        ("Was sagte Anna Berg zu den Deichen?", "Und Otto Lind?", "Otto Lind", "Anna"),
        ("Co powiedziała Anna Berg o wałach?", "A Otto Lind?", "Otto Lind", "Anna"),
        ("What did Anna Berg say about the dykes?", "And Otto Lind?", "Otto Lind", "Anna"),
    ],
)
def test_a_fragment_asks_the_question_before_of_somebody_else(before, question, searched, gone):
    found = after(question, before)
    assert searched in found.text
    assert gone not in found.text
    assert found.kind == understand(Query(before)).kind


def test_who_said_it_keeps_its_matter_when_somebody_else_is_named():
    found = after("And Otto Lind?", "Who said that the dykes of Harlow will hold?")
    assert {"Otto", "Lind", "Harlow"} <= set(found.text.strip("?").split())
    assert found.kind == "who"


@pytest.mark.parametrize(
    ("before", "question", "kept"),
    [
        ("How many prisoners escaped on Sulawesi?", "When was that?", "Sulawesi"),
        ("Combien de détenus se sont évadés à Sulawesi ?", "Pourquoi ?", "Sulawesi"),
        ("Wie viele Häftlinge flohen auf Sulawesi?", "Warum?", "Sulawesi"),
        ("ماذا كتب هيرش عن نورد ستريم؟", "وكيف رد البيت الأبيض؟", "نورد"),
        ("كم سجيناً فروا في سولاويسي؟", "لماذا؟", "سولاويسي"),
        ("马克龙承诺在几年内重建巴黎圣母院？", "为什么？", "巴黎圣母院"),
        ("スエズ運河庁はいくら要求しましたか？", "なぜ？", "スエズ"),
        ("Ai nói các phao ở Palu không hoạt động?", "Vì sao?", "Palu"),
        ("सुलावेसी में कितने कैदी भागे?", "किसने कहा कि वे डर से भागे?", "सुलावेसी"),
        ("چه کسی پس از انفجار بیروت استعفا داد؟", "او درباره فساد چه گفت؟", "بیروت"),
        ("누가 카탈루냐 폭력의 조사를 요구했나?", "왜?", "카탈루냐"),
        ("Hoeveel gevangenen ontsnapten op Sulawesi?", "En waarom?", "Sulawesi"),
        ("Kto porównał statek do wieloryba w Suezie?", "A dlaczego?", "Suezie"),
        ("Хто сказав, що Нотр-Дам врятовано?", "А чому?", "Нотр"),
        ("Siapa yang kabur di Sulawesi?", "Mengapa?", "Sulawesi"),
        ("Sulawesi depreminden sonra kim kaçtı?", "Neden?", "Sulawesi"),
    ],
)
def test_a_question_of_few_words_or_with_a_pronoun_follows_the_one_before(before, question, kept):
    assert kept in after(question, before).topic


def test_it_follows_the_turns_that_the_turn_before_leans_on():
    found = after(
        "¿Qué exclamó entonces?", "¿Quién comparó el Ever Given con una ballena?", "¿Y cuándo volvió a flotar?"
    )
    assert {"ballena?", "flotar?"} <= set(found.topic.split())


def test_a_question_that_names_its_own_matter_stands_by_itself():
    found = after("Que dit Donald Trump de l’explosion de Beyrouth ?", "Qui a comparé l’Ever Given à une baleine ?")
    assert "baleine" not in found.text


def test_a_few_words_are_in_the_language_of_the_question_before():
    assert after("E Puigdemont?", "Quem disse que não houve um referendo na Catalunha?").language == "pt"
    assert after("E Puigdemont?", "Chi ha detto che il referendum in Catalogna non c’è stato?").language == "it"
