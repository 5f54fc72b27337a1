"""Articles to statements: the acceptance story, the discourse over sentences, and what must hold for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from attribution import statements
from attribution.__main__ import app
from attribution.confidence import THRESHOLD
from attribution.lexicon import lexicon
from attribution.speakers import canonical
from domain import Article, Reference, Statement
from tests.body_names import display_name

ABU_KAMAL = (
    "Russian Defense Ministry: coalition shields militants\n\n"
    "The Russian Defense Ministry said the operation near Abu Kamal showed who helps whom.\n\n"
    "“The US side refused to strike, claiming that the militants were ‘surrendering’ and under the convention,” "
    "the statement read.\n\n"
    "“To this end, planes entered the zone around the city,” it added.\n\n"
    "The town lies on the Euphrates."
)
FRAMED = (
    "Le ministère de la Défense russe a fourni quelques informations sur la situation.\n\n"
    "Des unités de l’armée ont libéré la ville.\n\n"
    "La partie américaine, cependant, a refusé de frapper, soulignant qu’ils se rendaient, "
    "arguant qu’ils agissaient selon la convention."
)


def read(text: str, language: str = "en") -> tuple[Statement, ...]:
    return statements(Article(Reference("a", None, None, language), text))


def chains(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [
        (" > ".join(link.name for link in s.chain), s.content.of(text)) for s in read(text, language) if not s.own_voice
    ]


def test_the_us_argument_is_known_only_through_the_ministry() -> None:
    inner = [s for s in read(ABU_KAMAL) if s.nested]
    assert [" > ".join(link.name for link in s.chain) for s in inner] == ["Russian Defense Ministry > US side"]
    assert inner[0].content.of(ABU_KAMAL).startswith("the militants were ‘surrendering’")
    assert inner[0].chain[-1].stance == "claims"


def test_an_act_inside_a_statement_is_no_statement_of_the_actor() -> None:
    assert not any(s.chain[0].name == "US side" for s in read(ABU_KAMAL) if s.chain)


def test_a_headline_colon_names_a_speaker() -> None:
    assert ("Russian Defense Ministry", "coalition shields militants") in chains(ABU_KAMAL)


def test_the_statement_and_it_stand_for_the_last_speaker() -> None:
    found = [s for s in read(ABU_KAMAL) if s.form == "direct"]
    assert {s.chain[0].name for s in found} == {"Russian Defense Ministry"}
    assert [s.found for s in found] == ["pronoun", "pronoun"]
    assert all(s.chain[0].mention.of(ABU_KAMAL) != "it" for s in found if s.chain[0].mention)


def test_what_nobody_is_said_to_say_is_the_outlets_own_voice() -> None:
    own = [s for s in read(ABU_KAMAL) if s.own_voice]
    assert [s.content.of(ABU_KAMAL) for s in own] == ["The town lies on the Euphrates."]
    assert own[0].chain == ()
    assert not own[0].shown


def test_an_article_that_credits_its_information_is_framed() -> None:
    found = read(FRAMED, "fr")
    assert [s.form for s in found] == ["frame", "own_voice", "own_voice", "indirect", "indirect"]
    assert [s.found for s in found[1:3]] == ["frame", "frame"]
    assert [link.name for link in found[1].chain] == ["ministère de la Défense russe"]
    assert not found[1].shown


def test_the_frame_ends_where_somebody_else_denies() -> None:
    text = f"{FRAMED.rsplit(chr(10), 2)[0]}\n\nLe colonel Jean Roux a démenti ces accusations. {{}}"
    answered = read(text.format("« Nous avons tout fait », a-t-il dit."), "fr")
    assert [" > ".join(link.name for link in s.chain) for s in answered][-2:] == ["Jean Roux", "Jean Roux"]
    goes_on = read(text.replace("démenti ces accusations", "quitté la ville").format("Rien ne bouge."), "fr")
    assert [[link.name for link in s.chain] for s in goes_on][-1] == ["ministère de la Défense russe"]


def test_the_main_clause_before_a_participle_is_the_outlets_own_voice() -> None:
    own = [s for s in read(FRAMED, "fr") if s.own_voice]
    assert own[-1].content.of(FRAMED) == "La partie américaine, cependant, a refusé de frapper"


def test_participles_belong_to_the_subject_of_their_clause_as_told_by_the_credited() -> None:
    told = "ministère de la Défense russe > partie américaine"
    assert [who for who, _ in chains(FRAMED, "fr")[1:]] == [told, told]


def test_in_a_language_without_labelled_text_a_name_must_recur_to_be_shown() -> None:
    once = read("Juma alisema kwamba daraja limefungwa.", "sw")
    assert [(s.chain[0].name, s.shown) for s in once if s.chain] == [("Juma", False)]
    titled = read("Rais Juma alisema kwamba daraja limefungwa.", "sw")
    assert [(s.chain[0].name, s.shown) for s in titled if s.chain] == [("Rais Juma", True)]
    full = read("Juma Mwinyi alisema kwamba daraja limefungwa.", "sw")
    assert [(s.chain[0].name, s.shown) for s in full if s.chain] == [("Juma Mwinyi", True)]


CHINESE = [
    ("古巴国家主席迪亚斯-卡内尔在集会上说，拉丁美洲不是后院。", "古巴国家主席迪亚斯-卡内尔"),
    ("副首相萨恩斯·德圣玛丽亚则称，警方的行动专业而且适度。", "副首相萨恩斯·德圣玛丽亚"),
    ("杜马国际事务委员会14日提交草案指出，此举是犯罪行为。", "杜马国际事务委员会"),
]


@pytest.mark.parametrize(("text", "name"), CHINESE)
def test_a_chinese_name_keeps_its_marks_and_ends_before_the_day(text: str, name: str) -> None:
    (told,) = [s for s in read(text, "zh") if not s.own_voice]
    assert (told.chain[0].name, told.shown) == (name, True)


ARABIC = [
    ("وكان الوزير جون كيري قد صرح بأن الاتفاق وقع.", "الوزير جون كيري"),
    ("وقال ساذرلاند تصريحات كاميرون إن الأزمة صعبة.", "ساذرلاند"),
    ("صرح كاميرون للصحافيين بأن الوضع صعب.", "كاميرون"),
    (
        "وقال المدير العام للجمارك اللبنانية بدري ضاهر إن إدارته راسلت القضاء.",
        "المدير العام للجمارك اللبنانية بدري ضاهر",
    ),
]


@pytest.mark.parametrize(("text", "name"), ARABIC)
def test_an_arabic_subject_ends_before_who_is_told_and_is_found_between_auxiliaries(text: str, name: str) -> None:
    (told,) = [s for s in read(text, "ar") if not s.own_voice]
    assert (told.chain[0].name, told.shown) == (name, True)


def test_two_people_together_are_neither_of_them_alone() -> None:
    text = "Pascrell and Lance said it was wrong.\n\n“I was afraid,” Pascrell said."
    assert [s.chain[0].name for s in read(text) if s.chain] == ["Pascrell and Lance", "Pascrell"]


def test_a_name_does_not_grow_by_words_that_are_none() -> None:
    text = "Putin said the war was over. Trump thought that he believed Putin more than others said."
    assert "Putin more" not in {link.name for s in read(text) for link in s.chain}


def test_a_quotation_that_a_colon_announces_ends_its_sentence() -> None:
    text = (
        "Westerwelle erklärte: „Wir werden uns nicht beteiligen.“ Der Minister Fillon erklärte, sein Land plane mehr."
    )
    assert chains(text, "de")[0] == ("Westerwelle", "„Wir werden uns nicht beteiligen.“")


def test_an_object_before_the_verb_is_no_german_subject() -> None:
    text = "Ihren Gegner von der Labour Party forderte May auf, über einen Rücktritt nachzudenken."
    assert [(s.chain[0].name, s.shown) for s in read(text, "de") if s.chain] != [("Labour Party", True)]


def test_that_agency_is_the_one_that_spoke_last() -> None:
    text = (
        "Badan Pengelola Jalan mengatakan bahwa jembatan ditutup. PLMN membantah kabar itu. "
        "Jembatan masih dibuka, kata badan tersebut."
    )
    assert chains(text, "id")[-1] == ("PLMN", "Jembatan masih dibuka")
    elsewhere = text.replace("badan tersebut", "Badan Pengelola Jalan")
    assert chains(elsewhere, "id")[-1] == ("Badan Pengelola Jalan", "Jembatan masih dibuka")


def test_the_party_and_state_of_a_senator_are_not_the_senator() -> None:
    (told,) = [s for s in read("Sen. Dianne Feinstein, D-Calif., said that the deal was dead.") if s.chain]
    assert told.chain[0].name == "Dianne Feinstein"


def test_data_are_not_meant_by_a_verb_without_a_pronoun() -> None:
    text = "Hay presos, según datos de Amnistía Internacional. “Es mal tipo y lo digo”, enfatizó."
    assert "enfatizó" not in [s.chain[0].cue.of(text) for s in read(text, "es") if s.shown and s.chain[0].cue]


def test_a_newspapers_note_to_read_on_says_nothing() -> None:
    text = "Macron a parlé mercredi.\n\nLire aussi : “J'attends d'eux qu'ils clarifient leur demande à la France.”"
    assert not [s for s in read(text, "fr") if s.chain and s.chain[0].name.startswith("Lire")]


def test_a_chinese_headline_and_a_noun_report_nothing() -> None:
    assert all(s.own_voice for s in read("有关部门及时回应代表委员意见建议，提出了新的方案。", "zh"))
    (told,) = [s for s in read("黎巴嫩局势紧张 以色列称将继续行动", "zh") if not s.own_voice]
    assert told.chain[0].name == "以色列"


def test_the_fullest_name_of_the_article_is_used_for_every_mention() -> None:
    text = "Hillary Clinton said taxes would rise. Clinton said prices would fall. “We agree,” Mrs. Clinton said."
    assert {who for who, _ in chains(text)} == {"Hillary Clinton"}


def test_two_ministries_are_not_confused() -> None:
    text = (
        "The Russian Defense Ministry said the road was open. The Turkish Foreign Ministry said it was closed. "
        "The Foreign Ministry said talks would follow."
    )
    assert [who for who, _ in chains(text)] == [
        "Russian Defense Ministry",
        "Turkish Foreign Ministry",
        "Turkish Foreign Ministry",
    ]


def test_a_quotation_goes_on_in_the_next_sentence_of_its_paragraph() -> None:
    text = "“We refused,” the general said. “We will refuse again and again.”"
    assert chains(text) == [("general", text)]


def test_a_pronoun_without_anybody_before_it_is_never_shown() -> None:
    (found,) = read("He said that the plan was dead.")
    assert not found.shown


def test_a_quotation_introduced_by_a_colon_in_the_paragraph_before() -> None:
    text = "The mayor said:\n\n“The bridge will stay closed until the end of the year.”"
    assert ("mayor", "“The bridge will stay closed until the end of the year.”") in chains(text)


def test_a_signed_quotation_has_its_signer() -> None:
    text = "“I am truly ashamed of what I saw on that evening.” — Sonya Herridge"
    assert chains(text) == [("Sonya Herridge", "“I am truly ashamed of what I saw on that evening.”")]


def test_a_verb_final_language_names_the_speaker_first() -> None:
    text = "Rusya Savunma Bakanlığı, ABD'nin teröristleri vurmayı reddettiğini söyledi."
    assert chains(text, "tr") == [("Rusya Savunma Bakanlığı", "ABD'nin teröristleri vurmayı reddettiğini")]


def test_german_reports_in_its_own_mood_and_order() -> None:
    text = "Am Montag sagte der Minister, die Brücke sei geschlossen. Niemand habe sie gesehen."
    assert [who for who, _ in chains(text, "de")] == ["Minister", "Minister"]


def test_chinese_needs_no_spaces() -> None:
    text = "俄罗斯国防部表示，美国拒绝打击恐怖分子。"
    assert chains(text, "zh") == [("俄罗斯国防部", "美国拒绝打击恐怖分子")]


def test_a_language_without_lexicon_is_all_own_voice() -> None:
    assert all(s.own_voice for s in read("Minista ya ce an rufe gadar.", "ha"))


def test_an_empty_article_has_no_statements() -> None:
    assert read("") == ()


SPEAKERS = [
    ("Russian Defense Ministry", "en", "ru.ministry.defence"),
    ("ministère de la Défense russe", "fr", "ru.ministry.defence"),
    ("Kementerian Pertahanan Rusia", "id", "ru.ministry.defence"),
    ("Минобороны России", "ru", "ru.ministry.defence"),
    ("Министерство обороны РФ", "ru", "ru.ministry.defence"),
    ("وزارة الدفاع الروسية", "ar", "ru.ministry.defence"),
    ("Rusya Savunma Bakanlığı", "tr", "ru.ministry.defence"),
    ("俄罗斯国防部", "zh", "ru.ministry.defence"),
    ("russisches Verteidigungsministerium", "de", "ru.ministry.defence"),
    ("US side", "en", "us"),
    ("Pihak Amerika", "id", "us"),
    ("partie américaine", "fr", "us"),
    ("Defense Ministry", "en", "defense ministry"),
    ("US-led coalition", "en", "us-led coalition"),
    ("Сергей Лавров", "ru", "sergei lavrov"),
    ("Sergey Lavrov", "en", "sergei lavrov"),
]


@pytest.mark.parametrize(("name", "language", "speaker"), SPEAKERS)
def test_names_of_one_body_meet_in_one_id(name: str, language: str, speaker: str) -> None:
    assert canonical(name, language) == speaker


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Russian Defense Ministry"), ("fr", "ministère de la Défense russe"), ("zh", "俄罗斯国防部"), ("ha", None)],
)
def test_a_composed_body_has_a_name_in_every_language(language: str, name: str | None) -> None:
    assert display_name("ru.ministry.defence", language) == name


WORDS = "The minister said that “we refuse” it claiming , . : according to police not deny photos \n\n он قال 说".split(
    " "
)


@settings(deadline=None)
@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)),
    language=st.sampled_from(["en", "fr", "id", "ar", "ru", "de", "tr", "zh", "xx"]),
)
def test_what_holds_for_any_text(text: str, language: str) -> None:
    for s in read(text, language):
        assert 0 <= s.content.start < s.content.end <= len(text)
        assert 0 <= s.confidence <= 1
        assert s.own_voice or s.chain
        assert not s.shown or (s.confidence >= THRESHOLD and not s.own_voice)
        if not lexicon(language).unproved:
            assert s.shown == (s.confidence >= THRESHOLD and not s.own_voice)
        for link in s.chain:
            assert link.name
            assert link.cue is None or link.cue.of(text)
            assert link.mention is None or link.mention.of(text)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_one_object_with_the_contracts_keys(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(ABU_KAMAL, encoding="utf-8")
    code, out, _ = run(str(file), "--language", "en", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["id"], told["language"]) == ("a", "en")
    own = told["statements"][-1]
    assert (own["form"], own["speaker"], own["shown"], own["chain"]) == ("own_voice", None, False, [])
    first = told["statements"][0]
    assert {"content", "cue", "speaker", "speaker_name", "form", "stance", "chain", "confidence", "shown"} <= set(first)
    assert ABU_KAMAL[slice(*first["speaker"])] == first["speaker_name"] == "Russian Defense Ministry"


def test_a_batch_gives_a_line_for_each_text_in_order(tmp_path: Path) -> None:
    batch = tmp_path / "texts.jsonl"
    rows = [{"id": "1", "lang": "en", "text": "Police said it rained."}, {"id": "2", "lang": "fr", "text": "Il pleut."}]
    batch.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, out, _ = run("--batch", str(batch))
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [(b"", 3, "empty"), (b"\xff\xfe\x00bad", 3, "UTF-8")],
)
def test_an_unreadable_file_gives_one_sentence(tmp_path: Path, content: bytes, code: int, word: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    exit_code, _, err = run(str(file))
    assert exit_code == code
    assert word in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": 3}', '{"text": "x", "lang": 5}'])
def test_a_bad_line_of_a_batch_is_named(tmp_path: Path, line: str) -> None:
    batch = tmp_path / "texts.jsonl"
    batch.write_text(line, encoding="utf-8")
    code, _, err = run("--batch", str(batch))
    assert code == 2
    assert "line 1" in err


def test_the_command_wants_a_file_or_a_batch() -> None:
    code, _, err = run()
    assert code == 2
    assert "FILE" in err


SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds")
@pytest.mark.parametrize(
    ("number", "language", "start"),
    [
        ("000", "id", "“Pihak Amerika menolak melakukan"),
        ("001", "en", "“The US side categorically refused"),
        ("003", "en", '"Americans peremptorily rejected'),
    ],
)
def test_the_seeds_refusal_is_the_ministrys_direct_quotation(number: str, language: str, start: str) -> None:
    text = next(SEEDS.glob(f"{number}_*")).read_text(encoding="utf-8")
    (found,) = [s for s in read(text, language) if s.content.of(text).startswith(start)]
    assert found.shown
    assert found.form == "direct"
    assert [link.speaker for link in found.chain] == ["ru.ministry.defence"]


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds")
def test_the_french_seed_asserts_the_refusal_itself_within_a_frame() -> None:
    text = next(SEEDS.glob("002_*")).read_text(encoding="utf-8")
    found = read(text, "fr")
    at = text.index("totalement refusé")
    covering = [s for s in found if s.content.start <= at < s.content.end]
    assert all(s.form == "own_voice" for s in covering)
    assert {s.form for s in found[:2]} == {"frame"}


@pytest.mark.parametrize(
    ("text", "language", "content"),
    [
        ("Title\n\nBEIRUT, 15 Nov. (Meridian Press) – The city sleeps.", "en", "The city sleeps."),
        ("Titel\n\nMOSKAU, 14. November, Hafenblatt (demo) – Es regnet hier viel.", "de", "Es regnet hier viel."),
        ("Title\n\nThe ministry (MOD) – which rules – sleeps.", "en", "The ministry (MOD) – which rules – sleeps."),
        ("Title\n\nApple sold phones – many – last year.", "en", "Apple sold phones – many – last year."),
    ],
)
def test_a_dateline_is_nobodys_assertion(text: str, language: str, content: str) -> None:
    assert [s.content.of(text) for s in read(text, language)][-1] == content


FORMS = [
    ("ru", "Мэр Иван Петров назвал этот план «самой дорогой ошибкой города».", "direct"),
    ("ru", "Министерство обвинило союз в защите отрядов «Северного ветра».", "mixed"),
    ("en", "The mayor called the plan “a disgrace for everybody in this town”.", "direct"),
    ("en", "The mayor called the plan “a disgrace” for the town.", "mixed"),
]


@pytest.mark.parametrize(("language", "text", "form"), FORMS)
def test_words_around_a_quoted_term_are_the_outlets_and_no_quotation(language: str, text: str, form: str) -> None:
    assert [s.form for s in read(text, language) if not s.own_voice] == [form]


NAMED_LATE = [
    ("ru", "В посёлок вернулись 30 семей, сообщил в среду представитель службы по борьбе с пожарами (СБП) Иван Петров.",
     "Иван Петров"),
    ("ru", "В ведомстве объяснили, что мост закрыт.", "ведомство"),
    ("ru", "В прокуратуре статью не прокомментировали.", "прокуратура"),
    ("ru", "По словам госсекретаря Ивана Петрова, мост закрыт.", "госсекретаря Ивана Петрова"),
    ("ar", "ومن بيروت، قال الربان سامر خوري، الذي قاد السفينة إلى المرفأ عام 2013، إن مالكها تخلى عنها.",
     "الربان سامر خوري"),
    ("ar", "وقال المدعي العام في باريس جان دوبون إن الجسر مغلق.", "جان دوبون"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name"), NAMED_LATE)
def test_a_name_is_found_behind_its_office_a_day_or_a_place_and_before_a_description(
    language: str, text: str, name: str
) -> None:
    (told,) = [s for s in read(text, language) if not s.own_voice]
    assert (told.chain[0].name, told.shown) == (name, True)


def test_no_name_reaches_over_a_comment_within_what_is_said() -> None:
    text = "Отказ, как утверждает министерство, греческая сторона объяснила тем, что мост закрыт."
    names = [link.name for s in read(text, "ru") for link in s.chain]
    assert "Отказ" not in names
    assert "греческая сторона" in names


def test_a_number_of_somebody_is_nobody() -> None:
    assert [s.shown for s in read("ويرى عدد منهم أن الجسر مغلق.", "ar") if not s.own_voice] == [False]
    assert [s.shown for s in read("ويرى الخبراء أن الجسر مغلق.", "ar") if not s.own_voice] == [True]
