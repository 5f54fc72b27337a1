"""An archive and an embedder go in; nothing comes out if they belong together, and one clear error if they do not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from errors import EmbedderMismatch

if TYPE_CHECKING:
    from index.embedders import Embedder

DECISIVE = ("revision", "query_prompt", "document_prompt")
"""A renamed or moved folder with the same files is the same embedder."""


def check_owner(connection: sqlite3.Connection, embedder: Embedder, folder: Path) -> None:
    """Raises EmbedderMismatch if the archive's vectors were made by another embedder."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'embedder'").fetchone()
    if found is None:
        return
    recorded, given = json.loads(found[0]), embedder.identity
    if all(recorded[key] == given[key] for key in DECISIVE):
        return
    raise EmbedderMismatch(
        f"{folder}: made with embedder {_named(recorded)}, now set to {_named(given)}; set WHOSAID_INDEX__EMBEDDER "
        f"(and its prompts) back, or ingest the articles into a new archive: python -m ingest PATH --archive NEW"
    )


def _named(values: dict[str, str]) -> str:
    prompts = [repr(values[key]) for key in DECISIVE[1:] if values[key]]
    return f"{values['name']} ({values['revision'][:12]}{', prompts ' + ' '.join(prompts) if prompts else ''})"
