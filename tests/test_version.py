"""The digest by which a cluster's machines know that they make the same of an article."""

import pytest

from ingest.version import version


@pytest.fixture
def house(tmp_path):
    (tmp_path / "languages").mkdir()
    (tmp_path / "domain.py").write_text("a")
    (tmp_path / "languages" / "fr.toml").write_text("verbs = 'dit'")
    return tmp_path


def test_another_rule_is_another_version_and_a_note_is_not(house):
    before = version(house)
    (house / "languages" / "notes.txt").write_text("to do")
    (house / "app.py").write_text("print()")
    version.cache_clear()
    assert version(house) == before
    (house / "languages" / "fr.toml").write_text("verbs = 'dis'")
    version.cache_clear()
    assert version(house) != before


def test_a_running_program_goes_by_what_it_was_when_asked_first(house):
    before = version(house)
    (house / "domain.py").write_text("b")
    assert version(house) == before
