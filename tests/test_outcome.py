"""What a worker that a file has taken over may send: nothing is made of it, and nothing here is changed by it."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain import Article, Reference
from errors import UnreadableArticle
from ingest.bundles import Member
from ingest.outcome import Strange, told
from ingest.readers.feeds import Entry
from ingest.readers.listings import Listing
from ingest.reading import FileContents, ReadArticle, read_data

REFERENCE = Reference("a", "The dam", None, "en", date(2026, 11, 22), ("Ann Lee",), opens=date.max)
READ = ReadArticle(Article(REFERENCE, "The dam\n\nIt holds."), True, ("a note",))
FORGED = b"\x80\x04cingest.reading\nReadArticle\nN}\x8c\x07article\x8c\x06FORGEDs\x86b0N."
"""Sets `article` on the class that it names, and tells nothing else."""


@pytest.mark.parametrize(
    "outcome",
    [
        FileContents([READ], ["a problem"], ["2 pages"]),
        [Member("a.txt", "", 1, 2, 3), Member("b.txt", "encrypted")],
        Listing([Entry("http://a.example/", changed=datetime(2026, 11, 22, tzinfo=UTC))], ["http://a.example/map"]),
        read_data(Path("a.txt"), b"The dam\n\nIt holds, said Mayor Ann Lee on Monday."),
        None,
    ],
)
def test_an_outcome_is_told_as_it_was_sent(outcome: object):
    assert told(pickle.dumps((outcome, False))) == (outcome, False)
    assert told(pickle.dumps(None)) is None


def test_a_reason_is_told_with_its_words():
    outcome, last = told(pickle.dumps((UnreadableArticle("empty"), True))) or (None, False)
    assert (type(outcome), str(outcome), last) == (UnreadableArticle, "empty", True)


@pytest.mark.parametrize(
    "sent",
    [
        pickle.dumps(7),
        pickle.dumps((FileContents([READ]), 1)),
        pickle.dumps(("text", False)),
        pickle.dumps((FileContents([5]), False)),  # type: ignore[list-item]
        pickle.dumps((FileContents([READ._replace(article="FORGED")]), False)),  # type: ignore[arg-type]
        pickle.dumps((ReadArticle, False)),
        pickle.dumps((READ, False)),
        pickle.dumps((Path("/etc"), False)),
        b"\x80\x04(cingest.reading\nFileContents\n)\x81\x89t.",  # one without its fields
        b"and so on",
    ],
)
def test_what_no_worker_would_send_is_strange(sent: bytes):
    with pytest.raises(Strange):
        told(sent)


def test_an_outcome_changes_no_class_of_ours():
    told(FORGED)
    assert ReadArticle("the true article", False, ()).article == "the true article"  # type: ignore[arg-type, comparison-overlap]
