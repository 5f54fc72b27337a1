"""The labels of an article and its text → `Statement`s with offsets, and a sentence on every label that has none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain import Article, Link, Span, Statement
from evaluation.gold.labels import Label, Labelled, Named

IDEOGRAPHS = "\u2e80"
"""From here on, characters stand without spaces between words."""

_NUMBER = re.compile(r" @(\d+)$")
"""`words @2` are the second place where the words stand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A labelled article with every label in its place."""

    article: Article
    labels: Labelled
    statements: tuple[Statement, ...]
    """What somebody is reported to have said; `Link.mention` is the mention beside the cue, be it a pronoun."""
    own_voice: tuple[Span, ...]
    lost: tuple[str, ...]
    """One sentence for each label whose words have no place in the article, or more than one."""

    def names_of(self, link: Link) -> tuple[Span, ...]:
        """Every place where the article names the speaker of this link, under any of the speaker's names."""
        names = (link.name, *self.labels.names.get(link.name, ()))
        return tuple(span for name in names for span in places(name, self.article.text))


def places(words: str, text: str) -> list[Span]:
    """Where words stand in a text, with any kind of space; a cut word counts only if no whole one is there."""
    found = [Span(m.start(), m.end()) for m in re.finditer(r"\s+".join(map(re.escape, words.split())), text)]
    return [span for span in found if _whole(span, text)] or found


def _whole(span: Span, text: str) -> bool:
    ends = (text[max(0, span.start - 1) : span.start + 1], text[span.end - 1 : span.end + 1])
    return not any(len(pair) == 2 and all(map(_spaced, pair)) for pair in ends)


def _spaced(char: str) -> bool:
    """Whether it is a letter or digit of a script that parts its words by spaces."""
    return char.isalnum() and char < IDEOGRAPHS


def located(labels: Labelled, article: Article) -> Sheet:
    """Every label in its place. A label without one is left out and told in `lost`."""
    lost: list[str] = []
    statements = []
    for number, label in enumerate(labels.statements, 1):
        where = f"{labels.article}: statement {number}"
        content = _only(label.content, article.text, f"{where}: content", lost)
        if content is not None:
            statements.append(_statement(label, content, article, where, lost))
    own = [
        _only(words, article.text, f"{labels.article}: own_voice {n}", lost)
        for n, words in enumerate(labels.own_voice, 1)
    ]
    return Sheet(article, labels, tuple(statements), tuple(span for span in own if span), tuple(lost))


def _statement(label: Label, content: Span, article: Article, where: str, lost: list[str]) -> Statement:
    chain = tuple(
        _link(named, content, article.text, f"{where}: link {n}", lost) for n, named in enumerate(label.chain, 1)
    )
    return Statement(article.reference.id, content, label.form, chain, 1.0, label.found, shown=True)


def _link(named: Named, content: Span, text: str, where: str, lost: list[str]) -> Link:
    cue = _nearest(named.cue, content, text, f"{where}: cue", lost) if named.cue else None
    mention = _nearest(named.mention, cue or content, text, f"{where}: mention", lost)
    name, _ = _numbered(named.name)
    if not places(name, text):
        lost.append(f"{where}: the name {name!r} is not in the article; write it as the article does")
    return Link(name, mention, cue, None, named.stance, named.polarity)


def _numbered(words: str) -> tuple[str, int | None]:
    number = _NUMBER.search(words)
    return (words[: number.start()], int(number[1])) if number else (words, None)


def _only(words: str, text: str, where: str, lost: list[str]) -> Span | None:
    """The one place of some words; with several, the number decides."""
    plain, number = _numbered(words)
    found = places(plain, text)
    if number is None and len(found) > 1:
        lost.append(f"{where}: {plain[:60]!r} stands {len(found)} times; add @1 to @{len(found)}")
        return None
    return _counted(plain, found, number or 1, where, lost)


def _nearest(words: str, to: Span, text: str, where: str, lost: list[str]) -> Span | None:
    """The place nearest to a span, unless a number says which."""
    plain, number = _numbered(words)
    found = places(plain, text)
    if number is not None or not found:
        return _counted(plain, found, number or 1, where, lost)
    return min(found, key=lambda span: (_distance(span, to), span.start))


def _counted(words: str, found: list[Span], number: int, where: str, lost: list[str]) -> Span | None:
    if number <= len(found):
        return found[number - 1]
    lost.append(f"{where}: {words[:60]!r} is not in the article" + (f" {number} times" if number > 1 else ""))
    return None


def _distance(a: Span, b: Span) -> int:
    return max(0, a.start - b.end, b.start - a.end)
