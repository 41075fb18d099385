"""`init()`, `flush()` and `shutdown()` in a program that has a tracer provider of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agentops_otel as agentops
from agentops_otel import ConfigurationError
from agentops_otel.sdk.host import patches
from tests.program import run
from tests.receiver import Fault, Receiver, RefusingPort
from tests.sdk.conftest import WarningsLogged
from tests.sdk.hosting import Host

LOGS = ("/v1/logs",)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def names(receiver: Receiver) -> list[str]:
    return [span.name for span in receiver.spans]


def test_a_joined_provider_keeps_its_exporter_and_gets_no_other(
    host: Host, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint)
    session = agentops.init(tracer_provider=host.provider, session_name="program")
    assert session is agentops.current_session()
    host.tracer.start_span("work").end()
    assert agentops.flush()
    assert agentops.shutdown()
    assert host.names == ["work", "program"]
    assert receiver.requests == []
    host.tracer.start_span("the host goes on").end()
    assert host.names[-1] == "the host goes on"


def test_an_endpoint_ships_what_belongs_to_sessions_as_well(host: Host, receiver: Receiver) -> None:
    agentops.init(
        tracer_provider=host.provider, endpoint=receiver.endpoint, auto_start_session=False
    )
    host.tracer.start_span("in no session").end()
    with agentops.start_session("run"):
        host.tracer.start_span("work").end()
    assert agentops.flush()
    assert names(receiver) == ["work", "run"]
    assert host.names == ["in no session", "work", "run"]
    assert receiver.spans[0].resource["service.name"] == "host"


def test_an_exporter_ships_what_belongs_to_sessions_as_well(host: Host) -> None:
    exporter = InMemorySpanExporter()
    agentops.init(tracer_provider=host.provider, span_exporter=exporter, auto_start_session=False)
    host.tracer.start_span("in no session").end()
    agentops.start_session("run").end()
    assert agentops.flush()
    assert [span.name for span in exporter.get_finished_spans()] == ["run"]


def test_an_api_key_without_an_endpoint_gives_a_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init("secret-key", tracer_provider=host.provider, auto_start_session=False)
    (warning,) = warnings_logged
    assert "endpoint" in warning
    assert "secret-key" not in warning


class Limited(trace.TracerProvider):
    """A tracer provider that takes no span processors."""

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        return trace.NoOpTracer()


def test_a_provider_without_processors_leaves_sessions_to_the_process(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    session = agentops.init(tracer_provider=Limited(), tags=["a"])
    assert session is not None
    assert (session.is_open, session.tags) == (True, ("a",))
    with agentops.start_session("run") as run:
        assert agentops.current_session() is run
        run.record_event("something")
        agentops.task(lambda: None)()
    assert [event.name for event in run.events] == ["something"]
    assert agentops.flush()
    assert agentops.shutdown()
    assert len(warnings_logged) == 1


def test_the_same_settings_again_change_nothing(host: Host) -> None:
    first = agentops.init(tracer_provider=host.provider, tags=["a"])
    assert agentops.init(tracer_provider=host.provider, tags=["a"]) is first
    assert first is not None
    first.end("error", "over")
    second = agentops.init(tracer_provider=host.provider, tags=["a"])
    assert second is not first
    assert second is agentops.current_session()


def test_other_settings_hold_from_now_on(host: Host, receiver: Receiver) -> None:
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
        assert names(other) == ["work", "second"]
    receiver.wait_for_spans(1)
    assert names(receiver) == ["first"]


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


def test_it_can_be_set_up_again_after_a_shutdown(host: Host, receiver: Receiver) -> None:
    for _ in range(2):
        session = agentops.init(
            tracer_provider=host.provider, endpoint=receiver.endpoint, session_name="run"
        )
        assert session is not None
        assert session.is_open
        assert agentops.shutdown()
        assert agentops.shutdown()
        assert session.state == "success"
    assert names(receiver) == ["run", "run"]


def test_another_provider_is_joined_too(host: Host) -> None:
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


def test_a_service_name_for_a_joined_provider_gives_a_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider, service_name="host", auto_start_session=False)
    assert len(warnings_logged) == 0
    agentops.init(tracer_provider=host.provider, service_name="mine", auto_start_session=False)
    assert ["service_name" in warning for warning in warnings_logged] == [True]


def test_default_tags_go_before_all_others(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, tags={"env": "prod"}, auto_start_session=False)
    with (
        agentops.start_session(tags=["a"]),
        agentops.start_session(tags=["b", "env:prod"]) as session,
    ):
        assert session.tags == ("env:prod", "a", "b")


def test_default_tags_may_come_from_the_environment(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTOPS_TAGS", "a, b")
    monkeypatch.setenv("AGENTOPS_AUTO_START_SESSION", "false")
    assert agentops.init(tracer_provider=host.provider) is None
    with agentops.start_session() as session:
        assert session.tags == ("a", "b")


def test_a_bad_argument_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="endpoint"):
        agentops.init(endpoint="localhost:4318")
    assert issubclass(ConfigurationError, ValueError)


def test_the_page_of_a_session_is_known_from_the_endpoint(host: Host) -> None:
    agentops.init(
        tracer_provider=host.provider,
        endpoint="http://user:secret@localhost:1/base",
        auto_start_session=False,
        live=False,
    )
    with agentops.start_session(session_id="user/42 ü") as session:
        assert session.url == "http://localhost:1/sessions/user%2F42%20%C3%BC"


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
    assert names(receiver) == ["arrives"]


def test_a_flush_answers_for_what_another_init_has_replaced(host: Host) -> None:
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
def test_a_flush_answers_for_spans_alone_of_what_another_init_has_replaced(
    host: Host, fault: Fault, receiver: Receiver
) -> None:
    with Receiver(fault) as replaced:
        agentops.init(tracer_provider=host.provider, endpoint=replaced.endpoint)
        agentops.init(tracer_provider=host.provider, endpoint=receiver.endpoint)
        asked = time.monotonic()
        assert agentops.flush(20)
        assert time.monotonic() - asked < 10
        agentops.shutdown(1)


def test_a_shutdown_answers_for_what_another_init_has_replaced(host: Host) -> None:
    with Receiver("unauthorised") as refusing, Receiver() as receiver:
        for one in (refusing, receiver):
            agentops.init(
                tracer_provider=host.provider, endpoint=one.endpoint, session_name="run", live=False
            )
        assert not agentops.shutdown(10)
        assert names(receiver) == ["run"]


class Refusing(SpanExporter):
    """An exporter that says no once it is released."""

    def __init__(self) -> None:
        self.is_called = threading.Event()
        self.is_released = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.is_called.set()
        self.is_released.wait()
        return SpanExportResult.FAILURE


def test_a_shutdown_while_another_is_under_way_waits_for_its_answer(host: Host) -> None:
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


def test_one_exporter_ships_only_what_belongs_to_sessions_once_a_provider_is_joined(
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


def test_live_records_follow_the_endpoint_where_the_exporter_stays(host: Host) -> None:
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


def test_a_session_that_outlives_another_init_is_told_of_at_the_new_endpoint(host: Host) -> None:
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


@pytest.mark.parametrize("timeout", [None, "soon", float("nan"), -1, 0, float("inf"), 10**400])
def test_a_senseless_timeout_raises_nothing(host: Host, timeout: Any) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert agentops.flush(timeout) in {True, False}
    assert agentops.shutdown(timeout) in {True, False}


class Hanging(SpanProcessor):
    """A processor of the host's that does not come back from a flush."""

    def __init__(self) -> None:
        self.is_released = threading.Event()
        self.calls = 0
        self.returns = 0

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        self.calls += 1
        self.is_released.wait()
        self.returns += 1
        return True


def test_a_hosts_exporter_that_hangs_is_not_waited_for(host: Host) -> None:
    hanging = Hanging()
    host.provider.add_span_processor(hanging)
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert not agentops.flush(0.1)
    assert not agentops.flush(0.1)
    assert not agentops.shutdown(0.1)
    assert (hanging.calls, hanging.returns) == (1, 0)
    hanging.is_released.set()


def test_the_end_of_the_provider_ends_the_open_sessions(host: Host, receiver: Receiver) -> None:
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
def test_the_end_of_the_hosts_provider_tells_of_sessions_that_its_exporter_does_not_get(
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


def test_shutting_down_ends_sessions_as_the_programs_end_does(host: Host) -> None:
    automatic = agentops.init(tracer_provider=host.provider)
    session = agentops.start_session("left open")
    assert agentops.shutdown()
    assert automatic is not None
    assert (session.state, automatic.state) == ("unfinished", "success")
    assert agentops.current_session() is None


def test_threads_are_left_alone_where_that_is_asked_for(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "flask,agentops_context")
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert not patches.is_applied()


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


def test_the_end_of_the_provider_ends_sessions_after_another_init_too(receiver: Receiver) -> None:
    provider = TracerProvider(shutdown_on_exit=False)
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    agentops.shutdown()
    agentops.init(tracer_provider=provider, endpoint=receiver.endpoint, auto_start_session=False)
    session = agentops.start_session("left open")
    provider.shutdown()
    assert session.state == "unfinished"
    receiver.wait_for_spans(1)
    agentops.shutdown()


def test_the_end_of_another_provider_leaves_sessions_open(host: Host) -> None:
    former = TracerProvider(shutdown_on_exit=False)
    agentops.init(tracer_provider=former, auto_start_session=False)
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session() as session:
        former.shutdown()
        assert session.is_open


class FailingTracer(trace.NoOpTracer):
    def start_span(self, *args: Any, **kwargs: Any) -> trace.Span:
        raise OSError("no spans today")


class Failing(Limited):
    """A tracer provider whose tracers raise."""

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        return FailingTracer()


def test_tracers_that_raise_leave_sessions_to_the_process(
    host: Host, warnings_logged: WarningsLogged, faults_are_expected: list[str]
) -> None:
    agentops.init(tracer_provider=Failing(), auto_start_session=False)
    with agentops.start_session("run") as session:
        assert agentops.current_session() is session
        assert agentops.task(lambda: 42)() == 42
    assert session.state == "success"
    assert agentops.current_session() is None
    assert len(warnings_logged) == 3
    assert len(faults_are_expected) == 2


def test_a_distribution_that_installs_over_ours_gives_a_warning(
    host: Host,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    warnings_logged: WarningsLogged,
) -> None:
    namesake = tmp_path / "agentops_otel-1.0.dist-info"
    namesake.mkdir()
    (namesake / "METADATA").write_text("Name: agentops-otel\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert ["agentops-otel-sessions" in warning for warning in warnings_logged] == [True]
