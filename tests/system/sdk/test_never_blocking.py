"""The program's own threads never wait for a receiver."""

from __future__ import annotations

import json
from pathlib import Path

from tests.program import run
from tests.receiver import Receiver

SOURCE = Path(__file__).with_name("watched.py").read_text(encoding="utf-8")


def test_a_session_does_no_io_on_its_thread_and_wants_no_lock_that_is_held_over_io() -> None:
    with Receiver("hang") as receiver:
        finished = run(SOURCE, env={"AGENTOPS_ENDPOINT": receiver.endpoint}, timeout=100)
    assert finished.code == 0, finished.stderr
    seen = json.loads(finished.lines[0])
    # The watch sees something: locks are wanted here, and held there while the receiver hangs.
    assert seen["receiving"] == 2
    assert seen["locks it wanted"] > 0
    assert seen["locks held over I/O"] > 0
    assert seen["main thread did"] == []
    assert seen["of these it wanted"] == 0
