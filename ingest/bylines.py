"""The first paragraphs of an article in, the same without its bylines out, and what these said.

A byline is a paragraph made of nothing but date, time, author, outlet and counters; anything else in it, and it stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest import boilerplate
from ingest.datelines import AGENCIES
from ingest.dates import months, weekdays

_TOP = 4
"""A byline stands among so many first paragraphs."""
_LONGEST = 200
_LABELS: Mapping[str, tuple[str, ...]] = {
    "author": ("written by", "posted by", "reported by", "by", "par", "oleh", "ditulis oleh", "penulis", "por", "pelo",
               "pela", "escrito por", "von", "autor(?:in)?", "auteur", "автор", "текст", "بقلم", "كتب", "كتبت", "yazan",
               "作者", "记者", "文", "tác giả", "di", "na"),
    "outlet": ("source", "sources?", "sumber", "fuente", "fonte", "quelle", "источник", "المصدر", "kaynak", "来源",
               "來源", "出典", "nguồn"),
    "published": ("published(?: on| at)?", "posted(?: on)?", "updated(?: on| at)?", "last (?:updated|modified)(?: on)?",
                  "publié le", "mis à jour le", "diterbitkan", "dipublikasikan", "опубликовано", "обновлено",
                  "publicado(?: em| el| a)?", "actualizado", "atualizado(?: em)?", "veröffentlicht(?: am)?",
                  "aktualisiert(?: am)?", "stand", "نشر(?: في)?", "تاريخ النشر", "yayınlanma(?: tarihi)?",
                  "güncelleme", "发布时间", "时间", "đăng ngày"),
}  # fmt: skip
NEEDS_COLON = frozenset(
    {"pelo", "pela", "di", "na", "文", "كتب", "كتبت", "stand", "текст", "source", "von", "por", "par", "по"}
)
"""Labels that are common words: they count only with a colon behind them, or in a paragraph that has a date."""
_ORGANISATION = re.compile(
    r"\b(?:news|agency|press|times|post|tv|radio|desk|staff|newsroom|editor(?:s|ial)?|online|daily|herald|tribune|network"
    r"|media|redaksi|berita|kantor|agence|agencia|agência|redaktion|zeitung|редакция|новости|агентство|وكالة|صحيفة|تحرير"
    r"|ajansı|haber|gazete|通讯社|日报|新闻|网)\b|(?:社|报|网|电)$|\.(?:com|net|org|id|ru|fr)\b",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"\b(?:of|for|the|in)\b")
_BETWEEN = re.compile(r"(?<!\w)(?:at|on|à|um|às|a las|saat|pukul|в|في|الساعة|uhr|г)(?!\w)", re.IGNORECASE)
"""Small words around a date and a time."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。！？]|[.!?؟]\s+\w+\s+\w+\s+\w+")
NOBODY = frozenset({"admin", "administrator", "editor", "webmaster", "redaksi", "redaction", "staff", "user"})
"""Account names that say nothing."""
_ZONE = r"(?:\s*(?:GMT|UTC|WIB|WITA|EST|EDT|ET|MSK|МСК|CET|[ap]\.?m\.?)(?:[+-]\d+)?)*"
_TIME = re.compile(rf"\b\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?{_ZONE}", re.IGNORECASE)
_NAME = r"[^\W\d_][\w.,()'’‘ \u00a0\u200c\u200d·-]{1,60}"


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says; None or empty where it is silent."""

    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None


def take_byline(paragraphs: list[str]) -> tuple[list[str], Byline]:
    """The paragraphs without the bylines among the first, and what these said."""
    kept: list[str] = []
    known = Byline()
    for number, paragraph in enumerate(paragraphs):
        said = _parsed(paragraph) if number < _TOP and len(paragraphs) > 1 else None
        if said is None:
            kept.append(paragraph)
        else:
            known = Byline(
                known.outlet or said.outlet, known.authors or said.authors, known.published or said.published
            )
    return (kept, known) if kept else (paragraphs, Byline())


def _parsed(paragraph: str) -> Byline | None:
    """What a paragraph says if it is nothing but byline; None if any of it is not."""
    if len(paragraph) > _LONGEST or _SENTENCE.search(paragraph):
        return None
    rest, said = paragraph, Byline()
    if found := _date().search(rest):
        said = replace(said, published=found[0].strip())
        rest = rest[: found.start()] + " | " + rest[found.end() :]
    rest = _TIME.sub(" | ", _counter().sub(" | ", rest))
    rest = _BETWEEN.sub(" | ", rest) if said.published else rest
    for kind in ("published", "outlet", "author"):
        rest, said = _labelled(kind, rest, said)
    if said.published:
        rest, said = _named(rest, said)
    emptied = not re.search(r"\w", rest)
    return said if emptied and said != Byline() else None


def _labelled(kind: str, rest: str, said: Byline) -> tuple[str, Byline]:
    """Takes a label with what it labels out of the rest of a byline."""
    rest = re.sub(r"\s+", " ", rest)
    found = _label(kind, said.published is not None).search(rest)
    if not found:
        return rest, said
    without = rest[: found.start()] + " | " + rest[found.end() :]
    if kind == "published":
        return without, said
    name, _, body = (part.strip(" -–·|,") for part in found["name"].partition(","))
    if name.casefold() in NOBODY:
        return without, said
    if kind == "outlet" or _is_outlet(name):
        return without, replace(said, outlet=said.outlet or name)
    if not _is_person(name) or (body and not _is_outlet(body)):
        return rest, said
    return without, replace(
        said, authors=tuple(re.split(r" and | et | y | und ", name)), outlet=said.outlet or body or None
    )


def _named(rest: str, said: Byline) -> tuple[str, Byline]:
    """Takes names without a label, which stand between commas, dashes or bars beside the date."""
    parts = [part.strip(" .«»") for part in re.split(r"\s[–—-]\s|[|·/,،]", rest)]
    for part in parts:
        longest = 12 if _UNSPACED.search(part) else 40
        if len(part) > longest and not part.endswith(")"):
            return rest, said
        if part and _is_outlet(part) and not said.outlet:
            said = replace(said, outlet=part)
        elif part and _is_person(part) and len(part.split()) <= 4 and not said.authors:
            said = replace(said, authors=(part,))
        elif re.search(r"\w", part):
            return rest, said
    return "", said


def _is_person(name: str) -> bool:
    """Two to six words, each but particles with a capital where the script has them: no clause that goes on."""
    people = re.split(r" and | et | y | und ", name)
    cased = [w for w in name.split() if w[0].lower() != w[0].upper()]
    lower = sum(w[0].islower() for w in cased)
    enough = all(len(person.split()) >= 2 for person in people) or not cased
    return enough and len(name.split()) <= 6 and lower <= len(cased) // 3


def _is_outlet(name: str) -> bool:
    """Whether a byline's name is a newsroom rather than a person."""
    named_so = re.fullmatch(r"[A-Z]{2,6}", name) or re.fullmatch(AGENCIES, name) or re.fullmatch(r".+ \(.+\)", name)
    place = _PARTICLE.search(name) and all(word[0].isupper() or _PARTICLE.fullmatch(word) for word in name.split())
    return bool(_ORGANISATION.search(name) or named_so or place)


@lru_cache(maxsize=6)
def _label(kind: str, dated: bool) -> re.Pattern[str]:
    """A label and the name behind it; a label that is a common word has a colon, or stands alone beside a date."""
    free = "|".join(sorted((w for w in _LABELS[kind] if w not in NEEDS_COLON), key=len, reverse=True))
    bound = "|".join(sorted((w for w in _LABELS[kind] if w in NEEDS_COLON), key=len, reverse=True)) or "(?!)"
    name = "" if kind == "published" else rf"\s*(?P<name>{_NAME})"
    beside = rf"|(?:^|(?<=\| ))(?:{bound})\s" if dated else ""
    label = rf"(?:(?:{free})(?![^\W\d_])\s*[:：]?|(?:{bound})\s*[:：]{beside})"
    return re.compile(rf"(?:^|(?<=[\s|])){label}{name}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _counter() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{boilerplate.NOISE[name]})" for name in ("times read", "views")), re.IGNORECASE)


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    """A date with the weekday before it, as bylines have it."""
    month = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    numeric = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    wordy = rf"\d{{1,2}}\.?\s+(?:de\s+)?(?:{month})\.?,?\s+(?:de\s+)?\d{{4}}|(?:{month})\.?\s+\d{{1,2}},?\s+\d{{4}}"
    weekday = rf"(?:(?:{'|'.join(map(re.escape, weekdays()))})\.?,?\s*)?"
    return re.compile(rf"{weekday}(?<!\d)(?:{numeric}|{wordy})(?!\d)(?:\s*(?:года|г\.|г))?", re.IGNORECASE)
