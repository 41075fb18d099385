"""Whatever the receiver does, a program keeps running, ends in time, and learns the truth."""

from __future__ import annotations

import json
import time
from contextlib import AbstractContextManager

import pytest

from tests.program import Finished, run
from tests.receiver import FAULTS, Keeper, Receiver, RefusingPort

PROGRAM = """
    import json, time
    import agentops_otel as agentops
    from opentelemetry import trace

    agentops.init()
    tracer = trace.get_tracer("t")
    for _ in range(1500):
        tracer.start_span("a").end()

    flushed = agentops.flush(1)
    for _ in range(100):
        agentops.start_session().end()

    print(json.dumps([flushed, time.time()]), flush=True)
"""

# 1 500 spans, 100 sessions and the automatic one.
SPANS = 1601

# Seconds that a loaded machine may add to the 5 s of an exit.
SLACK = 2.5


def check(finished: Finished, *, accepted: bool) -> None:
    ended = time.time()
    assert finished.code == 0, finished.stderr
    flushed, last = json.loads(finished.lines[0])
    assert flushed is accepted
    assert ended - last < 5.0 + SLACK
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "slow"])
def test_a_failing_receiver_delays_neither_flush_nor_exit(fault: str) -> None:
    with Receiver(fault) as receiver:
        finished = run(PROGRAM, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        check(finished, accepted=False)
        assert "spans did not reach the receiver" in finished.stderr


def test_a_slow_receiver_gets_everything_before_the_end() -> None:
    with Receiver("slow") as receiver:
        run(PROGRAM, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert len(receiver.spans) == SPANS


def test_an_absent_receiver_is_not_waited_for_until_the_deadline() -> None:
    with RefusingPort() as port:
        finished = run(PROGRAM, env={"AGENTOPS_ENDPOINT": port.endpoint})
        ended = time.time()
    check(finished, accepted=False)
    assert ended - json.loads(finished.lines[0])[1] < 4.0
    assert "cannot be reached (ConnectionRefusedError" in finished.stderr


def test_a_healthy_receiver_gets_everything_without_delay() -> None:
    with Receiver() as receiver:
        patient = PROGRAM.replace("flush(1)", "flush(30)")
        finished = run(patient, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        check(finished, accepted=True)
        assert len(receiver.spans) == SPANS
    assert finished.stderr == ""


@pytest.mark.parametrize("fault", ["hang", "refuse"])
def test_a_failing_grpc_receiver_delays_neither_flush_nor_exit(fault: str) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.grpc")
    from tests.grpc_receiver import GrpcReceiver

    receiver: AbstractContextManager[GrpcReceiver | RefusingPort]
    receiver = GrpcReceiver() if fault == "hang" else RefusingPort()
    with receiver as at:
        if isinstance(at, GrpcReceiver):
            at.hangs = True
        check(
            run(PROGRAM, env={"AGENTOPS_ENDPOINT": f"grpc://127.0.0.1:{at.port}"}), accepted=False
        )


def test_an_interrupted_program_ends_in_time() -> None:
    program = """
        import os, signal, time
        import agentops_otel as agentops
        agentops.init()
        print(time.time(), flush=True)
        os.kill(os.getpid(), signal.SIGINT)
    """
    with Receiver("hang") as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert time.time() - float(finished.lines[0]) < 5.0 + SLACK


def test_the_key_is_in_no_output_of_a_failing_program() -> None:
    program = """
        import logging
        logging.basicConfig(level=logging.DEBUG)
        import agentops_otel as agentops
        agentops.init(api_key="hunter2")
        agentops.flush(2)
    """
    for fault in ("unauthorised", "redirect"):
        with Receiver(fault) as receiver:
            finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert receiver.requests[0].headers["authorization"] == "Bearer hunter2"
        assert "hunter2" not in finished.stdout + finished.stderr


def receiver_of(protocol: str) -> AbstractContextManager[Keeper]:
    if protocol == "http":
        return Receiver()
    pytest.importorskip("opentelemetry.exporter.otlp.proto.grpc")
    from tests.grpc_receiver import GrpcReceiver

    return GrpcReceiver()


@pytest.mark.parametrize("options", ["", "live=False"])
@pytest.mark.parametrize("protocol", ["http", "grpc"])
def test_a_program_that_ends_immediately_is_exported_completely(
    options: str, protocol: str
) -> None:
    program = f"""
        import agentops_otel as agentops
        agentops.init({options})
    """
    with receiver_of(protocol) as at:
        finished = run(program, env={"AGENTOPS_ENDPOINT": at.endpoint})
        assert [span.name for span in at.spans] == ["program"], finished.stderr
        assert len(at.logs) == (0 if options else 2)
    assert finished.stderr == ""


def test_the_warning_says_what_to_start_if_nothing_listens_at_the_default_endpoint() -> None:
    with RefusingPort() as port:
        # The default address, reached through a proxy that does not listen.
        proxy = {"http_proxy": port.endpoint, "no_proxy": None, "NO_PROXY": None}
        finished = run("import agentops_otel; agentops_otel.init(live=False)", env=proxy)
    assert finished.code == 0
    assert "http://localhost:4318" in finished.stderr
    assert "agentops-otel dashboard" in finished.stderr


def test_the_warning_does_not_say_what_to_start_if_nothing_listens_at_a_configured_endpoint() -> (
    None
):
    with RefusingPort() as port:
        finished = run(
            "import agentops_otel; agentops_otel.init()", env={"AGENTOPS_ENDPOINT": port.endpoint}
        )
    assert finished.code == 0
    assert "cannot be reached" in finished.stderr
    assert "agentops-otel dashboard" not in finished.stderr
