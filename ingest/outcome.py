"""The bytes that a worker sends in, what they tell out: an outcome of the kinds that there are, or nothing at all.

A file may have taken its worker over. Whatever that one sends, nothing else is made of it here, and nothing is changed.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from io import BytesIO
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

TOLD = {
    "datetime": ("date", "datetime", "timedelta", "timezone"),
    "domain": ("Article", "Reference"),
    "errors": ("UnreadableArticle",),
    "ingest.bundles": ("Member",),
    "ingest.reading": ("FileContents", "ReadArticle"),
    "ingest.readers.feeds": ("Entry",),
    "ingest.readers.listings": ("Listing",),
}
"""Module → what a worker's outcome is made of: one that a file has taken over can have nothing else made here."""


class Strange(OSError):
    """An outcome that no worker of ours would send."""


def told(outcome: bytes) -> tuple[object, bool] | None:
    """An outcome and whether it is the worker's last; None: it goes on. Raises Strange for what none would send."""
    try:
        found: object = _Outcome(BytesIO(outcome)).load()
        if found is not None and not _is_of(found, _whole()):
            raise pickle.UnpicklingError("none of the kinds that there are")
    except Exception as error:  # whatever unpickling makes of bytes that nobody meant
        raise Strange from error
    return found  # type: ignore[return-value]  # as was just found out


class _Outcome(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if name in TOLD.get(module, ()):
            return _in_place_of(super().find_class(module, name))
        raise pickle.UnpicklingError(f"{module}.{name} is no part of what a file holds")


def _in_place_of(real: Any) -> type:  # noqa: ANN401 - any of the classes in TOLD
    """A class for one outcome that makes what the real one makes: what the outcome sets on it, nobody else sees."""
    return type(real.__name__, (), {"__new__": lambda _, *given: real.__new__(real, *given)})


@lru_cache(maxsize=1)
def _whole() -> Any:  # noqa: ANN401 - a type of types
    """What every task gives, and whether it was the last."""
    from errors import UnreadableArticle
    from ingest.bundles import Member
    from ingest.readers.listings import Listing
    from ingest.reading import FileContents

    return tuple[FileContents | list[Member] | Listing | UnreadableArticle | None, bool]


def _is_of(value: object, kind: Any) -> bool:  # noqa: ANN401 - whatever an annotation may say
    """Whether a value is of a type, and all that it is made of too."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return any(_is_of(value, each) for each in parts)
    if origin is list:
        return type(value) is list and all(_is_of(each, parts[0]) for each in value)
    if origin is tuple:
        kinds = parts[:1] * len(value) if type(value) is tuple and parts[1:] == (...,) else parts
        return type(value) is tuple and len(value) == len(kinds) and all(map(_is_of, value, kinds))
    if type(value) is not (type(None) if kind is None else kind):
        return False
    return all(_is_of(getattr(value, name), each) for name, each in _parts(kind).items())


@lru_cache(maxsize=32)
def _parts(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any class
    """Field → its type, of a record; nothing of any other class."""
    is_record = is_dataclass(kind) or hasattr(kind, "_fields")
    return get_type_hints(kind) if is_record else {}
