"""Text from articles, readers and settings in, HTML that can only be text out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

from web.words import direction

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the writing direction of what follows: they could rearrange the page."""

NO_MARKS: Mapping[str, tuple[int, int]] = MappingProxyType({})


def text(value: object) -> str:
    """`value` as HTML text: nothing in it can become an element; control characters show as U+FFFD."""
    return escape(CONTROLS.sub("\ufffd", str(value)), quote=True)


def name(value: object, language: str | None = None, marked: tuple[int, int] | None = None) -> str:
    """A name or other short foreign text, kept from turning the direction of the line that it stands in."""
    lang = f' lang="{text(language)}"' if language and language != "und" else ""
    return f"<bdi{lang}>{value_marked(str(value), marked)}</bdi>"


def value_marked(whole: str, place: tuple[int, int] | None) -> str:
    """`whole` as HTML with the value asked for marked where it stands, if it does."""
    if place is None:
        return text(whole)
    start, end = place
    return f'{text(whole[:start])}<mark class="value">{text(whole[start:end])}</mark>{text(whole[end:])}'


def isolated(whole: str, pieces: dict[str, str], marks: Mapping[str, tuple[int, int]] = NO_MARKS) -> str:
    """`whole` as HTML with every piece of foreign text in it (piece → its language) kept to its own direction.

    `marks` has where, within a piece, the value asked for stands.
    """
    known = sorted((piece for piece in pieces if piece), key=len, reverse=True)
    if not known:
        return text(whole)
    # Whole words only: an element inside an Arabic word would tear its letters apart.
    parts = re.split(r"(?<!\w)(" + "|".join(map(re.escape, known)) + r")(?!\w)", whole)
    return "".join(name(part, pieces[part], marks.get(part)) if at % 2 else text(part) for at, part in enumerate(parts))


def written_in(language: str) -> str:
    """The attributes of an element whose text is in `language`."""
    if language == "und":
        return 'lang="" dir="auto"'
    return f'lang="{text(language)}" dir="{direction(language)}"'


def fill(template: str, **parts: str) -> str:
    """A sentence of the page with `{name}` places; `parts` are HTML already."""
    return text(template).format(**parts)


def link(url: str | None, label: str, **attributes: str) -> str:
    """An outside link if `url` is http or https, else the bare label; `label` is HTML already."""
    if not is_web_address(url):
        return label
    extra = "".join(f' {key}="{text(value)}"' for key, value in attributes.items())
    return f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer nofollow"{extra}>{label}</a>'


def is_web_address(url: str | None) -> bool:
    """Whether `url` is an absolute http or https address without controls or blanks in it."""
    if not url or re.search(r"[\s\x00-\x1f\x7f<>\"\\]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def article_address(article: str, start: int, end: int, language: str) -> str:
    """The address of the article view with this passage marked."""
    return f"/articles/{quote(article, safe='')}?{urlencode({'start': start, 'end': end, 'lang': language})}#quote"
