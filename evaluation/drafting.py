"""An archive → draft questions with their labels, made without a model from what its articles say; to be reviewed."""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from string import Template
from typing import Any, TypeVar

import languages
from domain import Article, Statement
from errors import BadInput
from evaluation.linking import linked_pairs
from evaluation.shelf import Shelf
from evaluation.words import contains, tokens
from evaluation.writing import write_yaml

Row = dict[str, Any]
T = TypeVar("T")
SEED = 20_171_114
FIRST_WORDS = 10
"""Tokens of a quotation that a question repeats."""
SAMPLE = 2000
"""Articles looked at; larger archives are sampled."""
DROPPED = 0.3
"""Share of a lead's words that its question leaves out."""
_UNANSWERABLE: Row = {"answerable": False, "type": "unanswerable"}
_EDGES = " \u00a0\u202f\"'“”„«»‹›「」『』‘’,.，。"
_TEMPLATES = Path(__file__).resolve().parent / "templates.toml"


@cache
def _templates() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_TEMPLATES.read_text("utf-8"))


def _ask(language: str, kind: str, **words: str) -> str:
    return Template(_templates()[language][kind]).substitute(words)


@dataclass(frozen=True)
class Quote:
    """A quotation with one named speaker."""

    article: Article
    statement: Statement

    @property
    def words(self) -> str:
        """The words between the marks."""
        return self.statement.content.of(self.article.text).strip(_EDGES)

    @property
    def name(self) -> str:
        """The speaker."""
        return self.statement.chain[0].name


@dataclass(frozen=True)
class Material:
    """What drafts are made of: all articles in languages that have templates, and their quotations."""

    shelf: Shelf
    seed: int

    @cached_property
    def articles(self) -> list[Article]:
        """A seeded sample, the languages in turn."""
        ids = list(self.shelf.ids)
        random.Random(self.seed).shuffle(ids)
        found = [article for id_ in ids[:SAMPLE] if (article := self.shelf.article(id_))]
        return _in_turn([a for a in found if a.reference.language in _templates()], lambda a: a.reference.language)

    @cached_property
    def quotes(self) -> list[Quote]:
        """Directly quoted, speaker shown, neither too short to ask about nor longer than a paragraph."""
        pairs = ((a, s) for a in self.articles for s in self.shelf.statements(a.reference.id))
        found = [Quote(a, s) for a, s in pairs if s.shown and s.form == "direct" and len(s.chain) == 1]
        fitting = [q for q in found if 6 <= len(tokens(q.words)) <= 120 and len(q.name) < 60]
        return _in_turn(fitting, lambda q: q.article.reference.id)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """(name, language) of everybody quoted."""
        return list(dict.fromkeys((q.name, q.article.reference.language) for q in self.quotes))

    def copies(self, article: Article) -> list[str]:
        """Ids of the articles with the same words, the article itself first: wire copies are as right as it."""
        own = article.reference.id
        mine = self._fingerprints[own]
        return [own, *(id_ for id_, words in self._fingerprints.items() if id_ != own and _alike(mine, words))]

    @cached_property
    def _fingerprints(self) -> dict[str, frozenset[str]]:
        return {a.reference.id: frozenset(tokens(a.text[:1200])) for a in self.articles}


def _in_turn(items: Iterable[T], key: Callable[[T], str]) -> list[T]:
    """One item of each key in turn."""
    queues: dict[str, list[T]] = {}
    for item in items:
        queues.setdefault(key(item), []).append(item)
    return [item for group in itertools.zip_longest(*queues.values()) for item in group if item is not None]


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= 0.75 * max(1, len(a | b))


def _quoted(quote: Quote) -> str:
    """The first words of a quotation in the marks of its language."""
    language = languages.load_or_default(quote.article.reference.language)
    marks = language.quotes.outer[0]
    parts = quote.words.split() if language.spaces else list(quote.words)
    length = FIRST_WORDS if language.spaces else 2 * FIRST_WORDS
    said = (" " if language.spaces else "").join(parts[:length]).rstrip(",;:，；：")
    return f"{marks[0]}{said}{' …' if len(parts) > length else ''}{marks[1]}"


def _row(source: str, article: Article, question: str, **fields: Any) -> Row:  # noqa: ANN401
    common = {"question": question, "lang": article.reference.language, "status": "draft", "source": f"auto:{source}"}
    return {"id": "", **common, **fields}


def from_quotes(material: Material) -> Iterator[Row]:
    """Who said «first words …»? Labels: speaker, every outlet whose article has the words, the words."""
    for quote in material.quotes:
        holding = material.shelf.holding(quote.words)
        outlets = list(dict.fromkeys(a.reference.outlet for a in holding if a.reference.outlet))
        support = [{"article": a.reference.id, "text": quote.words} for a in holding]
        question = _ask(quote.article.reference.language, "who", quote=_quoted(quote))
        fields: Row = {"support": support, "speaker": [quote.name], "type": "attribution"}
        yield _row("quote", quote.article, question, **fields | ({"outlets": outlets} if outlets else {}))


def from_leads(material: Material) -> Iterator[Row]:
    """The first sentence of the body with some words left out, as one types what one remembers of an article."""
    import attribution

    for article in material.articles:
        language = article.reference.language
        body = article.text[article.headline.end :].lstrip()
        spans = attribution.sentences(body[:1500], language)
        lead = spans[0].of(body) if spans else ""
        if len(tokens(lead)) >= 8:
            spaced = languages.load_or_default(language).spaces
            words = lead.split() if spaced else list(lead)
            rng = random.Random(f"{material.seed}{article.reference.id}")
            kept = [word for word in words[:40] if rng.random() >= DROPPED]
            question = (" " if spaced else "").join(kept)
            relevant = [{"article": id_} for id_ in material.copies(article)]
            yield _row("lead", article, question, relevant=relevant, type="factual", tags=["known-item"])


def from_entities(material: Material) -> Iterator[Row]:
    """What did this outlet report about this name on this day?"""
    for quote in material.quotes:
        reference = quote.article.reference
        if reference.outlet and reference.published:
            words = {"outlet": reference.outlet, "name": quote.name, "date": reference.published.isoformat()}
            right = _with_name_that_day(material, quote)
            question = _ask(reference.language, "report", **words)
            yield _row("entity", quote.article, question, relevant=right, type="temporal", outlets=[reference.outlet])


def _with_name_that_day(material: Material, quote: Quote) -> list[Row]:
    wanted = quote.article.reference
    same = [
        a for a in material.articles if (a.reference.outlet, a.reference.published) == (wanted.outlet, wanted.published)
    ]
    return [{"article": a.reference.id} for a in same if contains(a.text, quote.name)]


def across_languages(material: Material) -> Iterator[Row]:
    """Ask in one language with the words of one article for what a linked article in another language reports."""
    leads = {row["relevant"][0]["article"]: row for row in from_leads(material)}
    for first, second in linked_pairs(material.articles, material.shelf.embed):
        lead = leads.get(first.reference.id)
        if lead:
            relevant = [{"article": second.reference.id, "lang": second.reference.language}]
            filters = {"languages": [second.reference.language]}
            row = _row("crosslingual", first, lead["question"], relevant=relevant, type="factual")
            yield row | {"filters": filters, "cross_lingual": True, "tags": ["known-item"]}


def wrong_speakers(material: Material) -> Iterator[Row]:
    """Why did somebody else say «…»? Nobody in the archive reports that."""
    for quote in material.quotes:
        language = quote.article.reference.language
        others = (n for n, lang in material.names if lang == language and not contains(quote.article.text, n))
        holding = material.shelf.holding(quote.words)
        other = next((n for n in others if not any(contains(a.text, n) for a in holding)), None)
        if other:
            question = _ask(language, "why", name=other, quote=_quoted(quote))
            yield _row("wrong_speaker", quote.article, question, **_UNANSWERABLE, kind="wrong_speaker")


def swapped(material: Material) -> Iterator[Row]:
    """A name with the subject of articles that never mention it, and a day on which its outlet has nothing."""
    for quote, article in zip(material.quotes, itertools.cycle(reversed(material.articles))):
        language, title = article.reference.language, article.reference.title
        name = next((n for n, lang in material.names if lang == language and not contains(article.text, n)), None)
        if name and title and len(title) < 140:
            question = _ask(language, "about", name=name, topic=title)
            yield _row("swapped", article, question, **_UNANSWERABLE, kind="swapped_entity")
        reference = quote.article.reference
        if reference.outlet and reference.published:
            day = (reference.published - timedelta(days=365 * 30)).isoformat()
            question = _ask(reference.language, "report", outlet=reference.outlet, name=quote.name, date=day)
            yield _row("swapped", quote.article, question, **_UNANSWERABLE, kind="swapped_entity")


KINDS: dict[str, Callable[[Material], Iterator[Row]]] = {
    "quote": from_quotes,
    "lead": from_leads,
    "entity": from_entities,
    "crosslingual": across_languages,
    "wrong_speaker": wrong_speakers,
    "swapped": swapped,
}
"""A further kind of draft is a function and a row here."""


def draft(shelf: Shelf, n: int, kinds: Sequence[str] = (), seed: int = SEED) -> list[Row]:
    """At most `n` drafts, the kinds and languages in turn; the same archive and seed give the same drafts."""
    material = Material(shelf, seed)
    taken: list[Row] = []
    asked: set[str] = set()
    streams = [itertools.islice(KINDS[kind](material), n) for kind in kinds or KINDS]
    for row in itertools.chain.from_iterable(itertools.zip_longest(*streams)):
        if row and row["question"] not in asked and len(taken) < n:
            asked.add(row["question"])
            taken.append(row | {"id": f"draft-{len(taken) + 1:03d}"})
    return taken


def write_drafts(shelf: Callable[[], Shelf], n: int, kinds: Sequence[str], out: Path, *, replace_file: bool) -> int:
    """Draft into a test file; how many. Raises BadInput for an unknown kind, a file that is there, or no draft."""
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise BadInput(f"--kinds {unknown[0]!r}: known are {', '.join(KINDS)}")
    if out.exists() and not replace_file:
        raise BadInput(f"{out}: is there already; give --force to replace it, or another --out")
    rows = draft(shelf(), n, kinds)
    if not rows:
        raise BadInput("the archive gives no draft: it holds no article in a language with question templates")
    write_yaml(out, rows, {}, "Drafted by `python -m evaluation new`: read every case before you trust a figure.")
    return len(rows)
