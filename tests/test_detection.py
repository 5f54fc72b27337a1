"""Texts and questions → their language."""

import pytest

import languages

WANTED = {
    code: languages.load(code).question.get("common", ()) for code in languages.codes() if languages.load(code).answer
}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who claims the US refused strikes?", "en"),
        ("Qui affirme que les États-Unis ont refusé ?", "fr"),
        ("Siapa yang mengklaim AS menolak serangan?", "id"),
        ("Кто утверждает, что США отказались?", "ru"),
        ("من يدّعي أن الولايات المتحدة رفضت؟", "ar"),
        ("谁声称美国拒绝空袭？", "zh"),
        ("ماذا قالت Bellingcat عن الصور؟", "ar"),
        ("Que prazo deu Macron para reconstruir?", "pt"),
        ("Wer sagt das?", "de"),
        ("Kim ne dedi?", "tr"),
        ("Ai nói điều đó vào hôm qua?", "vi"),
        ("誰がそれを言いましたか", "ja"),
        ("누가 그 말을 했나?", "ko"),
        ("यह किसने कहा?", "hi"),
        ("Хто про це сказав і чому їй?", "uk"),
        ("Чи заперечила Москва удар?", "uk"),
        ("Кто опроверг удар?", "ru"),
        ("چه کسی این را گفت؟", "fa"),
        ("آیا مسکو حمله را رد کرد؟", "fa"),
        ("من نفى الهجوم على المدينة؟", "ar"),
        ("Kto to powiedział?", "pl"),
        ("Wie zei dat gisteren?", "nl"),
        ("Did Rabie admit human error?", "en"),
        ("who", "en"),
        ("Qui ?", "fr"),
    ],
)
def test_a_question_tells_its_language(question, language):
    assert languages.identify(question, WANTED) == language


@pytest.mark.parametrize("question", ["Ki mondta ezt tegnap este?", "ใครพูดเรื่องนี้เมื่อวานนี้", "מי אמר את זה אתמול?"])
def test_a_question_in_a_language_without_templates_is_none_of_the_wanted(question):
    assert languages.identify(question, WANTED) is None


def test_a_text_with_hardly_a_letter_is_in_no_language():
    assert languages.detect("12 % — 3") == ("und", 0.0)
    assert languages.identify("12 %?", WANTED) is None


def test_a_word_of_which_lingua_knows_nothing_is_in_no_language():
    assert languages.identify("ok", WANTED | {"ar": frozenset({"في"})}) is None
