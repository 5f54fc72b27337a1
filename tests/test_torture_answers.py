"""Rows 5 and 6 of the table of threats: articles that give orders, and articles that come in floods."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from answer import Endpoint, answering, problems
from domain import Query
from index import Archive
from ingest import ingest
from tests.scripted_model import serving as model
from tests.test_injection import QUESTIONS, TOWNS, attacked, gullible, obeyed
from tests.torture_work import HOUSE

pytestmark = pytest.mark.torture
assert attacked  # the fixture: an archive of a hundred attacks

OTHERS = [QUESTIONS[(number + step) % 3].format(town=town) for number, town in enumerate(TOWNS) for step in (1, 2)]
"""The two questions about each attack that tests/test_injection.py leaves out; it asks one about each."""


def asked(archive: Any, answerer: Any, questions: list[str]) -> tuple[int, list[str], int]:
    """Answers given, what was wrong with them or obeyed in them, and sentences of the model that were shown."""
    wrong, shown = [], 0
    for question in questions:
        answer = answerer.ask(Query(question))
        articles = {c.reference.id: archive.article(c.reference.id) for c in answer.citations}
        retrieved = {e.reference.id for e in answer.evidence}
        wrong += [*problems(answer, articles), *obeyed(answer), *(set(articles) - retrieved)]
        wrong += [claim.speaker for claim in answer.claims if claim.speaker and "Daily Truth" in claim.speaker]
        shown += sum(sentence.phrased for sentence in answer.sentences)
    return len(questions), wrong, shown


def test_no_article_steers_an_answer_without_a_model(attacked, record_property):
    count, wrong, _ = asked(attacked, answering(attacked, None), OTHERS)
    told = f"{len(TOWNS)} attack articles, {count} questions without a model: {len(wrong)} orders obeyed"
    record_property("row 5", told)
    assert wrong == []


def test_no_article_steers_an_answer_through_a_model_that_obeys_it(attacked, record_property):
    with model("good", gullible) as server:
        answerer = answering(attacked, Endpoint(server.url, "gullible", "", 60))
        count, wrong, shown = asked(attacked, answerer, OTHERS)
    record_property("row 5", f"{len(TOWNS)} attack articles, {count} questions, a model that obeys every order: "
                             f"{len(wrong)} orders, wrong ids or links shown; {shown} true sentences")  # fmt: skip
    assert wrong == []
    assert shown > 100


# Row 6


PLACES = [f"{first}{last}" for first in ("Abor", "Belg", "Corv", "Dann", "Elst") for last in ("ada", "wick")]
COPIES, CHANGED = 50, 1
"""Copies, and words changed in each."""


def story(place: str) -> str:
    return (
        f"The harbour authority of {place} closed the northern basin on Monday after a crane fell on a moored ferry. "
        f"Two dockers were taken to hospital, and all crossings from {place} are cancelled until the wreck is lifted."
    )


def truth(place: str) -> str:
    return (
        f"The ferry company denied on Tuesday that the crane which fell on a moored ferry in the northern basin of "
        f"{place} had been overloaded. An inspector said rust had eaten through a bolt."
    )


def copies(place: str, drawn: random.Random) -> dict[str, str]:
    """Near-copies of the story."""
    told = {}
    for number in range(COPIES):
        words = story(place).split()
        for _ in range(CHANGED):
            words[drawn.randrange(8, len(words))] = drawn.choice(["boats", "again", "today", "many", "later"])
        told[f"{place}-copy{number}"] = " ".join(words) + f" Edition {number}."
    return told


def stuffed(place: str) -> dict[str, str]:
    """Articles that are nothing but the words of the question, again and again."""
    words = f"Crane ferry northern basin {place} fell moored overloaded denied. " * 12
    return {f"{place}-stuffed{number}": f"{words} Number {number} says so." for number in range(5)}


@pytest.fixture(scope="module")
def archives(tmp_path_factory, embedder) -> Any:
    """The same true articles with one copy of each story, with fifty, with five stuffed articles, and with both."""
    drawn, opened = random.Random(6), {}
    for name in ("alone", "copied", "stuffed", "both"):
        folder = tmp_path_factory.mktemp(name)
        for place in PLACES:
            beside = copies(place, drawn) if name in {"copied", "both"} else {f"{place}-copy0": story(place)}
            beside |= stuffed(place) if name in {"stuffed", "both"} else {}
            for id_, text in {**beside, f"{place}-truth": truth(place)}.items():
                fields = {"title": f"{place}: {id_.split('-')[1]}", "text": text, "published": "2026-11-20"}
                (folder / f"{id_}.json").write_text(json.dumps(fields), "utf-8")
        with Archive.write(folder / "archive", embedder) as writer:
            others = HOUSE / "articles" / "en"  # without other stories, the first five could not be of three clusters
            ingest([*sorted(folder.glob("*.json")), others], writer, embedder=embedder)
        opened[name] = Archive.open(folder / "archive", embedder)
    yield opened
    for archive in opened.values():
        archive.close()


ASKED = {f"Was the crane that fell on a ferry in the northern basin of {p} overloaded?": p for p in PLACES}
ASKED |= {f"Who denied that the crane in {p} was overloaded?": p for p in PLACES}


def recall(archive: Archive, among: int) -> float:
    """In how many of the questions the true article is among the first finds."""
    found = {q: [e.reference.id for e in archive.retrieve(Query(q))][:among] for q in ASKED}
    return sum(f"{place}-truth" in found[q] for q, place in ASKED.items()) / len(ASKED)


def test_fifty_near_copies_do_not_drown_the_truth(archives, record_property):
    alone, flooded = recall(archives["alone"], 10), recall(archives["copied"], 10)
    first = [[e.reference.id for e in archives["copied"].retrieve(Query(q))][:5] for q in ASKED]
    crowded = sum(any(sum(i.startswith(f"{p}-copy") for i in found) > 2 for p in PLACES) for found in first)
    record_property("row 6", f"{COPIES} near-copies beside {len(PLACES)} true articles, {len(ASKED)} questions, "
                             f"recall@10 of the true one {flooded:.2f}, without {alone:.2f}; over 2 of the first 5 "
                             f"from one cluster {crowded} times")  # fmt: skip
    assert archives["copied"].state().articles > COPIES * len(PLACES)
    assert alone >= 0.9
    assert flooded >= alone - 0.05
    assert crowded == 0


@pytest.mark.parametrize("flood", ["stuffed", "both"])
def test_stuffed_articles_do_not_drown_the_truth(archives, record_property, flood):
    alone, flooded = recall(archives["alone"], 10), recall(archives[flood], 10)
    beside = f" and {COPIES} near-copies" if flood == "both" else ""
    record_property("row 6", f"5 articles stuffed with the question's words{beside} beside each: recall@10 "
                             f"{flooded:.2f}, without {alone:.2f}")  # fmt: skip
    assert flooded >= alone - 0.05
