"""Rows 13, 14, 16, 17 and 29 of the table of threats: a served archive, its port, and clients that mean no good."""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from answer import Answerer, Endpoint, answering
from tests.embed_fixtures import Desk, free_port
from tests.scripted_model import serving as model
from tests.test_waiting import asking_id
from tests.torture_work import HOUSE
from web.identity import Identities

pytestmark = pytest.mark.torture
QUESTION = "Who says the US refused to strike the convoys at Abu Kamal?"
PROXY = Identities(proxies=("127.0.0.1",))
"""This machine counts as the proxy, so that a test can be many clients."""


QUIET = os.getloadavg()[0] < 1.5
"""Whether times measured here say anything of the product; otherwise they are reported and not asserted."""


def load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def memory_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def left_open() -> tuple[int, int]:
    """Sockets of this process, and its threads but for the workers that wait to be used again."""
    files = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    held = sum(os.path.lexists(file) and os.readlink(file).startswith("socket:") for file in files)
    return held, sum("AnyIO" not in type(t).__name__ + t.name and "WorkerThread" not in type(t).__name__
                     for t in threading.enumerate())  # fmt: skip


@contextmanager
def served(archive: Path, **given: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python app.py` in a process of its own."""
    port = free_port()
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WHOSAID_")}
    env = bare | {"WHOSAID_ARCHIVE": str(archive), "WHOSAID_WEB__PORT": str(port)} | given
    process = subprocess.Popen([sys.executable, "app.py"], cwd=HOUSE, env=env, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


@pytest.fixture(scope="module")
def product(demo_folder) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python app.py` with nothing set but its archive and port, ready to answer."""
    with served(demo_folder) as (process, port):
        assert process.stdout
        assert "answers on" in process.stdout.readline()
        settle(lambda: listening(process.pid) != [], 60)
        yield process, port


def percentile(spent: list[float], share: float = 0.95) -> float:
    return sorted(spent)[min(len(spent) - 1, int(share * len(spent)))]


# Row 13


BAD = {
    "2 MB": ("x" * 2_000_000, 413),
    "a million tokens": ("a " * 30_000, 413),
    "64 KB in Chinese": ("中" * 21_000, 413),
    "2,001 characters": ("who said it " * 170, 413),
    "no text": (None, 422),
    "a list": (["who"], 422),
    "empty": ("", 422),
    "blanks": (" \t\n\u3000", 422),
    "emoji": ("🦢🦢🦢", 422),
    "NUL": ("\x00" * 40, 422),
    "half characters": ("\ud800\udfff\ud800", 422),
    "marks alone": ("\u202e\u200b\u0301?!", 422),
}


def test_bad_questions_are_refused_before_anything_is_searched(product, record_property):
    process, port = product
    bodies = {name: json.dumps({"question": asked}) for name, (asked, _) in BAD.items()}

    def refused(client: httpx.Client, name: str) -> float:
        began = time.perf_counter()
        told = client.post("/api/ask", content=bodies[name], headers={"content-type": "application/json"})
        spent = time.perf_counter() - began
        assert told.status_code == BAD[name][1], (name, told.text)
        assert told.json()["error"]
        return spent

    with Desk() as desk, httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", timeout=30) as client:
        for name in BAD:
            refused(client, name)
        assert desk.asked == []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        client.post("/api/ask", json={"question": QUESTION}).raise_for_status()
        before = memory_mb(process.pid)
        # Of five the fastest: what the machine does beside it is not the product's.
        slowest = 1000 * max(min(refused(client, name) for _ in range(5)) for name in BAD)
        grown = memory_mb(process.pid) - before
    record_property("row 13", f"{len(BAD)} of {len(BAD)} bad questions refused before anything was searched, the "
                              f"slowest in {slowest:.0f} ms; memory + {grown:.1f} MB")  # fmt: skip
    assert slowest <= 50
    assert grown <= 5


# Row 14


def clients(count: int) -> list[str]:
    return [f"203.0.113.{number}" for number in range(1, count + 1)]


def asked(client: httpx.Client, address: str, **headers: str) -> httpx.Response:
    return client.post("/api/ask", json={"question": QUESTION}, headers={"x-forwarded-for": address, **headers})


def honest(port: int, address: str, until: Callable[[], bool]) -> list[tuple[int, float]]:
    """One question a second, as no reader asks for long."""
    told = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        while not until():
            began = time.monotonic()
            status = asked(client, address).status_code
            told.append((status, time.monotonic() - began))
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
    return told


def test_one_who_asks_without_end_is_slowed_down_and_others_are_not(demo, record_property):
    with Desk(identities=PROXY) as desk, ThreadPoolExecutor(4) as pool:
        answerer = Answerer(demo)
        answerer.warm_up()
        desk.answerer = answerer.ask

        def crowd(seconds: float) -> list[list[tuple[int, float]]]:
            end = time.monotonic() + seconds
            readers = [pool.submit(honest, desk.port, a, lambda: time.monotonic() > end) for a in clients(3)]
            return [reader.result() for reader in readers]

        crowd(3)
        alone = [spent for told in crowd(6) for _, spent in told]
        end, codes = time.monotonic() + 60, list[int]()

        def abuse() -> None:
            with httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", timeout=30) as client:
                while time.monotonic() < end:
                    began = time.monotonic()
                    spoofed = f"198.51.100.{len(codes) % 250}, 203.0.113.66"  # the first is its own invention
                    codes.append(asked(client, spoofed).status_code)
                    time.sleep(max(0.0, 0.02 - (time.monotonic() - began)))

        abuser = pool.submit(abuse)
        beside = [one for told in crowd(60) for one in told]
        abuser.result()
    refused, spent = codes.count(429) / len(codes), [s for _, s in beside]
    ratio = percentile(spent) / percentile(alone)
    record_property("row 14", f"{len(codes)} questions of one client in 60 s under changing forged addresses: "
                              f"{100 * refused:.1f} % got 429; of {len(beside)} questions of 3 others 0 refused, their "
                              f"p95 {ratio:.1f} times as alone ({load()})")  # fmt: skip
    assert {status for status, _ in beside} == {200}
    assert codes.count(200) <= 30 + 61, "the burst, and one a second"
    assert set(codes) == {200, 429}
    if QUIET:
        assert refused >= 0.95
        assert ratio <= 1.5


# Row 16


def test_silent_and_vanishing_connections_cost_others_nothing_and_leave_nothing(demo, record_property, monkeypatch):
    monkeypatch.setattr("web.server.PATIENCE_S", 4.0)
    with Desk() as desk:
        answerer = Answerer(demo)
        answerer.warm_up()
        desk.answerer = answerer.ask
        base = f"http://127.0.0.1:{desk.port}"

        def spent(count: int) -> list[float]:
            times = []
            with httpx.Client(base_url=base, timeout=30) as client:
                for _ in range(count):
                    began = time.monotonic()
                    assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200
                    times.append(time.monotonic() - began)
            return times

        spent(5)
        before = spent(30)
        sockets_before, threads_before = left_open()
        silent = [socket.create_connection(("127.0.0.1", desk.port)) for _ in range(200)]
        for number, connection in enumerate(silent):
            if number % 2:
                connection.sendall(b"POST /api/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-le")
        during = spent(30)
        closed = sum(hung_up(connection) for connection in silent)
        for number in range(40):
            leave(desk.port, number)
        after = spent(5)
        settle(lambda: left_open()[0] <= sockets_before)
        leaked, threads = left_open()[0] - sockets_before, left_open()[1] - threads_before
    ratio = percentile(during) / percentile(before)
    record_property("row 16", f"200 silent connections, {closed} hung up on; a reader's p95 meanwhile {ratio:.1f} "
                              f"times as before ({load()}); 40 who vanished: {max(leaked, 0)} sockets, "
                              f"{max(threads, 0)} threads left")  # fmt: skip
    assert closed == 200
    assert after
    assert leaked <= 0
    assert threads <= 0
    if QUIET:
        assert ratio <= 1.5


def hung_up(connection: socket.socket) -> bool:
    with connection:
        connection.settimeout(20)
        try:
            while connection.recv(4096):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
    return True


def leave(port: int, number: int) -> None:
    """Ask, or begin to listen, and go at once."""
    body = json.dumps({"question": QUESTION}).encode()
    ask = b"POST /api/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    ask += b"content-length: %d\r\n\r\n%s" % (len(body), body)
    listen = b"GET /gradio_api/heartbeat/x%d HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n" % number
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(listen if number % 2 else ask)
        if number % 4 > 1:
            time.sleep(0.02)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, no farewell


def settle(well: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not well() and time.monotonic() < end:
        time.sleep(0.1)


def more(server: Any, before: int) -> bool:
    return len(server.requests) > before


def test_a_model_is_left_within_two_seconds_of_its_reader(demo, record_property):
    with model("hang") as server, Desk() as desk:
        narrator = answering(demo, Endpoint(server.url, "hanging", "", 60))
        narrator.warm_up()
        desk.answerer = narrator.ask
        waits = []
        for path in ("/api/ask", "/embed/", "chat"):
            before = len(server.requests)
            if path == "chat":
                with httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", timeout=30) as client:
                    client.post("/gradio_api/queue/join", json=asking_id(client)).raise_for_status()
                    with client.stream("GET", "/gradio_api/queue/data?session_hash=leaves"):
                        settle(partial(more, server, before))
            else:
                kind, body = ("application/json", json.dumps({"question": QUESTION}))
                if path == "/embed/":
                    kind, body = "application/x-www-form-urlencoded", "question=Who+says+the+US+refused+to+strike%3F"
                head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\n"
                with socket.create_connection(("127.0.0.1", desk.port)) as connection:
                    connection.sendall(f"{head}content-length: {len(body)}\r\n\r\n{body}".encode())
                    settle(partial(more, server, before))
            assert len(server.requests) == before + 1, path
            gone = time.monotonic()
            settle(lambda: not any(t.name == "language-model" for t in threading.enumerate()))
            waits.append(time.monotonic() - gone)
    record_property("row 16", f"a model that hangs is left {max(waits):.1f} s after its reader (API, frame, chat)")
    assert max(waits) <= 2


# Row 17


def test_twenty_sessions_at_once_share_nothing(record_property):
    words = [f"canary{number:02}z" for number in range(20)]
    with Desk() as desk:

        def session(word: str) -> str:
            """Three questions in the chat and one in the frame, each with this session's own word."""
            with httpx.Client(base_url=f"http://127.0.0.1:{desk.port}", timeout=60) as client:
                told, state = "", asking_id(client) | {"session_hash": f"session-{word}"}
                for number in range(3):
                    state["data"][0] = f"Who claims {word} the US refused strikes {number}?"
                    client.post("/gradio_api/queue/join", json=state).raise_for_status()
                    told += client.get(f"/gradio_api/queue/data?session_hash=session-{word}").text
                form = {"question": f"Who claims {word}?", "history": json.dumps([[word, "an answer"]])}
                return told + client.post("/embed/", data=form).text

        with ThreadPoolExecutor(20) as pool:
            told = list(pool.map(session, words))
    leaks = [(mine, other) for mine, text in zip(words, told, strict=True) for other in words
             if other != mine and other in text]  # fmt: skip
    assert all(text.count(word) >= 4 for word, text in zip(words, told, strict=True))
    asked = [q for q in desk.asked if q.history]
    mixed = [q for q in asked if len({w for w in words if w in repr(q)}) != 1]
    record_property("row 17", f"{len(words)} sessions at once, {len(desk.asked)} questions: {len(leaks)} leaks")
    assert leaks == []
    assert mixed == []
    assert len(asked) >= 40


# Row 29


def test_by_default_one_port_of_this_machine_is_open_and_no_other(product, demo_folder, record_property):
    process, port = product
    httpx.post(f"http://127.0.0.1:{port}/api/ask", json={"question": QUESTION}, timeout=60).raise_for_status()
    mine, outside = listening(process.pid), reaching_out(process.pid)
    assert mine == [("127.0.0.1", port)]
    assert outside == []
    told = []
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        with served(demo_folder, WHOSAID_WEB__HOST=host) as (process, _):
            assert process.wait(60) == 2
            assert process.stderr
            told.append(process.stderr.read())
    assert all(len(said.strip().splitlines()) == 1 for said in told), told
    refused = sum("without signing in" in said or "no address of this machine" in said for said in told)
    assert refused == 3, told
    record_property("row 29", "one listening port, on 127.0.0.1, no connection outward; 3 of 3 wider addresses without "
                              "sign-in refused with one sentence")  # fmt: skip


def sockets(pid: int) -> list[tuple[str, tuple[str, int], tuple[str, int]]]:
    """State, own and other address of each socket of a process, out of /proc."""
    held = {os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd") if exists(pid, n)}
    rows = [line.split() for file in ("tcp", "tcp6", "udp", "udp6") for line in
            Path(f"/proc/{pid}/net/{file}").read_text().splitlines()[1:]]  # fmt: skip
    return [(row[3], address(row[1]), address(row[2])) for row in rows if f"socket:[{row[9]}]" in held]


def exists(pid: int, number: str) -> bool:
    return os.path.lexists(f"/proc/{pid}/fd/{number}")


def address(written: str) -> tuple[str, int]:
    host, port = written.split(":")
    raw = bytes.fromhex(host)
    turned = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    return str(ipaddress.ip_address(turned)), int(port, 16)


def listening(pid: int) -> list[tuple[str, int]]:
    return [mine for state, mine, _ in sockets(pid) if state == "0A"]


def reaching_out(pid: int) -> list[tuple[str, int]]:
    return [other for _, _, other in sockets(pid) if not ipaddress.ip_address(other[0]).is_loopback and other[1]]
