"""A YAML file of labels → one `Labelled` per article, its fields checked; what the labels mean: docs/labelling.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from domain import Form, Found, Polarity, Stance
from errors import BadInput
from evaluation.cases.yaml_rows import YamlValues

ARTICLE_FIELDS = ("names", "statements", "own_voice")
STATEMENT_FIELDS = ("content", "form", "found", "chain", "note")
LINK_FIELDS = ("name", "mention", "cue", "stance", "polarity")


@dataclass(frozen=True, slots=True)
class Named:
    """One step of a chain as a person labelled it. Texts stand in the article as they are written here."""

    name: str
    """The fullest form under which the article names this speaker."""
    mention: str
    """The words that stand for the speaker beside the cue: the name, "the ministry", "it"."""
    cue: str | None
    stance: Stance
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class Label:
    """One statement as a person labelled it."""

    content: str
    form: Form
    found: Found
    chain: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """All labels of one article."""

    article: str
    names: Mapping[str, tuple[str, ...]]
    """A speaker's fullest name → the other names by which this article calls the same speaker."""
    statements: tuple[Label, ...]
    own_voice: tuple[str, ...]
    """What the outlet itself asserts, a sentence or less per entry."""


def read(path: Path) -> tuple[Labelled, ...]:
    """The labelled articles of one file; raises BadInput naming file, article and statement."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 text ({error}); name a file of labels") from None
    value = YamlValues(path).build(text)
    if not isinstance(value, dict):
        raise BadInput(f"{path} must be a mapping from article ids to labels; see docs/labelling.md")
    return tuple(_article(f"{path}: {name}", str(name), fields) for name, fields in value.items())


def _article(where: str, name: str, fields: object) -> Labelled:
    given = _fields(where, fields, ARTICLE_FIELDS)
    names = _fields(f"{where}: names", given.get("names") or {}, None)
    statements = _list(f"{where}: statements", given.get("statements"))
    return Labelled(
        article=name,
        names={str(key): tuple(map(str, _list(f"{where}: {key}", also))) for key, also in names.items()},
        statements=tuple(_statement(f"{where}: statement {n}", item) for n, item in enumerate(statements, 1)),
        own_voice=tuple(str(item) for item in _list(f"{where}: own_voice", given.get("own_voice"))),
    )


def _statement(where: str, item: object) -> Label:
    given = _fields(where, item, STATEMENT_FIELDS)
    chain = tuple(_link(f"{where}: link {n}", link) for n, link in enumerate(_list(where, given.get("chain")), 1))
    if not chain:
        raise BadInput(f"{where}: chain is empty; what nobody is credited with belongs under own_voice")
    return Label(
        content=_text(where, given, "content"),
        form=_one_of(where, "form", given.get("form"), Form),
        found=_one_of(where, "found", given.get("found", "explicit"), Found),
        chain=chain,
    )


def _link(where: str, item: object) -> Named:
    given = _fields(where, item, LINK_FIELDS)
    name = _text(where, given, "name")
    return Named(
        name=name,
        mention=str(given.get("mention") or name),
        cue=str(given["cue"]) if given.get("cue") else None,
        stance=_one_of(where, "stance", given.get("stance"), Stance),
        polarity=_one_of(where, "polarity", given.get("polarity", "affirmed"), Polarity),
    )


def _fields(where: str, value: object, known: tuple[str, ...] | None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"{where} must be a mapping, not {value!r:.60}")
    strange = [key for key in value if known is not None and key not in known]
    if strange:
        raise BadInput(f"{where}: unknown field {strange[0]!r}; fields are {', '.join(known or ())}")
    return value


def _list(where: str, value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInput(f"{where} must be a list, not {value!r:.60}")
    return value


def _text(where: str, given: Mapping[str, Any], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {field} must be words of the article, not {value!r:.60}")
    return value


def _one_of(where: str, field: str, value: object, kind: Any) -> Any:  # noqa: ANN401 - one of the domain's Literals
    if value not in get_args(kind):
        raise BadInput(f"{where}: {field} is {value!r}; it must be one of {', '.join(get_args(kind))}")
    return value
