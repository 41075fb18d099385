"""vLLM's own tracing, with telemetry as its source code sends it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

SERVED: dict[str, Any] = {
    "gen_ai.latency.time_to_first_token": 0.1,
    "gen_ai.latency.e2e": 0.5,
    "gen_ai.latency.time_in_queue": 0.01,
    "gen_ai.usage.prompt_tokens": 10,
    "gen_ai.usage.completion_tokens": 5,
    "gen_ai.request.id": "chatcmpl-b2a3fbc550d252f4",
}


def served(id: str, parent: str = "") -> Any:  # noqa: A002
    return span("llm_request", {**SERVED, "gen_ai.request.id": id}, kind="server", parent=parent)


def test_a_request_is_a_call_without_a_model_name() -> None:
    call = the_operation(served("chatcmpl-b2a3fbc550d252f4"))

    assert fields(
        call, "kind", "request_model", "input_tokens", "output_tokens", "response_id"
    ) == {
        "kind": "llm",
        "request_model": None,
        "input_tokens": 10,
        "output_tokens": 5,
        "response_id": "chatcmpl-b2a3fbc550d252f4",
    }


@pytest.mark.parametrize(
    ("request_id", "response_id"),
    [
        ("cmpl-b2a3fbc550d252f4-0", "cmpl-b2a3fbc550d252f4"),
        (
            "chatcmpl-3f1c2d4e-5b6a-4c7d-8e9f-0a1b2c3d4e5f",
            "chatcmpl-3f1c2d4e-5b6a-4c7d-8e9f-0a1b2c3d4e5f",
        ),
        ("resp_b2a3fbc550d252f4", "resp_b2a3fbc550d252f4"),
        ("0", None),
    ],
)
def test_the_response_id_is_part_of_the_request_id(
    request_id: str, response_id: str | None
) -> None:
    assert the_operation(served(request_id)).response_id == response_id


def test_a_request_for_embeddings_is_an_embedding() -> None:
    assert the_operation(served("embd-b2a3fbc550d252f4-0")).kind == "embedding"


def test_a_call_also_recorded_by_its_client_is_one_call() -> None:
    client = span(
        "chat qwen",
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "qwen",
            "gen_ai.response.model": "qwen",
            "gen_ai.response.id": "chatcmpl-b2a3fbc550d252f4",
            "gen_ai.usage.input_tokens": 10,
            "gen_ai.usage.output_tokens": 5,
        },
        kind="client",
        lasts=3,
    )
    sent = span("POST", {"http.request.method": "POST"}, parent=client.name, lasts=2)

    call = the_operation(client, sent, served("chatcmpl-b2a3fbc550d252f4", parent="POST"))

    assert (call.response_model, len(call.span_ids)) == ("qwen", 2)
