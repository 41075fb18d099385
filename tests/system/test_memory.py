"""What a program keeps in memory of past sessions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.program import run

MANY_SESSIONS = Path(__file__).with_name("sdk") / "many_sessions.py"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the program reads /proc")
def test_fifty_thousand_sessions_leave_nothing_behind() -> None:
    finished = run(
        MANY_SESSIONS.read_text(encoding="utf-8"), arguments=["5000", "45000"], timeout=200
    )
    assert finished.code == 0, finished.stderr
    _, mebibytes = finished.lines[0].split()
    assert float(mebibytes) < 8
