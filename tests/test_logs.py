"""What the log holds: a line for each record that nobody else can begin, and no words of articles."""

import logging
import re
import subprocess
import sys
from pathlib import Path

from web.logs import Lines

HOUSE = Path(__file__).resolve().parent.parent


def line(message: str, *values: object, error: Exception | None = None) -> str:
    raised = (type(error), error, None) if error else None
    record = logging.LogRecord("web.x", logging.WARNING, __file__, 1, message, values, raised)
    return Lines("%(levelname)s %(name)s: %(message)s").format(record)


def test_what_a_stranger_wrote_cannot_begin_a_line_or_steer_a_terminal():
    told = line("a request failed: %s", "/x\r\nWARNING web: forged\x1b[2J\u2028\u202eend")
    assert told == r"WARNING web.x: a request failed: /x\r\nWARNING web: forged\x1b[2J\u2028\u202eend"


def test_a_traceback_is_indented_so_that_its_message_cannot_pass_for_a_record():
    told = line("a request failed", error=ValueError("bad\n2026-11-22 WARNING web: forged\x1b"))
    assert [each for each in told.split("\n")[1:] if not each.startswith("    ")] == []
    assert "forged\\x1b" in told


def test_at_debug_our_parts_speak_and_the_libraries_that_write_down_prompts_do_not():
    program = (
        "import logging; from web import begin_log; begin_log('DEBUG')\n"
        "for name in ('web.api', 'answer.llm', 'openai._base_client', 'httpx', 'chromadb', 'uvicorn.error'):\n"
        "    logging.getLogger(name).debug('debug')\n"
        "    logging.getLogger(name).warning('warning')"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True)
    heard = re.findall(r"(DEBUG|WARNING) ([\w.]+):", run.stderr)
    assert {name for level, name in heard if level == "DEBUG"} == {"web.api", "answer.llm"}
    assert len([name for level, name in heard if level == "WARNING"]) == 6
