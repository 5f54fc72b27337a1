"""A name in an oblique case and the words of its article → the same name in the nominative, where the article has it.

Russian puts whoever something is "according to" into the genitive: "по словам Андрея Леонова". Only a form that the
article prints itself is taken, and only if every word of the name that can be declined has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

_ENDINGS = (
    ("ого", ("ий", "ый", "ой")),
    ("его", ("ий",)),
    ("ии", ("ия",)),
    ("ой", ("а", "ая")),
    ("ей", ("я",)),
    ("а", ("",)),
    ("я", ("й", "ь")),
    ("ы", ("а",)),
    ("и", ("а", "я")),
)  # fmt: skip
"""Endings of the genitive and what stands there in the nominative."""
_PLACES = ("о", "а", "", "ь")
"""What stands in the nominative where the prepositional case has "е"."""
_WOMAN = ("ой", "у")
"""Endings that "Захарова" has, and "Захаров" has not."""
_DECLINED = "аяыийоейую"
_SHORTEST = 4


def nominative(words: Sequence[str], printed: Collection[str]) -> list[str]:
    """The name in the nominative; as it is where the article does not show it. `printed`: its capitalised words."""
    found = [_nominative(word, printed) for word in words]
    declined = [new for word, new in zip(words, found, strict=True) if word[-1:] in _DECLINED]
    if not declined or not all(declined):
        return list(words)
    return [new or word for word, new in zip(words, found, strict=True)]


def place(word: str, bodies: Collection[str]) -> str:
    """As in "в ведомстве объяснили", where a body speaks as a place: "ведомство"; as it is if no known body is left."""
    if not word.endswith("е") or word[0].isupper():
        return word
    return next((form for end in _PLACES if (form := word[:-1] + end) in bodies), word)


def is_genitive(word: str, printed: Collection[str]) -> bool:
    """Whether a word before a name says of what somebody is the head: "глава Каталонии Карлес Пучдемон"."""
    return word.endswith("ии") or _nominative(word, printed) is not None


def _nominative(word: str, printed: Collection[str]) -> str | None:
    if len(word) < _SHORTEST or not word[0].isupper() or word.isupper():
        return None
    return next((form for form in _forms(word) if form in printed and not _is_a_woman(word, printed)), None)


def _forms(word: str) -> Iterator[str]:
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            yield from (word[: -len(ending)] + other for other in others)


def _is_a_woman(word: str, printed: Collection[str]) -> bool:
    return word.endswith("а") and any(word[:-1] + ending in printed for ending in _WOMAN)
