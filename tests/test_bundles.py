"""A ZIP is a folder: what is in it goes in, follows it and leaves with it; what is a trap is not unpacked."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UnreadableArticle
from ingest import Report, bundles, ingest, read_file
from ingest.bundles import members, unpacked
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive

SENTENCE = "The pier stays open, the harbour master said on Tuesday."


def text(title: str) -> bytes:
    return f"About {title}\n\n{SENTENCE}\n\nSo it is with {title}.\n".encode()


def packed(path: Path, **files: bytes | str) -> Path:
    """A ZIP of these texts; `a__b` is the file a/b.txt."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(f"{name.replace('__', '/')}.txt", content)
    return path


def run(path: Path, archive: MemoryArchive, prune: bool = False) -> Report:
    return ingest([path], archive, embedder=LetterEmbedder(), prune=prune)


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.deleted


def paths(archive: MemoryArchive, below: Path) -> list[str]:
    found = (str(prepared.article.reference.path) for prepared in archive.stored.values())
    return sorted(os.path.relpath(path, below) for path in found)


def touch(path: Path) -> None:
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000_000))


def test_each_file_of_a_zip_is_an_article_under_a_path_below_the_zips_own(tmp_path: Path):
    bundle = packed(tmp_path / "week.zip", a=text("a"), day__b=text("b"))
    archive = MemoryArchive()
    assert numbers(run(tmp_path, archive)) == (2, 0, 0, 0)
    assert paths(archive, tmp_path) == ["week.zip/a.txt", "week.zip/day/b.txt"]
    assert archive.stored["b"].article.text == "About b\n\n" + text("b").decode().split("\n\n", 1)[1].strip()
    assert str(bundle) in archive.known
    assert not (tmp_path / "day").exists()


def test_an_untouched_zip_is_not_opened_and_a_touched_one_not_unpacked(tmp_path: Path, monkeypatch):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", a=text("a"), b=text("b")), archive)
    archive.log.clear()
    monkeypatch.setattr("ingest.cage.Cage.members", None)
    touch(tmp_path / "week.zip")
    assert numbers(run(tmp_path, archive)) == (0, 0, 2, 0)
    assert archive.log == ["note"]
    monkeypatch.setattr("ingest.intake.contents", None)
    assert numbers(run(tmp_path, archive)) == (0, 0, 2, 0)


def test_a_changed_zip_is_followed_file_by_file(tmp_path: Path, monkeypatch):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", a=text("a"), b=text("b"), c=text("c")), archive)
    kept = archive.stored["a"]
    packed(tmp_path / "week.zip", a=text("a"), b=text("b") + b"And more.", d=text("d"))
    assert numbers(run(tmp_path, archive)) == (1, 1, 1, 1)
    assert sorted(archive.stored) == ["a", "b", "d"]
    assert archive.stored["a"] is kept
    assert numbers(run(tmp_path, archive)) == (0, 0, 3, 0)


def test_a_file_that_is_renamed_within_a_zip_is_not_taken_for_its_own_copy(tmp_path: Path):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", a=text("a")), archive)
    packed(tmp_path / "week.zip", b=text("a"))
    assert numbers(run(tmp_path, archive)) == (1, 0, 0, 1)
    assert paths(archive, tmp_path) == ["week.zip/b.txt"]


def test_the_articles_of_a_zip_go_with_it_when_it_is_pruned_and_not_before(tmp_path: Path):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", a=text("a"), b=text("b")), archive)
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 0, 2, 0)
    (tmp_path / "week.zip").unlink()
    assert numbers(run(tmp_path, archive)) == (0, 0, 0, 0)
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 0, 0, 2)
    assert (archive.stored, archive.known) == ({}, {})


def test_a_folder_in_a_zip_may_have_the_name_of_a_zip_and_is_not_pruned(tmp_path: Path):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", **{"export.zip__a": text("a"), "b": text("b")}), archive)
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 0, 2, 0)
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 0, 2, 0)
    (tmp_path / "week.zip").unlink()
    assert numbers(run(tmp_path, archive, prune=True)) == (0, 0, 0, 2)


def test_a_zip_that_has_become_unreadable_keeps_what_the_archive_has(tmp_path: Path):
    archive = MemoryArchive()
    run(packed(tmp_path / "week.zip", a=text("a"), b=text("b")), archive)
    (tmp_path / "week.zip").write_bytes(b"PK\x03\x04")
    report = run(tmp_path, archive, prune=True)
    assert report.skipped[0].reason.startswith("a broken ZIP")
    assert "the archive keeps what it had from this file, articles: 2" in report.skipped[0].reason
    assert sorted(archive.stored) == ["a", "b"]


def test_a_zip_with_a_trouble_tells_of_it_in_every_run_and_reads_nothing_twice(tmp_path: Path, monkeypatch):
    archive = MemoryArchive()
    packed(tmp_path / "week.zip", a=text("a"), empty=b"", copy=text("a"))
    first = run(tmp_path, archive)
    assert [s.reason for s in first.skipped] == ["empty"]
    assert [d.article for d in first.duplicates] == ["copy"]
    again = run(tmp_path, archive)
    assert (again.unchanged, again.skipped, again.duplicates) == (1, first.skipped, first.duplicates)


def test_a_restored_zip_is_read_again_though_it_is_as_it_once_was(tmp_path: Path):
    archive = MemoryArchive()
    first = packed(tmp_path / "week.zip", a=text("a"), b=text("b")).read_bytes()
    run(tmp_path, archive)
    packed(tmp_path / "week.zip", a=text("a"), b=b"")
    run(tmp_path, archive)
    packed(tmp_path / "week.zip", a=text("a"), c=b"")
    run(tmp_path, archive)
    (tmp_path / "week.zip").write_bytes(first)
    run(tmp_path, archive)
    assert sorted(archive.stored) == ["a", "b"]


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("steps", range(8))
def test_a_run_after_a_kill_completes_a_zip(tmp_path: Path, monkeypatch, steps: int):
    monkeypatch.setattr("ingest.batches.BATCH_ARTICLES", 2)
    archive, left = MemoryArchive(), [100]

    def dying(do):
        def done(given):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            do(given)

        return done

    for name in ("put", "note_file", "delete", "forget_file"):
        monkeypatch.setattr(archive, name, dying(getattr(archive, name)))
    run(packed(tmp_path / "week.zip", a=text("a"), b=text("b")), archive)
    packed(tmp_path / "week.zip", b=text("b") + b"And more.", **{f"n{n}": text(f"n{n}") for n in range(4)})
    left[0] = steps
    try:
        run(tmp_path, archive)
    except Killed:
        left[0] = 100
        run(tmp_path, archive)
    assert sorted(archive.stored) == ["b", "n0", "n1", "n2", "n3"]
    assert archive.stored["b"].article.text.endswith("And more.")
    left[0] = 100
    assert numbers(run(tmp_path, archive)) == (0, 0, 5, 0)


def test_an_unknown_format_a_nested_zip_and_a_large_file_are_skipped_and_the_rest_is_read(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "week.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("a.txt", text("a"))
        bundle.writestr("b.png", b"\x89PNG")
        bundle.write(packed(tmp_path / "inner.zip", a=text("c")), "c.zip")
        bundle.writestr("d.txt", " ".join(str(n * n) for n in range(2_200_000)))
        bundle.writestr("__MACOSX/._a.txt", b"\0")
        bundle.writestr(".hidden/e.txt", text("e"))
        bundle.writestr("readme.txt", text("f"))
    (tmp_path / "inner.zip").unlink()
    report = run(tmp_path, archive := MemoryArchive())
    assert sorted(archive.stored) == ["a"]
    assert {os.path.relpath(s.path, tmp_path): s.reason.split(";")[0] for s in report.skipped} == {
        "week.zip/b.png": "no reader for '.png'",
        "week.zip/c.zip": "a ZIP in a ZIP, which is not opened",
        "week.zip/d.txt": "29 MB is more than the 20 MB allowed",
        "week.zip/readme.txt": "tells about its folder and is no article",
    }


def bundle_of(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as bundle:
        for name, content in entries:
            info = zipfile.ZipInfo(name) if isinstance(name, str) else name
            bundle.writestr(info, content, compress_type=method)
    return made.getvalue()


def linked(name: str, kind: int = stat.S_IFLNK) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def flagged(data: bytes, flag: int) -> bytes:
    """The same ZIP with a flag set in its table."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + struct.pack("<H", struct.unpack_from("<H", data, at)[0] | flag) + data[at + 2 :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bundle_of(("../a.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("a/../../b.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("/etc/a.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("C:\\a.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("C:a.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("a\\b.txt", b"a")), "leads out of the ZIP"),
        (bundle_of(("aXb.txt", b"a")).replace(b"aXb", b"a\0b"), "characters that nobody sees"),
        (bundle_of(("a\u202etxt.exe", b"a")), "characters that nobody sees"),
        (bundle_of(("a" * 300 + ".txt", b"a")), "too long"),
        (bundle_of(("a/" * 600 + "b.txt", b"a")), "too long"),
        (bundle_of((linked("a.txt"), b"/etc/passwd")), "a symbolic link, which is not followed"),
        (bundle_of((linked("a.txt", stat.S_IFIFO), b"")), "a named pipe, not a file"),
        (bundle_of((linked("a.txt", stat.S_IFCHR), b"")), "a device, not a file"),
        (flagged(bundle_of(("a.txt", b"a")), 1), "encrypted"),
        (bundle_of(("a.txt", b"a"), method=zipfile.ZIP_LZMA), "packed by a method that is not read (number 14)"),
        (bundle_of(("a.txt", b"a" * 1_000_000)), "unpacks to more than 100 times its size"),
    ],
)
def test_a_file_of_a_zip_that_is_a_trap_is_named_and_not_unpacked(data: bytes, reason: str):
    (member,) = members(data)
    assert reason in member.refused
    assert "\0" not in member.name
    assert "\u202e" not in member.name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a broken ZIP"),
        (b"no ZIP at all", "a broken ZIP"),
        (bundle_of(("a.txt", b"a"))[:-30], "a broken ZIP"),
        (bundle_of(*((f"{n}.txt", b"a") for n in range(10_001)), method=zipfile.ZIP_STORED), "more than 10,000 files"),
        (bundle_of(*((f"{n}.txt", bytes(range(256)) * 80_000) for n in range(12))), "unpacks to 246 MB"),
    ],
    ids=["nothing", "no ZIP", "cut off", "too many", "too much"],
)
def test_a_zip_that_is_none_or_too_much_is_refused_as_a_whole(data: bytes, reason: str, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_RATIO", 1000)
    with pytest.raises(UnreadableArticle, match=reason):
        members(data)


def test_files_that_overlap_are_a_trap():
    data = bytearray(bundle_of(("a.txt", b"a" * 50), ("b.txt", b"b" * 50), method=zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<I", 0)  # where the second file says that it begins
    with pytest.raises(UnreadableArticle, match="overlap"):
        members(bytes(data))


def test_what_is_unpacked_must_be_what_the_zip_says():
    data = bundle_of(("a.txt", text("a")))
    (member,) = members(data)
    inside = data[member.start : member.start + member.packed]
    assert unpacked(member, inside) == text("a")
    for lie in (member._replace(size=10), member._replace(size=10_000), member._replace(crc=1)):
        with pytest.raises(UnreadableArticle, match="damaged in its ZIP"):
            unpacked(lie, inside)
    with pytest.raises(UnreadableArticle, match="damaged in its ZIP"):
        unpacked(member, b"\xff" + inside[1:])


def test_a_name_that_is_utf_8_without_saying_so_is_read_as_it_was_meant():
    said = bundle_of(("новости.txt", b"a"))
    silent = said.replace(b"\x00\x08", b"\x00\x00")  # the flag for UTF-8, in both places
    assert silent != said
    assert [member.name for member in [*members(said), *members(silent)]] == ["новости.txt"] * 2


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 400), value=st.binary(min_size=1, max_size=4))
def test_a_damaged_zip_is_refused_or_read_and_nothing_else(at: int, value: bytes):
    whole = bundle_of(("a.txt", text("a")), ("b/c.txt", text("c")))
    data = whole[: at % len(whole)] + value + whole[at % len(whole) + len(value) :]
    try:
        found = members(data)
        for member in found:
            if not member.refused:
                unpacked(member, data[member.start : member.start + member.packed])
    except UnreadableArticle as refused:
        assert str(refused)  # noqa: PT017


def test_a_single_zip_is_no_article(tmp_path: Path):
    with pytest.raises(UnreadableArticle, match="only `python -m ingest` opens"):
        read_file(packed(tmp_path / "a.zip", a=text("a")))
