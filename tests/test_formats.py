"""All added formats by both ways in, the command and the upload: what is readable goes in, the rest has a reason."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index import Archive, load_embedder
from ingest import add_file
from ingest.__main__ import app
from settings import IndexSettings
from tests.office_fixtures import column, docx, paragraph, pdf

SAMPLES = Path(__file__).parent / "fixtures" / "articles"
MODEL = load_embedder(IndexSettings().embedder)
GOOD = {
    "arabic.docx": docx(paragraph("نفت هيئة الميناء يوم الثلاثاء إغلاق الرصيف. وقالت: «لم يُغلق».")),
    "chinese.pdf": pdf(column("港务局周二否认关闭北码头。港务局长说：“没有关闭。”")),
    "export.xml": (SAMPLES / "sample.xml").read_bytes(),
    "feed.rss": (SAMPLES / "sample.rss").read_bytes(),
    "kept.page": (SAMPLES / "sample.page").read_bytes(),
}
BAD = {
    "scan.pdf": (pdf([]), "a PDF without text, as scans are; text is not recognised from pictures here"),
    "broken.pdf": (b"%PDF-1.4 broken", "a broken PDF"),
    "broken.docx": (b"PK\x03\x04broken", "not a Word file, or a broken one: it cannot be unpacked"),
    "page.xml": (b"<html><p>A page.</p></html>", "not a feed: neither RSS nor Atom nor a WordPress export"),
    "links.atom": (b"<feed><entry><title>A</title></entry></feed>", "entry 1: holds no text"),
    "other.page": (b'{"a": 1}', "not a page that was fetched: it has no url and page"),
}


def test_a_folder_of_all_formats_goes_in_and_what_is_broken_is_told(tmp_path: Path):
    (tmp_path / "news").mkdir()
    for name, data in {**GOOD, **{name: data for name, (data, _) in BAD.items()}}.items():
        (tmp_path / "news" / name).write_bytes(data)
    done = CliRunner().invoke(app, [str(tmp_path / "news"), "--archive", str(tmp_path / "archive"), "--json"])
    report = json.loads(done.stdout)
    assert (done.exit_code, report["new"]) == (0, len(GOOD))
    said = {Path(each["path"]).name: each["reason"] for each in report["skipped"] if "export" not in each["path"]}
    assert said.keys() == BAD.keys()
    assert [name for name, (_, why) in BAD.items() if not said[name].startswith(why)] == []
    archive = Archive.open(tmp_path / "archive", MODEL)
    chinese = archive.article("chinese")
    assert chinese is not None
    assert chinese.text == "港务局周二否认关闭北码头。港务局长说：“没有关闭。”"
    assert [p.span.of(chinese.text) for p in archive.passages("chinese")] == [
        p.text for p in archive.passages("chinese")
    ]
    archive.close()


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_an_upload_of_each_format_is_taken_or_refused_with_its_reason(name: str, tmp_path: Path):
    folder, data = tmp_path / "archive", GOOD[name] if name in GOOD else BAD[name][0]
    report = add_file(name, data, folder / "uploads", lambda: Archive.write(folder, MODEL), embedder=MODEL)
    kept = [path.name for path in (folder / "uploads").iterdir()]
    assert (report.new, kept) == ((1, [name]) if name in GOOD else (0, []))
    if name in BAD:
        assert report.skipped[0].reason.startswith(BAD[name][1])
