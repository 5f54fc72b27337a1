"""Reports of tests become a line for each thing tried, and a page with every row of the table."""

from types import SimpleNamespace

from tests.torture_report import ROWS, lines, reported, write_page


def report(outcome: str, nodeid: str, *told: tuple[str, str]) -> SimpleNamespace:
    return SimpleNamespace(outcome=outcome, when="call", nodeid=nodeid, user_properties=list(told))


STATS = {
    "passed": [
        report("passed", "tests/test_a.py::test_one_works[1]", ("row 18", "")),
        report("passed", "tests/test_a.py::test_one_works[2]", ("row 18", "")),
        report("passed", "tests/test_b.py::test_kills", ("row 20", ""), ("row 20", "50 of 50")),
        report("passed", "tests/test_b.py::test_of_no_row"),
    ],
    "failed": [report("failed", "tests/test_c.py::test_a_lock_holds", ("row 24", ""))],
}


def test_what_a_test_recorded_counts_before_its_name_and_equal_ones_are_counted():
    assert lines(reported(STATS)) == [
        "row 18  passed: one works (2 times)",
        "row 20  passed: 50 of 50",
        "row 24  failed: a lock holds",
    ]


def test_the_page_has_every_row_and_says_what_was_not_tried(tmp_path):
    write_page(tmp_path / "build" / "torture.md", reported(STATS))
    page = (tmp_path / "build" / "torture.md").read_text(encoding="utf-8").splitlines()
    assert len(page) == 4 + len(ROWS)
    assert "| 20 | an ingest killed at any moment | passed: 50 of 50 |" in page
    assert "| 21 | power cut | not tried in this run |" in page
