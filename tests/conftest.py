"""What several test files share: the demo archive, made once, and sockets closed to everything but this machine."""

import socket
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
SHARED = HOUSE.parent / "shared"
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None}


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
