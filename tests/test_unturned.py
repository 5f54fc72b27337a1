"""Quoted words beside a "not" that stands outside them."""

from __future__ import annotations

import pytest

from answer.finds import Find
from answer.unturned import unturned
from domain import Article, Link, Reference, Span, Statement


def find(text: str, quoted: str, language: str) -> Find:
    start = text.index(quoted)
    heitz = Link("Heitz", None, None, None, "says")
    said = Statement("a", Span(start, start + len(quoted)), "direct", (heitz,), 0.9, "explicit", True)
    return Find(Article(Reference("a", None, "Alpha", language), text), Span(0, len(text)), said, 0.0)


TURNED = [
    ("de", "Nichts deute „auf eine vorsätzliche Tat“ hin, sagte Heitz.", "„auf eine vorsätzliche Tat“"),
    ("en", "Heitz said he had not seen “a deliberate act”.", "“a deliberate act”"),
    ("fr", "Rien n’indique « un acte volontaire », a dit Heitz.", "« un acte volontaire »"),
    ("ru", "По словам Хайца, ничто не указывает на «умышленный поджог».", "«умышленный поджог»"),
    ("zh", "海茨表示，目前没有任何迹象显示火灾是“蓄意行为”。", "“蓄意行为”"),
    ("tr", "Heitz, “kasıtlı bir eylem” izi yok dedi.", "“kasıtlı bir eylem”"),
]
KEPT = [
    ("en", "Heitz, who had not slept, said: “It was an accident.”", "“It was an accident.”"),
    ("en", "“It was no act of malice,” Heitz said.", "“It was no act of malice,”"),
    ("en", "“It was an accident,” Heitz said, not hiding his relief.", "“It was an accident,”"),
    ("de", "Es sei „ein Unfall“ gewesen, sagte Heitz, nicht mehr.", "„ein Unfall“"),
    ("id", "Heitz menyebutnya “kecelakaan”, tanpa memberi rincian.", "“kecelakaan”"),
]


@pytest.mark.parametrize(("language", "text", "quoted"), TURNED)
def test_words_that_are_negated_from_outside_are_shown_with_their_sentence(language, text, quoted):
    shown = unturned(find(text, quoted, language))
    assert shown.statement.form == "mixed"
    assert shown.quote.of(text) == text
    assert shown.attributed
    assert shown.statement.chain[0].name == "Heitz"


@pytest.mark.parametrize(("language", "text", "quoted"), KEPT)
def test_words_are_shown_alone_where_the_negation_is_theirs_or_of_another_clause(language, text, quoted):
    whole = find(text, quoted, language)
    assert unturned(whole) is whole
