"""Word files: what stands in the text as it is shown, in order; changes accepted, links not followed, traps refused."""

import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from errors import UnreadableArticle
from ingest.readers import docx as reader
from ingest.reading import read_data
from tests.office_fixtures import W, docx, paragraph

ABOUT = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
    "<dc:title>Pier stays open</dc:title>"
    "<dc:creator>Ana Ruiz</dc:creator><t:created>2017-11-15T08:00:00Z</t:created></c:coreProperties>"
)
DENIAL = paragraph("The harbour authority denied that the pier was closed.")


def read(data: bytes):
    (read,) = read_data(Path("story.docx"), data).articles
    return read


def test_the_title_is_the_first_heading_and_day_and_author_are_the_files_own():
    found = read(docx(paragraph("Authority denies closure", "Heading1") + DENIAL, about=ABOUT))
    assert found.article.text == ("Authority denies closure\n\nThe harbour authority denied that the pier was closed.")
    reference = found.article.reference
    assert (reference.title, reference.authors, reference.published) == (
        *("Authority denies closure", ("Ana Ruiz",)),
        date(2017, 11, 15),
    )
    assert found.notes == ("its date is the day on which the file was made",)
    assert read(docx(DENIAL, about=ABOUT)).article.reference.title == "Pier stays open"


def test_tracked_changes_are_taken_as_accepted():
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>“No berth is </w:t></w:r>"
        "<w:del><w:r><w:delText>open</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>closed</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>,” she said.</w:t></w:r></w:p>"
    )
    assert read(docx(body)).article.text == "“No berth is closed,” she said."


def test_tables_fields_links_and_footnotes():
    body = (
        DENIAL + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Pier</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>open</w:t></w:r></w:p></w:tc>"
        "</w:tr></w:tbl><w:p><w:r><w:instrText>HYPERLINK http://x</w:instrText></w:r><w:hyperlink><w:r><w:t>The union"
        "</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>agrees.</w:t><w:br/><w:t>It does.</w:t></w:r></w:p>"
    )
    notes = f"<w:footnotes {W}><w:footnote>{paragraph('Told to Harbour Wire.')}</w:footnote></w:footnotes>"
    assert read(docx(body, footnotes=notes)).article.text.split("\n\n") == [
        "The harbour authority denied that the pier was closed.",
        "Pier open",
        "The union agrees.",
        "It does.",
        "Told to Harbour Wire.",
    ]


def test_every_script_survives():
    said = ["نفت هيئة الميناء إغلاق الرصيف، وقالت: «لم يُغلق».", "港务局否认关闭码头：“没有关闭。”", "निदेशक ने कहा।"]
    assert read(docx("".join(map(paragraph, said)))).article.text == "\n\n".join(said)


def without_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document {W}>&b;</w:document>',
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + bytes(60), "cannot be unpacked"),
        (b"text", "cannot be unpacked"),
        (without_document(), "it has no word/document.xml"),
        (docx(paragraph("  ")), "without text"),
        (docx("<w:p>"), "whose XML is broken"),
        (entities(), "declares entities"),
        (docx(paragraph("0" * 20_000_000)), "unpacks to 20 MB"),
        (docx("<w:p>" * 20_000 + "x" + "</w:p>" * 20_000), "nested more than 64 deep"),
    ],
    ids=range(8),
)
def test_a_word_file_that_cannot_be_read_is_refused_with_its_reason(data: bytes, said: str):
    with pytest.raises(UnreadableArticle, match=said):
        list(reader.read(data))


def test_flipped_bytes_never_raise_anything_but_a_reason():
    chance, whole = random.Random(7), docx(paragraph("Authority denies closure", "Title") + DENIAL, about=ABOUT)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(UnreadableArticle):
            list(reader.read(bytes(data)))
