"""A labelled article in its places → the JSON row of benchmarks/attribution.py, with chains, stances and own voice."""

from __future__ import annotations

from typing import Any

from domain import Link, Statement
from evaluation.gold.locating import Sheet


def row(sheet: Sheet) -> dict[str, Any]:
    """One labelled text. `chain` has per link all places that name the speaker, from the outermost inward."""
    reported = [s for s in sheet.statements if s.form not in ("own_voice", "frame")]
    framed = [s.content for s in sheet.statements if s.form in ("own_voice", "frame")]
    return {
        "doc_id": sheet.article.reference.id,
        "lang": sheet.article.reference.language,
        "text": sheet.article.text,
        "spans": [_span(sheet, s) for s in reported],
        "own_voice": [list(span) for span in (*sheet.own_voice, *framed)],
    }


def _span(sheet: Sheet, statement: Statement) -> dict[str, Any]:
    last = statement.chain[-1]
    named = [_names(sheet, link, statement.found == "explicit") for link in statement.chain]
    return {
        "quote": list(statement.content),
        "cue": list(last.cue) if last.cue else None,
        "source": named[-1][0] if named[-1] else None,
        "source_parts": named[-1],
        "type": statement.form,
        "nested": statement.nested and any(_lies_in(statement, other) for other in sheet.statements),
        "chain": named,
        "names": [link.name for link in statement.chain],
        "stance": last.stance,
        "polarity": last.polarity,
        "found": statement.found,
    }


def _lies_in(statement: Statement, other: Statement) -> bool:
    """Whether it stands within a statement of its outer speaker: credit for the article as a whole nests nothing."""
    outer = [link.name for link in other.chain] == [link.name for link in statement.chain[:-1]]
    return outer and other.form not in ("own_voice", "frame") and other.content.overlaps(statement.content)


def _names(sheet: Sheet, link: Link, explicit: bool) -> list[list[int]]:
    """Where the speaker is named; the mention itself counts where it is no pronoun."""
    mention = [link.mention] if explicit and link.mention else []
    return [list(span) for span in dict.fromkeys((*mention, *sheet.names_of(link)))]
