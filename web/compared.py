"""An answer that compares outlets in, a table out: a row per outlet, who says what there, what it does not carry."""

from __future__ import annotations

from collections.abc import Mapping

from domain import Answer, Citation, Claim, OutletRow
from web.cards import speakers, stance
from web.claims import marker_links, quoted
from web.markup import name, text, written_in
from web.words import Words, day


def outlet_table(found: Answer, number: int, texts: Words) -> str:
    """One row per outlet, in the order of the answer."""
    cited = {citation.marker: citation for citation in found.citations}
    claims = {marker: claim for claim in reversed(found.claims) for marker in claim.citations}
    lacking = any(row.lacks for row in found.rows)
    heads = (texts["column_outlet"], texts["claims"], *([texts["column_lacks"]] if lacking else []))
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in heads)
    made = (_row(row, (cited, claims), found, number, texts) for row in found.rows)
    rows = "".join(f"<tr>{told}{lacks if lacking else ''}</tr>" for told, lacks in made)
    title = text(texts["compared"])
    return (
        f'<h3>{title}</h3><table class="claims compared"><caption class="only-heard">{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def lead_sentences(found: Answer) -> int:
    """How many sentences stand before those that tell the rows: the figures; all of what a language model wrote."""
    if any(sentence.phrased for sentence in found.sentences):
        return len(found.sentences)
    told = len(found.rows) + sum(bool(row.lacks) for row in found.rows)
    return max(0, len(found.sentences) - told) if found.rows else len(found.sentences)


def _row(
    row: OutletRow, known: tuple[Mapping[int, Citation], Mapping[int, Claim]], found: Answer, number: int, texts: Words
) -> tuple[str, str]:
    """What an outlet tells, and what of others it does not carry, as cells."""
    cited, claims = known
    said = "".join(_said(cited[m], claims.get(m), number, texts) for m in row.citations if m in cited)
    lacks = "".join(f"<li>{_lacking(found.claims[place], number, texts)}</li>" for place in row.lacks)
    language = next((cited[m].reference.language for m in row.citations if m in cited), None)
    return (
        f'<th scope="row" class="who">{name(row.outlet, language)}</th><td class="what">{said}</td>',
        f'<td class="lacks">{f"<ul>{lacks}</ul>" if lacks else "–"}</td>',
    )


def _said(citation: Citation, claim: Claim | None, number: int, texts: Words) -> str:
    reference = citation.reference
    when = f" <small>{text(day(reference.published, texts))}</small>" if reference.published else ""
    return (
        f"<div>{_voice(citation, claim, texts)}{when} {marker_links([citation.marker], number)}"
        f"<div {written_in(reference.language)}>{quoted(citation, claim)}</div></div>"
    )


def _voice(citation: Citation, claim: Claim | None, texts: Words) -> str:
    """Who says it there, or that the article does; nothing where neither is sure."""
    said = citation.statement
    if said is not None and said.own_voice:
        return f"<b>{text(texts['own_voice'])}</b>"
    if claim is None or not claim.chain:
        return ""
    chain = (claim.speaker or claim.chain[0], *claim.chain[1:])
    return f"<b>{speakers(chain, texts)}</b> <em>{text(stance(claim.stance, claim.polarity, texts))}</em>"


def _lacking(claim: Claim, number: int, texts: Words) -> str:
    who = speakers((claim.speaker or claim.chain[0], *claim.chain[1:]), texts)
    how = text(stance(claim.stance, claim.polarity, texts))
    return f"{who} <em>{how}</em> {marker_links(claim.citations, number)}"
