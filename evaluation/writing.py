"""Rows of cases → a YAML test file that reads back as the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_BREAKS = {ord(c): f"\\u{ord(c):04x}" for c in "\u0085\u2028\u2029\ufeff\x7f"}
SHORT = 100


def as_yaml(rows: Iterable[Mapping[str, Any]], header: Mapping[str, Any] | None = None, comment: str = "") -> str:
    """YAML with one field per line; every text is quoted, so that nothing in it can be taken for YAML."""
    lines = [f"# {line}" for line in comment.splitlines()] + ["version: 1"]
    for name, value in (header or {}).items():
        lines += _field(name, value, 0)
    lines.append("cases:")
    for row in rows:
        fields = [line for name, value in row.items() for line in _field(name, value, 2)]
        lines += ["", "- " + fields[0].strip(), *fields[1:]]
    return "\n".join(lines) + "\n"


def _field(name: str, value: Any, indent: int) -> list[str]:  # noqa: ANN401
    flat = f"{' ' * indent}{name}: {_json(value)}"
    if len(flat) <= SHORT or not isinstance(value, list | dict):
        return [flat]
    if isinstance(value, list):
        return [f"{' ' * indent}{name}:", *(f"{' ' * indent}- {_json(item)}" for item in value)]
    return [f"{' ' * indent}{name}:", *(f"{' ' * indent}  {_json(k)}: {_json(v)}" for k, v in value.items())]


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False).translate(_BREAKS)


def write_yaml(path: Path, rows: Iterable[Mapping[str, Any]], header: Mapping[str, Any], comment: str) -> None:
    """Write the file as a whole, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(as_yaml(rows, header, comment), "utf-8")
    beside.replace(path)
