"""The widget on pages of other sites, in a real browser: what it asks for, tells, obeys, and what strangers cannot do.

The wikis themselves are in test_wikis.py. Screenshots go to build/screenshots.
"""

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest

from tests.embed_fixtures import PHONE, SEED, WIDE, Desk, chromium, focused, frame_of, pages, picture, put
from tests.web_fixtures import CITATIONS

pytestmark = pytest.mark.browser
STORY = "<h1>Harbour</h1><p id=told>The coalition turned down joint strikes.</p>"


@pytest.fixture(scope="module")
def site():
    with pages() as (port, held), chromium() as browser:
        wiki, local = f"http://wiki.test:{port}", f"http://127.0.0.1:{port}"
        with Desk((wiki, local)) as desk:
            yield SimpleNamespace(browser=browser, held=held, wiki=wiki, local=local, port=port, desk=desk)


@pytest.fixture
def visit(site):
    """Opens a page of some site with the loader in it; afterwards no script of ours may have failed."""
    contexts: list[Any] = []
    failures: list[str] = []

    def opened(options="", *, story=STORY, root='lang="en"', at=None, headers=None, desk=None, **profile):
        desk = desk or site.desk.address
        loader = f'<script src="{desk}/widget.js" defer data-whosaid {options}></script>'
        html = f"<!doctype html><html {root}><head><title>Harbour expansion</title>{loader}</head><body>{story}</body>"
        site.held["/page"] = (html, headers or {})
        context = site.browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | profile))
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.said, page.requested = [], []
        page.on("console", lambda m: page.said.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("request", lambda r: page.requested.append(r.url))
        context.on("weberror", lambda e: failures.append(str(e.error)))
        page.goto(f"{at or site.wiki}/page")
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert failures == []


def ask(page: Any, question: str = SEED) -> Any:
    page.locator("button.open").click()
    inside = frame_of(page)
    put(inside, question)
    return inside


def select(page: Any, what: str = "#told") -> None:
    page.evaluate("what => getSelection().selectAllChildren(document.querySelector(what))", what)


def box(page: Any, what: str) -> Any:
    return page.locator(what).bounding_box()


# Asking


def test_before_the_click_the_page_costs_one_request_and_after_it_the_answer_is_read_in_the_panel(site, visit):
    page = visit()
    page.locator("button.open").wait_for()
    page.wait_for_load_state("networkidle")
    ours = [url for url in page.requested if "qa.test" in url]
    assert ours == [f"{site.desk.address}/widget.js"]
    inside = ask(page)
    assert inside.locator(".card").count() == len(CITATIONS)
    assert "Harbour Courier" in inside.locator(".card").first.inner_text()
    assert "Speaker the ministry · claims" in inside.locator(".card").first.inner_text()
    assert page.url == f"{site.wiki}/page"
    strangers = [url for url in page.requested if not url.startswith((site.wiki, site.desk.address))]
    assert strangers == []
    picture(page, "widget-answer")


def test_a_citation_s_number_leads_to_its_card_and_the_card_to_the_article_in_a_tab_of_its_own(visit):
    page = visit()
    inside = ask(page)
    inside.locator(".text a.cite", has_text="6").first.click()
    page.wait_for_timeout(200)
    assert inside.locator("#t1c6").evaluate("card => card === document.activeElement")
    with page.context.expect_page() as opened:
        inside.locator("#t1c6 a.open").click()
    assert opened.value.locator("#quote").inner_text().startswith("the fighters were")


def test_a_second_question_comes_after_the_first_and_carries_it_along(site, visit):
    inside = ask(visit("data-context=off"))
    put(inside, "And who denies it?")
    inside.locator("#t2").wait_for()
    assert inside.locator(".turn").count() == 2
    assert inside.locator("#t1c1, #t2c1").count() == 2
    assert [turn.question for turn in site.desk.asked[-1].history] == [SEED]


def test_what_cannot_be_asked_is_one_sentence_and_stays_in_the_box(visit):
    page = visit()
    page.locator("button.open").click()
    inside = frame_of(page)
    put(inside, "please crash")
    assert "Something went wrong on our side." in inside.locator(".problem").inner_text()
    assert inside.locator("#words").input_value() == "please crash"


def test_filters_of_the_frame_are_chosen_and_taken_away_again_at_the_answer(site, visit):
    page = visit('data-outlets="Harbour Courier"')
    page.locator("button.open").click()
    inside = frame_of(page)
    inside.locator("#narrow summary").click()
    inside.get_by_label("English").check()
    inside.get_by_label("Until this day").fill("2017-12-01")
    picture(page, "widget-filters")
    put(inside, SEED)
    asked = site.desk.asked[-1]
    assert (asked.languages, asked.outlets, str(asked.until)) == (("en",), ("Harbour Courier",), "2017-12-01")
    assert inside.locator("#narrow").get_attribute("open") is None
    inside.locator(".searched .drop").last.scroll_into_view_if_needed()
    picture(page, "widget-chips")
    inside.get_by_role("button", name="Leave out: Harbour Courier").press("Enter")
    inside.locator("#t2 .searched").wait_for()
    assert inside.locator("#a2").evaluate("answer => answer === document.activeElement")
    inside.locator("#t2").get_by_role("button", name="Leave out: English").click()
    inside.locator("#t3 .searched").wait_for()
    inside.locator("#t3").get_by_role("button", name="Leave out: until").click()
    inside.locator("#t4 .searched").wait_for()
    assert inside.locator("#t4 .drop").count() == 0
    last = site.desk.asked[-1]
    assert (last.question, last.languages, last.outlets, last.until) == (SEED, (), (), None)


# What the page tells


def test_the_selected_text_goes_with_one_question_and_the_page_s_title_with_all(site, visit):
    page = visit()
    select(page)
    page.locator("button.open").click()
    inside = frame_of(page)
    inside.locator("#context [data-name=selection]").wait_for()
    assert inside.locator("#context .what").all_inner_texts() == [
        "Harbour expansion", "The coalition turned down joint strikes."]  # fmt: skip
    picture(page, "widget-context")
    put(inside, "Who says this?")
    told = [turn.question for turn in site.desk.asked[-1].history]
    assert told == ["Harbour expansion", "The coalition turned down joint strikes."]
    assert "The coalition turned down" in inside.locator(".went-along").inner_text()
    put(inside, "And then?")
    inside.locator("#t2").wait_for()
    assert [turn.question for turn in site.desk.asked[-1].history] == ["Harbour expansion", "Who says this?"]


def test_text_selected_while_the_chat_is_open_is_offered_too(visit):
    page = visit()
    page.locator("button.open").click()
    inside = frame_of(page)
    assert inside.locator("[data-name=selection]").count() == 0
    select(page)
    inside.locator("[data-name=selection]").wait_for()


def test_what_the_reader_takes_away_does_not_come_back(site, visit):
    page = visit()
    page.locator("button.open").click()
    inside = frame_of(page)
    inside.get_by_role("button", name="Leave out: This page").click()
    assert inside.locator("#context").is_hidden()
    page.locator(".bar button").click()
    page.locator("button.open").click()
    page.wait_for_timeout(300)
    assert inside.locator("#context").is_hidden()
    put(inside, SEED)
    assert site.desk.asked[-1].history == ()


def test_a_page_that_wants_to_tell_nothing_tells_nothing(visit):
    page = visit("data-context=off")
    select(page)
    page.locator("button.open").click()
    inside = frame_of(page)
    page.wait_for_timeout(300)
    assert inside.locator("#context").is_hidden()


def test_hostile_context_is_text(visit):
    page = visit("""data-page-title='<img src=x onerror="alert(1)">' data-title='<b>x</b>'""")
    page.locator("button.open").click()
    inside = frame_of(page)
    inside.locator("#context li").wait_for()
    assert inside.locator("#context .what").inner_text() == '<img src=x onerror="alert(1)">'
    assert inside.locator("#context img").count() == 0
    assert page.locator(".bar b").inner_text() == "<b>x</b>"


# Options


def test_the_options_of_the_script_tag_are_obeyed(site, visit):
    page = visit('data-language=fr data-theme=dark data-position=start data-outlets="Harbour Courier|Other" '
                 'data-title="Le bureau" data-placeholder="Qui a dit quoi ?"')  # fmt: skip
    assert page.locator("button.open").inner_text() == "Interroger cette archive"
    assert box(page, "button.open")["x"] < 40
    inside = ask(page)
    assert page.locator("[role=dialog]").get_attribute("aria-label") == "Le bureau"
    assert inside.locator("html").get_attribute("lang") == "fr"
    assert "dark" in inside.locator("body").get_attribute("class").split()
    assert site.desk.asked[-1].outlets == ("Harbour Courier", "Other")
    page.reload()
    page.locator("button.open").click()
    assert frame_of(page).locator("#words").get_attribute("placeholder") == "Qui a dit quoi ?"


def test_an_element_of_the_page_can_be_the_opener(visit):
    page = visit('data-opener=".ask-us"', story=STORY + '<p><a class="ask-us" href="#no">Ask us</a></p>')
    link = page.locator(".ask-us")
    page.wait_for_selector(".ask-us[aria-expanded=false]")
    assert page.locator("button.open").count() == 0
    link.click()
    frame_of(page).locator("#words").press("Escape")
    page.wait_for_selector(".ask-us[aria-expanded=false]")
    assert focused(page) == "ask-us"
    assert not page.url.endswith("#no")


def test_a_script_that_was_loaded_without_a_tag_of_its_own_takes_its_options_from_the_page(site, visit):
    page = visit(desk="http://127.0.0.1:9")
    page.evaluate("window.WhosaidConfig = { title: 'From the page' }")
    page.evaluate("""src => { const made = document.createElement('script'); made.src = src;
        document.head.append(made); }""", site.desk.address + "/widget.js")  # fmt: skip
    page.locator("button.open").click()
    assert page.locator(".bar b").inner_text() == "From the page"


def test_twice_the_loader_is_one_button(site, visit):
    page = visit(story=STORY + f'<script src="{site.desk.address}/widget.js?2" defer></script>')
    page.locator("button.open").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("button.open").count() == 1


# Inline


def test_inline_the_height_follows_the_answer(visit):
    page = visit(story="<p>Before.</p><div data-whosaid-inline data-height=3000></div><p>After.</p>")
    inside = frame_of(page)
    page.wait_for_timeout(300)
    before = box(page, "iframe")["height"]
    put(inside, SEED)
    page.wait_for_function("n => document.querySelector('[data-whosaid-inline] > div')"
                           ".shadowRoot.querySelector('iframe').clientHeight > n + 400", arg=before)  # fmt: skip
    room = inside.locator("html").evaluate("root => [root.scrollHeight, root.clientHeight]")
    assert room[0] <= room[1]
    assert page.locator("button.open").count() == 0
    picture(page, "widget-inline")


def test_inline_the_height_keeps_to_its_limit(visit):
    page = visit(story="<div data-whosaid-inline data-height=500></div>")
    put(frame_of(page), SEED)
    page.wait_for_timeout(500)
    assert box(page, "iframe")["height"] == 500


def test_a_place_on_the_page_may_be_named_by_the_script(visit):
    page = visit("data-target='#here'", story="<div id=here>…</div>")
    put(frame_of(page), SEED)
    assert page.locator("#here").inner_text() == ""


# Keyboard and focus


def test_by_keyboard_alone_from_the_button_to_a_citation_and_back(visit):
    page = visit(story='<a href="#x">first</a>' + STORY)
    page.locator("button.open").wait_for()
    for _ in range(3):
        page.keyboard.press("Tab")
        if focused(page) == "open":
            break
    assert focused(page) == "open"
    page.keyboard.press("Enter")
    inside = frame_of(page)
    page.wait_for_timeout(300)
    assert inside.locator("#words").evaluate("field => field === document.activeElement")
    page.keyboard.type(SEED)
    page.keyboard.press("Enter")
    inside.locator(".turn .searched").wait_for()
    page.keyboard.press("Tab")
    assert inside.locator("a.cite").first.evaluate("link => link === document.activeElement")
    page.wait_for_timeout(200)
    assert inside.locator("#hint").is_visible()
    picture(page, "widget-keyboard")
    page.keyboard.press("Enter")
    assert inside.locator("#t1c1").evaluate("card => card === document.activeElement")
    page.keyboard.press("Escape")
    assert inside.locator("#a1").evaluate("answer => answer === document.activeElement")
    page.keyboard.press("Escape")
    assert inside.locator("#words").evaluate("field => field === document.activeElement")
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="hidden")
    assert focused(page) == "open"
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert inside.locator("#words").evaluate("field => field === document.activeElement"), "not so when opened again"
    assert inside.locator(".turn").count() == 1, "the conversation is gone"


def test_the_close_button_comes_first_and_gives_the_focus_back(visit):
    page = visit()
    button = page.locator("button.open")
    button.click()
    frame_of(page)
    assert page.locator("[role=dialog] > .bar > :first-child").get_attribute("aria-label") == "Close"
    assert button.get_attribute("aria-expanded") == "true"
    page.locator(".bar button").click()
    assert focused(page) == "open"
    assert button.get_attribute("aria-expanded") == "false"


# Looks


@pytest.mark.parametrize(
    ("css", "scheme", "dark"),
    [("background: #101418", "light", True), ("background: #fff", "dark", False), ("", "dark", False),
     ("color-scheme: light dark", "dark", True), ("background: rgba(0, 0, 0, 0)", "light", False)],
)  # fmt: skip
def test_the_chat_is_as_dark_as_the_page_around_it(visit, css, scheme, dark):
    page = visit(story=STORY + f"<style>html {{ {css} }}</style>", color_scheme=scheme)
    inside = ask(page)
    paper = inside.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper))) < 200) == dark
    if dark and scheme == "light":
        picture(page, "widget-dark")


def test_a_right_to_left_page_has_all_of_it_mirrored(visit):
    page = visit(root='lang="ar" dir="rtl"', story="<h1>ميناء</h1><p id=told>رفض التحالف الضربات المشتركة.</p>")
    assert box(page, "button.open")["x"] < 40
    inside = ask(page)
    assert inside.locator("html").get_attribute("dir") == "rtl"
    assert box(page, ".bar button")["x"] < box(page, ".bar b")["x"]
    picture(page, "widget-rtl")


def test_on_a_phone_it_fills_the_screen_and_nothing_overflows(visit):
    page = visit(viewport=PHONE, story='<meta name="viewport" content="width=device-width">' + STORY)
    inside = ask(page)
    panel = box(page, "[role=dialog]")
    assert (panel["x"], panel["y"], panel["width"], panel["height"]) == (0, 0, *PHONE.values())
    over = "root => root.scrollWidth - root.clientWidth"
    assert inside.locator("html").evaluate(over) == 0
    assert page.locator("html").evaluate(over) == 0
    picture(page, "widget-phone")


def test_the_wiki_s_styles_stay_outside(visit):
    ugly = "<style>* { font: 40px cursive !important; color: red !important; background: lime !important; "
    ugly += "display: block !important; text-transform: uppercase } button { width: 600px !important }</style>"
    page = visit(story=STORY + ugly)
    button = page.locator("button.open")
    assert button.evaluate("b => getComputedStyle(b).fontSize") == "15px"
    assert button.evaluate("b => getComputedStyle(b).textTransform") == "none"
    assert box(page, "button.open")["width"] < 300


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_of_wcag_a_and_aa(visit, theme):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

    def violations(where: Any) -> list[Any]:
        found = axe.run(where, options=rules)["violations"]
        return [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found]

    page = visit(f"data-theme={theme}")
    page.locator("button.open").wait_for()
    assert violations(page) == []
    select(page)
    inside = ask(page)
    inside.locator("#t1c1").wait_for()
    page.wait_for_timeout(400)
    assert violations(page) == []
    (frame,) = (frame for frame in page.frames if "/embed/" in frame.url)
    assert violations(frame) == []


# Strict wikis, strangers, failures


def test_the_strictest_policy_that_can_work_at_all_works(site, visit):
    qa = site.desk.address
    policy = (f"default-src 'none'; script-src {qa}; frame-src {qa}; "
              "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'")  # fmt: skip
    page = visit(headers={"Content-Security-Policy": policy})
    inside = ask(page)
    assert inside.locator(".card").count() == len(CITATIONS)
    assert box(page, "[role=dialog]")["width"] == 440
    assert [said for said in page.said if "violates" in said or "Trusted" in said] == []


def test_a_wiki_that_isolates_itself_can_show_it(site, visit):
    headers = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
    local = site.desk.address.replace("qa.test", "127.0.0.1")
    page = visit(at=site.local, desk=local, headers=headers)
    assert page.evaluate("crossOriginIsolated")
    assert ask(page).locator(".card").count() == len(CITATIONS)


def test_a_wiki_that_blocks_the_frame_gets_the_sentence_with_the_link(site, visit):
    policy = f"default-src 'none'; script-src {site.desk.address}"
    page = visit(headers={"Content-Security-Policy": policy})
    page.locator("button.open").click()
    assert_fallback(site, page)


def test_a_foreign_site_can_neither_frame_it_nor_call_it(site, visit):
    evil = f"http://evil.test:{site.port}"
    page = visit(at=evil)
    page.locator("button.open").click()
    assert_fallback(site, page)
    assert any("frame-ancestors" in said for said in page.said)
    picture(page, "widget-refused")
    asked = len(site.desk.asked)
    call = """async ([url, type, body]) => { try {
        const sent = body ? { method: 'POST', body, headers: { 'content-type': type } } : {};
        const got = await fetch(url, { ...sent, credentials: 'include' });
        return [got.status, (await got.text()).length]; } catch (error) { return String(error); } }"""
    question = '{"question": "who?"}'
    for attempt in (["/api/ask", "application/json", question], ["/api/ask", "text/plain", question],
                    ["/embed/", "application/x-www-form-urlencoded", "question=who"], ["/embed/", "", ""],
                    ["/api/health", "", ""], ["/config", "", ""]):  # fmt: skip
        attempt[0] = site.desk.address + attempt[0]
        assert "Failed to fetch" in page.evaluate(call, attempt)
    assert len(site.desk.asked) == asked


def test_a_foreign_site_s_form_is_refused_too(site, visit):
    asked = len(site.desk.asked)
    action = site.desk.address + "/embed/"
    form = f"<form method=post action={action}><input name=question value=who><button id=go>x</button></form>"
    page = visit(at=f"http://evil.test:{site.port}", story=form)
    with page.expect_navigation() as gone:
        page.click("#go")
    assert gone.value.status == 403
    assert len(site.desk.asked) == asked


def test_messages_of_others_are_not_heard(site, visit):
    page = visit(story=STORY + "<iframe id=other srcdoc='<p>x'></iframe>")
    page.locator("button.open").click()
    inside = frame_of(page)
    shut = "({ ns: 'whosaid', v: 1, type: 'close' })"
    page.evaluate(f"postMessage({shut}, '*')")
    page.frame_locator("#other").locator("p").evaluate(f"() => parent.postMessage({shut}, '*')")
    told = "{ ns: 'whosaid', v: 1, type: 'context', title: 'Planted', selection: 'Planted' }"
    page.frame_locator("#other").locator("p").evaluate(
        f"() => {{ for (let n = 0; n < parent.frames.length; n++) parent.frames[n].postMessage({told}, '*'); }}"
    )
    page.wait_for_timeout(300)
    assert page.locator("[role=dialog]").is_visible()
    assert "Planted" not in inside.locator("#composer").inner_text()


def test_when_the_chat_is_down_there_is_a_sentence_with_a_link_and_later_the_chat(site, visit):
    page = visit()
    page.locator("button.open").wait_for()
    page.context.route("**/embed/?**", lambda route: route.abort("connectionrefused"))
    page.locator("button.open").click()
    assert_fallback(site, page)
    picture(page, "widget-down")
    page.context.unroute("**/embed/?**")
    page.locator(".bar button").click()
    page.locator("button.open").click()
    put(frame_of(page), SEED)
    assert page.locator(".down").is_hidden()


def test_when_the_chat_is_really_down_the_place_keeps_its_link(visit):
    story = '<div data-whosaid-inline><a href="http://127.0.0.1:9/embed/">Ask the archive</a></div>'
    page = visit(desk="http://127.0.0.1:9", story=story)
    assert page.locator("[data-whosaid-inline] a").is_visible()


def test_when_the_chat_goes_away_between_two_questions_the_question_stays(site, visit):
    page = visit()
    inside = ask(page)
    page.context.route("**/embed/", lambda route: route.abort("connectionrefused"))
    inside.locator("#words").fill("And who denies it?")
    inside.locator("#words").press("Enter")
    inside.locator(".problem").wait_for()
    assert "could not be reached" in inside.locator(".problem").inner_text()
    assert inside.locator("#words").input_value() == "And who denies it?"


def test_without_scripts_the_frame_is_a_form_that_answers(site):
    context = site.browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    site.held["/plain"] = (f'<!doctype html><iframe src="{site.desk.address}/embed/?lang=en" title="Chat" '
                           'style="width:600px;height:800px"></iframe>', {})  # fmt: skip
    page.goto(f"{site.wiki}/plain")
    inside = page.frame_locator("iframe")
    inside.locator("#words").fill(SEED)
    inside.locator("#ask").click()
    inside.locator(".card").first.wait_for()
    inside.locator("#words").fill("And who denies it?")
    inside.locator("#ask").click()
    inside.locator("#t2c1").wait_for()
    assert [turn.question for turn in site.desk.asked[-1].history] == [SEED]
    picture(page, "embed-without-scripts")
    assert context.cookies() == []
    context.close()


def assert_fallback(site: Any, page: Any) -> None:
    page.locator(".down").wait_for(timeout=12_000)
    assert "does not answer here" in page.locator(".down").inner_text()
    link = page.locator(".down a")
    assert link.get_attribute("href") == f"{site.desk.address}/embed/?lang=en"
    assert link.get_attribute("target") == "_blank"
    assert page.locator("iframe[allow]").is_hidden()


def test_the_question_box_is_ready_and_answers(visit, record_property):
    """No limit here: the number is for whoever reads the report."""
    page = visit()
    page.locator("button.open").wait_for()
    begun = time.perf_counter()
    ask(page)
    record_property("seconds from click to answer", round(time.perf_counter() - begun, 2))
    assert page.locator("iframe").count() == 1
