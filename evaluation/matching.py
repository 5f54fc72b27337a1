"""A label and what a system gave → whether they mean the same article, the same words, the same name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import regex
from rapidfuzz import fuzz

from evaluation.cases.model import Label
from evaluation.words import contains, normalise, script

SAME = 90.0
"""rapidfuzz score from which two texts, or two names in one script, count as the same."""
SHARE = 0.8
"""A fuzzy match must cover at least this share of the shorter text."""
OVERLAP = 40
"""Characters that a label and a passage must share where the passage begins or ends inside the label."""
_TRACKING = regex.compile(r"(?i)^(utm_.*|fbclid|gclid|ref|share|amp|cmp|mc_[ce]id)$")
_NUMBER = regex.compile(r"\d+")
_PIECES = regex.compile(r"[\s\u00a0]+")


@lru_cache(maxsize=10_000)
def canonical_url(url: str) -> str:
    """The address without scheme, www., tracking parameters, fragment and closing slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    kept = sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k))
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    return host + parts.path.rstrip("/") + (f"?{urlencode(kept)}" if kept else "")


def same_article(label: Label, article: Mapping[str, Any]) -> bool:
    """Whether the label names this article: by id or file name, else by address, else by title with outlet and date.

    `article` has some of id, path, url, title, outlet, published. A label that names no article fits any.
    """
    if label.article:
        return label.article in _names(article)
    if label.url:
        return bool(article.get("url")) and canonical_url(label.url) == canonical_url(str(article["url"]))
    if label.title:
        fits = normalise(label.title) == normalise(str(article.get("title") or ""))
        day = str(article.get("published") or "")[:10]
        return fits and (not label.date or label.date == day) and _outlet_fits(label, article)
    return _outlet_fits(label, article)


def _names(article: Mapping[str, Any]) -> frozenset[str]:
    return _names_of(str(article.get("id") or article.get("article") or ""), str(article.get("path") or ""))


@lru_cache(maxsize=10_000)
def _names_of(id_: str, path: str) -> frozenset[str]:
    """Id, path, file name with and without its ending."""
    pure = PurePath(path)
    return frozenset({id_, path, pure.name, pure.stem} - {""})


def _outlet_fits(label: Label, article: Mapping[str, Any]) -> bool:
    return not label.outlet or normalise(label.outlet) == normalise(str(article.get("outlet") or ""))


def same_words(label: str, passage: str) -> bool:
    """Whether the passage holds the label's words, or so much of them as its borders allow.

    One contains the other after normalisation, or the passage begins or ends inside the label with at least
    `OVERLAP` characters (or half the label) in common, or a fuzzy alignment scores `SAME` over `SHARE` of the
    shorter one: labels survive another passage size and small differences in cleaning.
    """
    return _same_words(normalise(label), normalise(passage))


@lru_cache(maxsize=200_000)
def _same_words(label: str, passage: str) -> bool:
    if not label or not passage:
        return False
    if label in passage or (passage in label and len(passage) >= min(OVERLAP, len(label) / 2)):
        return True
    least = int(min(OVERLAP, max(8, len(label) / 2)))
    if _meet(passage, label, least) or _meet(label, passage, least):
        return True
    found = fuzz.partial_ratio_alignment(label, passage, score_cutoff=SAME)
    if found is None:
        return False
    return found.src_end - found.src_start >= SHARE * min(len(label), len(passage))


def _meet(first: str, second: str, least: int) -> bool:
    """Whether `first` ends with what `second` begins with, over at least `least` characters."""
    tail = first[-least:]
    at = second.find(tail)
    return len(first) >= least and at >= 0 and first.endswith(second[: at + len(tail)])


def states(text: str, alternatives: Iterable[str]) -> bool:
    """Whether the text says one of the alternatives: the words themselves, or nearly so with the same numbers."""
    return any(contains(text, wanted) or _nearly(text, wanted) for wanted in alternatives)


def _nearly(text: str, wanted: str) -> bool:
    """Three words or more, same script, the same numbers, and a fuzzy alignment of at least `SAME`."""
    short, long = normalise(wanted), normalise(text)
    if len(short) > len(long) or short.count(" ") < 2 or script(short) not in ("Latin", "Cyrillic", "Greek"):
        return False
    if not set(_NUMBER.findall(short)) <= set(_NUMBER.findall(long)):
        return False
    return fuzz.partial_ratio(short, long) >= SAME


def same_name(given: str | None, aliases: Iterable[str]) -> bool:
    """Whether a name is one of the aliases: equal, one's words within the other's, or `SAME` in one script.

    "Colonel Ryan Dillon" and "Dillon" both fit the alias "Ryan Dillon"; "Jill Biden" does not fit "Joe Biden".
    Names are never transliterated: the alias table says how a name is written elsewhere.
    """
    name = normalise(given or "")
    return bool(name) and any(_one_name(name, normalise(alias)) for alias in aliases)


@lru_cache(maxsize=50_000)
def _one_name(name: str, alias: str) -> bool:
    if not alias:
        return False
    if name == alias or contains(name, alias) or contains(alias, name):
        return len(name) > 1 and len(alias) > 1
    return script(name) == script(alias) and fuzz.ratio(name, alias) >= SAME


def quoted_in(words: str, sources: Iterable[str]) -> bool:
    """Whether quoted words stand verbatim (white space apart) in one of the sources."""
    wanted = _PIECES.sub(" ", words).strip()
    return any(wanted in _PIECES.sub(" ", source) for source in sources)
