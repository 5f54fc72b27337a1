"""The archive asked by another program's model: two tools that read, the contract's answers, errors in a sentence."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from answer import as_json, query_from_json
from domain import Query
from errors import BadSetting
from index import Archive
from tests.small_archive import prepared, toy_embedder
from tests.web_fixtures import answered, ask
from web import model_context

HOUSE = Path(__file__).resolve().parents[1]


@pytest.fixture
def served(tmp_path):
    with Archive.write(tmp_path, toy_embedder()) as writer:
        writer.put([prepared("a", "The ministry said the bridge is shut."), prepared("b", "The union denied it.")])
    return model_context.server(ask, Archive.open(tmp_path, toy_embedder()), as_json, query_from_json)


def called(server, tool: str, **arguments):
    from mcp import Client

    async def call():
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(call())


def test_it_offers_two_tools_and_both_only_read(served):
    tools = asyncio.run(served.list_tools())
    assert [t.name for t in tools] == ["ask", "search_articles"]
    assert all(t.annotations.read_only_hint for t in tools)


def test_ask_gives_the_answer_object(served):
    result = called(served, "ask", question="Who claims the US refused strikes?")
    assert not result.is_error
    assert json.loads(result.content[0].text)["citations"] == as_json(answered(Query("x")))["citations"]


def test_search_gives_passages_with_their_outlet_and_place(served):
    found = json.loads(called(served, "search_articles", question="bridge", limit=1).content[0].text)["passages"]
    assert [(p["article"], p["outlet"], p["text"]) for p in found] == [
        ("a", "The Demo Herald", "The ministry said the bridge is shut.")
    ]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "who?", "since": "soon"}, "no date"),
        ("search_articles", {"question": "who?", "limit": 0}, "limit is 0; take 1 to 20"),
        ("search_articles", {"question": "who?", "languages": ["xx"]}, "no language"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(served, tool, given, said):
    result = called(served, tool, **given)
    assert result.is_error
    assert said in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_without_the_extra_it_says_how_to_get_it(served, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(BadSetting, match=r"requirements-mcp\.txt"):
        model_context.server(ask, Archive.open(tmp_path, toy_embedder()), as_json, query_from_json)
