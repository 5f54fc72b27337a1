"""Answers are kept, opened again, and say what has changed since; what is not to be kept or seen is not."""

import re
import sqlite3
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answer import Answerer, Desk, Record, as_json, changes
from domain import AnswerSentence, Citation, Query, Span, Turn
from errors import DamagedArchive
from index import Archive
from tests.small_archive import prepared, toy_embedder
from tests.web_fixtures import FakeArchive, ask, serving

DAM = "The dam is safe, the ministry said on Monday. Engineers looked at it for a week."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    write(folder, prepared("dam", DAM, title="Dam report", published=date(2026, 1, 2), embedder=toy_embedder()))
    write(folder, prepared("sea", "The sea is calm, the harbour master said.", title="Sea report"))
    return folder


def write(folder: Path, *articles: Any) -> None:
    with Archive.write(folder, toy_embedder()) as writer:
        writer.put(articles)


def given(folder: Path) -> Any:
    """The opened folder, and an answer that cites its first article."""
    archive: Any = Archive.open(folder, toy_embedder())
    dam = archive.article("dam")
    start = dam.text.index("The dam is safe")
    quote = Span(start, start + len("The dam is safe"))
    citation = Citation(1, dam.reference, quote, quote.of(dam.text), "", ", the ministry said on Monday.")
    answer = replace(
        Answerer(archive).ask(Query("Is the dam safe?", history=(Turn("Which dam?", "That one."),))),
        status="answered",
        sentences=(AnswerSentence("The Demo Herald: “The dam is safe”", (1,)),),
        citations=(citation,),
    )
    assert {e.reference.id for e in answer.evidence} >= {"dam"}
    return archive, answer


def test_a_kept_answer_comes_back_whole_under_an_id_that_nobody_can_guess(folder):
    archive, answer = given(folder)
    record: Any = Record(folder, 10, 30)
    first, second = (record.keep(answer, archive, restricted=False) for _ in range(2))
    assert re.fullmatch("[A-Za-z0-9_-]{16}", first.id)
    assert first.id != second.id
    found = record.find(first.id, restricted=False)
    assert found.answer == first
    assert as_json(found.answer) == as_json(first)
    assert as_json(first)["address"] == f"/answers/{first.id}"
    assert set(found.hashes) >= {"dam"}
    assert found.versions["embedder"].startswith("toy")


@pytest.mark.parametrize("id_", ["", "x", "../../etc/passwd", "A" * 16, "A" * 5000, "' OR 1=1 --0000", "A" * 15 + "\n"])
def test_an_id_that_does_not_exist_finds_nothing(folder, id_):
    archive, answer = given(folder)
    record: Any = Record(folder, 10, 30)
    assert record.find(id_, restricted=True) is None
    record.keep(answer, archive, restricted=False)
    assert record.find(id_, restricted=True) is None


def test_the_oldest_answers_go_first_and_old_ones_are_forgotten(folder):
    archive, answer = given(folder)
    record: Any = Record(folder, 3, 30)
    ids = [record.keep(answer, archive, restricted=False).id for _ in range(5)]
    assert [record.find(id_, restricted=False) is not None for id_ in ids] == [False, False, True, True, True]
    with sqlite3.connect(folder / "answers.sqlite") as connection:
        connection.execute("UPDATE kept SET given = '2020-01-01T00:00:00+00:00' WHERE id = ?", (ids[3],))
    connection.close()
    assert record.find(ids[3], restricted=False) is None
    record.keep(answer, archive, restricted=False)
    assert len(list(record.every())) == 2


def test_nothing_is_kept_where_the_setting_says_so(folder):
    archive, answer = given(folder)
    assert Record(folder, 0, 30).keep(answer, archive, restricted=False) == answer
    assert not (folder / "answers.sqlite").exists()


def test_a_record_that_cannot_be_written_costs_the_link_and_not_the_answer(folder):
    archive, answer = given(folder)
    (folder / "answers.sqlite").mkdir()
    assert Record(folder, 10, 30).keep(answer, archive, restricted=False) == answer


def test_a_damaged_record_is_no_answer_and_no_traceback(folder):
    archive, answer = given(folder)
    record: Any = Record(folder, 10, 30)
    kept = record.keep(answer, archive, restricted=False)
    with sqlite3.connect(folder / "answers.sqlite") as connection:
        connection.execute("UPDATE kept SET body = X'00'")
    connection.close()
    assert record.find(kept.id, restricted=False) is None
    (folder / "answers.sqlite").write_bytes(b"no database")
    assert record.find(kept.id, restricted=False) is None


def test_keeping_an_answer_does_not_wait_for_an_ingest(folder):
    archive, answer = given(folder)
    with Archive.write(folder, toy_embedder()) as writer:
        kept = Record(folder, 10, 30).keep(answer, archive, restricted=False)
        writer.put([prepared("new", "Something new, the mayor said.", title="News")])
    assert kept.kept


def test_what_was_given_to_a_known_reader_is_not_shown_to_anybody_else(folder):
    archive, answer = given(folder)
    record: Any = Record(folder, 10, 30)
    inner = record.keep(answer, archive, restricted=True)
    outer = record.keep(answer, archive, restricted=False)
    assert record.find(inner.id, restricted=False) is None
    assert record.find(inner.id, restricted=True) is not None
    assert record.find(outer.id, restricted=True) is not None


def test_an_article_that_was_updated_or_withdrawn_is_flagged(folder):
    archive, answer = given(folder)
    kept = Record(folder, 10, 30).find(
        Record(folder, 10, 30).keep(answer, archive, restricted=False).id, restricted=False
    )
    assert kept is not None
    assert changes(kept, archive.article) == ()
    quotes = [c.quote for c in answer.citations if c.reference.id == "dam"]
    write(folder, prepared("dam", DAM + " An update follows.", title="Dam report"))
    assert [(c.reference.id, c.kind) for c in changes(kept, archive.article)] == [("dam", "updated")]
    write(folder, prepared("dam", "Everything was rewritten.", title="Dam notice"))
    assert [c.kind for c in changes(kept, archive.article)] == ["reworded"]
    assert all(quote not in archive.article("dam").text for quote in quotes)
    with Archive.write(folder, toy_embedder()) as writer:
        writer.delete(["dam"])
    (gone,) = changes(kept, archive.article)
    assert (gone.kind, gone.reference.title) == ("withdrawn", "Dam report")
    assert gone.markers == tuple(c.marker for c in answer.citations if c.reference.id == "dam")


def test_the_command_lists_what_was_corrected(tmp_path, embedder, python):
    written = tmp_path / "dam.txt"
    written.write_text(f"Dam report\n\n{DAM}\n", "utf-8")
    ingest = [python, "-m", "ingest", str(tmp_path), "--archive", str(tmp_path / "var"), "--prune"]
    subprocess.run(ingest, check=True, capture_output=True)
    archive: Any = Archive.open(tmp_path / "var", embedder)
    answer = Answerer(archive).ask(Query("Who says the dam is safe?"))
    assert answer.citations
    kept = Record(tmp_path / "var", 10, 30).keep(answer, archive, restricted=False)
    told = [python, "-m", "answer", "--corrections", "--archive", str(tmp_path / "var")]
    assert subprocess.run(told, check=True, capture_output=True, text=True).stdout == ""
    written.write_text("Dam report\n\nThe ministry took everything back on Tuesday, and said nothing else.\n", "utf-8")
    subprocess.run(ingest, check=True, capture_output=True)
    (line,) = subprocess.run(told, check=True, capture_output=True, text=True).stdout.splitlines()
    assert line.split("\t")[0] == f"/answers/{kept.id}"
    assert line.split("\t")[1] in ("reworded", "withdrawn")
    assert line.split("\t")[3] == "Who says the dam is safe?"


def test_a_record_that_is_no_database_is_named_by_the_command(folder):
    (folder / "answers.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedArchive, match="delete it to forget"):
        list(Record(folder, 10, 30).every())


def test_a_desk_keeps_the_whole_of_a_streamed_answer_once(folder):
    archive = Archive.open(folder, toy_embedder())
    desk: Any = Desk(Answerer(archive), archive, Record(folder, 10, 30))
    steps = list(desk.stream(Query("Is the dam safe?")))
    assert [step.kept for step in steps] == [False, True]
    assert len(list(desk.record.every())) == 1
    assert desk.find(steps[-1].id).answer == steps[-1]


class Shelf(FakeArchive):
    """The archive of the page's tests, of which an article can be taken away or changed."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}
        self.embedder = toy_embedder()

    def article(self, article_id: str) -> Any:
        return self.changed.get(article_id, super().article(article_id))


@pytest.fixture
def kept_page(tmp_path):
    """A client of a page that keeps its answers, its archive, and the id of one kept answer."""
    shelf = Shelf()
    record: Any = Record(tmp_path, 10, 30)

    def asked(query: Query) -> Any:
        return record.keep(ask(query), shelf, restricted=False)

    with serving(asked, shelf, find=lambda id_: record.find(id_, restricted=False)) as client:
        told = client.post("/api/ask", json={"question": "Who claims the US refused strikes?"}).json()
        yield client, shelf, told["id"]


def test_the_page_of_a_kept_answer_shows_it_with_nothing_changed(kept_page):
    client, _, id_ = kept_page
    page = client.get(f"/answers/{id_}", headers={"accept": "text/html", "accept-language": "fr"})
    assert page.status_code == 200
    assert "Rien de ce que cette réponse cite n’a changé depuis." in page.text
    assert page.text.count('class="card"') == 6
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert f"/answers/{id_}?lang=fr" in page.text


def test_a_withdrawn_and_an_updated_article_are_flagged_on_the_page_and_in_json(kept_page):
    client, shelf, id_ = kept_page
    harbour = shelf.article("harbour")
    shelf.changed = {"sada": None, "harbour": replace(harbour, text=harbour.text + "\n\nA correction follows.")}
    page = client.get(f"/answers/{id_}?lang=en").text
    assert page.count("Withdrawn since this answer was given") == 2  # above the answer and on its card
    assert page.count("Updated since this answer was given; the cited words still stand in it.") == 3
    told = client.get(f"/answers/{id_}", headers={"accept": "application/json"}).json()
    assert [(c["article"], c["change"], c["markers"]) for c in told["kept"]["changes"]] == [
        ("harbour", "updated", [1, 6]),
        ("sada", "withdrawn", [3]),
    ]
    assert told["id"] == id_
    assert told["citations"][0]["quote"]


@pytest.mark.parametrize("id_", ["nothing", "A" * 16, "%2e%2e%2f", "<script>"])
def test_an_address_without_an_answer_is_one_clear_sentence_and_404(kept_page, id_):
    client, _, _ = kept_page
    page = client.get(f"/answers/{id_}", headers={"accept-language": "en"})
    data = client.get(f"/answers/{id_}", headers={"accept": "application/json"})
    assert (page.status_code, data.status_code) == (404, 404)
    assert list(data.json()) == ["error"]
    assert "<script>" not in page.text


def test_the_words_about_changes_are_there_in_every_language_of_the_page():
    from web.words import PAGE_LANGUAGES, words

    for code in PAGE_LANGUAGES:
        told = {words(code)[f"kept_{kind}"] for kind in ("updated", "reworded", "withdrawn", "unchanged")}
        assert len(told) == 4
        assert code == "en" or not told & {words("en")[f"kept_{kind}"] for kind in ("updated", "withdrawn")}
