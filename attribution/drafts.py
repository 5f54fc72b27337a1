"""Sentence → drafts of its statements, content within content, before speakers are resolved over the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from attribution import clauses, frames, phrases, verb_final
from attribution.clause import Clause, Finding, cues_of
from attribution.contents import behind_gap, content_of
from attribution.cues import Cue
from attribution.kinds import Phrase, PhraseKind
from attribution.lexicon import Entry, Lexicon
from attribution.quotations import Quotation
from attribution.tokens import Token, tokenise
from domain import Form, Span

LONGEST = 400
"""Tokens: no sentence that a person wrote is longer, quotations counted as one token; a longer one is left alone."""
DEEPEST = 2
"""Statements within statements beyond this depth are not looked for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a speaker or stand for one."""

    span: Span
    kind: PhraseKind
    quality: float
    named: Span | None = None
    """The name in an apposition, where the words themselves only say an office."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as its sentence shows it."""

    content: Span
    form: Form
    pattern: str
    cue: Span | None
    entry: Entry | None
    negated: bool
    mention: Mention | None
    subject: Mention | None
    """The subject of the clause around it: whom a pronoun inside a statement may mean."""
    outer: tuple[Draft, ...]
    """From the outermost statement inward, this one left out."""
    sentence: int

    @property
    def depth(self) -> int:
        """0 for a statement that the outlet itself reports."""
        return len(self.outer)


@dataclass(frozen=True, slots=True)
class Text:
    """What every step needs of the article."""

    text: str
    lex: Lexicon
    quotations: tuple[Quotation, ...]
    _known: dict[tuple[Span, int], list[Token]] = field(default_factory=dict)

    def tokens(self, span: Span, depth: int) -> Sequence[Token]:
        """The tokens of `span`, quotations at `depth` as one each; a sentence is asked for twice or more."""
        found = self._known.get((span, depth))
        if found is None:
            found = self._known[span, depth] = tokenise(self.text, span, self.lex, self.quotations, depth)
        return found


def drafts_of(whole: Text, span: Span, sentence: int, headline: bool) -> list[Draft]:
    """All drafts of one sentence, outer ones before their inner ones."""
    tokens = whole.tokens(span, 0)
    clause = Clause(tokens, 0, len(tokens), whole.lex)
    if len(tokens) > LONGEST:
        return []
    found = _headline(clause) if headline else frames.transcript(clause)
    found = found or frames.signed(clause)
    found = (
        found or frames.evidence(clause) or analyse(clause) or frames.named_quotation(clause) or frames.frame(clause)
    )
    return [d for f in found if not _shown_by_nobody(f, clause) for d in _with_inner(whole, clause, f, (), sentence, 0)]


def _headline(clause: Clause) -> list[Finding]:
    """As in "Notre-Dame: “…”, says the prosecutor": a bare name before the colon yields to who speaks after it."""
    found = frames.headline(clause)
    if not found or found[0].speaker is None or found[0].speaker.kind != "name":
        return found
    inner = analyse(replace(clause, start=found[0].first))
    return inner if any(f.speaker and f.speaker.kind != "pronoun" for f in inner) else found


def analyse(clause: Clause) -> list[Finding]:
    """The statements of one level, by the word order of the language."""
    if clause.end - clause.start > LONGEST:
        return []
    if clause.lex.order == "sov":
        return verb_final.analyse(clause, cues_of(clause))
    return clauses.analyse(clause)


def told_in_mood(whole: Text, span: Span) -> bool:
    """Whether the verb forms of a sentence mark it as somebody's report (German Konjunktiv I, "demnach")."""
    moods, carrying = whole.lex.words["reported_moods"], whole.lex.words["carrying"]
    if not moods and not carrying:
        return False
    words = whole.tokens(span, 0)
    first = next((t.low for t in words if t.kind == "w"), "")
    return first in carrying or any(t.low in moods for t in words if t.kind == "w")


def subject_of(whole: Text, span: Span) -> Mention | None:
    """The subject of a sentence, if it begins with one."""
    tokens = whole.tokens(span, 0)
    return (
        _mention(tokens, phrases.clause_subject(tokens, 0, len(tokens), whole.lex)) if len(tokens) <= LONGEST else None
    )


def introduced_draft(whole: Text, before: Span, quoted: Span, sentence: int) -> Draft | None:
    """The draft of a quotation by the sentence before it, if that ends with a colon and names who speaks."""
    if before.of(whole.text)[-1:] not in ":：,":
        return None
    tokens = whole.tokens(before, 0)
    found = frames.introduction(Clause(tokens, 0, len(tokens), whole.lex))
    return _beside(tokens, found, quoted, "introduced", sentence) if found else None


def pointed_draft(whole: Text, before: Span, pointing: Span, sentence: int) -> Draft | None:
    """The draft of a sentence by the one after it, if that says no more than whose it is: "Об этом сообщил мэр"."""
    tokens = whole.tokens(pointing, 0)
    found = frames.pointing(Clause(tokens, 0, len(tokens), whole.lex)) if len(tokens) <= LONGEST else None
    return _beside(tokens, found, before, "pointing", sentence) if found else None


def _beside(
    tokens: Sequence[Token], found: tuple[Cue | None, Phrase], content: Span, pattern: str, sentence: int
) -> Draft:
    """A draft whose cue and speaker stand in another sentence than its content."""
    cue, speaker = found
    span = Span(tokens[cue.first].start, tokens[cue.last - 1].end) if cue else None
    entry, negated = (cue.entry, cue.negated) if cue else (None, False)
    form: Form = "direct" if pattern == "introduced" else "indirect"
    return Draft(content, form, pattern, span, entry, negated, _mention(tokens, speaker), None, (), sentence)


def quoted_drafts(whole: Text, quoted: Span, depth: int, outer: tuple[Draft, ...], sentence: int) -> list[Draft]:
    """What is reported within a quotation (marks included in `quoted`)."""
    inner = Span(quoted.start + 1, quoted.end)
    tokens = whole.tokens(inner, depth)
    found: list[Draft] = []
    for start, end in _inner_sentences(tokens):
        clause = Clause(tokens, start, end, whole.lex, nested=True)
        for f in analyse(clause):
            if not _adds_nobody(f):
                found += _with_inner(whole, clause, f, outer, sentence, depth)
    return found


def _inner_sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The sentences within a quotation, by their full stops."""
    start = 0
    for k, token in enumerate(tokens):
        if token.kind == "p" and token.low in ".!?。！？؟;":
            yield start, k + 1
            start = k + 1
    yield start, len(tokens)


def _adds_nobody(finding: Finding) -> bool:
    """As in "I think" inside a quotation adds no speaker to the one who is quoted, nor does "this proves that"."""
    proves = finding.cue is not None and finding.cue.entry.stance == "shows" and finding.pattern != "evidence"
    return proves or finding.speaker is None or finding.speaker.kind == "first_person"


def _shown_by_nobody(finding: Finding, clause: Clause) -> bool:
    """As in "a study has shown that …": a finding that the outlet tells, since a study is no person or body."""
    speaker = finding.speaker
    if finding.cue is None or finding.cue.entry.stance != "shows" or finding.pattern == "evidence":
        return False
    if speaker is None or speaker.kind == "common":
        return True
    study = any(clause.has("studies", k) for k in range(speaker.first, speaker.last))
    return study and speaker.kind in ("name", "statement")


def _with_inner(
    whole: Text, clause: Clause, finding: Finding, outer: tuple[Draft, ...], sentence: int, depth: int
) -> Iterator[Draft]:
    draft = _draft(clause, finding, outer, sentence)
    if draft is None:
        return
    yield draft
    if len(outer) + 1 >= DEEPEST + 1 or draft.form == "frame":
        return
    within = (*outer, draft)
    inner = list(_inner(whole, content_of(clause, finding), within, sentence, depth))
    yield from inner
    for token in clause.tokens[finding.first : finding.last]:
        told = any(d.content.overlaps(Span(token.start, token.end)) for d in inner)
        if token.kind == "Q" and not told:  # else it is what the inner speaker says
            yield from quoted_drafts(whole, Span(token.start, token.end), depth + 1, within, sentence)


def _inner(whole: Text, clause: Clause, outer: tuple[Draft, ...], sentence: int, depth: int) -> Iterator[Draft]:
    """The statements within a content."""
    for found in analyse(clause):
        finding = behind_gap(clause, found)
        again = finding.cue is not None and clause.tokens[finding.cue.first].start == _start(outer[-1].cue)
        if not (again or _adds_nobody(finding)):
            yield from _with_inner(whole, clause, finding, outer, sentence, depth)


def _start(cue: Span | None) -> int:
    return cue.start if cue else -1


def told_within(whole: Text, draft: Draft, span: Span) -> list[Draft]:
    """What is reported within a sentence that is itself somebody's report without a cue."""
    tokens = whole.tokens(span, 0)
    clause = Clause(tokens, 0, len(tokens), whole.lex, nested=True)
    return list(_inner(whole, clause, (draft,), draft.sentence, 0))


def _draft(clause: Clause, finding: Finding, outer: tuple[Draft, ...], sentence: int) -> Draft | None:
    tokens = clause.tokens
    while finding.first < finding.last and tokens[finding.first].low in (",", ";", ":"):
        finding = replace(finding, first=finding.first + 1)
    if finding.first >= finding.last:
        return None
    content = Span(tokens[finding.first].start, tokens[finding.last - 1].end)
    cue = finding.cue
    subject = None
    speaker = finding.speaker
    follows = cue is not None and finding.first >= cue.last and finding.pattern != "participle"
    pronoun = speaker is not None and speaker.kind == "pronoun" and cue is not None and speaker.last <= cue.first
    parted = speaker is None and finding.first > clause.start and tokens[finding.first - 1].low == ";"
    if cue and (outer or (pronoun and follows) or parted):
        limit = cue.first if outer or speaker is None else speaker.first
        subject = phrases.clause_subject(tokens, clause.start, limit, clause.lex)
    return Draft(
        content,
        _form(tokens[finding.first : finding.last], finding),
        finding.pattern,
        Span(tokens[cue.first].start, tokens[cue.last - 1].end) if cue else None,
        cue.entry if cue else None,
        bool(cue and cue.negated),
        _mention(tokens, speaker),
        _mention(tokens, subject),
        outer,
        sentence,
    )


def _mention(tokens: Sequence[Token], phrase: Phrase | None) -> Mention | None:
    if phrase is None:
        return None
    span = Span(tokens[phrase.first].start, tokens[phrase.last - 1].end)
    named = phrase.named and Span(tokens[phrase.named[0]].start, tokens[phrase.named[1] - 1].end)
    return Mention(span, phrase.kind, phrase.quality, named)


def _form(content: Sequence[Token], finding: Finding) -> Form:
    if finding.pattern == "frame":
        return "frame"
    kinds = {t.kind for t in content}
    if kinds <= {"Q"} or finding.pattern.startswith(("quote_", "verb_quote")):
        return "direct"
    if finding.pattern == "quoted_words" and kinds <= {"Q", "q"}:
        return "direct"  # else the words around the quotation are the outlet's
    return "mixed" if kinds & {"Q", "q"} else "indirect"
