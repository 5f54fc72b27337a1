"""One citation in, its card as HTML out: outlet, date, the sentence with the cited words marked, who said it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from domain import Citation, Link, Reference, Span, Statement
from web.markup import article_address, fill, link, name, text, value_marked, written_in
from web.words import Words, day, language_name


def card(citation: Citation, anchor: str, back: str, texts: Words, credited: str | None = None, below: str = "") -> str:
    """The card of one citation; `anchor` is its own id, `back` the id of the answer that cites it.

    `credited` is to whom the article credits its information as a whole, for what it says in its own voice; `below`
    is HTML that stands under the printed words.
    """
    title = fill(texts["citation"], marker=str(citation.marker))
    return (
        f'<article class="card" id="{text(anchor)}" tabindex="-1" aria-label="{title}">'
        f'<header><a class="number" href="#{text(back)}" aria-label="{title} · {text(texts["back_to_answer"])}">'
        f"{citation.marker}</a>{provenance(citation.reference, texts)}{_form(citation, texts)}</header>"
        f"<blockquote {written_in(citation.reference.language)}><p>{sentence(citation)}</p></blockquote>{below}"
        f"{_said_by(citation, texts, credited)}{_footer(citation, texts)}</article>"
    )


def provenance(reference: Reference, texts: Words) -> str:
    """Outlet, language and date of an article; what is unknown is said to be."""
    outlet = f"<b>{name(reference.outlet, reference.language)}</b>" if reference.outlet else _unknown("outlet", texts)
    date = (
        f'<time datetime="{reference.published.isoformat()}">{text(day(reference.published, texts))}</time>'
        if reference.published
        else _unknown("date", texts)
    )
    language = f"<span>{name(language_name(reference.language, texts), reference.language)}</span>"
    return f'<span class="provenance"><span class="outlet">{outlet}</span>{language}{date}</span>'


def sentence(citation: Citation) -> str:
    """The sentence of the article with the cited words marked, and the speaker and the cue where they stand in it."""
    whole = citation.before + citation.quote + citation.after
    first = citation.span.start - len(citation.before)
    quote = Span(len(citation.before), len(citation.before) + len(citation.quote))
    parts = [(quote, "mark")]
    for span, element in _named_around(citation.statement):
        inside = Span(span.start - first, span.end - first)
        if inside.start >= 0 and inside.end <= len(whole) and not any(inside.overlaps(other) for other, _ in parts):
            parts.append((inside, element))
    return marked(whole, parts, {quote: _value(citation)})


def marked(
    whole: str, parts: list[tuple[Span, str]], values: Mapping[Span, tuple[int, int] | None] = MappingProxyType({})
) -> str:
    """`whole` as HTML with each span in an element of its name; the spans do not overlap.

    `values` has where within a span the value asked for stands: it is marked there once more.
    """
    html, at = "", 0
    for span, element in sorted(parts):
        inner = value_marked(span.of(whole), values.get(span))
        html += f"{text(whole[at : span.start])}<{element}>{inner}</{element}>"
        at = span.end
    return html + text(whole[at:])


def valued(citation: Citation) -> str:
    """The quote with the value asked for marked in it."""
    return value_marked(citation.quote, _value(citation))


def _value(citation: Citation) -> tuple[int, int] | None:
    value, start = citation.value, citation.span.start
    return (value.start - start, value.end - start) if value else None


def speakers(chain: tuple[str, ...], texts: Words) -> str:
    """Who said it: one name, or the innermost as told by those further out; the names are text, never trusted."""
    told = name(chain[-1])
    for outer in reversed(chain[:-1]):
        told = fill(texts["account"], inner=told, outer=name(outer))
    return told


def stance(stance_name: str, polarity: str, texts: Words) -> str:
    """The stance in the reader's words: `denies` → "denies", negated "does not deny"."""
    return texts[("not_" if polarity == "negated" else "is_") + stance_name]


def _named_around(statement: Statement | None) -> list[tuple[Span, str]]:
    if statement is None or not statement.shown:
        return []
    spans = [(chained.mention, "b") for chained in statement.chain] + [
        (chained.cue, "u") for chained in statement.chain
    ]
    return [(span, element) for span, element in spans if span]


def _unknown(what: str, texts: Words) -> str:
    return f'<span class="unknown">{text(texts[what + "_unknown"])}</span>'


def _form(citation: Citation, texts: Words) -> str:
    if citation.statement is None:
        return ""
    return f'<span class="form {citation.statement.form}">{text(texts["form_" + citation.statement.form])}</span>'


def _said_by(citation: Citation, texts: Words, credited: str | None) -> str:
    said = citation.statement
    if said is None:
        return ""
    if said.own_voice:
        credited = credited or (said.chain[0].name if said.chain and said.shown else None)
        note = fill(texts["credited"], name=name(credited)) if credited else ""
        return f'<p class="said">{text(texts["own_voice_note"])} {note}</p>'
    if not said.shown or not said.chain:
        return f'<p class="said unknown">{text(texts["uncertain"])}</p>'
    inner = said.chain[-1]
    who = f"<b>{speakers(tuple(chained.name for chained in said.chain), texts)}</b>"
    how = text(stance(inner.stance, inner.polarity, texts))
    line = f'<span class="label">{text(texts["speaker"])}</span> {who} · {how}'
    return f'<p class="said">{line}{_cue(citation, inner, texts)}</p>{_second_hand(said, texts)}'


def _cue(citation: Citation, said: Link, texts: Words) -> str:
    first = citation.span.start - len(citation.before)
    whole = citation.before + citation.quote + citation.after
    inside = said.cue and first <= said.cue.start and said.cue.end <= first + len(whole)
    word = whole[said.cue.start - first : said.cue.end - first] if said.cue and inside else said.lemma
    if not word:
        return ""
    return f' · <span class="label">{text(texts["cue"])}</span> <i>{name(word, citation.reference.language)}</i>'


def _second_hand(said: Statement, texts: Words) -> str:
    if not said.nested:
        return ""
    outer, inner = said.chain[-2].name, said.chain[-1].name
    return f'<p class="second-hand">{fill(texts["account_note"], inner=name(inner), outer=name(outer))}</p>'


def _footer(citation: Citation, texts: Words) -> str:
    reference, span = citation.reference, citation.span
    language = reference.language if reference.title else texts["code"]
    title = f"<cite {written_in(language)}>{text(reference.title or texts['title_unknown'])}</cite>"
    address = article_address(reference.id, span.start, span.end, texts["code"])
    opened = f'<a class="open" href="{text(address)}" target="_blank" rel="noopener">{text(texts["open"])}</a>'
    outside = link(reference.url, f'<span aria-hidden="true">↗</span> {text(texts["article_original"])}')
    return f'<footer>{title}<span class="links">{opened}{outside if outside.startswith("<a") else ""}</span></footer>'
