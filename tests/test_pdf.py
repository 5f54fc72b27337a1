"""PDFs: lines become paragraphs in reading order in every script; what cannot be read is refused with its reason."""

import io
import random
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from errors import UnreadableArticle
from ingest.readers import pdf as reader
from ingest.readers.visual_order import letters, logical
from ingest.reading import read_data
from tests.office_fixtures import column, pdf

BODY = column(
    "The harbour authority denied on Tuesday that it had closed",
    "the northern pier after complaints by fishermen.",
    "",
    "“No berth is closed,” said the harbour master, Lena Ortiz,",
    "to reporters in her office.",
)


def read(data: bytes):
    (read,) = read_data(Path("story.pdf"), data).articles
    return read


def test_the_largest_print_is_the_title_and_lines_are_joined_to_paragraphs():
    data = pdf([("Authority denies", 18, 50, 760), ("closure", 18, 50, 740), *BODY])
    article = read(data).article
    assert article.text == (
        "Authority denies closure\n\n"
        "The harbour authority denied on Tuesday that it had closed the northern pier after complaints by "
        "fishermen.\n\n"
        "“No berth is closed,” said the harbour master, Lena Ortiz, to reporters in her office."
    )
    assert article.headline.of(article.text) == article.reference.title == "Authority denies closure"


def test_the_files_own_title_author_and_day_are_taken_where_the_page_says_nothing_and_a_note_tells_of_the_day():
    info = "/Title (Pier not closed) /Author (Ana Ruiz) /CreationDate (D:20171115080000Z)"
    found = read(pdf(BODY, info=info, more="/Lang (en-GB)"))
    reference = found.article.reference
    assert (reference.title, reference.authors, reference.published) == (
        *("Pier not closed", ("Ana Ruiz",)),
        date(2017, 11, 15),
    )
    assert found.notes == ("its date is the day on which the file was made",)


def test_what_programs_write_as_title_and_author_is_not_believed():
    reference = read(pdf(BODY, info="/Title (Microsoft Word - final2.docx) /Author (jruiz)")).article.reference
    assert (reference.title, reference.authors) == (None, ())


def test_the_day_in_the_text_is_surer_than_that_of_the_file():
    dated = column("PORT CITY, 14 November 2017 (Harbour Wire) – The harbour authority denied it.", "", "It is open.")
    found = read(pdf(dated, info="/CreationDate (D:20200101000000Z)"))
    assert (found.article.reference.published, found.notes) == (date(2017, 11, 14), ())


def test_headers_footers_and_page_numbers_that_repeat_are_left_out():
    def page(number: int, *lines: str):
        edges = [("Harbour Courier", 8, 50, 780), (f"Page {number} of 3", 8, 280, 20)]
        return [edges[0], *column(*lines), edges[1]]

    pages = [
        page(1, "The authority denied that the pier was closed and that", "it had turned any of the fishermen"),
        page(2, "away during the past week.", "", "It is open."),
        page(3, "The union wants a written explanation by Friday."),
    ]
    assert read(pdf(*pages)).article.text == (
        "The authority denied that the pier was closed and that it had turned any of the fishermen away during the "
        "past week.\n\nIt is open.\n\nThe union wants a written explanation by Friday."
    )


def test_words_divided_at_line_ends_are_whole_again_and_words_with_a_hyphen_keep_it():
    lines = column(
        "The authority denied that an expla-",
        "nation was due, and that it is a well-",
        "known habit: such a well-known story is no expla-",
        "nation. Lena Ortiz-",
        "Gil said so.",
    )
    assert read(pdf(lines)).article.text == (
        "The authority denied that an explanation was due, and that it is a well-known habit: such a well-known story "
        "is no explanation. Lena Ortiz-Gil said so."
    )


def test_a_single_hyphen_at_a_line_end_is_kept_as_it_is_printed():
    lines = column("The minister called it a far-", "reaching change.", "", "It will come.", "", "Nobody knows when.")
    assert "a far-reaching change" in read(pdf(lines)).article.text


def test_arabic_stands_in_reading_order_with_its_numbers_names_and_marks():
    said = "قالت القبطان لينا: «لم يُغلق 15 رصيفاً (ب) وفق AC-130 Gunship» يوم الثلاثاء."
    shown = displayed(said)
    assert read(pdf([(shown, 10, 50, 700), (displayed("ولم تذكر الهيئة سبباً."), 10, 50, 686)])).article.text == (
        f"{said} ولم تذكر الهيئة سبباً."
    )


def displayed(text: str) -> str:
    """A line as it is drawn: from right to left, but for numbers and Latin words."""
    import re

    turned = text[::-1].translate(str.maketrans("()«»", ")(»«"))
    return re.sub(r"[A-Za-z0-9](?:[A-Za-z0-9 -]*[A-Za-z0-9])?", lambda found: found[0][::-1], turned)


def test_chinese_lines_are_joined_without_spaces():
    lines = column(
        "港务局周二否认关闭北码头。港务局长莱娜·奥尔蒂斯说：",
        "“没有一个泊位关闭，船只照常进出。”记者在 2017 年",
        "报道。",
    )
    assert read(pdf(lines)).article.text == (
        "港务局周二否认关闭北码头。港务局长莱娜·奥尔蒂斯说：“没有一个泊位关闭，船只照常进出。”记者在2017年报道。"
    )


def test_a_glyph_without_a_letter_is_shown_as_unknown_and_not_passed_over():
    line = "The harbour authority denied on Tues\0ay that it had closed the northern pier."
    assert "on Tues\ufffday that" in read(pdf(column(line))).article.text


def test_ligatures_and_drawn_forms_are_letters_again():
    assert letters("ﬁnal conﬂict ﻣﻮﺳﻜﻮ ﻻ ⽅⻛") == "final conflict موسكو لا 方风"


@pytest.mark.parametrize(
    ("shown", "right", "said"),
    [
        ("abc", True, "abc"),
        (".abc", True, "abc."),
        ("2 ב 1 א", True, "א 1 ב 2"),
        ("a בא c", False, "a אב c"),
        ("(ב) א", True, "א (ב)"),
        ("12.5% א", True, "א 12.5%"),
        (".AB (c) א", True, "א AB (c)."),
    ],
)
def test_what_is_shown_is_read_in_the_order_of_its_script(shown: str, right: bool, said: str):
    assert logical(shown, right) == said


def encrypted() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf(BODY))))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf([]), "a PDF without text, as scans are"),
        (pdf(column("1234", "•")), "a PDF without text, as scans are"),
        (pdf(*[[]] * 201), "a PDF of 201 pages"),
        (pdf(column("\ue001\ue002 no font says a")), "fonts do not say which letters"),
        (b"%PDF-1.7\nnothing", "a broken PDF"),
        (pdf(BODY)[:400], "a broken PDF|without text"),
        (b"plain text", "a broken PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_its_reason(data: bytes, said: str):
    with pytest.raises(UnreadableArticle, match=said):
        list(reader.read(data))


def test_an_encrypted_pdf_needs_its_password_but_an_empty_one_is_none():
    from pypdf import PdfReader, PdfWriter

    with pytest.raises(UnreadableArticle, match="needs a password"):
        list(reader.read(encrypted()))
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(BODY))))
    writer.encrypt("", "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert "No berth is closed" in read(out.getvalue()).article.text


def test_flipped_bytes_never_raise_anything_but_a_reason():
    chance, whole = random.Random(7), pdf([("Authority denies", 18, 50, 760), *BODY])
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(UnreadableArticle):
            list(reader.read(bytes(data)))
