"""Prompt in, a language model's text out, piece by piece: any OpenAI-compatible endpoint, or one clear error in time.

Nothing here is imported or contacted unless an address is configured. The call runs in a thread of its own, so that
neither a hanging lookup nor an endpoint that sends one byte a second can outlast the deadline.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from answer.bounded import Line, bounded_client
from answer.breaker import Breaker
from answer.waiting import reader_gone
from errors import BadSetting, ModelUnavailable

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

TRIES = 3
BACK_OFF_S = 0.5
"""Wait before the second try; doubled before the third. Only after 429 and 5xx, never once text has come."""
MAX_CHARACTERS = 16_000
"""Longest reply read; an endless one is cut there."""
MAX_TOKENS = 2_000
LOOK_UP_S = 0.25
"""How often a wait looks whether anybody still waits for its answer."""


class Prompt(NamedTuple):
    """What is sent: the house's instructions, the data they are about, the JSON schema of the reply."""

    system: str
    data: str
    schema: Mapping[str, Any]


class Deadline:
    """A moment after which nothing is waited for any more; it has come as soon as the reader has gone."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._gone = reader_gone()

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for the answer."""
        return self._gone.is_set()

    def extend(self, seconds: float) -> None:
        """Leave out of account what was spent on something else."""
        self._end += seconds

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return 0.0 if self.abandoned else max(0.0, self._end - time.monotonic())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 20.0
    """Seconds for all calls of one answer together."""

    @classmethod
    def named(cls, base_url: str, model: str, key: str, timeout: float) -> Endpoint | None:
        """The endpoint of these settings; None where no address is given."""
        return cls(base_url.strip(), model.strip(), key, timeout) if base_url.strip() else None


class Model:
    """A language model behind an endpoint. Safe in any number of threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises BadSetting for an address that is none or for a missing model name."""
        if not endpoint.base_url.startswith(("http://", "https://")):
            raise BadSetting(
                f"WHOSAID_LLM__BASE_URL={endpoint.base_url!r}: must begin with http:// or https://, "
                "for example http://localhost:11434/v1"
            )
        if not endpoint.model.strip():
            raise BadSetting("WHOSAID_LLM__MODEL is empty; name a model that the address in WHOSAID_LLM__BASE_URL has")
        import llama_index.llms.openai_like  # noqa: F401 - three seconds that no reader should wait for

        self.endpoint = endpoint
        self._breaker = Breaker()
        self._plain = False

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.endpoint.model

    def stream(self, prompt: Prompt, deadline: Deadline) -> Iterator[str]:
        """The reply as it comes. Raises ModelUnavailable when it fails, ends empty, or the deadline passes."""
        if not self._breaker.allows():
            raise ModelUnavailable(f"{self.name}: left alone for a while after failed calls")
        call = _Call(self, prompt)
        try:
            yield from call.pieces(deadline)
        except ModelUnavailable as error:
            if deadline.abandoned:
                raise  # says nothing about the model
            self._breaker.tell(False)
            log.warning("the language model failed: %s", error)
            raise
        else:
            self._breaker.tell(True)
        finally:
            call.stop()

    def complete(self, prompt: Prompt, deadline: Deadline) -> str:
        """The whole reply. Raises ModelUnavailable."""
        return "".join(self.stream(prompt, deadline))

    def chunks(self, prompt: Prompt, client: httpx.Client) -> Iterator[str]:
        """One request, its text as it comes; raises what the client raises."""
        from llama_index.core.llms import ChatMessage
        from llama_index.llms.openai_like import OpenAILike

        endpoint = self.endpoint
        llm = OpenAILike(
            model=endpoint.model,
            api_base=endpoint.base_url.rstrip("/"),
            api_key=endpoint.key or "none",  # the client refuses to start without one
            is_chat_model=True,
            temperature=0.0,
            max_tokens=MAX_TOKENS,
            max_retries=0,
            timeout=endpoint.timeout,
            http_client=client,
            additional_kwargs={} if self._plain else {"response_format": _json_schema(prompt.schema)},
        )
        told = [ChatMessage(role="system", content=prompt.system), ChatMessage(role="user", content=prompt.data)]
        for piece in llm.stream_chat(told):
            yield piece.delta or ""

    def without_schema(self) -> bool:
        """Stop sending the schema to a server that refuses requests with one; False if that was done already."""
        was, self._plain = self._plain, True
        return not was


class _Call:
    """One prompt on its way: a thread that reads, a queue that hands on."""

    def __init__(self, model: Model, prompt: Prompt) -> None:
        self._model, self._prompt = model, prompt
        self._pieces: queue.Queue[str | Exception | None] = queue.Queue()
        self._stopped = threading.Event()
        self._line = Line()
        self._client = bounded_client(model.endpoint.timeout, self._line)
        threading.Thread(target=self._read, name="language-model", daemon=True).start()

    def pieces(self, deadline: Deadline) -> Iterator[str]:
        """What arrives until the end, the deadline or the longest reply."""
        length = 0
        while length < MAX_CHARACTERS:
            piece = self._next(deadline)
            if isinstance(piece, Exception):
                raise ModelUnavailable(f"{self._model.name}: {reason(piece)}") from None
            if piece is None:
                break
            length += len(piece)
            yield piece
        if not length:
            raise ModelUnavailable(f"{self._model.name}: an empty reply")

    def _next(self, deadline: Deadline) -> str | Exception | None:
        while True:
            try:
                return self._pieces.get(timeout=min(deadline.left, LOOK_UP_S))
            except queue.Empty:
                if not deadline.left:
                    raise ModelUnavailable(f"{self._model.name}: no whole reply in time") from None

    def stop(self) -> None:
        """End the thread, wherever it waits."""
        self._stopped.set()
        self._line.hang_up()
        self._client.close()

    def _read(self) -> None:
        """Runs in the thread: whatever happens there becomes something in the queue."""
        for attempt in range(TRIES):
            begun = False
            try:
                for piece in self._model.chunks(self._prompt, self._client):
                    if self._stopped.is_set():
                        return
                    if piece:
                        begun = True
                        self._pieces.put(piece)
                self._pieces.put(None)
                return
            except Exception as error:  # the thread must not die unheard
                again = not begun and attempt < TRIES - 1 and self._worth_another(error, attempt)
                if not again:
                    self._pieces.put(error)
                    return

    def _worth_another(self, error: Exception, attempt: int) -> bool:
        status = getattr(error, "status_code", None)
        if status in {400, 422}:
            return self._model.without_schema()
        busy = status == 429 or (isinstance(status, int) and status >= 500)
        return busy and not self._stopped.wait(BACK_OFF_S * 2**attempt)


def reason(error: Exception) -> str:
    """What went wrong in a few words: never the endpoint's own, which may repeat the key or the prompt."""
    status = getattr(error, "status_code", None)
    return f"HTTP {status}" if status else type(error).__name__


def _json_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)}}
