"""A session's id and tags in W3C baggage, outgoing and incoming."""

from __future__ import annotations

import gc

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

import agentops_otel as agentops
from agentops_otel.sdk.sessions.trail import Trail
from tests.sdk.hosting import Host

CALLER = SpanContext(0xA, 0xB, is_remote=True, trace_flags=TraceFlags(1))


def header() -> str:
    carrier: dict[str, str] = {}
    W3CBaggagePropagator().inject(carrier)
    return carrier.get("baggage", "")


def incoming(text: str) -> Context:
    return W3CBaggagePropagator().extract(
        {"baggage": text}, trace.set_span_in_context(NonRecordingSpan(CALLER), Context())
    )


def test_baggage_is_not_sent_by_default(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session("run", tags=["a"]):
        assert header() == ""
    host.tracer.start_span("GET /", incoming("session.id=theirs")).end()
    assert "session.id" not in (host.exporter.get_finished_spans()[-1].attributes or {})


def test_baggage_carries_a_session_if_enabled(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    with agentops.start_session("run", session_id="chat 7", tags=["a,b", "für"]) as session:
        out = header()
        assert out == "session.id=chat+7,agentops.session.tags=a%252Cb%2Cf%25C3%25BCr"
        with agentops.start_session("inner", session_id="inner"):
            assert header().startswith("session.id=inner,")
        assert header() == out
        session.add_tags("late")
        assert header().endswith("%2Clate")
        with session.use():
            assert header().endswith("%2Clate")

        @agentops.task
        def work() -> None:
            session.add_tags("later")
            assert header().endswith("%2Clate%2Clater")

        work()
        assert header().endswith("%2Clate%2Clater")
        with agentops.start_session("inner", session_id="inner"):
            session.add_tags("last")
            assert header().startswith("session.id=inner,")
            assert not header().endswith("%2Clast")
        assert header().endswith("%2Clate%2Clater%2Clast")
    assert header() == ""
    host.tracer.start_span("served elsewhere", incoming(out)).end()
    span = host.exporter.get_finished_spans()[-1]
    assert span.attributes == {
        "session.id": "chat 7",
        "agentops.session.tags": ("a,b", "für"),
    }


def test_the_end_of_a_session_keeps_the_programs_own_baggage(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    before = context.get_current()
    outer = agentops.start_session("outer", session_id="o", tags=["a"])
    inner = agentops.start_session("inner", session_id="i")
    context.attach(baggage.set_baggage("tenant", "acme"))
    inner.end()
    assert header() == "session.id=o,agentops.session.tags=a,tenant=acme"
    outer.end()
    assert header() == "tenant=acme"
    context.attach(before)


def test_a_session_from_baggage_is_the_outer_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(incoming("session.id=theirs,agentops.session.tags=a"))
    with agentops.start_session("mine", tags=["b"]) as session:
        assert (session.parent_id, session.tags) == ("theirs", ("a", "b"))
    context.detach(token)


def test_the_automatic_session_in_baggage_remains_the_automatic_session(host: Host) -> None:
    automatic = agentops.init(
        tracer_provider=host.provider, propagate_baggage=True, session_name="program"
    )
    assert automatic is not None
    host.tracer.start_span("under it").end()
    with agentops.start_session("job") as session:
        assert session.parent_id is None
    assert [event.name for event in automatic.events] == ["under it"]
    agentops.shutdown()
    assert (
        host.tree("agentops.session.name")
        == """
session program agentops.session.name=program
  span under it agentops.session.name=program
session job agentops.session.name=job
"""
    )


def test_a_session_from_baggage_wins_over_the_automatic_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, propagate_baggage=True)
    brought = W3CBaggagePropagator().extract({"baggage": "session.id=theirs"})
    host.tracer.start_span("in it", brought).end()
    span = host.exporter.get_finished_spans()[-1]
    assert (span.attributes or {})["session.id"] == "theirs"
    assert span.parent is not None


def test_events_of_a_session_known_only_from_baggage_are_not_kept(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    with agentops.start_session("mine"):
        host.tracer.start_span("shown here").end()
        host.tracer.start_span("shown nowhere", incoming("session.id=theirs")).end()
        trails = [kept for kept in gc.get_objects() if isinstance(kept, Trail)]
        names = [event.name for trail in trails for event in trail.events]
    assert "shown here" in names
    assert "shown nowhere" not in names


def test_tags_that_do_not_fit_into_the_header_are_omitted_whole(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    tags = [f"{n:02}" + "ü" * 100 for n in range(20)]
    with agentops.start_session("run", session_id="1", tags=tags):
        carried = header()
    assert 3000 < len(carried) <= 4096
    host.tracer.start_span("there", incoming(carried)).end()
    arrived = (host.exporter.get_finished_spans()[-1].attributes or {})["agentops.session.tags"]
    assert isinstance(arrived, tuple)
    assert arrived == tuple(tags[: len(arrived)])
    assert len(arrived) > 1


@pytest.mark.parametrize("own", ["x" * 3000, 10**2999], ids=["text", "number"])
def test_tags_leave_room_for_the_programs_own_baggage(host: Host, own: object) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(baggage.set_baggage("own", own))
    with agentops.start_session("run", tags=[f"{n:02}" + "y" * 98 for n in range(20)]):
        carried = header()
    context.detach(token)
    assert carried.startswith(f"own={own},")
    assert 3900 < len(carried) <= 4096


def test_foreign_baggage_is_kept(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(baggage.set_baggage("tenant", "t1"))
    with agentops.start_session("run", session_id="1"):
        assert header() == "tenant=t1,session.id=1"
    assert header() == "tenant=t1"
    context.detach(token)


def test_a_request_with_a_session_in_baggage_is_not_in_the_automatic_session(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, propagate_baggage=True)
    request = W3CBaggagePropagator().extract(
        {"baggage": "session.id=theirs"}, trace.set_span_in_context(NonRecordingSpan(CALLER))
    )
    host.tracer.start_span("GET /", request).end()
    (span,) = host.exporter.get_finished_spans()
    assert (span.attributes or {})["session.id"] == "theirs"
