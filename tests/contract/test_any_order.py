from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store import crowds
from agentops_otel.dashboard.store.interface import Store
from tests.contract.conftest import ENGINES
from tests.contract.oracle import sessions_of
from tests.contract.telemetry import batch, span

TRACES = st.integers(1, 4)
SPANS = st.integers(1, 6)

LLM_CALLS = st.fixed_dictionaries(
    {
        "gen_ai__operation__name": st.just("chat"),
        "gen_ai__request__model": st.sampled_from(["m1", "m2"]),
        "gen_ai__response__id": st.sampled_from(["r1", "r2"]),
        "gen_ai__usage__input_tokens": st.integers(1, 2),
    }
)
OTHERS = st.sampled_from(
    [
        {},
        {},
        {"agentops__span__kind": "session", "agentops__session__end_state": "error"},
        {"agentops__session__tags": ("a", "b")},
        {"user__id": "ann", "agentops__session__name": "n"},
        {"gen_ai__operation__name": "execute_tool", "gen_ai__tool__name": "t"},
        {"gen_ai__operation__name": "invoke_agent", "gen_ai__agent__name": "planner"},
    ]
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    attributes: dict[str, Any] = draw(st.one_of(LLM_CALLS, OTHERS))
    return span(
        draw(SPANS),
        trace=draw(TRACES),
        parent=draw(st.none() | SPANS),
        session=draw(st.sampled_from([None, None, "a", "b", "c"])),
        name=draw(st.sampled_from(["x", "y"])),
        at=draw(st.integers(0, 5)),
        lasts=draw(st.integers(0, 3)),
        status=draw(st.sampled_from(["unset", "error"])),
        links=tuple(draw(st.lists(TRACES, max_size=1))),
        **attributes,
    )


def without_ties(found: Sequence[Span]) -> list[Span]:
    """Drop all but one version of a span per end time: which of them wins is up to the engine."""
    distinct = {(s.trace_id, s.span_id, s.end_time_unix_nano): s for s in found}
    return list(distinct.values())


@st.composite
def calls(draw: st.DrawFn) -> Span:
    """Draw a model call that usually has the same response id as others."""
    return span(
        draw(SPANS),
        trace=draw(TRACES),
        session=draw(st.sampled_from([None, None, None, "a"])),
        at=draw(st.integers(0, 3)),
        lasts=draw(st.integers(0, 2)),
        gen_ai__operation__name="chat",
        gen_ai__response__id=draw(st.sampled_from(["r1", "r1", "r1", "r2"])),
    )


def delivered(
    drawn: st.SearchStrategy[Span],
) -> st.SearchStrategy[tuple[list[Span], list[Span], list[int]]]:
    """Draw spans, their order of arrival with half of them sent twice, and batch sizes."""
    return (
        st.lists(drawn, min_size=1, max_size=14)
        .map(without_ties)
        .flatmap(
            lambda found: st.tuples(
                st.just(found),
                st.permutations(found + found[: len(found) // 2]),
                st.lists(st.integers(1, 4), min_size=1, max_size=20),
            )
        )
    )


DELIVERIES, CALLS_DELIVERED = delivered(spans()), delivered(calls())


def deliver(store: Store, ordered: Sequence[Span], sizes: Sequence[int]) -> None:
    start = 0
    for size in [*sizes, len(ordered)]:
        if start < len(ordered):
            store.write(batch(*ordered[start : start + size]))
        start += size


def members(store: Store) -> dict[str, set[tuple[str, str]]]:
    return {
        summary.id: {(each.trace_id, each.span_id) for each in store.spans(summary.id)}
        for summary in store.sessions(limit=500).rows
    }


def summaries(store: Store) -> dict[str, object]:
    return {row.id: replace(row, revision=0) for row in store.sessions(limit=500).rows}


@pytest.mark.parametrize("engine", sorted(ENGINES))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(delivery=CALLS_DELIVERED, most=st.integers(0, 3))
def test_a_response_id_of_too_many_concurrent_calls_is_ignored_in_any_order_of_arrival(
    engine: str, delivery: tuple[list[Span], list[Span], list[int]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "MOST", most)
        check_in_any_order(engine, delivery)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(delivery=DELIVERIES)
def test_sessions_depend_only_on_the_set_of_spans_not_on_their_order(
    engine: str, delivery: tuple[list[Span], list[Span], list[int]]
) -> None:
    check_in_any_order(engine, delivery)


def check_in_any_order(engine: str, delivery: tuple[list[Span], list[Span], list[int]]) -> None:
    found, ordered, sizes = delivery
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        store, at_once = ENGINES[engine](Path(one)), ENGINES[engine](Path(other))
        deliver(store, ordered, sizes)
        at_once.write(batch(*found))
        try:
            assert members(store) == sessions_of(found)
            assert summaries(store) == summaries(at_once)
            assert store.check().problems == ()
        finally:
            store.close()
            at_once.close()
