"""The chat in the real MediaWiki and the real DokuWiki from Debian, with our extension and our plugin, in a browser.

tests/wiki/up.sh sets both up. Screenshots go to build/screenshots.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.embed_fixtures import (
    HOUSE,
    PHONE,
    SEED,
    WIDE,
    Desk,
    chromium,
    focused,
    frame_of,
    free_port,
    missing,
    pages,
    picture,
    put,
)
from tests.web_fixtures import CITATIONS

pytestmark = pytest.mark.browser
NEEDED = ("/usr/share/mediawiki/index.php", "/usr/share/dokuwiki/doku.php")
SKINS = ("vector", "vector-2022", "monobook", "timeless", "minerva")


@pytest.fixture(scope="module")
def wikis(tmp_path_factory):
    """Both wikis, the chat and a browser: mediawiki.test, dokuwiki.test, qa.test."""
    if not shutil.which("php") or not all(Path(file).is_file() for file in NEEDED):
        missing("no MediaWiki and DokuWiki on this machine: see the first lines of tests/wiki/up.sh")
    folder = tmp_path_factory.mktemp("wikis")
    media, doku = free_port(), free_port()
    addresses = f"http://mediawiki.test:{media}", f"http://dokuwiki.test:{doku}"
    with chromium() as browser, Desk(addresses) as desk:
        up = [HOUSE / "tests/wiki/up.sh", folder, str(media), str(doku), desk.address]
        try:
            done = subprocess.run(up, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stderr
            yield SimpleNamespace(browser=browser, desk=desk, mediawiki=addresses[0], dokuwiki=addresses[1])
        finally:
            for file in folder.glob("*.pid"):
                stop(int(file.read_text()))


def stop(group: int) -> None:
    """End the process group of one server."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(group, signal.SIGTERM)  # the number is negative: the whole group


@pytest.fixture
def visit(wikis):
    """Opens a page of a wiki; afterwards neither our script has failed nor is a cookie of ours left."""
    contexts: list[Any] = []
    failures: list[str] = []

    def opened(address: str, *, cookies: dict[str, str] | None = None, **options: Any) -> Any:
        context = wikis.browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | options))
        contexts.append(context)
        context.set_default_timeout(20_000)
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "domain": f"{wiki}.test", "path": "/"}
                                 for wiki in ("mediawiki", "dokuwiki")])  # fmt: skip
        page = context.new_page()
        page.said = []
        page.on("console", lambda m: page.said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: failures.append(str(e)) if "widget" in str(e.stack) else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        assert [c for c in context.cookies() if c["domain"] == "qa.test"] == []
        context.close()
    assert failures == []


def article(wikis: Any, wiki: str) -> str:
    pages = {"mediawiki": "/index.php?title=Eastern_Syria,_November_2017", "dokuwiki": "/doku.php?id=syria"}
    return str(getattr(wikis, wiki) + pages[wiki])


def desk_page(wikis: Any, wiki: str) -> str:
    pages = {"mediawiki": "/index.php?title=Inline_desk", "dokuwiki": "/doku.php?id=desk"}
    return str(getattr(wikis, wiki) + pages[wiki])


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_the_button_opens_the_chat_and_an_answer_is_read_inside_the_wiki(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    address = page.url
    page.locator("button.open").click()
    inside = frame_of(page)
    title = {"mediawiki": "Eastern Syria, November 2017", "dokuwiki": "Eastern Syria"}[wiki]
    assert inside.locator("#context .what").inner_text() == title
    identity = {"mediawiki": "Eastern_Syria,_November_2017", "dokuwiki": "syria"}[wiki]
    assert inside.locator("#context li").get_attribute("title") == identity
    put(inside, SEED)
    assert inside.locator(".card").count() == len(CITATIONS)
    first = inside.locator(".card").first.inner_text()
    assert "Harbour Courier" in first
    assert "Speaker the ministry" in first
    assert wikis.desk.asked[-1].history[0].question == title
    assert page.url == address
    picture(page, f"{wiki}-button")


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_the_place_in_a_page_becomes_the_chat_with_the_height_of_its_answer(wikis, visit, wiki):
    page = visit(desk_page(wikis, wiki))
    inside = frame_of(page)
    place = page.locator("[data-whosaid-inline]")
    assert place.get_attribute("onclick") is None
    assert place.get_attribute("data-opener") is None
    assert page.locator("button.open").count() == 0
    assert inside.locator("h1").inner_text() == "Ask about this"
    before = page.locator("iframe[allow]").bounding_box()["height"]
    put(inside, SEED)
    page.wait_for_timeout(600)
    assert page.locator("iframe[allow]").bounding_box()["height"] > before + 400
    picture(page, f"{wiki}-inline")


@pytest.mark.parametrize("address", ["mediawiki/index.php?title=Plain_desk", "dokuwiki/doku.php?id=plain"])
def test_the_tag_needs_no_options(wikis, visit, address):
    wiki, path = address.split("/", 1)
    put(frame_of(visit(f"{getattr(wikis, wiki)}/{path}")), SEED)


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_what_is_selected_in_the_wiki_goes_with_the_question(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    told = page.get_by_text("The coalition turned down joint strikes").first
    told.click(click_count=3)
    page.locator("button.open").click()
    inside = frame_of(page)
    inside.locator("[data-name=selection]").wait_for()
    picture(page, f"{wiki}-selection")
    put(inside, "Who says this?")
    assert (
        wikis.desk.asked[-1].history[-1].question.startswith("The coalition turned down joint strikes on the columns")
    )


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_by_keyboard_from_the_button_to_a_citation_and_back(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    page.locator("button.open").focus()
    page.keyboard.press("Enter")
    inside = frame_of(page)
    page.wait_for_timeout(300)
    page.keyboard.type(SEED)
    page.keyboard.press("Enter")
    inside.locator(".turn .searched").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert inside.locator("#t1c1").evaluate("card => card === document.activeElement")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="hidden")
    assert focused(page) == "open"


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_on_a_phone_it_fills_the_screen(wikis, visit, wiki):
    page = visit(article(wikis, wiki), viewport=PHONE, is_mobile=True, has_touch=True)
    page.locator("button.open").tap()
    inside = frame_of(page)
    put(inside, SEED)
    assert inside.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") == 0
    panel = page.locator("[role=dialog]").bounding_box()
    seen = page.evaluate("[visualViewport.width, visualViewport.height]")
    assert (panel["width"], panel["height"]) == (pytest.approx(seen[0], abs=2), pytest.approx(seen[1], abs=2))
    picture(page, f"{wiki}-phone")


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_in_an_arabic_wiki_it_is_arabic_and_on_the_other_side(wikis, visit, wiki):
    page = visit(article(wikis, wiki), cookies={"test_lang": "ar"})
    button = page.locator("button.open")
    assert button.inner_text() == "اسأل هذا الأرشيف"
    assert button.bounding_box()["x"] < 60
    button.click()
    inside = frame_of(page)
    put(inside, SEED)
    assert inside.locator("html").get_attribute("dir") == "rtl"
    picture(page, f"{wiki}-arabic")


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_in_a_dark_wiki_it_is_dark(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    dark = "html, body, body * { background-color: #14171a !important; color: #ddd !important }"
    page.evaluate(
        "css => { const s = document.createElement('style'); s.textContent = css; document.head.append(s) }", dark
    )
    page.locator("button.open").click()
    inside = frame_of(page)
    put(inside, SEED)
    assert inside.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(21, 23, 26)"
    picture(page, f"{wiki}-dark")


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_when_the_chat_is_down_the_reader_gets_a_sentence_with_a_link(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    page.locator("button.open").wait_for()
    page.context.route("**/embed/?**", lambda route: route.abort("connectionrefused"))
    page.locator("button.open").click()
    page.locator(".down").wait_for()
    assert "does not answer here" in page.locator(".down").inner_text()
    assert page.locator(".down a").get_attribute("href").startswith(f"{wikis.desk.address}/embed/")
    picture(page, f"{wiki}-down")


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_when_even_the_loader_is_missing_the_place_is_a_link(wikis, visit, wiki):
    page = visit(f"{getattr(wikis, wiki)}/favicon.ico")
    page.context.route("**/widget.js", lambda route: route.abort("connectionrefused"))
    page.goto(desk_page(wikis, wiki))
    link = page.locator("[data-whosaid-inline] a")
    assert link.inner_text() == "Ask this archive"
    assert link.get_attribute("href") == f"{wikis.desk.address}/embed/"


@pytest.mark.parametrize("skin", SKINS)
def test_every_skin_of_mediawiki_shows_the_same_button(wikis, visit, skin):
    page = visit(article(wikis, "mediawiki") + f"&useskin={skin}")
    look = "b => { const s = getComputedStyle(b); return [s.fontSize, s.color, s.backgroundColor, b.offsetHeight] }"
    assert page.locator("button.open").evaluate(look) == ["15px", "rgb(255, 255, 255)", "rgb(23, 64, 90)", 43]
    page.locator("button.open").click()
    frame_of(page)


def test_under_mediawiki_s_own_content_policy_it_works(wikis, visit):
    page = visit(article(wikis, "mediawiki"), cookies={"test_csp": "on"})
    response = page.reload()
    assert wikis.desk.address in response.headers["content-security-policy"]
    page.locator("button.open").click()
    inside = frame_of(page)
    put(inside, SEED)
    assert inside.locator(".card").count() == len(CITATIONS)
    assert [said for said in page.said if "qa.test" in said] == []


def test_without_the_extension_the_wiki_s_common_script_can_load_it(wikis, visit):
    page = visit(article(wikis, "mediawiki"), cookies={"test_button": "off"})
    page.wait_for_function("window.mw?.loader?.getScript")
    assert page.locator("script[src*='widget.js']").count() == 0
    page.evaluate("window.WhosaidConfig = { position: 'start' }")
    page.evaluate("url => { mw.loader.getScript(url) }", f"{wikis.desk.address}/widget.js")
    page.locator("button.open").click()
    inside = frame_of(page)
    assert inside.locator("#context .what").inner_text() == "Eastern Syria, November 2017"
    assert inside.locator("#context li").get_attribute("title") == "Eastern_Syria,_November_2017"
    put(inside, SEED)


LOGIN = {
    "mediawiki": ("/index.php?title=Special:UserLogin", "#wpName1", "#wpPassword1", "#wpLoginAttempt"),
    "dokuwiki": (
        "/doku.php?id=syria&do=login",
        "#dw__login [name=u]",
        "#dw__login [name=p]",
        "#dw__login [type=submit]",
    ),
}


@pytest.mark.parametrize("wiki", ["mediawiki", "dokuwiki"])
def test_whoever_is_logged_in_to_the_wiki_is_vouched_for_and_nobody_else(wikis, visit, wiki):
    page = visit(article(wikis, wiki))
    assert page.locator("script[data-whosaid]").get_attribute("data-token") is None
    way, name, password, button = LOGIN[wiki]
    page.goto(getattr(wikis, wiki) + way)
    page.fill(name, "Admin")
    page.fill(password, "Newsroom-Test-2026")
    page.click(button)
    page.goto(article(wikis, wiki))
    page.locator("button.open").click()
    before = len(wikis.desk.asked_whole)
    put(frame_of(page), SEED)
    assert len(wikis.desk.asked_whole) == before + 1
    assert "token" not in page.url + frame_of(page).locator("html").evaluate("() => location.href")


def test_the_wiki_s_options_reach_the_chat(wikis, visit):
    options = {"language": "fr", "position": "start", "outlets": "Harbour Courier", "title": 'A "quoted" <b>desk</b>'}
    page = visit(article(wikis, "mediawiki"), cookies={"test_options": json.dumps(options).replace('"', "%22")})
    page.locator("button.open").click()
    inside = frame_of(page)
    put(inside, SEED)
    assert page.locator("[role=dialog]").get_attribute("aria-label") == 'A "quoted" <b>desk</b>'
    assert inside.locator("html").get_attribute("lang") == "fr"
    assert wikis.desk.asked[-1].outlets == ("Harbour Courier",)


@pytest.mark.parametrize(
    "query", ["title=Special:UserLogin", "title=Special:RecentChanges", "title=Main_Page&action=edit",
              "title=Main_Page&action=history"]
)  # fmt: skip
def test_no_script_of_ours_stands_where_the_wiki_is_worked_on(wikis, visit, query):
    page = visit(f"{wikis.mediawiki}/index.php?{query}")
    assert page.locator("script[src*='widget.js']").count() == 0


@pytest.mark.parametrize("query", ["id=syria&do=edit", "id=syria&do=login", "do=recent", "id=syria&do=media"])
def test_no_script_of_ours_stands_where_the_dokuwiki_is_worked_on(wikis, visit, query):
    page = visit(f"{wikis.dokuwiki}/doku.php?{query}")
    assert page.locator("script[src*='widget.js']").count() == 0


def test_a_copy_of_the_wiki_elsewhere_cannot_show_the_chat(wikis, visit):
    with pages() as (port, held):
        loader = f'<script src="{wikis.desk.address}/widget.js" defer></script>'
        held["/copy"] = (f'<!doctype html><html lang="en"><title>Newsroom Wiki</title>{loader}<body>…', {})
        page = visit(f"http://evil.test:{port}/copy")
        page.locator("button.open").click()
        page.locator(".down").wait_for()
    assert any("frame-ancestors" in said for said in page.said)
