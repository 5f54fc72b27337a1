"""An archive folder goes in; its figures, its disagreements or a rebuilt index come out."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

import settings
from errors import BadInput, DamagedArchive, WhosaidError

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer
    from index.ledger import LedgerEntry
    from index.takedown import TakenDown

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
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

    found = _or_exit(lambda: doctor(_folder(archive), _server()))
    if as_json:
        print(json.dumps({"healthy": not found, "problems": found}, ensure_ascii=False))
    else:
        print("\n".join(found) or "all three agree")
    if any("; " not in sentence for sentence in found):  # the others say themselves what to do
        print(f"`python -m index rebuild --archive {_folder(archive)}` mends it", file=sys.stderr)
    if found:
        raise typer.Exit(1)


@app.command("rebuild")
def rebuild_command(archive: Folder = None, as_json: AsJson = False) -> None:
    """Make Chroma and the lexical index anew, embedding nothing: python -m index rebuild."""
    from index.health import rebuild

    passages = _or_exit(lambda: rebuild(_folder(archive), _server()))
    print(json.dumps({"passages": passages}) if as_json else f"rebuilt from {passages} passages")


@app.command("backup")
def backup_command(
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    archive: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Copy the archive, also while it is asked and written to: python -m index backup /safe/2026-11-22.

    Internal articles and kept answers are in the copy: guard it as you guard the archive.
    """
    from index.backup import PARTS, backup

    folder = _folder(archive)
    manifest = _or_exit(lambda: backup(folder, target))
    if left := sorted(p.name for p in folder.iterdir() if p.name not in PARTS and _is_foreign(p.name)):
        print(f"not part of an archive, left out: {', '.join(left)}", file=sys.stderr)
    print(json.dumps(manifest, ensure_ascii=False) if as_json else f"{target}: {_told(manifest)}, verified")


@app.command("restore")
def restore_command(
    backup: Annotated[Path, typer.Argument(help="A folder that `python -m index backup` made.")],
    archive: Folder = None,
    as_json: AsJson = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the archive that is there.")] = False,
) -> None:
    """Verify a backup and make it an archive again: python -m index restore /safe/2026-11-22 --archive var/archive.

    Nothing is embedded. A chat that serves the replaced archive must be started again.
    """
    from index.restore import restore

    manifest = _or_exit(lambda: restore(backup, _folder(archive), force=force, server=_server()))
    print(json.dumps(manifest, ensure_ascii=False) if as_json else f"{_folder(archive)}: restored {_told(manifest)}")


@app.command("remove")
def remove_command(
    articles: Annotated[list[str], typer.Argument(help="Ids of articles.")],
    archive: Folder = None,
    as_json: AsJson = False,
    why: Annotated[str, typer.Option("--why", help="Kept in the list of what was taken down.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Let them in again, with the next ingest.")] = False,
) -> None:
    """Take articles down, everywhere and for good: python -m index remove harbour-17 --why "court order".

    No ingest brings them back until --lift. Kept answers that cite them say so. `python -m index removed` lists them.
    """
    from index.takedown import lift as let_in
    from index.takedown import take_down

    def done() -> list[TakenDown]:
        return (
            let_in(_folder(archive), articles) if lift else take_down(_folder(archive), articles, why, server=_server())
        )

    found = _or_exit(done)
    lines = [f"{i}: may come back with the next ingest" for i in articles] if lift else [_removed(one) for one in found]
    print(json.dumps([one._asdict() for one in found], ensure_ascii=False) if as_json else "\n".join(lines))


@app.command("removed")
def removed_command(archive: Folder = None, as_json: AsJson = False) -> None:
    """What was taken down, the latest first: python -m index removed."""
    from index.takedown import taken_down

    found = _or_exit(lambda: taken_down(_folder(archive)))
    lines = [f"{one.day} {one.article} {one.path or ''} {one.why}".rstrip() for one in found]
    print(json.dumps([one._asdict() for one in found], ensure_ascii=False) if as_json else "\n".join(lines))


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


@app.command("speakers")
def speakers_command(
    archive: Folder = None,
    as_json: AsJson = False,
    language: Annotated[str | None, typer.Option("--language", help="Only articles in this language.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many speakers.")] = 50,
    relink: Annotated[bool, typer.Option("--relink", help="First find out anew who is whom.")] = False,
) -> None:
    r"""Who speaks, how often, where, under which names: python -m index speakers --language fr.

    \b
    Who is whom can be told in speakers.toml, in the archive folder; --relink and every ingest read it:
      [putin]
      names = { en = ["Vladimir Putin", "Putin"], ru = ["Владимир Путин"] }
      not_the_same_as = ["Igor Putin"]
    """
    from index.health import relinked
    from index.ledger import speakers
    from index.library import Library
    from index.listing import checked_language, speaker_lines, speakers_json

    code = _or_exit(lambda: checked_language(language))
    if relink:
        print(f"{_or_exit(lambda: relinked(_folder(archive)))} names mean somebody else now", file=sys.stderr)
    found = _or_exit(lambda: speakers(Library(_folder(archive)), code, limit))
    print(json.dumps(speakers_json(found), ensure_ascii=False) if as_json else "\n".join(speaker_lines(found)))


@app.command("claims")
def claims_command(
    archive: Folder = None,
    as_json: AsJson = False,
    speaker: Annotated[str, typer.Option("--speaker", help="A name in any language, or an id.")] = "",
    stance: Annotated[str | None, typer.Option("--stance", help="says, claims, denies, …")] = None,
    outlet: Annotated[list[str] | None, typer.Option("--outlet", help="Only this outlet; may be repeated.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Only articles in this language.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day, as 2017-11-15.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Statements on a page.")] = 20,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page.")] = 1,
) -> None:
    """What was said, newest first: python -m index claims --speaker "Russian Defense Ministry" --stance accuses."""
    from index.ledger import LedgerQuery, ledger
    from index.library import Library
    from index.listing import checked_day, checked_language, checked_stance, claim_lines, claims_json

    def found() -> tuple[int, list[LedgerEntry]]:
        code, days = checked_language(language), (checked_day(since, "--since"), checked_day(until, "--until"))
        codes, outlets = (code,) if code else (), tuple(outlet or ())
        place = (limit, (page - 1) * limit)
        query = LedgerQuery(speaker, checked_stance(stance), None, codes, outlets, *days, *place)
        return ledger(Library(_folder(archive)), query)

    total, entries = _or_exit(found)
    if as_json:
        print(json.dumps(claims_json(total, entries), ensure_ascii=False))
        return
    print("\n".join(claim_lines(entries)))
    more = f"; --page {page + 1} shows more" if page * limit < total else ""
    print(f"{len(entries)} of {total} statements{more}", file=sys.stderr)


def _folder(given: Path | None) -> Path:
    return given if given is not None else settings.read().archive


def _server() -> ChromaServer | None:
    from index.chroma_server import ChromaServer

    chosen = settings.read().index
    return ChromaServer.named(chosen.chroma_url, chosen.chroma_token.get_secret_value())


def _or_exit(work: Callable[[], T]) -> T:
    try:
        return work()
    except sqlite3.DatabaseError as error:
        _leave(DamagedArchive(f"the library cannot be read ({error}); put a backup back, or ingest the articles anew"))
    except UnicodeEncodeError as error:
        _leave(BadInput(f"{error.object!r}: is not written in UTF-8; write it as `index speakers` does"))
    except WhosaidError as error:
        _leave(error)


def _leave(error: WhosaidError) -> NoReturn:
    print(error, file=sys.stderr)
    raise typer.Exit(error.exit_code) from None


def _told(manifest: Mapping[str, Any]) -> str:
    size = sum(seen["bytes"] for seen in manifest["files"].values()) / 1_000_000
    return f"{manifest['articles']} articles, {len(manifest['files'])} files, {size:.1f} MB, of {manifest['made']}"


def _removed(one: TakenDown) -> str:
    copies = f"; copies of it stay: {', '.join(one.copies)}" if one.copies else ""
    return f"{one.article}: taken down{copies}{f'; its file stays: {one.file}' if one.file else ''}"


def _is_foreign(name: str) -> bool:
    return not (name == "chroma" or name.startswith(".") or name.endswith(("-wal", "-shm")))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items()) or "-"
    return "-" if value is None else str(value)


if __name__ == "__main__":
    settings.escape_unknown_scripts()
    app()
