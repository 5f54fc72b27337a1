"""Finds → every telling of one matter, so that a question in any language gets one answer."""

import numpy as np
import pytest

from answer import Answerer, problems
from answer.retold import _climbed, _elected
from domain import Query

ZONE = {
    "en": "Who said that coalition planes entered a zone of 15 kilometres around Abu Kamal?",
    "es": "¿Quién dijo que aviones de la coalición entraron en una zona de 15 kilómetros alrededor de Abu Kamal?",
    "ar": "من قال إن طائرات التحالف دخلت نطاق 15 كيلومتراً حول البوكمال؟",
    "ru": "Кто сказал, что самолёты коалиции вошли в зону 15 километров вокруг Абу-Камаля?",
}


@pytest.fixture(scope="module")
def answerer(demo):
    return Answerer(demo)


def cited(answer):
    return {c.reference.id for c in answer.citations}


def test_what_many_languages_tell_is_answered_from_the_same_articles_in_each(answerer, demo):
    answers = [answerer.ask(Query(question)) for question in ZONE.values()]
    assert len({frozenset(cited(answer)) for answer in answers}) == 1
    assert len({c.reference.language for c in answers[0].citations}) >= 5
    for answer in answers:
        assert problems(answer, {id_: demo.article(id_) for id_ in cited(answer)}) == []


def test_what_one_outlet_tells_is_cited_from_it_alone(answerer):
    answer = answerer.ask(Query("Which minister offered Egypt the ship Nene Hatun?"))
    assert cited(answer) == {"tr-ever-given-nene-hatun"}


def test_tellings_keep_to_the_filters(answerer):
    answer = answerer.ask(Query(ZONE["en"], languages=("en", "es", "fr")))
    assert {c.reference.language for c in answer.citations} <= {"en", "es", "fr"}


def test_points_of_one_matter_climb_to_one_middle_and_the_most_voted_is_elected():
    field = np.array([[1, 0.1, 0], [1, -0.1, 0], [1, 0, 0.1], [0, 0.1, 1], [0, 0, 1]], dtype=np.float32)
    field /= np.linalg.norm(field, axis=1, keepdims=True)
    climbed = _climbed(field, field)
    assert climbed[0] @ climbed[2] > 0.999
    assert climbed[0] @ climbed[3] < 0.3
    votes = np.array([0.3, 0.3, 0.3, 0.5, 0.1], dtype=np.float32)
    assert _elected(climbed, votes) @ climbed[0] > 0.999
