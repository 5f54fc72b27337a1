"""What several test files share: the demo archive, made once, and sockets closed to everything but this machine."""

import socket
import sys
from collections import Counter
from functools import wraps
from pathlib import Path

import pytest

from tests.torture_report import lines, reported, write_page

HOUSE = Path(__file__).resolve().parent.parent
SHARED = HOUSE.parent / "shared"
TORTURE = "torture or row"
"""What `make torture` asks pytest for."""
LOOPBACK = {"127.0.0.1", "127.0.0.2", "::1", "localhost", "0.0.0.0", "", None}


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Connections to anywhere but loopback fail in this process, for every test."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise OSError(f"a test tried to reach {address}")
        return connect(self, address)

    def guarded_lookup(host, *rest, **named):
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOOPBACK:
            raise OSError(f"a test tried to look up {host}")
        return lookup(host, *rest, **named)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout; a test that needs it skips without it."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared (development data), which is not here")
    return SHARED


@pytest.fixture(scope="session")
def python() -> str:
    """The interpreter that runs the tests, for those that start a command."""
    return sys.executable


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def embedder():
    """The bundled embedder."""
    import settings
    from index import load_embedder

    return load_embedder(settings.Settings.model_fields["index"].default.embedder)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory, embedder) -> Path:
    """An archive folder with the demo articles, made once; to be read only."""
    from index import Archive
    from ingest import ingest

    folder = tmp_path_factory.mktemp("demo") / "archive"
    with Archive.write(folder, embedder) as writer:
        ingest([HOUSE / "articles"], writer, embedder=embedder)
    return folder


@pytest.fixture(scope="session")
def demo(demo_folder, embedder):
    """The demo archive, opened for reading."""
    from index import Archive

    archive = Archive.open(demo_folder, embedder)
    yield archive
    archive.close()


GIVEN: Counter[str] = Counter()
"""Over every answer given in any test: quotes and markers, and how many of them were right."""


@pytest.fixture(scope="session", autouse=True)
def every_answer_is_checked():
    """Each answer of `Answerer` and `Narrator` in this process is counted by the product's own check as it is given."""
    from answer import Answerer, tally
    from answer.narrator import Narrator

    patch = pytest.MonkeyPatch()
    for asked in (Answerer, Narrator):
        patch.setattr(asked, "ask", _counting(asked.ask, tally))
    yield
    patch.undo()


def _counting(ask, tally):
    @wraps(ask)
    def counted(self, query):
        answer = ask(self, query)
        ids = {c.reference.id for c in answer.citations}
        told = tally(answer, {i: article for i in ids if (article := self._archive.article(i))})
        GIVEN.update(told._asdict() | {"answers": 1})
        assert (told.exact, told.valid) == (told.quotes, told.markers), "an answer with a wrong quote or marker"
        return answer

    return counted


def pytest_sessionfinish(session):
    """Where several processes share the tests, each hands its counts over;"""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["given"] = dict(GIVEN)


def pytest_testnodedown(node):
    """the first one adds them up."""
    GIVEN.update(getattr(node, "workeroutput", {}).get("given", {}))


def pytest_terminal_summary(terminalreporter):
    """The two figures that must be 1.000, at the end of every run that gave answers."""
    if GIVEN["answers"]:
        quotes, markers = GIVEN["exact"] / max(GIVEN["quotes"], 1), GIVEN["valid"] / max(GIVEN["markers"], 1)
        terminalreporter.write_line(
            f"{GIVEN['answers']} answers given: quote exactness {quotes:.3f} of {GIVEN['quotes']}, "
            f"valid markers {markers:.3f} of {GIVEN['markers']}"
        )
    found = reported(terminalreporter.stats)
    if terminalreporter.config.option.markexpr == TORTURE and found:
        terminalreporter.section("rows of the table of threats")
        for line in lines(found):
            terminalreporter.write_line(line)
        write_page(HOUSE / "build" / "torture.md", found)


def pytest_collection_modifyitems(items):
    """A test that is marked with rows of the table of threats says so in its report."""
    for item in items:
        item.user_properties += [(f"row {row}", "") for mark in item.iter_markers("row") for row in mark.args]
