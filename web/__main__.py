"""A reader's name in, a line of the password file out; or an archive in, a server for other programs' models out.

The chat itself is served by `python app.py`.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

import settings
from errors import BadSetting, WhosaidError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Who may sign in to the chat (which `python app.py` serves), and other ways to ask.\n\n"
    "Example: python -m web password mira --file readers.txt",
)


@app.command("password")
def password_command(
    name: Annotated[str, typer.Argument(help="The reader's name.")],
    file: Annotated[Path | None, typer.Option(help="The password file; default: WHOSAID_WEB__READERS.")] = None,
) -> None:
    """Add a reader or change a password; it is asked for, or read from standard input."""
    from web import passwords

    try:
        path = file or settings.read().web.readers
        if path is None:
            raise BadSetting("WHOSAID_WEB__READERS is not set; name the file with --file readers.txt")
        passwords.write(path, name, _asked())
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    print(f"{name} may sign in; serve with WHOSAID_WEB__READERS={path}")


@app.command("mcp")
def mcp_command(
    archive: Annotated[Path | None, typer.Option(help="The archive folder; default: WHOSAID_ARCHIVE.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Only what anybody may read.")] = False,
) -> None:
    """Let another program's model ask, over standard input and output (Model Context Protocol; read-only).

    Example: python -m web mcp --archive var/archive
    """
    from answer import Answerer, as_json, query_from_json
    from index import Archive, ChromaServer, load_embedder
    from web.model_context import server as served

    try:
        chosen = settings.read()
        named = chosen.index
        embedder = load_embedder(named.embedder, named.query_prompt, named.document_prompt)
        server = ChromaServer.named(named.chroma_url, named.chroma_token.get_secret_value())
        opened = Archive.open(archive or chosen.archive, embedder, server)
        seen = opened.public() if public else opened
        made = served(Answerer(seen).ask, seen, as_json, query_from_json)
    except WhosaidError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    made.run("stdio")


def _asked() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


if __name__ == "__main__":
    settings.escape_unknown_scripts()
    app()
