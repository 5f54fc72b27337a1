"""Archive → example questions that it can answer, in the reader's language."""

from __future__ import annotations

from string import Template

import languages
from index import Archive


def example_questions(archive: Archive, language: str, count: int = 4) -> list[str]:
    """Questions after the archive's most quoted speakers, most quoted first; fewer than `count` if it has fewer."""
    words = languages.load(language if languages.load_or_default(language).answer else "en").answer
    speakers = sorted(archive.speakers(), key=lambda s: (language not in s.names, -s.mentions))
    named = [next(iter([s.names[language]] if language in s.names else s.names.values())) for s in speakers if s.names]
    return [Template(str(words["example_said"])).substitute(speaker=name) for name in named[:count]]
