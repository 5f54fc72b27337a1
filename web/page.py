"""The chat as a Gradio page: events in, updates of its components out. The logic is in `chat` and `render`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import gradio as gr

from web.chat import Filters, Steps, converse, plan, query
from web.layout import SHOWN_EXAMPLES, Fields, Shown, lay_out
from web.markup import fill, name, text, written_in
from web.options import WebOptions
from web.render import ALL, Exchange, conversation, problem, state_line
from web.views import View, Views
from web.waiting import Presence
from web.words import PAGE_LANGUAGES, Words, language_name, page_language, words

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

SESSIONS = 500
"""Pages whose conversation is remembered, the latest; each takes a quarter of a megabyte, and Gradio keeps 10,000."""

FIRST_LANGUAGE = """(chosen, exchanges) => {
  const wanted = [new URLSearchParams(location.search).get('lang'), ...navigator.languages];
  try { wanted.splice(1, 0, localStorage.getItem('whosaid-language')) } catch { /* storage may be shut */ }
  const codes = wanted.filter(Boolean).map((tag) => tag.toLowerCase().split('-')[0]);
  return [codes.find((code) => $codes.includes(code)) || chosen, exchanges];
}""".replace("$codes", json.dumps(PAGE_LANGUAGES))
"""Which interface language to begin with: the link's, the reader's last choice, the browser's."""


def build(views: Views, options: WebOptions, presence: Presence) -> gr.Blocks:
    """The page; the archive's outlets, languages and state are read anew each time a reader opens it."""
    with gr.Blocks(title=options.title, analytics_enabled=False, fill_width=True) as blocks:
        fields, shown, examples, again = lay_out(views.public.archive.languages(), views.public.archive.outlets())
        filters = [fields.languages, fields.outlets, fields.since, fields.until]
        given = [fields.language, shown.exchanges]
        respond = responder(views, options, presence)
        asking = [(fields.ask.click, fields.question), (fields.question.submit, fields.question)]
        for trigger, source in asking + [(button.click, button) for button in examples]:
            trigger(respond, [source, *filters, *given], list(shown), **QUIET)
        anew = [again.plan, fields.language, shown.exchanges]
        again.ask.click(reasker(views, options, presence), anew, [*filters, *shown], **QUIET)
        fields.fresh.click(begin_anew, [fields.language], list(shown), **QUIET)
        fields.clear.click(None, None, filters, js="() => [[], [], '', '']", **QUIET)
        translate = translator(views, options)
        fields.language.input(translate, given, [*fields, *examples], **QUIET)
        blocks.load(translate, given, [*fields, *examples], js=FIRST_LANGUAGE, **QUIET)
    blocks.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    blocks.state_session_capacity = SESSIONS
    return cast("gr.Blocks", blocks)


def field_counts(page: gr.Blocks) -> dict[int, int]:
    """How many fields each function of the page takes, by its number."""
    return {number: len(function.inputs) for number, function in page.fns.items()}


def forget_replaced(page: gr.Blocks, session: str) -> None:
    """Let go of the fields that Gradio keeps for a session beside those of the page.

    Each update of a field makes a new one under a new number, and the next question from it files that number too: a
    page that stays open would hold one more field, with what was asked, for each of its questions.
    """
    if session in page.state_holder:
        held = page.state_holder[session]
        for by_number in (held.blocks_config.blocks, held.config_values):
            for number in by_number.keys() - page.blocks.keys():
                by_number.pop(number, None)


def responder(views: Views, options: WebOptions, presence: Presence) -> Callable[..., Iterator[Shown]]:
    """The handler of a question: it takes the fields and gives the updates of the page at each step of the answer."""

    # Gradio hands over the request only where it can read the annotation: not through a `partial`.
    def respond(
        question: str,
        languages: list[str],
        outlets: list[str],
        since: str,
        until: str,
        language: str,
        exchanges: Sequence[Exchange],
        request: gr.Request,
    ) -> Iterator[Shown]:
        filters = Filters(tuple(languages or ()), tuple(outlets or ()), since or "", until or "")
        asked = question if isinstance(question, str) else ""
        view = views.of(request)
        steps = presence.watched(str(request.session_hash), view.steps)
        yield from _steps((view, steps), options, (asked, filters), (language, exchanges), request)

    return respond


def _steps(
    seen: tuple[View, Steps],
    options: WebOptions,
    planned: tuple[str, Filters],
    shown: tuple[str, Sequence[Exchange]],
    request: gr.Request,
) -> Iterator[Shown]:
    (view, steps), (asked, filters), (language, exchanges) = seen, planned, shown
    texts, origin = words(page_language(language)), str(request.headers.get("origin", ""))
    wanted = partial(query, asked, filters, exchanges, options.max_question)
    count = view.archive.state().articles
    for turns in converse(steps, wanted, asked, exchanges, count, options.pace):
        yield _updates(turns, texts, origin, asked)


def reasker(views: Views, options: WebOptions, presence: Presence) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """The handler of a changed plan: it sets the filters, then does what the handler of a question does."""

    def ask_again(
        written: str, language: str, exchanges: Sequence[Exchange], request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        question, planned = plan(written)
        view = views.of(request)
        archive = view.archive
        languages = [code for code in planned.languages if code in archive.languages()]
        outlets = [outlet for outlet in planned.outlets if outlet in archive.outlets()]
        values = (languages, outlets, planned.since, planned.until)
        kept = replace(planned, languages=languages, outlets=outlets)
        steps = presence.watched(str(request.session_hash), view.steps)
        for shown in _steps((view, steps), options, (question, kept), (language, exchanges), request):
            yield (*(gr.update(value=value) for value in values), *shown)

    return ask_again


def begin_anew(language: str) -> Shown:
    """An empty conversation."""
    texts = words(page_language(language))
    question = gr.update(value="", placeholder=texts["placeholder"])
    return Shown((), conversation((), texts), live(""), question, gr.update(visible=True), gr.update(visible=False))


def translator(views: Views, options: WebOptions) -> Callable[..., list[Any]]:
    """The handler of a language: it takes the language and the conversation, and gives `retitle`'s updates."""

    def translate(language: str, exchanges: Sequence[Exchange], request: gr.Request) -> list[Any]:
        return retitle(views.of(request), options.title, language, exchanges, options.identities.sign_in)

    return translate


def retitle(view: View, title: str, language: str, exchanges: Sequence[Exchange], signs_in: bool = False) -> list[Any]:
    """Every text of the page in this language: updates for `Fields`, then for the example buttons."""
    archive = view.archive
    code = page_language(language)
    texts = words(code)
    questions = list(view.examples(code))[:SHOWN_EXAMPLES]
    placeholder = texts["placeholder_followup" if exchanges else "placeholder"]
    choices = [(language_name(known, texts), known) for known in archive.languages()]
    fields = Fields(
        language=gr.update(value=code, label=texts["language"]),
        masthead=masthead(title, texts),
        thread=conversation(exchanges, texts),
        question=gr.update(label=texts["question"], placeholder=placeholder),
        ask=gr.update(value=texts["ask"]),
        filters=gr.update(label=texts["filters"]),
        languages=gr.update(label=texts["filter_languages"], choices=choices),
        outlets=gr.update(label=texts["filter_outlets"], choices=archive.outlets()),
        since=gr.update(label=texts["filter_since"], placeholder=texts["filter_day"]),
        until=gr.update(label=texts["filter_until"], placeholder=texts["filter_day"]),
        clear=gr.update(value=texts["clear"]),
        fresh=gr.update(value=texts["new"]),
        suggestions=f"<h2>{text(texts['examples'])}</h2>" if questions else "",
        foot=_foot(state_line(archive.state(), texts), texts, signs_in),
    )
    buttons = [gr.update(value=question, visible=True) for question in questions]
    return [*fields, *buttons, *[gr.update(visible=False)] * (SHOWN_EXAMPLES - len(buttons))]


def masthead(title: str, texts: Words) -> str:
    """The top of the page; its attributes tell page.js the language and direction of the whole document."""
    return (
        f'<a class="skip" href="#question">{text(texts["skip"])}</a>'
        f'<header class="masthead" data-page {written_in(texts["code"])}><h1 class="wordmark">{name(title)}</h1>'
        f'<p class="tagline">{text(texts["tagline"])}</p></header>'
    )


def _foot(state: str, texts: Words, signs_in: bool) -> str:
    """What was asked before (page.js fills it in), how fresh the archive is, and the ways to its other pages."""
    signin = f' · <a href="/signin?lang={texts["code"]}">{text(texts["signin"])}</a>' if signs_in else ""
    return (
        f'<section id="history" hidden><h2>{text(texts["history"])}</h2><ul></ul>'
        f'<button type="button" class="forget">{text(texts["history_clear"])}</button></section>'
        f'<footer class="foot">{state} · <a href="/archive?lang={texts["code"]}">{text(texts["archive_title"])}</a>'
        f"{signin}</footer>"
    )


def live(said: str) -> str:
    """What a screen reader announces; nobody sees it."""
    return f'<p role="status" aria-live="polite" class="only-heard">{said}</p>'


def _updates(turns: Sequence[Exchange], texts: Words, origin: str, asked: str) -> Shown:
    turn = turns[-1]
    question = gr.skip()
    if turn.problem:
        question = gr.update(value=asked[:20_000])
    elif turn.answer is None:
        question = gr.update(value="", placeholder=texts["placeholder_followup"])
    hidden, visible = gr.update(visible=False), gr.update(visible=True)
    return Shown(turns, conversation(turns, texts, origin), live(_announced(turn, texts)), question, hidden, visible)


def _announced(turn: Exchange, texts: Words) -> str:
    if turn.problem:
        return problem(turn.problem, texts)
    if turn.answer is None:
        return fill(texts["searching"], **{key: text(value) for key, value in turn.values.items()})
    if turn.progress < ALL:
        return text(turn.answer.sentences[0].text) if turn.answer.sentences else ""
    return fill(texts["done"], count=str(len(turn.answer.citations)))
