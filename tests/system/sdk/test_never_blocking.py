"""The program's own threads never wait for a receiver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import run
from tests.receiver import Receiver

SOURCE = Path(__file__).with_name("watched.py").read_text(encoding="utf-8")


def test_a_session_does_no_io_on_its_thread_and_takes_no_lock_that_is_held_during_io() -> None:
    with Receiver("hang") as receiver:
        finished = run(SOURCE, env={"AGENTOPS_ENDPOINT": receiver.endpoint}, timeout=100)
    assert finished.code == 0, finished.stderr
    seen = json.loads(finished.lines[0])
    # The watching works: the main thread takes locks, and two threads wait for the receiver.
    assert seen["receiving"] == 2
    assert seen["locks it wanted"] > 0
    assert seen["locks held over I/O"] > 0
    assert seen["main thread did"] == []
    assert seen["of these it wanted"] == 0


INTERRUPTED = """
    import signal, sys, threading
    from opentelemetry import trace
    import agentops_otel as agentops

    handled = []

    def handle(*_):
        handled.append(len(handled))
        trace.get_tracer("t").start_span("handled").end()
        with agentops.start_session("handled too"):
            pass

    def in_the_middle(frame, event, _):
        if event == "line" and frame.f_locals["self"]._cond._lock.locked():
            signal.raise_signal(signal.SIGTERM)
        return in_the_middle

    def interrupt(frame, *_):
        return in_the_middle if frame.f_code is threading.Event.set.__code__ else None

    agentops.init(auto_start_session=False)
    signal.signal(signal.SIGTERM, handle)
    sys.settrace(interrupt)
    for _ in range(700):
        with agentops.start_session("session"):
            pass
    sys.settrace(None)
    print(len(handled) > 0, agentops.flush(30), len(handled))
"""


def test_a_signal_while_a_span_ends_is_handled_without_a_deadlock() -> None:
    with Receiver() as receiver:
        finished = run(
            INTERRUPTED,
            env={"AGENTOPS_ENDPOINT": receiver.endpoint, "OTEL_BSP_SCHEDULE_DELAY": "60000"},
        )
        assert finished.code == 0, finished.stderr
        assert finished.lines[0].startswith("True True")
        handled = int(finished.lines[0].split()[-1])
        names = receiver.span_names
    assert names.count("session") == 700
    assert names.count("handled") == names.count("handled too") == handled


CHANGED_MEANWHILE = """
    import signal, sys
    import agentops_otel as agentops

    session = agentops.init()

    def handle(*_):
        agentops.record_event("handled")
        session.set_attribute("handled", True)
        session.end("cancelled")

    def in_the_middle(frame, event, _):
        lock = getattr(session.span, "_lock", None)
        if event == "line" and lock.locked() and session.is_open:
            signal.raise_signal(signal.SIGTERM)
        return in_the_middle

    signal.signal(signal.SIGTERM, handle)
    sys.settrace(lambda *_: in_the_middle)
    {change}
    sys.settrace(None)
    print(session.state)
"""


@pytest.mark.parametrize(
    "change", ["agentops.record_event('main')", "session.set_attribute('main', True)"]
)
def test_a_signal_handler_may_change_what_its_thread_is_changing(change: str) -> None:
    with Receiver() as receiver:
        finished = run(
            CHANGED_MEANWHILE.format(change=change),
            env={"AGENTOPS_ENDPOINT": receiver.endpoint},
            timeout=20,
        )
        assert finished.code == 0, finished.stderr
        assert finished.lines == ["cancelled"]
        (span,) = receiver.spans
    assert "handled" in [event.name for event in span.events]
    assert span.attributes["handled"] is True
    assert span.attributes["agentops.session.end_state"] == "cancelled"
