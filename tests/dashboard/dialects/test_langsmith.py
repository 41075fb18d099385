from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span


def test_its_own_kind_is_believed_before_the_operation_name() -> None:
    prompt, retriever = the_operations(
        span("template", {"langsmith.span.kind": "prompt", "gen_ai.operation.name": "chat"}),
        span(
            "vectors",
            {"langsmith.span.kind": "retriever", "gen_ai.operation.name": "embeddings"},
            at=2,
        ),
    )

    assert [prompt.kind, retriever.kind] == ["operation", "retrieval"]


def test_a_call_has_its_request_and_answer_whole() -> None:
    asked = {
        "messages": [
            [
                {
                    "lc": 1,
                    "type": "constructor",
                    "id": ["langchain", "schema", "messages", "HumanMessage"],
                    "kwargs": {"content": "Rain?", "type": "human"},
                }
            ]
        ]
    }
    answered = {
        "generations": [
            [
                {
                    "text": "",
                    "message": {
                        "lc": 1,
                        "type": "constructor",
                        "id": ["langchain", "schema", "messages", "AIMessage"],
                        "kwargs": {
                            "content": "",
                            "tool_calls": [
                                {"name": "weather", "args": {"city": "Oslo"}, "id": "c1"}
                            ],
                        },
                    },
                }
            ]
        ]
    }
    call = the_operation(
        span(
            "ChatOpenAI",
            {
                "langsmith.span.kind": "llm",
                "gen_ai.operation.name": "chat",
                "gen_ai.system": "openai",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.output_tokens": 2,
                "gen_ai.prompt": json.dumps(asked),
                "gen_ai.completion": json.dumps(answered),
            },
        )
    )

    assert fields(call, "last_user_text", "assistant_text") == {
        "last_user_text": "Rain?",
        "assistant_text": None,
    }
    assert [(c.id, c.name, c.arguments) for c in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]
