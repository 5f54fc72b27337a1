"""The whole program on one screen: settings → archive → answerer → page. `python app.py` serves it."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import settings
from answer import Desk, Endpoint, Record, answering, example_questions
from errors import BadSetting, WhosaidError
from index import Archive, ChromaServer, load_embedder

if TYPE_CHECKING:
    from fastapi import FastAPI

    from index import Embedder
    from settings import Settings, WebSettings
    from web import Identities

UNRESOLVED = ("EAI_NONAME", "EAI_NODATA", "EAI_AGAIN", "EAI_FAIL")
NOT_HERE = frozenset({errno.EADDRNOTAVAIL} | {getattr(socket, name) for name in UNRESOLVED if hasattr(socket, name)})
"""Error numbers that say of an address that it is not one of this machine; not every system has all of them."""


def build(chosen: Settings) -> FastAPI:
    """The web application over the archive that the settings name.

    Raises EmptyArchive, EmbedderMismatch, EmbedderUnavailable or DamagedArchive.
    """
    from web import FeedbackFile, View, WebOptions, create_app

    identities = known_readers(chosen.web)
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    archive = Archive.open(chosen.archive, embedder, server_of(chosen))
    public = archive.public()
    llm, key = chosen.llm, chosen.openai_api_key.get_secret_value()
    endpoint = Endpoint.named(llm.base_url, llm.model, key, llm.timeout)
    record = Record(chosen.archive, chosen.record.answers, chosen.record.days)
    desk = Desk(answering(public, endpoint), public, record)
    inner = Desk(answering(archive, endpoint), archive, record, restricted=True)
    whole = View(inner.ask, archive, lambda language: example_questions(archive, language), inner.stream, inner.find)
    archive.read_ahead()
    desk.answerer.warm_up()
    options = WebOptions(
        title=chosen.web.title,
        max_question=chosen.web.max_question,
        hosts=chosen.web.hosts,
        embed_origins=chosen.web.embed_origins,
        examples=lambda language: example_questions(public, language),
        identities=identities,
        anonymous=not identities.sign_in if chosen.web.anonymous is None else chosen.web.anonymous,
        questions_per_minute=chosen.web.questions_per_minute,
        stream=desk.stream,
        find=desk.find,
        feedback=FeedbackFile(chosen.archive / "feedback.jsonl"),
        upload=uploader(chosen, embedder) if chosen.web.uploads else None,
        fetch=fetching(chosen, embedder) if chosen.web.uploads and chosen.web.fetch else None,
        max_upload_mb=chosen.ingest.max_file_mb,
    )
    return create_app(desk.ask, public, options, whole)


def server_of(chosen: Settings) -> ChromaServer | None:
    """The Chroma server that has the vectors, if the settings name one. Raises BadSetting."""
    return ChromaServer.named(chosen.index.chroma_url, chosen.index.chroma_token.get_secret_value())


def uploader(chosen: Settings, embedder: Embedder) -> Callable[[str, bytes], Mapping[str, Any]]:
    """What takes a reader's file into the archive: kept in its folder `uploads`, then ingested."""
    from ingest import Limits, add_file

    wanted = chosen.ingest
    limits = Limits(wanted.max_file_mb, wanted.max_memory_mb, wanted.max_seconds)

    def upload(name: str, data: bytes) -> Mapping[str, Any]:
        write = partial(Archive.write, chosen.archive, embedder, server_of(chosen))
        folder, outlet = chosen.archive / "uploads", wanted.default_outlet
        report = add_file(name, data, folder, write, embedder=embedder, limits=limits, default_outlet=outlet)
        return report.as_json()

    return upload


def fetching(chosen: Settings, embedder: Embedder) -> Callable[[str], Mapping[str, Any]]:
    """What fetches what a reader names by its address: kept in the archive's folder `fetched`, then ingested."""
    from ingest import Limits, add_address

    wanted = chosen.ingest
    limits = Limits(wanted.max_file_mb, wanted.max_memory_mb, wanted.max_seconds)

    def fetch(address: str) -> Mapping[str, Any]:
        write = partial(Archive.write, chosen.archive, embedder, server_of(chosen))
        report = add_address(
            address,
            chosen.archive,
            write,
            embedder=embedder,
            ports=wanted.fetch_ports,
            limits=limits,
            default_outlet=wanted.default_outlet,
        )
        return report.as_json()

    return fetch


def known_readers(web: WebSettings) -> Identities:
    """Who may sign in, and how. Raises BadSetting where the settings would let anybody in unawares."""
    from web import Identities, read_accounts

    accounts = read_accounts(web.readers) if web.readers else {}
    known = Identities(
        accounts, web.user_header, web.trusted_proxies, web.token_secret.get_secret_value(), web.embed_origins
    )
    if not (known.sign_in or web.insecure_public or web.host in {"127.0.0.1", "::1", "localhost"}):
        raise BadSetting(
            f"WHOSAID_WEB__HOST={web.host}: other machines could ask without signing in; set WHOSAID_WEB__READERS or "
            "WHOSAID_WEB__USER_HEADER, or WHOSAID_WEB__INSECURE_PUBLIC=true if that is meant"
        )
    return known


def check_free(host: str, port: int) -> None:
    """Raise BadSetting if nothing can listen there, before seconds are spent on loading."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        if error.errno in NOT_HERE:
            raise BadSetting(f"WHOSAID_WEB__HOST={host}: no address of this machine; name one, as 127.0.0.1") from None
        raise BadSetting(
            f"WHOSAID_WEB__PORT={port}: cannot listen on {host} ({error.strerror}); choose another port"
        ) from None


def main() -> None:
    """Serve until interrupted; an error that the user can mend is one line and the exit code of its kind."""
    from web import begin_log, keep_small, serve, settle, share_heaps

    settings.escape_unknown_scripts()
    share_heaps()
    try:
        chosen = settings.read()
        check_free(chosen.web.host, chosen.web.port)
        begin_log(chosen.log_level)
        app = build(chosen)
        settle()
        keep_small()
    except WhosaidError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    address = f"[{chosen.web.host}]" if ":" in chosen.web.host else chosen.web.host
    print(f"{chosen.web.title} answers on http://{address}:{chosen.web.port}", flush=True)
    serve(app, chosen.web.host, chosen.web.port)


if __name__ == "__main__":
    main()
