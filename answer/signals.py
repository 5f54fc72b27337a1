"""Question, evidence → the single statements of the retrieved passages, each with the signals that it is ranked by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

import attribution
from answer.question import Understanding
from answer.sought import beside, sought
from answer.wording import EDGES
from domain import Article, Evidence, Span, Statement
from index import Archive, Placed, asked_sounds, sounds

PASSAGES = 25
"""Best passages whose sentences are looked at."""
LEAST_SHARED = 10
"""Characters of a statement that must lie in a sentence."""
FLOOR = 0.25
"""Cosine under which a word of the question is not met at all;"""
WELL_MET = 0.6
"""from which it is met well."""
BESIDE = 0.9
"""What a word counts that is met in the headline or the next sentence only."""
SIGNALS = (
    "met", "met_rare", "met_well", "met_headline", "met_around", "sense", "standing", "foreign", "headline",
    "position", "own_voice", "direct", "number", "length", "met_article", "article_rank", "met_speaker", "vague",
    "named", "value", "value_met",
)  # fmt: skip
"""The columns of `Signals.table`:

the question's words met in the sentence, by weight; the words that are rare among the candidates; those met well; met
with the headline, with headline and neighbours; cosine; the passage's own score; another language than the question's;
is the headline; how far down; the outlet's own words; a quotation; has a figure; its length; the words met in the whole
article, the article's rank; then of attributed ones: the words met in all that the speaker says there, a speaker
without a name (counted three times if the name holds a verb of saying: it was cut wrongly), a speaker whom the question
names; where a figure or a day is asked for, whether one is there that the question does not hold, and how well the
question's words are met around it.
"""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement within one sentence of a retrieved passage."""

    article: Article
    sentence: Span
    statement: Statement
    evidence: Evidence
    """The best passage that holds the sentence."""
    place: int
    """Which sentence of the article."""

    @property
    def key(self) -> tuple[str, Span]:
        """The sentence within the archive."""
        return (self.article.reference.id, self.sentence)

    @property
    def attributed(self) -> bool:
        """Whether the product may name who said this."""
        return self.statement.shown and not self.statement.own_voice and bool(self.statement.chain)


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What is known of every piece before it is ranked."""

    pieces: Sequence[Piece]
    table: Floats
    """One row per piece, one column per name in SIGNALS."""
    around: Floats
    """Per piece and word of the question, how well it is met in the sentence, its neighbours and the headline."""
    weights: Floats
    """Of the question's words; they sum to 1."""
    placed: Mapping[str, Placed]
    """Article id → its sentences and where they lie."""
    columns: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Each word of the topic → its columns of `around`; none where words and columns cannot be matched."""

    def column(self, name: str) -> Floats:
        """One signal of every piece."""
        found: Floats = self.table[:, SIGNALS.index(name)]
        return found


def measure(asked: Understanding, evidence: Sequence[Evidence], archive: Archive) -> Signals:
    """The statements of the best passages with their signals."""
    best = evidence[:PASSAGES]
    ids = list(dict.fromkeys(e.reference.id for e in best))
    placed = archive.placed(ids)
    pieces = list(_pieces(best, placed, archive))
    if not pieces:
        empty = np.zeros((0, 0), dtype=np.float32)
        return Signals([], np.zeros((0, len(SIGNALS)), np.float32), empty, np.zeros(0, np.float32), placed)
    support = _Support(asked, pieces, placed, archive)
    columns = _of_words(support, pieces, ids) | _of_place(asked, pieces, placed, archive)
    columns |= _of_speakers(asked, pieces, support) | _of_values(asked, pieces, archive)
    table = np.stack([columns[name] for name in SIGNALS], axis=1).astype(np.float32)
    words = _columns(asked.topic, archive, len(support.weights))
    return Signals(pieces, table, support.around, support.weights, placed, words)


class _Support:
    """How well each word of the question is met in each piece; every text is read once."""

    def __init__(
        self, asked: Understanding, pieces: Sequence[Piece], placed: Mapping[str, Placed], archive: Archive
    ) -> None:
        rows: dict[tuple[str, Span], int] = {}
        texts: list[tuple[str, str]] = []

        def row(article: Article, span: Span) -> int:
            key = (article.reference.id, span)
            if key not in rows:
                rows[key] = len(texts)
                texts.append((article.reference.language, span.of(article.text)))
            return rows[key]

        own = np.array([row(p.article, p.sentence) for p in pieces])
        head = np.array([row(p.article, p.article.headline) for p in pieces])
        near = [[row(p.article, s) for s in _neighbours(p, placed)] for p in pieces]
        self.all, self.weights = archive.support(asked.topic, texts)
        self.sentence: Floats = self.all[own]
        self.headline: Floats = self.all[head]
        beside = np.stack([self.all[n].max(axis=0) if n else np.zeros_like(self.weights) for n in near])
        self.around: Floats = np.maximum(self.sentence, BESIDE * np.maximum(self.headline, beside))

    def met(self, support: Floats) -> Floats:
        """The share of the question's words that is met, by their weights."""
        found: Floats = np.where(support < FLOOR, 0.0, support) @ self.weights
        return found


def _neighbours(piece: Piece, placed: Mapping[str, Placed]) -> Iterator[Span]:
    sentences = placed[piece.article.reference.id].sentences
    if piece.place:
        yield sentences[piece.place - 1]
    if piece.place + 1 < len(sentences):
        yield sentences[piece.place + 1]


def _of_words(support: _Support, pieces: Sequence[Piece], ids: Sequence[str]) -> dict[str, Floats]:
    own = support.sentence
    once = list({p.key: i for i, p in enumerate(pieces)}.values())
    floored = np.where(own[once] < FLOOR, 0.0, own[once])
    rare = support.weights * (1 - floored.mean(axis=0)) ** 2
    rare = rare / max(float(rare.sum()), 1e-9)
    articles = np.array([ids.index(p.article.reference.id) for p in pieces])
    whole = np.zeros((len(ids), len(support.weights)), dtype=np.float32)
    np.maximum.at(whole, articles, own)
    return {
        "met": support.met(own),
        "met_rare": np.where(own < FLOOR, 0.0, own) @ rare,
        "met_well": (own > WELL_MET) @ support.weights,
        "met_headline": support.met(np.maximum(own, BESIDE * support.headline)),
        "met_around": support.met(support.around),
        "met_article": support.met(whole)[articles],
        "article_rank": (1 / (1 + articles)).astype(np.float32),
    }


def _columns(topic: str, archive: Archive, width: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    at = 0
    for word in topic.split():
        parts = len(archive.support(word, ())[1])
        found.setdefault(word.strip(EDGES), []).extend(range(at, at + parts))
        at += parts
    return found if at == width else {}


_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}")


def _of_place(
    asked: Understanding, pieces: Sequence[Piece], placed: Mapping[str, Placed], archive: Archive
) -> dict[str, Floats]:
    vector = archive.embedder.embed_queries([asked.topic])[0]
    there = np.stack([placed[p.article.reference.id].vectors[p.sentence] for p in pieces])
    standing = np.array([p.evidence.score for p in pieces], dtype=np.float32)
    texts = [p.sentence.of(p.article.text) for p in pieces]
    return {
        "sense": there @ vector,
        "standing": (standing - standing.mean()) / max(float(standing.std()), 1e-6),
        "foreign": _flags(p.article.reference.language != asked.asked_in for p in pieces),
        "headline": _flags(p.sentence.start < p.article.headline.end for p in pieces),
        "position": np.log1p([p.place for p in pieces]),
        "own_voice": _flags(p.statement.own_voice for p in pieces),
        "direct": _flags(p.statement.form == "direct" for p in pieces),
        "number": _flags(bool(_NUMBER.search(text)) for text in texts),
        "length": np.minimum(np.log1p([len(text) for text in texts]), 5.5),
    }


def _of_speakers(asked: Understanding, pieces: Sequence[Piece], support: _Support) -> dict[str, Floats]:
    heard, words = set(asked_sounds(asked.text)), set(re.findall(r"\w{3,}", asked.text.casefold()))
    said: dict[tuple[str, str], list[int]] = {}
    for i, p in enumerate(pieces):
        if p.attributed:
            said.setdefault((p.article.reference.id, _first_id(p)), []).append(i)
    met, vague, named = (np.zeros(len(pieces), dtype=np.float32) for _ in range(3))
    for own in said.values():
        whole = np.maximum(support.sentence[own].max(axis=0), 0.8 * support.headline[own[0]])
        met[own] = support.met(whole[None, :])[0]
        for i in own:
            name, code = pieces[i].statement.chain[0].name, pieces[i].article.reference.language
            sound = set(sounds(name))
            told = not attribution.reporting_forms(code).isdisjoint(map(attribution.fold, name.split()))
            vague[i] = 3.0 if told else float(name[:1].islower() or not sound)
            named[i] = bool(sound & heard) or not words.isdisjoint(re.findall(r"\w{3,}", name.casefold()))
    return {"met_speaker": met, "vague": vague, "named": named}


def _of_values(asked: Understanding, pieces: Sequence[Piece], archive: Archive) -> dict[str, Floats]:
    rows: dict[tuple[str, Span], list[int]] = {}
    for i, p in enumerate(pieces):
        rows.setdefault(p.key, []).append(i)
    there, around = np.zeros(len(pieces), dtype=np.float32), np.zeros(len(pieces), dtype=np.float32)
    near: list[tuple[str, str]] = []
    places: list[list[int]] = []
    for own in rows.values():
        language, text = (
            pieces[own[0]].article.reference.language,
            pieces[own[0]].sentence.of(pieces[own[0]].article.text),
        )
        found = [beside(value.span, text, language) for value in sought(text, language, asked)]
        there[own] = bool(found)
        near += [(language, words) for words in found]
        places += [own] * len(found)
    if near:
        support, weights = archive.support(asked.topic, near)
        for own, met in zip(places, np.where(support < FLOOR, 0.0, support) @ weights, strict=True):
            around[own] = np.maximum(around[own], met)
    return {"value": there, "value_met": around}


def _first_id(piece: Piece) -> str:
    link = piece.statement.chain[0]
    return link.speaker or attribution.canonical(link.name, piece.article.reference.language)


def _flags(values: Iterable[bool]) -> Floats:
    return np.array([float(value) for value in values], dtype=np.float32)


def _pieces(evidence: Sequence[Evidence], placed: Mapping[str, Placed], archive: Archive) -> Iterator[Piece]:
    seen: set[tuple[str, Span]] = set()
    known: dict[str, tuple[Article, tuple[Statement, ...]]] = {}
    for e in evidence:
        key = e.reference.id
        article = known[key][0] if key in known else archive.article(key)
        if article is None or key not in placed:  # taken down between retrieval and here
            continue
        if key not in known:
            known[key] = (article, archive.statements(key))
        for place, sentence in enumerate(placed[key].sentences):
            if sentence.overlaps(e.passage.span) and (key, sentence) not in seen:
                seen.add((key, sentence))
                for statement in within(sentence, known[key][1]):
                    yield Piece(article, sentence, statement, e, place)


def within(sentence: Span, statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements with words in this sentence, punctuation aside."""
    for statement in statements:
        covered = statement.nested and not statement.shown  # its teller's statement holds the same words
        if statement.content.overlaps(sentence) and not covered:
            shared = min(statement.content.end, sentence.end) - max(statement.content.start, sentence.start)
            if shared >= min(LEAST_SHARED, sentence.end - sentence.start):
                yield statement
