"""The vocabulary of the house: what passes between ingest, attribution, index, answer and web.

Frozen dataclasses and named tuples of the standard library; this module imports nothing of ours.
`Article.text` is the article as printed: the headline (if there is one), an empty line, the body.
Every offset anywhere counts characters (code points) of that text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Form = Literal["direct", "indirect", "mixed", "own_voice", "frame"]
"""How a statement is reported.

`direct` inside quotation marks, `indirect` paraphrased, `mixed` a paraphrase with quoted words in it,
`own_voice` asserted by the outlet itself, `frame` a sentence by which an article credits information
as a whole to somebody ("the ministry gave details of …").
"""

Found = Literal["explicit", "pronoun", "carried", "frame"]
"""How the speaker was found: named beside the cue, through a pronoun or "the statement", carried over
from the sentences before, or known only from the article's frame."""

Stance = Literal[
    "says", "claims", "denies", "accuses", "confirms", "warns", "promises", "asks", "refuses_comment", "believes",
    "shows",
]  # fmt: skip
Polarity = Literal["affirmed", "negated"]
"""`negated` when the cue itself is: "did not confirm" is `confirms`, negated."""

Status = Literal["answered", "partly", "not_found"]
FoundBy = Literal["vectors", "lexical"]


class Span(NamedTuple):
    """Characters `[start:end]` of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Reference:
    """How a reader finds an article again. What the file does not give is None (or empty), never guessed."""

    id: str
    title: str | None
    outlet: str | None
    language: str
    """ISO 639-1 code, or `und` where it could not be told."""
    published: date | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    path: str | None = None
    """The file that the article came from."""
    opens: date | None = None
    """The day from which anybody may read it, where its file restricts that; `date.max`: it is internal."""


@dataclass(frozen=True, slots=True)
class Article:
    """A reference with its clean text: headline, empty line, body, paragraphs parted by empty lines."""

    reference: Reference
    text: str

    @property
    def headline(self) -> Span:
        """Where the headline stands in the text; empty if the article has none."""
        title = self.reference.title or ""
        return Span(0, len(title) if title and self.text.startswith(title) else 0)


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of an article: some sentences that stand together."""

    id: str  # `article#n`, n counting from 0
    article: str
    span: Span
    text: str  # exactly the article's text at `span`


@dataclass(frozen=True, slots=True)
class Link:
    """One step in a statement's chain: somebody who is reported to say what lies further in."""

    name: str
    """The fullest form under which the article names this speaker."""
    mention: Span | None  # names the speaker, also from an earlier sentence
    cue: Span | None  # "said", "according to"
    lemma: str | None
    stance: Stance
    polarity: Polarity = "affirmed"
    speaker: str | None = None
    """Canonical speaker id across articles and languages, once it is known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that somebody is reported to have said, or that the outlet itself asserts.

    `chain` runs from the outermost speaker inward: in "the Ministry said that the US claims that X" the
    statement X has the chain (Ministry, US). The outlet's own voice has an empty chain, unless the article
    credits its information as a whole to somebody: then `found` is `frame` and the chain names the credited.
    """

    article: str
    content: Span
    form: Form
    chain: tuple[Link, ...]
    confidence: float
    """0 to 1: how sure the engine is of content and speaker together."""
    found: Found | None = None
    shown: bool = False
    """Whether the product may name the speaker: the confidence reaches the threshold."""
    credit: str | None = None
    """Id of the agency or outlet that the article credits this to ("told Reuters"): where it comes from."""

    @property
    def own_voice(self) -> bool:
        """Whether the outlet itself asserts this."""
        return self.form == "own_voice"

    @property
    def nested(self) -> bool:
        """Whether it is one speaker's account of another's words."""
        return len(self.chain) > 1


class StoredFile(NamedTuple):
    """A file as it was when it was read, so that an unchanged one need not be read again."""

    path: str  # absolute
    size: int
    mtime_ns: int
    sha256: str  # of the file's bytes


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An article with all that was made of it: what ingest hands to the archive."""

    file: StoredFile
    article: Article
    passages: tuple[Passage, ...]
    vectors: npt.NDArray[np.float32]  # one row per passage, normalised
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person or body across articles and languages."""

    id: str
    names: Mapping[str, str]
    """Language code → the name most used in that language's articles."""
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, with the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and within what part of the archive."""

    question: str
    language: str | None = None  # the reader's; None: told from the question
    languages: tuple[str, ...] = ()  # only articles in these; empty: all
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    """Both days included. An article without a date is left out where one of them is set."""
    history: tuple[Turn, ...] = ()
    ignore: tuple[str, ...] = ()
    """Filters that the question names and the reader took away: names of the fields of `Understood`."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was taken to ask, and the filters that it names itself; a reader can take each away."""

    kind: str = "fact"
    """`who`, `said`, `verify`, `compare`, `happened` or `fact`."""
    speakers: tuple[str, ...] = ()
    """Whose words are asked for, as the archive names them."""
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage found for a query."""

    passage: Passage
    reference: Reference
    score: float  # higher is better; comparable within one query only
    rank: int
    found_by: tuple[FoundBy, ...]
    outlets: tuple[str, ...] = ()
    """Every known outlet that prints this story: the article's own, then those of its copies."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the exact words of an answer stand."""

    marker: int  # counts from 1 within one answer
    reference: Reference
    span: Span
    quote: str
    """Exactly the article's text at `span` (the quote lock)."""
    before: str = ""
    after: str = ""
    """The article's own characters around the quote, to the borders of its sentence."""
    statement: Statement | None = None
    """The statement in which the quote lies, if any."""
    translation: str = ""
    """The quote in the reader's language as a machine put it; empty without a language model."""
    value: Span | None = None
    """Where in the quote the value asked for stands (a number, a day); None: none was asked for, or it has none."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one speaker is reported to have said, gathered over articles."""

    speaker: str | None
    """The outermost speaker, in the reader's language where an article gives it; None: the outlets' own voice."""
    speaker_names: Mapping[str, str]
    stance: Stance
    polarity: Polarity
    chain: tuple[str, ...]
    """Names from the outermost inward; empty for the outlets' own voice."""
    citations: tuple[int, ...]
    """Markers."""
    outlets: tuple[str, ...]
    """The outlets that report it; unknown ones are left out."""
    languages: tuple[str, ...]
    form: Form
    credited: str | None = None
    """Own voice only: to whom the article credits its information as a whole."""
    origins: int = 1  # independent accounts: copies of one wire story count once
    first: date | None = None
    last: date | None = None
    speaker_id: str | None = None
    """Canonical id of the outermost speaker: every citation of the claim has it on record."""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer with the citations that carry it."""

    text: str
    markers: tuple[int, ...]
    phrased: bool = False
    """Whether a language model wrote it (and it passed the check)."""


@dataclass(frozen=True, slots=True)
class OutletRow:
    """What one outlet prints on a matter on which outlets are compared."""

    outlet: str
    citations: tuple[int, ...]  # markers
    lacks: tuple[int, ...] = ()
    """Places in `Answer.claims`: what others print and none of this outlet's articles that were found."""


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """How large and how fresh the archive was when the answer was given."""

    articles: int
    newest: date | None
    built: datetime | None
    """When the archive last changed, UTC."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An attributed answer, or the honest word that the archive has none."""

    id: str
    query: Query
    language: str
    status: Status
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    """The 20 best passages, best first, also when the status is `not_found`."""
    nearest: tuple[Evidence, ...]
    """Not found: one passage each of the (at most three) articles that come closest."""
    archive: ArchiveState
    note: str = ""
    """What the answer says about itself and not about the world: that nothing was found, or only a part."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    """`retrieve`, `answer`, `total`; `model` where one was asked."""
    phrased_by: str = ""
    """The language model that wrote the phrased sentences or the translations; empty without one."""
    notices: tuple[str, ...] = ()
    """What the reader should know of a language model's part in this answer, in the answer's language."""
    kept: bool = False
    """Whether it can be opened again under its id."""
    understood: Understood = field(default_factory=Understood)
    rows: tuple[OutletRow, ...] = ()
    missing: tuple[str, ...] = ()
    """What was asked for and is not there, a sentence each, in the answer's language; the note holds them too."""

    @property
    def text(self) -> str:
        """The whole answer with its markers, as plain text, a line per sentence."""
        told = [s.text + "".join(f" [{m}]" for m in s.markers) for s in self.sentences]
        return "\n".join([*told, self.note] if self.note else told)
