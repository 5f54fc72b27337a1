"""Archive, questions, users → how long answers take while many ask at once, and whether the server's memory grows.

    python -m benchmarks.load QUESTIONS.jsonl var/archive --users 8 --seconds 300
    python -m benchmarks.load QUESTIONS.jsonl var/archive --users 4 --seconds 1800 --door chat

Serves the archive by `python app.py` on a free port, with an answer record of its own and no limit on the pace; every
user asks the next question as soon as he has an answer, over the JSON API or as the page does. A line a minute, then
p50, p95, p99, refusals and errors, and the memory and open files of the server after the first minute and at the end.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer

Ask = Callable[[httpx.AsyncClient, str], Awaitable[int]]
START_SECONDS, MINUTE = 120, 60.0
PAGES: dict[str, tuple[int, list[object]]] = {}
PAGE_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)


async def by_api(client: httpx.AsyncClient, question: str) -> int:
    """The status of an answer over the JSON API."""
    return (await client.post("/api/ask", json={"question": question})).status_code


async def by_chat(client: httpx.AsyncClient, question: str) -> int:
    """The status of an answer as the page asks: into the queue, then events until the answer is complete."""
    function, rest = await _asking(client)
    session = f"{id(client):x}"  # a page that stays open
    body = {"data": [question, *rest], "fn_index": function, "session_hash": session}
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return joined.status_code
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
        status = 500
        async for line in events.aiter_lines():
            event = json.loads(line[5:]) if line.startswith("data:") else {}
            if event.get("msg") == "process_completed" and event["success"]:
                status = 200
    return status


async def _asking(client: httpx.AsyncClient) -> tuple[int, list[object]]:
    """Which of the page's functions asks, and what its other fields hold; read once for an address."""
    if (url := str(client.base_url)) not in PAGES:
        config = json.loads(PAGE_CONFIG.search((await client.get("/")).text)[1])  # type: ignore[index]
        parts = {part["id"]: part["props"] for part in config["components"]}
        box = next(id_ for id_, props in parts.items() if props.get("elem_id") == "question")
        asks = next(d for d in config["dependencies"] if [box, "submit"] in [list(t) for t in d["targets"]])
        PAGES[url] = asks["id"], [parts[id_].get("value") for id_ in asks["inputs"][1:]]
    return PAGES[url]


DOORS: dict[str, Ask] = {"api": by_api, "chat": by_chat}


@contextmanager
def serving(archive: Path) -> Iterator[tuple[str, int]]:
    """The address and process of a server over a copy of the archive: kept answers are written beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(archive, Path(folder) / "archive")
        told = {
            "WHOSAID_ARCHIVE": f"{folder}/archive",
            "WHOSAID_WEB__PORT": str(port),
            "WHOSAID_WEB__QUESTIONS_PER_MINUTE": "0",
        }
        server = subprocess.Popen([sys.executable, "app.py"], env=os.environ | told, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 5):
        try:
            if httpx.get(f"{url}/api/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
        if server.poll() is not None:
            sys.exit("app.py ended before it served")
    sys.exit(f"app.py did not answer within {START_SECONDS} s")


def resources(pid: int) -> tuple[float, int]:
    """Megabytes that the process holds in memory, and its open files."""
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return kilobytes / 1024, len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def user(ask: Ask, url: str, questions: list[str], until: float, times: list[float], seen: Counter[int]) -> None:
    """Ask one question after another until the time is over."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        while time.monotonic() < until:
            began = time.monotonic()
            seen[await ask(client, random.choice(questions))] += 1
            times.append(time.monotonic() - began)


async def watch(pid: int, until: float, times: list[float]) -> list[tuple[float, int]]:
    """Memory and files after each minute, told as it goes."""
    held = []
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(left, MINUTE))
        held.append(resources(pid))
        print(f"{len(times)} answers, {held[-1][0]:.0f} MB, {held[-1][1]} files", file=sys.stderr)
    return held


async def load(ask: Ask, url: str, pid: int, questions: list[str], users: int, seconds: float) -> None:
    """Print the figures of so many users for so long."""
    times: list[float] = []
    seen: Counter[int] = Counter()
    until = time.monotonic() + seconds
    asking = [user(ask, url, questions, until, times, seen) for _ in range(users)]
    watched = asyncio.create_task(watch(pid, until, times))
    await asyncio.gather(*asking)
    held = await watched
    times.sort()
    p50, p95, p99 = (1000 * times[int(share * len(times))] for share in (0.5, 0.95, 0.99))
    wrong = {status: count for status, count in seen.items() if status != 200}
    print(
        f"{users} users, {seconds:.0f} s, load {os.getloadavg()[0]:.1f}: {len(times)} answers, {wrong or 'no'} errors"
    )
    print(f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")
    (first, files), (last, files_now) = held[0], held[-1]
    growth = 100 * (last / first - 1)
    print(
        f"memory {first:.0f} MB after a minute, {last:.0f} MB at the end ({growth:+.1f} %); files {files}, {files_now}"
    )


def main(
    questions: Annotated[Path, typer.Argument(help="JSON lines with a `question`.")],
    archive: Annotated[Path, typer.Argument(help="The archive's folder; a copy of it is served.")],
    users: Annotated[int, typer.Option(help="Who ask at the same time.", min=1)] = 8,
    seconds: Annotated[float, typer.Option(help="For how long.", min=1)] = 300,
    door: Annotated[str, typer.Option(help="api, or chat: as the page asks.")] = "api",
) -> None:
    """Ask without pause and tell how long the answers took."""
    asked = [json.loads(line)["question"] for line in questions.read_text("utf-8").splitlines()]
    with serving(archive) as (url, pid):
        asyncio.run(load(DOORS[door], url, pid, asked, users, seconds))


if __name__ == "__main__":
    typer.run(main)
