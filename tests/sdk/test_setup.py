"""`init()` in a program that has its own tracer provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agentops_otel as agentops
from agentops_otel import ConfigurationError
from agentops_otel.sdk.host import patches
from tests.program import run
from tests.receiver import Receiver
from tests.sdk.conftest import WarningsLogged
from tests.sdk.hosting import Host, WrappingProvider


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


def test_an_endpoint_also_gets_the_spans_of_sessions(host: Host, receiver: Receiver) -> None:
    agentops.init(
        tracer_provider=host.provider, endpoint=receiver.endpoint, auto_start_session=False
    )
    host.tracer.start_span("in no session").end()
    with agentops.start_session("run"):
        host.tracer.start_span("work").end()
    assert agentops.flush()
    assert receiver.span_names == ["work", "run"]
    assert host.names == ["in no session", "work", "run"]
    assert receiver.spans[0].resource["service.name"] == "host"


def test_an_exporter_also_gets_the_spans_of_sessions(host: Host) -> None:
    exporter = InMemorySpanExporter()
    agentops.init(tracer_provider=host.provider, span_exporter=exporter, auto_start_session=False)
    host.tracer.start_span("in no session").end()
    agentops.start_session("run").end()
    assert agentops.flush()
    assert [span.name for span in exporter.get_finished_spans()] == ["run"]


def test_an_unhashable_provider_is_joined_once(host: Host, receiver: Receiver) -> None:
    provider = WrappingProvider(host.provider)
    for tags in (["a"], ["b"]):
        agentops.init(
            tracer_provider=provider,
            endpoint=receiver.endpoint,
            tags=tags,
            auto_start_session=False,
        )
    with agentops.start_session("run"):
        host.tracer.start_span("work").end()
    assert agentops.flush()
    assert [(span.name, span.attributes["agentops.session.tags"]) for span in receiver.spans] == [
        ("work", ("b",)),
        ("run", ("b",)),
    ]


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


def test_sessions_work_locally_with_a_provider_that_takes_no_processors(
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


def test_a_service_name_for_a_joined_provider_gives_a_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider, service_name="host", auto_start_session=False)
    assert len(warnings_logged) == 0
    agentops.init(tracer_provider=host.provider, service_name="mine", auto_start_session=False)
    assert ["service_name" in warning for warning in warnings_logged] == [True]


def test_default_tags_come_before_all_others(host: Host) -> None:
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


def test_the_url_of_a_session_is_derived_from_the_endpoint(host: Host) -> None:
    agentops.init(
        tracer_provider=host.provider,
        endpoint="http://user:secret@localhost:1/base",
        auto_start_session=False,
        live=False,
    )
    with agentops.start_session(session_id="user/42 ü") as session:
        assert session.url == "http://localhost:1/sessions/user%2F42%20%C3%BC"


def test_threads_are_not_patched_if_the_instrumentation_is_disabled(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "flask,agentops_context")
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    assert not patches.is_applied()


class FailingTracer(trace.NoOpTracer):
    def start_span(self, *args: Any, **kwargs: Any) -> trace.Span:
        raise OSError("no spans today")


class Failing(Limited):
    """A tracer provider whose tracers raise."""

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        return FailingTracer()


def test_sessions_work_locally_with_tracers_that_raise(
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


def test_a_distribution_that_overwrites_this_package_gives_a_warning(
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


def test_a_set_up_that_fails_still_returns_a_session() -> None:
    """While a program exits, OpenTelemetry can start no threads, and creates no resource."""
    program = """
        import atexit
        import agentops_otel as agentops

        @atexit.register
        def report():
            session = agentops.init()
            print(session.state, agentops.current_session() is session)
            session.end()
            print(session.state)
    """
    finished = run(program)
    assert finished.lines == ["running True", "success"]
    assert "Internal error while setting up" in finished.stderr
