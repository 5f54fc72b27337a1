"""The archive's speakers.toml goes in, the speakers that its keeper has named come out, or one clear error.

    [putin]
    names = { en = ["Vladimir Putin", "Putin"], ru = ["Владимир Путин"] }
    not_the_same_as = ["Igor Putin"]

The heading is the speaker's id; `names` gives, by language, what articles call them; names under `any` hold in every
language. What stands in `not_the_same_as` (names or ids) is never taken for this speaker.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attribution
import languages
from errors import BadSetting

FILE = "speakers.toml"
ANY = "any"
HOW = 'write [id] with names = { en = ["A Name"], ru = ["…"] } and, if need be, not_the_same_as = ["Another Name"]'


@dataclass(frozen=True, slots=True)
class Known:
    """Who is who, as the keeper of the archive says."""

    speakers: Mapping[str, str]
    """The id under which attribution knows a name → the speaker's id."""
    apart: frozenset[tuple[str, str]]
    """A speaker's id and the id of somebody else."""


NOBODY = Known({}, frozenset())


def read_known(folder: Path) -> Known:
    """The speakers of an archive folder; none where it has no speakers.toml. Raises BadSetting."""
    path = folder / FILE
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return NOBODY
    except (OSError, ValueError, RecursionError) as error:  # the last for brackets in brackets, a thousand deep
        raise BadSetting(f"{path}: {error}; {HOW}") from None
    speakers: dict[str, str] = {}
    apart: set[tuple[str, str]] = set()
    for id_, entry in written.items():
        for name, alias in _aliases(path, id_, entry):
            if speakers.setdefault(alias, id_) != id_:
                raise BadSetting(
                    f"{path}: {name!r} stands under [{speakers[alias]}] and under [{id_}]; keep one of them"
                )
        apart |= {(id_, other) for other in _others(path, id_, entry)}
    for id_, other in apart:
        if speakers.get(other) == id_ or other == id_:
            raise BadSetting(f"{path}: [{id_}] names {other!r} and says that it is not the same; keep one of them")
    return Known(speakers, frozenset(apart))


def _aliases(path: Path, id_: str, entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (whatever stands in the file)
    """Each name with the ids that attribution may give it, and the speaker's own id."""
    names = entry.get("names") if isinstance(entry, dict) else None
    if not isinstance(names, dict) or not names or set(entry) - {"names", "not_the_same_as"}:
        raise BadSetting(f"{path}: [{id_}] is not understood; {HOW}")
    yield id_, id_
    for code, given in names.items():
        if code != ANY and code not in languages.DETECTED | set(languages.codes()):
            raise BadSetting(f"{path}: [{id_}] has names in {code!r}, which is no language code; {HOW}")
        for name in _texts(path, id_, f"names.{code}", given):
            for language in languages.codes() if code == ANY else (code,):
                yield name, attribution.canonical(name, language)


def _others(path: Path, id_: str, entry: Mapping[str, Any]) -> Iterator[str]:
    for name in _texts(path, id_, "not_the_same_as", entry.get("not_the_same_as", [])):
        yield name
        yield from (attribution.canonical(name, language) for language in languages.codes())


def _texts(path: Path, id_: str, key: str, given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(text, str) and text.strip() for text in given):
        raise BadSetting(f"{path}: [{id_}] {key} = {given!r} must be a list of names; {HOW}")
    return [text.strip() for text in given]
