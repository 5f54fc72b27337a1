"""A title and a body in, a page of our own beside the chat out: its frame, its content policy, its language."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from web.markup import name, text, written_in
from web.words import Words, page_language, words

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""No script at all runs on these pages, so they need no nonce."""
FORM_POLICY = POLICY.replace("form-action 'none'", "form-action 'self'")
"""The same for a page with a form."""

SKIN = '<link rel="stylesheet" href="/web/page.css"><link rel="icon" href="/web/icon.svg" type="image/svg+xml">'


def texts_of(request: Request) -> Words:
    """The page's texts in the language that the address or else the browser asks for."""
    return words(page_language(request.query_params.get("lang") or request.headers.get("accept-language")))


def document(title: str, body: str, texts: Words, site: str, script: str = "") -> str:
    """A page of our own beside the chat, with the way back to it at its top."""
    language = written_in(texts["code"])
    return (
        f'<!doctype html><html class="auto" {language}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{text(title)} · {text(site)}</title>{SKIN}{script}</head>'
        f'<body class="reading"><header class="masthead"><a class="wordmark" href="/?lang={texts["code"]}">'
        f'{name(site)}</a><a class="ask-link" href="/?lang={texts["code"]}">{text(texts["article_ask"])}</a></header>'
        f"<main>{body}</main></body></html>"
    )


def form_page(page: str, status: int = 200) -> HTMLResponse:
    """A document with a form in it, under its policy; nobody on the way keeps it."""
    return HTMLResponse(page, status, {"Content-Security-Policy": FORM_POLICY, "Cache-Control": "no-store"})
