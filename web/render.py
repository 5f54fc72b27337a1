"""A conversation in, HTML out: the answer with its numbered citations, who says what, one card per citation.

Pure functions. Every text of an article, a question or an answer goes through `web.markup.text`: it is shown as
text, never as markdown and never as HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from domain import Answer, AnswerSentence, ArchiveState, Citation, Evidence
from web.cards import card, provenance
from web.chips import searched
from web.claims import claims_table, marker_links
from web.compared import lead_sentences, outlet_table
from web.markup import article_address, fill, isolated, name, text, written_in
from web.timeline import timeline
from web.tools import feedback, follow_ups, tools
from web.words import Words, day

SHORT = 140
"""Characters up to which the first sentence of an answer is set like a headline."""
NO_FLAGS: Mapping[int, str] = MappingProxyType({})
Foreign = tuple[dict[str, str], dict[str, tuple[int, int]], dict[str, str]]
"""Pieces of foreign text with their languages, where values stand in quotes, and the values with their languages."""
ALL = 10_000
"""Progress of an exchange that is shown to the end."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation with what is known of its answer so far."""

    question: str
    answer: Answer | None = None
    problem: tuple[str, dict[str, str]] | None = None
    """The page's sentence for what went wrong, with its values; or ("", {"said": …}) for a sentence as it is."""
    progress: int = ALL
    """How many sentences are shown while the answer streams in; beyond them the claims, then the citations."""
    values: dict[str, str] = field(default_factory=dict)
    """What the status line counts while searching."""
    follow_ups: Sequence[str] = ()
    """What the reader may want to ask next."""


def conversation(exchanges: Sequence[Exchange], texts: Words, origin: str = "") -> str:
    """All exchanges, oldest first; `origin` makes the article addresses in the copied text complete."""
    turns = "".join(exchange(turn, number, texts, origin) for number, turn in enumerate(exchanges, 1))
    return (
        f'<section id="thread" {written_in(texts["code"])} aria-label="{text(texts["conversation"])}">{turns}</section>'
    )


def exchange(turn: Exchange, number: int, texts: Words, origin: str = "") -> str:
    """One question with its answer, as far as it is known."""
    asked = f'<h2 class="asked" id="q{number}" tabindex="-1">{name(turn.question)}</h2>'
    if turn.problem:
        body = f'<p class="problem" role="alert">{problem(turn.problem, texts)}</p>'
    elif turn.answer is None:
        body = f'<p class="working">{fill(texts["searching"], **{k: text(v) for k, v in turn.values.items()})}</p>'
    else:
        body = answer(turn.answer, number, texts, turn.progress, origin, turn.follow_ups)
    return f'<article class="turn" id="t{number}">{asked}{body}</article>'


def problem(told: tuple[str, dict[str, str]], texts: Words) -> str:
    """The one sentence for what went wrong, in the reader's language where the page has it."""
    key, values = told
    return fill(texts[key], **{k: text(v) for k, v in values.items()}) if key else text(values["said"])


def answer(
    found: Answer,
    number: int,
    texts: Words,
    progress: int = ALL,
    origin: str = "",
    then: Sequence[str] = (),
    flags: Mapping[int, str] = NO_FLAGS,
) -> str:
    """The answer: its sentences, then (once all are shown) the claims, the cards, what was searched, what to ask.

    `flags` has HTML that stands under the printed words of the citations with these markers.
    """
    left = progress - len(found.sentences)
    parts = [_status(found, texts), _sentences(found, number, min(progress, lead_sentences(found)))]
    if found.rows:
        parts.append(outlet_table(found, number, texts))
    if left > 0:
        parts.append(_notices(found))
    if left > 0 and found.claims and not found.rows:
        parts.append(claims_table(found, number, texts))
    if left > 1:
        parts += [timeline(found, number, texts), tools(found, texts, origin)] if found.citations else []
        parts += [_cards(found, number, texts, flags), _nearest(found.nearest, texts)]
        parts += [searched(found, texts), follow_ups(then, texts)]
        parts.append(feedback(found, texts))
    return f'<div class="answer {found.status}" id="a{number}" tabindex="-1">{"".join(parts)}</div>'


def state_line(archive: ArchiveState, texts: Words) -> str:
    """How large and how fresh the archive is."""
    return fill(
        texts["archive"],
        count=str(archive.articles),
        newest=text(day(archive.newest, texts)),
        built=text(day(archive.built, texts)),
    )


def _status(found: Answer, texts: Words) -> str:
    if found.status == "answered":
        return ""
    verdict = f"<p>{text(texts[found.status])}</p>"
    told = " ".join(found.missing) or found.note  # the verdict says already that it is a part only
    note = f"<p {written_in(found.language)}>{text(told)}</p>" if told else ""
    return f'<div class="verdict">{verdict}{note}</div>'


def _notices(found: Answer) -> str:
    told = "".join(f"<p>{text(notice)}</p>" for notice in found.notices)
    return f'<div class="notices" role="note" {written_in(found.language)}>{told}</div>' if told else ""


def _sentences(found: Answer, number: int, progress: int) -> str:
    foreign = {c.speaker: "und" for c in found.claims if c.speaker}
    foreign |= {n: language for c in found.claims for language, n in c.speaker_names.items()}
    foreign |= {c.reference.outlet: c.reference.language for c in found.citations if c.reference.outlet}
    foreign |= {c.quote: c.reference.language for c in found.citations}
    marks = {c.quote: (c.value.start - c.span.start, c.value.end - c.span.start) for c in found.citations if c.value}
    values = {c.quote[slice(*marks[c.quote])]: c.reference.language for c in found.citations if c.value}
    shown = "".join(_sentence(s, number, (foreign, marks, values)) for s in found.sentences[:progress])
    return f'<div class="text" {written_in(found.language)}>{shown}</div>' if shown else ""


def _sentence(sentence: AnswerSentence, number: int, foreign: Foreign) -> str:
    pieces, marks, values = foreign
    short = ' class="short"' if len(sentence.text) <= SHORT else ""
    links = f'<span class="cites">{marker_links(sentence.markers, number)}</span>'
    value = max((v for v in values if sentence.text.startswith(v)), key=len, default="")
    opening = name(value, values[value], (0, len(value))) if value else ""
    return f"<p{short}>{opening}{isolated(sentence.text[len(value) :], pieces, marks)} {links}</p>"


def _cards(found: Answer, number: int, texts: Words, flags: Mapping[int, str]) -> str:
    if not found.citations:
        return ""
    credited = {marker: claim.credited for claim in found.claims for marker in claim.citations}
    below = {c.marker: flags.get(c.marker, "") + _translation(c, found, texts) for c in found.citations}
    cards = "".join(
        card(c, f"t{number}c{c.marker}", f"a{number}", texts, credited.get(c.marker), below[c.marker])
        for c in found.citations
    )
    return f'<h3>{text(texts["citations"])}</h3><div class="cards">{cards}</div>'


def _translation(citation: Citation, found: Answer, texts: Words) -> str:
    """A machine's translation, under its own label: never in the place of the printed words."""
    if not citation.translation:
        return ""
    label = fill(texts["translation_label"], model=name(found.phrased_by))
    return (
        f'<div class="translation"><p {written_in(found.language)}>{text(citation.translation)}</p>'
        f"<small>{label}</small></div>"
    )


def _nearest(nearest: Sequence[Evidence], texts: Words) -> str:
    if not nearest:
        return ""
    items = "".join(_near(evidence, texts) for evidence in nearest)
    return f'<h3>{text(texts["nearest"])}</h3><ul class="nearest">{items}</ul>'


def _near(evidence: Evidence, texts: Words) -> str:
    reference, passage = evidence.reference, evidence.passage
    address = article_address(reference.id, passage.span.start, passage.span.end, texts["code"])
    language = reference.language if reference.title else texts["code"]
    body = passage.text.removeprefix(reference.title or "").lstrip()
    title = f'<a href="{text(address)}" target="_blank" rel="noopener" {written_in(language)}>'
    return (
        f"<li>{title}{text(reference.title or texts['title_unknown'])}</a>{provenance(reference, texts)}"
        f"<p {written_in(reference.language)}>{text(_beginning(body))}</p></li>"
    )


def _beginning(words: str, length: int = 240) -> str:
    return words if len(words) <= length else words[:length].rstrip() + "…"
