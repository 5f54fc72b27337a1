"""The one check that every answer passes: each kind of tampering is caught."""

from dataclasses import replace

import pytest

import languages
from answer import problems
from domain import (
    Answer,
    AnswerSentence,
    ArchiveState,
    Article,
    Citation,
    Claim,
    Evidence,
    Link,
    OutletRow,
    Passage,
    Query,
    Reference,
    Span,
    Statement,
)  # fmt: skip

TEXT = "Dam report\n\n“The dam is safe,” the ministry said. Engineers disagree."
REFERENCE = Reference("dam", "Dam report", "Harbour Wire", "en")
ARTICLE = Article(REFERENCE, TEXT)
QUOTE = Span(TEXT.index("The dam"), TEXT.index(",”"))
LINK = Link("the ministry", None, None, "say", "says")
STATEMENT = Statement("dam", QUOTE, "direct", (LINK,), 0.95, "explicit", True)
CITATION = Citation(1, REFERENCE, QUOTE, "The dam is safe", "“", ",” the ministry said.", STATEMENT)
PASSAGE = Passage("dam#0", "dam", Span(0, len(TEXT)), TEXT)
CLAIM = Claim(
    speaker="the ministry",
    speaker_names={"en": "the ministry"},
    stance="says",
    polarity="affirmed",
    chain=("the ministry",),
    citations=(1,),
    outlets=("Harbour Wire",),
    languages=("en",),
    form="direct",
)
SOUND = Answer(
    id="1",
    query=Query("is the dam safe?"),
    language="en",
    status="answered",
    confidence=0.9,
    sentences=(AnswerSentence("The ministry, quoted by Harbour Wire: “The dam is safe”", (1,)),),
    claims=(CLAIM,),
    citations=(CITATION,),
    evidence=(Evidence(PASSAGE, REFERENCE, 1.0, 1, ("vectors",)),),
    nearest=(),
    archive=ArchiveState(1, None, None),
)  # fmt: skip
STORE = {"dam": ARTICLE}


def test_a_sound_answer_has_no_problem():
    assert problems(SOUND, STORE) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"citations": (replace(CITATION, quote="The dam was safe"),)}, "not character for character"),
        ({"citations": (replace(CITATION, span=Span(QUOTE.start + 1, QUOTE.end)),)}, "not character for character"),
        ({"citations": (replace(CITATION, after="”, the minister said."),)}, "not character for character"),
        ({"sentences": (AnswerSentence("The dam is safe.", ()),)}, "cites nothing"),
        ({"sentences": (AnswerSentence("The dam is safe.", (1, 2)),)}, "cites [2], which does not exist"),
        ({"sentences": (AnswerSentence("It says: “The dam is very safe”", (1,)),)}, "no citation holds"),
        ({"claims": (replace(SOUND.claims[0], citations=(7,)),)}, "a claim cites [7]"),
        ({"evidence": ()}, "was not retrieved"),
        ({"citations": (replace(CITATION, value=Span(0, 3)),)}, "a value that does not stand in its quote"),
        ({"rows": (OutletRow("The Other Post", (1,)),)}, "cites another outlet"),
        ({"rows": (OutletRow("Harbour Wire", ()),)}, "cites another outlet"),
        ({"rows": (OutletRow("Harbour Wire", (1,), (0,)),)}, "said to lack what it has"),
        ({"claims": (replace(SOUND.claims[0], speaker="the engineers", chain=("the engineers",)),)}, "on record"),
    ],
)
def test_tampering_is_named(changed, complaint):
    found = problems(replace(SOUND, **changed), STORE)
    assert len(found) >= 1
    assert complaint in " ".join(found)


def test_an_article_that_was_taken_down_is_named():
    assert problems(SOUND, {}) == ["[1] cites the article 'dam', which is not in the archive"]


def test_one_person_under_two_names_is_one_speaker_and_another_person_is_not():
    linked = replace(STATEMENT, chain=(replace(LINK, name="Samia", speaker="samia suluhu hassan"),))
    cited = replace(CITATION, statement=linked)
    claim = replace(
        CLAIM, speaker="Samia Suluhu Hassan", speaker_names={"en": "Samia Suluhu Hassan"},
        chain=("Samia Suluhu Hassan",), speaker_id="samia suluhu hassan",
    )  # fmt: skip
    assert problems(replace(SOUND, citations=(cited,), claims=(claim,)), STORE) == []
    other = replace(claim, speaker_id="samia diallo")
    assert "on record" in " ".join(problems(replace(SOUND, citations=(cited,), claims=(other,)), STORE))


def test_a_claim_of_two_names_of_one_person_may_go_by_either():
    short, whole = (replace(LINK, name=name, speaker="david cameron") for name in ("Cameron", "David Cameron"))
    cited = [replace(CITATION, marker=n, statement=replace(STATEMENT, chain=(link,)))
             for n, link in ((1, short), (2, whole))]  # fmt: skip
    said = replace(CLAIM, speaker="Cameron", speaker_names={"ar": "ديفيد كاميرون"}, citations=(1, 2))
    claim = replace(said, speaker_id="david cameron", chain=("Cameron",))
    assert problems(replace(SOUND, claims=(claim,), citations=tuple(cited)), STORE) == []
    other = replace(cited[1], statement=replace(STATEMENT, chain=(replace(whole, speaker="somebody"),)))
    assert problems(replace(SOUND, claims=(claim,), citations=(cited[0], other)), STORE) != []


def test_a_speaker_below_the_threshold_must_not_be_named():
    unsure = replace(CITATION, statement=replace(STATEMENT, shown=False))
    assert "on record" in " ".join(problems(replace(SOUND, citations=(unsure,)), STORE))


@pytest.mark.parametrize("code", [c for c in languages.codes() if languages.load(c).answer])
def test_a_quote_in_the_marks_of_any_language_of_the_answer_is_that_of_its_citation(code):
    quoted = str(languages.load(code).answer["quote"]).replace("$words", CITATION.quote)
    told = AnswerSentence(f"The ministry: {quoted}", (1,))
    assert problems(replace(SOUND, sentences=(told,)), STORE) == []
