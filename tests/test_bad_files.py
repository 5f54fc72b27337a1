"""Forty files that a folder of articles may hold: each is read, or skipped with its reason; the others go in."""

import gzip
import json
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UnreadableArticle
from ingest import Report, ingest, read_file
from ingest.readers import READERS
from ingest.reading import read_data
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive

GOOD = "A title\n\nThe pier stays open, the harbour master said on Tuesday."
READ = ""
"""In place of a reason: the file is read."""


class BadFile(NamedTuple):
    """A file's name, what makes it at its path, and a part of the reason for which it is skipped."""

    name: str
    make: Callable[[Path], object]
    reason: str


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode(encoding))


def data(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", GOOD)


def unreadable(path: Path) -> None:
    path.write_text(GOOD)
    path.chmod(0)


def sparse(path: Path) -> None:
    """500 MB of nothing, which takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(500_000_000)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))  # an absolute path could be too long for a socket


PAGE = "<html><head><title>A title</title></head><body>{}</body></html>"
PARAGRAPH = "<p>The pier stays open, the harbour master said on Tuesday after the meeting with the fishermen.</p>"
RUSSIAN = "Порт открыт\n\nУправление порта во вторник опровергло сообщения о закрытии причала, сказала капитан порта."
RECORD = {"title": "A title", "text": "The pier stays open, the harbour master said on Tuesday."}

BAD_FILES = [
    BadFile("empty.txt", text(""), "empty"),
    BadFile("spaces.txt", text(" \n\t\n "), "empty"),
    BadFile("only-invisible.txt", text("\u200b\n\u2060\n"), "no words in it"),
    BadFile("only-numbers.txt", text("123\n\n456 789"), "no words in it"),
    BadFile("empty.json", text("{}"), "no text"),
    BadFile("empty-list.json", text("[]"), "no article in it"),
    BadFile("binary.txt", data(bytes(range(256)) * 40), "not text: a NUL byte at position 0"),
    BadFile("control.txt", data(bytes(range(1, 32)) * 40), "control characters"),
    BadFile("nul.txt", data(b"A title\n\nThe pier\0stays open."), "not text: a NUL byte at position 17"),
    BadFile("picture.txt", data(b"\x89PNG\r\n\x1a\n" + bytes(100)), "a PNG picture"),
    BadFile("paper.txt", data(b"%PDF-1.7 \xe2\xe3\xcf\xd3 1 0 obj"), "a PDF"),
    BadFile("word.html", zipped, "a ZIP or office file"),
    BadFile("zipped.json", lambda path: path.write_bytes(gzip.compress(b"{}")), "gzip-compressed data"),
    BadFile("program.csv", data(b"\x7fELF\x02\x01\x01" + bytes(64)), "a program"),
    BadFile("archive.7z", zipped, "no reader for '.7z'; known formats: .atom, .csv"),
    BadFile("broken.zip", data(b"PK\x03\x04" + bytes(100)), "a broken ZIP"),
    BadFile("no-extension", text(GOOD), "no reader for 'no-extension'"),
    BadFile("html-as-json.json", text(PAGE.format(PARAGRAPH)), "broken JSON at line 1, column 1"),
    BadFile("text-as-csv.csv", text(GOOD), "its header row has no column named text, content, body"),
    BadFile("json-as-jsonl.jsonl", text(json.dumps(RECORD, indent=1)), "line 1: broken JSON"),
    BadFile("broken.json", text('{"title": "A title", "text": "The pier'), "broken JSON at line 1, column 30"),
    BadFile("number.json", text("42"), "no article in it"),
    BadFile("huge-number.json", text('{"text": ' + "9" * 5000 + "}"), "broken JSON"),
    BadFile("strings.json", text('["one", "two"]'), "article 1: not an object but str"),
    BadFile("deep.json", text("[" * 100_000 + "]" * 100_000), "nested more than 64 deep"),
    BadFile("deep.jsonl", text('{"a":' * 5000 + "1" + "}" * 5000), "line 1: its JSON is nested more than 64 deep"),
    BadFile(
        "deep.rss",
        text(f"<rss><channel><item><description>{'<i>' * 80}{'</i>' * 80}</description></item></channel></rss>"),
        "a feed whose XML is nested more than 64 deep",
    ),
    BadFile(
        "deep.xml",
        text('<rss xmlns:wp="http://wordpress.org/export/1.2/">' + "<a>" * 100_000),
        "a WordPress export whose XML is nested more than 64 deep",
    ),
    BadFile(
        "no-text.html",
        text(PAGE.format("<nav><a href='/'>Home</a></nav><script>x()</script>")),
        "no article in the page",
    ),
    BadFile("deep.html", text(PAGE.format("<div>" * 3000 + PARAGRAPH + "</div>" * 3000)), "no article in the page"),
    BadFile("no-page.html", text("<!-- nothing -->"), "not a web page"),
    BadFile("no-text.md", text("---\ntitle: A title\n---\n"), "no text"),
    BadFile("broken-front-matter.md", text("+++\ntitle = \n+++\nThe pier stays open."), "its front matter is not TOML"),
    BadFile("open-quote.csv", text('title,text\nA,"The pier stays open'), "broken CSV"),
    BadFile("mark-lies.txt", data(b"\xef\xbb\xbf\xff\xfe\xfa pier"), "its byte-order mark says utf-8"),
    BadFile("long-line.txt", text("The pier stays open. " * 2_500_000), "52 MB is more than the 20 MB allowed"),
    BadFile("book.txt", text("A title\n\n" + "The pier. " * 200_001), "the longest has 2,000,000"),
    BadFile("sparse.txt", sparse, "500 MB is more than the 20 MB allowed"),
    BadFile("unreadable.txt", unreadable, "cannot be opened: Permission denied"),
    BadFile("pipe.txt", lambda path: os.mkfifo(path), "a named pipe, not a file"),
    BadFile("socket.txt", listening, "a socket, not a file"),
    BadFile("link.txt", lambda path: path.symlink_to("/etc/hostname"), "a symbolic link, which is not followed"),
    BadFile("loop", lambda path: path.symlink_to(path.parent, target_is_directory=True), "a symbolic link"),
    BadFile("folder.txt", lambda path: path.mkdir(), READ),
    BadFile("bom.txt", text(GOOD, "utf-8-sig"), READ),
    BadFile("utf-16.txt", text(GOOD, "utf-16"), READ),
    BadFile("cp1251.txt", text(RUSSIAN, "cp1251"), READ),
    BadFile("stray-byte.txt", data(GOOD.encode() + b" caf\xe9"), READ),
    BadFile("half-character.json", text('{"title": "A \\ud83d", "text": "The pier stays open, she said."}'), READ),
    BadFile("nested.html", text(PAGE.format("<div>" * 200 + PARAGRAPH + "</div>" * 200)), READ),
    BadFile("wrong-charset.html", text(PAGE.format("<meta charset='x-none'>" + PARAGRAPH)), READ),
    BadFile("long-name-" + "x" * 200 + ".txt", text(GOOD.replace("pier", "quay")), READ),
    BadFile("odd name ✓ #1?.txt", text(GOOD.replace("pier", "dock")), READ),
]
SKIPPED = [case for case in BAD_FILES if case.reason]


def make(case: BadFile, folder: Path) -> Path:
    if case.make is unreadable and os.geteuid() == 0:
        pytest.skip("root can open every file: nothing is unreadable for it")
    path = folder / case.name
    case.make(path)
    return path


@pytest.mark.parametrize("case", [case for case in SKIPPED if case.name != "loop"], ids=lambda case: case.name)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, case: BadFile, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    path = make(case, tmp_path)
    if path.is_symlink() or case.make is listening:
        reason = _run([tmp_path]).skipped[0].reason
    elif path.suffix == ".zip":
        reason = _run([path]).skipped[0].reason
    else:
        with pytest.raises(UnreadableArticle) as refused:
            read_file(path)
        reason = str(refused.value)
    assert case.reason in reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    "case", [c for c in BAD_FILES if not c.reason and c.name != "folder.txt"], ids=lambda c: c.name[:20]
)
def test_an_odd_file_is_read_all_the_same(tmp_path: Path, case: BadFile):
    (article,) = read_file(make(case, tmp_path))
    assert article.reference.title
    assert any(word in article.text for word in ("open", "опровергло"))
    article.text.encode("utf-8")


@pytest.mark.parametrize("suffix", sorted(READERS))
@settings(max_examples=25, deadline=None)
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes_at_all_are_an_article_or_refused_with_a_reason(suffix: str, data: bytes):
    try:
        found = read_data(Path(f"any{suffix}"), data)
    except UnreadableArticle as refused:
        assert str(refused)  # noqa: PT017
    else:
        assert all(read.article.text.strip() for read in found.articles)


PIECES = [
    "**a ",
    "[",
    "![",
    "<!--",
    "`",
    "_a ",
    '{"text":"',
    '"',
    "<p>",
    "<div><p>a.",
    "text\n",
    ",",
    "2017 11 ",
    "\\",
    "By ",
    "a",
    "\t",
    "… \u00a0",
]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json", ".jsonl", ".csv"])
@pytest.mark.parametrize("piece", PIECES)
def test_a_file_made_to_take_long_is_read_or_refused_like_any_other(suffix: str, piece: str):
    try:
        read_data(Path(f"any{suffix}"), f"A title\n\n{piece * (200_000 // len(piece))}".encode())
    except UnreadableArticle as refused:
        assert len(str(refused)) < 1000  # noqa: PT017


def test_there_are_at_least_forty():
    assert len({case.name for case in BAD_FILES}) >= 40


def test_the_rest_of_the_folder_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    cases = [c for c in BAD_FILES if not (c.make is unreadable and os.geteuid() == 0)]
    for case in cases:
        make(case, tmp_path)
    (tmp_path / "good.txt").write_text(GOOD.replace("open", "shut"))
    report = _run([tmp_path])
    reasons = {Path(skip.path).name: skip.reason for skip in report.skipped}
    assert set(reasons) == {case.name for case in cases if case.reason}
    assert all(case.reason in reasons[case.name] for case in cases if case.reason)
    read = len([c for c in cases if not c.reason and c.name != "folder.txt"]) + 1
    assert report.new + len(report.duplicates) == read
    assert not report.nothing_read


def test_a_folder_of_bad_files_alone_reads_nothing(tmp_path: Path):
    for case in SKIPPED[:6]:
        make(case, tmp_path)
    assert _run([tmp_path]).nothing_read


def _run(paths: list[Path]) -> Report:
    return ingest(paths, MemoryArchive(), embedder=LetterEmbedder())
