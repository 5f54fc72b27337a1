"""Chinese sentences that leave the second subject out: who did the first thing says the second, or nobody is shown."""

from __future__ import annotations

import pytest

from attribution import statements
from domain import Article, Reference, Statement


def told(text: str) -> list[Statement]:
    return [s for s in statements(Article(Reference("zh", None, None, "zh"), text)) if not s.own_voice]


def chains(text: str) -> list[tuple[str, str]]:
    return [(" > ".join(link.name for link in s.chain), s.content.of(text)) for s in told(text) if s.shown]


BEFORE = "市长王平说，大坝没有裂缝。"
SAID = ("市长王平", "大坝没有裂缝")


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("水利部随后更换了图纸，解释说，旧图画错了比例。", "水利部"),
        ("工程师安娜·科斯塔早些时候把水库比作一只杯子，并警告说，旧图画错了比例。", "工程师安娜·科斯塔"),
        ("议长陈立接受了报告，称旧图画错了比例。", "议长陈立"),
        ("环保组织“清流”7月诉诸法院，指控旧图画错了比例。", "环保组织“清流”"),
        ("新华社 巴黎4月17日电 议长陈立16日晚发表电视讲话，承认旧图画错了比例。", "议长陈立"),
        ("他次日更换了图纸，并解释说，旧图画错了比例。", "市长王平"),
    ],
)
def test_who_did_what_stands_before_the_comma_says_what_stands_behind_it(sentence: str, who: str) -> None:
    assert chains(BEFORE + sentence) == [SAID, (who, "旧图画错了比例")]


@pytest.mark.parametrize(
    "sentence",
    ["陈立周一到访水库，并警告说，旧图画错了比例。", "陈立周一到访水库，并警告说：“旧图画错了比例，很危险。”"],
)
def test_where_the_first_part_does_not_show_who_it_is_nobody_is_shown(sentence: str) -> None:
    assert chains(BEFORE + sentence) == [SAID]


def test_within_what_is_said_and_goes_on_with_who_says_it() -> None:
    text = "总理周明说，事故看上去像一次袭击，并称专家似乎认为那是炸弹。"
    assert [who for who, _ in chains(text)] == ["总理周明", "总理周明 > 专家"]


def test_who_is_told_stands_between_the_verb_and_the_comma() -> None:
    text = "居民李芳告诉本报，护士对家属说，孩子们只能喝水。“我只想睡觉，”她说，“明天再谈。”"
    assert chains(text) == [
        ("居民李芳", "护士对家属说，孩子们只能喝水"),
        ("居民李芳 > 护士", "孩子们只能喝水"),
        ("居民李芳", "“我只想睡觉，”她说，“明天再谈。”"),
    ]


def test_what_is_passed_on_within_a_quotation_keeps_everyone_who_passed_it_on() -> None:
    text = "教师李芳告诉本报，邻居当时对她说：“巡逻的人讲，海水退了，快跑。”"
    outer = [" > ".join(link.name for link in s.chain) for s in told(text) if s.chain[-1].name == "巡逻的人"]
    assert outer
    assert all(chain.count(" > ") == 2 for chain in outer)


@pytest.mark.parametrize("behind", ["据当地居民说，水又涨了", "另有说法称水又涨了"])
def test_behind_a_semicolon_another_source_ends_what_was_said(behind: str) -> None:
    shown = chains(f"水利部宣布大坝已经修好；{behind}。")
    assert shown == [("水利部", "大坝已经修好")]


def test_behind_a_semicolon_the_same_speech_goes_on() -> None:
    assert chains("水利部宣布大坝已经修好；水位正在下降。") == [("水利部", "大坝已经修好；水位正在下降")]


def test_a_day_a_speech_and_a_percent_sign_are_kept_whole() -> None:
    assert chains("财政部长陈立次日说，税率约为42%。") == [("财政部长陈立", "税率约为42%")]
    assert chains("市长王平说，路通了。他在讲话中说，税率约为42%。")[1] == ("市长王平", "税率约为42%")


@pytest.mark.parametrize("verb", ["拒绝透露", "拒绝说明"])
def test_a_refusal_to_disclose_says_nothing(verb: str) -> None:
    (found,) = told(f"水利部19日{verb}工程何时开始。")
    assert (found.chain[-1].stance, found.chain[-1].name) == ("refuses_comment", "水利部")


def test_what_somebody_likens_a_thing_to_is_theirs_however_long_their_office() -> None:
    office = "负责打捞沉船的荷兰北海打捞公司首席执行官扬·德弗里斯"
    text = f"{BEFORE}{office}早些时候把水库比作一只“漏水的旧杯子”，并警告说，旧图画错了比例。"
    assert chains(text) == [SAID, (office, "“漏水的旧杯子”"), (office, "旧图画错了比例")]
