from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_responses_are_raw_choices_of_the_provider() -> None:
    choice = {
        "finish_reason": "stop",
        "index": 0,
        "message": {"role": "assistant", "content": "It rains."},
    }
    call = the_operation(
        span(
            "openai.chat",
            {
                "lmnr.span.type": "LLM",
                "gen_ai.system": "openai",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.output_tokens": 2,
                "gen_ai.usage.cost": 0.1,
                "gen_ai.input.messages": '[{"role": "user", "content": "Rain?"}]',
                "gen_ai.output.messages": json.dumps([choice]),
            },
        )
    )

    assert fields(call, "last_user_text", "assistant_text", "finish_reason", "cost_usd") == {
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
        "finish_reason": "stop",
        "cost_usd": 0.1,
    }


def test_session_and_tags_are_read_from_association_properties() -> None:
    facts = read_facts(
        span(
            "root",
            {
                "lmnr.association.properties.session_id": "s1",
                "lmnr.association.properties.tags": ("a", "b"),
            },
        )
    )

    assert (facts.session_key, facts.tags) == ("s1", ("a", "b"))


def test_a_tool_has_input_and_output() -> None:
    tool = {
        "lmnr.span.type": "TOOL",
        "lmnr.span.input": '{"city": "Oslo"}',
        "lmnr.span.output": '"Rain"',
    }

    assert fields(the_operation(span("weather", tool)), "name", "arguments", "result") == {
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }
