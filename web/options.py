"""What the page is told from outside, as plain values: its title, its limits, its host names, its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from answer import Kept
from domain import Answer, ArchiveState, Article, Query
from web.identity import Identities


def no_examples(language: str) -> Sequence[str]:
    """No example questions, in whatever language."""
    return ()


def nothing_kept(id_: str) -> Kept | None:
    """No kept answer, under whatever id."""
    return None


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Plain values for `create_app`; the settings are read at the door, never here."""

    title: str = "Whosaid"
    max_question: int = 2000
    """Longest question in characters; the server refuses a longer one, whatever the browser sent."""
    hosts: tuple[str, ...] = ()
    """Host names besides loopback and bare addresses under which this machine may be asked."""
    embed_origins: tuple[str, ...] = ()
    """Origins of the wikis that may show the chat in a frame, as https://wiki.example.org; empty: none may."""
    identities: Identities = field(default_factory=Identities)
    """Who may be known, and by what."""
    anonymous: bool = True
    """Whether somebody unknown may come in at all; they see what is public."""
    questions_per_minute: int = 60
    """Questions that one client may ask in a minute; 0: no limit."""
    feedback: Callable[[Mapping[str, Any]], None] | None = None
    """Keeps what a reader finds wrong with an answer; None: nothing is kept."""
    upload: Callable[[str, bytes], Mapping[str, Any]] | None = None
    """Takes a file's name and bytes into the archive and reports; None: nobody may add articles."""
    fetch: Callable[[str], Mapping[str, Any]] | None = None
    """Takes what stands at a web address into the archive and reports; None: nobody may name one."""
    max_upload_mb: int = 20
    examples: Callable[[str], Sequence[str]] = no_examples
    """Reader's language → questions that the public part answers; the first four are shown."""
    stream: Callable[[Query], Iterable[Answer]] | None = None
    """A question's answer as it grows, the whole of it last; None: it comes in one step."""
    find: Callable[[str], Kept | None] = nothing_kept
    """A kept answer by its id; None: there is none."""
    pace: float = 0.12
    """Seconds between two sentences of a streamed answer."""


class Readable(Protocol):
    """What the page reads of an archive."""

    def article(self, article_id: str) -> Article | None:
        """The stored article, None if there is none of this id."""
        ...

    def outlets(self) -> list[str]:
        """The names of all outlets."""
        ...

    def languages(self) -> list[str]:
        """The codes of all languages."""
        ...

    def state(self) -> ArchiveState:
        """How large and how fresh it is."""
        ...

    def overview(self) -> Mapping[str, Any]:
        """Articles by outlet, language and month, and the last ingest."""
        ...
