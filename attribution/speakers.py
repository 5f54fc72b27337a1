"""A speaker's name in any language → one id across articles and languages, and back to a name a reader knows."""

from __future__ import annotations

import unicodedata


def canonical(name: str, language: str) -> str:
    """The id under which mentions of this speaker meet: `ru.ministry.defence`, or the folded name."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def display_name(speaker: str, language: str) -> str | None:
    """How this language calls a body with such an id; None where only the articles know a name."""
    return None
