"""What was asked and what was found → what of it the archive does not have, named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import attribution
import languages
from answer.finds import Find
from answer.moments import DATELINE
from answer.question import Understanding
from answer.signals import Floats, Signals
from domain import Article
from index import Archive, asked_sounds, sounds

MET = 0.5
"""Likeness from which a word of a name is met by another in the text, over languages."""
HELD = 0.45
"""The same where the next sentence and the headline, which count a little less, are looked at too."""
UNMET = 0.3
"""Likeness below which a word of the question is not met at all."""
LEAST_LETTERS = 3
SHORT = 5
"""Letters of a word up to which no ending is cut off."""
MOST_NAMES = 4
LOOKED_AT = 15
"""Articles looked through for a name, those of the best finds."""
_NAME = re.compile(r"[^\W\d_a-z]\w*(?:[-’'][^\W\d_]\w*)*(?:\s+[^\W\d_a-z]\w*(?:[-’'][^\W\d_]\w*)*)*")


def names_asked(question: str, language: str, besides: Iterable[str] = ()) -> list[str]:
    """The names that a question holds, but for those of the speakers `besides` whose words it asks for.

    Only where names can be told by their capitals: not in German, nor in scripts that have none.
    """
    if language == "de":
        return []
    known = {attribution.fold(word) for name in besides for word in name.split()}
    first = re.match(r"\W*\w+(?:[-’']\w+)*", question)
    found = _NAME.findall(question[first.end() :] if first else question)
    idle = set(languages.load(language).question.get("common", ()))
    names = [
        name for name in found if name[:1].isupper() and len(name) >= LEAST_LETTERS and name.casefold() not in idle
    ]
    return [name for name in names if known.isdisjoint(attribution.fold(w) for w in name.split())][:MOST_NAMES]


class _Told(NamedTuple):
    """An article as names are looked for in it."""

    article: Article
    text: str
    sounds: frozenset[str]


def _holding(told: Sequence[_Told], name: str, archive: Archive) -> list[_Told]:
    """Those that have most words of the name, as written or in another language, or one by its sound."""
    words = [word for word in name.split() if len(word) >= LEAST_LETTERS]
    heard = _long(asked_sounds(name))
    sure = [one for one in told if not heard.isdisjoint(one.sounds)]
    rest = [one for one in told if one not in sure]
    if not (words and rest):
        return sure
    texts, near = [attribution.fold(one.text) for one in rest], archive.met(words, [one.article for one in rest])
    met = [[_written(attribution.fold(word), text) for text in texts] for word in words]
    either = [[there or close >= MET for there, close in zip(*row, strict=True)] for row in zip(met, near, strict=True)]
    return sure + [one for i, one in enumerate(rest) if sum(row[i] for row in either) > len(words) / 2]


def _text_of(article: Article) -> str:
    """The article without its dateline: where it was written is not what it is about."""
    head, body = article.headline.end, article.text[article.headline.end :]
    return article.text[:head] + " " + DATELINE.sub("", body.lstrip())


def _written(word: str, text: str) -> bool:
    stem = word[: max(LEAST_LETTERS, len(word) - 2)] if len(word) > SHORT else word
    return re.search(rf"(?<!\w){re.escape(stem)}", text) is not None


def about(finds: Sequence[Find], names: Sequence[str], archive: Archive) -> list[Find]:
    """The finds of the articles that have at least one of the names; all where none is asked for."""
    if not names:
        return list(finds)
    articles = list({f.article.reference.id: f.article for f in finds}.values())[:LOOKED_AT]
    left = [_Told(each, text := _text_of(each), frozenset(sounds(text))) for each in articles]
    there: set[str] = set()
    for name in names:
        there |= {one.article.reference.id for one in _holding(left, name, archive)}
        left = [one for one in left if one.article.reference.id not in there]
    return [find for find in finds if find.article.reference.id in there]


def unheard(asked: Understanding, signals: Signals, articles: Sequence[str]) -> float:
    """The share of the question's names that none of these articles holds, in any language or by sound."""
    names = names_asked(asked.text, asked.asked_in)
    if not names:
        return 0.0
    ids = [piece.article.reference.id for piece in signals.pieces]
    met = [signals.around[[id_ == one for id_ in ids]].max(axis=0) for one in articles]
    texts = {p.article.reference.id: p.article for p in signals.pieces}
    lost = [n for n in names if not any(_stands(n, each, signals.columns) for each in met)]
    heard: set[str] = set().union(*(sounds(_text_of(texts[one])) for one in articles)) if lost else set()
    return sum(heard.isdisjoint(_long(asked_sounds(name))) for name in lost) / len(names)


def _stands(name: str, met: Floats, columns: Mapping[str, Sequence[int]]) -> bool:
    """Whether most words of the name are met; one that the topic does not hold is not missed."""
    words = [columns[word] for word in name.split() if len(word) >= LEAST_LETTERS and columns.get(word)]
    return not words or sum(float(met[list(word)].max()) >= HELD for word in words) > len(words) / 2


def _long(heard: Iterable[str]) -> set[str]:
    return {sound for sound in heard if len(sound) >= LEAST_LETTERS}


def unmet(asked: Understanding, finds: Sequence[Find], archive: Archive) -> list[str]:
    """The words of the question that nothing in the articles of the finds comes near, in the question's order."""
    if not finds or not languages.load(asked.asked_in).spaces:
        return []
    words = [word.strip("?¿¡!.,;:«»“”\"'()،؟") for word in asked.topic.split()]
    articles = list({f.article.reference.id: f.article for f in finds}.values())
    if all(article.reference.language != asked.asked_in for article in articles):
        return []  # over languages a verb is met too badly to be missed
    _, weights = archive.support(" ".join(words), ())
    weighed = zip(words, weights, strict=True) if len(weights) == len(words) else ((word, 1.0) for word in words)
    heavy = [word for word, weight in weighed if weight >= 1 / len(words) and len(word) > LEAST_LETTERS]
    near = archive.met(heavy, articles)
    return [word for word, reached in zip(heavy, near, strict=True) if max(reached) < UNMET][:MOST_NAMES]
