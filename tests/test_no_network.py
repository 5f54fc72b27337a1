"""Ingest, answer and the served page, with every way out of the machine shut and every attempt counted."""

import json
import subprocess
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PROGRAM = r"""
import json, runpy, socket, sys, threading, time, urllib.request

ATTEMPTS = []
LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", None, ""}
connect, lookup = socket.socket.connect, socket.getaddrinfo

def guarded_connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in LOCAL:
        ATTEMPTS.append(str(address)); raise OSError("no network in this test")
    return connect(self, address)

def guarded_lookup(host, *rest, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in LOCAL:
        ATTEMPTS.append(name); raise OSError("no network in this test")
    return lookup(host, *rest, **named)

socket.socket.connect = socket.socket.connect_ex = guarded_connect
socket.getaddrinfo = guarded_lookup

def command(*words):
    sys.argv = list(words)
    try:
        runpy.run_module(words[0], run_name="__main__")
    except SystemExit as stop:
        assert not stop.code, stop.code

articles, archive, port = sys.argv[1:4]
command("ingest", articles, "--archive", archive)
command("answer", "Who says the US refused strikes?", "--archive", archive)

import os
os.environ |= {"WHOSAID_ARCHIVE": archive, "WHOSAID_WEB__PORT": port}
sys.argv = ["app.py"]
threading.Thread(target=runpy.run_path, args=("app.py",), kwargs={"run_name": "__main__"}, daemon=True).start()
for _ in range(240):
    try:
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
        break
    except OSError:
        time.sleep(0.25)
body = json.dumps({"question": "Who says the US refused strikes?"}).encode()
asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/ask", body, {"content-type": "application/json"})
answer = json.load(urllib.request.urlopen(asked, timeout=30))
print(json.dumps({"page": "Whosaid" in page, "status": answer["status"], "attempts": ATTEMPTS}))
sys.stdout.flush()
os._exit(0)
"""


def test_nothing_leaves_the_machine(tmp_path, python, free_port):
    run = subprocess.run(
        [python, "-c", PROGRAM, str(HOUSE / "articles"), str(tmp_path / "archive"), str(free_port)],
        cwd=HOUSE, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    outcome = json.loads(run.stdout.strip().splitlines()[-1])
    assert outcome == {"page": True, "status": "answered", "attempts": []}
