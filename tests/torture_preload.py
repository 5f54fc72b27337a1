"""Imported by the fork server of the torture tests alone: loads what an ingest needs, and opens no archive."""

from ingest.files import contents, stored_file, walk
from ingest.pipeline import prepare
from ingest.reading import read_data
from tests.torture_work import HOUSE, bundled

for found in [file for file in walk([str(HOUSE / "articles")]) if not file.refused][::8]:
    data = contents(found.path, 20)
    from pathlib import Path

    prepare(
        [(stored_file(found, data), each.article) for each in read_data(Path(found.path), data, "").articles], bundled()
    )
