"""YAML text → plain values and the line of every mapping and field; nothing is constructed, nothing expands.

Built from the parser's events: aliases (the "billion laughs"), tags and doubled keys are refused, depth and size are
bounded, and `no`, `on` and dates stay the words they are (`lang: no` is Norwegian).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from errors import BadInput

MAX_NODES = 400_000
MAX_DEPTH = 24
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlValues:
    """The value of one YAML document; `fields` maps the id() of a mapping to its fields' lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []
        self._nodes = 0
        self.value: Any = None
        self.starts: dict[int, int] = {}
        self.fields: dict[int, dict[str, int]] = {}

    def build(self, text: str) -> Any:  # noqa: ANN401 - YAML is anything
        """Read the text; raises BadInput with file, line and what to do."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(text, Loader=loader):
                self._take(event, event.start_mark.line + 1 if event.start_mark else 0)
        except yaml.YAMLError as error:
            mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error).split("\n")[0]
            self._refuse((mark.line if mark else 0) + 1, f"broken YAML ({what}); mend the indentation or the quotes")
        return self.value

    def _refuse(self, line: int, what: str) -> None:
        raise BadInput(f"{self._path}:{line}: {what}")

    def _take(self, event: yaml.Event, line: int) -> None:
        self._check(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self._put(event.value if event.style or self._awaits_key() else _scalar(event.value), line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            new: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self.starts[id(new)] = line
            self._put(new, line)
            self._stack.append(new)
            self._keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._keys.pop()

    def _check(self, event: yaml.Event, line: int) -> None:
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(line, "anchors and aliases (& and *) are not taken; write the value out")
        if str(getattr(event, "tag", None) or "!").startswith(("tag:", "!!", "!p")):
            self._refuse(line, "tags (!) are not taken; write a plain value")
        if len(self._stack) > MAX_DEPTH or self._nodes > MAX_NODES:
            self._refuse(line, f"nested deeper than {MAX_DEPTH} or more than {MAX_NODES:,} values; split the file")
        if isinstance(event, yaml.DocumentStartEvent) and self.value is not None:
            self._refuse(line, "a second document (---); keep one document per file")

    def _awaits_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1], dict) and self._keys[-1] is None

    def _put(self, value: Any, line: int) -> None:  # noqa: ANN401
        if not self._stack:
            self.value = value
            return
        parent = self._stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif self._keys[-1] is None:
            self._put_key(parent, value, line)
        else:
            parent[self._keys[-1]] = value
            self._keys[-1] = None

    def _put_key(self, parent: dict[str, Any], key: Any, line: int) -> None:  # noqa: ANN401
        if not isinstance(key, str):
            self._refuse(line, "a field's name must be a word; quote it")
        if key in parent:
            self._refuse(line, f"{key!r} stands twice in one mapping; remove one")
        self.fields.setdefault(id(parent), {})[key] = line
        self._keys[-1] = key
        parent[key] = None


def _scalar(text: str) -> Any:  # noqa: ANN401
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text) and len(text) < 16:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) < 40 else text
