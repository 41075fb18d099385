from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import batch, span, trace_id

CALL: dict[str, Any] = {
    "gen_ai__operation__name": "chat",
    "gen_ai__request__model": "m",
    "gen_ai__response__id": "r",
    "gen_ai__usage__input_tokens": 7,
}


def members(store: Store) -> dict[str, list[int]]:
    return {
        row.id: sorted(int(each.span_id, 16) for each in store.spans(row.id))
        for row in store.sessions(limit=100).rows
    }


CASES: dict[str, tuple[Sequence[Span], dict[str, list[int]]]] = {
    "its own": ([span(1, session="a"), span(2, session="b", parent=1)], {"a": [1], "b": [2]}),
    "an alias": ([span(1, langfuse__session__id="a")], {"a": [1]}),
    "session.id before an alias": (
        [span(1, session="a", gen_ai__conversation__id="b")],
        {"a": [1]},
    ),
    "that of the nearest ancestor": (
        [
            span(1, session="a"),
            span(2, session="b", parent=1),
            span(3, parent=2),
            span(4, parent=3),
        ],
        {"a": [1], "b": [2, 3, 4]},
    ),
    "the only one of its trace": ([span(1), span(2, parent=1, session="a")], {"a": [1, 2]}),
    "the earliest of its trace": (
        [span(1), span(2, session="b", at=1), span(3, session="a", at=2)],
        {"b": [1, 2], "a": [3]},
    ),
    "the smaller of its trace at a tie": (
        [span(1), span(2, session="b"), span(3, session="a")],
        {"a": [1, 3], "b": [2]},
    ),
    "that of a linked trace": (
        [span(1, session="a"), span(2, trace=2, links=(1,)), span(3, trace=3, links=(2,))],
        {"a": [1, 2, 3]},
    ),
    "a linked trace by itself": (
        [span(1, at=5), span(2, trace=2, links=(1,))],
        {trace_id(1): [1, 2]},
    ),
    "a circle of links": (
        [span(1, at=5, links=(2,)), span(2, trace=2, links=(1,))],
        {trace_id(2): [1, 2]},
    ),
    "a link to what never came": ([span(1, links=(9,))], {trace_id(1): [1]}),
    "the trace itself": ([span(1), span(2, trace=2)], {trace_id(1): [1], trace_id(2): [2]}),
    "a parent that never came": ([span(1, parent=99, session="a")], {"a": [1]}),
    "parents in a circle": ([span(1, parent=2), span(2, parent=1)], {trace_id(1): [1, 2]}),
    "its own parent": ([span(1, parent=1)], {trace_id(1): [1]}),
    "an empty id": ([span(1, session="")], {trace_id(1): [1]}),
    "a number": ([span(1, session__id=42)], {"42": [1]}),
    "a call seen in a trace with a session": (
        [span(1, session="a", **CALL), span(2, trace=2, **CALL), span(3, trace=2, parent=2)],
        {"a": [1, 2, 3]},
    ),
    "a call seen in two traces without": (
        [span(1, at=1, **CALL), span(2, trace=2, at=0.5, **CALL)],
        {trace_id(2): [1, 2]},
    ),
    "one response id at separate times": (
        [span(1, **CALL), span(2, trace=2, at=10, **CALL)],
        {trace_id(1): [1], trace_id(2): [2]},
    ),
    "one response id in two sessions": (
        [span(1, session="a", **CALL), span(2, trace=2, session="b", **CALL)],
        {"a": [1], "b": [2]},
    ),
}

ORDERS: dict[str, Callable[[Sequence[Span]], list[list[Span]]]] = {
    "at once": lambda spans: [list(spans)],
    "one by one": lambda spans: [[each] for each in spans],
    "in reverse": lambda spans: [[each] for each in reversed(spans)],
    "twice": lambda spans: [list(spans), list(reversed(spans))],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize(("spans", "sessions"), CASES.values(), ids=CASES)
def test_a_span_belongs_to_the_expected_session(
    store: Store,
    spans: Sequence[Span],
    sessions: dict[str, list[int]],
    order: Callable[[Sequence[Span]], list[list[Span]]],
) -> None:
    for each in order(spans):
        store.write(batch(*each))
    assert members(store) == sessions


def test_a_foreign_session_id_over_1024_characters_is_truncated_but_stays_distinct(
    store: Store,
) -> None:
    ids = ["x" * 1024, "x" * 1025, "x" * 2000 + "y"]
    store.write(batch(*(span(n, session=each) for n, each in enumerate(ids, start=1))))
    cut = [ids[0], *(f"{'x' * 991}~{hashlib.sha256(i.encode()).hexdigest()[:32]}" for i in ids[1:])]
    assert sorted(members(store)) == sorted(cut)
    assert {len(each) for each in cut} == {1024}


def test_a_call_in_two_traces_counts_once(store: Store) -> None:
    store.write(batch(span(1, session="a", **CALL)))
    store.write(batch(span(2, trace=2, **CALL)))
    (summary,) = store.sessions().rows
    assert (summary.llm_call_count, summary.input_tokens) == (1, 7)
    assert [operation.span_ids for operation in store.operations("a").rows] == [
        (f"{1:016x}", f"{2:016x}")
    ]


def test_a_trace_joins_the_session_of_a_shared_call_even_if_that_is_known_later(
    store: Store,
) -> None:
    store.write(batch(span(1, trace=1, **CALL)))
    store.write(batch(span(1, trace=2, **CALL)))
    store.write(batch(span(2, trace=1, session="a", at=5)))

    assert [row.id for row in store.sessions().rows] == ["a"]
