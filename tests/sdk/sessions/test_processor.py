"""Which session a span belongs to, whatever context it starts in."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

import agentops_otel as agentops
from agentops_otel.sdk.sessions import processor
from agentops_otel.sdk.sessions.trail import Trail
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged

tracer = trace.get_tracer("a user's own")

REMOTE = SpanContext(0xA, 0xB, is_remote=True, trace_flags=TraceFlags(1))


def only(span: trace.Span) -> Context:
    """Return a context that holds a span and nothing else."""
    return trace.set_span_in_context(span, Context())


def test_a_child_is_found_by_its_parent_alone(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run", tags=["a"], attributes={"user.id": "u1"}):
        parent = tracer.start_span("parent")
    tracer.start_span("child", only(parent)).end()
    parent.end()
    shown = ("session.id", "agentops.session.tags", "user.id")
    assert (
        span_tree(captured_spans.spans, *shown)
        == """
session run session.id=1 agentops.session.tags=a user.id=u1
  span parent session.id=1 agentops.session.tags=a user.id=u1
    span child session.id=1 agentops.session.tags=a user.id=u1
"""
    )


def test_a_child_is_found_by_its_parents_id_alone(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        parent = tracer.start_span("parent")
    copy = NonRecordingSpan(parent.get_span_context())
    tracer.start_span("child", only(copy)).end()
    parent.end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
  span parent session.id=1
    span child session.id=1
"""
    )


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_child_of_an_ended_session_span_belongs_to_it(
    captured_spans: CapturedSpans, *, is_copied: bool
) -> None:
    session = agentops.start_session("run", tags=["a"])
    session.end()
    parent = NonRecordingSpan(session.span.get_span_context()) if is_copied else session.span
    with agentops.start_session("another"):
        context_of_parent = only(parent)
    tracer.start_span("late", context_of_parent).end()
    assert (
        span_tree(captured_spans.spans, "session.id", "agentops.session.tags")
        == """
session run session.id=1 agentops.session.tags=a
  span late session.id=1 agentops.session.tags=a
session another session.id=2
"""
    )


def test_a_child_of_an_ended_span_belongs_to_its_session(captured_spans: CapturedSpans) -> None:
    session = agentops.start_session("run", tags=["a"], attributes={"user.id": "u1"})
    parent = tracer.start_span("parent")
    parent.end()
    session.end()
    tracer.start_span("late", only(parent)).end()
    assert (
        span_tree(captured_spans.spans, "session.id", "user.id")
        == """
session run session.id=1 user.id=u1
  span parent session.id=1 user.id=u1
    span late session.id=1 user.id=u1
"""
    )
    assert session.event_count == 2


def test_even_a_session_that_nobody_knows_any_more_is_found_on_its_span(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("run", tags=["a", "b"]):
        parent = tracer.start_span("parent")
    parent.end()
    gc.collect()
    tracer.start_span("late", only(parent)).end()
    late = captured_spans.spans[-1]
    assert late.attributes == {
        "session.id": "1",
        "agentops.session.name": "run",
        "agentops.session.tags": ("a", "b"),
    }


def test_work_that_outlives_its_session_still_belongs_to_it(captured_spans: CapturedSpans) -> None:
    async def follow_up(may_start: asyncio.Event) -> None:
        await may_start.wait()
        with tracer.start_as_current_span("follow up"):
            tracer.start_span("inner").end()

    async def run() -> None:
        may_start = asyncio.Event()
        with agentops.start_session("turn"):
            task = asyncio.create_task(follow_up(may_start))
            await asyncio.sleep(0)
        may_start.set()
        await task

    asyncio.run(run())
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session turn session.id=1
  span follow up session.id=1
    span inner session.id=1
"""
    )


def test_the_contexts_session_goes_before_the_parents(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("first"):
        parent = tracer.start_span("parent")
    with agentops.start_session("second"):
        tracer.start_span("child", trace.set_span_in_context(parent)).end()
    parent.end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session first session.id=1
  span parent session.id=1
    span child session.id=2
session second session.id=2
"""
    )


def test_an_empty_context_is_in_no_session(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        tracer.start_span("outside", Context()).end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
span outside
"""
    )


def test_a_session_under_a_remote_parent_continues_its_trace(captured_spans: CapturedSpans) -> None:
    token = context.attach(only(NonRecordingSpan(REMOTE)))
    agentops.start_session("turn").end()
    context.detach(token)
    (span,) = captured_spans.spans
    assert span.context is not None
    assert (span.context.trace_id, span.parent) == (REMOTE.trace_id, REMOTE)


def test_threads_carry_the_session_of_their_start(captured_spans: CapturedSpans) -> None:
    class Worker(threading.Thread):
        def run(self) -> None:
            tracer.start_span("in a subclass").end()

    with agentops.start_session("run"):
        threads = [Worker(), threading.Thread(target=lambda: tracer.start_span("plain").end())]
        for thread in threads:
            thread.start()
            thread.join()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
  span in a subclass session.id=1
  span plain session.id=1
"""
    )


def test_spans_that_nobody_ends_are_forgotten(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        for _ in range(5000):
            tracer.start_span("never ended")
    assert len(processor._open) < 1000


class Host:
    """A program with its own tracer provider, joined by `init()`."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("host")

    def tree(self, *shown: str) -> str:
        return span_tree(self.exporter.get_finished_spans(), *shown)


@pytest.fixture
def host() -> Iterator[Host]:
    before = context.get_current()
    context.attach(Context())
    yield Host()
    agentops.shutdown()
    context.attach(before)


def test_the_automatic_session_takes_what_has_no_other(host: Host) -> None:
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


def test_a_session_under_the_automatic_one_is_linked_but_not_nested(host: Host) -> None:
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


def test_what_the_automatic_session_is_given_late_reaches_its_own_span(host: Host) -> None:
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


def test_a_server_span_in_the_automatic_session_gives_one_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider)
    for _ in range(2):
        with host.tracer.start_as_current_span("GET /", kind=SpanKind.SERVER):
            host.tracer.start_span("inner", kind=SpanKind.SERVER).end()
    (warning,) = warnings_logged
    assert "auto_start_session=False" in warning


def test_a_server_span_with_a_parent_of_its_own_gives_no_warning(
    host: Host, warnings_logged: WarningsLogged
) -> None:
    agentops.init(tracer_provider=host.provider)
    parent = only(NonRecordingSpan(REMOTE))
    host.tracer.start_span("GET /", parent, kind=SpanKind.SERVER).end()
    assert len(warnings_logged) == 0


def header() -> str:
    carrier: dict[str, str] = {}
    W3CBaggagePropagator().inject(carrier)
    return carrier.get("baggage", "")


def incoming(text: str) -> Context:
    return W3CBaggagePropagator().extract({"baggage": text}, only(NonRecordingSpan(REMOTE)))


def test_baggage_stays_at_home_by_default(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session("run", tags=["a"]):
        assert header() == ""
    host.tracer.start_span("GET /", incoming("session.id=theirs")).end()
    assert "session.id" not in (host.exporter.get_finished_spans()[-1].attributes or {})


def test_baggage_takes_a_session_along(host: Host) -> None:
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
    assert header() == ""
    host.tracer.start_span("served elsewhere", incoming(out)).end()
    span = host.exporter.get_finished_spans()[-1]
    assert span.attributes == {
        "session.id": "chat 7",
        "agentops.session.tags": ("a,b", "für"),
    }


def test_a_session_that_baggage_brings_is_the_outer_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(incoming("session.id=theirs,agentops.session.tags=a"))
    with agentops.start_session("mine", tags=["b"]) as session:
        assert (session.parent_id, session.tags) == ("theirs", ("a", "b"))
    context.detach(token)


def test_the_baggage_of_the_automatic_session_makes_it_no_other(host: Host) -> None:
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


def test_a_session_that_baggage_brings_goes_before_the_automatic_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, propagate_baggage=True)
    brought = W3CBaggagePropagator().extract({"baggage": "session.id=theirs"})
    host.tracer.start_span("in it", brought).end()
    span = host.exporter.get_finished_spans()[-1]
    assert (span.attributes or {})["session.id"] == "theirs"
    assert span.parent is not None


def test_nothing_is_kept_of_what_happens_in_a_session_that_only_baggage_names(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    with agentops.start_session("mine"):
        host.tracer.start_span("shown here").end()
        host.tracer.start_span("shown nowhere", incoming("session.id=theirs")).end()
        trails = [kept for kept in gc.get_objects() if isinstance(kept, Trail)]
        names = [event.name for trail in trails for event in trail.events]
    assert "shown here" in names
    assert "shown nowhere" not in names


def test_tags_that_do_not_fit_into_the_header_are_left_out_whole(host: Host) -> None:
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


def test_tags_leave_the_programs_own_baggage_its_room(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(baggage.set_baggage("own", "x" * 3000))
    with agentops.start_session("run", tags=[f"{n:02}" + "y" * 98 for n in range(20)]):
        carried = header()
    context.detach(token)
    assert carried.startswith("own=x")
    assert 3900 < len(carried) <= 4096


def test_foreign_baggage_is_kept(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False, propagate_baggage=True)
    token = context.attach(baggage.set_baggage("tenant", "t1"))
    with agentops.start_session("run", session_id="1"):
        assert header() == "tenant=t1,session.id=1"
    assert header() == "tenant=t1"
    context.detach(token)


def test_what_outlives_its_session_is_not_the_automatic_ones(host: Host) -> None:
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


def test_a_session_after_a_nested_one_has_ended_is_nested_in_the_outer_one(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session("outer") as outer:
        inner = agentops.start_session("inner")
        with host.tracer.start_as_current_span("open"):
            inner.end()
            assert agentops.current_session() is outer
            host.tracer.start_span("late").end()
            with agentops.start_session("next") as following:
                assert following.parent_id == outer.id
    assert (
        host.tree("agentops.session.name")
        == """
session outer agentops.session.name=outer
  session inner agentops.session.name=inner
    span open agentops.session.name=inner
      span late agentops.session.name=inner
session next agentops.session.name=next
"""
    )


def test_a_request_that_baggage_brings_is_not_the_automatic_sessions(host: Host) -> None:
    agentops.init(tracer_provider=host.provider, propagate_baggage=True)
    request = W3CBaggagePropagator().extract(
        {"baggage": "session.id=theirs"}, trace.set_span_in_context(NonRecordingSpan(REMOTE))
    )
    host.tracer.start_span("GET /", request).end()
    (span,) = host.exporter.get_finished_spans()
    assert (span.attributes or {})["session.id"] == "theirs"
