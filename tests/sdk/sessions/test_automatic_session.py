"""The automatic session holds what belongs to no other session."""

from __future__ import annotations

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

import agentops_otel as agentops
from tests.sdk.conftest import WarningsLogged
from tests.sdk.hosting import Host


def test_the_automatic_session_takes_the_spans_of_no_other_session(host: Host) -> None:
    automatic = agentops.init(tracer_provider=host.provider, session_name="program")
    assert automatic is not None
    host.tracer.start_span("under it").end()
    host.tracer.start_span("elsewhere", Context()).end()
    with agentops.start_session("job", session_id="job"):
        host.tracer.start_span("in the job").end()
    assert agentops.current_session() is automatic
    context.attach(Context())
    assert agentops.current_session() is automatic
    automatic.end()
    assert agentops.current_session() is None
    host.tracer.start_span("after it", Context()).end()
    assert (
        host.tree("agentops.session.name")
        == """
session program agentops.session.name=program
  span under it agentops.session.name=program
span elsewhere agentops.session.name=program
session job agentops.session.name=job
  span in the job agentops.session.name=job
span after it
"""
    )


def test_a_session_in_the_automatic_one_is_linked_but_not_nested(host: Host) -> None:
    automatic = agentops.init(tags=["all"], tracer_provider=host.provider, session_name="program")
    assert automatic is not None
    automatic.add_tags("automatic")
    automatic.set_attribute("user.id", "u1")
    with agentops.start_session("job", tags=["mine"]) as session:
        assert session.parent_id is None
        assert session.tags == ("all", "mine")
        assert session.attributes == {}
    with host.tracer.start_as_current_span("request"), agentops.start_session("turn") as turn:
        assert turn.parent_id is None
    agentops.shutdown()
    spans = {span.name: span for span in host.exporter.get_finished_spans()}
    (link,) = spans["job"].links
    assert spans["job"].parent is None
    assert link.context == automatic.span.get_span_context()
    assert spans["turn"].parent == spans["request"].context
    assert spans["turn"].links == ()


def test_late_tags_and_attributes_of_the_automatic_session_reach_its_span(host: Host) -> None:
    automatic = agentops.init(tags=["all"], tracer_provider=host.provider, session_name="program")
    assert automatic is not None
    automatic.add_tags("late")
    automatic.set_attribute("user.id", "u1")
    agentops.shutdown()
    assert (
        host.tree("agentops.session.tags", "user.id")
        == """
session program agentops.session.tags=all,late user.id=u1
"""
    )


def test_spans_after_the_end_of_their_session_do_not_join_the_automatic_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, session_name="program")
    session = agentops.start_session("job")
    with host.tracer.start_as_current_span("open"):
        session.end()
        host.tracer.start_span("late").end()
        with agentops.start_session("next") as following:
            assert following.parent_id is None
    assert (
        host.tree("agentops.session.name")
        == """
session job agentops.session.name=job
  span open agentops.session.name=job
    span late agentops.session.name=job
session next agentops.session.name=next
"""
    )


def test_a_server_span_in_the_automatic_session_gives_one_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider)
    for _ in range(2):
        with host.tracer.start_as_current_span("GET /", kind=SpanKind.SERVER):
            host.tracer.start_span("inner", kind=SpanKind.SERVER).end()
    (warning,) = warnings_logged
    assert "auto_start_session=False" in warning


def test_a_span_that_is_not_a_server_span_gives_no_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider)
    target = {"url.path": "/", "http.target": "/"}
    host.tracer.start_span("GET", kind=SpanKind.CLIENT, attributes=target).end()
    host.tracer.start_span("GET /", Context(), attributes=target).end()
    assert len(warnings_logged) == 0


def test_a_server_span_with_a_parent_of_its_own_gives_no_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider)
    caller = SpanContext(0xA, 0xB, is_remote=True, trace_flags=TraceFlags(1))
    request = trace.set_span_in_context(NonRecordingSpan(caller), Context())
    host.tracer.start_span("GET /", request, kind=SpanKind.SERVER).end()
    assert len(warnings_logged) == 0
