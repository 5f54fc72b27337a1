"""An archive folder goes in; its figures, its disagreements or a rebuilt index come out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

import settings
from errors import WhosaidError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Look after an archive.\n\nExample: python -m index stats --archive var/archive",
)

Folder = Annotated[Path | None, typer.Option("--archive", help="The archive folder; default: WHOSAID_ARCHIVE.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
T = TypeVar("T")


@app.command("stats")
def stats_command(archive: Folder = None, as_json: AsJson = False) -> None:
    """How much the archive holds: python -m index stats --json."""
    from index.health import stats
    from index.library import Library

    values = _or_exit(lambda: stats(Library(_folder(archive))))
    if as_json:
        print(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        print(f"{name:<11} {_shown(value)}")


@app.command("doctor")
def doctor_command(archive: Folder = None, as_json: AsJson = False) -> None:
    """Whether library, Chroma and lexical index agree; exit 1 if not: python -m index doctor."""
    from index.health import doctor

    found = _or_exit(lambda: doctor(_folder(archive)))
    if as_json:
        print(json.dumps({"healthy": not found, "problems": found}, ensure_ascii=False))
    else:
        print("\n".join(found) or "all three agree")
    if found:
        print(f"`python -m index rebuild --archive {_folder(archive)}` mends it", file=sys.stderr)
        raise typer.Exit(1)


@app.command("rebuild")
def rebuild_command(archive: Folder = None, as_json: AsJson = False) -> None:
    """Make Chroma and the lexical index anew, embedding nothing: python -m index rebuild."""
    from index.health import rebuild

    passages = _or_exit(lambda: rebuild(_folder(archive)))
    print(json.dumps({"passages": passages}) if as_json else f"rebuilt from {passages} passages")


@app.command("access")
def access_command(archive: Folder = None, as_json: AsJson = False) -> None:
    r"""Who may read what, by the articles' files and the archive's access.toml: python -m index access.

    \b
    access.toml, in the archive folder:
      [[internal]]
      path = "*/desk/*"
      [[embargo]]
      outlet = "Harbour Courier"
      until = 2026-12-01
    """
    from index.access import obey

    counts = _or_exit(lambda: obey(_folder(archive)))
    print(json.dumps(counts) if as_json else ", ".join(f"{count} {kind}" for kind, count in counts.items()))


def _folder(given: Path | None) -> Path:
    return given if given is not None else settings.read().archive


def _or_exit(work: Callable[[], T]) -> T:
    try:
        return work()
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items()) or "-"
    return "-" if value is None else str(value)


if __name__ == "__main__":
    app()
