"""A speaker's name in any language → one id across articles and languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from attribution.countries import country_in
from attribution.lexicon import fold
from languages import Language, codes, load, load_or_default

COUNTRY = 2
"""Letters of a country's code."""
_SPACE = re.compile(r"\s+")
_BRACKETS = re.compile(r"[()（）]")
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэіїєґ", "abvgdeziiklmnoprstufyeiieg", strict=True)),
        **{"ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
        **{"ъ": "", "ь": "", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae"},
    }
)
"""Letters whose Latin form newspapers agree on; for other scripts the folded name stands as it is."""


@lru_cache(maxsize=50_000)
def canonical(name: str, language: str) -> str:
    """The id under which the mentions of a speaker meet across languages.

    Bodies composed of a country and an office get a speaking id ("Минобороны России" → `ru.ministry.defence`, "the US
    side" → `us`). Other names are folded: case, accents and Cyrillic letters, so that one spelling is one speaker.
    """
    known = load_or_default(language)
    return _composed(name, known) or _folded(name)


def is_body(speaker: str) -> bool:
    """Whether an id is that of a country, or of a body or office of one: `ru`, `ru.ministry.defence`."""
    country, _, office = speaker.partition(".")
    return len(country) == COUNTRY and country.isascii() and (bool(office) or speaker in _countries())


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for language in codes() for code in load(language).attribution.get("countries", {}))


@lru_cache(maxsize=10_000)
def names_country(name: str, language: str) -> bool:
    """Whether a name says a country and nothing else."""
    speaker = canonical(name, language)
    return len(speaker) == COUNTRY and speaker in load_or_default(language).attribution.get("countries", {})


def office(name: str, language: Language) -> str | None:
    """The office in a name that says nothing else, not even the country: "the ministry" → `ministry`."""
    section = language.attribution
    if "offices" not in section:
        return None
    body, rest = _taken(_SPACE.sub(" ", fold(name)).strip(), section["offices"], language)
    return body if body and all(word in _fillers(language) for word in re.split(r"[\s'’-]+", rest)) else None


def office_pattern(language: Language) -> re.Pattern[str] | None:
    """What any of this language's ministries is called, country apart; None without a table of offices."""
    rows = language.attribution.get("offices", {})
    ministries = [pattern for key, pattern in rows.items() if key.startswith("ministry")]
    return _whole("|".join(ministries), language) if ministries else None


def _composed(name: str, language: Language) -> str | None:
    """Country and office in a name, if it holds nothing else."""
    section = language.attribution
    if "countries" not in section:
        return None
    plain = _SPACE.sub(" ", _BRACKETS.sub(" ", fold(name))).strip()
    for speaker, pattern in section.get("institutions", {}).items():
        rest, count = _whole(pattern, language).subn("", plain, count=1)
        if count and rest.strip() in _fillers(language):
            return str(speaker)
    country, rest = _taken(plain, section["countries"], language)
    body, rest = _taken(rest, section["offices"], language)
    if body and (named := _named_by_office(plain, body, language)) and len(named[1]) <= len(rest):
        country, rest = named
    if country is None:
        return None  # whose ministry it is, only its article knows
    fillers = _fillers(language)
    if any(word not in fillers for word in re.split(r"[\s'’-]+", rest)):
        return None
    return f"{country}.{body}" if body else country


def _named_by_office(plain: str, body: str, language: Language) -> tuple[str, str] | None:
    """The country of an office by its name in CLDR, and what else the name says.

    It goes before a row that takes no more of the name: Türkmenistan is not Turkey, though it begins so.
    """
    _, rest = _taken(plain, {body: language.attribution["offices"][body]}, language)
    return country_in(rest, language.code)


def _taken(text: str, table: Mapping[str, str], language: Language) -> tuple[str | None, str]:
    """The first row of the table that the text holds, and the text without it."""
    for key, pattern in table.items():
        match = _whole(pattern, language).search(text)
        if match:
            return key, _SPACE.sub(" ", f"{text[: match.start()]} {text[match.end() :]}").strip()
    return None, text


@lru_cache(maxsize=5_000)
def _whole(pattern: str, language: Language) -> re.Pattern[str]:
    """The pattern over whole words, where the language parts words."""
    return re.compile(rf"(?<![\w]){'(?:' + pattern + ')'}(?:['’]s)?(?![\w])" if language.spaces else f"(?:{pattern})")


@lru_cache(maxsize=100)
def _fillers(language: Language) -> frozenset[str]:
    """Words that add nothing to a composed name: articles, "of", "the said"."""
    section = language.attribution
    words = " ".join(section.get(name, "") for name in ("determiners", "noun_prepositions", "demonstratives"))
    return frozenset(fold(word).rstrip("'") for word in words.split()) | {""}


def _folded(name: str) -> str:
    """Lower case without accents, Cyrillic in Latin letters; quotation marks and titles' full stops dropped."""
    letters = name.casefold().translate(_LATIN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    plain = re.sub(r"(?:ii|iy|yy|yi)\b", "y", re.sub(r"(?<=[aeo])y\b", "i", plain))
    return _SPACE.sub(" ", re.sub(r"[^\w\s-]", "", plain)).strip()
