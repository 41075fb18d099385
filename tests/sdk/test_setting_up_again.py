"""Calling `init()` again: equal settings change nothing, others apply from then on."""

from __future__ import annotations

import threading
import time

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agentops_otel as agentops
from tests.program import run
from tests.receiver import Fault, Receiver, RefusingPort
from tests.sdk.conftest import WarningsLogged
from tests.sdk.hosting import Host

LOGS = ("/v1/logs",)


def test_equal_settings_change_nothing(host: Host) -> None:
    first = agentops.init(tracer_provider=host.provider, tags=["a"])
    assert agentops.init(tracer_provider=host.provider, tags=["a"]) is first
    assert first is not None
    first.end("error", "over")
    second = agentops.init(tracer_provider=host.provider, tags=["a"])
    assert second is not first
    assert second is agentops.current_session()


def test_other_settings_apply_from_then_on(host: Host, receiver: Receiver) -> None:
    first = agentops.init(
        tracer_provider=host.provider, endpoint=receiver.endpoint, session_name="first"
    )
    with Receiver() as other:
        second = agentops.init(
            tracer_provider=host.provider,
            endpoint=other.endpoint,
            tags=["new"],
            session_name="second",
        )
        assert first is not None
        assert second is not None
        assert (first.state, second.state) == ("success", "running")
        assert agentops.current_session() is second
        assert second.tags == ("new",)
        host.tracer.start_span("work").end()
        assert agentops.shutdown()
        assert other.span_names == ["work", "second"]
    receiver.wait_for_spans(1)
    assert receiver.span_names == ["first"]


def test_other_tags_leave_the_exporter_in_place(host: Host) -> None:
    exporter = InMemorySpanExporter()
    for tags in (["a"], ["b"], ["c"]):
        agentops.init(
            tracer_provider=host.provider, span_exporter=exporter, tags=tags, session_name="all"
        )
    assert agentops.flush()
    shown = [dict(span.attributes or {}) for span in exporter.get_finished_spans()]
    assert [attributes["agentops.session.tags"] for attributes in shown] == [("a",), ("b",)]


def test_a_manual_session_survives_another_init(host: Host) -> None:
    agentops.init(tracer_provider=host.provider)
    with agentops.start_session("mine") as session:
        agentops.init(tracer_provider=host.provider, auto_start_session=False, tags=["b"])
        assert session.is_open
        host.tracer.start_span("work", trace.set_span_in_context(session.span)).end()
    assert session.event_count == 1


def test_init_works_again_after_a_shutdown(host: Host, receiver: Receiver) -> None:
    for _ in range(2):
        session = agentops.init(
            tracer_provider=host.provider, endpoint=receiver.endpoint, session_name="run"
        )
        assert session is not None
        assert session.is_open
        assert agentops.shutdown()
        assert agentops.shutdown()
        assert session.state == "success"
    assert receiver.span_names == ["run", "run"]


def test_init_can_join_another_provider(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    other = Host()
    agentops.init(tracer_provider=other.provider, auto_start_session=False)
    with agentops.start_session("run", session_id="1"):
        host.tracer.start_span("in the first").end()
        other.tracer.start_span("in the second").end()
    assert host.names == ["in the first"]
    assert other.names == ["in the second", "run"]
    (span,) = host.exporter.get_finished_spans()
    assert (span.attributes or {})["session.id"] == "1"


def test_a_flush_reports_losses_of_a_replaced_exporter(host: Host) -> None:
    with RefusingPort() as port:
        agentops.init(
            tracer_provider=host.provider,
            endpoint=port.endpoint,
            auto_start_session=False,
            live=False,
        )
        agentops.start_session("is lost").end()
        exporter = InMemorySpanExporter()
        agentops.init(
            tracer_provider=host.provider, span_exporter=exporter, auto_start_session=False
        )
        assert not agentops.flush(10)
        assert agentops.flush(10)


@pytest.mark.parametrize("fault", [Fault(hangs=True, paths=LOGS), Fault(status=503, paths=LOGS)])
def test_a_flush_ignores_lost_live_records_of_a_replaced_exporter(
    host: Host, fault: Fault, receiver: Receiver
) -> None:
    with Receiver(fault) as replaced:
        agentops.init(tracer_provider=host.provider, endpoint=replaced.endpoint)
        agentops.init(tracer_provider=host.provider, endpoint=receiver.endpoint)
        asked = time.monotonic()
        assert agentops.flush(20)
        assert time.monotonic() - asked < 10
        agentops.shutdown(1)


def test_a_shutdown_reports_losses_of_a_replaced_exporter(host: Host) -> None:
    with Receiver("unauthorised") as refusing, Receiver() as receiver:
        for one in (refusing, receiver):
            agentops.init(
                tracer_provider=host.provider, endpoint=one.endpoint, session_name="run", live=False
            )
        assert not agentops.shutdown(10)
        assert receiver.span_names == ["run"]


def test_a_shutdown_counts_the_spans_that_a_replaced_exporter_could_not_send_in_time(
    host: Host, receiver: Receiver, warnings_logged: WarningsLogged
) -> None:
    with Receiver("hang") as hanging:
        agentops.init(
            tracer_provider=host.provider,
            endpoint=hanging.endpoint,
            auto_start_session=False,
            live=False,
        )
        for _ in range(3):
            agentops.start_session().end()
        agentops.init(
            tracer_provider=host.provider, endpoint=receiver.endpoint, auto_start_session=False
        )
        assert not agentops.shutdown(1)
    assert list(warnings_logged) == [
        "3 span(s) recorded before the latest init() changed the settings were not sent in time"
    ]


def test_an_exporter_gets_only_spans_of_sessions_once_a_provider_is_joined(
    host: Host,
) -> None:
    program = """
        import agentops_otel as agentops
        from opentelemetry import trace
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        exporter = InMemorySpanExporter()
        agentops.init(span_exporter=exporter, auto_start_session=False)
        trace.get_tracer("t").start_span("on a provider of ours").end()
        joined = TracerProvider()
        agentops.init(span_exporter=exporter, auto_start_session=False, tracer_provider=joined)
        joined.get_tracer("t").start_span("in no session").end()
        agentops.start_session("run").end()
        agentops.flush()
        for span in exporter.get_finished_spans():
            print(span.name)
    """
    finished = run(program)
    assert finished.lines == ["on a provider of ours", "run"], finished.stderr


def test_live_records_follow_a_new_endpoint_even_if_the_exporter_stays(host: Host) -> None:
    exporter = InMemorySpanExporter()
    with Receiver() as first, Receiver() as second:
        for receiver, key in ((first, "key-1"), (second, "key-2")):
            agentops.init(
                key,
                tracer_provider=host.provider,
                span_exporter=exporter,
                endpoint=receiver.endpoint,
                auto_start_session=False,
            )
            agentops.start_session().end()
        assert agentops.shutdown()
        for receiver, key in ((first, "key-1"), (second, "key-2")):
            receiver.wait_for_logs(2)
            assert {one.headers["authorization"] for one in receiver.requests} == {f"Bearer {key}"}
            assert len(receiver.logs) == 2


def test_live_records_of_a_session_go_to_the_endpoint_of_a_later_init(host: Host) -> None:
    with Receiver() as first, Receiver() as second:
        agentops.init(
            tracer_provider=host.provider, endpoint=first.endpoint, auto_start_session=False
        )
        with agentops.start_session("long") as session:
            agentops.init(
                tracer_provider=host.provider, endpoint=second.endpoint, auto_start_session=False
            )
        assert agentops.shutdown()
    assert [(log.event_name, log.attributes["session.id"]) for log in second.logs] == [
        ("agentops.session.start", session.id),
        ("agentops.session.end", session.id),
    ]


def test_a_session_is_reported_once_though_live_records_were_off_meanwhile(
    host: Host, receiver: Receiver
) -> None:
    def set_up(*, live: bool) -> None:
        agentops.init(
            tracer_provider=host.provider,
            endpoint=receiver.endpoint,
            auto_start_session=False,
            live=live,
        )

    set_up(live=True)
    with agentops.start_session("long"):
        set_up(live=False)
        set_up(live=True)
    assert agentops.shutdown()
    # Two senders, of which either may be first.
    assert sorted(log.event_name for log in receiver.wait_for_logs(2)) == [
        "agentops.session.end",
        "agentops.session.start",
    ]


def test_init_in_many_threads_sets_up_once(host: Host) -> None:
    sessions: list[object] = []
    threads = [
        threading.Thread(
            target=lambda: sessions.append(agentops.init(tracer_provider=host.provider))
        )
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, sessions))) == 1
