"""A run folder and a name ↔ the blessed copy that later runs are compared with; it never drifts by itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from errors import BadInput
from evaluation.records import load

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def bless(run: Path, name: str, runs: Path) -> Path:
    """Copy a run's record to `<runs>/blessed/<name>`; raises BadInput for a bad name or a folder without a run."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"--as {name!r}: a name is letters, digits, dots, dashes; take one such as main")
    load(run)
    place = runs / "blessed" / name
    place.mkdir(parents=True, exist_ok=True)
    for file in ("cases.jsonl", "run.json"):
        shutil.copyfile(run / file, place / (file + ".new"))
        (place / (file + ".new")).replace(place / file)
    return place


def find(name: str, runs: Path) -> Path:
    """The folder of a run, by path or by blessed name; raises BadInput naming the blessed ones."""
    blessed = runs / "blessed"
    if (Path(name) / "run.json").is_file():
        return Path(name)
    if _NAME.fullmatch(name) and (blessed / name / "run.json").is_file():
        return blessed / name
    known = ", ".join(sorted(p.name for p in blessed.iterdir())) if blessed.is_dir() else "none"
    raise BadInput(f"{name}: neither a run's folder nor a blessed name; blessed: {known}")
