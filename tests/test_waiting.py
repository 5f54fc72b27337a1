"""How many questions are answered at once, what the others are told, and that no work is done for who has gone."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from typing import Any

import httpx
import pytest

from answer import Endpoint, answering, until
from domain import Query
from tests.embed_fixtures import Desk
from tests.scripted_model import serving as model
from tests.test_web import asking
from tests.web_fixtures import ask, serving
from web.waiting import Full, Places, Presence

BODY = {"question": "Who claims the US refused strikes?"}


class Nobody:
    """A request whose sender stays."""

    async def receive(self) -> dict[str, str]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}


def test_so_many_are_answered_at_once_so_many_wait_and_the_next_is_refused():
    async def crowd() -> tuple[list[Any], int]:
        places, go, most, inside = Places(at_once=2, queue=3), threading.Event(), [0], [0]

        def work() -> str:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            go.wait(10)
            inside[0] -= 1
            return "answer"

        asked = [asyncio.create_task(places.answered(Nobody(), work)) for _ in range(7)]  # type: ignore[arg-type]
        await asyncio.sleep(0.2)
        go.set()
        first = await asyncio.gather(*asked, return_exceptions=True)
        later = await places.answered(Nobody(), lambda: "answer")  # type: ignore[arg-type]
        return [*first, later], most[0]

    told, most = asyncio.run(crowd())
    assert told[:5] == ["answer"] * 5
    assert [type(refused) for refused in told[5:7]] == [Full, Full]
    assert (told[7], most) == ("answer", 2)


def test_whose_turn_does_not_come_is_refused_and_leaves_its_place():
    async def crowd() -> list[Any]:
        places, go = Places(at_once=1, queue=1, patience=0.1), threading.Event()
        both = [asyncio.create_task(places.answered(Nobody(), lambda: go.wait(10))) for _ in range(2)]  # type: ignore[arg-type]
        await asyncio.sleep(0.3)
        third = asyncio.create_task(places.answered(Nobody(), lambda: "third"))  # type: ignore[arg-type]
        await asyncio.sleep(0.02)
        go.set()
        return list(await asyncio.gather(*both, third, return_exceptions=True))

    first, second, third = asyncio.run(crowd())
    assert (first, type(second), third) == (True, Full, "third")


@pytest.fixture
def full(monkeypatch):
    monkeypatch.setattr("web.application.Places", lambda: Places(at_once=0, queue=0))


def test_a_full_house_says_so_with_503_and_when_to_come_again(full):
    with serving() as client:
        refused = client.post("/api/ask", json=BODY)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert "More questions wait than can be answered soon" in refused.json()["error"]
        for form in (BODY, BODY | {"fragment": "1"}):
            page = client.post("/embed/?lang=en", data=form | {"lang": "en"})
            assert page.status_code == 503
            assert "So many questions wait just now" in page.text
            assert BODY["question"] in page.text


# Readers who leave


def test_a_models_call_ends_when_the_reader_has_gone_and_the_model_is_not_blamed(demo):
    gone = threading.Event()
    with model("hang") as server:
        narrator = answering(demo, Endpoint(server.url, "scripted", "", 30))
        narrator.warm_up()
        for _ in range(3):  # more than the breaker bears
            threading.Thread(target=leave, args=(server, len(server.requests), gone), daemon=True).start()
            until(gone)
            try:
                answer = narrator.ask(Query("Who says the US refused to strike at Abu Kamal?"))
            finally:
                until(threading.Event())
            assert answer.timings_ms["model"] < 15_000, "the deadline is at 30 s"
            assert answer.citations
            gone = threading.Event()
        assert len(server.requests) == 3, "the model was not left alone"


def leave(server: Any, before: int, gone: threading.Event) -> None:
    """Go as soon as the model has been asked."""
    while len(server.requests) == before:
        time.sleep(0.02)
    gone.set()


class Slow:
    """Answers once it is told that nobody waits; remembers that it was."""

    def __init__(self) -> None:
        self.begun, self.left = threading.Event(), threading.Event()

    def __call__(self, query: Query) -> Any:
        from answer.waiting import reader_gone

        self.begun.set()
        if reader_gone().wait(10):
            self.left.set()
        return ask(query)


@pytest.mark.parametrize("path", ["/api/ask", "/embed/"])
def test_who_hangs_up_while_an_answer_is_made_ends_its_making(path):
    slow = Slow()
    with Desk() as desk:
        desk.answerer = slow
        kind, body = ("application/json", json.dumps(BODY)) if path == "/api/ask" else (
            "application/x-www-form-urlencoded", "question=who+said+it"
        )  # fmt: skip
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", desk.port)) as connection:
            connection.sendall((head + body).encode())
            assert slow.begun.wait(10)
        assert slow.left.wait(2)


def test_who_closes_the_page_while_the_chat_answers_ends_the_answer():
    slow = Slow()
    with Desk() as desk:
        desk.answerer = slow
        with httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", timeout=10) as client:
            question = asking_id(client)
            client.post("/gradio_api/queue/join", json=question).raise_for_status()
            with client.stream("GET", "/gradio_api/queue/data?session_hash=leaves"):
                assert slow.begun.wait(10)
        assert slow.left.wait(2)


def asking_id(client: Any) -> dict[str, Any]:
    """The body by which a browser asks in the chat."""
    import re

    page = client.get("/").text
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    which = next(d for d in config["dependencies"] if [box, "submit"] in [list(t) for t in d["targets"]])
    data: list[Any] = ["who said it?", [], [], "", "", "en", None]
    return {"data": data, "fn_index": which["id"], "session_hash": "leaves", "event_data": None}


def test_another_sessions_leaving_ends_nothing():
    presence, seen = Presence(), []

    def steps(query: Query) -> Any:
        from answer.waiting import reader_gone

        seen.append(reader_gone())
        yield ask(query)

    walking = presence.watched("one", steps)(Query("who?"))
    next(iter(walking))
    presence.left("other")
    assert not seen[0].is_set()
    presence.left("one")
    assert seen[0].is_set()
    until(threading.Event())


def test_the_chat_still_answers():
    with serving() as client:
        assert "The Russian Defence Ministry." in json.dumps(asking(client, BODY["question"]))
