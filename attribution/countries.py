"""A folded name goes in, the country that it names by the Unicode CLDR comes out, with what else the name says.

The countries that are most in the news have rows of their own in languages/*.toml, with adjectives and capitals. For
all others the name that CLDR gives is enough, and for those with a language of their own its name as an adjective.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from types import MappingProxyType

from attribution.lexicon import fold

SHORTEST = 4
"""Letters of a country's name; shorter ones are words of their own too often."""
NOT_COUNTRIES = frozenset("AC AN AQ BV CP DG EA EU EZ HM IC QO TA TF UM UN XA XB XK ZZ GS CX CC NF SJ".split())
AMBIGUOUS = frozenset({"georgia"})
"""Names that are also another place's: a state of the USA."""
OF_LANGUAGE = MappingProxyType(
    dict(
        pair.split("=")
        for pair in (
            "bg=bg cs=cz da=dk nl=nl et=ee fi=fi el=gr hu=hu is=is ga=ie it=it lv=lv lt=lt mt=mt nb=no no=no pl=pl "
            "ro=ro sk=sk sl=si sv=se sq=al mk=mk sr=rs hr=hr bs=ba be=by ka=ge hy=am az=az kk=kz uz=uz ky=kg tk=tm "
            "tg=tj mn=mn vi=vn th=th km=kh lo=la ne=np so=so es=es pt=pt"
        ).split()
    )
)
"""Languages whose name is the adjective of one country only. Arabic, English or Bengali are not among them."""
_WORD = re.compile(r"\w+")
_UNSPACED = frozenset({"zh", "ja"})
_STEM_VOWELS = "аеёийоуыьэюяієїaeiouy"
_STEMMED = frozenset({"ru", "uk", "pl"})
_VARIANTS = MappingProxyType({"pt": ("pt_PT",)})
_ENDINGS = MappingProxyType(
    {"ru": r"\w{0,3}", "uk": r"\w{0,3}", "pl": r"\w{0,4}", "tr": r"(?:['’]?\w{1,4})?", "en": "(?:['’]s)?"}
)
"""What may follow a name's stem where names are declined."""
_ADJECTIVE = MappingProxyType(
    {
        "en": "",
        "fr": "(?:ne)?e?s?",
        "de": r"\w{0,2}",
        "ru": r"\w{1,3}",
        "es": r"\w{0,2}",
        "pt": r"\w{0,2}",
        "it": r"\w{0,2}",
    }
)
"""What may follow an adjective's stem; languages that are not here take names only."""


def country_in(text: str, language: str) -> tuple[str, str] | None:
    """Code of the country that stands in a folded text, and the text without it; None if there is none."""
    table, unspaced = _table(language), language in _UNSPACED
    for start in range(len(text)) if unspaced else (word.start() for word in _WORD.finditer(text)):
        match = _compiled(table[text[start]]).match(text, start) if text[start] in table else None
        if match and match.lastgroup:
            return match.lastgroup[:2], " ".join(f"{text[:start]} {text[match.end() :]}".split())
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a name begins so: that takes as long for a letter as ten articles take."""
    return re.compile(pattern)


@cache
def _table(language: str) -> dict[str, str]:
    """First letter → a pattern with a group for every name that begins so, the longest first.

    A group is called by the country's code and a number.
    """
    by_letter: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in sorted(_rows(language), key=lambda row: (-len(row[1]), row)):
        for letter in {row[1][0], row[1].removeprefix("ال")[0]}:
            by_letter[letter].append(row)
    edge = "" if language in _UNSPACED else r"(?!\w)"
    return {
        letter: "|".join(f"(?P<{code}{n}>(?:{pattern}){edge})" for n, (code, _, pattern) in enumerate(rows))
        for letter, rows in by_letter.items()
    }


def _rows(language: str) -> list[tuple[str, str, str]]:
    """Code, name and pattern of every name."""
    from babel import Locale, UnknownLocaleError

    try:
        locales = [Locale.parse(code) for code in (language, *_VARIANTS.get(language, ()))]
    except (UnknownLocaleError, ValueError):
        return []
    names = {(c.lower(), _plain(n)) for locale in locales for c, n in locale.territories.items() if _is_country(c)}
    rows = [(code, name, _declined(name, language)) for code, name in names if name not in AMBIGUOUS and _long(name)]
    if language in _ADJECTIVE:
        spoken = {(OF_LANGUAGE[c], fold(n)) for x in locales for c, n in x.languages.items() if c in OF_LANGUAGE}
        rows += [(code, name, _adjective(name, language)) for code, name in spoken if " " not in name]
    return rows


def _plain(name: str) -> str:
    """Without what CLDR adds in brackets: "Myanmar (Burma)"."""
    return fold(name.partition(" (")[0])


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES


def _long(name: str) -> bool:
    return len(name) >= SHORTEST or not name.isascii()


def _declined(name: str, language: str) -> str:
    if language == "ar":
        return _nisba(name)
    if language not in _ENDINGS or (" " in name and language != "en"):
        return re.escape(name)
    stem = name[:-1] if language in _STEMMED and name[-1:] in _STEM_VOWELS else name
    return re.escape(stem) + _ENDINGS[language] if len(stem) >= SHORTEST else re.escape(name)


def _nisba(name: str) -> str:
    """An Arabic name and the adjective made of it: الأردن, الأردنية."""
    base = name.removeprefix("ال").rstrip("اةه")
    if " " in name or len(base) < SHORTEST - 1:
        return re.escape(name)
    return rf"(?:ال)?{re.escape(base)}[اةه]?(?:ي[ةه]?)?"


def _adjective(name: str, language: str) -> str:
    stem = name.removesuffix("ий") if language == "ru" else name
    if language in ("es", "pt", "it"):
        stem = name[:-1] if name[-1:] in "oe" else name
    return re.escape(stem) + _ADJECTIVE[language]
