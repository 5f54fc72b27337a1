import json
from pathlib import Path
from typing import Any

import pytest

from domain import Evidence, Passage, Query, Reference, Span
from errors import BadInput
from evaluation.retrieval import Asked, as_json, measure, read_questions, table

CORPUS = [
    {"id": "ar-1", "lang": "ar", "title": "مؤتمر", "text": "قال الوزير إن المفاوضات فشلت.\nوأضاف أن الموعد تأجل."},
    {
        "id": "en-1",
        "lang": "en",
        "title": "Bridge closed",
        "text": "The old bridge is closed.\nRepairs take two years.",
    },
]
QUESTIONS = [
    {
        "id": "q1",
        "lang": "en",
        "question": "How long do repairs take?",
        "articles": ["en-1"],
        "support": {"en-1": [2]},
        "answerable": True,
    },
    {
        "id": "q2",
        "lang": "en",
        "question": "Who said that the talks failed?",
        "articles": ["ar-1"],
        "support": {"ar-1": [1]},
        "answerable": True,
    },
    {"id": "q3", "lang": "en", "question": "Unanswerable?", "articles": [], "support": {}, "answerable": False},
]


def write(path: Path, rows: list[dict[str, Any]]):
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf8")
    return path


@pytest.fixture
def asked(tmp_path: Path):
    return read_questions(write(tmp_path / "questions.jsonl", QUESTIONS), write(tmp_path / "corpus.jsonl", CORPUS))


def evidence(article: str, text: str, rank: int):
    reference = Reference(article, None, None, "en", path=f"/news/{article}.html")
    return Evidence(Passage(f"x#{rank}", "x", Span(0, len(text)), text), reference, 1.0 / rank, rank, ("vectors",))


class FakeArchive:
    """Finds for every question the same passages."""

    def __init__(self, *found: tuple[str, str]) -> None:
        self.found = [evidence(article, text, rank) for rank, (article, text) in enumerate(found, 1)]

    def retrieve(self, query: Query, limit: int = 50):
        return self.found[:limit]


def test_unanswerable_questions_are_left_out(asked: tuple[Asked, ...]):
    assert [q.id for q in asked] == ["q1", "q2"]


def test_a_passage_that_holds_the_line_counts_and_its_rank_gives_the_reciprocal(asked: tuple[Asked, ...]):
    archive = FakeArchive(
        ("en-1", "The old bridge is closed."), ("en-1", "It is so. Repairs take two years. More follows.")
    )
    scores = measure(archive, asked)
    assert scores["mono"].means["MRR"] == pytest.approx(0.5)
    assert scores["mono"].means["passage@10"] == 1.0
    assert scores["mono"].means["nDCG@10"] == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3)


def test_the_same_words_in_another_article_do_not_count(asked: tuple[Asked, ...]):
    archive = FakeArchive(("en-9", "Repairs take two years."))
    assert measure(archive, asked)["mono"].means["passage@10"] == 0.0


def test_the_right_article_counts_even_where_the_passage_is_wrong(asked: tuple[Asked, ...]):
    archive = FakeArchive(("en-1", "The old bridge is closed."))
    scores = measure(archive, asked)
    assert (scores["mono"].means["article@5"], scores["mono"].means["passage@10"]) == (1.0, 0.0)


def test_article_at_5_counts_articles_not_passages(asked: tuple[Asked, ...]):
    many = [("en-2", f"Something else, part {n}.") for n in range(9)]
    scores = measure(FakeArchive(*many, ("ar-1", "قال الوزير إن المفاوضات فشلت.")), asked)
    assert scores["cross"].means["article@5"] == 1.0


def test_questions_are_told_apart_by_language_and_pair(asked: tuple[Asked, ...]):
    scores = measure(FakeArchive(("ar-1", "قال الوزير إن المفاوضات فشلت.")), asked)
    assert {"all", "mono", "cross", "to ar", "from en", "en→ar", "en→en"} == set(scores)
    assert scores["to ar"].means["R@10"] == 1.0
    assert scores["all"].questions == 2


def test_an_archive_that_finds_nothing_scores_zero(asked: tuple[Asked, ...]):
    scores = measure(FakeArchive(), asked)
    assert set(scores["all"].means.values()) == {0.0}


def test_the_table_has_a_row_per_part_and_the_json_the_same_figures(asked: tuple[Asked, ...]):
    scores = measure(FakeArchive(("ar-1", "قال الوزير إن المفاوضات فشلت.")), asked)
    assert table(scores).splitlines()[3].split()[:2] == ["cross", "1"]
    assert as_json(scores)["cross"]["passage@10"] == 1.0


def test_a_broken_line_is_named(tmp_path: Path):
    bad = tmp_path / "questions.jsonl"
    bad.write_text(json.dumps(QUESTIONS[0]) + "\nnot json\n", encoding="utf8")
    with pytest.raises(BadInput, match="line 2"):
        read_questions(bad, write(tmp_path / "corpus.jsonl", CORPUS))


def test_a_question_about_an_article_that_is_not_in_the_corpus_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="article 'en-1' is not in the corpus"):
        read_questions(write(tmp_path / "q.jsonl", QUESTIONS), write(tmp_path / "c.jsonl", CORPUS[:1]))
