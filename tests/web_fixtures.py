"""A small archive in five languages with invented wording, and rich hand-made answers over it: what the page shows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain import (
    Answer,
    AnswerSentence,
    ArchiveState,
    Article,
    Citation,
    Claim,
    Evidence,
    Form,
    Found,
    Link,
    Passage,
    Query,
    Reference,
    Span,
    Statement,
)
from errors import BadInput

STATE = ArchiveState(5, date(2017, 11, 16), datetime(2026, 11, 22, 4, 30, tzinfo=UTC))


def article(
    id: str, outlet: str | None, language: str, published: date | None, title: str | None, body: str
) -> Article:
    text = f"{title}\n\n{body}" if title else body
    url = f"https://{id}.example/story?a=1&b=2" if outlet else None
    return Article(Reference(id, title, outlet, language, published, ("A. Writer",) if outlet else (), url, id), text)


HARBOUR = article(
    "harbour", "Harbour Courier", "en", date(2017, 11, 14), "Ministry: coalition turned down joint strikes",
    "MOSCOW — The Defence Ministry published aerial pictures on Tuesday.\n\n"
    "“The American side flatly declined to hit the columns, claiming that the fighters were ‘giving themselves up’,” "
    "the ministry said in a statement. It did not say when the pictures were taken.\n\n"
    "Officers in the region gave no further comment.",
)  # fmt: skip
WARTA = article(
    "warta", None, "id", None, None,
    "Kementerian Pertahanan Rusia merilis foto udara pada Selasa.\n\n"
    "“Pihak Amerika menolak menyerang konvoi itu,” kata kementerian tersebut.",
)  # fmt: skip
DEPECHE = article(
    "depeche", "La Dépêche fictive", "fr", date(2017, 11, 15), "Est de la Syrie : ce que dit Moscou",
    "Le ministère russe de la Défense a donné quelques informations sur la situation.\n\n"
    "La partie américaine a cependant refusé d’agir contre les convois.",
)  # fmt: skip
SADA = article(
    "sada", "صدى المرفأ", "ar", date(2017, 11, 15), "موسكو: التحالف رفض الضربات",
    "قالت وزارة الدفاع الروسية إن «الجانب الأمريكي رفض قصف الأرتال».\n\nولم يصدر تعليق من واشنطن.",
)  # fmt: skip
GANGWAN = article(
    "gangwan", "港湾晨报", "zh", date(2017, 11, 16), "俄国防部:美方拒绝空袭",
    "俄罗斯国防部发布了航拍照片。\n\n俄国防部表示:“美方断然拒绝打击车队。”五角大楼没有回应。",
)  # fmt: skip
ARTICLES = {found.reference.id: found for found in (HARBOUR, WARTA, DEPECHE, SADA, GANGWAN)}


def span(found: Article, words: str) -> Span:
    start = found.text.index(words)
    return Span(start, start + len(words))


def said(found: Article, words: str, form: Form, *chain: tuple[str, str | None, str], shown: bool = True) -> Statement:
    """A statement whose chain is given as (speaker, cue word, stance); the speaker's first mention names it."""
    links = tuple(
        Link(
            name=name,
            mention=span(found, name) if name in found.text else None,
            cue=span(found, cue) if cue else None,
            lemma=cue,
            stance=stance,  # type: ignore[arg-type]
        )
        for name, cue, stance in chain
    )
    found_by: Found = "frame" if form == "own_voice" and chain else "explicit"
    return Statement(found.reference.id, span(found, words), form, links, 0.9, found_by, shown)


def citation(marker: int, found: Article, quote: str, sentence: str, statement: Statement | None) -> Citation:
    at, whole = span(found, quote), span(found, sentence)
    before, after = found.text[whole.start : at.start], found.text[at.end : whole.end]
    return Citation(marker, found.reference, at, quote, before, after, statement)


QUOTE = (
    "“The American side flatly declined to hit the columns, claiming that the fighters were ‘giving themselves up’,”"
)
INNER = "the fighters were ‘giving themselves up’"
OWN = "La partie américaine a cependant refusé d’agir contre les convois."
CITATIONS = (
    citation(1, HARBOUR, QUOTE, QUOTE + " the ministry said in a statement.",
             said(HARBOUR, QUOTE, "direct", ("the ministry", "said", "claims"))),
    citation(2, WARTA, "“Pihak Amerika menolak menyerang konvoi itu,”",
             "“Pihak Amerika menolak menyerang konvoi itu,” kata kementerian tersebut.",
             said(WARTA, "“Pihak Amerika menolak menyerang konvoi itu,”", "direct",
                  ("Kementerian Pertahanan Rusia", "kata", "says"))),
    citation(3, SADA, "«الجانب الأمريكي رفض قصف الأرتال»",
             "قالت وزارة الدفاع الروسية إن «الجانب الأمريكي رفض قصف الأرتال».",
             said(SADA, "«الجانب الأمريكي رفض قصف الأرتال»", "direct", ("وزارة الدفاع الروسية", "قالت", "says"))),
    citation(4, GANGWAN, "“美方断然拒绝打击车队。”", "俄国防部表示:“美方断然拒绝打击车队。”",
             said(GANGWAN, "“美方断然拒绝打击车队。”", "direct", ("俄国防部", "表示", "says"))),
    citation(5, DEPECHE, OWN, OWN,
             said(DEPECHE, OWN, "own_voice", ("Le ministère russe de la Défense", None, "says"))),
    citation(6, HARBOUR, INNER, QUOTE + " the ministry said in a statement.",
             said(HARBOUR, INNER, "mixed", ("the ministry", "said", "says"),
                  ("The American side", "claiming", "claims"))),
)  # fmt: skip
NAMES = {"en": "Russian Defence Ministry", "id": "Kementerian Pertahanan Rusia", "ar": "وزارة الدفاع الروسية"}
CLAIMS = (
    Claim("Russian Defence Ministry", NAMES, "claims", "affirmed", ("Russian Defence Ministry",), (1, 2, 3, 4),
          ("Harbour Courier", "صدى المرفأ", "港湾晨报"), ("en", "id", "ar", "zh"), "direct", origins=4),
    Claim(None, {}, "says", "affirmed", (), (5,), ("La Dépêche fictive",), ("fr",), "own_voice",
          credited="Le ministère russe de la Défense"),
    Claim("Russian Defence Ministry", NAMES, "claims", "affirmed", ("Russian Defence Ministry", "the American side"),
          (6,), ("Harbour Courier",), ("en",), "mixed"),
)  # fmt: skip
SENTENCES = (
    AnswerSentence("The Russian Defence Ministry.", (1, 2, 3, 4)),
    AnswerSentence("Four articles quote it saying so; a fifth reports the refusal in its own voice.", (1, 2, 3, 4, 5)),
    AnswerSentence(
        "That the fighters were “giving themselves up” is the ministry’s account of the American answer.", (6,)
    ),
)


def evidence(found: Article, rank: int) -> Evidence:
    passage = Passage(f"{found.reference.id}#0", found.reference.id, Span(0, len(found.text)), found.text)
    return Evidence(passage, found.reference, 1 / rank, rank, ("vectors",))


EVIDENCE = tuple(evidence(found, rank) for rank, found in enumerate(ARTICLES.values(), 1))


def answered(query: Query) -> Answer:
    """The full answer to the seed question, narrowed to the query's filters."""
    kept = tuple(c for c in CITATIONS if not query.languages or c.reference.language in query.languages)
    kept = tuple(c for c in kept if not query.outlets or c.reference.outlet in query.outlets)
    markers = {c.marker for c in kept}
    narrow = {"citations": tuple(c for c in CITATIONS if c.marker in markers)}
    claims = tuple(replace(c, citations=tuple(m for m in c.citations if m in markers)) for c in CLAIMS)
    sentences = tuple(AnswerSentence(s.text, tuple(m for m in s.markers if m in markers)) for s in SENTENCES)
    return Answer(
        "a1", query, "en", "answered", 0.9,
        tuple(s for s in sentences if s.markers), tuple(c for c in claims if c.citations),
        narrow["citations"], EVIDENCE, (), STATE, timings_ms={"retrieve": 11.0, "answer": 4.0, "total": 15.0},
    )  # fmt: skip


def not_found(query: Query) -> Answer:
    """The honest word that nothing answers, with the closest articles."""
    return Answer("a2", query, "en", "not_found", 0.1, (), (), (), EVIDENCE, EVIDENCE[:3], STATE)


def ask(query: Query) -> Answer:
    """What the tests serve: "swans" is not in the archive, "crash" breaks, "refuse" is refused."""
    if "swans" in query.question:
        return not_found(query)
    if "crash" in query.question:
        raise RuntimeError("a secret detail of the machine")
    if "refuse this" in query.question:
        raise BadInput("That cannot be asked; ask about the articles.")
    return answered(query)


class FakeArchive:
    """As much of an archive as the page reads."""

    def article(self, article_id: str) -> Article | None:
        return ARTICLES.get(article_id)

    def outlets(self) -> list[str]:
        return sorted({found.reference.outlet for found in ARTICLES.values() if found.reference.outlet})

    def languages(self) -> list[str]:
        return sorted({found.reference.language for found in ARTICLES.values()})

    def state(self) -> ArchiveState:
        return STATE

    def overview(self) -> dict[str, Any]:
        outlets = {outlet: 3 for outlet in self.outlets()}
        report = {"new": 4, "updated": 0, "unchanged": 0, "deleted": 0, "duplicates": 0, "skipped": 1,
                  "files": [{"path": "/news/<b>odd.pdf", "reason": "no reader for '.pdf'"}]}  # fmt: skip
        months = {"2017-10": 2, "2017-11": 9}
        return {"outlets": outlets, "languages": {"en": 4, "ar": 2}, "months": months, "undated": 1, "report": report}


def examples(language: str) -> list[str]:
    return ["Who claims the US refused strikes?", "Que dit le ministère russe ?", "ماذا قالت وزارة الدفاع الروسية؟"]


def every_route(app: Any, mounted: bool = True) -> Iterator[tuple[str, set[str]]]:
    """Path and methods of each route of an application, of the routers in it, and of what is mounted (Gradio).

    FastAPI keeps an included router as it is: whoever reads `app.routes` alone sees none of its routes.
    """
    for route in getattr(app, "routes", ()):
        router, inner = getattr(route, "original_router", None), getattr(route, "app", None)
        if router is not None:
            yield from every_route(router, mounted)
        elif getattr(route, "methods", None):
            yield re.sub(r"\{[^}]*\}", "x", route.path), set(route.methods)
        elif mounted:
            yield from every_route(getattr(inner, "app", inner), mounted)


@contextmanager
def serving(
    ask: Any = ask,
    archive: Any = None,
    whole: Any = None,
    client: tuple[str, int] = ("testclient", 50000),
    **options: Any,
) -> Iterator[Any]:
    """A client of the application, made inside a loop: outside of one, Gradio makes its own and never closes it."""
    from fastapi.testclient import TestClient

    import web

    async def create() -> Any:
        chosen = web.WebOptions(examples=examples, pace=0, **options)
        return web.create_app(ask, archive or FakeArchive(), chosen, whole)

    address = "http://127.0.0.1:7860"
    with TestClient(asyncio.run(create()), address, raise_server_exceptions=False, client=client) as opened:
        yield opened
