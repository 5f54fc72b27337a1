"""An answer in, the text for the clipboard out: Markdown with its citations that also reads as plain text."""

from __future__ import annotations

from domain import Answer, Citation
from web.markup import article_address, is_web_address
from web.words import Words, day, language_name


def as_markdown(answer: Answer, texts: Words, origin: str = "") -> str:
    """Question, answer and numbered citations with the exact quotes, outlets, dates and addresses.

    `origin` ("https://archive.example") comes before the article view's path where an article has no address.
    """
    lines = [f"**{answer.query.question}**", "", answer.text or texts["not_found"], ""]
    for citation in answer.citations:
        lines += _entry(citation, texts, origin)
    return "\n".join(lines).rstrip() + "\n"


def _entry(citation: Citation, texts: Words, origin: str) -> list[str]:
    reference, span = citation.reference, citation.span
    quoted = [f"> {line}" for line in citation.quote.split("\n")]
    facts = [
        reference.outlet or texts["outlet_unknown"],
        f"“{reference.title}”" if reference.title else texts["title_unknown"],
        day(reference.published, texts),
        language_name(reference.language, texts),
    ]
    view = origin + article_address(reference.id, span.start, span.end, texts["code"])
    address = reference.url if reference.url and is_web_address(reference.url) else view
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
