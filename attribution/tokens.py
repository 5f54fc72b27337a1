"""Text span → tokens: words, punctuation, and every quotation of this level as one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from attribution.lexicon import Lexicon, fold
from attribution.quotations import Quotation
from domain import Span

_MARKS = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094d"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0e31-\u0e4e\u200c"
)
"""Vowel signs and joiners, which are part of a word but not letters."""
_LETTERS = f"(?:[^\\W_]|[{_MARKS}])+"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,:]\d+)*%?|[^\W_]{_LETTERS[:-1]}*(?:[-’'ʼ.&]{_LETTERS})*(?:['’](?=\s))?|[^\s]"
)
_FOLLOWING = re.compile(r"\s*[,،，]?\s*[–—-]?\s*(?:[sl]['’])?([^\W\d_]+(?:-[^\W\d_]+)*)")
_BETWEEN = re.compile("[\u3040-\u30ff\u4e00-\u9fff].[\u3040-\u30ff\u4e00-\u9fff]")
_PLAIN_MARKS = str.maketrans("،，：؛；？！", ",,:;;?!")
_ACRONYM = 3
_QUOTES = "“”\"„«»‘’'‚‹›「」『』＂ \u00a0\u202f"
_FULL_QUOTATION = 4
"""Words: a shorter quotation without closing punctuation is a quoted term, not an utterance."""


@dataclass(slots=True)
class Token:
    """A word (`w`), a mark (`p`), a quotation that is an utterance (`Q`) or a quoted term (`q`)."""

    start: int
    end: int
    low: str
    """Folded text; the mark itself for punctuation."""
    kind: str
    upper: bool = False
    """Whether it starts with a capital letter."""
    shouted: bool = False
    """Whether it is written in capitals throughout."""


def _start(quotation: Quotation) -> int:
    return quotation.start


def tokenise(text: str, span: Span, lex: Lexicon, quotations: Sequence[Quotation], depth: int) -> list[Token]:
    """The tokens of `span`; quotations at `depth` become one token each."""
    tokens: list[Token] = []
    at = span.start
    for number in range(bisect_left(quotations, span.start, key=_start), len(quotations)):
        quotation = quotations[number]
        if quotation.start >= span.end:
            break
        if quotation.depth != depth or quotation.start < at:
            continue
        _words(text, at, quotation.start, lex, tokens)
        end = min(quotation.end, span.end)
        kind = quotation_kind(text[quotation.start : end])
        if kind == "q" and _beside_cue(text, quotation.start, end, tokens, lex):
            kind = "Q"
        tokens.append(Token(quotation.start, end, "", kind))
        at = end
    _words(text, at, span.end, lex, tokens)
    return tokens


def quotation_kind(quoted: str) -> str:
    """`Q` for an utterance, `q` for a quoted term."""
    inner = quoted.strip(_QUOTES)
    if len(inner.split()) >= _FULL_QUOTATION or inner[-1:] in ",.!?…。！？，؟":
        return "Q"
    return "Q" if len(inner) >= 10 and not re.search(r"\s", inner) and inner[0] > "\u2e80" else "q"


def _beside_cue(text: str, start: int, end: int, before: Sequence[Token], lex: Lexicon) -> bool:
    """Whether a short quotation is introduced by a colon or followed by a comma and a verb of saying."""
    if before and before[-1].low == ":":
        return True
    after = _FOLLOWING.match(text, end)
    if after is None or (before and _is_title(text[start:end], lex)):
        return False
    word = fold(after.group(1))
    parts = (word, *word.split("-")[:1])
    if any(lex.has("perfects", part) or lex.has("quotatives", part) for part in parts):
        return True
    return any(len(entry.words) == 1 for part in parts for entry in lex.cues.get(part, ()))


def _is_title(quoted: str, lex: Lexicon) -> bool:
    """As in "a game, “Night Gunship Simulator”, the group found": a name within a clause, and no words of anybody's."""
    words = quoted.strip(_QUOTES).split()
    return len(words) > 1 and not lex.nouns_upper and not lex.caseless and all(w[0].isupper() for w in words)


def _words(text: str, start: int, end: int, lex: Lexicon, tokens: list[Token]) -> None:
    if not lex.language.spaces:
        _characters(text, start, end, lex, tokens)
        return
    abbreviations = lex.language.sentences.abbreviations
    for match in _WORD.finditer(text, start, end):
        word, at, stop = match.group(), match.start(), match.end()
        if not (word[0].isalnum()):
            tokens.append(Token(at, stop, word.translate(_PLAIN_MARKS), "p"))
            continue
        if text[stop : stop + 1] == "." and stop < end and (word.lower() in abbreviations or len(word) == 1):
            stop += 1
        _append(text, at, stop, lex, tokens)


def _append(text: str, at: int, stop: int, lex: Lexicon, tokens: list[Token]) -> None:
    """One word, parted at elisions ("qu'ils", "dit-il") and at letters written together ("وقال")."""
    word = text[at:stop]
    if lex.elisions:
        for match in lex.elisions.finditer(word):
            cut = at + match.end() if match.group()[-1] in "'’ʼ" else at + match.start()
            if tokens_start(at, stop, cut):
                _plain(text, at, cut, tokens)
                at = cut
        word = text[at:stop]
    if lex.prefixes:
        folded = fold(word)
        prefix = next((p for p in lex.prefixes if folded.startswith(p) and len(folded) > len(p) + 1), None)
        if prefix and folded not in lex.cues and _known(folded[len(prefix) :], lex):
            _plain(text, at, at + len(prefix), tokens)
            at += len(prefix)
    _plain(text, at, stop, tokens)


def tokens_start(at: int, stop: int, cut: int) -> bool:
    """Whether a cut falls inside the word."""
    return at < cut < stop


def _known(folded: str, lex: Lexicon) -> bool:
    return folded in lex.cues or lex.has("complementisers", folded)


def _plain(text: str, at: int, stop: int, tokens: list[Token]) -> None:
    low, upper, shouted = _seen(text[at:stop])
    tokens.append(Token(at, stop, low, "w", upper, shouted))


@lru_cache(maxsize=50_000)
def _seen(word: str) -> tuple[str, bool, bool]:
    """What a token says of the word wherever it stands: folded, whether it begins with a capital or is shouted."""
    shouted = word.isupper() and len(word) > 1
    low = word if shouted and word.isalpha() and len(word) <= _ACRONYM else fold(word)  # "US" and "WHO" are no pronouns
    return low, word[0].isupper(), shouted


def _joins(text: str, at: int) -> bool:
    """As in "迪亚斯-卡内尔": a mark between two characters of a name written in Chinese."""
    return text[at] in "·•‧・-—" and bool(_BETWEEN.fullmatch(text[max(0, at - 1) : at + 2]))


@cache
def _vocabulary(lex: Lexicon) -> re.Pattern[str]:
    """Everything that the lexicon knows, longest first, for scripts without spaces."""
    known = {"".join(e.words) for entries in lex.cues.values() for e in entries}
    known |= {word for words in lex.words.values() for word in words}
    alternatives = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(f"(?:{alternatives})|[A-Za-z0-9À-ɏ]+(?:[-.·][A-Za-z0-9À-ɏ]+)*|\\S" if known else r"\S")


def _characters(text: str, start: int, end: int, lex: Lexicon, tokens: list[Token]) -> None:
    for match in _vocabulary(lex).finditer(text, start, end):
        word = match.group()
        kind = "w" if word[0].isalnum() or _joins(text, match.start()) else "p"
        tokens.append(
            Token(
                match.start(),
                match.end(),
                fold(word) if kind == "w" else word.translate(_PLAIN_MARKS),
                kind,
                word[0].isupper(),
            )
        )
