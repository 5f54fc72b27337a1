"""A Ray cluster's address goes in; whoever reads files and prepares articles on its machines comes out.

Ray is an extra (requirements-ray.txt), imported only here. What is written stays with the process that ingests: the
cluster gets the bytes of files and texts of articles, and gives back what is to be stored. docs/scale.md says what a
cluster needs, and why it belongs on a network of its own.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from errors import BadSetting, ClusterUnavailable, UnreadableArticle, WhosaidError
from ingest.cage import cage
from ingest.limits import Limits
from ingest.version import version
from ingest.workers import Batch, Workers

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from domain import Article, Prepared
    from ingest.bundles import Member
    from ingest.reading import FileContents

HOUSE = Path(__file__).resolve().parent.parent
LOCAL = "local"
CONNECT_SECONDS, ANSWER_SECONDS = 3, 15
"""How long an address may take to take a connection, and a Ray there to say a word."""
SETTINGS = b"\0\0\0\x04\0\0\0\0\0"
"""An empty frame of that kind in HTTP/2."""
TRIES = 3
"""How often a task is given to another worker when its own has died."""


class KnownEmbedder(Protocol):
    """An embedder of which two machines can tell whether they have the same."""

    @property
    def identity(self) -> Mapping[str, str]:
        """What two embedders share that give the same vectors."""

    def as_llama(self) -> BaseEmbedding:
        """As `ingest.pipeline` wants it."""


@contextmanager
def spread(address: str, limits: Limits, embedder: KnownEmbedder) -> Iterator[Workers]:
    """The cluster's workers, for as long as the context lasts.

    `address` is host:port of a running cluster that this machine is part of, or `local`: one of its own for as long.
    Raises BadSetting if it is neither or Ray is not installed, ClusterUnavailable if nothing answers there.
    """
    if importlib.util.find_spec("ray") is None:
        raise BadSetting("--ray needs Ray, which is not installed; run `pip install -r requirements-ray.txt`")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # Ray would tell its makers
    if address != LOCAL:
        _check(address)
    _join(address)
    import ray

    try:
        yield Spread(limits, embedder)
    finally:
        ray.shutdown()


def _check(address: str) -> None:
    """Find out at once what Ray itself finds out after four minutes, and then ends the process."""
    found = re.fullmatch(r"\[?([^\s/@]+?)\]?:(\d{1,5})", address)
    if not found:
        raise BadSetting(f"--ray {address}: write local, or host:port of a Ray cluster, as 10.0.0.5:6379")
    try:
        with socket.create_connection((found[1], int(found[2])), CONNECT_SECONDS) as connection:
            speaks = _speaks_grpc(connection)
    except (OSError, OverflowError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ClusterUnavailable(f"--ray {address}: nothing can be reached there ({why}); start the cluster") from None
    if not speaks:
        raise ClusterUnavailable(
            f"--ray {address}: no Ray answers there; name the address that `ray start --head` printed"
        )


def _speaks_grpc(connection: socket.socket) -> bool:
    """Whether the other end answers a greeting in HTTP/2 with its settings, as every gRPC server does."""
    connection.settimeout(ANSWER_SECONDS)
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SETTINGS)
    with connection.makefile("rb") as answer:
        try:
            return answer.read(len(SETTINGS))[3:4] == SETTINGS[3:4]
        except OSError:
            return False


def _join(address: str) -> None:
    import ray

    how: dict[str, Any] = {"address": address}
    if address == LOCAL:
        how |= {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    else:
        os.environ.setdefault("RAY_gcs_server_port_wait_time_s", "1")  # one try of 40 seconds, not twenty
    try:
        ray.init(
            **how,
            log_to_driver=False,
            configure_logging=False,
            runtime_env={"env_vars": {"PYTHONPATH": str(HOUSE)}},
        )
    except (Exception, SystemExit) as error:
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise ClusterUnavailable(
            f"--ray {address}: this machine cannot join the cluster ({reason}); run `ray start --address={address}` "
            "on it, with the version and the token of the cluster"
        ) from None


class Spread:
    """The workers of the cluster that this process has joined."""

    def __init__(self, limits: Limits, embedder: KnownEmbedder) -> None:
        """Nothing is sent yet but the name of the model."""
        import ray

        self._limits = limits
        self._embedder = ray.put(embedder)
        self._identity = embedder.identity
        cluster: Any = ray  # parts of it have no types
        self.at_once = 2 * max(1, int(cluster.cluster_resources().get("CPU", 1)))

    def read(self, path: Path, data: bytes, default_outlet: str) -> Future[FileContents]:
        """What the bytes of the file at `path` hold; the result raises UnreadableArticle with the reason."""
        return self._asked(_read, self._limits, "read", path, data, default_outlet)

    def members(self, data: bytes) -> list[Member]:
        """The files of a ZIP, opened in the cage of this machine."""
        return cage(self._limits).members(data)

    def read_member(self, path: Path, packed: bytes, default_outlet: str, member: Member) -> Future[FileContents]:
        """What a file of a ZIP holds, given its packed bytes; like `read`."""
        return self._asked(_read, self._limits, "read_member", path, packed, default_outlet, member)

    def begin(self, article: Article) -> None:
        """Nothing: whole batches are sent."""

    def prepare(self, batch: Batch) -> Callable[[], list[Prepared]]:
        """Each article with its passages, their vectors and its statements; waiting raises ClusterUnavailable."""
        return self._asked(_prepare, list(batch), self._embedder, self._identity).result

    def _asked(self, task: Callable[..., object], *arguments: object) -> Future[Any]:
        """The task's outcome once a worker has it; one that dies is tried anew on another."""
        import ray

        cluster: Any = ray  # parts of it have no types
        remote = cluster.remote(max_retries=TRIES, name=task.__name__)(_with_our_code)
        outcome: Future[Any] = Future()
        broken = UnreadableArticle if task is _read else ClusterUnavailable

        def told(found: Future[Any]) -> None:
            if not outcome.set_running_or_notify_cancel():
                return  # nobody waits for it any more
            error = found.exception()
            if error is not None:
                why = " ".join(str(error.__cause__ or error).split())[:160]
                outcome.set_exception(
                    broken(f"a machine of the cluster failed over it ({type(error).__name__}: {why})")
                )
            elif isinstance(value := found.result(), WhosaidError):
                outcome.set_exception(value)
            else:
                outcome.set_result(value)

        remote.remote(version(), task, *arguments).future().add_done_callback(told)
        return outcome


def _with_our_code(wanted: str, task: Callable[..., object], *arguments: object) -> object:
    """On the cluster: the task, unless this machine would make something else of an article than the driver."""
    if (own := version()) != wanted:
        return ClusterUnavailable(
            f"the machine {platform.node()} of the cluster has another version of Whosaid or of its languages ({own}) "
            f"than this one ({wanted}); bring both to the same, and ingest again"
        )
    return task(*arguments)


def _read(limits: Limits, method: str, *arguments: object) -> object:
    """On the cluster: a file read in that machine's own cage."""
    try:
        return getattr(cage(limits), method)(*arguments).result()
    except UnreadableArticle as error:
        return error


def _prepare(batch: Batch, embedder: KnownEmbedder, identity: object) -> object:
    """On the cluster: articles prepared with the same model as here, or not at all."""
    from ingest.pipeline import prepare

    try:
        known = _LOADED.get(repr(identity))
        if known is None:
            if embedder.identity != identity:
                return ClusterUnavailable("a machine of the cluster has another embedding model than this one")
            known = _LOADED[repr(identity)] = embedder
        return prepare(batch, known)
    except WhosaidError as error:
        return error


_LOADED: dict[str, KnownEmbedder] = {}
"""A worker's model: loaded once, for every batch that it gets."""
