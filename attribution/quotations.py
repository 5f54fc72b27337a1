"""Text → its quotations: every pair of quotation marks, what is nested in what, quotations over several paragraphs.

Straight and curly marks tell by their neighbours whether they open or close; what never closes is no quotation,
unless the next paragraph opens with a mark again, which is how long quotations are printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from languages import Language

_MARKS = re.compile(r"(?<!')''(?!')|``|[\"“”„‟＂«»‘’‚'‹›「」『』《》]")
_DOUBLE, _GUILLEMET, _SINGLE, _CORNER, _TITLE = '"“”„‟＂', "«»", "‘’‚'‹›", "「」『』", "《》"
_TYPED = "″"  # stands for two single marks in a row
_OPENING_BRACKETS = "([{-–—/―"
_OPENERS = '“„«「『"”»'
_TRANSCRIPT = re.compile(r"[A-Z][A-Z .’'-]+:")
"""As in "WALLACE: …": a mark before the line of a transcript opens no quotation."""
_DEEPEST = 12
_MAX_SINGLE = 400  # characters: a longer run between single marks is two apostrophes, not a quotation


class Quotation(NamedTuple):
    """One pair of marks, marks included."""

    start: int
    end: int
    depth: int
    """0 for an outer quotation."""
    continued: bool
    """Whether it goes on in the next paragraph (then it has no closing mark here)."""
    continues: bool
    """Whether it is the next part of the paragraph before."""


@dataclass(slots=True)
class _Open:
    mark: str
    start: int


@dataclass(slots=True)
class _Paragraph:
    """The state of pairing within one paragraph."""

    text: str
    start: int
    end: int
    language: Language
    stack: list[_Open] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def before(self, at: int) -> str:
        return self.text[at - 1] if at > self.start else " "

    def after(self, at: int) -> str:
        return self.text[at + 1] if at + 1 < self.end else " "

    def opens(self, at: int) -> bool:
        """Whether the neighbours look like those of an opening mark."""
        before, after = self.before(at), self.after(at)
        if at == self.start and self.text[at + 1 : at + 3] in (" …", " ."):
            return True  # a quotation that begins in the middle of a sentence
        return (before.isspace() or before in _OPENING_BRACKETS or before in _OPENERS + "‘'¿¡") and not after.isspace()

    def inside_word(self, at: int) -> bool:
        return self.before(at).isalnum() and self.after(at).isalnum()

    def find(self, family: str) -> int | None:
        """Index in the stack of the innermost open mark of this family."""
        return next((i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].mark in family), None)

    def push(self, mark: str, at: int) -> None:
        self.stack.append(_Open(mark, at))
        if len(self.stack) > _DEEPEST:
            del self.stack[0]  # that many open marks are not nested but never closed

    def close(self, index: int, at: int, width: int = 1) -> None:
        """Pair the open mark at `index` with the mark at `at`; marks opened since are no quotations."""
        self.pairs.append((self.stack[index].start, at + width))
        del self.stack[index:]


def pair(text: str, language: Language) -> tuple[Quotation, ...]:
    """All quotations, inner ones too, in order of their start."""
    found: list[Quotation] = []
    paragraphs = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    going_on = False
    for number, (start, end) in enumerate(paragraphs):
        if _MARKS.search(text, start, end) is None:
            going_on = False
            continue
        state = _Paragraph(text, start, end, language)
        skip = _continuation(text, start, going_on)
        for match in _MARKS.finditer(text, skip, end):
            _step(state, match.group(), match.start())
        following = text[paragraphs[number + 1][0]] if number + 1 < len(paragraphs) else " "
        left_open = state.stack[0] if state.stack and following in _OPENERS else None
        if left_open and _TRANSCRIPT.match(text, left_open.start + 1):
            left_open = None
        spans = [(s, e, False) for s, e in state.pairs]
        if left_open and left_open.mark not in _SINGLE and not any(s < left_open.start < e for s, e, _ in spans):
            spans.append((left_open.start, start + len(text[start:end].rstrip()), True))
        found += _nest(spans, start if going_on else -1)
        going_on = any(continued for *_, continued in spans)
    return tuple(found)


def _continuation(text: str, start: int, going_on: bool) -> int:
    """Where pairing starts: a paragraph that goes on may repeat a closing mark instead of an opening one."""
    return start + 1 if going_on and text[start] in "”»" and not text[start + 1 : start + 2].isspace() else start


def _nest(spans: list[tuple[int, int, bool]], continued_at: int) -> list[Quotation]:
    spans.sort(key=lambda s: (s[0], -s[1]))
    nested, ends = [], list[int]()
    for start, end, continued in spans:
        while ends and ends[-1] <= start:
            ends.pop()
        nested.append(Quotation(start, end, len(ends), continued, start == continued_at and not ends))
        ends.append(end)
    return nested


def _step(state: _Paragraph, mark: str, at: int) -> None:
    if len(mark) == 2:
        _typewriter(state, mark, at)
    elif mark in _CORNER or mark in _TITLE:
        _corner(state, mark, at)
    elif mark in _SINGLE:
        _single(state, mark, at)
    elif mark == '"' and state.language.spaces and state.inside_word(at):
        return  # Hebrew צה"ל, 5"x7"
    elif mark in _GUILLEMET:
        _guillemet(state, mark, at)
    elif mark in '"＂':
        _straight(state, mark, at)
    else:
        _curly(state, mark, at)


def _corner(state: _Paragraph, mark: str, at: int) -> None:
    closing = {"」": "「", "』": "『", "》": "《"}
    if mark in "《》" and "《》" not in state.language.quotes.outer:
        return  # in most languages of East Asia these print titles of works
    if mark not in closing:
        state.push(mark, at)
    elif (index := state.find(closing[mark])) is not None:
        state.close(index, at)


def _straight(state: _Paragraph, mark: str, at: int) -> None:
    index = state.find(mark)
    if index is None:
        curly = state.find("“„”")
        if curly is not None and not state.opens(at):
            state.close(curly, at)
        elif state.opens(at) or not state.language.spaces or at == state.start:
            state.push(mark, at)
    elif state.opens(at) and not state.after(at).isspace() and state.before(at).isspace():
        del state.stack[index:]  # the earlier one never closed
        state.push(mark, at)
    else:
        state.close(index, at)


def _typewriter(state: _Paragraph, mark: str, at: int) -> None:
    """Two single marks written for a double one, as wire services do."""
    index = state.find(_TYPED)
    if index is not None and not state.before(at).isspace():
        state.close(index, at, 2)
    elif index is None and (state.before(at).isspace() or state.before(at) in _OPENING_BRACKETS):
        state.push(_TYPED, at)


def _curly(state: _Paragraph, mark: str, at: int) -> None:
    index = state.find("“”„‟")
    if mark == "„" or mark == "‟":
        state.push("„", at)
    elif mark == "“":
        if index is not None and _closes(state, index, at):
            state.close(index, at)
        else:
            state.push(mark, at)
    elif index is not None:
        state.close(index, at)
    elif (straight := state.find('"')) is not None and not state.opens(at):
        state.close(straight, at)
    elif state.opens(at):
        state.push(mark, at)


def _closes(state: _Paragraph, index: int, at: int) -> bool:
    """Whether an “ closes an open „, or an open “ because it was typed for ” ("“…,“ said X")."""
    if state.stack[index].mark in "„”":
        return not (state.opens(at) and _low(state, index))
    return state.before(at) in ",.!?" and (state.after(at).isspace() or at + 1 >= state.end)


def _low(state: _Paragraph, index: int) -> bool:
    """An “ after an open „ opens only where „ is closed by ”."""
    return state.stack[index].mark == "„" and "„”" in state.language.quotes.outer


def _guillemet(state: _Paragraph, mark: str, at: int) -> None:
    index = state.find("«»")
    reversed_pair = "»«" in state.language.quotes.outer
    if index is None:
        if state.opens(at) if reversed_pair else mark == "«":
            state.push(mark, at)
    elif state.stack[index].mark != mark:
        state.close(index, at)
    elif mark == "«" and (state.opens(at) or state.before(at).isspace()):
        state.push(mark, at)


def _single(state: _Paragraph, mark: str, at: int) -> None:
    if mark in "‘‚‹" and not state.inside_word(at) and not (mark == "‘" and state.find("‚") is not None):
        state.push(mark, at)
        return
    if state.inside_word(at):
        return
    index = state.find({"'": "'‘", "’": "‘", "›": "‹", "‘": "‚"}.get(mark, mark))
    if index is not None and not state.before(at).isspace():
        if at - state.stack[index].start <= _MAX_SINGLE and at - state.stack[index].start > 1:
            state.close(index, at)
        else:
            del state.stack[index]
    elif mark == "'" and state.opens(at) and state.after(at).isalpha():
        state.push(mark, at)
