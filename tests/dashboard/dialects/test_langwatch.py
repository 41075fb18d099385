from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_thread_user_and_labels_are_read_from_the_metadata() -> None:
    metadata = json.dumps({"thread_id": "t1", "user_id": "u1", "labels": ["a", "b"]})
    facts = read_facts(span("main", {"langwatch.span.type": "span", "metadata": metadata}))

    assert (facts.session_key, facts.user, facts.tags) == ("t1", "u1", ("a", "b"))


def test_token_counts_and_cost_are_read_from_the_metrics() -> None:
    metrics = {"prompt_tokens": 90, "completion_tokens": 7, "reasoning_tokens": 3, "cost": 0.5}
    call = span("llm", {"langwatch.span.type": "llm", "langwatch.metrics": json.dumps(metrics)})

    assert fields(
        the_operation(call), "input_tokens", "output_tokens", "reasoning_tokens", "cost_usd"
    ) == {"input_tokens": 90, "output_tokens": 7, "reasoning_tokens": 3, "cost_usd": 0.5}


def test_a_result_that_only_looks_wrapped_stays_whole() -> None:
    result = {"type": "celsius", "value": 7}
    told = {"langwatch.span.type": "tool", "langwatch.output": json.dumps(result)}

    assert the_operation(span("weather", told)).result == result
