"""Nothing in, the components of the page in their places out: what stands where, without a text in any language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import gradio as gr

from web.words import FALLBACK, PAGE_LANGUAGES, language_name, words

SHOWN_EXAMPLES = 4
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans Arabic", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]


class Fields(NamedTuple):
    """What changes with the interface language: the components, or (in the same order) one update for each."""

    language: Any
    masthead: Any
    thread: Any
    question: Any
    ask: Any
    filters: Any
    languages: Any
    outlets: Any
    since: Any
    until: Any
    clear: Any
    fresh: Any
    suggestions: Any
    foot: Any


class Shown(NamedTuple):
    """What an answer changes: the components, or (in the same order) one update for each."""

    exchanges: Any
    thread: Any
    live: Any
    question: Any
    examples: Any
    fresh: Any


class Again(NamedTuple):
    """What page.js fills in and presses when a reader takes a filter away: seen by nobody."""

    plan: Any
    ask: Any


class Layout(NamedTuple):
    """All components of the page."""

    fields: Fields
    shown: Shown
    examples: list[gr.Button]
    again: Again


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in the fonts of the reader's own machine: no font is fetched."""
    return gr.themes.Base(font=SANS, font_mono=MONO, radius_size=gr.themes.sizes.radius_sm)


def lay_out(languages: Sequence[str], outlets: Sequence[str]) -> Layout:
    """The components, in the order in which the Tab key visits them; to be called inside a `gr.Blocks`.

    `languages` and `outlets` are those that anybody may choose: a page that was open before the server began again may
    ask with them.
    """
    exchanges = gr.State(())
    with gr.Row(elem_id="top"):
        masthead, language = _html("masthead"), _language_choice()
    thread, live = _html("conversation"), _html("live")
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="asking", equal_height=True):
            question, ask = _question()
        with gr.Row(elem_id="below"):
            filters, chosen = _filters(languages, outlets)
            fresh = gr.Button(elem_id="fresh", size="sm", visible=False, scale=0)
    with gr.Column(elem_id="examples") as suggested:
        suggestions = _html("suggestions")
        examples = [gr.Button(elem_classes="example", visible=False) for _ in range(SHOWN_EXAMPLES)]
    foot = _html("foot")
    again = Again(gr.Textbox(elem_id="again", container=False), gr.Button(elem_id="replan"))
    languages, outlets, since, until, clear = chosen
    filtering = (filters, languages, outlets, since, until, clear)
    fields = Fields(language, masthead, thread, question, ask, *filtering, fresh, suggestions, foot)
    return Layout(fields, Shown(exchanges, thread, live, question, suggested, fresh), examples, again)


def _html(place: str) -> gr.HTML:
    return gr.HTML(elem_id=place, js_on_load=None, apply_default_css=False)


def _language_choice() -> gr.Dropdown:
    texts = words(FALLBACK)
    choices = [(language_name(code, texts), code) for code in PAGE_LANGUAGES]
    return gr.Dropdown(choices, value=FALLBACK, filterable=False, elem_id="language", scale=0, min_width=150)


def _question() -> tuple[gr.Textbox, gr.Button]:
    attributes = gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send")
    question = gr.Textbox(elem_id="question", lines=1, max_lines=6, autofocus=True, html_attributes=attributes)
    return question, gr.Button(variant="primary", elem_id="ask", scale=0, min_width=96)


def _filters(known: Sequence[str], printed: Sequence[str]) -> tuple[gr.Accordion, tuple[Any, Any, Any, Any, Any]]:
    with gr.Accordion(open=False, elem_id="filters") as accordion:
        languages = gr.CheckboxGroup(list(known), elem_id="filter-languages")
        outlets = gr.Dropdown(list(printed), multiselect=True, elem_id="filter-outlets")
        with gr.Row():
            since = gr.Textbox(elem_id="filter-since", max_lines=1, min_width=120)
            until = gr.Textbox(elem_id="filter-until", max_lines=1, min_width=120)
        clear = gr.Button(size="sm", elem_id="clear")
    return accordion, (languages, outlets, since, until, clear)
