"""How well words are met in whole articles: by what is stored with their passages, as if each were cut anew."""

from __future__ import annotations

import shutil
import sqlite3

import numpy as np
import pytest

from index import Archive
from tests.small_archive import prepared, toy_embedder

WORDS = ["Katalonia", "strikes", "Дамаск", "wounded people"]


@pytest.fixture(scope="module")
def articles(demo):
    return [demo.article(id_) for id_ in sorted(demo_ids(demo))[::9]]


def demo_ids(demo: Archive) -> list[str]:
    return [id_ for (id_,) in demo._library.connection.execute("SELECT id FROM articles")]


def anew(archive: Archive, articles) -> np.ndarray:
    """The same of the articles' whole texts."""
    texts = [(a.reference.language, f"{a.reference.title}\n{a.text}") for a in articles]
    return np.array([archive.support(word, texts)[0].max(axis=1) for word in WORDS])


def test_what_is_stored_says_the_same_as_the_text(demo, articles):
    met = demo.met(WORDS, articles)
    assert met.shape == (len(WORDS), len(articles))
    assert met == pytest.approx(anew(demo, articles), abs=0.01)
    assert met.max() > 0.9


def test_articles_whose_words_are_of_other_rules_are_cut_anew(demo_folder, articles, embedder, tmp_path):
    shutil.copytree(demo_folder, tmp_path / "archive")
    connection = sqlite3.connect(tmp_path / "archive" / "library.sqlite")
    with connection:
        connection.execute("UPDATE words SET rules = '0', pieces = X''")
    connection.close()
    archive = Archive.open(tmp_path / "archive", embedder)
    assert archive.met(WORDS, articles) == pytest.approx(anew(archive, articles), abs=0.01)
    archive.close()


def test_without_word_vectors_a_word_is_met_where_its_stem_stands(tmp_path):
    toy = toy_embedder()
    with Archive.write(tmp_path, toy) as writer:
        writer.put([prepared("one", "The dam was closed."), prepared("two", "The bridges were opened.")])
    archive = Archive.open(tmp_path, toy)
    both = [article for id_ in ("one", "two") if (article := archive.article(id_))]
    assert archive.met(["bridge", "dam", "zebra"], both).tolist() == [[0, 1], [1, 0], [0, 0]]
    assert archive.met(["bridge"], []).shape == (1, 0)
    assert archive.met([], both).shape == (0, 2)
    archive.close()
