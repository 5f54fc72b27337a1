"""A real `chroma run` (the Rust server) on a free port of this machine, and stand-ins for wrong servers and a proxy."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

RUN = "import sys; sys.argv[0] = 'chroma'; from chromadb.cli.cli import app; app()"


def open_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Chroma:
    """A server process over a folder; it can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, open_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "run", "--path", str(self.folder), "--host", "127.0.0.1",
             "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/version", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.stop()
        pytest.skip("chroma run does not start on this machine")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """The process takes connections and answers nothing."""
        os.kill(self.process.pid, signal.SIGSTOP)


@contextmanager
def running(folder: Path) -> Iterator[Chroma]:
    chroma = Chroma(folder)
    chroma.start()
    try:
        yield chroma
    finally:
        chroma.stop()


Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def answering_http(answer: Callable[[str, str, dict[str, str], bytes], Reply]) -> Iterator[str]:
    """An HTTP server whose every reply `answer` gives for (method, path, headers, body); its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, headers, reply = answer(self.command, self.path, dict(self.headers.items()), body)
            self.send_response_only(status)
            for name, value in ({"content-length": str(len(reply))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def proxied(upstream: str, token: str, prefix: str) -> Callable[[str, str, dict[str, str], bytes], Reply]:
    """What a proxy does that has Chroma under `prefix` and lets in whoever has the token."""

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        given = {name.lower(): value for name, value in headers.items()}
        if given.get("authorization") != f"Bearer {token}":
            return 401, {}, b"who are you?"
        if not path.startswith(prefix):
            return 404, {}, b"nothing here"
        kept = {"content-type": "application/json"}
        asked = urllib.request.Request(upstream + path.removeprefix(prefix), body or None, kept, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=20) as reply:
                return reply.status, {"content-type": reply.headers["content-type"]}, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, {"content-type": error.headers.get("content-type") or "text/plain"}, error.read()

    return answer
