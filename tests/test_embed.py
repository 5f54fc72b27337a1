"""The frame's page and the loader as a plain client sees them: headers, origins, the form without scripts."""

import html
import json
import re
from typing import Any

import pytest

from domain import Turn
from errors import BadSetting
from tests.web_fixtures import CITATIONS, ask, serving
from web.embed import Place, carried, place, question_of
from web.guard import frame_origin
from web.widget import loader, packed
from web.words import PAGE_LANGUAGES, words

WIKI = "https://wiki.newsroom.example"
SEED = "Who claims the US refused strikes?"


@pytest.fixture(scope="module")
def client():
    with serving(title="Test <desk>", embed_origins=(WIKI, "http://notes.example:8080")) as opened:
        yield opened


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def policy(response: Any, directive: str) -> str:
    return found(rf"{directive} ([^;]*)", response.headers["content-security-policy"])


# Who may hold the frame


def test_only_the_listed_origins_may_hold_the_frame(client):
    assert policy(client.get("/embed/"), "frame-ancestors") == f"{WIKI} http://notes.example:8080"


def test_without_a_list_nobody_may_hold_the_frame():
    with serving() as closed:
        assert policy(closed.get("/embed/"), "frame-ancestors") == "'none'"
        assert closed.get("/widget.js").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_frame_has_a_strict_policy_with_a_nonce_of_its_own_and_no_x_frame_options(client, method):
    first, second = (getattr(client, method)("/embed/") for _ in range(2))
    nonces = [policy(response, "script-src") for response in (first, second)]
    assert nonces[0] != nonces[1]
    assert policy(first, "default-src") == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", nonces[0])
    assert policy(first, "require-trusted-types-for") == "'script'"
    assert "unsafe" not in first.headers["content-security-policy"]
    assert "x-frame-options" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert "set-cookie" not in first.headers
    assert f'nonce="{nonces[0][7:-1]}"' in first.text


@pytest.mark.parametrize("path", ["/", "/articles/harbour", "/api/health", "/web/embed.js", "/config"])
def test_nothing_but_the_frame_can_be_framed_by_a_wiki(client, path):
    response = client.get(path)
    assert policy(response, "frame-ancestors") == "'self'"
    assert response.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://wiki.example", "https://wiki.example"),
        ("https://wiki.example/", "https://wiki.example"),
        ("HTTPS://Wiki.Example", "https://wiki.example"),
        ("https://wiki.example:443", "https://wiki.example"),
        ("http://wiki.example:80", "http://wiki.example"),
        ("http://wiki.example:8080", "http://wiki.example:8080"),
        ("https://wiki.example:80", "https://wiki.example:80"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://10.0.0.5", "http://10.0.0.5"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(given, origin):
    assert frame_origin(given) == origin


@pytest.mark.parametrize(
    "given",
    ["", "*", "wiki.example", "https://", "https://*.example", "https://wiki.example/path", "https://wiki.example.",
     "ftp://wiki.example", "https://me@wiki.example", "https://wiki.example; script-src *", "https://wiki.example:x",
     "https://wiki.example\nSet-Cookie: a", "https://a.example https://b.example", "https://a.example,https://b.example",
     "javascript:alert(1)", "null", "'self'", "https://wiki.example?x", "https://wiki.example#x",
     "https://wiki.example:99999"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_with_a_sentence(given):
    with pytest.raises(BadSetting, match=r"^WHOSAID_WEB__EMBED_ORIGINS: .* write scheme and host only"):
        frame_origin(given)


def test_a_wrong_origin_stops_the_start_and_not_a_request():
    with pytest.raises(BadSetting), serving(embed_origins=("https://*",)):
        pass


# What a stranger may not


@pytest.mark.parametrize("origin", ["http://evil.example", "null", WIKI])
def test_the_form_answers_no_other_site_and_not_even_the_wiki_s_scripts(client, origin):
    response = client.post("/embed/", data={"question": SEED}, headers={"origin": origin})
    assert response.status_code == 403
    for path in ("/embed/", "/widget.js", "/api/ask"):
        answered = client.get(path, headers={"origin": origin})
        assert [name for name in answered.headers if name.startswith("access-control-")] == []


def test_nothing_that_is_given_can_become_an_element(client):
    hostile = "</textarea><img src=x onerror=alert(1)>\"'>"
    fields = ("question", "outlets", "lang", "theme", "mode", "page_title", "selection", "number")
    given = dict.fromkeys(fields, hostile)
    given |= {"history": json.dumps([[hostile, hostile]])}
    for sent in (given, given | {"fragment": "1"}):
        assert "<img" not in client.post("/embed/", data=sent).text
    assert "<img" not in client.get("/embed/", params=given).text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=" * 100, b"%00", b"question=" + b"x" * 60_000, b"history=[[[["])
def test_a_broken_form_gets_the_page_with_a_sentence(client, body):
    response = client.post("/embed/", content=body)
    assert response.status_code == 200
    assert 'class="problem"' in response.text


# Asking without scripts


def test_the_form_without_scripts_gives_the_page_with_the_cited_answer(client):
    page = client.post("/embed/", data={"question": SEED, "mode": "inline", "lang": "en"}).text
    assert page.count('class="card"') == len(CITATIONS)
    assert "Harbour Courier" in page
    assert "Russian Defence Ministry" in page
    assert 'class="embed inline"' in page


def test_an_example_is_a_button_that_asks_it(client):
    page = client.get("/embed/?lang=en").text
    asked = re.findall(r'<button class="example" name="question" value="([^"]*)"', page)
    assert asked[0] == SEED
    answered = client.post("/embed/", content="question=&question=" + asked[0].replace(" ", "+").replace("?", "%3F"),
                           headers={"content-type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert 'class="card"' in answered.text


def test_the_conversation_travels_in_the_form():
    asked = []

    def recording(query):
        asked.append(query)
        return ask(query)

    with serving(recording) as recorder:
        page = recorder.post("/embed/", data={"question": "Who claims it first?"}).text
        history = html.unescape(found(r'name="history" value="([^"]*)"', page))
        page = recorder.post("/embed/", data={"question": "And then?", "number": "1", "history": history}).text
    assert [turn.question for turn in asked[1].history] == ["Who claims it first?"]
    assert asked[1].history[0].answer.startswith("The Russian Defence Ministry.")
    assert 'id="t2c1"' in page


@pytest.mark.parametrize(
    "written", ["", "[", "{}", "null", "5", '["a"]', "[[1, 2]]", '[["only"]]', "[" * 50_000, '[["a", null]]']
)
def test_a_conversation_that_is_none_counts_as_none(written):
    assert carried(written) == []


def test_a_conversation_is_kept_short():
    told = carried(json.dumps([[f"q{n}", "a" * 9000] for n in range(9)]))
    assert [question for question, _ in told] == ["q5", "q6", "q7", "q8"]
    assert {len(answer) for _, answer in told} == {2000}


def test_what_the_wiki_page_tells_is_an_earlier_turn_and_never_a_part_of_the_question():
    given = {"question": ["Who says this?"], "page_title": ["Harbour"], "selection": ["Strikes were refused."],
             "history": ['[["Who?", "He."]]']}  # fmt: skip
    query = question_of(given, Place("en", outlets=("Harbour Courier",)), 200)
    assert query.question == "Who says this?"
    assert query.outlets == ("Harbour Courier",)
    assert query.history == (Turn("Harbour", ""), Turn("Who?", "He."), Turn("Strikes were refused.", ""))


def test_the_place_keeps_to_what_it_may_say():
    given = {"lang": ["xx"], "theme": ["neon"], "mode": ["top"], "outlets": ["A| |Le B"]}
    assert place(given, "fr-CA,fr;q=0.9") == Place("fr", "auto", "page", ("A", "Le B"))
    assert place({"lang": ["ar-EG"], "theme": ["dark"], "mode": ["panel"]}, None) == Place("ar", "dark", "panel", ())


def test_a_right_to_left_language_turns_the_whole_frame(client):
    assert '<html class="auto" lang="ar" dir="rtl">' in client.get("/embed/?lang=ar").text


def test_an_archive_that_cannot_be_read_is_one_sentence():
    from errors import DamagedArchive
    from tests.web_fixtures import FakeArchive

    class Broken(FakeArchive):
        def state(self):
            raise DamagedArchive("The library cannot be read.")

    def refusing(query):
        raise DamagedArchive("The library cannot be read.")

    with serving(refusing, Broken()) as broken:
        page = broken.post("/embed/", data={"question": "Who says so?"})
    assert page.status_code == 200
    assert page.text.count("The library cannot be read.") == 2


# The loader


def test_the_loader_is_at_most_8_kb_and_may_be_loaded_by_any_site(client):
    response = client.get("/widget.js")
    assert len(response.content) <= 8 * 1024
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=300"
    again = client.get("/widget.js", headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_loader_speaks_every_language_of_the_page():
    script = loader()[0].decode()
    told = json.loads(found(r"const WORDS=(\{.*?\});", script))
    assert set(told) == set(PAGE_LANGUAGES)
    assert told["ar"].split("|") == ["rtl", *(words("ar")[key] for key in
                                             ("article_ask", "widget_close", "widget_down", "widget_tab"))]  # fmt: skip
    assert {text.count("|") for text in told.values()} == {4}


def test_the_loader_uses_nothing_that_a_strict_wiki_forbids():
    script = loader()[0].decode()
    forbidden = ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function", "srcdoc",
                 "cookie", "localStorage", "sessionStorage", "fetch(", "XMLHttp", "'*'")  # fmt: skip
    assert [word for word in forbidden if word in script] == []


def test_packing_takes_comments_and_blanks_and_no_more():
    assert packed('// why\n  const a = { b: "c d" };\n\n  // then\n  go(a, 1);\n') == 'const a={b:"c d"};go(a,1);'
