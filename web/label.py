"""Draft test cases in, a reader's word on each out: a small page to accept, correct or drop them one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from errors import WhosaidError

Row = Mapping[str, Any]
TEXTS = ("question", "lang", "type", "speaker", "outlets", "articles", "must_mention", "tags")
"""Fields that the page edits as text, in the order of its boxes; lists are parted by |."""
HINTS = {
    "speaker": "who must be named; other spellings of the name after |",
    "outlets": "every outlet that reports it, parted by |",
    "articles": "ids of the articles that answer it, parted by |",
    "must_mention": "words the answer must hold, parted by |",
}


@dataclass(frozen=True)
class Reviewer:
    """What the page's buttons do."""

    waiting: Callable[[], Sequence[Row]]
    """The drafts left."""
    accept: Callable[[str, Mapping[str, Any]], None]
    """Take one with its corrections."""
    drop: Callable[[str], None]
    """Throw one away."""

    def show(self, skipped: int, note: str = "") -> list[Any]:
        """The values of all components for the draft after the skipped ones."""
        rows = self.waiting()
        row: Row = rows[skipped % len(rows)] if rows else {}
        left = f"{len(rows)} left to review" if rows else "Nothing is left to review."
        said = [_joined(row.get(name)) for name in TEXTS]
        return [skipped, row.get("id", ""), f"{left} {note}", *said, row.get("answerable", True), _proof(row)]

    def skip(self, skipped: int) -> list[Any]:
        """The next draft, this one left as it is."""
        return self.show(skipped + 1)

    def take(self, skipped: int, id_: str, answerable: bool, *said: str) -> list[Any]:
        """Accept the draft with what stands in the boxes."""
        changes = dict(zip(TEXTS, said, strict=True)) | {"answerable": answerable}
        return self._told(lambda: self.accept(id_, changes), skipped)

    def throw(self, skipped: int, id_: str) -> list[Any]:
        """Drop the draft."""
        return self._told(lambda: self.drop(id_), skipped)

    def _told(self, act: Callable[[], None], skipped: int) -> list[Any]:
        try:
            act()
        except WhosaidError as error:
            return self.show(skipped, f"Not saved: {error}")
        return self.show(skipped, "Saved.")


def label_page(
    waiting: Callable[[], Sequence[Row]],
    accept: Callable[[str, Mapping[str, Any]], None],
    drop: Callable[[str], None],
) -> gr.Blocks:
    """The page. `waiting` gives the drafts left, `accept` takes one with its corrections, `drop` throws one away."""
    reviewer = Reviewer(waiting, accept, drop)
    with gr.Blocks(title="Whosaid: review test questions", analytics_enabled=False) as page:
        skipped, id_ = gr.State(0), gr.Textbox(label="case", interactive=False)
        note = gr.Textbox(label="progress", interactive=False)
        boxes = [gr.Textbox(label=name, info=HINTS.get(name), lines=1) for name in TEXTS]
        answerable = gr.Checkbox(label="the archive answers it")
        proof = gr.Textbox(label="words that prove it, and where the draft comes from", interactive=False, lines=4)
        with gr.Row():
            buttons = [gr.Button(word) for word in ("Accept", "Skip", "Drop")]
        shown = [skipped, id_, note, *boxes, answerable, proof]
        buttons[0].click(reviewer.take, [skipped, id_, answerable, *boxes], shown)
        buttons[1].click(reviewer.skip, [skipped], shown)
        buttons[2].click(reviewer.throw, [skipped, id_], shown)
        page.load(lambda: reviewer.show(0), None, shown)
    return cast("gr.Blocks", page)


def serve(page: gr.Blocks, port: int) -> None:
    """Serve the page on this machine only, until it is stopped."""
    from web.layout import theme

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    page.launch(server_name="127.0.0.1", server_port=port, share=False, quiet=True, theme=theme(), ssr_mode=False)


def _joined(value: object) -> str:
    if isinstance(value, list | tuple):
        return "|".join(item if isinstance(item, str) else "|".join(map(str, item)) for item in value)
    return "" if value is None else str(value)


def _proof(row: Row) -> str:
    labels = [*(row.get("support") or []), *(row.get("relevant") or [])]
    lines = [f"{item.get('article', '')}: {item.get('text', '')}" for item in labels if isinstance(item, Mapping)]
    return "\n".join([*lines, str(row.get("source") or "")])
