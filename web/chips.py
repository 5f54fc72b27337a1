"""What a question was narrowed to in, chips that a reader can take away out; and the frame's own form of filters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from domain import Answer, Query
from web.markup import fill, name, text
from web.words import Words, day, language_name

FILTERS = ("languages", "outlets", "since", "until")
IGNORABLE = (*FILTERS, "speakers")
"""What a question may name and a reader take away."""
MOST_OUTLETS = 300
"""Outlets that the frame's list offers."""


def searched(found: Answer, texts: Words) -> str:
    """What part of the archive the answer was sought in: a chip for each filter, with buttons to change it.

    A filter that the question named itself is a chip like those that the reader set.
    The buttons stay hidden (page.css) where there is no script to ask again, or no box to ask in.
    """
    query, archive = in_effect(found), found.archive
    chips = [_chip("languages", code, language_name(code, texts), texts, code) for code in query.languages]
    chips += [] if chips else [f"<li>{text(texts['all_languages'])}</li>"]
    chips += [_chip("outlets", outlet, outlet, texts) for outlet in query.outlets]
    chips += [] if query.outlets else [f"<li>{text(texts['all_outlets'])}</li>"]
    for key, sentence, limit in (("since", "from_day", query.since), ("until", "until_day", query.until)):
        if limit:
            told = texts[sentence].format(date=day(limit, texts))
            chips.append(_chip(key, limit.isoformat(), told, texts))
    chips += [] if query.since or query.until else [f"<li>{text(texts['any_date'])}</li>"]
    if speakers := ", ".join(found.understood.speakers):
        chips.insert(0, _chip("speakers", speakers, f"{texts['speaker']}: {speakers}", texts))
    change = f'<li class="change"><button type="button" class="edit">{text(texts["filters"])}</button></li>'
    seen = fill(texts["asked_on"], count=str(archive.articles), newest=text(day(archive.newest, texts)))
    return (
        f'<div class="searched" data-question="{text(query.question)}" data-plan="{text(_plan(found))}">'
        f"<h3>{text(texts['searched'])}</h3><ul>{''.join(chips)}<li>{seen}</li>{change}</ul></div>"
    )


def _chip(key: str, value: str, label: str, texts: Words, language: str | None = None) -> str:
    heard = texts["embed_remove"].format(what=label)
    return (
        f'<li>{name(label, language)}<button type="button" class="drop" data-key="{key}" data-value="{text(value)}" '
        f'aria-label="{text(heard)}">×</button></li>'
    )


def in_effect(found: Answer) -> Query:
    """The query with the filters that were used: those that were set, else those that the question named."""
    named = {key: value for key in FILTERS if (value := getattr(found.understood, key))}
    return replace(found.query, **{key: value for key, value in named.items() if not getattr(found.query, key)})


def _plan(found: Answer) -> str:
    """What page.js and embed.js ask again with; `named` are the filters that only the question named."""
    query = in_effect(found)
    named = [key for key in FILTERS if getattr(query, key) != getattr(found.query, key)]
    days = {key: limit.isoformat() if limit else "" for key, limit in (("since", query.since), ("until", query.until))}
    asked = {"speakers": [", ".join(found.understood.speakers)]} if found.understood.speakers else {}
    plan = {"languages": query.languages, "outlets": query.outlets, **days, **asked}
    return json.dumps(plan | {"named": named, "ignore": query.ignore}, ensure_ascii=False)


def filter_form(known: tuple[Sequence[str], Sequence[str]], query: Query, texts: Words) -> str:
    """The frame's filters: part of its form, so that they work without scripts. `known`: languages and outlets."""
    languages, outlets = known
    boxes = "".join(
        f'<label><input type="checkbox" name="languages" value="{text(code)}"'
        f"{' checked' if code in query.languages else ''}> {name(language_name(code, texts), code)}</label>"
        for code in languages
    )
    chosen = "|".join(query.outlets)
    offered = dict.fromkeys([*([chosen] if chosen else []), *outlets[:MOST_OUTLETS]])
    options = "".join(
        f'<option value="{text(outlet)}"{" selected" if outlet == chosen else ""}>'
        f"{text(outlet.replace('|', ', '))}</option>"
        for outlet in offered
    )
    dates = "".join(
        f'<label>{text(texts["filter_" + key])} <input type="date" name="{key}" value="{limit or ""}"></label>'
        for key, limit in (("since", query.since), ("until", query.until))
    )
    return (
        f'<details id="narrow"><summary>{text(texts["filters"])}</summary>'
        f"<fieldset><legend>{text(texts['filter_languages'])}</legend>{boxes}</fieldset>"
        f'<label>{text(texts["filter_outlets"])} <select name="outlets"><option value="">{text(texts["all_outlets"])}'
        f"</option>{options}</select></label>{dates}</details>"
    )
