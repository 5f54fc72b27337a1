"""A line as a page shows it, from left to right, in; the line as it is read out: the reverse of what displaying does.

PDFs place glyphs; which comes first in reading is not said. This undoes the Unicode bidirectional algorithm for the
usual case of one paragraph direction per line, and writes letters again where fonts have drawn forms of them.
"""

from __future__ import annotations

import re
import unicodedata

_RIGHT = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
RIGHT = re.compile(f"[{_RIGHT}]")
"""Letters and marks of scripts that are read from right to left; their digits are not among them."""
_DIGIT = r"0-9\u0660-\u0669\u06f0-\u06f9"
_LETTER = rf"[^\W{_DIGIT}_{_RIGHT}]"
LETTER = re.compile(_LETTER)
_FOREIGN = re.compile(
    rf"{_LETTER}(?:[^{_RIGHT}]*(?:{_LETTER}|[{_DIGIT}]))?|[{_DIGIT}]+(?:[.,:/\u066b\u066c][{_DIGIT}]+)*[%\u066a]?"
)
"""What is read from left to right in a line that is not: words of other scripts with what joins them, and numbers."""
_NATIVE = re.compile(rf"[{_RIGHT}](?:[^\w]*[{_RIGHT}]|[{_RIGHT}\u0660-\u0669\u06f0-\u06f9])*")
_PAIRS = "()[]{}<>«»‹›"
_MIRROR = str.maketrans(_PAIRS, "".join(_PAIRS[i ^ 1] for i in range(len(_PAIRS))))
_DRAWN = re.compile("[\u2f00-\u2fdf\ufb00-\ufb06\ufb1d-\ufdf1\ufe70-\ufefc]")
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
"""Radicals that fonts share with whole characters; Unicode itself has no mapping for these."""
_RADICAL = re.compile(f"[{''.join(_RADICALS)}]")


def logical(line: str, is_right: bool) -> str:
    """The line in reading order; `is_right`: the text around it is read from right to left."""
    if not is_right:
        return _NATIVE.sub(lambda found: found[0][::-1], line)
    parts, end = [], len(line)
    for found in reversed(list(_FOREIGN.finditer(line))):
        stop = found.end() + _closes(found[0], line[found.end() : end])
        parts += [_turned(line[stop:end]), line[found.start() : stop]]
        end = found.start()
    return "".join([*parts, _turned(line[:end])])


def _closes(run: str, rest: str) -> bool:
    """Whether a bracket that opens in a run of another script closes right behind it: then it belongs to the run."""
    return any(rest.startswith(close) and run.count(open_) > run.count(close) for open_, close in ("()", "[]"))


def _turned(part: str) -> str:
    return part[::-1].translate(_MIRROR)


def letters(text: str) -> str:
    """The text with ligatures, joined forms of Arabic letters and radicals written as the letters that they show."""
    text = _DRAWN.sub(lambda found: unicodedata.normalize("NFKC", found[0]).lstrip(" \u0640"), text)
    return _RADICAL.sub(lambda found: _RADICALS[found[0]], text)
