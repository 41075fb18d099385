from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agentops_otel.dashboard.counting.once import Counted, count_once
from agentops_otel.dashboard.counting.plain import count_if_plain
from agentops_otel.dashboard.counting.sightings import Sighting, sighting_of
from tests.dashboard.dialects.spans import span

ATTRIBUTES = st.one_of(
    st.fixed_dictionaries(
        {
            "gen_ai.operation.name": st.sampled_from(["chat", "chat", "embeddings"]),
            "gen_ai.request.model": st.just("m"),
        },
        optional={
            "gen_ai.response.id": st.sampled_from(["r1", "r2", "r3"]),
            "gen_ai.usage.input_tokens": st.integers(1, 3),
            "gen_ai.usage.cache_read.input_tokens": st.integers(1, 3),
            "gen_ai.agent.name": st.just("writer"),
        },
    ),
    st.fixed_dictionaries(
        {
            "gen_ai.operation.name": st.just("execute_tool"),
            "gen_ai.tool.name": st.sampled_from(["t", "u", "mcp__s__t"]),
        },
        optional={"gen_ai.tool.call.id": st.sampled_from(["c1", "c2"])},
    ),
    st.fixed_dictionaries(
        {"gen_ai.operation.name": st.just("invoke_agent"), "gen_ai.agent.name": st.just("planner")},
        optional={"gen_ai.usage.input_tokens": st.integers(1, 3)},
    ),
    st.just({"traceloop.span.kind": "agent", "traceloop.entity.name": "planner"}),
    st.sampled_from([{}, {"gen_ai.agent.name": "idle"}, {"agentops.span.kind": "task"}]),
)


@st.composite
def sessions(draw: st.DrawFn) -> list[Sighting]:
    found = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        attributes: dict[str, Any] = draw(ATTRIBUTES)
        made = span(
            str(number),
            parent=draw(st.just("") | st.integers(1, 7).map(str)),
            at=draw(st.integers(0, 4)),
            lasts=draw(st.integers(0, 4)),
            kind=draw(st.sampled_from(["internal", "internal", "client", "server"])),
            scope=draw(st.sampled_from(["one", "one", "other"])),
            attributes=attributes,
        )
        found.append(sighting_of(made))
    return found


def by_span(counted: list[Counted]) -> list[Any]:
    told = [
        (
            each.sightings[0].key,
            each.name,
            each.start_time_unix_nano,
            each.end_time_unix_nano,
            each.facts,
        )
        for each in counted
        if each.facts.kind not in {"span", "session"}
    ]
    return sorted(told, key=lambda each: each[0])


@settings(max_examples=300, deadline=None)
@given(sightings=sessions())
def test_the_short_path_counts_as_the_full_one_wherever_it_applies(
    sightings: list[Sighting],
) -> None:
    plain = count_if_plain(sightings)
    if plain is not None:
        assert by_span(plain) == by_span(count_once(sightings))


def test_the_short_path_applies_to_an_agent_with_calls_and_tools() -> None:
    chat = {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 1}
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t"}
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner"}
    spans = [
        span("1", attributes=agent),
        span("2", parent="1", attributes=chat),
        span("3", parent="1", attributes=tool),
        span("4", parent="1", attributes=chat),
    ]
    counted = count_if_plain([sighting_of(each) for each in spans])
    assert counted is not None
    assert [each.facts.agent for each in counted] == ["planner"] * 4
    assert by_span(counted) == by_span(count_once([sighting_of(each) for each in spans]))
