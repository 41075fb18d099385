from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

SCOPE = "org.springframework.boot"
CLIENT = {
    "gen_ai.operation.name": "framework",
    "gen_ai.system": "spring_ai",
    "spring.ai.kind": "chat_client",
    "spring.ai.chat.client.conversation.id": "c1",
}
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.response.finish_reasons": '["TOOL_CALLS"]',
    "gen_ai.usage.input_tokens": "100",
    "gen_ai.usage.output_tokens": "20",
    "gen_ai.usage.total_tokens": "120",
}
TOOL = {
    "gen_ai.operation.name": "framework",
    "gen_ai.system": "spring_ai",
    "spring.ai.kind": "tool_call",
    "spring.ai.tool.definition.name": "weather",
    "spring.ai.tool.call.arguments": '{"city": "Oslo"}',
    "spring.ai.tool.call.result": '"Rain"',
}
SEARCH = {
    "spring.ai.kind": "vector_store",
    "db.operation.name": "query",
    "db.vector.query.content": "Oslo",
    "db.vector.query.response.documents": '["rain"]',
}


def test_counts_are_strings_and_tools_have_their_own_attribute_names() -> None:
    client, call, tool = the_operations(
        span("spring_ai chat_client", CLIENT, lasts=5, scope=SCOPE),
        span("chat gpt-4o", CALL, parent="spring_ai chat_client", at=1, scope=SCOPE),
        span("tool_call weather", TOOL, parent="spring_ai chat_client", at=3, scope=SCOPE),
    )

    assert (client.kind, client.provider) == ("operation", None)
    assert fields(call, "kind", "input_tokens", "output_tokens", "finish_class") == {
        "kind": "llm",
        "input_tokens": 100,
        "output_tokens": 20,
        "finish_class": "tool_calls",
    }
    assert fields(tool, "kind", "name", "arguments", "result", "provider") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
        "provider": None,
    }


def test_the_embedding_operation_may_be_spelled_in_the_singular() -> None:
    told = {**CALL, "gen_ai.operation.name": "embedding", "gen_ai.usage.output_tokens": "0"}

    call = the_operation(span("embedding e", told, scope=SCOPE))

    assert fields(call, "kind", "input_tokens", "output_tokens") == {
        "kind": "embedding",
        "input_tokens": 100,
        "output_tokens": None,
    }


def test_a_vector_store_query_is_a_retrieval_and_an_addition_is_not() -> None:
    search, addition = the_operations(
        span("pg_vector query", SEARCH, scope=SCOPE),
        span("pg_vector add", {**SEARCH, "db.operation.name": "add"}, at=2, scope=SCOPE),
    )

    assert fields(search, "kind", "arguments", "result") == {
        "kind": "retrieval",
        "arguments": "Oslo",
        "result": ["rain"],
    }
    assert addition.kind == "operation"
