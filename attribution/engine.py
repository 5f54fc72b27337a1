"""Article → its statements: drafts sentence by sentence, speakers resolved over the article, the rest own voice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from attribution.aliases import Cast, Identity
from attribution.bodies import ministries, whose
from attribution.carry import Discourse, Resolved
from attribution.confidence import THRESHOLD, estimate
from attribution.drafts import (
    Draft,
    Mention,
    Text,
    drafts_of,
    introduced_draft,
    pointed_draft,
    quoted_drafts,
    subject_of,
    told_in_mood,
    told_within,
)
from attribution.lexicon import fold, lexicon
from attribution.naming import names_nobody
from attribution.own_voice import main_clauses, uncovered, without_dateline
from attribution.quotations import pair
from attribution.sentences import paragraph_numbers, split
from attribution.speakers import COUNTRY
from domain import Article, Found, Link, Span, Statement

LEAD = 3
"""Sentences: what an article credits to somebody as a whole, it credits in its headline or lead."""
_WHOLE = 10**9  # characters: for finding speakers a quotation is never parted, however long


def statements(article: Article) -> tuple[Statement, ...]:
    """What the article reports and what it asserts itself, in order of the text.

    Every sentence lies in a statement: those without a reported one are the outlet's own voice, with the chain of
    the credited if the article credits its information as a whole to somebody.
    """
    return _Reading(article).statements()


class _Reading:
    """One article while it is read."""

    def __init__(self, article: Article) -> None:
        self.article = article
        lex = lexicon(article.reference.language)
        quotations = pair(article.text, lex.language)
        self.whole = Text(article.text, lex, quotations)
        self.sentences = split(article.text, lex.language, quotations, _WHOLE)
        self.paragraphs = dict(enumerate(paragraph_numbers(article.text, self.sentences)))
        self.cast = Cast(article.text, lex)
        self.discourse = Discourse(self.cast, lex, article.text)
        self.resolved: dict[int, Resolved] = {}
        self.ministries = ministries(article.text, lex.language)
        self.credited: list[tuple[int, Resolved]] = []
        self.answered = _WHOLE
        """The sentence from which on the article's information is not the credited one's any more."""
        self._kept: list[Draft] = []
        self._told: list[bool] = []
        """Whether each sentence read so far tells what somebody said."""

    def statements(self) -> tuple[Statement, ...]:
        drafts = [d for number in range(len(self.sentences)) for d in self._sentence(number)]
        drafts = list(self._joined([d for d in drafts if not self._mere_topic(d, drafts)]))
        self.answered = next((d.sentence for d in drafts if self._answers(d)), _WHOLE)
        reported = [self._statement(d) for d in drafts]
        own = self._own_voice([*self.sentences, *main_clauses(drafts, self.sentences, self.whole.text)], reported)
        return tuple(sorted([*reported, *own], key=lambda s: (s.content.start, -s.content.end, len(s.chain))))

    def _sentence(self, number: int) -> list[Draft]:
        span = self.sentences[number]
        drafts = drafts_of(self.whole, span, number, self._is_headline(number))
        kept = [d for d in drafts if self._resolve(d)]
        for quoted in self._unattributed(span, kept):
            kept += self._carry(quoted, number)
        if not kept and told_in_mood(self.whole, span):
            kept += self._carry_mood(span, number)
        if not kept and (subject := subject_of(self.whole, span)):
            self.discourse.subjects[number] = subject
        if not kept and number and not self._told[-1]:
            pointed = pointed_draft(self.whole, self.sentences[number - 1], span, number - 1)
            kept = [pointed] if pointed and self._resolve(pointed) else []
        self._told.append(bool(kept))
        return kept

    def _carry_mood(self, span: Span, number: int) -> list[Draft]:
        """A sentence in the mood of report, after one whose speaker is known."""
        carried = self.discourse.carried(number, self.paragraphs)
        if carried is None:
            return []
        identity, trust = carried
        draft = Draft(span, "indirect", "mood", None, None, False, None, None, (), number)
        self.resolved[id(draft)] = Resolved(identity, None, "carried", trust)
        return [draft, *(d for d in told_within(self.whole, draft, span) if self._resolve(d))]

    def _answers(self, draft: Draft) -> bool:
        """Whether somebody else denies something: nobody gives that out among their own information."""
        denies = draft.entry is not None and draft.entry.stance == "denies"
        found = self.resolved[id(draft)]
        others = all(found.identity is not r.identity for at, r in self.credited if at < draft.sentence)
        return draft.depth == 0 and denies and others and found.found == "explicit"

    def _mere_topic(self, draft: Draft, drafts: Sequence[Draft]) -> bool:
        """As in "Notre-Dame: …": what stands before a headline's colon and speaks nowhere else is its subject."""
        outermost = (*draft.outer, draft)[0]
        identity = self.resolved[id(outermost)].identity
        if outermost.pattern != "headline" or outermost.mention is None or outermost.mention.kind != "name":
            return False
        if sum(self._is_name(m) for m in identity.mentions) > 1:
            return False
        return not self._speaks_first(self._who(identity)[1], drafts)

    def _is_name(self, mention: Span) -> bool:
        """Whether a mention names no body: "Catalonia" is not "the government of Catalonia"."""
        words = {fold(w) for w in mention.of(self.whole.text).split()}
        return not words & self.whole.lex.words["body_nouns"]

    def _speaks_first(self, country: str, drafts: Sequence[Draft]) -> bool:
        """As in "Russia: …" over an article whose first speaker is Moscow or a Russian ministry."""
        first = next((d for d in drafts if d.sentence > 0 and d.depth == 0 and d.form != "frame"), None)
        if first is None or first.sentence > LEAD or len(country) != COUNTRY:
            return False
        return self._who(self.resolved[id(first)].identity)[1].split(".")[0] == country

    def _is_headline(self, number: int) -> bool:
        span = self.sentences[number]
        return number == 0 and span.of(self.whole.text)[-1:] not in ".!?" and span.end - span.start < 250

    def _resolve(self, draft: Draft) -> bool:
        outer = self.resolved.get(id(draft.outer[-1])) if draft.outer else None
        if draft.outer and outer is None:
            return False
        found = self.discourse.resolve(draft, outer)
        if found is None or (outer and found.identity is outer.identity):
            return False
        self.resolved[id(draft)] = found
        if draft.form == "frame":
            self.credited.append((draft.sentence, found))
        return True

    def _unattributed(self, span: Span, kept: Sequence[Draft]) -> Iterator[Span]:
        """Outer quotations that fill most of the sentence and that no statement holds."""
        quotations = self.whole.quotations
        for number in range(bisect_left(quotations, span.start, key=lambda q: q.start), len(quotations)):
            q = quotations[number]
            if q.start >= span.end:
                break
            if q.depth == 0:
                quoted = Span(q.start, q.end)
                long = (q.end - q.start) * 2 > span.end - span.start
                if long and not any(d.content.overlaps(quoted) for d in kept):
                    yield quoted

    def _carry(self, quoted: Span, number: int) -> list[Draft]:
        """A quotation without a speaker in its sentence: introduced by the one before, or the last speaker goes on."""
        introduced = introduced_draft(self.whole, self.sentences[number - 1], quoted, number) if number else None
        if introduced and self._resolve(introduced):
            draft = introduced
        else:
            carried = self.discourse.carried(number, self.paragraphs)
            if carried is None:
                return []
            identity, trust = carried
            draft = Draft(quoted, "direct", "carried", None, None, False, None, None, (), number)
            self.resolved[id(draft)] = Resolved(identity, None, "carried", trust)
        inner = quoted_drafts(self.whole, quoted, 1, (draft,), number)
        return [draft, *(d for d in inner if self._resolve(d))]

    def _joined(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Sentences that go on in the same speech, within a paragraph, as one statement."""
        last: Draft | None = None
        for draft in drafts:
            if draft.depth == 0 and last is not None and self._goes_on(last, draft):
                joined = replace(last, content=Span(last.content.start, draft.content.end), sentence=draft.sentence)
                self.resolved[id(joined)] = self.resolved[id(last)]
                self._kept.append(joined)
                last = joined
                continue
            if draft.depth == 0:
                if last is not None:
                    yield last
                last = draft
            else:
                yield draft
        if last is not None:
            yield last

    def _goes_on(self, last: Draft, draft: Draft) -> bool:
        same = self.resolved[id(last)].identity is self.resolved[id(draft)].identity
        near = draft.sentence == last.sentence + 1 and self.paragraphs[draft.sentence] == self.paragraphs[last.sentence]
        kinds = (last.pattern == "mood" and draft.pattern == "mood") or (
            draft.pattern == "carried"
            and draft.content.start == self.sentences[draft.sentence].start
            and last.form == "direct"
            and last.pattern != "verb_quote"
        )
        return same and near and kinds

    def _statement(self, draft: Draft) -> Statement:
        steps = (*draft.outer, draft)
        credited = self._credited_before(draft.sentence)
        last = self.resolved[id(draft)]
        chain = tuple(self._link(step) for step in steps)
        if credited and draft.form != "frame" and credited.identity is not self.resolved[id(steps[0])].identity:
            chain = (self._credit(credited), *chain)
        confidence = min(self._confidence(step) for step in steps)
        return Statement(
            article=self.article.reference.id,
            content=draft.content,
            form=draft.form,
            chain=chain,
            confidence=confidence,
            found=last.found,
            shown=confidence >= THRESHOLD and all(self._may_name(*named) for named in self._named(steps)),
        )

    def _named(self, steps: Sequence[Draft]) -> Iterator[tuple[str, Identity]]:
        for step in steps:
            identity = self.resolved[id(step)].identity
            yield self._who(identity)[1], identity

    def _who(self, identity: Identity) -> tuple[str, str]:
        """The speaker's name and id."""
        return whose(identity.name, self.whole.lex.language, self.ministries)

    def _may_name(self, speaker: str, identity: Identity) -> bool:
        """In a language that was never measured a name must recur in the article, or be a body we know.

        Where `by_title` says so, a title, an office or a forename is enough.
        """
        lex = self.whole.lex
        if names_nobody(identity.name, lex):
            return False
        full = " " in identity.name and identity.name.istitle()
        titled = lex.by_title and (identity.kind in ("person", "body") or full)
        return not lex.unproved or titled or "." in speaker or len(identity.mentions) > 1

    def _confidence(self, draft: Draft) -> float:
        found = self.resolved[id(draft)]
        return estimate(draft.pattern, found.found, found.trust, draft.depth)

    def _link(self, draft: Draft) -> Link:
        resolved = self.resolved[id(draft)]
        name, speaker = self._who(resolved.identity)
        return Link(
            name=name,
            mention=self._mention(draft, resolved),
            cue=draft.cue,
            lemma=draft.entry.lemma if draft.entry else None,
            stance=draft.entry.stance if draft.entry else "says",
            polarity="negated" if draft.negated else "affirmed",
            speaker=speaker,
        )

    def _mention(self, draft: Draft, resolved: Resolved) -> Span:
        """The words beside the cue if they name; else the nearest mention before it that does."""
        if resolved.mention:
            return resolved.mention.span
        mentions = reversed(resolved.identity.mentions)
        return next((m for m in mentions if m.start < draft.content.end), resolved.identity.span)

    def _own_voice(self, spans: Sequence[Span], reported: Sequence[Statement]) -> Iterator[Statement]:
        for span in uncovered(spans, reported):
            number = bisect_left(self.sentences, span.start, key=lambda s: s.start)
            credited = self._credited_before(number)
            found: Found | None = "frame" if credited else None
            yield Statement(
                article=self.article.reference.id,
                content=without_dateline(self.whole.text, span, self.whole.lex) if number <= LEAD else span,
                form="own_voice",
                chain=(self._credit(credited),) if credited else (),
                confidence=0.6 if credited else 0.5,
                found=found,
                shown=False,
            )

    def _credited_before(self, number: int) -> Resolved | None:
        """Whom the headline or the lead credits with the article's information, if that stands before this sentence."""
        before = min(number, LEAD) if number < self.answered else 0
        return next((r for at, r in self.credited if at < before), None)

    def _credit(self, resolved: Resolved) -> Link:
        identity: Identity = resolved.identity
        mention: Mention | None = resolved.mention
        name, speaker = self._who(identity)
        return Link(name, mention.span if mention else identity.span, None, None, "says", "affirmed", speaker)
