"""The loader's source and the page's words in, what a wiki page is given at /widget.js out: at most 8 KB."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from web.words import PAGE_LANGUAGES, direction, words

SPOKEN = ("article_ask", "widget_close", "widget_down", "widget_tab")
"""The texts that stand outside the frame."""


@cache
def loader() -> tuple[bytes, str]:
    """The script with the words of every language in it, and its entity tag."""
    source = (Path(__file__).resolve().parent / "widget.js").read_text("utf-8")
    told = {code: "|".join((direction(code), *(words(code)[key] for key in SPOKEN))) for code in PAGE_LANGUAGES}
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    script = packed(source).replace("WORDS={}", f"WORDS={written}", 1).encode("utf-8")
    return script, f'"{hashlib.sha256(script).hexdigest()[:16]}"'


def packed(source: str) -> str:
    """The script without lines of comment, indentation and blanks around signs; its strings are written to bear it."""
    bare = re.sub(r"^\s*//.*\n|^\s+", "", source, flags=re.MULTILINE)
    return re.sub(r"(?<=[;{,])\n", "", re.sub(r" ?([!=<>?:&|{},;()+*]+) ?", r"\1", bare)).replace(";}", "}")
