"""The page about the archive: what it counts, who may add articles, what it says of files that cannot be read."""

import errno
import io
import zipfile
from contextlib import nullcontext

import pytest

from errors import ArchiveLocked, BadInput
from index import Archive, load_embedder
from ingest import add_file
from ingest.upload import _free
from settings import IndexSettings
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive
from tests.small_archive import prepared
from tests.web_fixtures import FakeArchive, serving
from web import Identities, passwords

MODEL = load_embedder(IndexSettings().embedder)
KNOWN = Identities(accounts={"mira": passwords.hashed("correct horse")})
ARTICLE = b"The bridge\n\nThe ministry said on Tuesday that the bridge would stay shut until spring.\n"


def sign_in(client):
    client.post("/signin", data={"name": "mira", "password": "correct horse"})


def taken(name: str, data: bytes):
    if name == "locked.txt":
        raise ArchiveLocked("another process writes to this archive")
    return {"new": 1, "skipped": [{"path": name, "reason": "half of it <b>was</b> empty"}]}


def send(client, *names: str, **more):
    return client.post("/archive", files=[("files", (name, ARTICLE, "text/plain")) for name in names], **more)


def test_it_counts_by_outlet_language_and_month():
    with serving(client=("127.0.0.1", 1)) as client:
        page = client.get("/archive", headers={"accept-language": "en"}).text
        for part in ("Harbour Courier", "العربية", "2017-11</bdi></th><td>9</td>", "without a date"):
            assert part in page
        assert 'type="file"' not in page, "nobody may add articles where that is not switched on"
        assert "&lt;b&gt;odd.pdf" in page
        assert "<script" not in page


def test_what_could_not_be_read_is_told_to_known_readers_alone():
    with serving(identities=KNOWN) as client:
        assert "odd.pdf" not in client.get("/archive").text
        sign_in(client)
        assert "odd.pdf" in client.get("/archive").text


def test_only_a_known_reader_may_add_articles():
    with serving(identities=KNOWN, upload=taken) as client:
        assert send(client, "a.txt").status_code == 403
        assert 'type="file"' not in client.get("/archive").text
        sign_in(client)
        assert 'type="file"' in client.get("/archive").text
        told = send(client, "a.txt", "locked.txt", headers={"accept-language": "en"})
        assert told.status_code == 200
        assert "1 new, 0 changed" in told.text
        assert "half of it &lt;b&gt;was&lt;/b&gt; empty" in told.text
        assert "another process writes" in told.text


def test_an_upload_from_another_site_or_too_large_is_refused():
    with serving(upload=taken, max_upload_mb=1) as client:
        assert send(client, "a.txt", headers={"origin": "https://evil.example"}).status_code == 403
        assert client.post("/archive", files={"files": ("a.txt", b"x" * 3_000_000)}).status_code == 413
        assert client.post("/archive", content=iter([b"x"]), headers={"content-type": "text/plain"}).status_code == 413


@pytest.mark.parametrize("body", [b"", b"nonsense", b"--x\r\nbroken"])
def test_a_form_that_is_none_adds_nothing_and_is_no_error_of_ours(body):
    with serving(upload=taken) as client:
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert client.post("/archive", content=body, headers=headers).status_code in {200, 400}


def test_a_damaged_archive_is_one_sentence():
    class Broken(FakeArchive):
        def overview(self):
            raise ArchiveLocked("the archive is being mended")

    with serving(archive=Broken()) as client:
        page = client.get("/archive")
        assert (page.status_code, "being mended" in page.text) == (503, True)


# The file itself


@pytest.fixture
def folder(tmp_path):
    with Archive.write(tmp_path / "archive", MODEL) as writer:
        writer.put([prepared("old", "An old piece about ships.", embedder=MODEL)])
    return tmp_path / "archive"


def add(folder, name: str, data: bytes = ARTICLE):
    return add_file(name, data, folder / "uploads", lambda: Archive.write(folder, MODEL), embedder=MODEL)


def test_an_uploaded_article_is_found_at_once_and_nothing_is_overwritten(folder):
    open_archive = Archive.open(folder, MODEL)
    assert add(folder, "../../bridge.txt").new == 1
    assert add(folder, "bridge.txt", ARTICLE.replace(b"spring", b"summer")).new == 1
    assert sorted(p.name for p in (folder / "uploads").iterdir()) == ["bridge-2.txt", "bridge.txt"]
    assert open_archive.overview()["report"]["new"] == 1
    assert open_archive.state().articles == 3


def test_an_uploaded_zip_is_kept_with_its_articles_and_not_without(folder):
    for name, inner in (("week.zip", "bridge.txt"), ("odd.zip", "bridge.odd")):
        with zipfile.ZipFile(data := io.BytesIO(), "w") as bundle:
            bundle.writestr(inner, ARTICLE)
        assert add(folder, name, data.getvalue()).new == (name == "week.zip")
    assert [path.name for path in (folder / "uploads").iterdir()] == ["week.zip"]


def test_a_name_is_taken_as_soon_as_it_is_found_free(tmp_path):
    assert [_free(tmp_path, "bridge", ".txt").name for _ in range(2)] == ["bridge.txt", "bridge-2.txt"]


def test_a_name_of_many_bytes_is_cut(folder):
    assert add(folder, "新" * 90 + ".txt").new == 1
    assert [path.name for path in (folder / "uploads").iterdir()] == ["新" * 66 + ".txt"]


def test_a_file_that_cannot_be_written_whole_leaves_nothing(folder, monkeypatch):
    def full(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(BadInput, match="cannot be kept"):
        add(folder, "bridge.txt")
    assert list((folder / "uploads").iterdir()) == []


def test_an_article_that_was_stored_keeps_its_file_though_the_run_broke_off(tmp_path, monkeypatch):
    archive = MemoryArchive()

    def upload():
        return add_file("bridge.txt", ARTICLE, tmp_path, lambda: nullcontext(archive), embedder=LetterEmbedder())

    with monkeypatch.context() as broken:
        broken.setattr(archive, "keep_report", lambda report: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            upload()
    assert [path.name for path in tmp_path.iterdir()] == ["bridge.txt"]
    (tmp_path / "bridge.txt").unlink()
    assert (upload().unchanged, [path.name for path in tmp_path.iterdir()]) == (1, ["bridge.txt"])


def test_a_file_of_which_nothing_could_be_read_is_not_kept(folder):
    report = add(folder, "empty.txt", b"\n\n")
    assert [s.reason for s in report.skipped] != []
    assert list((folder / "uploads").iterdir()) == []


def fetched(address: str):
    return {"new": 2, "skipped": [{"path": address, "reason": "one of them is <i>gone</i>"}]}


def name_address(client, address: str):
    # A form of the browser's own is sent in parts, also without a file.
    return client.post("/archive", files={"address": (None, address)}, headers={"accept-language": "en"})


def test_an_address_is_fetched_only_where_that_is_switched_on_and_only_for_those_who_may_add():
    asked = []

    def note(address: str):
        asked.append(address)
        return fetched(address)

    with serving(identities=KNOWN, upload=taken, fetch=note) as client:
        assert name_address(client, "https://outlet.example/feed").status_code == 403
        assert asked == []
        sign_in(client)
        assert 'name="address"' in client.get("/archive").text
        told = name_address(client, " https://outlet.example/feed ").text
        assert "2 new, 0 changed" in told
        assert "one of them is &lt;i&gt;gone" in told
        assert "too long" in name_address(client, "https://outlet.example/" + "x" * 2000).text
        assert asked == ["https://outlet.example/feed"]
    with serving(upload=taken) as client:
        assert 'name="address"' not in client.get("/archive").text
        assert "Addresses are not fetched here." in name_address(client, "https://outlet.example/feed").text


def test_the_settings_switch_it_on_and_uploads_alone_do_not(tmp_path, monkeypatch):
    import app
    from settings import read as read_settings

    offered = []
    monkeypatch.setattr("web.create_app", lambda ask, archive, options, whole: offered.append(options))
    folder = tmp_path / "a"
    add_file("bridge.txt", ARTICLE, folder / "uploads", lambda: Archive.write(folder, MODEL), embedder=MODEL)
    monkeypatch.setenv("WHOSAID_ARCHIVE", str(tmp_path / "a"))
    for uploads, fetch in (("false", "true"), ("true", "false"), ("true", "true")):
        monkeypatch.setenv("WHOSAID_WEB__UPLOADS", uploads)
        monkeypatch.setenv("WHOSAID_WEB__FETCH", fetch)
        app.build(read_settings())
    assert [options.fetch is not None for options in offered] == [False, False, True]
    refused = offered[-1].fetch("http://169.254.169.254/latest/")
    assert "not on the open internet" in refused["skipped"][0]["reason"]
