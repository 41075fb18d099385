"""Shutting down a tracer provider ends the open sessions."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agentops_otel as agentops
from agentops_otel.sdk.host import guard
from tests.program import run
from tests.receiver import Receiver
from tests.sdk.conftest import WarningsLogged
from tests.sdk.hosting import Host, WrappingProvider


def test_shutting_down_the_provider_ends_the_open_sessions(host: Host, receiver: Receiver) -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    automatic = agentops.init(tracer_provider=provider, endpoint=receiver.endpoint)
    session = agentops.start_session("left open")
    provider.shutdown()
    assert automatic is not None
    assert (session.state, automatic.state) == ("unfinished", "success")
    assert len(receiver.spans) == 2


HOST_THAT_SHUTS_DOWN = """
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    import agentops_otel as agentops

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    automatic = agentops.init()
    session = agentops.start_session("left open")
    {before}
    provider.shutdown()
    print(session.state, automatic.state)
"""


@pytest.mark.parametrize(
    ("before", "arrived"), [("", 0), ("agentops.shutdown()", 2), ("agentops.end_session()", 1)]
)
def test_shutting_down_the_hosts_provider_warns_of_sessions_that_its_exporter_does_not_get(
    receiver: Receiver, before: str, arrived: int
) -> None:
    finished = run(
        HOST_THAT_SHUTS_DOWN.format(before=before),
        env={"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint},
    )
    assert finished.code == 0, finished.stderr
    assert finished.lines == ["success success" if arrived == 1 else "unfinished success"]
    assert len(receiver.spans) == arrived
    told = f"{2 - arrived} session(s) were open" in finished.stderr
    assert told is (arrived < 2)
    assert ("call agentops_otel.shutdown()" in finished.stderr) is (arrived < 2)


def test_an_exporter_that_was_added_after_init_gets_the_sessions_that_were_open() -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    exporter = InMemorySpanExporter()
    agentops.init(tracer_provider=provider, auto_start_session=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    agentops.start_session("left open")
    provider.shutdown()
    agentops.shutdown()
    assert [span.name for span in exporter.get_finished_spans()] == ["left open"]


def test_shutting_down_the_provider_ends_the_sessions_of_a_later_init_too(
    receiver: Receiver,
) -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    agentops.shutdown()
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    session = agentops.start_session("left open")
    provider.shutdown()
    assert session.state == "unfinished"
    receiver.wait_for_spans(1)
    agentops.shutdown()


def test_init_works_again_after_the_provider_was_shut_down(receiver: Receiver) -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    for name in ("one", "two", "three"):
        agentops.init(
            tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False
        )
        with agentops.start_session(name) as session:
            with provider.get_tracer("host").start_as_current_span("work"):
                session.add_tags("late")
            assert [event.name for event in session.events] == ["work"]
        provider.shutdown()
    assert agentops.shutdown()
    assert [(span.name, span.attributes["agentops.session.tags"]) for span in receiver.spans] == [
        (name, ("late",)) for run in ("one", "two", "three") for name in ("work", run)
    ]


def test_init_joins_a_wrapping_provider_again_after_the_wrapped_one_was_replaced(
    receiver: Receiver,
) -> None:
    first = TracerProvider(shutdown_on_exit=False)
    provider = WrappingProvider(first)
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint)
    first.shutdown()
    provider.provider = TracerProvider(shutdown_on_exit=False)
    automatic = agentops.init(tracer_provider=provider, endpoint=receiver.endpoint)
    first.shutdown()
    assert automatic is not None
    assert automatic.is_open
    agentops.start_session("run").end()
    assert agentops.shutdown()
    assert sorted(receiver.span_names) == sorted([automatic.name, automatic.name, "run"])


def test_shutting_down_another_provider_leaves_sessions_open(host: Host) -> None:
    former = TracerProvider(shutdown_on_exit=False)
    agentops.init(tracer_provider=former, auto_start_session=False)
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session() as session:
        former.shutdown()
        assert session.is_open


def told_to_call_init(warnings: WarningsLogged) -> int:
    return sum("call init() again" in warning for warning in warnings)


def test_a_session_that_starts_after_the_provider_was_shut_down_warns_until_init(
    host: Host, receiver: Receiver, warnings_logged: WarningsLogged
) -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    provider.shutdown()
    assert not told_to_call_init(warnings_logged)
    for _ in range(2):
        agentops.start_session("lost").end()
    assert told_to_call_init(warnings_logged) == 1
    guard.forget()
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    agentops.start_session("kept").end()
    agentops.shutdown()
    provider.shutdown()
    agentops.start_session("after the program's own shutdown()").end()
    assert told_to_call_init(warnings_logged) == 1
    assert receiver.span_names == ["kept"]
