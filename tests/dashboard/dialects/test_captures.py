"""Every capture, compared with what really happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from agentops_otel.dashboard.counting.operations import operations
from agentops_otel.dashboard.model import Operation
from tests.dashboard.dialects.captures import Capture, capture, names

FACTS = (
    "provider",
    "request_model",
    "response_model",
    "response_id",
    "is_error",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "last_user_text",
    "assistant_text",
)


@pytest.fixture(scope="module", params=names())
def seen(request: pytest.FixtureRequest) -> tuple[Capture, list[Operation]]:
    found = capture(request.param)
    return found, operations(found.spans, found.records)


Seen = tuple[Capture, list[Operation]]


def calls_of(found: Iterable[Operation]) -> list[Operation]:
    return [each for each in found if each.kind in {"llm", "embedding"}]


def paired(truths: Sequence[Any], calls: Sequence[Operation]) -> list[tuple[Any, Operation]]:
    """Pair true calls with operations by response id, else in order."""
    left = list(calls)
    pairs = []
    for truth in truths:
        alike = [each for each in left if each.response_id == truth["response_id"]]
        call = (alike or left)[0]
        left.remove(call)
        pairs.append((truth, call))
    return pairs


def test_each_call_is_one_operation_no_matter_how_many_spans_show_it(seen: Seen) -> None:
    found, calls = seen[0], calls_of(seen[1])

    assert len(calls) == found.truth["distinct_llm_calls_carried"]
    assert sum(len(call.span_ids) for call in calls) == found.truth["llm_spans"]


def test_each_call_has_the_facts_that_the_capture_carries_and_no_others(seen: Seen) -> None:
    found, calls = seen[0], calls_of(seen[1])
    truths = [truth for truth in found.truth["llm_calls"] if truth["carried"]]

    for truth, call in paired(truths, calls):
        assert {name: getattr(call, name) for name in FACTS} == {
            name: truth[name] for name in FACTS
        }
        assert call.kind == ("embedding" if truth["operation"] == "embeddings" else "llm")


def test_each_call_ends_as_it_did_on_the_wire(seen: Seen) -> None:
    found, calls = seen[0], calls_of(seen[1])
    truths = [truth for truth in found.truth["llm_calls"] if truth["carried"]]

    for truth, call in paired(truths, calls):
        # The Responses API has no finish reason, but most instrumentations make one up.
        if truth["finish_class"] is not None:
            assert call.finish_class == truth["finish_class"]
            assert call.finish_reason is not None


def test_each_call_has_the_tool_calls_that_the_model_requested(seen: Seen) -> None:
    found, calls = seen[0], calls_of(seen[1])
    truths = [truth for truth in found.truth["llm_calls"] if truth["carried"]]

    for truth, call in paired(truths, calls):
        asked = [(each.name, each.arguments) for each in call.tool_calls]
        wanted = truth["tool_calls"] or []
        assert asked == [(each["name"], each["arguments"]) for each in wanted]


def test_tokens_add_up_to_what_the_capture_carries(seen: Seen) -> None:
    found, done = seen
    total = found.truth["total_tokens"]

    assert sum(each.input_tokens or 0 for each in done) == total["input_tokens"]
    assert sum(each.output_tokens or 0 for each in done) == total["output_tokens"]


def test_each_run_of_a_tool_that_has_a_span_is_one_operation(seen: Seen) -> None:
    found, done = seen
    truths = [each for each in found.truth["tool_executions"] if each["spans_named_after_it"]]
    runs = [each for each in done if each.kind == "tool"]

    assert sorted(run.name for run in runs) == sorted(truth["name"] for truth in truths)
    for truth in truths:
        (run,) = (each for each in runs if each.name == truth["name"])
        assert run.arguments == truth["arguments"]
        assert run.result == as_json(truth["result"])
        assert run.is_error == truth["is_error"]


def as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def test_the_agents_that_ran_are_named(seen: Seen) -> None:
    found, done = seen
    agents = {each.agent for each in done if each.kind == "agent"}

    assert agents == {truth["name"] for truth in found.truth["agents"]}


def test_every_call_has_a_price_if_its_tokens_and_its_model_are_known(seen: Seen) -> None:
    for call in calls_of(seen[1]):
        is_known = call.input_tokens is not None and call.response_model is not None
        assert (call.cost_usd is not None) == is_known
        assert call.cost_source == ("computed" if is_known else None)
