"""Boilerplate goes, the article stays; bylines and datelines give date, authors and outlet."""

from datetime import date
from pathlib import Path

import pytest

from ingest import read_file
from ingest.bylines import Byline, take_byline
from ingest.cleaning import clean
from ingest.datelines import dateline

LEAD = "The harbour authority on Tuesday denied that it had closed the northern pier to fishermen."
MORE = "“No berth has been closed,” harbour master Lena Ortiz told reporters after the meeting."
LAST = "The union says that its members were turned away twice last week and wants a written answer."
BODY = [LEAD, MORE, LAST]

TAILS = {
    "a widget with its lone word": (
        ["Said", "Check Also", "Mayor opens market", "The mayor cut the ribbon and …"],
        "en",
    ),
    "a lone word on the last line": ([LAST + " Said", "Check Also", "Mayor opens new fish market"], "en"),
    "related articles": (["Related articles:", "Mayor opens market", "Ferry fares rise"], "en"),
    "a comment form": (["Leave a reply"], "en"),
    "french": (["À lire aussi :", "Le maire inaugure le marché"], "fr"),
    "indonesian": (["Baca juga", "Wali kota meresmikan pasar ikan"], "id"),
    "arabic": (["اقرأ أيضاً:", "العمدة يفتتح سوق السمك الجديد"], "ar"),
    "russian": (["Читайте также:", "Мэр открыл рыбный рынок"], "ru"),
    "spanish": (["Te puede interesar", "El alcalde inaugura el mercado"], "es"),
    "german": (["Lesen Sie auch", "Bürgermeister eröffnet Fischmarkt"], "de"),
    "portuguese": (["Leia também:", "Prefeito inaugura mercado"], "pt"),
    "turkish": (["İlgili haberler", "Başkan balık pazarını açtı"], "tr"),
    "chinese": (["相关新闻", "市长为新鱼市场揭幕"], "zh"),
    "vietnamese": (["Xem thêm", "Thị trưởng khai trương chợ cá"], "vi"),
}
NOISE = [
    *("Read 125 times", "1,234 views", "Dibaca 125 kali", "Lu 125 fois", "Прочитано 125 раз", "125 просмотров"),
    *("Advertisement", "ADVERTISEMENT", "Publicité", "Реклама", "إعلان", "广告", "Story continues below advertisement"),
    *("Read More", "Read more »", "Lire la suite", "Baca selengkapnya", "Подробнее", "اقرأ المزيد", "阅读全文"),
    *("Share on Facebook Twitter WhatsApp", "Share this:", "1.2K shares", "23 comments", "Teilen | Drucken | Merken"),
    *(
        "Partager cette page  124 partages",
        "Поделиться  Комментарии (37)",
        "شارك الخبر  تويتر  فيسبوك",
        "分享到：微信 微博",
    ),
    *(
        "Sign up for our daily newsletter",
        "Follow us on Twitter and Facebook",
        "All rights reserved.",
        "© 2017 Bay Post",
    ),
    *("Tags: harbour, pier", "* * *", "责任编辑：李明"),
]
POINTERS = [
    *("Read more: Mayor opens new fish market", "Baca juga: Wali kota meresmikan pasar ikan"),
    *("Lire aussi : Le maire inaugure le marché aux poissons", "Читайте также: Мэр открыл рыбный рынок"),
    *("اقرأ أيضا: العمدة يفتتح سوق السمك", "Lesen Sie auch: Bürgermeister eröffnet Fischmarkt"),
    *("Lea también: El alcalde inaugura el mercado", "延伸阅读：市长为新鱼市场揭幕"),
]
KEPT = [
    "Read carefully, the order closes nothing, she said.",
    "More than 40 boats were turned away.",
    "Related articles of the treaty bind the harbour too, the judge found.",
    "The video was viewed 125 times before it was deleted.",
    "Share prices fell.",
    "He said it twice: the pier is open.",
    "See also article 4, which the authority never quoted in full.",
    "“Share this with everybody.”",
    "Comments were not allowed.",
    "Print is not dead.",
    "Yes.",
]


@pytest.mark.parametrize("name", TAILS)
def test_other_articles_at_the_end_are_cut(name: str):
    tail, _ = TAILS[name]
    start = BODY[:2] if tail[0].startswith(LAST) else BODY
    kept, applied = clean("A title", [*start, *tail])
    assert kept == BODY
    assert "other articles at the end" in applied


@pytest.mark.parametrize("paragraph", NOISE)
def test_counters_buttons_and_notices_go_wherever_they_stand(paragraph: str):
    assert clean("A title", [LEAD, paragraph, MORE, LAST, paragraph])[0] == BODY


@pytest.mark.parametrize("paragraph", POINTERS)
def test_a_pointer_to_another_article_goes_from_the_middle(paragraph: str):
    assert clean("A title", [LEAD, MORE, paragraph, LAST])[0] == BODY


@pytest.mark.parametrize("paragraph", KEPT)
def test_a_sentence_that_only_resembles_boilerplate_stays(paragraph: str):
    assert clean("A title", [LEAD, paragraph, MORE])[0] == [LEAD, paragraph, MORE]


def test_a_heading_in_the_middle_takes_only_the_headlines_under_it():
    middle = ["Related articles", "Mayor opens new fish market", "The mayor cut the ribbon on Monday …"]
    assert clean("A title", [LEAD, *middle, "A subheading", MORE, LAST])[0] == [LEAD, "A subheading", MORE, LAST]


def test_a_long_text_after_such_a_heading_is_not_its_tail():
    kept, _ = clean(
        "A title", [LEAD, "See also", MORE, LAST, LEAD.replace("Tuesday", "Monday"), MORE + " Again.", LAST + " So."]
    )
    assert len(kept) == 6


def test_counters_stuck_to_the_last_sentence_are_cut():
    assert clean("A title", [LEAD, MORE + " Read 125 times"])[0] == [LEAD, MORE]
    assert clean("A title", [LEAD, MORE + " Lire aussi :"])[0] == [LEAD, MORE]


def test_a_lead_that_stands_twice_stands_once():
    assert clean("A title", [LEAD, LEAD, MORE])[0] == [LEAD, MORE]
    assert clean("A title", [LEAD, MORE, LEAD, LAST])[0] == BODY


def test_a_short_line_may_be_repeated():
    assert clean("A title", ["“No.”", LEAD, "“No.”", MORE])[0] == ["“No.”", LEAD, "“No.”", MORE]


def test_a_title_that_opens_the_body_again_is_cut_but_an_article_of_one_line_stays():
    assert clean(LEAD, [LEAD, MORE])[0] == [MORE]
    assert clean(LEAD, [LEAD])[0] == [LEAD]


def test_nothing_is_cut_from_a_clean_article():
    assert clean("A title", BODY) == (BODY, [])


@pytest.mark.parametrize(
    ("paragraph", "outlet", "authors", "published"),
    [
        (
            "Wednesday, 15 November 2017 03:27 Written by  Voice of the Bay Read 125 times",
            "Voice of the Bay",
            (),
            "15 Nov",
        ),
        (
            "Rabu, 15 November 2017 - Ditulis oleh Kantor Berita Utara - Dibaca 125 kali",
            "Kantor Berita Utara",
            (),
            "15 Nov",
        ),
        ("Среда, 15 ноября 2017 Автор: Редакция новостей Прочитано 125 раз", "Редакция новостей", (), "15 ноя"),
        ("来源：新华社 2017年11月15日 10:20", "新华社", (), "11月15"),
        ("By Jane Doe, BBC News", "BBC News", ("Jane Doe",), ""),
        ("By John Smith and Jane Doe", None, ("John Smith", "Jane Doe"), ""),
        ("Par Marie Dupont | Publié le 14/11/2017", None, ("Marie Dupont",), "14/11"),
        ("Posted by admin on November 15, 2017", None, (), "November 15"),
        ("بقلم أحمد علي", None, ("أحمد علي",), ""),
        ("Published 16 November 2017 by Bay Wire (English)", "Bay Wire (English)", (), "16 November"),
        ("Publicado el 15 de noviembre de 2017 por Marta Gil", None, ("Marta Gil",), "15 de nov"),
        ("عماد علي – صحيفة الخليج – 2 أكتوبر 2018", "صحيفة الخليج", ("عماد علي",), "2 أكتوبر"),
        ("海湾日报 记者 周明 2021年3月28日", "海湾日报", ("周明",), "3月28"),
    ],
)
def test_a_byline_gives_date_authors_and_outlet_and_is_cut(
    paragraph: str, outlet: str | None, authors: tuple[str, ...], published: str
):
    kept, said = take_byline([paragraph, LEAD, MORE])
    assert kept == [LEAD, MORE]
    assert (said.outlet, said.authors) == (outlet, authors)
    assert published in (said.published or "")


@pytest.mark.parametrize(
    "paragraph",
    [
        "By the time he arrived the pier was closed",
        "On 15 November 2017 the authority denied it.",
        "15 November 2017 – the day it all began",
        "By Air and By Sea",
        "Written by hand, the order named no pier.",
    ],
)
def test_a_paragraph_that_says_anything_else_is_no_byline(paragraph: str):
    assert take_byline([paragraph, LEAD]) == ([paragraph, LEAD], Byline())


@pytest.mark.parametrize(
    ("paragraph", "outlet"),
    [
        ("Moscow, SANA – The ministry said", "SANA"),
        ("(CNN) The ministry said", "CNN"),
        ("LONDON (Reuters) - The ministry said", "Reuters"),
        ("Jakarta (ANTARA) - Kementerian mengatakan", "ANTARA"),
        ("JAKARTA, KOMPAS.com - Kementerian mengatakan", "KOMPAS.com"),
        ("London CNN — The ministry said", "CNN"),
        ("МОСКВА, 15 ноя — РИА Новости. Министерство заявило", "РИА Новости"),
        ("新华社北京11月15日电 外交部发言人说", "新华社"),
        ("دمشق – سانا أعلنت الوزارة", "سانا"),
        ("МОСКВА, Вестник залива (онлайн), 16 ноября 2017 г. – Министерство", "Вестник залива (онлайн)"),
        ("BEIRUT, 15 nov. (Prensa del Golfo) – La coalición", "Prensa del Golfo"),
        ("PARIS, AFP, 3 mai – Le ministère", "AFP"),
        ("WASHINGTON — The ministry said", None),
        ("NEW YORK — The ministry said", None),
        ("WASHINGTON, DC — The ministry said", None),
        ("The forces (SDF) - and others - said", None),
    ],
)
def test_a_dateline_names_the_agency(paragraph: str, outlet: str | None):
    assert dateline(paragraph).outlet == outlet


def read(tmp_path: Path, text: str):
    (tmp_path / "a.txt").write_text(text, "utf-8")
    return read_file(tmp_path / "a.txt")[0]


def test_a_dateline_names_the_outlet_where_nothing_else_does_and_stays_in_the_text(tmp_path: Path):
    article = read(tmp_path, f"A title\n\nMoscow, SANA – {LEAD}\n")
    assert article.reference.outlet == "SANA"
    assert article.text == f"A title\n\nMoscow, SANA – {LEAD}"


def test_a_dateline_gives_the_day_where_nothing_else_does(tmp_path: Path):
    article = read(tmp_path, f"A title\n\nOSLO, Bay Post (English), 3 May 2019 – {LEAD}\n")
    assert (article.reference.outlet, article.reference.published) == ("Bay Post (English)", date(2019, 5, 3))


def test_a_byline_goes_before_a_dateline(tmp_path: Path):
    article = read(tmp_path, f"A title\n15 November 2017 | Source: Bay Radio\nMoscow, SANA – {LEAD}\n")
    assert (article.reference.outlet, article.reference.published) == ("Bay Radio", date(2017, 11, 15))


def test_a_first_line_that_is_a_lead_is_the_title_and_stands_once(tmp_path: Path):
    article = read(tmp_path, f"{LEAD}\n{LEAD}\n{MORE}")
    assert article.reference.title == LEAD
    assert article.text == f"{LEAD}\n\n{MORE}"


@pytest.mark.shared
def test_the_boilerplate_of_the_seeds_is_gone():
    seeds = Path(__file__).parents[2] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("needs ../shared/seeds")
    articles = [read_file(path)[0] for path in sorted(seeds.glob("*.txt"))]
    assert [a.reference.language for a in articles] == ["id", "en", "fr", "en"]
    assert [a.reference.outlet for a in articles] == [None, "SANA", None, "Heart of Asia"]
    assert articles[3].reference.published == date(2017, 11, 15)
    for article in articles:
        assert not any(word in article.text for word in ("Check Also", "Read 125", "Written by", "Mikdad", " Said"))
        first, second = article.text.split("\n\n")[:2]
        assert first != second
