"""Each operation once: docs/explanation/counting-calls.md, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentops_otel.dashboard.counting.once import Counted, count_once
from agentops_otel.dashboard.counting.sightings import sighting_of
from agentops_otel.dashboard.model import Span
from tests.dashboard.dialects.seeing import the_operations
from tests.dashboard.dialects.spans import SECOND, event, span

OTEL: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.model": "gpt-5-2025-08-07",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
}
OPENINFERENCE: dict[str, Any] = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-5-2025-08-07",
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 20,
}
WITHOUT_USAGE = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5"}


def counted(*spans: Span) -> list[Counted]:
    return [each for each in count_once(map(sighting_of, spans)) if each.facts.kind != "span"]


def tokens(*spans: Span) -> list[int | None]:
    return [each.facts.input_tokens for each in counted(*spans)]


def unended(of: Span) -> Span:
    return replace(of, end_time_unix_nano=0)


def otel(name: str, response_id: str | None = None, **place: Any) -> Span:
    more = {} if response_id is None else {"gen_ai.response.id": response_id}
    return span(name, OTEL | more, scope="otel", **place)


def openinference(name: str, **place: Any) -> Span:
    return span(name, OPENINFERENCE, scope="openinference", **place)


def test_the_same_response_seen_twice_is_one_call() -> None:
    assert tokens(otel("a", "r1"), otel("b", "r1", at=0.5)) == [100]


def test_the_same_response_seen_in_another_trace_is_one_call() -> None:
    assert tokens(otel("a", "r1"), otel("b", "r1", trace="b" * 32)) == [100]


def test_the_same_response_at_another_time_is_another_call() -> None:
    assert tokens(otel("a", "r1"), otel("b", "r1", at=5)) == [100, 100]


def test_the_same_response_with_other_counts_is_another_call() -> None:
    counts = {"gen_ai.response.id": "r1", "gen_ai.usage.input_tokens": 7}
    other = span("b", OTEL | counts, at=0.5)

    assert tokens(otel("a", "r1"), other) == [100, 7]


def test_the_same_response_of_another_model_is_another_call() -> None:
    mini = {"gen_ai.response.model": "gpt-5-mini", "gen_ai.request.model": "gpt-5-mini"}

    assert tokens(otel("a", "r1"), span("b", OTEL | mini | {"gen_ai.response.id": "r1"})) == [
        100,
        100,
    ]


def test_a_model_and_its_dated_version_are_the_same_model() -> None:
    short = OPENINFERENCE | {"llm.model_name": "openai/gpt-5"}

    assert tokens(otel("a"), span("b", short, parent="a", scope="openinference")) == [100]


def test_nested_views_of_a_call_without_a_response_are_one_call() -> None:
    assert tokens(openinference("a", lasts=2), otel("b", "r1", parent="a")) == [100]


def test_plain_code_between_two_views_makes_no_difference() -> None:
    between = span("retry", {}, parent="a", lasts=2)

    assert tokens(openinference("a", lasts=2), between, otel("b", "r1", parent="retry")) == [100]


def test_a_call_that_a_tool_makes_inside_a_call_is_another_call() -> None:
    tool = span("lookup", {"gen_ai.operation.name": "execute_tool"}, parent="a", lasts=2)
    outer, _, inner = counted(openinference("a", lasts=2), tool, otel("b", "r1", parent="lookup"))

    assert [outer.facts.input_tokens, inner.facts.input_tokens] == [100, 100]


def test_siblings_of_two_instrumentations_are_one_call() -> None:
    assert tokens(openinference("a", parent="p"), otel("b", "r1", parent="p", at=0.1)) == [100]


def test_siblings_of_one_instrumentation_are_two_calls() -> None:
    assert tokens(otel("a", parent="p"), otel("b", parent="p", at=0.1)) == [100, 100]


def test_siblings_one_after_the_other_are_two_calls() -> None:
    assert tokens(openinference("a", parent="p"), otel("b", parent="p", at=1)) == [100, 100]


def test_two_calls_at_once_seen_by_two_instrumentations_are_two_calls() -> None:
    calls = counted(
        openinference("a1", parent="p", at=0, lasts=5),
        otel("b1", parent="p", at=0.1, lasts=4.8),
        openinference("a2", parent="p", at=1, lasts=5),
        otel("b2", parent="p", at=1.1, lasts=4.8),
    )

    assert [sorted(each.name for each in call.sightings) for call in calls] == [
        ["a1", "b1"],
        ["a2", "b2"],
    ]


def test_calls_that_differ_in_one_count_are_two() -> None:
    other = span("b", OTEL | {"gen_ai.usage.output_tokens": 21}, parent="a", scope="otel")

    assert tokens(openinference("a", lasts=2), other) == [100, 100]


def test_an_unknown_count_does_not_differ() -> None:
    streamed = span("b", WITHOUT_USAGE, parent="a", scope="otel")

    assert tokens(openinference("a", lasts=2), streamed) == [100]


def test_a_wrapper_is_merged_with_the_call_it_is_most_like() -> None:
    failed = span("first", WITHOUT_USAGE, parent="a", scope="otel", status="error")
    one, two = counted(openinference("a", lasts=9), failed, otel("second", parent="a", at=2))

    assert [each.name for each in one.sightings] == ["first"]
    assert {each.name for each in two.sightings} == {"a", "second"}
    assert two.end_time_unix_nano - two.start_time_unix_nano == SECOND


def test_a_call_with_the_sums_of_the_calls_below_it_is_not_counted() -> None:
    sums = span("all", OTEL | {"gen_ai.usage.input_tokens": 200, "gen_ai.usage.output_tokens": 40})

    assert tokens(sums, otel("a", "r1", parent="all"), otel("b", "r2", parent="all", at=2)) == [
        100,
        100,
    ]


def test_an_agent_with_the_sums_of_the_calls_below_it_counts_no_tokens() -> None:
    sums = {"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 100}

    assert tokens(span("agent", sums, lasts=2), otel("a", parent="agent")) == [None, 100]


def test_tokens_of_nested_agents_are_counted_at_the_innermost_agents_that_report_them() -> None:
    def agent(name: str, used: int, at: float, parent: str = "") -> Span:
        told = {"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": used}
        return span(name, told, parent=parent, at=at)

    assert tokens(
        agent("outer", 100, 0), agent("one", 60, 1, "outer"), agent("two", 40, 2, "outer")
    ) == [None, 60, 40]


def test_a_call_without_usage_above_a_call_is_not_counted() -> None:
    (call,) = counted(
        span("prepare", WITHOUT_USAGE, lasts=9),
        span("agent", {"gen_ai.operation.name": "invoke_agent"}, parent="prepare", lasts=9),
        otel("a", parent="agent"),
    )[1:]

    assert call.name == "a"


def test_a_call_without_usage_and_without_calls_below_it_is_counted() -> None:
    assert tokens(span("streamed", WITHOUT_USAGE)) == [None]


def test_a_failed_call_is_counted() -> None:
    (call,) = counted(span("refused", WITHOUT_USAGE, status="error"))

    assert call.facts.is_error


def test_operations_below_an_agent_belong_to_it() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner"}
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
    found = counted(
        span("agent", agent, lasts=9),
        span("step", {}, parent="agent"),
        span("tool", tool, parent="step", at=1),
        otel("call", parent="step", at=2),
    )

    assert [each.facts.agent for each in found] == ["planner", "planner", "planner"]


def test_a_tool_seen_twice_is_one_run() -> None:
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
    other = {"openinference.span.kind": "TOOL", "tool.name": "search"}
    (run,) = counted(span("a", other, lasts=2), span("b", tool, parent="a"))

    assert (run.name, len(run.sightings)) == ("search", 2)


def test_a_tool_server_beside_its_calling_agent_shows_the_same_runs() -> None:
    def run(name: str, tool: str, **place: Any) -> Span:
        named = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": tool}
        return span(name, named, scope=tool.partition("__")[0], **place)

    found = counted(
        run("asked", "mcp__weather__get", lasts=3),
        run("asked again", "mcp__weather__get", at=1, lasts=3),
        run("served", "get", at=0.5),
        run("served again", "get", at=1.5),
        run("of another", "get", at=9),
    )

    assert [(each.name, len(each.sightings)) for each in found] == [
        ("mcp__weather__get", 2),
        ("mcp__weather__get", 2),
        ("get", 1),
    ]


def test_a_tool_run_inside_a_run_of_the_same_tool_is_another_run() -> None:
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "walk"}

    assert len(counted(span("a", tool, lasts=2), span("b", tool, parent="a"))) == 2


def test_parents_come_before_their_children_even_with_a_coarse_clock() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent"}
    found = counted(
        otel("0 call", parent="1 inner", lasts=0),
        span("1 inner", agent, parent="2 outer", lasts=0),
        span("2 outer", agent, lasts=0),
    )

    assert [each.name for each in found] == ["2 outer", "1 inner", "0 call"]


def test_the_version_of_a_span_with_the_later_end_counts() -> None:
    (call,) = counted(otel("a", lasts=0), otel("a", lasts=3))

    assert call.end_time_unix_nano - call.start_time_unix_nano == 3 * 10**9


def test_spans_in_a_parent_cycle_are_still_counted() -> None:
    assert tokens(otel("a", "r1", parent="b"), otel("b", "r2", parent="a")) == [100, 100]
    assert tokens(otel("a", "r1", parent="a")) == [100]


def test_a_long_session_is_counted_whole() -> None:
    size = 3_000
    deep = [otel(f"d{n}", f"d{n}", parent=f"d{n - 1}", at=n, lasts=9e3) for n in range(size)]
    same = [otel(f"s{n}", "same", parent="p", lasts=9e3) for n in range(size)]
    alike = [openinference(f"o{n}", parent="q", lasts=9e3) for n in range(size)]

    assert len(counted(*deep, *same, *alike)) == size + 1 + size


def test_two_instrumentations_may_differ_slightly_in_the_counts_of_a_streamed_response() -> None:
    announced = OTEL | {"gen_ai.response.id": "r1", "gen_ai.usage.output_tokens": 21}
    (call,) = counted(otel("a", "r1"), span("b", announced, scope="other"))

    assert call.facts.output_tokens == 20


def test_an_agent_recorded_twice_by_one_instrumentation_ran_once() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner"}

    assert len(counted(span("a", agent, lasts=2), span("b", agent, parent="a"))) == 1


def test_an_agent_span_without_children_is_another_view_of_the_agent_beside_it() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner"}
    beside = {"traceloop.span.kind": "agent", "traceloop.entity.name": "planner"}
    call = otel("chat", parent="b")

    found = counted(span("a", agent, parent="t"), span("b", beside, parent="t"), call)
    assert [each.facts.kind for each in found] == ["agent", "llm"]
    found = counted(span("a", agent, parent="t"), span("b", agent, parent="t"), call)
    assert [each.facts.kind for each in found] == ["agent", "agent", "llm"]


def test_a_call_with_only_zero_counts_has_unknown_usage() -> None:
    zeros = {"gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0}

    assert tokens(span("a", WITHOUT_USAGE | zeros)) == [None]


def test_output_counts_that_differ_by_the_reasoning_tokens_are_of_the_same_call() -> None:
    thought = OTEL | {"gen_ai.usage.output_tokens": 26, "gen_ai.usage.reasoning.output_tokens": 6}
    (call,) = counted(openinference("a"), span("b", thought, scope="otel", parent="a"))

    assert (call.facts.output_tokens, call.facts.reasoning_tokens) == (26, 6)


def test_output_counts_that_differ_for_no_known_reason_are_of_two_calls() -> None:
    thought = OTEL | {"gen_ai.usage.output_tokens": 27, "gen_ai.usage.reasoning.output_tokens": 6}

    assert len(counted(openinference("a"), span("b", thought, scope="otel", parent="a"))) == 2


def test_input_counts_that_differ_by_the_cached_tokens_are_of_the_same_call() -> None:
    cached = {
        "gen_ai.usage.input_tokens": 160,
        "gen_ai.usage.cache_read.input_tokens": 50,
        "gen_ai.usage.cache_creation.input_tokens": 10,
    }
    (call,) = counted(openinference("a"), span("b", OTEL | cached, scope="otel", parent="a"))

    assert (call.facts.input_tokens, call.facts.cached_tokens) == (160, 50)


def test_input_counts_that_differ_by_another_amount_are_of_two_calls() -> None:
    cached = {"gen_ai.usage.input_tokens": 160, "gen_ai.usage.cache_read.input_tokens": 50}

    assert len(counted(openinference("a"), span("b", OTEL | cached, scope="otel", parent="a"))) == 2


def test_a_streamed_call_lasts_until_its_tokens_even_after_the_end_of_its_span() -> None:
    token = event("First Token Stream Event", at=2)
    early = span("early", OPENINFERENCE, scope="framework", parent="up", lasts=1, events=(token,))

    assert tokens(early, otel("late", parent="up", at=1.5)) == [100]


def test_a_client_span_beside_the_framework_that_calls_it_shows_the_same_call() -> None:
    agent = {"openinference.span.kind": "AGENT", "agent.name": "planner"}
    framework = [
        *(span(program, lasts=9) for program in "pq"),
        span("agent", agent, parent="p", lasts=9),
        openinference("llm", parent="agent"),
    ]

    assert tokens(*framework, otel("client", parent="p", at=0.1)) == [None, 100]
    assert tokens(*framework, otel("client", parent="q", at=0.1)) == [None, 100, 100]
    assert tokens(*framework, otel("client", parent="p", at=3)) == [None, 100, 100]
    other = span("client", OTEL | {"gen_ai.usage.output_tokens": 21}, parent="p", scope="otel")
    assert tokens(*framework, other).count(100) == 2


def test_a_client_span_in_its_own_trace_shows_the_call_of_the_framework_around_it() -> None:
    framework = [span("chain", lasts=9), openinference("llm", parent="chain")]
    elsewhere = "b" * 32

    inside = otel("client", trace=elsewhere, at=0.1, lasts=0.8)
    assert tokens(*framework, inside) == [100]
    assert tokens(*framework, inside, otel("next", trace="c" * 32, at=0.2, lasts=0.5)) == [100] * 2
    assert tokens(*framework, otel("client", trace=elsewhere, at=0.1)) == [100, 100]
    assert tokens(*framework, otel("client", trace=elsewhere, parent="q", at=0.1, lasts=0.5)) == [
        100,
        100,
    ]


def test_a_failed_call_recorded_by_two_instrumentations_side_by_side_failed_once() -> None:
    def failed(name: str, told: dict[str, Any], **place: Any) -> Span:
        return span(name, told, scope=name, status="error", **place)

    by_framework = {"openinference.span.kind": "LLM", "llm.model_name": "gpt-5"}
    around = failed("framework", by_framework, parent="chain")
    chain = span("chain", lasts=9)

    for place in ({"trace": "b" * 32}, {}):
        inside = failed("client", WITHOUT_USAGE, at=0.1, lasts=0.5, **place)
        (call,) = counted(chain, around, inside)
        assert call.facts.is_error
        later = failed("client", WITHOUT_USAGE, at=0.5, **place)
        assert len(counted(chain, around, later)) == 2


def planner(scope: str, kind_key: str, response: str) -> list[Span]:
    """An agent that makes one call, as one instrumentation shows it in a tree of its own."""
    call = {
        kind_key: "LLM",
        "gen_ai.request.model": "m",
        "gen_ai.response.id": response,
        "gen_ai.usage.input_tokens": 9,
        "gen_ai.usage.output_tokens": 2,
    }
    agent = span("planner", {kind_key: "AGENT"}, id=f"{scope} agent", lasts=3, scope=scope)
    return [
        agent,
        span("call", call, parent=f"{scope} agent", id=f"{scope} call", at=1, scope=scope),
    ]


def test_agent_spans_of_two_instrumentations_with_the_same_calls_are_one_agent() -> None:
    found = the_operations(
        *planner("one", "openinference.span.kind", "r1"),
        *planner("other", "gen_ai.span.kind", "r1"),
    )

    assert [(each.kind, len(each.span_ids)) for each in found] == [("agent", 2), ("llm", 2)]


def test_two_agents_of_one_name_that_did_different_things_are_two() -> None:
    found = the_operations(
        *planner("one", "openinference.span.kind", "r1"),
        *planner("other", "openinference.span.kind", "r2"),
    )

    assert [each.kind for each in found].count("agent") == 2


def test_two_views_of_a_call_whose_spans_have_no_end_are_one_call() -> None:
    same_response = [unended(otel("a", "r1")), unended(otel("b", "r1", at=0.1))]
    nested = [unended(openinference("a")), unended(otel("b", parent="a", at=0.1))]
    in_traces = [unended(openinference("a")), unended(otel("b", trace="b" * 32, at=0.1))]

    assert [tokens(*each) for each in (same_response, nested, in_traces)] == [[100]] * 3


def test_calls_of_one_instrumentation_whose_spans_have_no_end_are_two_calls() -> None:
    assert tokens(unended(otel("a", parent="p")), unended(otel("b", parent="p"))) == [100, 100]
