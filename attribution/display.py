"""An article with its statements → coloured text for a terminal: who is reported to say what, in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain import Article, Statement

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {"direct": "green", "indirect": "cyan", "mixed": "magenta", "frame": "yellow", "own_voice": "dim"}
"""Form → style of its content; speakers are bold, cues underlined."""


def marked(article: Article, found: Sequence[Statement]) -> Text:
    """The article's text with contents in the colour of their form."""
    from rich.text import Text

    text = Text(article.text)
    for statement in found:
        text.stylize(STYLES[statement.form], *statement.content)
    for statement in found:
        for link in statement.chain if not statement.own_voice else ():
            if link.cue:
                text.stylize("underline", *link.cue)
            if link.mention:
                text.stylize("bold" if statement.shown else "italic", *link.mention)
    return text


def listing(article: Article, found: Sequence[Statement]) -> Text:
    """One line per reported statement: chain, stance, confidence, the beginning of its words."""
    from rich.text import Text

    lines = Text()
    for statement in found:
        if statement.own_voice:
            continue
        who = " → ".join(link.name for link in statement.chain)
        link = statement.chain[-1]
        stance = f"not {link.stance}" if link.polarity == "negated" else link.stance
        mark = "" if statement.shown else "? "
        lines.append(f"{mark}{who} ", "bold" if statement.shown else "italic")
        lines.append(f"[{stance}, {statement.form}, {statement.confidence:.2f}] ", STYLES[statement.form])
        lines.append(_beginning(statement.content.of(article.text)) + "\n")
    return lines


def _beginning(content: str, most: int = 100) -> str:
    line = " ".join(content.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
