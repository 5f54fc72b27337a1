"""An answer in, what a reader can do with it out: copy it in several forms, ask on, say what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from domain import Answer
from web.exports import as_csl_json, as_markdown, claims_as_csv, claims_as_markdown
from web.markup import text
from web.words import Words

REASONS = ("wrong_speaker", "wrong_outlet", "quote_not_exact", "should_not_have_answered", "outdated")
"""What may be wrong with an answer; `evaluation` reads the same words."""


def tools(found: Answer, texts: Words, origin: str) -> str:
    """Buttons that copy: the whole answer, and its claims and references for other programs."""
    forms = {"Markdown": claims_as_markdown(found, texts), "CSV": claims_as_csv(found, texts)} if found.claims else {}
    forms["CSL-JSON"] = as_csl_json(found, texts, origin)
    others = "".join(_copier(form, copied, f"{texts['copy_as']} {form}", texts) for form, copied in forms.items())
    whole = _copier(texts["copy"], as_markdown(found, texts, origin), texts["copy"], texts)
    others += _permanent(found, texts)
    return f'<div class="tools">{whole} <span class="label">{text(texts["copy_as"])}</span> {others}</div>'


def _permanent(found: Answer, texts: Words) -> str:
    """The link under which a kept answer can be opened again."""
    if not found.kept:
        return ""
    address = f"/answers/{quote(found.id, safe='')}?lang={texts['code']}"
    return f' <a class="permanent" href="{address}" target="_blank" rel="noopener">{text(texts["answer_link"])}</a>'


def follow_ups(questions: Sequence[str], texts: Words) -> str:
    """What to ask next, as buttons that ask it."""
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" class="next" dir="auto">{text(question)}</button>' for question in questions
    )
    return f'<div class="follow-ups"><h3>{text(texts["next"])}</h3>{buttons}</div>'


def feedback(found: Answer, texts: Words) -> str:
    """A form that says what is wrong, by the reasons of a newsroom."""
    if not found.id:
        return ""
    choice = '<label><input type="radio" name="reason" value="{}" required> {}</label>'
    reasons = "".join(choice.format(reason, text(texts["feedback_" + reason])) for reason in REASONS)
    return (
        f'<details class="feedback"><summary>{text(texts["feedback"])}</summary><form data-answer="{text(found.id)}" '
        f'data-question="{text(found.query.question)}" data-language="{text(found.language)}" '
        f'data-thanks="{text(texts["feedback_thanks"])}" data-failed="{text(texts["feedback_failed"])}">'
        f'<fieldset><legend class="only-heard">{text(texts["feedback"])}</legend>{reasons}</fieldset>'
        f'<label class="note">{text(texts["feedback_note"])}<textarea name="note" rows="2" maxlength="1000" dir="auto">'
        f"</textarea></label><button>{text(texts['feedback_send'])}</button></form></details>"
    )


def _copier(label: str, copied: str, heard: str, texts: Words) -> str:
    return (
        f'<button type="button" class="copy" aria-label="{text(heard)}" data-done="{text(texts["copied"])}" '
        f'data-failed="{text(texts["copy_failed"])}">{text(label)}</button>'
        f'<textarea class="copied" readonly hidden tabindex="-1" aria-label="{text(heard)}">{text(copied)}</textarea>'
    )
