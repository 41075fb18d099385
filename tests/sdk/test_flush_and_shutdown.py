"""`flush()` and `shutdown()` tell the truth, in time."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

import agentops_otel as agentops
from tests.receiver import Receiver
from tests.sdk.hosting import Host, WrappingProvider


def test_a_flush_tells_the_truth(host: Host, receiver: Receiver) -> None:
    agentops.init(
        tracer_provider=host.provider,
        endpoint=receiver.endpoint,
        auto_start_session=False,
        live=False,
    )
    agentops.start_session("arrives").end()
    assert agentops.flush(5)
    receiver.order("unauthorised")
    agentops.start_session("is lost").end()
    assert not agentops.flush(5)
    receiver.order(None)
    assert agentops.flush(5)
    assert receiver.span_names == ["arrives"]


class Refusing(SpanExporter):
    """An exporter that fails once released."""

    def __init__(self) -> None:
        self.is_called = threading.Event()
        self.is_released = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.is_called.set()
        self.is_released.wait()
        return SpanExportResult.FAILURE


def test_a_concurrent_shutdown_waits_for_the_answer_of_the_first(host: Host) -> None:
    exporter = Refusing()
    agentops.init(tracer_provider=host.provider, span_exporter=exporter)
    answers: list[bool] = []
    first = threading.Thread(target=lambda: answers.append(agentops.shutdown(10)))
    first.start()
    assert exporter.is_called.wait(10)
    assert not agentops.shutdown(0)
    second = threading.Thread(target=lambda: answers.append(agentops.shutdown(10)))
    second.start()
    exporter.is_released.set()
    first.join()
    second.join()
    assert answers == [False, False]


@pytest.mark.parametrize("timeout", [None, "soon", float("nan"), -1, 0, float("inf"), 10**400])
def test_an_invalid_timeout_raises_nothing(host: Host, timeout: Any) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert agentops.flush(timeout) in {True, False}
    assert agentops.shutdown(timeout) in {True, False}


class Hanging(SpanProcessor):
    """A processor of the host whose flush hangs until released."""

    def __init__(self) -> None:
        self.is_released = threading.Event()
        self.calls = 0
        self.returns = 0

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        self.calls += 1
        self.is_released.wait()
        self.returns += 1
        return True


def test_a_hanging_processor_of_the_host_is_not_waited_for(host: Host) -> None:
    hanging = Hanging()
    host.provider.add_span_processor(hanging)
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert not agentops.flush(0.1)
    assert not agentops.flush(0.1)
    assert not agentops.shutdown(0.1)
    assert (hanging.calls, hanging.returns) == (1, 0)
    hanging.is_released.set()


def test_shutting_down_ends_sessions_like_the_end_of_the_program(host: Host) -> None:
    automatic = agentops.init(tracer_provider=host.provider)
    session = agentops.start_session("left open")
    assert agentops.shutdown()
    assert automatic is not None
    assert (session.state, automatic.state) == ("unfinished", "success")
    assert agentops.current_session() is None


def test_shutting_down_ends_sessions_whose_spans_the_provider_wraps(
    host: Host, receiver: Receiver
) -> None:
    provider = WrappingProvider(host.provider)
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, session_name="program")
    agentops.start_session("left open")
    assert agentops.shutdown()
    states = {s.name: s.attributes.get("agentops.session.end_state") for s in receiver.spans}
    assert states == {"left open": "unfinished", "program": "success"}


def test_shutting_down_inside_an_operation_sends_it(host: Host, receiver: Receiver) -> None:
    @agentops.workflow
    def main() -> bool:
        return agentops.shutdown()

    agentops.init(tracer_provider=host.provider, endpoint=receiver.endpoint)
    with agentops.start_session("run"):
        assert main()
    assert "main" in receiver.span_names


def test_an_operation_that_ends_during_a_shutdown_ends_once(host: Host, receiver: Receiver) -> None:
    @agentops.task
    def words() -> Generator[str, None, None]:
        yield "one"

    older, newer = words(), words()
    due = [older]

    class Closing(SpanProcessor):
        def on_end(self, span: ReadableSpan) -> None:
            while due:
                due.pop().close()

    host.provider.add_span_processor(Closing())
    agentops.init(tracer_provider=host.provider, endpoint=receiver.endpoint)
    next(older)
    next(newer)
    assert agentops.shutdown()
    newer.close()
    assert host.names.count("words") == 2


def test_the_hosts_exporter_gets_an_operation_when_it_ends_after_a_shutdown(host: Host) -> None:
    @agentops.workflow
    def main() -> str:
        agentops.shutdown()
        return "done"

    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    main()
    (span,) = host.exporter.get_finished_spans()
    assert (span.attributes or {})["output.value"] == '"done"'
