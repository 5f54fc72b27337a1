"""Finds and a question → those that deny, oppose or doubt what it asks about."""

import pytest

from answer.finds import Find
from answer.opposing import opposing
from answer.question import understand
from domain import Article, Link, Query, Reference, Span, Stance, Statement


def find(id_: str, text: str, stance: Stance | None = None) -> Find:
    whole = Span(0, len(text))
    if not stance:
        return Find(
            Article(Reference(id_, None, id_, "en"), text), whole, Statement(id_, whole, "own_voice", (), 1.0), 0
        )
    chain = (Link("Vela", None, None, "say", stance, speaker="vela"),)
    statement = Statement(id_, whole, "indirect", chain, 1.0, "explicit", shown=True)
    return Find(Article(Reference(id_, None, id_, "en"), text), whole, statement, 0)


THERE = [
    find("denial", "Vela denied that the bridge was closed.", "denies"),
    find("refusal", "The mayor refused to close the bridge, calling it a gift to the ferries."),
    find("other clause", "He called for closing the bridge, and would not hear of ferries."),
    find("doubt", "Engineers doubt that closing the bridge helps."),
    find("claim", "Vela said that the bridge was closed.", "says"),
]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Who opposes closing the bridge?", ["denial", "refusal", "doubt"]),
        ("Who denies that the bridge was closed?", ["denial", "refusal"]),
        ("Who closed the bridge?", ["denial", "refusal", "other clause", "doubt", "claim"]),
    ],
)
def test_only_who_denies_opposes_or_doubts_the_matter_itself_is_left_where_that_is_asked(demo, question, kept):
    found = opposing(THERE, understand(Query(question)), demo)
    assert [f.article.reference.id for f in found] == kept


@pytest.mark.parametrize(
    "question",
    [
        "Who doubts the plan for the new bridge?",
        "Wer bezweifelt den Plan für die neue Brücke?",
        "Qui s'oppose au projet du nouveau pont ?",
        "¿Quién se opone al plan del nuevo puente?",
        "Quem duvida do plano para a nova ponte?",
        "Кто выступил против плана строительства моста?",
        "Yeni köprü planına kim karşı çıktı?",
        "Siapa yang menentang rencana jembatan baru?",
        "من يعارض خطة الجسر الجديد؟",
        "谁反对新桥的计划？",
    ],
)
def test_a_question_for_who_opposes_or_doubts_is_known_in_each_language_of_the_demo_archive(question):
    asked = understand(Query(question))
    assert (asked.kind, asked.doubt, asked.denial) == ("who", True, True)


def test_a_question_about_doubts_is_none_for_the_doubter():
    assert not understand(Query("What did Vela say of doubts about the plan?")).doubt
