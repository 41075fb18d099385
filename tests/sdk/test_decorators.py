"""The decorators: a session or a span for every call."""

from __future__ import annotations

import asyncio

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.decorated import DECORATORS, attributes_of


def plain(x: int, *, y: str = "y") -> str:
    return f"{x}{y}"


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("agent", {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "answer"}),
        (
            "workflow",
            {"gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "answer"},
        ),
        ("task", {}),
        ("operation", {}),
        ("tool", {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "answer"}),
        ("guardrail", {}),
    ],
)
def test_every_kind_of_operation_has_its_attributes(
    captured_spans: CapturedSpans, kind: str, attributes: dict[str, str]
) -> None:
    @getattr(agentops, kind)(capture_content=False)  # type: ignore[untyped-decorator]
    def answer() -> int:
        return 42

    assert answer() == 42
    assert attributes_of(captured_spans) == {"agentops.span.kind": kind, **attributes}


@pytest.mark.parametrize("name", DECORATORS)
def test_a_decorators_name_is_that_of_its_export(name: str) -> None:
    assert getattr(agentops, name).__name__ == name


def test_spans_nest_as_the_calls_do(captured_spans: CapturedSpans) -> None:
    @agentops.tool
    def search(query: str) -> str:
        return query

    @agentops.agent("planner", attributes={"team": "blue"})
    def plan() -> str:
        return search("flights")

    @agentops.session(tags=["beta"])
    def answer() -> str:
        return plan()

    answer()
    assert (
        span_tree(captured_spans.spans, "session.id", "agentops.session.tags", "team")
        == """
session answer session.id=1 agentops.session.tags=beta
  agent planner session.id=1 agentops.session.tags=beta team=blue
    tool search session.id=1 agentops.session.tags=beta
"""
    )


def test_an_exception_is_recorded_once_and_raised(captured_spans: CapturedSpans) -> None:
    problem = ValueError("no flights")

    @agentops.tool
    def search() -> None:
        raise problem

    @agentops.session
    def answer() -> None:
        search()

    with pytest.raises(ValueError, match="no flights") as raised:
        answer()
    assert raised.value is problem
    session, tool = captured_spans.spans
    for span in (session, tool):
        assert (span.status.status_code, span.status.description) == (
            StatusCode.ERROR,
            "ValueError: no flights",
        )
        assert [event.name for event in span.events] == ["exception"]
    assert (tool.attributes or {})["error.type"] == "ValueError"


def test_a_cancelled_operation_is_not_an_error(captured_spans: CapturedSpans) -> None:
    @agentops.task
    async def wait() -> None:
        await asyncio.sleep(10)

    @agentops.session
    async def answer() -> None:
        await wait()

    async def cancel() -> None:
        running = asyncio.create_task(answer())
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancel())
    assert (
        span_tree(captured_spans.spans, "agentops.session.end_state")
        == """
session answer agentops.session.end_state=cancelled
  task wait
"""
    )
    assert all(not span.events for span in captured_spans.spans)


def test_coroutines_run_concurrently_in_their_own_sessions(captured_spans: CapturedSpans) -> None:
    @agentops.tool(capture_content=False)
    async def search(number: int) -> int:
        await asyncio.sleep(0)
        return number

    @agentops.session
    async def answer(number: int) -> int:
        return await search(number)

    async def ask_both() -> list[int]:
        return list(await asyncio.gather(answer(1), answer(2)))

    assert asyncio.run(ask_both()) == [1, 2]
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session answer session.id=1
  tool search session.id=1
session answer session.id=2
  tool search session.id=2
"""
    )


def test_many_attributes_do_not_push_the_kind_out() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(span_limits=SpanLimits(max_span_attributes=8), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    agentops.init(tracer_provider=provider, auto_start_session=False)
    agentops.tool(attributes={f"fact.{number}": number for number in range(20)})(plain)(1)
    agentops.shutdown()
    provider.force_flush()
    (span,) = exporter.get_finished_spans()
    assert (span.attributes or {})["agentops.span.kind"] == "tool"
    assert (span.attributes or {})["gen_ai.tool.name"] == "plain"


def test_names_may_be_positional_or_keyword_arguments(captured_spans: CapturedSpans) -> None:
    for decorator in (
        agentops.session("asked"),
        agentops.session(name="asked"),
        agentops.session(),
    ):
        decorator(plain)(1)
    for operation in (agentops.task("asked"), agentops.task(name="asked"), agentops.task()):
        operation(plain)(1)
    names = [span.name for span in captured_spans.spans]
    assert names == ["asked", "asked", "plain", "asked", "asked", "plain"]


def test_tags_from_an_iterator_apply_to_every_call(captured_spans: CapturedSpans) -> None:
    decorated = agentops.session(tags=iter(["a", "b"]))(plain)
    decorated(1)
    decorated(2)
    assert (
        span_tree(captured_spans.spans, "agentops.session.tags")
        == """
session plain agentops.session.tags=a,b
session plain agentops.session.tags=a,b
"""
    )


def test_wrong_arguments_raise_what_the_function_raises(captured_spans: CapturedSpans) -> None:
    decorated = agentops.task(plain)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        decorated()  # type: ignore[call-arg]
    assert (
        span_tree(captured_spans.spans)
        == """
task plain (error)
"""
    )


def test_recursion_nests(captured_spans: CapturedSpans) -> None:
    @agentops.task(capture_content=False)
    def count_down(number: int) -> int:
        return count_down(number - 1) if number else 0

    count_down(2)
    assert (
        span_tree(captured_spans.spans)
        == """
task count_down
  task count_down
    task count_down
"""
    )


def test_the_current_span_in_an_operation_is_its_own(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def annotate() -> None:
        trace.get_current_span().set_attribute("found", 3)

    annotate()
    assert not trace.get_current_span().get_span_context().is_valid
    assert attributes_of(captured_spans)["found"] == 3
