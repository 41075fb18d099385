"""A store's counts over real telemetry are what really happened, in any order of arrival."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.model import LogRecord, Span
from agentops_otel.dashboard.otlp.requests import decode_logs, decode_traces
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import batch

EXPECTATIONS = sorted((Path(__file__).parents[1] / "fixtures" / "genai").glob("*.expect.json"))
Records = list[Span | LogRecord]

ORDERS: dict[str, Callable[[list[Records]], list[Records]]] = {
    "as sent": lambda requests: requests,
    "reversed and twice": lambda requests: [*requests[::-1], *requests],
    "one by one": lambda requests: [[each] for records in requests for each in records],
}


def requests_of(expectation: Path) -> list[Records]:
    capture = expectation.with_name(expectation.name.replace(".expect.json", ".json"))
    return [
        [*(decode_traces if request["signal"] == "traces" else decode_logs)(body, "json").records]
        for request in json.loads(capture.read_text())["requests"]
        for body in [json.dumps(request["body"]).encode()]
    ]


def total(values: Sequence[int | None]) -> int:
    return sum(value or 0 for value in values)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda path: path.name[:-12])
def test_calls_and_tokens_match_what_really_happened(
    store: Store, expectation: Path, order: Callable[[list[Records]], list[Records]]
) -> None:
    expected: dict[str, Any] = json.loads(expectation.read_text())
    for records in order(requests_of(expectation)):
        store.write(batch(*records))
    sessions = store.sessions(limit=500).rows
    operations = [
        operation
        for session in sessions
        for operation in store.operations(session.id, kinds=("llm", "embedding")).rows
    ]
    chats = [operation for operation in operations if operation.kind == "llm"]
    assert len(operations) == expected["distinct_llm_calls_carried"]
    assert sum(session.llm_call_count for session in sessions) == len(chats)
    for side in ("input_tokens", "output_tokens"):
        known = expected["total_tokens"][side] or 0
        assert total([getattr(session, side) for session in sessions]) == known
        assert total([getattr(operation, side) for operation in operations]) == known
    assert store.check().problems == ()
