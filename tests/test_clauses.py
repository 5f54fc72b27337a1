"""Where what is said ends: before the speaker's own acts, not before what the speaker tells of others."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference


@pytest.mark.parametrize(
    ("language", "sentence", "what"),
    [
        ("es", "La policía declaró que Klein no tenía antecedentes y publicó su foto.", "Klein no tenía antecedentes"),
        ("pt", "A polícia disse que Klein não tinha antecedentes e divulgou a foto.", "Klein não tinha antecedentes"),
        (
            "it",
            "La polizia ha detto che Klein non ha precedenti e ha chiuso il caso.",
            "Klein non ha precedenti e ha chiuso il caso",
        ),
        ("it", "La polizia ha detto che Klein è libero e per questo ha chiuso il caso.", "Klein è libero"),
        ("es", "La policía declaró que Klein huyó y mató a dos.", "Klein huyó y mató a dos"),
        (
            "it",
            "Una volta qualcuno ha chiesto «Dov’è il conto?» afferma Pall.",
            "Una volta qualcuno ha chiesto «Dov’è il conto?»",
        ),
        ("es", "En China el pelo recibe un baño químico, explica Ana Ruiz.", "En China el pelo recibe un baño químico"),
        ("es", "«No iré», escribió Ana Ruiz, dueña de un foro, en un texto en el que explicaba todo.", "«No iré»"),
    ],
)
def test_what_is_said_ends_where_its_tense_ends(language: str, sentence: str, what: str) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, language), sentence)) if not s.nested]
    assert what in [s.content.of(sentence) for s in found if not s.own_voice]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("it", "Sparta si affermò come potenza locale nel Peloponneso."),
        ("pt", "Quando fundou o império, os romanos se referiam ao mar como nosso."),
        ("fr", "Une étude suédoise a démontré que les animaux se posent rarement."),
        ("en", "Experiments have shown that the valve fails in the cold."),
    ],
)
def test_a_finding_or_a_reflexive_verb_is_no_statement(language: str, sentence: str) -> None:
    assert all(s.own_voice for s in statements(Article(Reference("x", None, None, language), sentence)))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Ein Händler aus Vic, der seine Konten verlegt hat, bestreitet politische Gründe."),
        ("de", "Das sagte der Sprecher der Behörde, Osama Rabie, am Samstag vor Journalisten."),
        ("de", "Ein Autor, der viele Bücher über die Bahn geschrieben hat, wird im Mai kommen."),
        ("de", "Kurz nachdem Truppen die Grenze überschritten hatten, beschuldigte Chamberlain Österreich."),
        ("de", "May war kritisiert worden, weil sie keine Erklärung abgegeben hatte."),
        ("id", "Presiden mengumumkan rencana untuk membangun kanal."),
    ],
)
def test_a_described_subject_or_a_thing_is_not_what_was_said(language: str, sentence: str) -> None:
    assert all(s.own_voice for s in statements(Article(Reference("x", None, None, language), sentence)))


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Sus agentes, añadió, actuaron de manera proporcionada.", "Sus agentes, añadió, actuaron de manera"),
        ("Antes de dar nada quieren saber en qué se gasta, añadió.", "Antes de dar nada quieren saber"),
    ],
)
def test_a_verb_without_a_pronoun_goes_on_with_the_last_speaker(sentence: str, what: str) -> None:
    text = f"La ministra Ana Ruiz dijo que el plan ha muerto. {sentence}"
    found = [s for s in statements(Article(Reference("x", None, None, "es"), text)) if not s.own_voice]
    assert [s.chain[-1].name for s in found] == ["Ana Ruiz", "Ana Ruiz"]
    assert found[-1].content.of(text).startswith(what)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "La ministra Ana Ruiz dijo que el plan ha muerto. El alcalde Juan Soler visitó el barrio. "
            "La calle está cerrada, añadió. Nada se sabe, dijo.",
            [("Ana Ruiz", True), ("Ana Ruiz", False), ("Ana Ruiz", False)],
        ),
        ("Sevilla: cierra la feria\n\nLa calle está cerrada, añadió.", [("añadió", False)]),
        ("La calle está cerrada, añadió.", []),
    ],
)
def test_a_verb_without_a_pronoun_names_nobody_for_sure_after_somebody_elses_deed(
    text: str, who: list[tuple[str, bool]]
) -> None:
    found = [s for s in statements(Article(Reference("x", None, None, "es"), text)) if not s.own_voice]
    assert [(s.chain[-1].name, s.shown) for s in found] == who


@pytest.mark.parametrize(
    ("language", "text", "who", "what"),
    [
        (
            "en",
            "The Bay Post announced a loss of 4 million; the Harbour Board gives 5 million.",
            "Bay Post",
            "a loss of 4 million",
        ),
        ("en", "The mayor spoke of ten boats; others had been counted before.", "mayor", "ten boats"),
        (
            "es",
            "El puente sigue cerrado, sostiene la alcaldesa, Ana Soto; nadie pasa.",
            "Ana Soto",
            "El puente sigue cerrado",
        ),
        (
            "id",
            "Jembatan masih ditutup, kata wali kota, sementara kapal menunggu.",
            "wali kota",
            "Jembatan masih ditutup",
        ),
    ],
)
def test_what_is_said_ends_before_what_another_says_or_does(language: str, text: str, who: str, what: str) -> None:
    found = statements(Article(Reference("x", None, None, language), text))
    assert [(s.chain[-1].name, s.content.of(text)) for s in found if not s.own_voice] == [(who, what)]


def test_behind_a_semicolon_a_verb_without_a_pronoun_belongs_to_the_subject_before_it() -> None:
    text = (
        "A ministra Ana Ruiz disse que o plano morreu. "
        "A empresa Rio Mar nega qualquer falha; não houve feridos, garantiu."
    )
    found = [s for s in statements(Article(Reference("x", None, None, "pt"), text)) if not s.own_voice]
    assert [(s.chain[-1].name, s.shown) for s in found] == [("Ana Ruiz", True), ("empresa Rio Mar", False)]


@pytest.mark.parametrize(
    ("language", "text", "form", "what"),
    [
        (
            "en",
            "The mayor called it “unacceptable” that the bridge was closed.",
            "mixed",
            "“unacceptable” that the bridge",
        ),
        ("en", "The mayor called it “unacceptable”.", "direct", "“unacceptable”"),
        ("pt", "Uma imagem foi retirada do jogo “Night Harbour”, revelou o grupo Farol.", "mixed", "Uma imagem foi"),
        ("pt", "“Foi retirada do jogo”, revelou o grupo Farol.", "direct", "“Foi retirada do jogo”"),
    ],
)
def test_only_words_within_marks_are_verbatim_and_a_title_is_nobodys_words(
    language: str, text: str, form: str, what: str
) -> None:
    (found,) = (s for s in statements(Article(Reference("x", None, None, language), text)) if not s.own_voice)
    assert found.form == form
    assert found.content.of(text).startswith(what)
