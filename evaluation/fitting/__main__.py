"""`python -m evaluation.fitting TESTS ARCHIVE …`: labelled questions over archives → the answers' weights."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import settings
from evaluation.exits import guarded

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
@guarded
def main(
    pairs: Annotated[list[Path], typer.Argument(help="TESTS ARCHIVE, and again for every further test file.")],
    out: Annotated[Path | None, typer.Option(help="File of weights; default: answer/fitted.json.")] = None,
) -> None:
    """Fit how statements are ranked and when an answer is refused, and print what it gives on questions left out.

    Example: python -m evaluation.fitting questions.jsonl var/dev evaluation/demo/questions.yaml var/archive
    """
    from answer.fitted import FILE
    from evaluation.fitting.command import fit
    from index import ChromaServer, load_embedder

    chosen = settings.read().index
    embedder = load_embedder(chosen.embedder, chosen.query_prompt, chosen.document_prompt)
    server = ChromaServer.named(chosen.chroma_url, chosen.chroma_token.get_secret_value())
    figures = fit(pairs, embedder, out or FILE, server)
    json.dump(figures, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    app()
