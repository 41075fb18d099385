from __future__ import annotations

import json

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


@pytest.mark.parametrize(
    ("component", "kind"),
    [
        ("OpenAIChatGenerator", "llm"),
        ("OpenAITextEmbedder", "embedding"),
        ("InMemoryBM25Retriever", "retrieval"),
        ("ToolInvoker", "operation"),
        (None, "operation"),
    ],
)
def test_a_component_gets_its_kind_from_its_class_name(component: str | None, kind: str) -> None:
    told = {} if component is None else {"haystack.component.type": component}

    assert the_operation(span("haystack.component.run", told)).kind == kind


def test_a_text_generator_has_its_counts_beside_its_texts() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 2}
    meta = [{"model": "gpt-4o", "finish_reason": "length", "usage": usage}]
    told = {
        "haystack.component.type": "OpenAIGenerator",
        "haystack.component.input": json.dumps({"prompt": "Rain?"}),
        "haystack.component.output": json.dumps({"replies": ["It rains."], "meta": meta}),
    }

    assert fields(
        the_operation(span("haystack.component.run", told)),
        "response_model",
        "input_tokens",
        "output_tokens",
        "finish_class",
        "last_user_text",
        "assistant_text",
    ) == {
        "response_model": "gpt-4o",
        "input_tokens": 9,
        "output_tokens": 2,
        "finish_class": "length",
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
    }


def test_a_tool_result_names_its_call_in_its_origin() -> None:
    result = {"result": "Rain", "origin": {"id": "c1", "tool_name": "weather"}, "error": False}
    asked = {"messages": [{"role": "tool", "content": [{"tool_call_result": result}]}]}
    told = {"haystack.agent.step.llm.input": json.dumps(asked)}

    (message,) = the_operation(span("haystack.agent.step.llm", told)).input_messages

    assert (message.role, message.text, message.tool_call_id) == ("tool", "Rain", "c1")
