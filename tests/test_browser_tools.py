"""What a reader does with an answer, in a real browser: sort, copy, ask on, report; the archive's page; signing in."""

import json
from typing import Any

import pytest

from tests.embed_fixtures import PHONE, SEED, WIDE, Desk, chromium, picture
from web import FeedbackFile, Identities, passwords

pytestmark = pytest.mark.browser
KNOWN = Identities(accounts={"mira": passwords.hashed("correct horse")})


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The chat with a password file, a place for feedback and uploads, and a browser."""
    kept = tmp_path_factory.mktemp("desk") / "feedback.jsonl"
    options: dict[str, Any] = {
        "identities": KNOWN,
        "feedback": FeedbackFile(kept),
        "upload": lambda name, data: {"new": 1},
    }
    with chromium() as browser, Desk(**options) as running:
        yield browser, running, kept


@pytest.fixture
def visit(desk):
    """Opens a page in a fresh profile; afterwards nothing may have complained."""
    browser, running, _ = desk
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(path: str = "/?lang=en", **options: Any) -> Any:
        context = browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | options))
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.on(
            "console",
            lambda m: (
                complaints.append(m.text)
                if m.type == "error" and not any(status in m.text for status in ("401", "404"))
                else None
            ),
        )
        context.on("weberror", lambda e: complaints.append(str(e.error)))
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{running.port}{path}")
        page.wait_for_selector("html[data-ready='yes']" if path.startswith("/?") else "body")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def asked(page: Any, question: str = SEED) -> Any:
    page.fill("#question textarea", question)
    page.click("#ask")
    page.wait_for_selector(".turn .feedback")
    return page


def order(page: Any) -> list[str]:
    return [who.split("\n")[0] for who in page.locator("table.claims .who").all_inner_texts()]


def test_the_claims_are_sorted_by_whoever_says_them_and_back(visit):
    page = asked(visit())
    before = order(page)
    page.get_by_role("button", name="who", exact=True).click()
    named = [who for who in order(page) if who != "The article itself"]
    assert named == sorted(named, key=str.casefold)
    assert order(page) != before
    assert page.locator(".sorting [aria-pressed=true]").inner_text() == "who"
    picture(page, "claims-sorted")
    page.get_by_role("button", name="order of the answer").click()
    assert order(page) == before


@pytest.mark.parametrize(
    ("form", "begins"), [("CSV", "speaker,chain,stance"), ("Markdown", "| Who |"), ("CSL-JSON", "[")]
)
def test_the_claims_are_copied_for_other_programs(visit, form, begins):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked(page)
    with_words = page.locator("button.copy", has_text=form)
    assert with_words.get_attribute("aria-label") == f"Copy as {form}"
    source = with_words.evaluate("button => button.nextElementSibling.value")
    assert source.startswith(begins)
    if form == "CSL-JSON":
        assert {item["type"] for item in json.loads(source)} == {"article-newspaper"}
    with_words.click()
    page.wait_for_selector("button.copy >> text=Copied")


def test_what_is_suggested_is_asked_with_one_click_and_remembered_on_this_device(visit):
    page = asked(visit())
    suggested = page.locator("button.next").first.inner_text()
    page.locator("button.next").first.click()
    page.wait_for_function("document.querySelectorAll('.turn .feedback').length === 2")
    assert page.locator(".turn .asked").last.inner_text() == suggested
    page.reload()
    page.wait_for_selector("#history li")
    assert page.locator("#history button.next").all_inner_texts()[0] == suggested
    picture(page, "history")
    page.click("#history .forget")
    assert not page.locator("#history").is_visible()
    assert page.evaluate("localStorage.getItem('whosaid-history')") is None


def test_a_wrong_answer_is_reported_with_its_reason(visit, desk):
    page = asked(visit())
    page.click(".feedback summary")
    page.check(".feedback [value=wrong_speaker]")
    page.fill(".feedback textarea", "It was the ministry's spokesman.")
    picture(page, "feedback")
    page.click(".feedback form button")
    page.wait_for_selector(".feedback [role=status]")
    assert "Thank you" in page.locator(".feedback").inner_text()
    kept = json.loads(desk[2].read_text().splitlines()[-1])
    assert (kept["reason"], kept["question"]) == ("wrong_speaker", SEED)


def test_the_dots_of_the_timeline_lead_to_their_citations(visit):
    page = asked(visit())
    dots = page.locator(".timeline a")
    assert dots.count() > 1
    dots.first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.card')")


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}], ids=["wide", "phone", "dark"])
def test_the_page_about_the_archive_is_seen_whole(visit, options):
    page = visit("/archive?lang=en", **options)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator("table.bars").count() == 3
    picture(page, f"archive-{'-'.join(options) or 'wide'}")


def test_signing_in_and_out_and_adding_an_article(visit):
    page = visit("/signin?lang=en")
    page.fill("#name", "mira")
    page.fill("#password", "wrong horse")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    picture(page, "signin")
    page.fill("#name", "mira")
    page.fill("#password", "correct horse")
    page.click("form button")
    page.wait_for_selector("html[data-ready='yes']")
    page.goto(page.url.split("?")[0] + "archive?lang=en")
    page.set_input_files("#files", {"name": "bridge.txt", "mimeType": "text/plain", "buffer": b"The bridge\n\nShut."})
    page.click("form button")
    page.wait_for_selector("[role=status] >> text=1 new")
    picture(page, "archive-upload")
    page.goto(page.url.replace("/archive", "/signin"))
    page.click("form button")
    page.wait_for_selector("#password")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation_where_nothing_is_found_nor_in_the_frame_with_all_of_it_open(visit, scheme, language):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    none = asked(visit(f"/?lang={language}", color_scheme=scheme), "swans")
    frame = visit(f"/embed/?lang={language}&outlets=Harbour+Courier&languages=en", color_scheme=scheme)
    frame.fill("#words", SEED)
    frame.click("#ask")
    frame.wait_for_selector(".feedback")
    frame.click("#narrow summary")
    frame.click(".feedback summary")
    picture(frame, f"frame-open-{language}-{scheme}")
    picture(none, f"nothing-found-{language}-{scheme}")
    for seen in (none, frame, visit(f"/answers/none?lang={language}", color_scheme=scheme)):
        seen.wait_for_timeout(500)
        found = axe.run(seen, options=rules)["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found] == []
        assert seen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_the_new_pages_and_tools(visit, scheme):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    page = asked(visit(color_scheme=scheme))
    page.click(".feedback summary")
    for seen in (page, *(visit(f"/{path}?lang=en", color_scheme=scheme) for path in ("archive", "signin"))):
        seen.wait_for_timeout(500)
        found = axe.run(seen, options=rules)["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found] == []
