"""A reader in, the part of the archive that this reader may see out: all of it, or what is public.

The one place of the page where that is decided. What a view holds, it holds wholly: its questions, articles, outlets,
counts and examples all come from the same restricted archive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer import Kept
from domain import Answer, Query
from web.chat import Steps
from web.options import Readable, no_examples, nothing_kept


@dataclass(frozen=True, slots=True)
class View:
    """A part of the archive with everything that the page asks of it."""

    ask: Callable[[Query], Answer]
    archive: Readable
    examples: Callable[[str], Sequence[str]] = no_examples
    """Reader's language → questions that this part answers; the first four are shown."""
    stream: Steps | None = None
    """A question's answer as it grows, the whole of it last; None: it comes in one step."""
    find: Callable[[str], Kept | None] = nothing_kept
    """A kept answer by its id, if these readers may see it."""

    @property
    def steps(self) -> Steps:
        """The answer as it grows, the whole of it last."""
        return self.stream or (lambda query: (self.ask(query),))


@dataclass(frozen=True, slots=True)
class Views:
    """What anybody may see, and what a known reader may see."""

    public: View
    whole: View

    def of(self, request: object) -> View:
        """The view of the reader whom the entrance found behind this request: FastAPI's, or what Gradio makes of it."""
        return self.to(getattr(getattr(request, "state", None), "reader", None))

    def to(self, reader: str | None) -> View:
        """The view of this reader; None: somebody unknown."""
        return self.public if reader is None else self.whole
