"""`python -m models.training DATA OUT`: the data folder in, the model folder out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from errors import WhosaidError

app = typer.Typer(add_completion=False)


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="The folder with train/ and dev/.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(help="The model folder to write.")],
    quick: Annotated[bool, typer.Option("--quick", help="A fiftieth of the data, a hundredth of the steps.")] = False,
    seed: Annotated[int, typer.Option(help="One seed for everything.")] = 1,
    work: Annotated[Path, typer.Option(help="What is done so far; a killed run goes on here.")] = Path("var/training"),
    sounds: Annotated[
        Path | None, typer.Option(help="Also learn name sounds and write this file (index/sounds.json).")
    ] = None,
) -> None:
    """Train the bundled embedding model, measure it and write it with its card.

    Example: python -m models.training ../shared/data models/whosaid-multilingual
    """
    from index.pieces import Pieces
    from models.training.run import Run

    try:
        report = Run(data, out, work, seed, quick, lambda tokenizer: Pieces(tokenizer).of).all()
    except WhosaidError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None
    if sounds:
        _learn_sounds(data, sounds, seed)
    print(json.dumps(report, ensure_ascii=False, indent=2))


def _learn_sounds(data: Path, path: Path, seed: int) -> None:
    from index.names import latin_sound
    from models.training import recipe, sounds

    texts = recipe.read(data)
    prose = [p.right for p in texts.sentences if p.right_language == "zh" and p.source in ("tico19", "mlqe-pe")]
    sounds.write(texts.entries, prose, latin_sound, path, seed)


if __name__ == "__main__":
    app()
