"""Question, signals → what tells an answer from none, over a small archive."""

from pathlib import Path

import pytest

from answer.confidence import shown
from answer.fitted import fitted_for
from answer.question import understand
from answer.signals import measure
from domain import Query
from index import Archive
from ingest import ingest

DAM = """The dam above Lund

“The dam was safe in March,” said Anna Berg, the engineer who inspected it.

The mayor of Lund promised that a new bridge would cost 40 million crowns.
"""
FERRY = """The ferry to Bornholm is late

The ferry left two hours after noon, and its owner blamed the fog.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, embedder) -> Archive:
    folder: Path = tmp_path_factory.mktemp("confidence")
    (folder / "news").mkdir()
    (folder / "news" / "dam.txt").write_text(DAM, "utf-8")
    (folder / "news" / "ferry.txt").write_text(FERRY, "utf-8")
    with Archive.write(folder / "archive", embedder) as writer:
        ingest([folder / "news"], writer, embedder=embedder)
    return Archive.open(folder / "archive", embedder)


def seen(question: str, archive: Archive) -> dict[str, float]:
    asked = understand(Query(question))
    evidence = archive.retrieve(Query(asked.topic, language=asked.asked_in), 50)
    return shown(asked, measure(asked, evidence, archive), fitted_for(archive.embedder))


def test_a_name_that_no_article_holds_is_told_from_one_that_stands_there(archive):
    assert seen("Who told Anna Berg that the dam was safe?", archive)["no_name"] == 0
    assert seen("Who told Theresa Mayhew that the dam was safe?", archive)["no_name"] == 1
    assert seen("Who told Anna Berg and Theresa Mayhew that it was safe?", archive)["no_name"] == 0.5


def test_the_word_that_the_best_article_lacks_counts_by_its_weight(archive):
    told = seen("Who said the dam was safe in March?", archive)["worst_word"]
    lacked = seen("Who said the dam was safe for elephants?", archive)["worst_word"]
    assert lacked > told + 0.1


def test_a_question_for_a_number_looks_for_one_in_the_finds(archive):
    assert seen("How much will the new bridge cost?", archive)["valued"] > 0
    assert seen("How late did the ferry to Bornholm leave?", archive)["valued"] == 0


def test_who_says_something_is_told_from_who_does_something(archive):
    says, does = seen("Who said the dam was safe?", archive), seen("Who inspected the dam?", archive)
    assert (says["who"], says["who_says"], does["who"], does["who_says"]) == (1, 1, 1, 0)


def test_which_thing_is_no_question_for_a_speaker():
    assert understand(Query("On which trip did Ann Lee visit the dam?")).kind == "fact"
    assert understand(Query("In welchem Jahr brach der Damm?")).kind == "fact"
    assert understand(Query("Auf welches Schiff brachte man ihn?")).kind == "fact"
    assert understand(Query("¿En qué barco viajó el ministro?")).kind == "fact"
    assert understand(Query("Which minister called the dam safe?")).kind == "who"
    assert understand(Query("According to which minister is the dam safe?")).kind == "who"
