"""An open session is visible before it ends if the receiver accepts log records."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator

import pytest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from agentops_otel import start_session
from agentops_otel.sdk.export.exporter import log_delivery
from agentops_otel.sdk.export.ledger import Counts
from agentops_otel.sdk.installation.heartbeat import LiveRecords
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.processor import SessionSpanProcessor
from agentops_otel.sdk.sessions.runtime import Runtime, create_tracer
from agentops_otel.sdk.settings.config import configure
from agentops_otel.sdk.values.attributes import MAX_ATTRIBUTES
from tests.program import run
from tests.receiver import Fault, Receiver

START, HEARTBEAT, END = (f"agentops.session.{name}" for name in ("start", "heartbeat", "end"))

Live = Callable[..., LiveRecords]


@pytest.fixture
def live_to() -> Iterator[Live]:
    """Yield a function that sends live records of sessions to an endpoint, every 50 ms."""
    before = runtime.current()
    made: list[LiveRecords] = []

    def install(endpoint: str, *, sampled: bool = True) -> LiveRecords:
        live = LiveRecords(
            log_delivery(configure(endpoint=endpoint)),
            Resource.create({"service.name": "shop"}),
            lambda: Counts(ended=412, exported=409, failed=2, dropped=1),
            interval=0.05,
        )
        made.append(live)
        provider = TracerProvider(sampler=None if sampled else ALWAYS_OFF, shutdown_on_exit=False)
        provider.add_span_processor(SessionSpanProcessor(lambda: None))
        runtime.install(Runtime(create_tracer(provider), observer=live))
        return live

    yield install
    runtime.install(before)
    for live in made:
        live.shutdown_within(1.0)


def test_live_records_are_sent_at_the_start_of_a_session_while_it_runs_and_at_its_end(
    live_to: Live,
) -> None:
    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        session = start_session("checkout", tags=["beta"], attributes={"user.id": "u1"})
        receiver.wait_for_logs(3)
        session.end("error", "out of stock")
        assert live.shutdown_within(5) is True
        records = receiver.logs
    context = session.span.get_span_context()
    start, *heartbeats, end = records
    assert {record.event_name for record in heartbeats} == {HEARTBEAT}
    for record in records:
        assert record.trace_id == f"{context.trace_id:032x}"
        assert record.span_id == f"{context.span_id:016x}"
        assert record.attributes["session.id"] == session.id
        assert record.resource["service.name"] == "shop"
        assert record.time_unix_nano > 0
    known = {
        "session.id": session.id,
        "agentops.session.name": "checkout",
        "agentops.session.tags": ("beta",),
        "user.id": "u1",
    }
    assert (start.event_name, start.attributes) == (START, known)
    assert end.event_name == END
    assert end.attributes == {
        **known,
        "agentops.session.end_state": "error",
        "agentops.session.end_state_reason": "out of stock",
    }
    assert heartbeats[0].attributes == {
        "session.id": session.id,
        "agentops.spans.ended": 412,
        "agentops.spans.exported": 409,
        "agentops.spans.failed": 2,
        "agentops.spans.dropped": 1,
    }


def test_live_records_have_the_headers_for_logs(
    live_to: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=of-the-spans")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-tenant=t1")
    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        start_session("run").end()
        live.shutdown_within(5)
        headers = receiver.requests[0].headers
    assert headers["x-tenant"] == "t1"
    assert "x-key" not in headers


@pytest.mark.timeout(30)
def test_a_session_may_start_in_a_signal_handler_while_another_is_being_reported(
    live_to: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        monkeypatch.undo()
        start_session("in the handler").end()
        start(thread)

    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        monkeypatch.setattr(threading.Thread, "start", interrupted)
        start_session("run").end()
        live.shutdown_within(5)
    names = [log.attributes["agentops.session.name"] for log in receiver.logs]
    assert sorted(names) == ["in the handler"] * 2 + ["run"] * 2


def test_a_nested_session_names_its_outer_one(live_to: Live) -> None:
    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        with start_session("outer") as outer, start_session("inner"):
            pass
        live.shutdown_within(5)
    inner = [log for log in receiver.logs if log.attributes.get("agentops.session.name") == "inner"]
    assert {log.attributes["agentops.session.parent_id"] for log in inner} == {outer.id}


def test_a_short_session_costs_two_records(live_to: Live) -> None:
    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        live._interval = 15.0
        start_session().end()
        live.shutdown_within(5)
    assert [log.event_name for log in receiver.logs] == [START, END]


def test_all_open_sessions_share_one_thread(live_to: Live) -> None:
    before = threading.enumerate()
    with Receiver() as receiver:
        live_to(receiver.endpoint)
        sessions = [start_session() for _ in range(5)]
        receiver.wait_for_logs(10)
        names = [thread.name for thread in threading.enumerate() if thread not in before]
        assert names.count("agentops-heartbeat") == 1
        for session in sessions:
            session.end()


def test_a_session_that_is_not_sampled_sends_no_live_records(live_to: Live) -> None:
    with Receiver() as receiver:
        live = live_to(receiver.endpoint, sampled=False)
        start_session().end()
        live.shutdown_within(5)
    assert receiver.logs == []
    assert receiver.requests == []


@pytest.mark.parametrize("limit", [None, "3"])
def test_live_records_keep_the_sdks_attributes_of_a_session_with_many_attributes(
    limit: str | None, live_to: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit:
        monkeypatch.setenv("OTEL_ATTRIBUTE_COUNT_LIMIT", limit)
    many = {f"key {number}": number for number in range(MAX_ATTRIBUTES)}
    with Receiver() as receiver, warnings.catch_warnings():
        warnings.simplefilter("ignore" if limit else "error")
        live = live_to(receiver.endpoint)
        with start_session("outer"), start_session("run", tags=["a"], attributes=many) as session:
            pass
        assert live.shutdown_within(5)
    told = [log for log in receiver.logs if log.attributes["session.id"] == session.id]
    told = [log for log in told if log.event_name != HEARTBEAT]
    assert [log.event_name for log in told] == [START, END]
    if not limit:
        for log in told:
            assert log.attributes["agentops.session.name"] == "run"
            assert log.attributes["agentops.session.tags"] == ("a",)
            assert log.attributes["agentops.session.parent_id"] == session.parent_id


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_receiver_without_logs_gets_one_request_only(status: int, live_to: Live) -> None:
    with Receiver(Fault(status=status)) as receiver:
        live = live_to(receiver.endpoint)
        with start_session():
            receiver.wait_for_requests(1)
            assert live._is_stopping.wait(5)
            start_session().end()
        assert live.shutdown_within(5) is True
        assert [request.path for request in receiver.requests] == ["/v1/logs"]


@pytest.mark.parametrize("status", [503, 500, 401, 403, 307, 400, 413])
def test_a_receiver_that_recovers_gets_live_records_again(status: int, live_to: Live) -> None:
    with Receiver(Fault(status=status)) as receiver:
        live_to(receiver.endpoint)
        with start_session():
            receiver.wait_for_requests(1)
            receiver.order(None)
            receiver.wait_for_logs(2)


def test_a_hanging_receiver_does_not_block_the_shutdown(live_to: Live) -> None:
    with Receiver("hang") as receiver:
        live = live_to(receiver.endpoint)
        start_session().end()
        assert live.shutdown_within(0.2) is False
        names = [thread.name for thread in threading.enumerate()]
        assert "agentops-heartbeat" in names


def test_nothing_is_sent_after_the_shutdown(live_to: Live) -> None:
    with Receiver() as receiver:
        live = live_to(receiver.endpoint)
        live._interval = 15.0
        session = start_session()
        live.shutdown_within(5)
        session.end()
        start_session().end()
        assert live.shutdown_within(5) is True
    assert [log.event_name for log in receiver.logs] == [START]


def test_a_forked_child_sends_live_records_of_its_own_sessions_only() -> None:
    program = """
        import os, sys
        import agentops_otel as agentops
        automatic = agentops.init()
        agentops.flush()
        if os.fork() == 0:
            with agentops.start_session("child"):
                pass
            sys.exit()
        os.wait()
    """
    with Receiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.code == 0, finished.stderr
    told = [(log.attributes["agentops.session.name"], log.event_name) for log in receiver.logs]
    assert sorted(told) == [("child", END), ("child", START), ("program", END), ("program", START)]


def test_live_false_or_an_exporter_of_the_program_switches_live_records_off() -> None:
    program = """
        import agentops_otel as agentops
        agentops.init(live=False)
        agentops.start_session().end()
    """
    with Receiver() as receiver:
        run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
        assert len(receiver.spans) == 2
        assert receiver.logs == []


def test_the_programs_logger_provider_is_left_alone() -> None:
    program = """
        import agentops_otel as agentops
        from opentelemetry._logs import get_logger_provider
        agentops.init()
        print(type(get_logger_provider()).__name__)
    """
    with Receiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.lines == ["ProxyLoggerProvider"]
