"""An article's id and a passage's offsets in, the article as a page of its own out, with the passage marked."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from domain import Article, Span
from web.cards import marked, provenance
from web.documents import POLICY, document, texts_of
from web.markup import link, name, text, written_in
from web.views import Views
from web.words import Words


def router(views: Views, site: str) -> APIRouter:
    """The route /articles/<id>?start=&end=&lang= of the article view; `site` is the name at its top."""
    routes = APIRouter()

    @routes.get("/articles/{article:path}")
    async def show(article: str, request: Request) -> HTMLResponse:
        asked = request.query_params
        texts = texts_of(request)
        found = await run_in_threadpool(views.of(request).archive.article, article)
        headers = {"Content-Security-Policy": POLICY}
        if found is None:
            return HTMLResponse(missing_page(texts, site), 404, headers)
        span = passage(asked.get("start"), asked.get("end"), len(found.text))
        return HTMLResponse(article_page(found, span, texts, site), 200, headers)

    return routes


def passage(start: str | None, end: str | None, length: int) -> Span | None:
    """The passage to mark; None if the offsets are missing or lie outside the text."""
    if not (start and end and re.fullmatch("[0-9]{1,9}", start) and re.fullmatch("[0-9]{1,9}", end)):
        return None
    span = Span(int(start), int(end))
    return span if span.start < span.end <= length else None


def article_page(article: Article, span: Span | None, texts: Words, site: str) -> str:
    """The whole page: title, outlet, date, authors, text; the passage carries the id `quote`."""
    reference = article.reference
    title = reference.title or texts["title_unknown"]
    original = link(reference.url, text(texts["article_original"]))
    facts = provenance(reference, texts)
    if reference.authors:
        authors = ", ".join(name(author, reference.language) for author in reference.authors)
        facts += f"<span>{text(texts['article_by'])} {authors}</span>"
    jump = f'<a class="jump" href="#quote">{text(texts["article_passage"])}</a>' if span else ""
    headline = article.headline
    heading = _paragraph(article.text, headline, span) if headline.end else text(title)
    body = (
        f'<header class="facts"><h1 {written_in(reference.language)}>{heading}</h1><p>{facts}</p>'
        f'<p class="links">{jump}{original if original.startswith("<a") else ""}</p></header>'
        f'<div class="story" {written_in(reference.language)}>{_paragraphs(article, span)}</div>'
    )
    return document(title, body.replace("<mark>", '<mark id="quote" tabindex="-1">', 1), texts, site)


def missing_page(texts: Words, site: str) -> str:
    """The page for an address without an article."""
    body = f"<h1>{text(texts['article_missing'])}</h1><p>{text(texts['article_missing_note'])}</p>"
    return document(texts["article_missing"], body, texts, site)


def _paragraphs(article: Article, span: Span | None) -> str:
    found = (Span(*match.span()) for match in re.finditer(r"[^\n](?:(?!\n\n).)*", article.text, re.DOTALL))
    body = (paragraph for paragraph in found if paragraph.start >= article.headline.end)
    return "".join(f"<p>{_paragraph(article.text, paragraph, span)}</p>" for paragraph in body)


def _paragraph(whole: str, paragraph: Span, span: Span | None) -> str:
    if span is None or not span.overlaps(paragraph):
        return text(paragraph.of(whole))
    inside = Span(max(span.start, paragraph.start) - paragraph.start, min(span.end, paragraph.end) - paragraph.start)
    return marked(paragraph.of(whole), [(inside, "mark")])
