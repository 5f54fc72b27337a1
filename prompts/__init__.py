"""Task name and values → prompt: one text file per task, `$placeholders` filled in."""

from __future__ import annotations

from pathlib import Path
from string import Template

__all__ = ["load", "names", "template"]

_FOLDER = Path(__file__).resolve().parent


def names() -> tuple[str, ...]:
    """The tasks that have a prompt, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


def template(name: str) -> str:
    """A task's prompt with its $placeholders; raises KeyError naming the task that has no file."""
    if name not in names():
        raise KeyError(f"no prompt {name!r}; known: {', '.join(names())}")
    return (_FOLDER / f"{name}.txt").read_text("utf-8")


def load(name: str, **values: object) -> str:
    """The prompt of a task with its placeholders filled in; raises KeyError naming every one without a value."""
    prompt = Template(template(name))
    missing = sorted(set(prompt.get_identifiers()) - set(values))
    if missing:
        raise KeyError(f"prompt {name!r} lacks a value for: {', '.join(missing)}")
    return prompt.substitute(values)
