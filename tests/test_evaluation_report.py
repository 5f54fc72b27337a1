"""Reports: inert whatever the articles hold, one file without requests, a megabyte at most."""

import csv
import io
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from evaluation import running
from evaluation.asking import System
from evaluation.records import Run
from evaluation.reporting import as_csv, as_html, as_junit, as_markdown, comparison_text, run_text
from evaluation.reporting.exports import cell
from tests.evaluation_fixtures import answer, citation, claim, collection, passage, system

EVIL = "<script>alert(1)</script>]]><img src=x onerror=alert(2)>{{ 7*7 }}&lt; \x00\x1b\ufffe\ud800 ‮=cmd|' /C calc'!A0"


def make(folder, asked: System, count: int = 12, limits=None) -> Run:
    tests = collection(count)
    records = running.run(running.chosen(tests), asked, running.described(tests), folder)
    return running.finished(folder, running.described(tests), records, limits or {})


def evil(query):
    if "number 1?" in query.question:
        raise RuntimeError(EVIL)
    return answer(
        text=EVIL,
        evidence=[passage("a", EVIL, outlet=EVIL)],
        citations=[citation(1, "a", EVIL, EVIL)],
        claims=[claim(EVIL, [1])],
        sentences=[{"text": EVIL, "markers": [1]}],
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_article_text_is_inert_in_the_page(tmp_path):
    html = as_html(make(tmp_path / "run", System(evil)))
    tags = Tags()
    tags.feed(html)
    names = [tag for tag, _ in tags.found]
    assert names.count("script") == 1
    assert "img" not in names
    assert not any(key.startswith("on") for _, attributes in tags.found for key in attributes)
    assert "{{ 7*7 }}" in html
    assert "alert(1)" in html  # shown, as text


def test_the_page_asks_for_nothing_outside(tmp_path):
    html = as_html(make(tmp_path / "run", system()))
    tags = Tags()
    tags.feed(html)
    assert not any(key in ("src", "href", "action", "data") for _, attributes in tags.found for key in attributes)
    assert "url(" not in html
    assert "default-src 'none'" in html
    assert "http://" not in html
    assert "https://" not in html


def test_junit_is_sound_and_tells_failure_from_error(tmp_path):
    run = make(tmp_path / "run", System(evil), limits={"speaker.right": 1.0, "nugget.all": 1.0})
    [suite] = ET.fromstring(as_junit(run).encode("utf-8"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("14", "1", "2")
    [error] = suite.findall("testcase[@name='c1']/error")
    assert error.attrib["message"].startswith("RuntimeError: <script>")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "\n-2"])
def test_a_cell_that_begins_like_a_formula_is_neutralised(text):
    assert cell(text).startswith("'")


def test_ordinary_cells_and_numbers_stay_as_they_are():
    assert [cell("Who?"), cell(-0.5), cell(None), cell(True)] == ["Who?", "-0.5", "", "1"]


def test_the_csv_has_a_row_per_case(tmp_path):
    text = as_csv(make(tmp_path / "run", System(evil)))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 13
    assert not any(field[:1] in "=+@" for row in rows[1:] for field in row if field)


def test_a_report_over_five_hundred_cases_stays_under_a_megabyte(tmp_path):
    long = "政府发言人说，" * 90

    def ask(query):
        found = dict(system().ask(query))
        return found | {
            "evidence": [passage(f"a{n}", long) for n in range(20)],
            "citations": [citation(n, "a", long) for n in range(8)],
        }

    html = as_html(make(tmp_path / "run", System(ask), 500))
    assert len(html.encode()) <= 1_000_000
    assert html.count('class="case"') == 500


def test_every_part_of_a_report_is_there(tmp_path):
    first, run = make(tmp_path / "a", system()), make(tmp_path / "b", system(lose=0.5), 12, {"article.R@10": 0.99})
    from evaluation.comparing import compare

    found = compare(first, run)
    html = as_html(run, found)
    for words in (
        "failed: article.R@10",
        "Against a",
        "Broken",
        "not retrieved: words of number",
        "abstention by confidence",
        "By language",
    ):
        assert words in html
    assert "regressions" in comparison_text(found)
    assert "worst cases" in run_text(run)
    assert "✗ 0.99" in as_markdown(run)
