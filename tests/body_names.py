"""A body's id and a language → a name that the language's lexicon gives it, to try whether it leads back to the id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from attribution.speakers import COUNTRY
from languages import load_or_default

_ENDING = re.compile(r"^[a-z]{1,2} ")
"""Of a German adjective: "{}s Verteidigungsministerium"."""


def display_name(speaker: str, language: str) -> str | None:
    """How this language calls a body with such an id; None where only the articles know a name."""
    section = load_or_default(language).attribution
    names: Mapping[str, str] = section.get("office_names", {})
    if speaker in names:
        return names[speaker]
    country, _, body = speaker.partition(".")
    if len(country) != COUNTRY:
        return None
    name: str | None = section.get("country_names", {}).get(country) or name_of(country, language)
    if not body or name is None or body not in names:
        return None if body else name
    forms: Mapping[str, str] = section.get("country_forms", {})
    if country in forms:
        return names[body].format(forms[country])
    if section.get("country_as_form", False):
        return names[body].format(name)
    return f"{_ENDING.sub('', names[body].format('').strip())} ({name})"  # its adjective is not in CLDR


def name_of(country: str, language: str) -> str | None:
    """What CLDR calls a country in a language ("pe" → "Pérou"); None for a code or language that it does not know."""
    try:
        name: str | None = Locale.parse(language).territories.get(country.upper())
    except (UnknownLocaleError, ValueError):
        return None
    return name.partition(" (")[0] if name else None
