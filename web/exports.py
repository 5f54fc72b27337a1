"""An answer in, texts for the clipboard out: Markdown that also reads as plain text, a table, references.

Quotes leave as they stand in the articles; a cell that a spreadsheet would take for a formula gets a mark before it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from domain import Answer, Citation, Claim
from web.cards import stance
from web.markup import article_address, is_web_address
from web.words import Words, day, language_name


def as_markdown(answer: Answer, texts: Words, origin: str = "") -> str:
    """Question, answer and numbered citations with the exact quotes, outlets, dates and addresses.

    `origin` ("https://archive.example") comes before the article view's path where an article has no address.
    """
    lines = [f"**{answer.query.question}**", "", answer.text or texts["not_found"], *answer.notices, ""]
    for citation in answer.citations:
        lines += _entry(citation, texts, origin)
    return "\n".join(lines).rstrip() + "\n"


def claims_as_markdown(answer: Answer, texts: Words) -> str:
    """The claims as a Markdown table, a line per citation."""
    heads = [texts["column_" + column] for column in ("who", "what", "reported")] + [texts["column_date"]]
    lines = [heads, ["---"] * len(heads)]
    for claim, citation in _rows(answer):
        lines.append(
            [
                f"{_who(claim, texts)} ({stance(claim.stance, claim.polarity, texts)})",
                citation.quote.replace("\n", " "),
                citation.reference.outlet or texts["outlet_unknown"],
                _iso(citation),
            ]
        )
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def claims_as_csv(answer: Answer, texts: Words) -> str:
    """The claims as CSV, a line per citation; the names of the columns are English, for programs."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")  # so that a lone \r in a cell is quoted too
    writer.writerow(CSV_COLUMNS)
    for claim, citation in _rows(answer):
        reference = citation.reference
        shown = (
            _who(claim, texts), " < ".join(reversed(claim.chain)), claim.stance, claim.polarity, citation.quote,
            reference.outlet or "", _iso(citation), reference.language, reference.title or "", reference.url or "",
            reference.id, str(citation.span.start), str(citation.span.end), str(len(claim.outlets)), str(claim.origins),
            _value(citation),
        )  # fmt: skip
        writer.writerow([_inert(cell) for cell in shown])
    return file.getvalue()


def as_csl_json(answer: Answer, texts: Words, origin: str = "") -> str:
    """The cited articles as CSL-JSON, which Zotero and pandoc read; the exact words stand in the note."""
    found: dict[str, dict[str, Any]] = {}
    for citation in answer.citations:
        reference = citation.reference
        item = found.setdefault(reference.id, {"id": reference.id, "type": "article-newspaper", "note": ""})
        if reference.title:
            item["title"] = reference.title
        if reference.outlet:
            item["container-title"] = reference.outlet
        if reference.authors:
            item["author"] = [{"literal": author} for author in reference.authors]
        if reference.published:
            item["issued"] = {"date-parts": [[*reference.published.timetuple()[:3]]]}
        if reference.language != "und":
            item["language"] = reference.language
        item["URL"] = _address(citation, texts, origin)
        item["note"] = "\n".join(part for part in (item["note"], f"[{citation.marker}] {citation.quote}") if part)
    return json.dumps(list(found.values()), ensure_ascii=False, indent=2) + "\n"


FORMULA = re.compile(r"[\s\x00-\x20\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r＝＋－＠]")
"""How a cell begins that a spreadsheet may take for a formula: blanks and what cannot be seen are no help."""
CSV_COLUMNS = (
    "speaker", "chain", "stance", "polarity", "quote", "outlet", "published", "language", "title", "url", "article",
    "start", "end", "outlets", "origins", "value",
)  # fmt: skip


def _rows(answer: Answer) -> Iterator[tuple[Claim, Citation]]:
    cited = {citation.marker: citation for citation in answer.citations}
    return ((claim, cited[marker]) for claim in answer.claims for marker in claim.citations if marker in cited)


def _who(claim: Claim, texts: Words) -> str:
    if claim.form == "own_voice" or not claim.chain:
        return texts["own_voice"]
    told = claim.chain[-1] if len(claim.chain) > 1 else claim.speaker or claim.chain[0]
    for outer in reversed(claim.chain[:-1]):
        told = texts["account"].format(inner=told, outer=outer)
    return told


def _inert(cell: str) -> str:
    return "'" + cell if FORMULA.match(cell) else cell


def _value(citation: Citation) -> str:
    """The value asked for as it stands in the quote."""
    start, value = citation.span.start, citation.value
    return citation.quote[value.start - start : value.end - start] if value else ""


def _iso(citation: Citation) -> str:
    return citation.reference.published.isoformat() if citation.reference.published else ""


def _address(citation: Citation, texts: Words, origin: str) -> str:
    reference, span = citation.reference, citation.span
    view = origin + article_address(reference.id, span.start, span.end, texts["code"])
    return reference.url if reference.url and is_web_address(reference.url) else view


def _entry(citation: Citation, texts: Words, origin: str) -> list[str]:
    reference = citation.reference
    quoted = [f"> {line}" for line in citation.quote.split("\n")]
    facts = [
        reference.outlet or texts["outlet_unknown"],
        f"“{reference.title}”" if reference.title else texts["title_unknown"],
        day(reference.published, texts),
        language_name(reference.language, texts),
    ]
    # Beside the quote and not in it: there, asterisks would be characters that nobody printed.
    quoted += ["", f"**{value}**"] if (value := _value(citation)) else []
    address = _address(citation, texts, origin)
    return [f"[{citation.marker}] {_said_by(citation, texts)}{', '.join(facts)}", *quoted, address, ""]


def _said_by(citation: Citation, texts: Words) -> str:
    said = citation.statement
    if said is None or not (said.shown or said.own_voice):
        return ""
    if said.own_voice or not said.chain:
        return texts["own_voice"] + ": "
    told = said.chain[-1].name
    for outer in reversed(said.chain[:-1]):
        told = texts["account"].format(inner=told, outer=outer.name)
    return f"{told}: "
