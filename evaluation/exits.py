"""A command → the same command with every error as one sentence and its exit code, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from errors import ArchiveError, WhosaidError
from evaluation.gates import NOT_EVALUATED


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Exit 2 for bad input, 3 where the archive cannot be asked or the run was stopped."""

    @wraps(command)
    def run(*given: Any, **named: Any) -> None:  # noqa: ANN401
        try:
            command(*given, **named)
        except KeyboardInterrupt:
            _leave("stopped; what was answered is kept: run again with the same --out and --resume", NOT_EVALUATED)
        except ArchiveError as error:
            _leave(str(error), NOT_EVALUATED)
        except WhosaidError as error:
            _leave(str(error), error.exit_code)
        except OSError as error:
            _leave(f"{error.filename or 'a file'}: {error.strerror}; check the path and the space left", NOT_EVALUATED)

    return run


def _leave(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)
