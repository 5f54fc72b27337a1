"""Requirement files go in; every installed package that they need comes out, with its licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PERMISSIVE = re.compile(
    r"mit|mit-0|mit-cmu|mit license|apache( software license|(,? license)?,?( version)?[ -]2\.0( license)?)?|"
    r"0bsd|(the )?([23]-clause )?(new |simplified )?bsd( license|-[23]-clause)?|isc( license)?|psf-2\.0|"
    r"python software foundation license|zlib|cc0-1\.0|unlicense|bsl-1\.0|boost software license( 1\.0)?|"
    r"cnri-python|hpnd|academic free license",
    re.IGNORECASE,
)
"""Licences that ask for a notice and nothing else."""
NOT_A_LICENCE = {"osi approved", "dfsg approved"}

EXCEPTIONS: Mapping[str, str] = {
    "certifi": "MPL-2.0: a list of certificates, used as it is, not part of our files",
    "hypothesis": "MPL-2.0: in tests only",
    "orjson": "MPL-2.0 for a part of it; used as it is, comes with chromadb",
    "pathspec": "MPL-2.0: used as it is, comes with mypy",
    "tld": "MPL-1.1 by choice: used as it is, comes with trafilatura",
    "tqdm": "MPL-2.0 for a part of it; used as it is, comes with huggingface_hub",
}
"""Package → why it may be used although its licence asks for more: the MPL concerns its own files alone."""


class Package(NamedTuple):
    """An installed package."""

    name: str
    version: str
    licence: str
    """As the package tells it; empty if it does not."""


def needed(files: Iterable[Path]) -> list[Package]:
    """The packages of these requirement files and what they need in turn, by name.

    What the files name and is not installed here is left out.
    """
    waiting, seen = [line for file in files for line in _lines(file)], set[tuple[str, str]]()
    found: dict[str, Package] = {}
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name] = Package(name, package.version, licence_of(cast(Message, package.metadata)))
        for wanted in {"", *requirement.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, wanted))
            waiting += [(Requirement(each), wanted) for each in package.requires or ()]
    return sorted(found.values())


def _lines(file: Path) -> list[tuple[Requirement, str]]:
    lines = (line.split("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [(Requirement(line), "") for line in lines if line and not line.startswith("-")]


def licence_of(told: Message) -> str:
    """What a package says of its licence: the expression, the classifiers, or the first line of the text."""
    if expression := told.get("License-Expression"):
        return str(expression)
    named = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    kept = [name for name in named if name.lower() not in NOT_A_LICENCE]
    return " AND ".join(kept) or next(iter(str(told.get("License") or "").strip().splitlines()), "").strip()


def is_permissive(licence: str) -> bool:
    """Whether a licence, or one of those that may be chosen, asks for a notice and nothing else.

    `A AND B` wants both, `A OR B` one of them; AND binds closer, as in SPDX.
    """
    plain = re.sub(r"\s+WITH\s+LLVM-exception", "", re.sub(r"\((MPL [\d.]+|AFL|ISCL)\)", "", licence))
    return bool(plain.strip()) and _any(re.split(r"\s+OR\s+|;", _inside(plain)))


def _inside(licence: str) -> str:
    """The expression with every pair of brackets replaced by what it comes to."""
    while found := re.search(r"\(([^()]*)\)", licence):
        licence = licence[: found.start()] + ("MIT" if is_permissive(found[1]) else "other") + licence[found.end() :]
    return licence


def _any(choices: Sequence[str]) -> bool:
    return any(all(PERMISSIVE.fullmatch(part.strip()) for part in choice.split(" AND ")) for choice in choices)
