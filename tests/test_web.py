"""The doors of the served application: hosts, origins, sizes, headers, paths, articles, the chat's server side."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

import app
import web.page
from errors import BadInput, BadSetting
from tests.web_fixtures import ARTICLES, CITATIONS, ask, serving
from web.chat import Filters, Refused, converse, parsed_day, query
from web.guard import hostname, is_address, same_origin
from web.render import ALL, Exchange
from web.shell import dress

HOST = "archive.newsroom.example"
EN = Filters()


@pytest.fixture(scope="module")
def client():
    with serving(title="Test <desk>", hosts=(HOST,)) as opened:
        yield opened


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match[1]


def gradio_config(client: Any) -> Any:
    page = client.get("/").text
    return json.loads(found(r"window\.gradio_config = (\{.*?\});</script>", page))


def asking(client: Any, question: str, languages: tuple[str, ...] = (), session: str = "abc123") -> list[Any]:
    """Asks through Gradio's own queue, as a browser does, and returns the events of the answer."""
    config = gradio_config(client)
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    which = next(d for d in config["dependencies"] if [box, "submit"] in [list(t) for t in d["targets"]])
    data = [question, list(languages), [], "", "", "en", None]
    body = {"data": data, "fn_index": which["id"], "session_hash": session, "event_data": None}
    joined = client.post("/gradio_api/queue/join", json=body)
    assert joined.status_code == 200, joined.text
    events = client.get(f"/gradio_api/queue/data?session_hash={session}").text
    return [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]


# Hosts and origins


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:7860",
        "localhost:7860",
        "[::1]:7860",
        "192.168.1.5:7860",
        HOST,
        HOST.upper(),
        HOST + ":8000",
        HOST + ".",
    ],
)
def test_a_known_host_is_served(client, host):
    assert client.get("/api/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        f"{HOST}.evil.example",
        f"evil{HOST}",
        "",
        f"{HOST}@evil.example",
        f"{HOST}/x",
        "127.0.0.1.nip.example",
        "[::1",
        "a:b:c",
    ],
)
def test_an_unknown_host_is_refused_so_that_no_name_can_be_rebound_to_this_machine(client, host):
    response = client.get("/api/health", headers={"host": host})
    assert response.status_code == 421
    assert "host name" in response.json()["error"]


FOREIGN = [
    "http://evil.example",
    "null",
    f"http://sub.{HOST}",
    f"http://{HOST}.evil.example",
    f"http://evil{HOST}",
    f"http://{HOST}:9999",
    f"http://{HOST}@evil.example",
    f"http://evil.example/{HOST}",
    f"ftp://{HOST}",
    "file://",
    "",
    "http://",
]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/api/ask", "/gradio_api/queue/join"])
def test_a_foreign_origin_cannot_ask(client, origin, path):
    headers = {"host": HOST, "origin": origin, "content-type": "application/json"}
    response = client.post(path, content='{"question": "who?"}', headers=headers)
    assert response.status_code == 403
    assert response.json() == {"error": "Requests from other sites are refused."}


@pytest.mark.parametrize("origin", [*FOREIGN, f"https://{HOST}"])
@pytest.mark.parametrize(
    "path", ["/", "/api/health", "/gradio_api/queue/data?session_hash=x", "/config", "/web/page.css"]
)
def test_no_origin_is_ever_reflected(client, origin, path):
    if path.startswith("/gradio_api/queue/data"):
        path = "/gradio_api/startup-events"
    response = client.get(path, headers={"host": HOST, "origin": origin})
    assert [name for name in response.headers if name.startswith("access-control-")] == []
    preflight = client.options(path, headers={"host": HOST, "origin": origin, "access-control-request-method": "POST"})
    assert [name for name in preflight.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("origin", [f"http://{HOST}", f"https://{HOST}", f"http://{HOST}:80"])
def test_the_page_s_own_origin_may_ask_behind_a_proxy_too(client, origin):
    body = {"question": "Who claims the US refused strikes?"}
    assert client.post("/api/ask", json=body, headers={"host": HOST, "origin": origin}).status_code == 200


def test_a_request_that_the_browser_calls_cross_site_is_refused_without_an_origin_too(client):
    response = client.post("/api/ask", json={"question": "who?"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


def test_host_and_origin_are_read_strictly():
    assert same_origin("http://[::1]:7860", "[::1]:7860")
    assert not same_origin("http://a:99999", "a:99999")
    assert hostname("//Host.Example.") == "host.example"
    assert hostname("//user@host") is None
    assert is_address("10.0.0.1")
    assert not is_address("2130706433.example")


# Headers, paths, sizes


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/health",
        "/api/none",
        "/articles/harbour",
        "/articles/none",
        "/web/page.css",
        "/web/page.js",
        "/web/icon.svg",
        "/web/none",
        "/config",
        "/theme.css",
        "/nothing",
    ],
)
def test_every_response_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "geolocation=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_the_chat_runs_no_inline_script_without_this_response_s_nonce(client):
    first, second = client.get("/"), client.get("/")
    nonces = [found(r"'nonce-([\w-]+)'", r.headers["content-security-policy"]) for r in (first, second)]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script\b[^>]*>", first.text)
    assert scripts
    assert all(f'nonce="{nonces[0]}"' in script for script in scripts)
    script_policy = found(r"script-src ([^;]*)", first.headers["content-security-policy"])
    assert "unsafe-inline" not in script_policy
    assert "http" not in first.headers["content-security-policy"]


def test_the_article_page_allows_no_script_at_all(client):
    response = client.get("/articles/harbour")
    assert "script" not in response.headers["content-security-policy"]
    assert "<script" not in response.text


def test_the_page_names_nobody_else_and_points_nowhere_else(client):
    page = client.get("/").text
    head = page.split("</head>")[0]
    assert "<title>Test &lt;desk&gt;</title>" in head
    assert "gradio-app" in page
    assert not re.search(r'(?:src|href|content)="(?:https?:)?//', page)
    assert "og:image" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../app.py",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/runs",
        "/gradio_api/info",
        "/docs",
        "/gradio_api/openapi.json",
        "/monitoring",
        "/openapi.json",
        "/redoc",
        "/gradio_api/mcp/",
        "/login",
        "/gradio_api/vibe-code/",
        "/web/../app.py",
        "/web/page.py",
        "/svelte/x",
        "/gradio_api/call/answer",
        "/gradio_api/run/predict",
        "/gradio_api/deep_link",
    ],
)
def test_gradio_s_other_doors_are_shut(client, path):
    for method in ("GET", "POST"):
        assert client.request(method, path).status_code in {403, 404, 405}


def test_a_large_body_is_refused_before_gradio_reads_it(client):
    response = client.post("/gradio_api/queue/join", content=b"x" * 70_000)
    assert response.status_code == 413
    wrong = client.post("/api/ask", content=b"{}", headers={"content-length": "-5"})
    assert wrong.status_code in {400, 413}


# The article view


def test_an_article_opens_with_its_passage_marked(client):
    cited = CITATIONS[0]
    response = client.get(f"/articles/harbour?start={cited.span.start}&end={cited.span.end}&lang=fr")
    assert response.status_code == 200
    (marked,) = re.findall(r'<mark id="quote"[^>]*>(.*?)</mark>', response.text)
    assert marked == cited.quote
    assert '<html class="auto" lang="fr" dir="ltr">' in response.text
    assert "Harbour Courier" in response.text
    assert 'rel="noopener noreferrer nofollow"' in response.text


def test_an_unknown_article_is_a_clear_404(client):
    response = client.get("/articles/no/such<script>?lang=en")
    assert response.status_code == 404
    assert "There is no such article" in response.text
    assert "<script" not in response.text


@pytest.mark.parametrize(
    "asked", ["start=5", "start=a&end=b", "start=9&end=4", "start=0&end=99999999999", "start=-1&end=4"]
)
def test_bad_offsets_give_the_article_without_a_mark(client, asked):
    response = client.get(f"/articles/harbour?{asked}")
    assert response.status_code == 200
    assert "<mark" not in response.text


def test_an_article_without_outlet_date_and_title_is_shown_all_the_same(client):
    response = client.get("/articles/warta?lang=en")
    assert "outlet not stated" in response.text
    assert "Kementerian Pertahanan Rusia merilis" in response.text


# The chat's server side


def test_a_question_through_the_browser_s_door_streams_the_answer(client):
    events = asking(client, "Who claims the US refused strikes?")
    steps = [event for event in events if event["msg"] == "process_generating"]
    assert len(steps) >= 5
    assert events[-2]["success"] or events[-1].get("success")
    assert "The Russian Defence Ministry." in json.dumps(events)


def test_the_question_s_length_is_held_on_the_server():
    asked = []

    def counting(given):
        asked.append(given)
        return ask(given)

    with serving(counting, max_question=100) as short:
        assert "please keep it under 100" in json.dumps(asking(short, "w" * 50_000))
    assert asked == []


def test_what_breaks_inside_reaches_the_reader_as_one_sentence(client):
    events = json.dumps(asking(client, "please crash"))
    assert "Something went wrong on our side." in events
    assert "secret" not in events
    assert "Traceback" not in events


FILES: list[Any] = [
    {"path": "http://192.0.2.1/x", "url": "http://192.0.2.1/x", "meta": {"_type": "gradio.FileData"}},
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"__type__": "update"},
    [{"path": "http://192.0.2.1/x", "meta": {"_type": "gradio.FileData"}}],
    [["who said it?"]],
]


def test_the_chat_takes_no_file_and_fetches_no_address(monkeypatch):
    """Gradio takes such an object for a file in any of its components, and fetches what it names."""
    reached: list[object] = []

    async def download(*given: object, **named: object) -> str:
        reached.append(given)
        return "x"

    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", download)
    with serving(questions_per_minute=0) as client:
        for dependency in gradio_config(client)["dependencies"]:
            for field in FILES:
                data = [field] * max(1, len(dependency["inputs"]))
                asked = {"data": data, "fn_index": dependency["id"], "session_hash": "files", "event_data": None}
                refused = client.post("/gradio_api/queue/join", json=asked)
                assert (refused.status_code, "nothing else" in refused.text) == (422, True)
    assert reached == []


def test_a_page_that_was_open_before_the_server_began_again_keeps_its_filters(client):
    events = asking(client, "Who claims the US refused strikes?", ("en",), "never-loaded")
    assert any("Harbour Courier" in json.dumps(event) for event in events)


def test_other_fields_than_the_page_has_are_refused_before_gradio_prints_them(client, capfd):
    body = {"data": ["x\n2026 ERROR web: forged", [], [], "", "", "en"], "fn_index": 0, "session_hash": "few"}
    for number in [*(d["id"] for d in gradio_config(client)["dependencies"]), -1, None, "0"]:
        told = client.post("/gradio_api/queue/join", json=body | {"fn_index": number, "event_data": None})
        assert told.status_code == 422
    assert "forged" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("ask", [lambda c, q: c.get(f"/embed/?{q}"), lambda c, q: c.post("/signin", content=q)])
def test_a_form_of_a_thousand_fields_is_no_error_of_ours(client, ask):
    assert ask(client, "&".join(f"f{n}=1" for n in range(1000))).status_code < 500


def test_a_filter_value_that_is_no_choice_is_refused(client):
    events = asking(client, "Who claims the US refused strikes?", ("xx",))
    assert not any("Harbour Courier" in json.dumps(event) for event in events)


@pytest.mark.parametrize("question", ["", "   ", "?!…", "\x00", "🦢", None, 5, ["who"]])
def test_nothing_to_ask_is_said_so(question):
    with pytest.raises(Refused) as refused:
        query(question, EN, (), 2000)
    assert refused.value.told == ("error_empty", {})


@pytest.mark.parametrize(
    "written", ["2017-13-01", "14.11.2017", "yesterday", "2017-2-3", "20171114", "2017-W46-2", "２０１７"]
)
def test_a_date_that_is_none_is_named_in_the_refusal(written):
    with pytest.raises(Refused) as refused:
        parsed_day(written)
    assert refused.value.told == ("error_date", {"value": written})


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(Refused) as refused:
        query("who?", Filters((), (), "2017-11-20", "2017-11-10"), (), 2000)
    assert refused.value.told[0] == "error_order"


def once(asked):
    """The answer in one step."""
    return lambda query: [asked(query)]


def test_filters_and_the_earlier_turns_go_with_a_follow_up():
    first = list(converse(once(ask), lambda: query("who claims?", EN, (), 99), "who claims?", (), 5, 0))[-1]
    follow = query("and in Arabic?", Filters(("ar",), ("صدى المرفأ",), "2017-11-01", ""), first, 2000)
    assert (follow.languages, follow.outlets, follow.since) == (("ar",), ("صدى المرفأ",), date(2017, 11, 1))
    assert [turn.question for turn in follow.history] == ["who claims?"]
    assert follow.history[0].answer.startswith("The Russian Defence Ministry.")


def test_an_answer_grows_by_one_sentence_a_step_and_ends_whole():
    steps = list(converse(once(ask), lambda: query("who claims?", EN, (), 99), "who claims?", (), 5, 0))
    assert [turns[-1].progress for turns in steps] == [ALL, 1, 2, 3, 4, ALL]
    assert steps[0][-1].answer is None


def test_an_answer_that_streams_shows_each_sentence_once_and_what_is_put_in_its_place():
    whole = ask(query("who claims?", EN, (), 99))
    growing = [replace(whole, sentences=whole.sentences[:1]), replace(whole, sentences=whole.sentences[:2]), whole]
    steps = list(converse(lambda asked: growing, lambda: query("who?", EN, (), 99), "who?", (), 5, 0))
    assert [turns[-1].progress for turns in steps] == [ALL, 1, 2, 3, 4, ALL]
    assert [len(turns[-1].answer.sentences) for turns in steps if turns[-1].answer] == [1, 2, 3, 3, 3]


def test_a_refusal_of_the_house_is_shown_as_its_sentence():
    def refusing(given):
        raise BadInput("Ask about the articles.")

    last = list(converse(once(refusing), lambda: query("who?", EN, (), 99), "who?", (), 5, 0))[-1][-1]
    assert last.problem == ("", {"said": "Ask about the articles."})


def test_a_conversation_forgets_its_oldest_turns():
    turns: tuple[Exchange, ...] = ()
    for number in range(30):
        asked = f"who claims {number}?"
        turns = list(converse(once(ask), partial(query, asked, EN, (), 99), asked, turns, 5, 0))[-1]
    assert len(turns) == 20
    assert turns[-1].question == "who claims 29?"


def test_gradio_s_document_is_dressed_whatever_it_holds():
    page = dress(
        '<head><meta property="og:title" content="Gradio"><script>x</script></head><script type="module">', "T", "n"
    )
    assert page.count('<script nonce="n"') == page.count("<script") == 3
    assert "Gradio" not in page


def test_every_article_of_the_fixture_can_be_opened(client):
    assert {client.get(f"/articles/{name}").status_code for name in ARTICLES} == {200}


@pytest.fixture
def built(monkeypatch) -> list[Any]:
    """Gradio's pages, as they are built."""
    pages: list[Any] = []
    build = web.page.build

    def kept(*parts):
        pages.append(build(*parts))
        return pages[-1]

    monkeypatch.setattr(web.page, "build", kept)
    return pages


def test_only_so_many_pages_are_remembered(built, monkeypatch):
    monkeypatch.setattr(web.page, "SESSIONS", 3)
    with serving() as opened:
        for page in range(6):
            assert asking(opened, "Who says the US refused?", session=f"page{page}")
    assert list(built[0].state_holder.session_data) == ["page3", "page4", "page5"]


def test_a_page_that_stays_open_holds_no_more_fields_for_every_question(built):
    with serving() as opened:
        for _ in range(3):
            assert asking(opened, "Who says the US refused?")
    held = built[0].state_holder["abc123"]
    assert held.blocks_config.blocks.keys() == held.config_values.keys() == built[0].blocks.keys()


def test_gradio_makes_no_statistics_of_the_questions(built):
    with serving() as opened:
        for _ in range(3):
            assert asking(opened, "Who says the US refused?")
    assert built[0]._queue.cached_event_analytics_summary == {"functions": {}}
    assert built[0]._queue.ANALYTICS_MAX_EVENTS == 100


@pytest.mark.parametrize("given", ["http://news.example.org", "news.example.org:8080", "news.example.org/", ""])
def test_a_served_name_that_no_request_can_give_stops_the_start(given):
    with pytest.raises(BadSetting, match="is no host name; write it without scheme and port"), serving(hosts=(given,)):
        pass


@pytest.mark.parametrize("host", ["192.0.2.7", "nowhere.invalid"])
def test_an_address_of_another_machine_is_blamed_on_the_host_and_not_on_the_port(host):
    with pytest.raises(BadSetting, match=f"WHOSAID_WEB__HOST={host}: no address of this machine"):
        app.check_free(host, 7860)
