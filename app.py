"""The whole program on one screen: settings → archive → answerer → page. `python app.py` serves it."""

from __future__ import annotations

import logging
import socket
import sys
from typing import TYPE_CHECKING

import settings
from answer import Answerer, example_questions
from errors import BadSetting, WhosaidError
from index import Archive, load_embedder

if TYPE_CHECKING:
    from fastapi import FastAPI

    from settings import Settings


def build(chosen: Settings) -> FastAPI:
    """The web application over the archive that the settings name.

    Raises EmptyArchive, EmbedderMismatch, EmbedderUnavailable or DamagedArchive.
    """
    from web import WebOptions, create_app

    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    archive = Archive.open(chosen.archive, embedder)
    answerer = Answerer(archive)
    answerer.warm_up()
    options = WebOptions(
        title=chosen.web.title,
        max_question=chosen.web.max_question,
        hosts=chosen.web.hosts,
        embed_origins=chosen.web.embed_origins,
        examples=lambda language: example_questions(archive, language),
    )
    return create_app(answerer.ask, archive, options)


def check_free(host: str, port: int) -> None:
    """Raise BadSetting if nothing can listen there, before seconds are spent on loading."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise BadSetting(
            f"WHOSAID_WEB__PORT={port}: cannot listen on {host} ({error.strerror}); choose another port"
        ) from None


def main() -> None:
    """Serve until interrupted; an error that the user can mend is one line and the exit code of its kind."""
    import uvicorn

    try:
        chosen = settings.read()
        check_free(chosen.web.host, chosen.web.port)
        logging.basicConfig(level=chosen.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        app = build(chosen)
    except WhosaidError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    print(f"{chosen.web.title} answers on http://{chosen.web.host}:{chosen.web.port}", flush=True)
    uvicorn.run(app, host=chosen.web.host, port=chosen.web.port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
