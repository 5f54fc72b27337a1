"""An archive whose vectors are on a Chroma server: a real one on this machine, one that fails, and wrong ones."""

import json
import logging
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import index.chroma_server
import index.reader
from domain import Query
from errors import BadSetting, DamagedArchive, VectorsUnavailable
from index import Archive, ChromaServer
from index.backup import backup
from index.chroma_server import reach
from index.health import doctor, rebuild
from index.restore import restore
from index.served import read_note
from index.takedown import take_down
from index.vectors import Vectors
from tests.chroma_fixtures import Chroma, answering_http, open_port, proxied, running
from tests.small_archive import prepared, toy_embedder

HOUSE = Path(__file__).resolve().parent.parent
TOY = toy_embedder()
STORIES = [
    prepared("dam", "The dam broke on Monday.", "Nobody was hurt by the water."),
    prepared("presa", "La presa cedió el lunes.", language="es"),
    prepared("fish", "The market opened with forty stalls of fish."),
]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory):
    with running(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def server(chroma) -> ChromaServer:
    return named(chroma.url)


def named(url: str, token: str = "") -> ChromaServer:
    server = ChromaServer.named(url, token)
    assert server is not None
    return server


def made(folder: Path, server: ChromaServer | None, stories=STORIES) -> Path:
    with Archive.write(folder, TOY, server) as writer:
        writer.put(stories)
    return folder


def found(folder: Path, server: ChromaServer | None, question: str = "the dam broke"):
    archive = Archive.open(folder, TOY, server)
    try:
        return [(e.passage.id, e.passage.text, e.score, e.found_by) for e in archive.retrieve(Query(question))]
    finally:
        archive.close()


@contextmanager
def client_of(chroma: Chroma):
    import chromadb

    client: Any = chromadb.HttpClient("127.0.0.1", chroma.port)
    yield client
    client._server._session.close()
    client._admin_client._server._session.close()


def collections(chroma: Chroma) -> set[str]:
    with client_of(chroma) as client:
        return {collection.name for collection in client.list_collections(limit=1000)}


def held(folder: Path, server: ChromaServer) -> set[str]:
    vectors = Vectors(folder, server)
    try:
        return vectors.ids()
    finally:
        vectors.close()


def test_an_archive_on_a_server_finds_what_the_same_archive_in_its_folder_finds(tmp_path, server):
    there, here = made(tmp_path / "there", server), made(tmp_path / "here", None)
    assert found(there, server) == found(here, None) != []
    assert held(there, server) == held(here, None)  # type: ignore[arg-type]
    assert sorted(p.name for p in (there / "chroma").iterdir()) == ["server.json"]
    assert doctor(there, server) == []


def test_a_reader_that_is_open_finds_what_is_written_and_no_longer_what_is_deleted(tmp_path, server):
    folder = made(tmp_path, server, STORIES[:1])
    archive = Archive.open(folder, TOY, server)
    assert {e.reference.id for e in archive.retrieve(Query("fish market"))} == {"dam"}
    with Archive.write(folder, TOY, server) as writer:
        writer.put(STORIES[1:])
        writer.delete(["dam"])
    assert {e.reference.id for e in archive.retrieve(Query("fish market"))} == {"presa", "fish"}
    archive.close()


def test_a_rebuild_makes_a_new_collection_and_an_open_reader_goes_over_to_it(tmp_path, chroma, server):
    folder = made(tmp_path, server)
    archive, before = Archive.open(folder, TOY, server), read_note(folder)
    expected = archive.retrieve(Query("the dam broke"))
    assert rebuild(folder, server) == 4
    after = read_note(folder)
    assert before
    assert after
    assert before.collection not in collections(chroma)
    assert after.collection in collections(chroma)
    assert archive.retrieve(Query("the dam broke")) == expected
    archive.close()


def test_a_note_that_cannot_be_read_is_made_anew_by_rebuild(tmp_path, chroma, server):
    folder = made(tmp_path, server)
    (folder / "chroma" / "server.json").write_text("{rubbish", "utf-8")
    before = collections(chroma)
    assert rebuild(folder, server) == 4
    note = read_note(folder)
    assert note
    assert note.collection in collections(chroma) - before


def test_a_rebuild_that_fails_leaves_the_collection_that_there_was(tmp_path, chroma, server, monkeypatch):
    folder = made(tmp_path, server)
    before, there = read_note(folder), collections(chroma)
    monkeypatch.setattr(Vectors, "put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuild(folder, server)
    assert (read_note(folder), collections(chroma)) == (before, there)


def test_what_is_taken_down_is_gone_from_the_server_too(tmp_path, server):
    folder = made(tmp_path, server)
    take_down(folder, ["dam"], server=server)
    assert held(folder, server) == {"presa#0", "fish#0"}


def test_vectors_move_to_a_server_and_back_with_rebuild(tmp_path, server):
    folder = made(tmp_path, None)
    expected = found(folder, None)
    with pytest.raises(DamagedArchive, match=r"in its own folder.*`python -m index rebuild --archive .*` brings them"):
        Vectors(folder, server)
    rebuild(folder, server)
    assert found(folder, server) == expected
    with pytest.raises(DamagedArchive, match="on a Chroma server; set WHOSAID_INDEX__CHROMA_URL"):
        Vectors(folder)
    rebuild(folder)
    assert found(folder, None) == expected


def test_a_restored_backup_has_a_collection_of_its_own_and_the_replaced_one_goes(tmp_path, chroma, server):
    folder = made(tmp_path / "archive", server)
    backup(folder, tmp_path / "safe")
    assert not (tmp_path / "safe" / "chroma").exists()
    restore(tmp_path / "safe", tmp_path / "other", server=server)
    first, other = read_note(folder), read_note(tmp_path / "other")
    assert first
    assert other
    assert first.collection != other.collection
    assert found(tmp_path / "other", server) == found(folder, server)
    restore(tmp_path / "safe", folder, force=True, server=server)
    again = read_note(folder)
    assert again
    assert {again.collection, other.collection} <= collections(chroma)
    assert first.collection not in collections(chroma)
    assert doctor(folder, server) == []


def test_a_copied_folder_may_be_read_but_never_writes_into_the_originals_collection(tmp_path, chroma, server):
    folder, copy = made(tmp_path / "archive", server, STORIES[:2]), tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert found(copy, server) == found(folder, server)
    with pytest.raises(DamagedArchive, match=r"is a copy of the archive.*rebuild.*gives it one of its own"):
        made(copy, server, STORIES[2:])
    assert rebuild(copy, server) == 4  # what the library had committed before is there, too
    assert held(folder, server) == {"dam#0", "dam#1", "presa#0"}
    assert doctor(folder, server) == [] == doctor(copy, server)


def test_a_collection_that_was_deleted_or_is_of_another_model_is_named_with_its_cure(tmp_path, chroma, server):
    folder = made(tmp_path, server)
    note = read_note(folder)
    assert note
    with client_of(chroma) as client:
        client.get_collection(note.collection, embedding_function=None).modify(metadata={"embedder": "another"})
        (sentence,) = doctor(folder, server)
        assert "made with another embedding model (another)" in sentence
        client.delete_collection(note.collection)
    (sentence,) = doctor(folder, server)
    assert f"{note.collection} is not there; `python -m index rebuild --archive {folder}`" in sentence
    rebuild(folder, server)
    assert doctor(folder, server) == []


def test_while_the_server_is_down_the_library_answers_and_when_it_is_back_it_is_used(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(index.reader, "PATIENCE", 0.0)
    with running(tmp_path / "chroma") as chroma:
        server = named(chroma.url)
        folder = made(tmp_path / "archive", server)
        archive = Archive.open(folder, TOY, server)
        expected = archive.retrieve(Query("the dam broke"))
        chroma.stop()
        with caplog.at_level(logging.WARNING):
            assert archive.retrieve(Query("the dam broke")) == expected
        assert "the Chroma server cannot be used" in caplog.text
        assert "Traceback" not in caplog.text
        late = Archive.open(folder, TOY, server)  # opened while it is down
        assert late.retrieve(Query("the dam broke")) == expected
        (sentence,) = doctor(folder, server)
        assert sentence.startswith(f"{chroma.url}: the Chroma server cannot be used")
        with pytest.raises(VectorsUnavailable), Archive.write(folder, TOY, server):
            pass
        chroma.start()
        searched, search = [], Vectors.search

        def counted(*asked):
            searched.append(1)
            return search(*asked)

        monkeypatch.setattr(Vectors, "search", counted)
        assert archive.retrieve(Query("the dam broke")) == expected == late.retrieve(Query("the dam broke"))
        assert len(searched) == 2
        archive.close()
        late.close()


def test_a_library_too_large_to_search_alone_says_so_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(index.reader, "ALONE", 2)
    with running(tmp_path / "chroma") as chroma:
        folder = made(tmp_path / "archive", named(chroma.url))
        chroma.stop()
        with pytest.raises(VectorsUnavailable, match="cannot be used"):
            found(folder, named(chroma.url))


def test_a_server_that_hangs_is_given_up_and_not_asked_again_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(index.chroma_server, "ANSWER", 1.0)
    monkeypatch.setattr(index.reader, "PATIENCE", 3600.0)
    with running(tmp_path / "chroma") as chroma:
        folder = made(tmp_path / "archive", named(chroma.url))
        archive = Archive.open(folder, TOY, named(chroma.url))
        expected = archive.retrieve(Query("the dam broke"))
        chroma.freeze()
        assert archive.retrieve(Query("the dam broke")) == expected
        monkeypatch.setattr(Vectors, "search", lambda *_: pytest.fail("the server was asked again"))
        assert archive.retrieve(Query("the dam broke")) == expected
        archive.close()


def leave_half_way(folder, server, chroma) -> None:
    with Archive.write(folder, TOY, server) as writer:
        chroma.stop()
        writer.put(STORIES[1:])


def test_an_ingest_that_the_server_leaves_half_way_is_completed_by_the_next(tmp_path):
    with running(tmp_path / "chroma") as chroma:
        server, folder = named(chroma.url), tmp_path / "archive"
        with Archive.write(folder, TOY, server) as writer:
            writer.put(STORIES[:1])
        with pytest.raises(VectorsUnavailable, match="the library has lost nothing"):
            leave_half_way(folder, server, chroma)
        chroma.start()
        with Archive.write(folder, TOY, server):
            pass
        assert held(folder, server) == {"dam#0", "dam#1", "presa#0", "fish#0"}
        assert doctor(folder, server) == []


def test_a_proxy_that_wants_a_token_and_has_chroma_below_a_path_is_satisfied(tmp_path, chroma):
    with answering_http(proxied(chroma.url, "s3cret", "/vectors")) as proxy:
        server = named(f"{proxy}/vectors/", "s3cret")
        folder = made(tmp_path, server)
        assert "vectors" in found(folder, server)[0][3]
        assert doctor(folder, server) == []
        with pytest.raises(BadSetting, match=r"refuses us \(status 401\); set WHOSAID_INDEX__CHROMA_TOKEN") as refused:
            found(folder, named(f"{proxy}/vectors", "wrong"))
        assert "wrong" not in str(refused.value)
        assert "s3cret" not in repr(server)


@pytest.mark.parametrize(
    ("status", "headers", "body", "sentence"),
    [
        (200, {"server": "uvicorn"}, b'"1.0.0"', "is Chroma's server in Python, into which anybody can break"),
        (200, {}, b"<html>a shop</html>", "no Chroma server answers there (status 200)"),
        (404, {}, b"not found", "no Chroma server answers there (status 404)"),
        (302, {"location": "http://elsewhere.example/"}, b"", "no Chroma server answers there (status 302)"),
        (200, {}, b'"0.6.3"', "speaks version \"0.6.3\", this program 1.x"),
        (403, {}, b"", "refuses us (status 403); set WHOSAID_INDEX__CHROMA_TOKEN"),
        (502, {}, b"", "the Chroma server cannot be used (status 502)"),
    ],
)  # fmt: skip
def test_a_wrong_server_is_refused_with_what_it_is(status, headers, body, sentence, tmp_path):
    with (
        answering_http(lambda *_: (status, headers, body)) as address,
        pytest.raises((BadSetting, VectorsUnavailable)) as told,
        Archive.write(tmp_path, TOY, named(address)),
    ):
        pass
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "token", "sentence"),
    [
        ("10.0.0.7:8000", "", "must begin with http:// or https://"),
        ("ftp://10.0.0.7", "", "must begin with http:// or https://"),
        ("http://", "", "name a host"),
        ("http://host:notaport", "", "is no address"),
        ("http://host:8000/?tenent=x", "", "not 'tenent'"),
        ("http://me:secret@host:8000", "", "has a name or password in it; put what the server wants into"),
        ("http://me:secret@host:99999", "", "is no address"),
        ("http://vectors.example.org", "abc", "would send WHOSAID_INDEX__CHROMA_TOKEN unencrypted; use https"),
        ("https://vectors.example.org", "a\r\nHost: b", "has characters that no header may have"),
    ],
)
def test_a_wrong_address_is_one_sentence_that_shows_no_secret(url, token, sentence):
    with pytest.raises(BadSetting) as told:
        ChromaServer.named(url, token)
    assert sentence in str(told.value)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_host_that_no_name_server_would_take_is_one_sentence():
    with pytest.raises(VectorsUnavailable, match=r"a\.\.b"):
        reach(ChromaServer("http://a..b:8000"))


def test_tokens_tenants_and_databases_are_told_as_the_server_wants_them():
    assert ChromaServer.named("  ") is None
    assert named("https://x.example/chroma/", "abc").headers == (("Authorization", "Bearer abc"),)
    assert named("https://x.example", "Basic YTpi").headers == (("Authorization", "Basic YTpi"),)
    assert named("https://x.example", "X-Chroma-Token: ck-1").headers == (("X-Chroma-Token", "ck-1"),)
    server = named("https://x.example:8443/chroma?tenant=news&database=desk")
    assert (server.address, server.tenant, server.database) == ("https://x.example:8443/chroma", "news", "desk")


def command(chroma_url: str, *words: object, **more: str):
    given = os.environ | {"WHOSAID_INDEX__CHROMA_URL": chroma_url} | more
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=HOUSE, env=given, capture_output=True, text=True, timeout=240,
    )  # fmt: skip


def test_every_command_works_with_a_server_and_ends_in_one_sentence_without_it(tmp_path, chroma):
    news, folder = tmp_path / "news", tmp_path / "archive"
    news.mkdir()
    (news / "dam.txt").write_text("The dam breaks\n\n“The dam broke on Monday,” Mayor Ann Lee said.\n")
    for words in (
        ("ingest", news, "--archive", folder),
        ("index", "doctor", "--archive", folder),
        ("index", "rebuild", "--archive", folder),
        ("index", "backup", tmp_path / "safe", "--archive", folder),
        ("index", "restore", tmp_path / "safe", "--archive", folder, "--force"),
    ):
        done = command(chroma.url, *words)
        assert done.returncode == 0, (words, done.stderr)
    asked = ("answer", "Who said that the dam broke?", "--archive", folder, "--json")
    answer = json.loads(command(chroma.url, *asked).stdout)
    assert answer["claims"][0]["speaker"] == "Ann Lee"
    nowhere = f"http://127.0.0.1:{open_port()}"
    for words, code in ((("ingest", news, "--archive", folder), 1), (("index", "doctor", "--archive", folder), 1)):
        done = command(nowhere, *words)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False)
        assert f"{nowhere}: the Chroma server cannot be used" in done.stdout + done.stderr
    done = command(nowhere, *asked)
    assert json.loads(done.stdout)["claims"] == answer["claims"]
    assert done.stderr.count("the Chroma server cannot be used") == 1
    assert command(chroma.url, "index", "remove", "dam", "--archive", folder).returncode == 0
    assert command("gopher://x", *asked).returncode == 2
