"""Task name and values → prompt: one text file per task, `$placeholders` filled in."""

from __future__ import annotations

from pathlib import Path
from string import Template

__all__ = ["load", "names"]

_FOLDER = Path(__file__).resolve().parent


def names() -> tuple[str, ...]:
    """The tasks that have a prompt, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


def load(name: str, **values: object) -> str:
    """The prompt of a task with its placeholders filled in.

    Raises KeyError naming the task that has no file, or every placeholder that was given no value.
    """
    if name not in names():
        raise KeyError(f"no prompt {name!r}; known: {', '.join(names())}")
    template = Template((_FOLDER / f"{name}.txt").read_text("utf-8"))
    missing = sorted(set(template.get_identifiers()) - set(values))
    if missing:
        raise KeyError(f"prompt {name!r} lacks a value for: {', '.join(missing)}")
    return template.substitute(values)
