"""The value of one field of a test file → the value checked, or one sentence on what it must be instead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from evaluation.cases.model import Aliases, Attribution, Label, Nugget

LABEL_FIELDS = ("article", "doc_id", "url", "title", "outlet", "date", "text", "lang", "language", "grade", "id", "doc")
NUGGET_FIELDS = ("id", "any_of", "vital", "support")
ATTRIBUTION_FIELDS = ("speaker", "outlets", "stance", "must_not", "claim")
STANCES = tuple("says claims denies accuses confirms warns promises asks refuses_comment believes shows".split())


class Mistaken(ValueError):
    """What a field must be; the caller adds file, line and field."""


def text(value: object) -> str:
    """A text that is not empty; numbers are taken as written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Mistaken(f"must be a text, not {_kind(value)}")
    if not str(value).strip():
        raise Mistaken("must not be empty")
    return str(value).strip()


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; one text alone, or texts parted by |, are taken as a list."""
    if value is None:
        return ()
    items = value.split("|") if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise Mistaken(f"must be a list of texts, not {_kind(value)}")
    return tuple(text(item) for item in items)


def flag(value: object) -> bool:
    """True or false, also written yes or no, 1 or 0."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() not in words:
        raise Mistaken(f"must be true or false, not {value!r:.40}")
    return words[str(value).strip().lower()]


def language(value: object) -> str:
    """A language code of two or three letters."""
    code = text(value).split("-")[0].lower()
    if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):
        raise Mistaken(f"must be a language code such as de, not {value!r:.40}")
    return code


def numbers(value: object) -> dict[str, float]:
    """A mapping from a metric to a number: thresholds."""
    if not isinstance(value, Mapping):
        raise Mistaken(f"must map metrics to numbers, as {{article.R@10: 0.9}}, not {_kind(value)}")
    for name, number in value.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise Mistaken(f"{name} must be a number, not {number!r:.40}")
    return {str(name): float(number) for name, number in value.items()}


def alternatives(value: object) -> tuple[tuple[str, ...], ...]:
    """Things to mention; an inner list holds alternatives of which one is enough."""
    if isinstance(value, str):
        return tuple((item,) for item in texts(value))
    if not isinstance(value, list | tuple):
        raise Mistaken(f"must be a list, not {_kind(value)}")
    return tuple(texts(item) if isinstance(item, list) else (text(item),) for item in value)


def history(value: object) -> tuple[Mapping[str, str], ...]:
    """Earlier turns: questions, or objects with question and answer."""
    if not isinstance(value, list):
        raise Mistaken(f"must be a list of earlier questions, not {_kind(value)}")
    turns = []
    for turn in value:
        if isinstance(turn, Mapping) and not (set(turn) - {"question", "answer"}):
            turns.append({k: text(v) for k, v in turn.items()})
        else:
            turns.append({"question": text(turn)})
        if "question" not in turns[-1]:
            raise Mistaken("every earlier turn needs a question")
    return tuple(turns)


def filters(value: object) -> Mapping[str, Any]:
    """What the page can set: languages, outlets, since, until."""
    if not isinstance(value, Mapping) or set(value) - {"languages", "outlets", "since", "until"}:
        raise Mistaken("must be an object with some of languages, outlets, since, until")
    return value


def labels(value: object) -> tuple[Label, ...]:
    """What is relevant: texts are article ids, objects say more."""
    items = texts(value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise Mistaken(f"must be a list, not {_kind(value)}")
    return tuple(_label(item) for item in items)


def _label(value: object) -> Label:
    if not isinstance(value, Mapping):
        given = text(value)
        return Label(url=given) if "://" in given else Label(article=given)
    _only(value, LABEL_FIELDS)
    doc = value.get("doc")
    merged = {**(doc if isinstance(doc, Mapping) else {"article": doc} if doc else {}), **value}
    grade = merged.get("grade", 1)
    if isinstance(grade, bool) or not isinstance(grade, int) or not 0 <= grade <= 3:
        raise Mistaken(f"grade must be 0, 1, 2 or 3, not {grade!r:.40}")
    found = Label(
        article=_optional(merged.get("article") or merged.get("doc_id")),
        grade=grade,
        language=_optional(merged.get("lang") or merged.get("language")),
        **{name: _optional(merged.get(name)) for name in ("url", "title", "outlet", "date", "text")},
        id=_optional(merged.get("id")) or "",
    )
    if not (found.names_article or found.text or found.outlet):
        raise Mistaken("a label needs one of article, url, title, text")
    return found


def support(value: object) -> tuple[Label, ...]:
    """The words that prove the answer: objects with text and article; also {article: text or list of texts}."""
    if isinstance(value, Mapping):
        pairs = [(article, words) for article, found in value.items() for words in texts(found)]
        value = [{"article": article, "text": words} for article, words in pairs]
    if isinstance(value, str):
        value = [{"text": words} for words in texts(value)]
    if not isinstance(value, list):
        raise Mistaken(f"must be a list of {{article, text}}, not {_kind(value)}")
    found = tuple(_label({"text": item} if isinstance(item, str) else item) for item in value)
    if any(not label.text for label in found):
        raise Mistaken("every support label needs the text that proves the answer")
    return found


def nuggets(value: object) -> tuple[Nugget, ...]:
    """Facts that the answer must or may hold: texts, or objects with any_of, vital, support."""
    if not isinstance(value, list):
        raise Mistaken(f"must be a list, not {_kind(value)}")
    found = []
    for number, item in enumerate(value, 1):
        fields = item if isinstance(item, Mapping) else {"any_of": [item]}
        _only(fields, NUGGET_FIELDS)
        any_of = texts(fields.get("any_of"))
        if not any_of:
            raise Mistaken("every nugget needs any_of: the words that state it")
        name = _optional(fields.get("id")) or f"n{number}"
        found.append(Nugget(name, any_of, flag(fields.get("vital", True)), texts(fields.get("support"))))
    return tuple(found)


def attributions(
    value: object, people: Mapping[str, Aliases], outlets: Mapping[str, Aliases]
) -> tuple[Attribution, ...]:
    """Who must be named: objects with speaker, outlets, stance, must_not, claim; aliases from the tables."""
    if not isinstance(value, list):
        raise Mistaken(f"must be a list of {{speaker, outlets}}, not {_kind(value)}")
    return tuple(_attribution(item, people, outlets) for item in value)


def _attribution(value: object, people: Mapping[str, Aliases], outlets: Mapping[str, Aliases]) -> Attribution:
    if not isinstance(value, Mapping):
        raise Mistaken(f"must be an object with speaker and outlets, not {_kind(value)}")
    _only(value, ATTRIBUTION_FIELDS)
    stance = _optional(value.get("stance"))
    if stance and stance not in STANCES:
        raise Mistaken(f"stance must be one of {', '.join(STANCES)}, not {stance!r:.40}")
    given = [form for name in texts(value.get("speaker")) for form in people.get(name, (name,))]
    return Attribution(
        speaker=tuple(dict.fromkeys(given)),
        outlets=tuple(outlets.get(name, (name,)) for name in texts(value.get("outlets"))),
        stance=stance,
        must_not=tuple(people.get(name, (name,)) for name in texts(value.get("must_not"))),
        claim=_optional(value.get("claim")),
    )


def aliases(value: object) -> dict[str, Aliases]:
    """An alias table: a short name → the forms it is written in."""
    if not isinstance(value, Mapping):
        raise Mistaken(f"must map a short name to its forms, not {_kind(value)}")
    table = {str(name): texts(forms) for name, forms in value.items()}
    empty = next((name for name, forms in table.items() if not forms), None)
    if empty is not None:
        raise Mistaken(f"{empty} has no forms; list at least one")
    return table


def _only(value: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(str(name) for name in value if name not in known)
    if unknown:
        raise Mistaken(f"has an unknown part {unknown[0]!r:.40}; known: {', '.join(known)}")


def _optional(value: object) -> str | None:
    return None if value is None else text(value)


def _kind(value: object) -> str:
    names: dict[type, str] = {dict: "an object", list: "a list", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), f"{value!r:.40}")
