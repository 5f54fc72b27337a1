"""The process beside an ingest that finds statements: the same as found here, whatever becomes of it."""

import os
import signal

import pytest

from attribution import statements
from domain import Article, Reference
from ingest import beside

ARTICLES = [
    Article(Reference(f"a{n}", "The dam", None, "en"), f"The dam\n\n“Gate {n} holds,” Mayor Ann Lee said. It rained.")
    for n in range(40)
]


@pytest.fixture
def other(monkeypatch):
    """A process of this test's own."""
    made = beside._Other()
    monkeypatch.setattr(beside, "_other", lambda: made)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    yield made
    made.threads.shutdown()
    if made._process:
        made._process.kill()
        made._process.wait()


def asked(articles) -> beside.Beside:
    found = beside.Beside()
    for article in articles:
        found.begin(article)
    return found


def test_what_is_found_beside_is_what_is_found_here(other, monkeypatch):
    work = asked(ARTICLES)
    other.threads.submit(int).result()  # all that waited has been handed over, and come back
    monkeypatch.setattr(beside, "statements", lambda _: pytest.fail("nothing is left to be done here"))
    assert work.statements(ARTICLES) == [statements(article) for article in ARTICLES]


def test_what_the_other_has_not_begun_is_done_here(other):
    assert asked(ARTICLES).statements(ARTICLES) == [statements(article) for article in ARTICLES]


def test_a_few_articles_start_no_process(other):
    few = ARTICLES[: beside.TOGETHER - 1]
    assert asked(few).statements(few) == [statements(article) for article in few]
    assert other._process is None


def test_on_one_processor_there_is_no_process(other, monkeypatch):
    monkeypatch.setattr(beside, "_processors", lambda: 1)
    assert asked(ARTICLES).statements(ARTICLES) == [statements(article) for article in ARTICLES]
    assert other._process is None


def test_when_it_is_killed_the_rest_is_done_here(other):
    assert other.statements(ARTICLES[:1]) == [statements(ARTICLES[0])]
    os.kill(other._process.pid, signal.SIGSTOP)
    work = asked(ARTICLES)
    os.kill(other._process.pid, signal.SIGKILL)
    assert work.statements(ARTICLES) == [statements(article) for article in ARTICLES]


def test_an_article_that_changed_since_it_was_begun_is_read_anew(other):
    work = asked(ARTICLES)
    changed = Article(ARTICLES[0].reference, "The dam\n\n“It broke,” Mayor Ann Lee said.")
    assert work.statements([changed]) == [statements(changed)]


def test_it_ends_when_nobody_is_left_to_ask(other):
    other.statements(ARTICLES[:1])
    other._pipe.close()
    assert other._process.wait(20) == 0


def test_whatever_goes_wrong_over_there_nobody_waits_for_it(other, monkeypatch):
    def too_much(articles):
        raise MemoryError

    monkeypatch.setattr(other, "statements", too_much)
    work = asked(ARTICLES[: beside.TOGETHER])
    other.threads.submit(int).result()
    assert all(told.done() for _, told in work._asked.values())
    assert work.statements(ARTICLES[:1]) == [statements(ARTICLES[0])]


def test_one_that_left_for_idleness_is_replaced_and_its_pipe_closed(other):
    other.statements(ARTICLES[:1])
    pipe = other._pipe
    other._process.terminate()
    other._process.wait()
    assert other.statements(ARTICLES[:1]) == [statements(ARTICLES[0])]
    assert pipe.closed


def test_one_that_is_just_leaving_is_replaced_for_those_that_follow(other, monkeypatch):
    other.statements(ARTICLES[:1])
    other._pipe.close()  # it leaves
    with monkeypatch.context() as before_it_is_seen:
        before_it_is_seen.setattr(other._process, "poll", lambda: None)
        with pytest.raises(OSError, match="closed"):
            other.statements(ARTICLES[:1])
    assert other.statements(ARTICLES[:1]) == [statements(ARTICLES[0])]
