"""`python -m evaluation.gold`: labels and the articles they label in; every mistake, or counts per language, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain import Article
from errors import BadInput
from evaluation.exits import guarded
from evaluation.gold import Sheet, counted, located, problems, read

HOUSE = Path(__file__).resolve().parents[2]


def main(
    labels: Annotated[list[Path] | None, typer.Argument(help="Files of labels; default: those of the demo.")] = None,
    articles: Annotated[Path, typer.Option(help="Folder of the labelled articles.")] = HOUSE / "articles",
) -> None:
    """Say what is wrong with labelled statements, or count them.

    Example: python -m evaluation.gold evaluation/demo/statements/en.yaml
    """
    sheets = list(laid_out(labels or sorted((HOUSE / "evaluation/demo/statements").glob("*.yaml")), articles))
    wrong = [line for sheet in sheets for line in problems(sheet)]
    print("\n".join(wrong) or counted(sheets))
    if wrong:
        raise typer.Exit(2)


def laid_out(labels: list[Path], folder: Path) -> Iterator[Sheet]:
    """Every labelled article with its labels in their places; raises BadInput for a label without article."""
    files = {path.stem: path for path in folder.rglob("*") if path.is_file()}
    for path in labels:
        for labelled in read(path):
            if labelled.article not in files:
                raise BadInput(f"{path}: no article {labelled.article!r} in {folder}; mend the id or name --articles")
            yield located(labelled, _article(files[labelled.article]))


def _article(path: Path) -> Article:
    from ingest import read_file

    return read_file(path)[0]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command()(guarded(main))

if __name__ == "__main__":
    app()
