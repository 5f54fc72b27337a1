"""A YAML, JSONL, JSON or CSV file → plain rows, each knowing the line it stands on; one sentence for what is broken."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from errors import BadInput
from evaluation.cases.yaml_rows import YamlValues

MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the file has it."""

    fields: Mapping[str, Any]
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    """Field → the line it stands on, where the format tells."""

    def line_of(self, name: str) -> int:
        """The line of a field, or of the row."""
        return self.lines.get(name, self.line)


@dataclass(frozen=True, slots=True)
class Source:
    """A file read: its rows, and the fields that stand outside them."""

    path: Path
    rows: tuple[Row, ...]
    header: Row
    """people, outlets, defaults, thresholds, version."""


def read(path: Path) -> Source:
    """Read by the file's ending; raises BadInput with file, line and what to do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path}: a test file ends in one of {', '.join(READERS)}; rename it or give --format")
    return reader(path, text_of(path))


def text_of(path: Path) -> str:
    """The file as UTF-8 text; raises BadInput if it is missing, too large, empty, or not text."""
    try:
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise BadInput(f"{path}: not a file; give a test file such as questions.yaml")
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; split it into several files")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{path}:{line}: holds a NUL character; save the file as plain UTF-8 text")
    if not text.strip():
        raise BadInput(f"{path}:1: the file is empty; write at least one case with a question")
    return text


def _jsonl(path: Path, text: str) -> Source:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            value = _json(path, line, number)
            if not isinstance(value, dict):
                raise BadInput(f'{path}:{number}: not a JSON object; each line is one case, {{"question": …}}')
            rows.append(Row(value, number))
    return Source(path, tuple(rows), Row({}, 1))


def _json_file(path: Path, text: str) -> Source:
    value = _json(path, text, 1)
    inside = (
        value
        if isinstance(value, list)
        else value.get("cases", value.get("results"))
        if isinstance(value, dict)
        else None
    )
    if not isinstance(inside, list) or not all(isinstance(item, dict) for item in inside):
        raise BadInput(f'{path}:1: not a list of cases; write [{{"question": …}}] or {{"cases": […]}}')
    header = {k: v for k, v in value.items() if k not in ("cases", "results")} if isinstance(value, dict) else {}
    return Source(path, tuple(Row(item, 1) for item in inside), Row(header, 1))


def _json(path: Path, text: str, number: int) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise BadInput(f"{path}:{number}: nested too deeply; a case is a flat object") from None
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path}:{number + error.lineno - 1}: broken JSON at column {error.colno} ({error.msg}); mend or remove it"
        ) from None
    except ValueError as error:
        raise BadInput(f"{path}:{number}: {error}; leave the field out instead") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _csv(path: Path, text: str) -> Source:
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        _check_header(path, header)
        rows, line = [], reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    raise BadInput(
                        f"{path}:{line}: {len(cells)} cells but {len(header)} columns; quote cells with commas"
                    )
                rows.append(Row({k: v for k, v in zip(header, cells, strict=False) if v.strip()}, line))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{path}:{reader.line_num}: broken CSV ({error}); close every quotation mark") from None
    return Source(path, tuple(rows), Row({}, 1))


def _check_header(path: Path, header: list[str]) -> None:
    double = next((name for name in header if name and header.count(name) > 1), None)
    if double:
        raise BadInput(f"{path}:1: column {double!r} stands twice; remove one")


def _yaml(path: Path, text: str) -> Source:
    values = YamlValues(path)
    value = values.build(text)
    if isinstance(value, list):
        value = {"cases": value}
    if not isinstance(value, dict) or not isinstance(value.get("cases"), list):
        raise BadInput(f"{path}:1: no list of cases; write 'cases:' and under it '- question: …'")
    header = Row({k: v for k, v in value.items() if k != "cases"}, 1, values.fields.get(id(value), {}))
    rows = []
    for fields in value["cases"]:
        if not isinstance(fields, dict):
            line = header.line_of("cases")
            raise BadInput(f"{path}:{line}: every case must have fields; write '- question: …' (found {fields!r:.40})")
        rows.append(Row(fields, values.starts[id(fields)], values.fields.get(id(fields), {})))
    return Source(path, tuple(rows), header)


READERS: dict[str, Callable[[Path, str], Source]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".jsonl": _jsonl,
    ".json": _json_file,
    ".csv": _csv,
}
