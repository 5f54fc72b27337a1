"""The page in a real browser: asking, reading, filtering, by mouse, by keyboard, on a phone, in the dark, in Arabic.

Screenshots go to build/screenshots, or to the folder that the environment variable SCREENSHOTS names.
"""

from typing import Any

import pytest

from tests.embed_fixtures import PICTURES, SEED, WIDE, Desk, chromium
from tests.web_fixtures import CITATIONS

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def site():
    with Desk(pace=0.3) as desk, chromium() as browser:
        yield browser, f"http://127.0.0.1:{desk.port}"


@pytest.fixture
def visit(site):
    """Opens the page in a fresh profile; afterwards nothing may have gone elsewhere or complained."""
    browser, address = site
    contexts, elsewhere, complaints = [], [], []

    def opened(path="/", **options):
        context = browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | options))
        contexts.append(context)
        context.on("request", lambda r: None if r.url.startswith((address, "data:")) else elsewhere.append(r.url))
        context.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda e: complaints.append(str(e.error)))
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_selector("html[data-ready='yes']" if path.startswith("/?") or path == "/" else "body")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert elsewhere == []
    assert complaints == []


def put(page: Any, question: str) -> None:
    answered = page.locator(".searched").count()
    page.fill("#question textarea", question)
    page.click("#ask")
    page.wait_for_function("n => document.querySelectorAll('.searched').length > n", arg=answered)


def picture(page: Any, name: str, whole: bool = True) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(700)  # the scroll and the fade have ended
    place = "p => { const c = document.getElementById('composer'); if (c) c.style.position = p }"
    page.evaluate(place, "static" if whole else "")  # what stays at the window's foot would stand amid a whole page
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
    page.evaluate(place, "")


def sideways(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_an_answer_streams_in_and_its_citation_opens_the_exact_words(visit):
    page = visit()
    picture(page, "start")
    page.fill("#question textarea", SEED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".text p")
    assert page.locator(".text p").count() < 3, "the whole answer came at once"
    page.wait_for_selector(".turn .searched")
    assert page.locator(".text p").count() == 3
    assert page.locator(".card").count() == len(CITATIONS)
    assert page.locator("table.claims tbody").count() == 3
    picture(page, "wide")
    page.click(".text a.cite >> text=6")
    assert page.evaluate("document.activeElement.id") == "t1c6"
    assert page.locator("#t1c6 mark").inner_text() == CITATIONS[5].quote
    picture(page, "citation", whole=False)
    with page.context.expect_page() as opened:
        page.click("#t1c6 a.open")
    article = opened.value
    article.wait_for_load_state()
    assert article.locator("mark#quote").inner_text() == CITATIONS[5].quote
    assert article.locator("mark#quote").bounding_box()["y"] < WIDE["height"]
    picture(article, "article")


def test_a_number_shows_its_quote_on_hover_and_on_focus(visit):
    page = visit()
    put(page, SEED)
    page.hover(".text a.cite >> text=3 >> nth=0")
    assert page.locator("#hint").is_visible()
    assert CITATIONS[2].quote in page.locator("#hint").inner_text()
    picture(page, "hint", whole=False)
    page.mouse.move(2, 2)
    page.locator("#hint").wait_for(state="hidden")


def test_filters_narrow_the_answer_and_are_shown_with_it(visit):
    page = visit()
    page.click("#filters > button")
    page.get_by_label("العربية").check()
    picture(page, "filters", whole=False)
    put(page, SEED)
    assert page.locator(".card").count() == 1
    assert page.locator(".card blockquote").get_attribute("dir") == "rtl"
    assert "العربية" in page.locator(".searched").inner_text()
    page.click("#clear")
    put(page, SEED)
    assert page.locator(".turn:last-child .card").count() == len(CITATIONS)


def test_a_filter_is_taken_away_at_the_answer_and_the_question_asked_again_without_it(visit):
    page = visit()
    page.click("#filters > button")
    for language in ("العربية", "English"):
        page.get_by_label(language).check()
    page.fill("#filter-since input", "2017-11-14")
    put(page, SEED)
    page.click("#filters > button")
    chips = page.locator(".turn:last-child .searched .drop")
    assert chips.count() == 3
    chips.first.scroll_into_view_if_needed()
    picture(page, "chips", whole=False)
    page.get_by_role("button", name="Leave out: العربية").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#t2 .searched")
    assert page.locator("#t2 .drop").count() == 2
    assert page.locator("#t2 .asked").inner_text() == SEED
    page.wait_for_function("document.activeElement.id === 'a2'")
    page.click("#t2 .edit")
    page.wait_for_selector("#filters > button.open")
    chosen = page.locator("#filter-languages")
    assert not chosen.get_by_label("العربية").is_checked()
    assert chosen.get_by_label("English").is_checked()
    assert page.input_value("#filter-since input") == "2017-11-14"


def test_what_a_number_shows_can_be_reached_with_the_mouse_and_shut_with_esc(visit):
    page = visit()
    put(page, SEED)
    page.hover(".text a.cite >> text=3 >> nth=0")
    page.locator("#hint blockquote").hover()
    page.wait_for_timeout(500)
    assert page.locator("#hint").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#hint").is_visible()


def test_on_a_touch_screen_a_number_opens_its_card_at_once(visit):
    page = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    put(page, SEED)
    page.locator(".text a.cite >> text=3 >> nth=0").tap()
    page.wait_for_function("document.activeElement.id === 't1c3'")
    assert CITATIONS[2].quote in page.locator("#t1c3").inner_text()
    assert not page.locator("#hint").is_visible()


def test_a_date_that_is_none_is_refused_in_one_sentence_and_the_question_is_kept(visit):
    page = visit()
    page.click("#filters > button")
    page.fill("#filter-since input", "last week")
    page.fill("#question textarea", SEED)
    page.click("#ask")
    page.wait_for_selector(".problem")
    assert "“last week” is not a date" in page.locator(".problem").inner_text()
    assert page.input_value("#question textarea") == SEED


def test_the_interface_turns_arabic_with_the_whole_conversation_and_stays_so(visit):
    page = visit()
    put(page, SEED)
    page.click("#language input")
    page.click("#language [role=option] >> text=العربية")
    page.wait_for_selector("html[dir=rtl][lang=ar]")
    assert page.locator("#ask").inner_text() == "اسأل"
    assert "من يقول ماذا" in page.locator(".turn").inner_text()
    assert page.locator("#t1c1 blockquote").get_attribute("dir") == "ltr"
    assert sideways(page) == 0
    picture(page, "arabic")
    page.reload()
    page.wait_for_selector("html[dir=rtl][lang=ar]")
    put(page, "swans")
    picture(page, "arabic-not-found")


@pytest.mark.parametrize("code", ["fr", "de", "ru", "zh", "tr"])
def test_a_link_can_ask_for_the_interface_in_a_language(visit, code):
    page = visit(f"/?lang={code}")
    assert page.get_attribute("html", "lang") == code
    assert page.locator("#ask").inner_text() != "Ask"


def test_a_phone_shows_everything_without_scrolling_sideways(visit):
    page = visit(viewport=PHONE, is_mobile=True, has_touch=True)
    picture(page, "phone-start")
    assert sideways(page) == 0
    page.click("#filters > button")
    assert sideways(page) == 0
    page.click("#filters > button")
    put(page, SEED)
    assert sideways(page) == 0
    picture(page, "phone")
    put(page, "swans")
    assert sideways(page) == 0
    article = visit("/articles/gangwan?start=0&end=9&lang=en#quote", viewport=PHONE, is_mobile=True)
    assert sideways(article) == 0
    picture(article, "phone-article")


def test_an_unbroken_line_does_not_widen_a_phone(visit):
    page = visit(viewport=PHONE, is_mobile=True)
    put(page, "swans" + "w" * 900)
    assert sideways(page) == 0


def test_the_dark_page_is_dark_everywhere(visit):
    page = visit(color_scheme="dark")
    put(page, SEED)
    picture(page, "dark")
    for selector in ("body", ".card", "#question textarea"):
        red, green, blue = page.evaluate(
            "s => getComputedStyle(document.querySelector(s)).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)",
            selector,
        )
        assert max(red, green, blue) < 80, selector
    article = visit("/articles/harbour?start=50&end=120&lang=en", color_scheme="dark")
    picture(article, "dark-article")


def test_everything_can_be_done_with_the_keyboard_alone(visit):
    page = visit()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.type(SEED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .searched")
    page.focus("#language input")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cite"
    assert page.locator("#hint").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#hint").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "t1c1"
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "a1"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_the_answer_is_copied_with_its_citations(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    put(page, SEED)
    page.click("button.copy")
    page.wait_for_function("document.querySelector('button.copy').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"> {CITATIONS[2].quote}" in copied
    assert f"{page.url.rstrip('/')}/articles/warta?start=" in copied


def test_a_follow_up_adds_to_the_conversation_and_a_new_one_begins_empty(visit):
    page = visit()
    page.click("#examples button >> nth=0")
    page.wait_for_selector(".turn .searched")
    assert not page.locator("#examples").is_visible()
    put(page, "and what about swans?")
    assert page.locator(".turn").count() == 2
    assert "does not answer" in page.locator(".turn:last-child").inner_text()
    picture(page, "not-found", whole=False)
    page.click("#fresh")
    page.wait_for_function("document.querySelectorAll('.turn').length === 0")
    assert page.locator("#examples").is_visible()


def test_hostile_text_stays_text(visit):
    page = visit()
    page.evaluate("() => { window.alert = () => { window.pwned = true } }")
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script> ![](http://x.example/x.png) swans ${alert(1)}"
    put(page, hostile)
    assert page.locator(".asked").inner_text() == hostile
    assert page.locator("#thread img, #thread script").count() == 0
    assert page.evaluate("window.pwned") is None


def test_a_failure_inside_is_one_sentence(visit):
    page = visit()
    page.fill("#question textarea", "please crash")
    page.click("#ask")
    page.wait_for_selector(".problem")
    assert "Something went wrong on our side." in page.locator(".problem").inner_text()
    assert "secret" not in page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_of_wcag_a_and_aa(visit, scheme):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

    def violations(page: Any) -> list[Any]:
        found = axe.run(page, options=rules)["violations"]
        return [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found]

    page = visit(color_scheme=scheme)
    assert violations(page) == []
    page.click("#filters > button")
    page.wait_for_timeout(300)
    assert violations(page) == []
    put(page, SEED)
    page.wait_for_timeout(700)
    assert violations(page) == []
    assert violations(visit("/articles/sada?start=57&end=90&lang=en", color_scheme=scheme)) == []
