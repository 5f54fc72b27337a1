"""The check of a model's sentences: what is altered is caught, what is not altered passes."""

import random
import re
from dataclasses import replace

import pytest

from answer import Answerer, problems
from answer.figures import figures, values
from domain import Query
from tests.model_sentences import Case, cases

ALTERED = 500
"""Alterations of each kind."""
MARKS = ["“{}”", "«{}»", "„{}“", '"{}"', "「{}」", "‘{}’", "« {} »"]


@pytest.fixture(scope="module")
def written(demo) -> list[Case]:
    return [case for name in ("replies", "held_out", "second_look") for case in cases(name, demo)]


@pytest.fixture
def chance() -> random.Random:
    return random.Random(5)


def missed(altered: list[tuple[Case, str, tuple[int, ...]]]) -> list[str]:
    """The alterations that the check lets pass."""
    assert len(altered) == ALTERED
    return [text for case, text, statements in altered if not case.flaws(text, statements)]


def test_a_quote_that_the_model_sets_itself_is_caught_with_a_word_changed(written, chance):
    altered: list[tuple[Case, str, tuple[int, ...]]] = []
    while len(altered) < ALTERED:
        case = chance.choice(written)
        statement = case.checker.statements[case.told.statements[0]]
        words = statement.citation.quote.split()
        words[chance.randrange(len(words))] = chance.choice(["very", "jamais", "不", "tidak", "لا"])
        quoted = chance.choice(MARKS).format(" ".join(words))
        altered.append((case, f"[S{statement.number}] says: {quoted}", (statement.number,)))
    assert missed(altered) == []


def test_a_quote_of_the_record_is_caught_with_a_word_changed(demo, chance):
    questions = ["Who says the US refused to strike?", "Que dit BMKG ?", "Кто требует компенсации?", "谁否认？"]
    found = [Answerer(demo).ask(Query(question)) for question in questions]
    told = [answer for answer in found if answer.citations]
    for _ in range(ALTERED):
        answer = chance.choice(told)
        at = chance.randrange(len(answer.citations))
        citation = answer.citations[at]
        words = re.split(r"(\W+)", citation.quote)
        words[2 * chance.randrange((len(words) + 1) // 2)] += "x"
        wrong = replace(citation, quote="".join(words))
        tampered = replace(answer, citations=(*answer.citations[:at], wrong, *answer.citations[at + 1 :]))
        assert problems(tampered, {c.reference.id: demo.article(c.reference.id) for c in answer.citations})


def test_a_swapped_speaker_is_caught(written, chance):
    altered: list[tuple[Case, str, tuple[int, ...]]] = []
    while len(altered) < ALTERED:
        case = chance.choice(written)
        own = {name for n in case.told.statements for name in case.checker.statements[n].known}
        others = [s for s in case.checker.statements.values() if not s.known & own]
        if not others:
            continue
        other = chance.choice(others)
        swapped = chance.choice([f"[S{other.number}]", next(iter(other.names.values()))])
        code = chance.choice(re.findall(r"\[S\d+b?\]", case.told.text))
        altered.append((case, case.told.text.replace(code, swapped), case.told.statements))
    assert missed(altered) == []


def test_somebody_put_before_the_speaker_is_caught(written, chance):
    """ "The Pentagon says that the ministry said …": the right speaker is named, and yet another one speaks."""
    altered: list[tuple[Case, str]] = []
    for case in written:
        own = {name for n in case.told.statements for name in case.checker.statements[n].known}
        for other in case.checker.statements.values():
            if not other.known & own and not any(mine in name for name in other.known for mine in own):
                altered.append((case, f"{sorted(other.known)[0]}: {case.told.text}"))
    assert len(altered) > 300
    assert [text for case, text in altered if not case.flaws(text)] == []


def test_an_invented_marker_is_caught(written, chance):
    altered: list[tuple[Case, str, tuple[int, ...]]] = []
    while len(altered) < ALTERED:
        case = chance.choice(written)
        text, statements = case.told
        none = chance.randrange(max(case.checker.statements) + 1, 100)
        altered.append(
            chance.choice(
                [
                    (case, text, (none,)),
                    (case, text, (*statements, none)),
                    (case, re.sub(r"\[S\d+", f"[S{none}", text, count=1), statements),
                    (case, f"{text} [{none}]", statements),
                    (case, f"{text} [Q{none}]", statements),
                ]
            )
        )
    assert missed(altered) == []


def test_a_changed_number_is_caught(written, chance):
    numbered = [case for case in written if re.search(r"(?<!S)\d+", re.sub(r"\[.*?\]", "", case.told.text))]
    assert len(numbered) >= 25
    altered: list[tuple[Case, str, tuple[int, ...]]] = []
    while len(altered) < ALTERED:
        case = chance.choice(numbered)
        number = chance.choice(list(re.finditer(r"(?<![S\d])\d+", case.told.text)))
        digits = list(number.group())
        digits[chance.randrange(len(digits))] = str(chance.randrange(10))
        changed = chance.choice(["".join(digits), number.group() + "0", number.group()[::-1], f"{number.group()}.5"])
        there = any(changed in printed for printed in printed_with(case))
        if there or changed == number.group() or changed.startswith("0"):
            continue
        text = case.told.text[: number.start()] + changed + case.told.text[number.end() :]
        altered.append((case, text, case.told.statements))
    assert missed(altered) == []


def printed_with(case: Case) -> list[str]:
    """What the cited articles print around the sentence: a number that stands there too is no wrong one."""
    found = []
    for number in case.told.statements:
        statement = case.checker.statements[number]
        reference = statement.citation.reference
        found.append(f"{statement.printed} {reference.title} {reference.published}")
    return found


def test_a_dropped_negation_is_caught_in_95_of_100(written):
    altered = [(case, text) for case in written for text in case.turned]
    assert len(altered) >= 75
    passed = [text for case, text in altered if not case.flaws(text)]
    assert len(passed) <= 0.05 * len(altered), passed


def test_the_words_of_another_statement_are_noticed_more_often_in_the_answer_s_own_language(written):
    """A sentence under the number of another statement of the same event; only its content can tell."""
    native: list[bool] = []
    foreign: list[bool] = []
    for case in written:
        quotes = {case.checker.statements[n].citation.quote for n in case.told.statements}
        for number, other in case.checker.statements.items():
            if other.citation.quote not in quotes:
                text = re.sub(r"\[S\d+(b?)\]", rf"[S{number}\1]", case.told.text)
                same = other.citation.reference.language == case.checker.language
                (native if same else foreign).append(bool(case.flaws(text, (number,))))
    assert sum(native) >= 0.75 * len(native)
    assert sum(foreign) >= 0.5 * len(foreign)


def test_at_most_5_in_100_unaltered_sentences_are_dropped(written):
    dropped = {case.told.text: flaws for case in written if (flaws := case.flaws())}
    assert len(written) >= 165
    assert len(dropped) <= 0.05 * len(written), dropped


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("1.500 Schiffe", "de", 1500),
        ("1,5 juta orang", "id", 1_500_000),
        ("1.5 million", "en", 1_500_000),
        ("１５００", "ja", 1500),
        ("٩١٦ مليون دولار", "ar", 916_000_000),
        ("1 234,5", "fr", 1234.5),
        ("2万人", "zh", 20_000),
        ("mil", "es", None),
        ("12 bin", "tr", 12_000),
        ("three ships", "en", 3),
        ("916 mil millones", "es", 916_000_000_000),
    ],
)
def test_numbers_are_read_in_their_forms(text, language, meant):
    assert (meant is None and not figures(text, language)) or meant in values(figures(text, language))
