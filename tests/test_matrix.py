"""The vectors in memory: what they find, also while the archive changes, and beside a search that rounds nothing."""

from datetime import date
from pathlib import Path

import numpy as np

from domain import Query
from index import Archive
from index.filters import Filters
from index.library import Library
from index.matrix import Matrix
from tests.small_archive import prepared, toy_embedder

EMBEDDER = toy_embedder()


def put(folder: Path, *names: str, text: str = "The dam of {} broke.", language: str = "en"):
    with Archive.write(folder, EMBEDDER) as writer:
        writer.put([prepared(name, text.format(name), language=language) for name in names])


def found(matrix: Matrix, library: Library, text: str, filters: Filters, limit: int = 9) -> list[str]:
    rows = matrix.nearest(EMBEDDER.embed_queries([text])[0], filters, limit)
    known = library.passages_by_row(rows)
    return [known[row][1] for row in rows if row in known]


def test_the_nearest_come_first_and_no_more_than_asked_for(tmp_path: Path):
    put(tmp_path, "aswan", "hoover", "itaipu")
    library = Library(tmp_path)
    assert found(Matrix(library), library, "the dam of Hoover", Filters(languages=("en",)), 1) == ["hoover"]
    assert len(found(Matrix(library), library, "the dam of Hoover", Filters(languages=("en",)))) == 3


def test_what_is_added_later_is_found_and_may_bring_a_new_language(tmp_path: Path):
    put(tmp_path, "aswan")
    library = Library(tmp_path)
    matrix = Matrix(library)
    assert found(matrix, library, "dam", Filters(languages=("fr",))) == []
    put(tmp_path, "vouglans", language="fr")
    assert found(matrix, library, "dam", Filters(languages=("fr",))) == ["vouglans"]


def test_an_article_without_a_date_fails_every_limit_and_one_of_the_day_itself_none(tmp_path: Path):
    with Archive.write(tmp_path, EMBEDDER) as writer:
        writer.put([prepared("dated", "The dam.", published=date(2017, 11, 14)), prepared("undated", "The dam.")])
    library = Library(tmp_path)
    day = date(2017, 11, 14)
    for limits in (Filters(since=day), Filters(until=day), Filters(since=day, until=day)):
        assert found(Matrix(library), library, "dam", limits) == ["dated"]


def test_articles_that_are_gone_hide_none_that_are_left(tmp_path: Path):
    gone = [f"gone{n}" for n in range(300)]
    put(tmp_path, *gone, text="The dam broke.")
    put(tmp_path, "left", text="Something else was about a dam.")
    archive = Archive.open(tmp_path, EMBEDDER)
    assert len(archive.retrieve(Query("the dam broke", languages=("en",)), 250)) == 250
    with Archive.write(tmp_path, EMBEDDER) as writer:
        writer.delete(gone)
    assert [e.passage.article for e in archive.retrieve(Query("the dam broke", languages=("en",)))] == ["left"]


def test_rounding_to_bytes_leaves_nearly_all_of_the_nearest_where_they_were(tmp_path: Path):
    texts = [f"Village {n} saw flood {n % 7} and fire {n % 11}." for n in range(400)]
    with Archive.write(tmp_path, EMBEDDER) as writer:
        writer.put([prepared(f"a{n}", text) for n, text in enumerate(texts)])
    library = Library(tmp_path)
    vectors = EMBEDDER.embed_documents(texts)
    hits = 0
    for n in range(40):
        question = EMBEDDER.embed_queries([f"fire {n % 11} of village {n}"])[0]
        scores = vectors @ question
        rows = Matrix(library).nearest(question, Filters(languages=("en",)), 10)
        hits += int(sum(scores[row - 1] >= np.sort(scores)[-10] - 1e-3 for row in rows))
    assert hits >= 396
