"""`python -m supply`: every package that the product needs, with its licence; exit 1 where one is not permissive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from packaging.requirements import InvalidRequirement

from supply.licences import EXCEPTIONS, is_permissive, needed

HOUSE = Path(__file__).resolve().parent.parent

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def main(
    requirements: Annotated[
        list[Path] | None, typer.Argument(help="Requirement files; default: requirements.txt and the extras.")
    ] = None,
) -> None:
    """List the licences of the packages in requirement files, and of what these need in turn, as installed here.

    Example: python -m supply requirements.txt
    """
    extras = ("requirements.txt", "requirements-mcp.txt", "requirements-ray.txt")
    files = requirements or [HOUSE / name for name in extras]
    try:
        found = needed(files)
    except (OSError, UnicodeDecodeError, InvalidRequirement) as error:
        print(f"the requirement files cannot be read: {' '.join(str(error).split())}", file=sys.stderr)
        raise typer.Exit(2) from None
    wrong = 0
    for package in found:
        why = EXCEPTIONS.get(package.name, "")
        refused = not is_permissive(package.licence) and not why
        wrong += refused
        note = f"  ! {why or 'not permissive, and nobody has said why it may be used'}" if why or refused else ""
        print(f"{package.name:<34} {package.version:<14} {package.licence}{note}")
    if wrong:
        print(f"{wrong} packages have no permissive licence; replace them, or see supply/licences.py", file=sys.stderr)
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
