"""A reader's name goes in; a line of the password file comes out. The chat itself is served by `python app.py`."""

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
    help="Who may sign in to the chat (which `python app.py` serves).\n\n"
    "Example: python -m web password mira --file readers.txt",
)


@app.callback()
def door() -> None:
    """Only so that `password` stays a command of its own."""


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


def _asked() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


if __name__ == "__main__":
    app()
