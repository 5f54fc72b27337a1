"""Settings: names, defaults, refusals."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import settings
from errors import BadSetting

HOUSE = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in settings.names():
        monkeypatch.delenv(name, raising=False)


def test_defaults_need_no_environment():
    assert settings.read().web.port == 7860
    assert settings.read().archive == Path("var/archive")


def test_the_environment_wins_over_the_env_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("WHOSAID_WEB__PORT=8001\nOPENAI_API_KEY=x\n")
    assert settings.read().web.port == 8001
    monkeypatch.setenv("WHOSAID_WEB__PORT", "8002")
    assert settings.read().web.port == 8002


@pytest.mark.parametrize("name", ["WHOSAID_TOPK", "WHOSAID_WEB_PORT", "WHOSAID_WEB__PROT"])
def test_a_name_that_does_not_exist_is_refused_in_the_environment_and_in_the_file(name, tmp_path, monkeypatch):
    monkeypatch.setenv(name, "1")
    with pytest.raises(BadSetting, match=f"{name}: there is no such setting; known: WHOSAID_ARCHIVE"):
        settings.read()
    monkeypatch.delenv(name)
    (tmp_path / ".env").write_text(f"{name}=1\n")
    with pytest.raises(BadSetting, match="there is no such setting"):
        settings.read()


def test_a_value_out_of_range_is_named(monkeypatch):
    monkeypatch.setenv("WHOSAID_WEB__PORT", "99999")
    with pytest.raises(BadSetting, match=r"WHOSAID_WEB__PORT='99999': .*65535"):
        settings.read()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WHOSAID_WEB__HOSTS", "[[", "WHOSAID_WEB__HOSTS='[[': lists are written as JSON"),
        ("whosaid_ingest__fetch_ports", "80,443", "WHOSAID_INGEST__FETCH_PORTS='80,443': lists are written as JSON"),
        ("WHOSAID_LOG_LEVEL", "loud", "WHOSAID_LOG_LEVEL='loud'"),
        ("WHOSAID_ARCHIVE", "", "WHOSAID_ARCHIVE is empty"),
    ],
)
def test_a_value_that_cannot_be_read_is_one_sentence(name, value, sentence, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=re.escape(sentence)) as caught:
        settings.read()
    assert "\n" not in str(caught.value)


def test_an_env_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadSetting, match=r"\.env cannot be read as UTF-8 text"):
        settings.read()


def test_every_setting_stands_in_the_readme_and_in_the_example_with_its_default():
    readme = (HOUSE / "README.md").read_text("utf-8")
    example = (HOUSE / ".env.example").read_text("utf-8")
    for name in settings.names():
        assert f"`{name}`" in readme, f"README.md lacks {name}"
        assert f"\n# {name}=" in example or f"\n{name}=" in example, f".env.example lacks {name}"
    known = set(settings.names())
    assert {w for w in _names_in(example)} <= known
    assert {w for w in _names_in(readme)} <= known


def _names_in(text: str) -> set[str]:
    return set(re.findall(r"WHOSAID_[A-Z_]+", text))


def test_a_console_without_a_script_shows_its_letters_as_escapes(demo_folder):
    command = [sys.executable, "-m", "answer", "ماذا حدث في بيروت؟", "--archive", str(demo_folder)]
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=HOUSE, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "\\u0628\\u064a\\u0631\\u0648\\u062a" in done.stdout
