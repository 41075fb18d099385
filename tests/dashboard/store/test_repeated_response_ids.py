from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store import crowds
from agentops_otel.dashboard.store.sqlite import (
    SqliteStore,
)
from agentops_otel.dashboard.store.sqlite.arrivals import Arrival, prepare
from agentops_otel.dashboard.store.sqlite.placing import Move, Placing
from agentops_otel.dashboard.store.sqlite.writing import Write
from tests.contract.telemetry import NOW, batch, span, span_id

CALL: dict[str, Any] = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "m"}


def timed_calls(connection: sqlite3.Connection) -> list[str]:
    """Return the span ids of the calls in the index of durations."""
    rows = connection.execute(
        "SELECT id FROM spans INDEXED BY spans_response_duration WHERE is_repeated ORDER BY id"
    )
    return [row[0].hex() for row in rows]


def test_only_calls_with_a_shared_response_id_are_indexed_by_duration(
    store: SqliteStore,
) -> None:
    def call(number: int, response: str, **more: Any) -> Span:
        return span(number, trace=number, **CALL, gen_ai__response__id=response, **more)

    store.write(batch(*(call(number, f"resp-{number}") for number in range(1, 20))))
    with store._database.reading() as connection:
        assert timed_calls(connection) == []
    store.write(batch(call(21, "resp-7"), call(22, "resp-7", at=-5), call(23, "resp-7", at=-9)))
    store.write(batch(call(24, "resp-7"), call(25, "resp-25")))
    with store._database.reading() as connection:
        assert timed_calls(connection) == [span_id(each) for each in (7, 21, 22, 23, 24)]


@pytest.mark.parametrize("is_keyed", [True, False], ids=["with sessions", "without"])
def test_an_endlessly_repeated_response_id_does_not_slow_writes(
    store: SqliteStore, is_keyed: bool
) -> None:
    call = {**CALL, "gen_ai__response__id": "chatcmpl-123", "gen_ai__usage__input_tokens": 5}
    numbers = iter(range(1, 1000))

    def steps_of_writing(calls: int) -> int:
        """Write successive calls, each in its own trace; return the engine's steps in tens."""
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        spans = [
            span(n, trace=n, session=f"s{n}" if is_keyed else None, at=2 * n, **call)
            for n in islice(numbers, calls)
        ]
        with store._database.writing() as connection:
            connection.set_progress_handler(step, 10)
            Write(connection, NOW).run(prepare(batch(*spans)).arrivals, [])
            connection.set_progress_handler(None, 0)
        return steps

    steps_of_writing(20)
    early = steps_of_writing(10)
    steps_of_writing(150)
    assert steps_of_writing(10) < 2 * early
    assert len(store.sessions(limit=500).rows) == store.describe().spans


def test_a_response_id_of_many_concurrent_calls_hardly_slows_writes(
    store: SqliteStore,
) -> None:
    call = {**CALL, "gen_ai__response__id": "chatcmpl-123", "gen_ai__usage__input_tokens": 5}
    numbers = iter(range(1, 1000))

    def moves_of_writing(calls: int) -> int:
        """Write concurrent calls, each in its own trace; return how many traces were placed."""
        placed = 0
        place = Placing._place_in_trace

        def counted(placing: Placing, trace: bytes, arrivals: Sequence[Arrival]) -> list[Move]:
            nonlocal placed
            placed += 1
            return place(placing, trace, arrivals)

        spans = [span(n, trace=n, at=n / 1000, lasts=60, **call) for n in islice(numbers, calls)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Placing, "_place_in_trace", counted)
            store.write(batch(*spans))
        return placed

    moves_of_writing(crowds.MOST)
    assert store.count().value == 1
    assert moves_of_writing(10) > crowds.MOST
    assert store.count().value == crowds.MOST + 10
    moves_of_writing(400)
    assert moves_of_writing(10) == 10
    assert store.count().value == store.describe().spans
