"""Prompts: every file loads, a missing value is named."""

import pytest

import prompts


def test_a_missing_value_is_named(tmp_path, monkeypatch):
    (tmp_path / "greet.txt").write_text("Answer $question in $language; {json} stays, $$ is a dollar.")
    monkeypatch.setattr(prompts, "_FOLDER", tmp_path)
    with pytest.raises(KeyError, match="prompt 'greet' lacks a value for: language, question"):
        prompts.load("greet")
    filled = prompts.load("greet", question="who?", language="French")
    assert filled == "Answer who? in French; {json} stays, $ is a dollar."


def test_an_unknown_task_is_named_with_the_known_ones():
    with pytest.raises(KeyError, match="no prompt 'nothing'"):
        prompts.load("nothing")
