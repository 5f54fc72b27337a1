"""What the product is made of: licences that ask for a notice only, versions past every advisory that we know."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from errors import EmbedderUnavailable
from index import load_embedder
from supply.licences import EXCEPTIONS, Package, is_permissive, needed

HOUSE = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("licence", "permissive"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSL-1.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("ISC License (ISCL)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("Mozilla Public License 2.0 (MPL 2.0)", False),
        ("GNU Affero General Public License v3", False),
        ("Proprietary", False),
        ("BSD-4-Clause", False),
        ("BSD-3-Clause-No-Nuclear-License", False),
        ("Apache-2.0 WITH Commons-Clause", False),
        ("Apache Software License, GPL v3", False),
        ("ISC and proprietary", False),
        ("Apache License, Version 2.0", True),
        ("3-Clause BSD License", True),
        ("", False),
    ],
)
def test_a_licence_is_permissive_or_not(licence, permissive):
    assert is_permissive(licence) == permissive


@pytest.mark.row(36)
def test_every_package_that_the_product_needs_may_be_used():
    done = subprocess.run([sys.executable, "-m", "supply"], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert re.search(r"^chromadb +1\.5\.9 +Apache", done.stdout, re.MULTILINE)
    assert re.search(r"^certifi .*! MPL-2.0", done.stdout, re.MULTILINE)


def test_what_packages_need_in_turn_is_listed_too(tmp_path):
    (tmp_path / "wanted.txt").write_text("# a comment\n-c constraints.txt\nfastapi==1  # the version does not matter\n")
    names = {package.name for package in needed([tmp_path / "wanted.txt"])}
    assert {"fastapi", "starlette", "anyio", "idna"} <= names
    assert "chromadb" not in names


def test_a_package_without_a_permissive_licence_makes_the_command_fail(monkeypatch, capsys):
    import supply.__main__ as command

    monkeypatch.setattr(command, "needed", lambda files: [Package("strange", "1.0", "GPL-3.0-only")])
    with pytest.raises(SystemExit) as ended:
        command.app([])
    assert ended.value.code == 1
    assert "strange" in capsys.readouterr().out


def test_no_exception_is_kept_that_nothing_needs():
    import importlib.metadata as metadata

    names = {re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower() for found in metadata.distributions()}
    assert set(EXCEPTIONS) <= names


def advisories() -> list[tuple[str, str, str, str]]:
    """(advisory, package, versions that are safe, ours) of each row of the table in docs/supply-chain.md."""
    rows = [line.split("|")[1:-1] for line in (HOUSE / "docs/supply-chain.md").read_text("utf-8").splitlines()
            if re.match(r"\| (CVE|GHSA|PYSEC)-", line)]  # fmt: skip
    return [(a, p, s, o) for a, p, s, o, *_ in ([cell.strip().strip("`") for cell in row] for row in rows)]


def pinned() -> dict[str, str]:
    pins = {}
    for file in ("constraints.txt", "requirements.txt", "requirements-mcp.txt", "requirements-ray.txt"):
        for line in (HOUSE / file).read_text("utf-8").splitlines():
            if found := re.match(r"([\w.-]+)(?:\[\w+\])?==([\w.]+)", line):
                pins[re.sub(r"[-_.]+", "-", found[1]).lower()] = found[2]
    return pins


@pytest.mark.parametrize(("advisory", "package", "safe", "ours"), advisories())
def test_the_version_that_is_pinned_is_the_one_that_was_judged(advisory, package, safe, ours):
    assert ours == pinned().get(package, "not used")
    assert safe == "none yet" or ours == "not used" or ours in SpecifierSet(safe)


def test_an_advisory_that_no_version_mends_is_reasoned_away_in_so_many_words():
    text = (HOUSE / "docs/supply-chain.md").read_text("utf-8")
    open_ones = [advisory for advisory, _, safe, _ in advisories() if safe == "none yet"]
    assert "CVE-2026-45829" in open_ones
    for advisory in open_ones:
        assert f"## {advisory}" in text


@pytest.mark.row(36)
def test_every_requirement_is_pinned_to_one_version():
    loose = [
        line
        for file in sorted(HOUSE.glob("requirements*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not re.match(r"#|-[rc] |[\w.-]+(\[\w+\])?==[\w.]+(\s|$)", line)
    ]
    assert loose == []


@pytest.mark.row(36)
def test_the_bundled_model_is_the_one_that_was_listed():
    folder = HOUSE / "models" / "whosaid-multilingual"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}
    loaded = {name: path for name, path in there.items() if path.suffix != ".md"}
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in loaded.items()}
    assert found == listed, (
        "after a new training: cd models/whosaid-multilingual; sha256sum *.json */*.json *.safetensors"
    )
    assert {path.suffix for path in loaded.values()} <= {".json", ".safetensors"}


@pytest.mark.row(36)
def test_pickled_weights_are_refused_before_anything_is_loaded(tmp_path):
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "pytorch_model.bin").write_bytes(b"a program")
    with pytest.raises(EmbedderUnavailable, match="pickled weights can run code"):
        load_embedder(str(tmp_path)).embed_queries(["who said it?"])


def outside(calls: list[str]) -> list[str]:
    """The attempts to connect to anything but this machine."""
    return [call for call in calls if "AF_INET" in call and not re.search(r'"(127\.0\.0\.1|::1)"', call)]


@pytest.mark.slow
@pytest.mark.row(36)
def test_in_a_network_of_its_own_everything_works_and_nothing_tries_to_get_out(
    tmp_path, demo_folder, free_port, record_property
):
    """A namespace without any way out, and a trace of every attempt to connect, also from Rust and C."""
    traced = [
        "unshare",
        "--net",
        "--map-root-user",
        "strace",
        "-f",
        "-e",
        "trace=connect",
        "-o",
        str(tmp_path / "calls"),
    ]
    if not (shutil.which("unshare") and shutil.which("strace")) or subprocess.run([*traced, "true"]).returncode:
        pytest.skip("needs unshare and strace, and leave to use them")
    calls = []

    def run(*words: object) -> subprocess.Popen:
        given = os.environ | {"WHOSAID_ARCHIVE": str(demo_folder), "WHOSAID_WEB__PORT": str(free_port)}
        asked = [*traced, sys.executable, *map(str, words)]
        return subprocess.Popen(asked, cwd=HOUSE, env=given, stdout=subprocess.PIPE, text=True, start_new_session=True)

    for words in (("ingest", HOUSE / "articles" / "fr", "--archive", tmp_path / "new"), ("answer", "Who denies it?")):
        process = run("-m", *words)
        assert process.communicate(timeout=300)[0]
        assert process.returncode == 0, words
        calls += (tmp_path / "calls").read_text().splitlines()
    began, process = time.monotonic(), run("app.py")
    assert process.stdout
    assert "answers on" in process.stdout.readline()
    took = time.monotonic() - began
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    calls += (tmp_path / "calls").read_text().splitlines()
    assert outside(calls) == []
    run("-c", "import socket; socket.socket().connect_ex(('192.0.2.1', 80))").communicate()
    assert len(outside((tmp_path / "calls").read_text().splitlines())) == 1  # the trace would have shown it
    record_property(
        "row 36", "ingest, answer and page in an empty network namespace: 0 connects outside; page up after "
        f"{took:.1f} s (traced, load {os.getloadavg()[0]:.0f})"
    )  # fmt: skip


@pytest.mark.row(36)
def test_ingest_and_answers_load_no_server_of_chromas(tmp_path):
    program = f"""
import sys, runpy
sys.path.insert(0, {str(HOUSE)!r})
for words in (["ingest", {str(HOUSE / "articles" / "fr")!r}], ["answer", "Qui nie ?"]):
    sys.argv = [*words, "--archive", {str(tmp_path / "archive")!r}]
    try: runpy.run_module(words[0], run_name="__main__")
    except SystemExit as ended: assert not ended.code
print([m for m in sys.modules if m.startswith("chromadb.server") or m in ("fastapi", "uvicorn", "ray")])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


@pytest.mark.parametrize("content", [None, b"no requirement at all !!", b"\xff\xfe"])
def test_requirement_files_that_cannot_be_read_are_one_sentence(tmp_path, content):
    file = tmp_path / "wanted.txt"
    if content is not None:
        file.write_bytes(content)
    command = [sys.executable, "-m", "supply", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1), done.stderr
