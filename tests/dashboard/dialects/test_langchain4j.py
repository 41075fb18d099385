from __future__ import annotations

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

SCOPE = "io.quarkus.opentelemetry"
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "open_ai",
    "gen_ai.request.model": "gpt-4o",
}
ANSWER = {
    "gen_ai.prompt": "Rain?",
    "gen_ai.completion": "It rains.",
    "gen_ai.response.finish_reasons": "STOP",
    "gen_ai.usage.prompt_tokens": 50,
    "gen_ai.usage.completion_tokens": 5,
}


def test_counts_under_old_names_and_plain_texts_are_read() -> None:
    call = the_operation(span("completion gpt-4o", {**CALL, **ANSWER}, scope=SCOPE))

    assert fields(
        call, "provider", "input_tokens", "output_tokens", "finish_class", "assistant_text"
    ) == {
        "provider": "openai",
        "input_tokens": 50,
        "output_tokens": 5,
        "finish_class": "stop",
        "assistant_text": "It rains.",
    }


def test_a_call_that_only_recorded_an_exception_failed() -> None:
    failure = event("exception", {"exception.type": "java.net.ConnectException"})

    unanswered, answered = the_operations(
        span("completion gpt-4o", CALL, scope=SCOPE, events=(failure,)),
        span("completion gpt-4o", {**CALL, **ANSWER}, id="b", at=2, scope=SCOPE, events=(failure,)),
    )

    assert (unanswered.is_error, answered.is_error) == (True, False)


def test_tools_and_services_of_early_versions_are_recognised_by_name() -> None:
    service, tool = the_operations(
        span("langchain4j.aiservices.Assistant.chat", lasts=3, scope=SCOPE),
        span(
            "langchain4j.tools.weather",
            parent="langchain4j.aiservices.Assistant.chat",
            at=1,
            scope=SCOPE,
        ),
    )

    assert (service.kind, service.name) == ("workflow", "Assistant.chat")
    assert (tool.kind, tool.name) == ("tool", "weather")


def test_a_response_model_named_unknown_is_none() -> None:
    call = the_operation(
        span(
            "chat unknown",
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "OPEN_AI",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.response.model": "unknown",
                "gen_ai.usage.input_tokens": "12",
                "gen_ai.usage.output_tokens": "3",
            },
        )
    )

    assert fields(call, "provider", "request_model", "response_model", "input_tokens") == {
        "provider": "openai",
        "request_model": "gpt-5",
        "response_model": None,
        "input_tokens": 12,
    }


@pytest.mark.parametrize(("told", "cost"), [("0.0125USD", 0.0125), ("0.0125EUR", None)])
def test_a_cost_is_read_only_in_dollars(told: str, cost: float | None) -> None:
    call = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "nobodys-model",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.response.finish_reasons": "TOOL_EXECUTION",
        "gen_ai.client.estimated_cost": told,
    }
    found = the_operation(span("completion nobodys-model", call))

    assert (found.cost_usd, found.finish_class) == (cost, "tool_calls")


def test_counts_observed_by_micrometer_have_no_prefix() -> None:
    call = the_operation(
        span(
            "chat gpt-5-mini",
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "OTHER",
                "gen_ai.request.model": "gpt-5-mini",
                "gen_ai.response.model": "unknown",
                "outcome": "SUCCESS",
                "input_tokens": "120",
                "output_tokens": "7",
            },
            scope="org.springframework.boot",
        )
    )

    assert fields(call, "provider", "response_model", "input_tokens", "output_tokens") == {
        "provider": "openai",
        "response_model": None,
        "input_tokens": 120,
        "output_tokens": 7,
    }
