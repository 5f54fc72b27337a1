"""Every reader on its sample in fixtures/articles, and the places where a format gives its fields."""

import json
from datetime import date
from pathlib import Path

import pytest

from errors import UnreadableArticle
from ingest import read_file
from ingest.dates import parse_date
from ingest.decoding import decode
from ingest.fields import draft_of
from ingest.readers import BINARY, READERS
from ingest.reading import read_data

SAMPLES = Path(__file__).parent / "fixtures" / "articles"

EXPECTED = {
    ".txt": ("Harbour authority denies closing the northern pier", "Voice of the Bay", "en", ()),
    ".md": ("Le port dément la fermeture du quai nord", "La Gazette du Golfe", "fr", ("Anne Petit", "Luc Moreau")),
    ".html": (
        "Otoritas pelabuhan membantah penutupan dermaga utara",
        "Kabar Teluk",
        "id",
        ("Sari Wulan", "Budi Hartono"),
    ),
    ".json": ("هيئة الميناء تنفي إغلاق الرصيف الشمالي", "صوت الخليج", "ar", ()),
    ".jsonl": ("Порт опроверг закрытие северного причала", "Вестник залива", "ru", ()),
    ".rss": ("Porto nega fechamento do cais norte", "Diário do Golfo", "pt", ("Rita Alves",)),
    ".xml": ("Liman, kuzey rıhtımının kapatıldığını yalanladı", "Körfez Postası", "tr", ("Ayşe Demir",)),
    ".page": ("Hafen dementiert Schließung des Nordkais", "Golfblatt", "de", ("Jana Vogt",)),
    ".csv": ("El puerto niega el cierre del muelle norte", "Diario del Golfo", "es", ("Marta Gil",)),
}
SAME_AS = {
    **{".text": ".txt", ".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".ndjson": ".jsonl", ".tsv": ".csv"},
    **{".atom": ".rss", ".wxr": ".xml"},
}


def read_text(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_file(path)


@pytest.mark.parametrize("suffix", EXPECTED)
def test_every_format_gives_title_outlet_language_authors_and_date_of_its_sample(suffix: str):
    reference = read_file(SAMPLES / f"sample{suffix}")[0].reference
    assert (reference.title, reference.outlet, reference.language, reference.authors) == EXPECTED[suffix]
    assert reference.published == date(2017, 11, 15)


def test_every_row_of_the_table_has_a_sample():
    assert set(READERS) == set(EXPECTED) | set(SAME_AS)
    assert set(BINARY) == {".pdf", ".docx"}, "their samples are made by tests/office_fixtures.py"
    assert all(READERS[other] is READERS[suffix] for other, suffix in SAME_AS.items())


def test_the_text_is_headline_empty_line_paragraphs():
    article = read_file(SAMPLES / "sample.md")[0]
    assert article.text == (
        "Le port dément la fermeture du quai nord\n\n"
        "L’autorité portuaire a démenti mardi avoir fermé le quai nord.\n\n"
        "« Aucun poste n’est fermé », a déclaré la capitaine du port, Lena Ortiz."
    )
    assert article.headline.of(article.text) == article.reference.title


def test_a_page_gives_its_paragraphs_without_menu_footer_and_pointers():
    paragraphs = read_file(SAMPLES / "sample.html")[0].text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[-1].startswith("Serikat nelayan")
    assert paragraphs[-1].endswith("tertulis.")


def test_a_json_list_tells_which_of_its_articles_has_no_text():
    path = SAMPLES / "sample.json"
    found = read_data(path, path.read_bytes())
    assert len(found.articles) == 1
    assert found.problems == ["article 2: no text: none of the fields text, content, body holds any"]


def test_every_line_of_json_lines_is_an_article_under_its_own_id():
    articles = read_file(SAMPLES / "sample.jsonl")
    assert [a.reference.id for a in articles] == ["port-ru", "port-zh"]
    assert (
        articles[1].text
        == "港务局否认关闭北码头\n\n港务局星期二否认已经关闭北码头。\n\n“没有任何泊位被关闭。”港务局长莱娜·奥尔蒂斯说。"
    )


def test_a_broken_line_of_json_lines_is_named_and_the_others_are_read():
    lines = b'{"title": "One", "text": "The first article is whole."}\n{"title": "Two", "te\n'
    found = read_data(Path("news.jsonl"), lines)
    assert [read.article.reference.title for read in found.articles] == ["One"]
    assert found.problems[0].startswith("line 2: broken JSON at column 18")


@pytest.mark.parametrize("text", [5, ["It rained.", 5], {"rendered": 5.5}, [True]])
def test_a_text_that_is_a_number_is_no_text(text: object):
    with pytest.raises(UnreadableArticle, match="no text: "):
        draft_of({"title": 5, "text": text})


@pytest.mark.parametrize(
    "record",
    [
        {"title": "T", "text": "B", "outlet": "O", "authors": ["A"], "published": "2020-01-02", "language": "en"},
        {"headline": "T", "content": "B", "source": {"name": "O"}, "author": "A", "publish_date": "2020-01-02",
         "lang": "en"},
        {"Headline": "T", "Body": "B", "publisher": "O", "author": {"name": "A"}, "date": "2020-01-02", "lang": "en"},
        {"title": {"rendered": "T"}, "content": {"rendered": "<p>B</p><p></p>"}, "source": "O", "author": "A",
         "date": "2020-01-02", "lang": "en"},
        {"title": "T", "text": ["B"], "outlet": "O", "author": "A", "published": "2020-01-02", "language": "en"},
    ],
)  # fmt: skip
def test_a_field_is_found_under_each_of_its_names(record: dict[str, object]):
    draft = draft_of(record)
    assert (draft.title, draft.body.strip(), draft.outlet, draft.authors) == ("T", "B", "O", ("A",))
    assert (draft.published, draft.language) == ("2020-01-02", "en")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pier stays open | The Bay Post", "Pier stays open"),
        ("Pier stays open - The Bay Post", "Pier stays open"),
        ("Pier – the whole story", "Pier – the whole story"),
        ("Budget 2020 | What we know", "Budget 2020 | What we know"),
    ],
)
def test_only_a_tail_that_names_the_outlet_goes_from_a_page_title(tmp_path: Path, title: str | None, expected: str):
    body = "<p>The pier stays open, the harbour master said on Tuesday after a long meeting with the union.</p>" * 1
    page = (
        f'<html><head><title>{title}</title><meta property="og:site_name" content="The Bay Post"></head>{body}</html>'
    )
    assert read_text(tmp_path, "a.html", page)[0].reference.title == expected


def test_a_page_without_meta_tags_is_dated_by_its_time_element(tmp_path: Path):
    page = (
        "<html><body><article><h1>Pier stays open</h1><time datetime='2017-11-15'>Wed</time>"
        "<p>The pier stays open, the harbour master said on Tuesday.</p></article></body></html>"
    )
    reference = read_text(tmp_path, "a.html", page)[0].reference
    assert (reference.title, reference.published) == ("Pier stays open", date(2017, 11, 15))


def test_what_a_file_does_not_give_is_none(tmp_path: Path):
    reference = read_text(tmp_path, "a.json", '{"text": "The pier stays open, the harbour master said."}')[0].reference
    assert (reference.title, reference.outlet, reference.published, reference.url) == (None, None, None, None)
    assert reference.authors == ()


def test_unicode_is_stored_as_it_is_written(tmp_path: Path):
    body = "« Café\u00a0», e\u0301te\u0301, ﬁn, “ﷲ”, \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d🚒 ½"
    article = read_text(tmp_path, "a.txt", f"Title of it\n\n{body} and it goes on.")[0]
    assert article.text == f"Title of it\n\n{body} and it goes on."


def test_invisible_control_characters_are_removed(tmp_path: Path):
    article = read_text(
        tmp_path, "a.txt", "Ti\u200btle\r\n\r\nThe \u202epier\u202c stays\x07 open\ufeff, she said.\r\n"
    )[0]
    assert article.text == "Title\n\nThe pier stays open, she said."


def test_lines_broken_at_a_fixed_width_are_joined_and_paragraph_lines_are_not(tmp_path: Path):
    wrapped = (
        "The harbour authority denied on Tuesday that it had closed the\n"
        "northern pier, which the fishermen of the bay have used for as\n"
        "long as anybody in the town can remember."
    )
    listed = "It is open.\nIt was never closed.\nNobody said so."
    article = read_text(tmp_path, "a.txt", f"Title\n\n{wrapped}\n\n{listed}")[0]
    assert article.text.split("\n\n")[1:] == [wrapped.replace("\n", " "), *listed.split("\n")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Порт открыт, сказала капитан."),
        ("utf-16", "Порт открыт, сказала капитан."),
        ("utf-16-le", "The pier is open, she said to everybody."),
        ("utf-32", "Порт открыт."),
        ("cp1251", "Управление порта во вторник опровергло сообщения о закрытии северного причала, сказала капитан."),
        ("koi8_r", "Управление порта во вторник опровергло сообщения о закрытии северного причала, сказала капитан."),
        (
            "cp1256",
            "نفت هيئة الميناء يوم الثلاثاء أنها أغلقت الرصيف الشمالي وقالت إن جميع الأرصفة مفتوحة أمام الصيادين",
        ),
        ("cp1252", "L’autorité portuaire a démenti mardi avoir fermé le quai nord, a déclaré la capitaine du port."),
        ("gb18030", "港务局星期二否认已经关闭北码头。没有任何泊位被关闭，港务局长对记者说，渔民可以照常进出。"),
        ("shift_jis", "港湾局は火曜日、北埠頭を閉鎖したことを否定した。閉鎖された埠頭はないと局長は記者団に語った。"),
    ],
)
def test_the_encoding_of_a_file_is_found(encoding: str, text: str):
    assert decode(text.encode(encoding)) == text


def test_a_page_is_read_in_the_encoding_that_it_declares():
    page = '<html><head><meta charset="windows-1251"></head><body>Порт</body></html>'
    assert decode(page.encode("cp1251"), declares=True) == page


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("2017-11-14T23:30:00+03:00", "en", date(2017, 11, 14)),
        ("Wednesday, 15 November 2017 03:27", "en", date(2017, 11, 15)),
        ("Nov. 15, 2017", "en", date(2017, 11, 15)),
        ("le 1er août 2017", "fr", date(2017, 8, 1)),
        ("Selasa, 14 Agustus 2018", "id", date(2018, 8, 14)),
        ("١٤ نوفمبر ٢٠١٧", "ar", date(2017, 11, 14)),
        ("14 تشرين الثاني 2017", "ar", date(2017, 11, 14)),
        ("14 ноября 2017 г.", "ru", date(2017, 11, 14)),
        ("14 de noviembre de 2017", "es", date(2017, 11, 14)),
        ("12. März 2020", "de", date(2020, 3, 12)),
        ("14 de março de 2017", "pt", date(2017, 3, 14)),
        ("5 Şubat 2020 Çarşamba", "tr", date(2020, 2, 5)),
        ("2017年11月14日", "zh", date(2017, 11, 14)),
        ("Tue, 14 Nov 2017 10:00:00 GMT", "en", date(2017, 11, 14)),
        ("14/11/2017", "en", date(2017, 11, 14)),
        ("03/04/2020", "fr", date(2020, 4, 3)),
        ("1510617600", "und", date(2017, 11, 14)),
        ("03/04/2020", "en", None),  # the third of April or the fourth of March
        ("November 2017", "en", None),
        ("31 février 2017", "fr", None),
        ("yesterday", "en", None),
        (None, "en", None),
    ],
)
def test_a_date_is_read_in_many_languages_and_never_guessed(written: str | None, language: str, day: date | None):
    assert parse_date(written, language) == day


def test_a_declared_language_is_believed_unless_the_text_clearly_contradicts(tmp_path: Path):
    english = "The harbour authority on Tuesday denied that it had closed the northern pier, she said."
    files = {"a": "en-GB", "b": "fr", "c": "", "d": "klingon"}
    for name, lang in files.items():
        (tmp_path / f"{name}.jsonl").write_text(f'{{"title": "{name}", "text": "{english}", "lang": "{lang}"}}')
    found = {name: read_data(tmp_path / f"{name}.jsonl", (tmp_path / f"{name}.jsonl").read_bytes()) for name in files}
    assert {name: each.articles[0].article.reference.language for name, each in found.items()} == dict.fromkeys(
        "abcd", "en"
    )
    assert found["a"].articles[0].notes == ()
    assert found["b"].articles[0].notes[0].startswith("declared as fr but its text is en")


def test_close_languages_are_left_as_declared(tmp_path: Path):
    text = '{"title": "Pelabuhan", "lang": "ms", "text": "Pelabuhan utara dibuka untuk nelayan, kata ketua pelabuhan."}'
    assert read_text(tmp_path, "a.json", text)[0].reference.language == "ms"


@pytest.mark.parametrize("field", ["outlet", "author", "url"])
def test_a_name_or_url_of_a_whole_page_is_left_out_with_a_note(field: str):
    record = {"title": "The ship is free", "text": "The canal is open again, the authority said.", field: "a" * 2001}
    read = read_data(Path("a.json"), json.dumps(record).encode()).articles[0]
    assert "a" * 401 not in str(read.article.reference)
    assert any(f"its {field} has 2,001 characters" in note for note in read.notes)


def test_a_number_of_thousands_of_digits_is_told_without_python_s_own_advice(tmp_path: Path):
    with pytest.raises(UnreadableArticle, match=r"^broken JSON: a number in it has thousands of digits$"):
        read_text(tmp_path, "a.json", '{"title": "A", "text": "B", "id": ' + "1" * 5000 + "}")


def test_an_unknown_extension_names_the_known_ones(tmp_path: Path):
    with pytest.raises(UnreadableArticle, match=r"no reader for '\.odt'; known formats: \.atom, .*\.txt"):
        read_text(tmp_path, "a.odt", "x")


@pytest.mark.shared
def test_the_development_archive_is_read_without_error(shared: Path):
    given = [json.loads(line) for line in (shared / "data/dev/news/corpus.jsonl").read_text("utf-8").splitlines()]
    folder = shared / "data" / "dev" / "news" / "files"
    found = {path.stem: read_file(path)[0].reference for path in sorted(folder.iterdir())}
    named = [g for g in given if not (folder / f"{g['id']}.txt").exists()]  # text files name no outlet
    assert all(found[g["id"]].language == g["lang"] for g in given)
    assert all(found[g["id"]].title == g["title"] for g in given)
    assert sum(found[g["id"]].outlet == g["outlet"] for g in named) >= 0.95 * len(named)
    assert all(str(found[g["id"]].published or None) == str(g["date"]) for g in named)
