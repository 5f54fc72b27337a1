"""Text as a file holds it in, the text that is stored out: line ends made alike, invisible control characters removed.

Nothing else changes: no normal form, no quotation marks, no non-breaking spaces, no joiners; a quote stays exact.
"""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters but tab and line feed
    "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, stray byte-order mark
    "\u202a-\u202e\u2066-\u2069"  # overrides of the writing direction, by which text can be disguised
    "\U000e0000-\U000e007f"  # tag characters: text that no reader sees
    "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with line feeds as line ends and without what cannot be seen; half characters become U+FFFD."""
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """A title, name or caption on one line, without space around it."""
    return re.sub(r"[ \t\n]+", " ", plain(text)).strip()
