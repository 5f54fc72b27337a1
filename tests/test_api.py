"""The JSON door: what it answers, and with which sentence it refuses."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain import ArchiveState
from errors import DamagedArchive
from tests.web_fixtures import FakeArchive, serving

LIMIT = 2000


@pytest.fixture(scope="module")
def client():
    with serving(max_question=LIMIT) as opened:
        yield opened


def post(client: Any, body: object, kind: str = "application/json", **headers: str) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post("/api/ask", content=content, headers={"content-type": kind, **headers})


def test_a_question_gets_the_answer_object(client):
    answer = post(client, {"question": "Who claims the US refused strikes?"}).json()
    assert answer["status"] == "answered"
    assert [c["marker"] for c in answer["citations"]] == [1, 2, 3, 4, 5, 6]
    assert answer["citations"][5]["chain"] == ["the ministry", "The American side"]
    assert answer["nearest"] == []


def test_filters_reach_the_question(client):
    body = {"question": "Who claims the US refused strikes?", "filters": {"languages": ["ar"]}}
    assert [c["language"] for c in post(client, body).json()["citations"]] == ["ar"]


def test_not_knowing_is_an_answer_and_no_error(client):
    response = post(client, {"question": "What about swans?"})
    assert response.status_code == 200
    assert response.json()["status"] == "not_found"
    assert len(response.json()["nearest"]) == 3


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"not json", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"question": "who?"}', "text/plain", 415),
        (b"question=who", "application/x-www-form-urlencoded", 415),
        (b'"who?"', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"question": 5}', "application/json", 422),
        (b'{"question": "   "}', "application/json", 422),
        (b'{"question": "who?", "filters": "all"}', "application/json", 422),
        (b'{"question": "who?", "filters": {"since": "yesterday"}}', "application/json", 422),
        (json.dumps({"question": "w" * (LIMIT + 1)}).encode(), "application/json", 413),
        (json.dumps({"question": "w" * 70_000}).encode(), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_taken_gets_a_status_and_one_sentence(client, body, kind, status):
    response = post(client, body, kind)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert response.json()["error"].strip()
    assert "Traceback" not in response.text


def test_a_body_without_a_length_is_counted_while_it_arrives(client):
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    response = client.post("/api/ask", content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413


def test_a_failure_inside_gives_one_sentence_and_no_detail(client):
    response = post(client, {"question": "please crash"})
    assert response.status_code == 500
    assert list(response.json()) == ["error"]
    assert "secret" not in response.text


def test_a_broken_archive_is_said_to_be_unavailable():
    def broken(query):
        raise DamagedArchive("vectors: the file is cut short; run `python -m index rebuild`")

    class Broken(FakeArchive):
        def state(self) -> ArchiveState:
            raise DamagedArchive("library: cannot be read")

    with serving(broken, Broken()) as client:
        assert post(client, {"question": "who?"}).status_code == 503
        health = client.get("/api/health")
    assert health.status_code == 503
    assert health.json() == {"live": True, "ready": False, "error": "library: cannot be read"}


def test_health_says_how_fresh_the_archive_is(client):
    assert client.get("/api/health").json() == {
        "live": True,
        "ready": True,
        "archive": {"articles": 5, "newest": "2017-11-16", "built": "2026-11-22T04:30:00+00:00"},
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/ask", 405), ("POST", "/api/health", 405), ("GET", "/api/other", 404), ("DELETE", "/api/ask", 405)],
)
def test_other_methods_and_paths_are_refused_in_one_sentence(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert list(response.json()) == ["error"]


def test_a_refusal_from_inside_is_passed_on_as_its_sentence(client):
    response = post(client, {"question": "please refuse this"})
    assert (response.status_code, response.json()) == (422, {"error": "That cannot be asked; ask about the articles."})
