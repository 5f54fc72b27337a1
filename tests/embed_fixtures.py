"""Host names that a browser takes for different sites, all on this machine: the chat's own, wikis, strangers."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from domain import Answer, Query
from tests.web_fixtures import FakeArchive, ask, examples

HOUSE = Path(__file__).resolve().parent.parent
PICTURES = Path(os.environ.get("SCREENSHOTS") or HOUSE / "build" / "screenshots")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MAPPED = "MAP *.test 127.0.0.1,MAP *.test. 127.0.0.1"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", f"--host-resolver-rules={MAPPED}"]  # fmt: skip
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 780}
SECRET = "0123456789abcdef0123456789abcdef"
"""Shared with the wikis of tests/wiki/up.sh."""
SEED = "Who claims the US refused strikes?"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def missing(what: str) -> None:
    """Skip with a clear word, but never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}; CI must have it")
    pytest.skip(what)


class Desk:
    """The chat at http://qa.test on a free port, with every question that it was asked."""

    def __init__(self, origins: tuple[str, ...] = (), **options: Any) -> None:
        self.options = options
        self.port = free_port()
        self.address = f"http://qa.test:{self.port}"
        self.origins = origins
        self.asked: list[Query] = []
        self.asked_whole: list[Query] = []
        self.answerer: Callable[[Query], Answer] = ask
        self.archive: Any = FakeArchive()
        self.server: Any = None
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def ask(self, query: Query) -> Answer:
        self.asked.append(query)
        return self.answerer(query)

    def ask_whole(self, query: Query) -> Answer:
        """For a reader whom a wiki vouches for."""
        self.asked_whole.append(query)
        return ask(query)

    async def _serve(self) -> None:
        import uvicorn

        import web
        from web.server import server_config

        chosen: dict[str, Any] = {"examples": examples, "pace": 0, "hosts": ("qa.test",), "embed_origins": self.origins}
        chosen["identities"] = web.Identities(token_secret=SECRET, issuers=self.origins)
        options = web.WebOptions(**(chosen | self.options))
        app = web.create_app(self.ask, self.archive, options, web.View(self.ask_whole, self.archive))
        self.server = uvicorn.Server(server_config(app, "127.0.0.1", self.port))
        await self.server.serve()

    def __enter__(self) -> Desk:
        self.thread.start()
        until = time.monotonic() + 60
        while not (self.server and self.server.started):
            assert self.thread.is_alive(), "the application did not start"
            assert time.monotonic() < until, "the application did not start within a minute"
            time.sleep(0.05)
        return self

    def __exit__(self, *error: object) -> None:
        self.server.should_exit = True
        self.thread.join(20)


@contextmanager
def pages() -> Iterator[tuple[int, dict[str, tuple[str, dict[str, str]]]]]:
    """A server of the pages that a test puts into the dictionary: path → (HTML, headers)."""
    held: dict[str, tuple[str, dict[str, str]]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = held.get(self.path.split("?")[0], ("", {}))
            self.send_response(200 if html else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], held
    server.shutdown()
    server.server_close()


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium, for which *.test is this machine."""
    if CHROMIUM is None:
        missing("no Chromium on this machine: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def picture(page: Any, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(500)  # the scroll and the fade have ended
    page.screenshot(path=PICTURES / f"{name}.png")


def frame_of(page: Any) -> Any:
    """The chat inside the page, once its question box can be typed in."""
    inside = page.frame_locator("iframe[allow='clipboard-write']")
    inside.locator("#composer[data-ready]").wait_for()
    return inside


def put(inside: Any, question: str) -> None:
    inside.locator("#words").fill(question)
    inside.locator("#words").press("Enter")
    inside.locator(".turn .searched, .turn .problem").last.wait_for()


def focused(page: Any) -> str:
    """What has the focus: its id, class or tag, through shadow roots, in the page; IFRAME where it is inside."""
    script = """() => { let at = document.activeElement;
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at.id || at.className || at.tagName; }"""
    return str(page.evaluate(script))
