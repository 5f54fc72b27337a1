"""Words and whole articles go in; how well each article meets each word comes out, by the words stored with passages.

To cut an article's text into word pieces anew takes ten times as long as to read those of its passages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.interaction import RULES, support, word_support
from index.library import Words

if TYPE_CHECKING:
    from domain import Article
    from index.embedders import Embedder
    from index.static_model import Floats


def met(
    connection: sqlite3.Connection, embedder: Embedder, words: Sequence[str], articles: Sequence[Article]
) -> Floats:
    """`Archive.met`."""
    model = embedder.static
    stored = _stored(connection, [article.reference.id for article in articles]) if model is not None else {}
    if model is not None and all(article.reference.id in stored for article in articles):
        cut = [stored[article.reference.id] for article in articles]
        each = [support(model, word, cut)[0] for word in words]
    else:
        texts = [(article.reference.language, article.text) for article in articles]
        each = [word_support(embedder, word, texts)[0] for word in words]
    reached = [found.max(axis=1, initial=0.0) for found in each]
    return np.array(reached, dtype=np.float32).reshape(len(words), len(articles))


def _stored(connection: sqlite3.Connection, article_ids: Sequence[str]) -> Mapping[str, Words]:
    """The words of those articles all of whose passages have them by today's rules."""
    sql = f"""SELECT p.article, w.rules, w.pieces, w.norms FROM passages AS p LEFT JOIN words AS w ON w.row = p.row
              WHERE p.article IN ({", ".join("?" * len(article_ids))}) ORDER BY p.row"""
    passages: dict[str, list[Words]] = {}
    for article, *words in connection.execute(sql, tuple(article_ids)):
        passages.setdefault(article, []).append(Words(*words))
    return {
        article: Words(RULES, b"".join(w.pieces for w in own), b"".join(w.norms for w in own))
        for article, own in passages.items()
        if all(w.rules == RULES for w in own)
    }
