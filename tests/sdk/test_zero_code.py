"""`opentelemetry-instrument` gives a program sessions if they are enabled."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.program import Finished, run
from tests.receiver import Receiver

PROGRAM = """
    from opentelemetry import trace
    trace.get_tracer("t").start_span("work").end()
    print(type(trace.get_tracer_provider()).__name__)
"""


def run_instrumented(env: Mapping[str, str], program: str = PROGRAM) -> Finished:
    launcher = Path(sys.executable).with_name("opentelemetry-instrument")
    return run(program, env=env, launcher=[str(launcher)])


def test_a_program_gets_a_session_with_its_name() -> None:
    with Receiver() as receiver:
        finished = run_instrumented(
            {"AGENTOPS_ENABLED": "true", "AGENTOPS_ENDPOINT": receiver.endpoint}
        )
    assert finished.code == 0, finished.stderr
    spans = {span.name: span for span in receiver.spans}
    assert set(spans) == {"program", "work"}
    session_id = spans["program"].attributes["session.id"]
    assert spans["work"].attributes["session.id"] == session_id
    assert spans["work"].parent_id == spans["program"].span_id
    assert finished.stderr == ""


@pytest.mark.parametrize("value", ["", "false"])
def test_nothing_happens_unless_enabled_by_the_variable(value: str) -> None:
    with Receiver() as receiver:
        finished = run_instrumented(
            {"AGENTOPS_ENABLED": value, "AGENTOPS_ENDPOINT": receiver.endpoint}
        )
    assert finished.lines == ["ProxyTracerProvider"]
    assert receiver.requests == []


def test_an_uncaught_exception_ends_the_session_as_an_error() -> None:
    with Receiver() as receiver:
        finished = run_instrumented(
            {"AGENTOPS_ENABLED": "1", "AGENTOPS_ENDPOINT": receiver.endpoint},
            "raise ValueError('no stock')",
        )
    assert finished.code == 1
    [span] = receiver.spans
    assert span.attributes["agentops.session.end_state"] == "error"
    assert span.attributes["agentops.session.end_state_reason"] == "ValueError: no stock"


def test_a_fault_of_the_sdk_does_not_stop_the_program() -> None:
    with Receiver() as receiver:
        finished = run_instrumented(
            {"AGENTOPS_ENABLED": "maybe", "AGENTOPS_ENDPOINT": receiver.endpoint}
        )
    assert finished.code == 0
    assert "Ignored AGENTOPS_ENABLED: expected true or false, not 'maybe'" in finished.stderr
