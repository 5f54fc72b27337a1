"""`python -m answer "question"`: one question, or a batch of them, over an archive."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

import settings
from domain import Answer, Citation, Query
from errors import BadInput, WhosaidError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def main(
    question: Annotated[str | None, typer.Argument(help="The question, in any language.")] = None,
    archive: Annotated[Path | None, typer.Option(help="Archive folder; default: WHOSAID_ARCHIVE.")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSON lines with "id", "question", "lang"?, "history"?.')] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Print the answer object instead of text.")] = False,
    language: Annotated[str | None, typer.Option(help="Language of the answer; default: the question's.")] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be given again.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only articles in this language; may be given again.")] = None,
    since: Annotated[str | None, typer.Option(help="Only articles from this day on, as 2017-11-14.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day.")] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Instead: kept answers that cite an updated or withdrawn article.")
    ] = False,
) -> None:
    """Ask an archive who said what.

    Example: python -m answer "who claims the US refused strikes?" --archive var/archive
    """
    try:
        if corrections:
            _show_corrections(archive)
            return
        filters = {"languages": only or [], "outlets": outlet or [], "since": since, "until": until}
        requests = _requests(question, batch, {"language": language, "filters": filters})
        for number, answer in _answers(archive, requests):
            _show(answer, number, as_object or batch is not None)
    except WhosaidError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None


def _requests(question: str | None, batch: Path | None, rest: dict[str, Any]) -> list[tuple[Any, Query]]:
    from answer import query_from_json

    longest = settings.read().web.max_question
    if (question is None) == (batch is None):
        raise BadInput("give one question, or --batch FILE; see python -m answer --help")
    if batch is None:
        return [(None, query_from_json({"question": question} | rest, longest))]
    return [(body.get("id"), _batch_query(body, rest, f"{batch}:{n}", longest)) for n, body in _lines(batch)]


def _batch_query(body: dict[str, Any], rest: dict[str, Any], where: str, longest: int) -> Query:
    from answer import query_from_json

    known = ("question", "lang", "language", "filters", "history")
    try:
        return query_from_json(rest | {name: body[name] for name in known if name in body}, longest)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None


def _lines(batch: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = batch.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{batch}: cannot be read as UTF-8 text ({getattr(error, 'strerror', None) or error})") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                body = json.loads(line)
            except (ValueError, RecursionError):
                body = None
            if not isinstance(body, dict):
                raise BadInput(f"{batch}:{number}: not a JSON object; each line is one, with a question")
            yield number, body


def _answers(folder: Path | None, requests: list[tuple[Any, Query]]) -> Iterator[tuple[Any, Answer]]:
    from answer import Endpoint, answering
    from index import Archive, ChromaServer, load_embedder

    chosen = settings.read()
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    server = ChromaServer.named(chosen.index.chroma_url, chosen.index.chroma_token.get_secret_value())
    archive = Archive.open(folder or chosen.archive, embedder, server)
    llm, key = chosen.llm, chosen.openai_api_key.get_secret_value()
    answerer = answering(archive, Endpoint.named(llm.base_url, llm.model, key, llm.timeout))
    for number, query in requests:
        yield number, answerer.ask(query)


def _show_corrections(folder: Path | None) -> None:
    """A line per cited article that changed: the kept answer's address, what happened, the article, the question."""
    from answer import Record, changes
    from index import Archive, load_embedder

    chosen = settings.read()
    embedder = load_embedder(chosen.index.embedder, chosen.index.query_prompt, chosen.index.document_prompt)
    archive = Archive.open(folder or chosen.archive, embedder)
    for kept in Record(folder or chosen.archive, chosen.record.answers, chosen.record.days).every():
        for change in changes(kept, archive.article):
            article = f"{change.reference.outlet or '?'}: {change.reference.title or change.reference.id}"
            print(f"/answers/{kept.answer.id}\t{change.kind}\t{article}\t{kept.answer.query.question}")


def _show(answer: Answer, number: Any, as_object: bool) -> None:  # noqa: ANN401 - a batch id is whatever the file says
    from answer import as_json

    if as_object:
        body = as_json(answer)
        print(
            json.dumps(body if number is None else body | {"id": number, "answer_id": body["id"]}, ensure_ascii=False)
        )
    else:
        print(as_text(answer))
    sys.stdout.flush()


def as_text(answer: Answer) -> str:
    """The answer for a terminal: the text, then one block per citation."""
    blocks = [answer.text, *answer.notices]
    for c in answer.citations:
        where = ", ".join(str(part) for part in (c.reference.outlet, c.reference.published, c.reference.title) if part)
        blocks.append(f"[{c.marker}] {where}\n    {c.quote}\n    {_translation(c)}{c.reference.path or ''}")
    for e in answer.nearest:
        blocks.append(f"  · {e.reference.title or e.reference.id} ({e.reference.outlet or '?'}, {e.reference.path})")
    return "\n\n".join(blocks)


def _translation(citation: Citation) -> str:
    return f"({citation.translation})\n    " if citation.translation else ""


if __name__ == "__main__":
    settings.escape_unknown_scripts()
    app()
