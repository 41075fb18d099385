"""Every instrumentation run against a model server, compared with what really happened."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.counting.operations import operations
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import LogRecord, Operation, Span
from tests.dashboard.dialects.captures import decoded

FOLDER = Path(__file__).parents[2] / "fixtures" / "instrumentations"
COUNTED = {"path", "input_tokens", "output_tokens"}
RUN = ("name", "agent", "arguments", "result", "is_error")
WISHES: list[tuple[str, Any]] = [
    *(("get_weather", {"city": city}) for city in ("Oslo", "Bergen", "Nowhere")),
    *(("mcp__w__get_weather", {"city": city}) for city in ("Oslo", "Bergen")),
    *((name, {"city": "Oslo"}) for name in ("get_time", "W-get_time", "W-get_weather")),
    ("get_time", {"city": "Nowhere"}),
    ("stock_level", {"item": "umbrella"}),
    ("handoff", {"to_agent": "Oslo", "reason": "Oslo"}),
    ("transfer_to_forecaster", {}),
    ("transfer_to_writer", {}),
    ("transfer_to_writer", None),
    ("ask_forecaster", {"question": "Weather in Oslo and Bergen?"}),
    ("ask_forecaster", {"question": "Oslo"}),
    ("ask_forecaster", {"input": "Oslo"}),
    ("final_answer", {"response": "Take an umbrella, it rains in Oslo."}),
    *(
        (name, {"command": "echo rain in Oslo", "description": "x"})
        for name in ("bash", "run_shell_command")
    ),
]
FILES = sorted(FOLDER.glob("*.json"))


@dataclass(frozen=True)
class Capture:
    """What an instrumentation sent, what is read from it, and what really happened."""

    truth: Mapping[str, Any]
    spans: tuple[Span, ...]
    records: tuple[LogRecord, ...]
    operations: list[Operation]

    def of(self, *kinds: str) -> list[Operation]:
        return [each for each in self.operations if each.kind in kinds]


@pytest.fixture(scope="module", params=FILES, ids=[file.stem for file in FILES])
def seen(request: pytest.FixtureRequest) -> Capture:
    told = json.loads(request.param.read_text())
    spans, records = decoded(told["requests"])
    return Capture(told, spans, records, operations(spans, records))


def test_the_calls_match_those_that_reached_the_server(seen: Capture) -> None:
    found = Counter(
        (each.input_tokens, each.output_tokens or 0) for each in seen.of("llm", "embedding")
    )

    assert found == Counter(
        (call["input_tokens"], call["output_tokens"] or 0) for call in seen.truth["calls"]
    )


def test_each_call_matches_what_the_server_saw(seen: Capture) -> None:
    for call, operation in zip(seen.truth["calls"], seen.of("llm", "embedding"), strict=True):
        told = {fact: value for fact, value in call.items() if fact not in COUNTED}
        assert {fact: plain(getattr(operation, fact)) for fact in told} == told


def test_the_order_of_the_spans_changes_nothing(seen: Capture) -> None:
    assert operations(seen.spans[::-1], seen.records) == seen.operations


def test_an_operation_has_each_of_its_spans_once(seen: Capture) -> None:
    for each in seen.operations:
        assert len(set(each.span_ids)) == len(each.span_ids)


def test_nothing_else_counts_tokens(seen: Capture) -> None:
    others = [each for each in seen.operations if each.kind not in {"llm", "embedding"}]

    assert [each.name for each in others if each.input_tokens is not None] == []


def test_every_chat_has_a_user_text_and_an_answer_or_a_tool_call(seen: Capture) -> None:
    for truth, call in zip(seen.truth["calls"], seen.of("llm", "embedding"), strict=True):
        if call.kind == "llm":
            assert call.last_user_text or "last_user_text" in truth
            assert call.assistant_text or call.tool_calls or call.is_error or is_untold(truth)


def is_untold(call: Mapping[str, Any]) -> bool:
    """Return whether the capture lacks the answer to the call."""
    return not (call.get("assistant_text", "") or call.get("tool_calls", ""))


def test_each_tool_run_matches_what_the_program_saw(seen: Capture) -> None:
    for run, operation in zip(
        in_order(seen.truth["runs"]),
        in_order({fact: getattr(each, fact) for fact in RUN} for each in seen.of("tool")),
        strict=True,
    ):
        assert {fact: operation[fact] for fact in run} == run


def in_order(runs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Sort runs independently of which of two concurrent ones began first."""
    return sorted(runs, key=lambda run: (run["name"], json.dumps(run["arguments"])))


def test_each_tool_call_of_a_model_appears_once(seen: Capture) -> None:
    wishes = [call for each in seen.of("llm") for call in each.tool_calls]
    ids = [wish.id for wish in wishes if wish.id is not None]

    assert len(set(ids)) == len(ids)
    assert all((wish.name, wish.arguments) in WISHES for wish in wishes)


def test_the_cost_of_a_chat_with_a_commercial_model_is_known(seen: Capture) -> None:
    for call in seen.of("llm"):
        assert call.cost_usd or call.is_error or call.input_tokens is None or is_invented(call)


def is_invented(call: Operation) -> bool:
    """Return whether the call's model is for sale nowhere, or unnamed."""
    return "nobody" in (call.request_model or call.response_model or "nobody")


def test_each_agent_run_appears_once(seen: Capture) -> None:
    if (agents := seen.truth.get("agents")) is not None:
        assert sorted(each.name for each in seen.of("agent")) == agents


def test_each_search_appears_once(seen: Capture) -> None:
    if (searches := seen.truth.get("searches")) is not None:
        assert [{"name": each.name} for each in seen.of("retrieval")] == searches


def test_the_session_key_user_and_tags_match_the_program(seen: Capture) -> None:
    if (session := seen.truth.get("session")) is not None:
        facts = [read_facts(span) for span in seen.spans]

        assert {each.session_key for each in facts} - {None} == {session["id"]} - {None}
        assert {each.user for each in facts} - {None} == {session["user"]} - {None}
        assert sorted({tag for each in facts for tag in each.tags}) == session["tags"]


def plain(value: Any) -> Any:
    """Return tool calls as JSON objects, and any other value as it is."""
    if not isinstance(value, tuple):
        return value
    return [{"id": each.id, "name": each.name, "arguments": each.arguments} for each in value]
