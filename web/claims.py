"""An answer's claims in, the table of who says what and who reports it out: it can be sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain import Answer, Citation, Claim
from web.cards import provenance, speakers, stance, valued
from web.markup import fill, name, text, written_in
from web.words import Words, day, language_name, quotation_marks


def claims_table(found: Answer, number: int, texts: Words) -> str:
    """Who | says what | reported by: one group of rows per claim, one row per citation, wording never merged."""
    cited = {citation.marker: citation for citation in found.citations}
    groups = "".join(
        _claim_rows(claim, [cited[m] for m in claim.citations if m in cited], number, texts) for claim in found.claims
    )
    heads = "".join(f'<th scope="col">{text(texts["column_" + column])}</th>' for column in ("who", "what", "reported"))
    title = text(texts["claims"])
    return (
        f'<h3>{title}</h3>{_sorting(found, texts)}<table class="claims"><caption class="only-heard">{title}</caption>'
        f"<thead><tr>{heads}</tr></thead>{groups}</table>"
    )


def marker_links(markers: Iterable[int], number: int) -> str:
    """The numbers that lead to the cards."""
    return "".join(
        f'<a class="cite" href="#t{number}c{marker}" aria-label="[{marker}]">{marker}</a>' for marker in markers
    )


def _claim_rows(claim: Claim, citations: Sequence[Citation], number: int, texts: Words) -> str:
    rows = [
        f'<td class="what"><div {written_in(c.reference.language)}>{quoted(c, claim)}</div></td>'
        f'<td class="reported">{provenance(c.reference, texts)}<span class="form {claim.form}">'
        f"{_form_of(c, claim, texts)}</span>{marker_links([c.marker], number)}</td>"
        for c in citations
    ]
    if not rows:
        return ""
    head = f'<th scope="rowgroup" rowspan="{len(rows)}" class="who">{_who(claim, texts)}</th>'
    return f"<tbody{_keys(claim)}><tr>{head}{rows[0]}</tr>{''.join(f'<tr>{row}</tr>' for row in rows[1:])}</tbody>"


def _keys(claim: Claim) -> str:
    """What page.js sorts by."""
    first = claim.first.isoformat() if claim.first else "9999"
    who = "" if claim.form == "own_voice" else claim.speaker or ""
    return f' data-who="{text(who)}" data-date="{first}" data-outlets="{len(claim.outlets)}"'


def _sorting(found: Answer, texts: Words) -> str:
    if len(found.claims) < 2:
        return ""
    ways = "".join(
        f'<button type="button" data-by="{way}" aria-pressed="{"true" if way == "answer" else "false"}">'
        f"{text(texts['sort_' + way])}</button>"
        for way in ("answer", "who", "date", "outlets")
    )
    return f'<p class="sorting" role="group" aria-label="{text(texts["sort"])}">{text(texts["sort"])}: {ways}</p>'


def _extent(claim: Claim, texts: Words) -> str:
    """How widely it is reported: outlets, independent accounts, languages, first and last day."""
    if len(claim.citations) < 2:
        return ""
    counted = fill(texts["extent"], outlets=str(len(claim.outlets)), origins=str(claim.origins))
    languages = ", ".join(name(language_name(code, texts), code) for code in claim.languages)
    days = [text(day(d, texts)) for d in dict.fromkeys((claim.first, claim.last)) if d]
    return "".join(f'<small class="extent">{part}</small>' for part in (counted, languages, " – ".join(days)) if part)


def quoted(citation: Citation, claim: Claim | None) -> str:
    """The quote with the marks of its language where it is a direct one and has none of its own."""
    form = citation.statement.form if citation.statement else claim.form if claim else ""
    before, after = quotation_marks(citation.reference.language) if form == "direct" else ("", "")
    bare = citation.quote[:1].isalnum()  # a quote that brings its own marks gets no others
    return f"{before}{valued(citation)}{after}" if bare else valued(citation)


def _form_of(citation: Citation, claim: Claim, texts: Words) -> str:
    form = citation.statement.form if citation.statement else claim.form
    return text(texts["form_" + form])


def _who(claim: Claim, texts: Words) -> str:
    if not claim.chain or claim.form == "own_voice":
        credited = fill(texts["credited"], name=name(claim.credited)) if claim.credited else ""
        said = f"{text(texts['own_voice'])}<small>{text(texts['form_own_voice'])}</small><small>{credited}</small>"
        return said + _extent(claim, texts)
    chain = (claim.speaker or claim.chain[0], *claim.chain[1:])
    others = dict.fromkeys(other for other in claim.speaker_names.values() if other != chain[0])
    also = f"<small>{', '.join(name(other) for other in others)}</small>" if others and len(chain) == 1 else ""
    told = f"{speakers(chain, texts)}<em>{text(stance(claim.stance, claim.polarity, texts))}</em>"
    return f"{told}{also}{_extent(claim, texts)}"
