"""Domain objects ⇄ SQLite rows: what is stored of an article, a passage and a statement, and how it is read back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date
from typing import Any

from domain import Article, Link, Passage, Reference, Span, Statement

ARTICLE_COLUMNS = "id, path, outlet, title, language, published, authors, url, text, fingerprint, twin"
STATEMENT_COLUMNS = "article, first, last, form, confidence, found, shown, chain, credit"
REFERENCE_COLUMNS = "a.id, a.path, a.outlet, a.title, a.language, a.published, a.authors, a.url"


def fingerprint(article: Article) -> str:
    """sha256 over everything that is stored of an article except the file it came from."""
    r = article.reference
    day = r.published.isoformat() if r.published else None
    opens = [r.opens.isoformat()] if r.opens else []
    return _sha256([r.id, r.title, r.outlet, r.language, day, list(r.authors), r.url, article.text, *opens])


def twin(article: Article) -> str:
    """sha256 over outlet, title and text: equal for the same article delivered twice."""
    return _sha256([article.reference.outlet, article.reference.title, article.text])


def _sha256(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def article_row(article: Article) -> tuple[Any, ...]:
    """The values of ARTICLE_COLUMNS."""
    r = article.reference
    day = r.published.isoformat() if r.published else None
    authors = json.dumps(r.authors, ensure_ascii=False)
    head = (r.id, r.path, r.outlet, r.title, r.language, day, authors, r.url)
    return (*head, article.text, fingerprint(article), twin(article))


def reference_from(row: tuple[Any, ...]) -> Reference:
    """A reference from the values of REFERENCE_COLUMNS."""
    id_, path, outlet, title, language, published, authors, url = row[:8]
    day = date.fromisoformat(published) if published else None
    return Reference(id_, title, outlet, language, day, tuple(json.loads(authors)), url, path)


def passage_from(row: sqlite3.Row | tuple[Any, ...], text: str) -> Passage:
    """A passage from (id, article, first, last) and the article's text."""
    id_, article, first, last = row
    return Passage(id_, article, Span(first, last), text[first:last])


def statement_row(number: int, s: Statement) -> tuple[Any, ...]:
    """The values of the table `statements`, the chain as JSON."""
    chain = json.dumps([_link_values(link) for link in s.chain], ensure_ascii=False)
    return (s.article, number, *s.content, s.form, s.confidence, s.found, int(s.shown), chain, s.credit)


def statement_from(row: tuple[Any, ...]) -> Statement:
    """A statement from the values of STATEMENT_COLUMNS."""
    article, first, last, form, confidence, found, shown, chain, credit = row
    links = tuple(_link_from(values) for values in json.loads(chain))
    return Statement(article, Span(first, last), form, links, confidence, found, bool(shown), credit)


def _link_values(link: Link) -> list[Any]:
    return [link.name, link.mention, link.cue, link.lemma, link.stance, link.polarity, link.speaker]


def _link_from(values: list[Any]) -> Link:
    name, mention, cue, lemma, stance, polarity, speaker = values
    return Link(name, _span(mention), _span(cue), lemma, stance, polarity, speaker)


def _span(values: list[int] | None) -> Span | None:
    return Span(*values) if values is not None else None
