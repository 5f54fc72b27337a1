"""An article and its statements go in; the same statements come out, each with the agency or outlet it is credited to.

"told Reuters", "dikutip dari Antara", "передаёт ТАСС" credit the sentence that they stand in; "PARIS (AFP) –" at the
beginning or "(ANTARA)" at the end credits the whole article. Only names in the tables of languages/*.toml count, and
only in the forms listed there: a name in another place is no credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from attribution.sentences import split
from domain import Article, Span, Statement
from languages import load, load_or_default

OPENING = 100
"""Characters of the first paragraph in which a dateline ends."""
CLOSING = 60
"""Characters of a first or last paragraph that is nothing but a credit."""
_ALL = "en"
"""The language whose table has the names that newspapers everywhere print as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class _Credits:
    """One language's ways to credit, compiled."""

    agencies: Mapping[str, str]
    name: re.Pattern[str]
    """Any agency's name."""
    statement: re.Pattern[str] | None
    article: re.Pattern[str]

    def agency(self, name: str) -> str | None:
        """The id of the agency of exactly this name."""
        return next((id_ for id_, pattern in self.agencies.items() if _compiled(pattern).fullmatch(name)), None)


def credited(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, each with its credit where the article gives one."""
    ways = _credits(article.reference.language)
    whole = _whole(article, ways)
    near = list(_sentences(article, ways)) if statements else []
    statements = tuple(
        _relayed(s, article.reference.language)
        for s in statements
        if not _is_relay(s, statements, article.reference.language)
    )
    return tuple(
        replace(s, credit=found) if (found := _of(s.content, near) or whole) and not s.credit else s for s in statements
    )


def _relayed(statement: Statement, language: str) -> Statement:
    """As in "Erdoğan said …, Reuters reported": Erdoğan's words, credited to the agency that only passes them on."""
    chain = statement.chain
    id_ = agency(chain[0].name, language) if statement.shown and len(chain) > 1 else None
    return replace(statement, chain=chain[1:], credit=id_) if id_ else statement


def _is_relay(statement: Statement, others: Sequence[Statement], language: str) -> bool:
    """Whether most of what an agency reports are somebody's words, which stand as a statement of their own."""
    chain, content = statement.chain, statement.content
    if len(chain) != 1 or statement.own_voice or not agency(chain[0].name, language):
        return False
    inner = (
        o for o in others if o.shown and len(o.chain) > 1 and o.chain[0] == chain[0] and o.content.overlaps(content)
    )
    return any((o.content.end - o.content.start) * 2 > content.end - content.start for o in inner)


def agency(name: str, language: str) -> str | None:
    """The id of the agency or outlet that is called so: "AFP" and "فرانس برس" are `afp`; None if no table has it."""
    return _credits(language).agency(name.strip()) or _credits(_ALL).agency(name.strip())


def _of(content: Span, near: Sequence[tuple[Span, str]]) -> str | None:
    return next((credit for sentence, credit in near if sentence.overlaps(content)), None)


def _sentences(article: Article, ways: _Credits) -> Iterator[tuple[Span, str]]:
    """The sentences that credit somebody."""
    text = article.text
    if ways.statement is None or not ways.name.search(text):
        return
    for sentence in split(text, load_or_default(article.reference.language)):
        found = ways.name.search(text, *sentence) and ways.statement.search(text, *sentence)
        if found and (id_ := _named(found, ways)):
            yield sentence, id_


def _whole(article: Article, ways: _Credits) -> str | None:
    """Whom the article credits as a whole: its own outlet, an author, its dateline or its last words."""
    reference = article.reference
    for name in (reference.outlet, *reference.authors):
        if name and (id_ := agency(name, reference.language)):
            return id_
    body = article.text[article.headline.end :].strip()
    paragraphs = [p for p in body.split("\n") if p.strip()]
    if not paragraphs:
        return None
    found = _dateline(ways).search(paragraphs[0][:OPENING]) or _signature(ways).search(paragraphs[-1])
    edges = [p for p in (paragraphs[0], paragraphs[-1]) if len(p) <= CLOSING]
    found = found or next((m for p in edges if (m := ways.article.fullmatch(p.strip("()*[] .")))), None)
    return _named(found, ways) if found else None


def _named(found: re.Match[str], ways: _Credits) -> str | None:
    """The agency in a match whose named groups each hold a name or nothing."""
    return next((ways.agency(name) for name in found.groupdict().values() if name), None)


@cache
def _dateline(ways: _Credits) -> re.Pattern[str]:
    name = ways.name.pattern
    return re.compile(rf"\((?P<a>{name})\)\s*[–—:-]|/(?P<b>{name})/|(?:^|, )(?P<c>{name})\s*[–—]\s")


@cache
def _signature(ways: _Credits) -> re.Pattern[str]:
    return re.compile(rf"\((?P<a>{ways.name.pattern})(?:[/,] ?[\w ]{{1,12}})?\)\.?\s*$")


@cache
def _credits(code: str) -> _Credits:
    language, shared = load_or_default(code), load(_ALL).credits["agencies"]
    own: Mapping[str, str] = language.credits.get("agencies", {})
    patterns = {id_: "|".join(filter(None, (own.get(id_), shared.get(id_)))) for id_ in {**shared, **own}}
    left, right = (r"(?<![^\W_])", r"(?![^\W_])") if language.spaces else ("(?<![A-Za-z])", "(?![A-Za-z])")
    name = rf"{left}(?:{'|'.join(patterns.values())}){right}"
    before = language.credits.get("before", "")
    return _Credits(
        agencies=patterns,
        name=re.compile(name),
        statement=_either(language.credits.get("statement", ()), before, name, left),
        article=_either(language.credits.get("article", ()), before, name, "") or re.compile("(?!)"),
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Most patterns stand in every language's table."""
    return re.compile(pattern)


def _either(rows: Sequence[str], before: str, name: str, left: str) -> re.Pattern[str] | None:
    """Any of the rows; names in capitals as they are printed, the words around them in any case.

    Rows that end alike share their names, of which there are so many that reading them takes long.
    """
    parts: list[str] = []
    for last, alike in groupby(rows, key=lambda row: row.split("{agency}")[1]):
        firsts = "|".join(row.split("{agency}")[0] + before for row in alike)
        after = f"(?i:{last})" if last else ""
        parts.append(rf"{left}(?i:{firsts})[\"«“„‘'»]?(?P<n{len(parts)}>{name})[\"»”“’']?{after}")
    return re.compile("|".join(parts)) if parts else None
