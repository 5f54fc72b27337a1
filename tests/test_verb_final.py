"""Turkish: the verb stands last, the speaker first; what is said is a clause turned into a noun, or a quotation."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference, Statement


def told(sentence: str) -> list[Statement]:
    article = Article(Reference("tr", None, None, "tr"), sentence)
    return [s for s in statements(article) if not s.own_voice]


@pytest.mark.parametrize(
    ("sentence", "who", "what"),
    [
        ("Merkel'in sözcüsü planın öldüğünü belirtti.", "Merkel'in sözcüsü", "planın öldüğünü"),
        ("Bakanlık sözcüsü Ali Kaya halkın gittiğini açıkladı.", "Ali Kaya", "halkın gittiğini"),
        (
            "Savunma Bakanlığından yapılan açıklamada, iki askerin öldüğü bildirildi.",
            "Savunma Bakanlığı",
            "iki askerin öldüğü",
        ),
        ("Polis tarafından yapılan açıklamada yolun açıldığı belirtildi.", "Polis", "yolun açıldığı"),
        ('"Bu iş bitti" diyen Erdoğan, ABD\'yi suçladı.', "Erdoğan", '"Bu iş bitti"'),
        ('Bakan Yılmaz şunları söyledi: "Bu iş bitti."', "Yılmaz", '"Bu iş bitti."'),
        ("Doğru yoldayız diyor: Ali Kaya, yolun açıldığını söyledi.", "Ali Kaya", "yolun açıldığını"),
        ("Bakan, beklendiği gibi, yolun açıldığını söyledi.", "Bakan", "yolun açıldığını"),
    ],
)
def test_the_speaker_is_the_subject_and_nothing_in_another_case(sentence: str, who: str, what: str) -> None:
    (found,) = told(sentence)
    assert (found.chain[-1].name, found.content.of(sentence)) == (who, what)


@pytest.mark.parametrize(
    "sentence",
    [
        "Klein'in duruşmaya katılmak istemediğini söyledi.",
        "Ahmet Yılmaz'ın öldüğünü söyledi.",
        "Oyun ilgiyle karşılandı ve seyirci yeniden çalınmasını istedi.",
        "Bir araştırma hayvanların yere indiğini gösterdi.",
    ],
)
def test_the_subject_of_what_is_said_is_nobody_who_says_it(sentence: str) -> None:
    assert told(sentence) == []


def test_a_sentence_without_subject_goes_on_with_the_last_speaker() -> None:
    text = "Bakan Yılmaz, yolun açıldığını söyledi. Köprünün kapalı olduğunu ekledi."
    assert [s.chain[-1].name for s in told(text)] == ["Yılmaz", "Yılmaz"]


def test_what_somebody_says_that_another_says_is_nested() -> None:
    sentence = "Haber ajansı, savcı Fadi Akiki’nin iki kişinin öldüğünü söylediğini bildirdi."
    chains = [[link.name for link in s.chain] for s in told(sentence)]
    assert chains == [["Haber ajansı"], ["Haber ajansı", "Fadi Akiki"]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Başkan yolun kapandığını öne sürdü; halkın bunu bildiğini söyledi.",
            [("Başkan", "claims"), ("Başkan", "says")],
        ),
        (
            "Ordu kenti aldığını duyurdu, ancak muhalif kaynaklar kentin boş olduğunu bildirdi.",
            [("Ordu", "says"), ("muhalif kaynaklar", "says")],
        ),
        ("Bakanlık iki askerin öldüğünü doğrulamadı.", [("Bakanlık", "-confirms")]),
        ("Sözcü soruları yanıtlamadı.", [("Sözcü", "refuses_comment")]),
    ],
)
def test_each_finite_verb_has_its_own_statement(sentence: str, expected: list[tuple[str, str]]) -> None:
    found = [
        (s.chain[-1].name, ("-" if s.chain[-1].polarity == "negated" else "") + s.chain[-1].stance)
        for s in told(sentence)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Vali Ali Kaya’nın desteğiyle bazı yayın organları yolun açıldığını yazdı.", "yayın organları"),
        ("Rüzgârla kimi denizciler yolun açıldığını yazdı.", None),
        ("Valilik yağmur beklerken, köprüde çalışan bir uzman, yolun açıldığını anlattı.", "köprüde çalışan bir uzman"),
        ("Kapının kapalı olduğunu ekledi.", "Yılmaz"),
    ],
)
def test_who_may_be_the_subject_is_not_passed_over_for_the_last_speaker(sentence: str, who: str | None) -> None:
    before = "Bakan Yılmaz, köprünün kapalı olduğunu söyledi. "
    shown = [s.chain[-1].name for s in told(before + sentence) if s.shown]
    assert shown == (["Yılmaz", who] if who else ["Yılmaz"])


def test_who_stays_is_not_who_thinks_that_they_stay() -> None:
    sentence = "Bakan Yılmaz, {}çocukların içeride kalacağını düşündüğünü söyledi."
    assert [len(s.chain) for s in told(sentence.format("")) if s.shown] == [1]
    assert [len(s.chain) for s in told(sentence.format("valinin ")) if s.shown] == [1, 2]


@pytest.mark.parametrize(("words", "shown"), [("bir gösterici duvara", False), ("gösterici Ali Kaya", True)])
def test_behind_the_verb_a_word_in_a_case_is_no_subject(words: str, shown: bool) -> None:
    (found,) = told(f"“Hükümet gitti, biz burada kaldık” diye yazmış {words}.")
    assert found.shown is shown
