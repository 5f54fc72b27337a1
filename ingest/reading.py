"""One file in, its Articles out: decoded, parsed by the reader of its format, cleaned, dated, language identified."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from domain import Article, Reference
from errors import UnreadableArticle
from ingest.bundles import BUNDLES
from ingest.bylines import Byline, take_byline
from ingest.characters import one_line, plain
from ingest.cleaning import clean
from ingest.datelines import Dateline, dateline
from ingest.dates import parse_date
from ingest.decoding import decode
from ingest.draft import Draft, PassedOver
from ingest.language import identify
from ingest.readers import BINARY, DECLARING, READERS

LONGEST_TITLE = 400
"""Characters; a longer first line is text, not a title."""
LONGEST_NAME, LONGEST_ADDRESS = 400, 2000
"""Characters of an outlet's or author's name, and of a url; longer ones are none, and would fill every page."""
LONGEST_ID = 120
LONGEST_TEXT = 2_000_000
"""Characters; a longer text is no article, and finding out who says what in it would take minutes."""


class ReadArticle(NamedTuple):
    """An article of a file, whether the file itself gives its id, and what a person should know about the reading."""

    article: Article
    own_id: bool
    notes: tuple[str, ...]


@dataclass(slots=True)
class FileContents:
    """What a file holds: its articles, why others in it could not be read, and what in it is none."""

    articles: list[ReadArticle] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def read_data(
    path: Path, data: bytes, default_outlet: str = "", come: Callable[[int], None] | None = None
) -> FileContents:
    """What the bytes of the file at `path` hold; `come` is told of each article how many characters it has.

    Raises UnreadableArticle if that is no article at all.
    """
    suffix = known_suffix(path)
    if suffix in BUNDLES:
        raise UnreadableArticle("a ZIP of articles, which only `python -m ingest` opens")
    found = FileContents()
    for draft in _drafts(suffix, data):
        if isinstance(draft, PassedOver):
            found.passed_over.append(draft.reason)
            continue
        try:
            if isinstance(draft, UnreadableArticle):
                raise draft
            found.articles.append(_article(draft, path, default_outlet))
            if come:
                come(len(found.articles[-1].article.text))
        except UnreadableArticle as error:
            found.problems.append(str(error))
    if not found.articles:
        raise UnreadableArticle("; ".join([*found.problems, *found.passed_over][:3]) or "no article in it")
    return found


def _drafts(suffix: str, data: bytes) -> Iterable[Draft | UnreadableArticle | PassedOver]:
    if suffix in BINARY:
        return BINARY[suffix](data)
    return READERS[suffix](decode(data, declares=suffix in DECLARING))


def known_suffix(path: Path) -> str:
    """The file's extension in lower case. Raises UnreadableArticle if there is no reader for it."""
    suffix = path.suffix.lower()
    if suffix not in (known := {*READERS, *BINARY, *BUNDLES}):
        raise UnreadableArticle(f"no reader for '{suffix or path.name}'; known formats: {', '.join(sorted(known))}")
    return suffix


def _article(draft: Draft, path: Path, default_outlet: str) -> ReadArticle:
    if (size := len(draft.body) + len(draft.title or "")) > LONGEST_TEXT:
        raise UnreadableArticle(f"{size:,} characters are no article; the longest has {LONGEST_TEXT:,}")
    title, paragraphs = _title_and_paragraphs(draft)
    paragraphs, byline = take_byline(paragraphs)
    paragraphs, _ = clean(title, paragraphs)
    text = "\n\n".join(part for part in (title, *paragraphs) if part)
    if not re.search(r"[^\W\d_]", text):
        raise UnreadableArticle("no words in it")
    language, note = identify(text, draft.language)
    opening = dateline(paragraphs[0]) if paragraphs else Dateline(None, None)
    published, date_note = _published(draft, byline, opening, language)
    own_id = safe_id(draft.id) if draft.id else ""
    outlet, outlet_note = _bounded(draft.outlet, "outlet", LONGEST_NAME)
    url, url_note = _bounded(draft.url, "url", LONGEST_ADDRESS)
    authors = [_bounded(name, "author", LONGEST_NAME) for name in draft.authors]
    reference = Reference(
        id=own_id or safe_id(path.stem) or "article",
        title=title,
        outlet=outlet or byline.outlet or default_outlet or opening.outlet,
        language=language,
        published=published,
        authors=tuple(name for name, _ in authors if name) or byline.authors,
        url=url,
        path=str(path),
        opens=_opens(draft),
    )
    notes = (note, date_note, outlet_note, url_note, *(author_note for _, author_note in authors))
    return ReadArticle(Article(reference, text), bool(own_id), tuple(n for n in notes if n))


def _bounded(written: str | None, what: str, longest: int) -> tuple[str | None, str | None]:
    """A short value on one line; a longer one is left out, with a note that says so."""
    value = one_line(written or "")
    if len(value) > longest:
        return None, f"its {what} has {len(value):,} characters and is left out; the longest has {longest:,}"
    return value or None, None


def _opens(draft: Draft) -> date | None:
    """From which day anybody may read it. Raises UnreadableArticle: what is not understood must not become public."""
    access = (draft.access or "public").strip().lower()
    if access not in {"public", "internal"}:
        raise UnreadableArticle(f"its access is {one_line(access)[:40]!r}; write public or internal")
    if access == "internal":
        return date.max
    if not (draft.embargo or "").strip():
        return None
    day = parse_date(draft.embargo, "en")
    if day is None:
        raise UnreadableArticle(f"its embargo is {one_line(draft.embargo or '')[:40]!r}; write a day, as 2026-12-01")
    return day


def _title_and_paragraphs(draft: Draft) -> tuple[str | None, list[str]]:
    title = one_line(draft.title) if draft.title else None
    paragraphs = [line for each in plain(draft.body).split("\n") if (line := each.strip())]
    if title and len(title) > LONGEST_TITLE:
        return None, [title, *paragraphs]
    return title or None, paragraphs


def _published(draft: Draft, byline: Byline, opening: Dateline, language: str) -> tuple[date | None, str | None]:
    """The day, from the surest place that gives one, and a note where a given one is not understood."""
    for written in (draft.published, byline.published):
        if written and written.strip():
            day = parse_date(written, language)
            return day, None if day else f"its date is not understood or has two readings: {one_line(written)[:60]!r}"
    if (day := parse_date(opening.published, language)) or not draft.dated:
        return day, None
    return parse_date(draft.dated), "its date is the day on which the file was made"


def safe_id(written: str) -> str:
    """An id that can stand in addresses, file names and terminals: letters and digits of any script, `. _ -`."""
    kept = re.sub(r"[^\w.-]+", "-", one_line(written), flags=re.UNICODE).strip("-.")
    return kept[:LONGEST_ID]
