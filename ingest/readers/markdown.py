"""Markdown with optional front matter (YAML's simple part, or TOML) in, one Draft out, as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from errors import UnreadableArticle
from ingest.characters import plain
from ingest.draft import Draft
from ingest.fields import draft_of

_FRONT = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)|\A\s*([^\n]+)\n=+[ \t]*(?:\n|\Z)")
INLINE = (
    (re.compile(r"<!--(?:(?!-->).)*+(?:-->|\Z)", re.DOTALL), ""),
    (re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),  # rules
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"), ""),  # pictures
    (re.compile(r"\[([^\]\[]{1,500})\]\([^)\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"), r"\1"),
    (re.compile(r"\[([^\]\[]{1,500})\]\[[^\]\[]{0,200}\]"), r"\1"),
    (re.compile(r"^\[[^\]\n]{1,200}\]:[ \t]+\S.*$", re.MULTILINE), ""),  # link targets
    (re.compile(r"<(https?://[^>\s]{1,2000})>"), r"\1"),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE), "\n\\1\n"),
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), "\n"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}?)(?<=\S)\*(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,500}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])"), r"\1"),
)
"""Markup → what stays of it, applied in this order."""


def read(text: str) -> Iterator[Draft]:
    """The one article of a Markdown file; the title from the front matter, else from the first heading."""
    text = plain(text)
    front = _FRONT.match(text)
    fields = _front_matter(front[1], front[2]) if front else {}
    body = text[front.end() :] if front else text
    if heading := _HEADING.match(body):
        title = _unmarked(heading[1] or heading[2]).strip()
        if not fields.get("title") and not fields.get("headline"):
            fields["title"] = title
        if title == str(fields.get("title") or fields.get("headline")):
            body = body[heading.end() :]
    yield draft_of({**fields, "text": _paragraphs(_unmarked(body))})


def _unmarked(text: str) -> str:
    for pattern, kept in INLINE:
        text = pattern.sub(kept, text)
    return text


def _paragraphs(text: str) -> str:
    """In Markdown a single line end is a space."""
    blocks = (block for block in re.split(r"\n[ \t]*\n", text) if block.strip())
    return "\n\n".join(re.sub(r"[ \t]*\n[ \t]*", " ", block.strip()) for block in blocks)


def _front_matter(fence: str, block: str) -> dict[str, Any]:
    if fence == "---":
        return _simple_yaml(block)
    import tomllib

    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        raise UnreadableArticle(f"its front matter is not TOML: {error}") from None


def _simple_yaml(block: str) -> dict[str, Any]:
    """Keys with a word, a quoted word, a list, or folded text; nested objects, anchors and tags are passed over."""
    fields: dict[str, Any] = {}
    key = ""
    for line in block.split("\n"):
        if found := _KEY.match(line):
            key = found[1].lower()
            fields[key] = _value((found[2] or "").strip())
        elif key and line.lstrip().startswith("- "):
            fields[key] = [*(fields[key] if isinstance(fields[key], list) else ()), _word(line.lstrip()[2:])]
        elif key and line[:1] in " \t" and line.strip() and isinstance(fields[key], str):
            fields[key] = f"{fields[key]} {line.strip()}".strip()
    return fields


def _value(written: str) -> str | list[str]:
    if written in (">", "|", ">-", "|-", "~", "null"):
        return ""
    if written.startswith("[") and written.endswith("]"):
        return [_word(part) for part in re.findall(r""""[^"]*"|'[^']*'|[^,\[\]]+""", written) if part.strip()]
    return _word(written)


def _word(written: str) -> str:
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "\"'":
        return written[1:-1].replace('\\"', '"').replace("''", "'")
    return re.sub(r"\s+#.*$", "", written)
