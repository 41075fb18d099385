"""Whether a model name is that of the requested model or of the one that answered."""

from __future__ import annotations

import json
from typing import Any

from tests.dashboard.dialects.seeing import the_operation
from tests.dashboard.dialects.spans import span


def models(**told: Any) -> tuple[str | None, str | None]:
    usage = {"llm.token_count.prompt": 100, "llm.token_count.completion": 20}
    call = the_operation(span("call", {"openinference.span.kind": "LLM", **usage, **told}))
    return call.request_model, call.response_model


def asked_for(model: str) -> dict[str, Any]:
    return {"llm.invocation_parameters": json.dumps({"model": model})}


def test_one_name_for_both_models_is_the_requested_model() -> None:
    assert models(**{"llm.model_name": "gpt-5"}) == ("gpt-5", None)
    assert models(**{"llm.model_name": "gpt-5"}, **asked_for("gpt-5")) == ("gpt-5", None)
    assert models(**{"llm.model_name": "openai/gpt-5"}, **asked_for("openai/gpt-5")) == (
        "openai/gpt-5",
        None,
    )


def test_a_name_that_differs_from_the_requested_model_is_the_response_model() -> None:
    dated = "gpt-5-2025-08-07"

    assert models(**{"llm.model_name": dated}, **asked_for("gpt-5")) == ("gpt-5", dated)


def test_a_dated_name_alone_is_the_response_model() -> None:
    assert models(**{"llm.model_name": "gpt-5-2025-08-07"}) == (None, "gpt-5-2025-08-07")


def test_a_model_with_only_one_name_is_also_the_response_model() -> None:
    name = "mistral-small-latest"

    assert models(**{"llm.model_name": name}, **asked_for(name)) == (name, name)


def test_the_model_attribute_is_the_requested_model_where_the_response_names_its_own() -> None:
    answer = '{"id": "chatcmpl-1", "model": "gpt-5-2025-08-07", "choices": []}'

    assert models(**{"llm.model_name": "gpt-5", "output.value": answer}) == (
        "gpt-5",
        "gpt-5-2025-08-07",
    )


def test_a_response_among_the_parameters_names_no_requested_model() -> None:
    answer = {"id": "resp_1", "created_at": 1.5, "model": "gpt-5-2025-08-07"}
    told = {
        "llm.model_name": "gpt-5-2025-08-07",
        "llm.invocation_parameters": json.dumps(answer),
    }

    assert models(**told) == (None, "gpt-5-2025-08-07")


def test_a_name_that_is_part_of_a_bedrock_model_id_is_not_the_response_model() -> None:
    asked = "us.anthropic.claude-sonnet-4-20250514-v1:0"
    request = json.dumps({"modelId": asked, "messages": []})

    assert models(**{"llm.model_name": "claude-sonnet-4-20250514", "input.value": request}) == (
        asked,
        None,
    )


def test_a_span_name_ends_with_a_model_or_with_a_word() -> None:
    chat = {"gen_ai.operation.name": "chat"}

    assert the_operation(span("chat gpt-5", chat)).request_model == "gpt-5"
    assert the_operation(span("chat completion", chat)).request_model is None
