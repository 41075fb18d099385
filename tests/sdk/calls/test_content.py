"""Arguments and results of decorated calls, on the spans of the calls."""

from __future__ import annotations

import pytest

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans
from tests.sdk.decorated import attributes_of


def test_arguments_and_result_are_captured(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def add(first: int, second: int, *, api_key: str) -> int:
        return first + second

    add(1, second=2, api_key="sk-123")
    attributes = attributes_of(captured_spans)
    assert attributes["input.value"] == '{"first": 1, "second": 2, "api_key": "[redacted]"}'
    assert attributes["output.value"] == "3"


def test_a_tools_content_uses_opentelemetrys_attribute_names(captured_spans: CapturedSpans) -> None:
    @agentops.tool
    def search(query: str) -> list[str]:
        return [query]

    search("x")
    attributes = attributes_of(captured_spans)
    assert attributes["gen_ai.tool.call.arguments"] == '{"query": "x"}'
    assert attributes["gen_ai.tool.call.result"] == '["x"]'
    assert "input.value" not in attributes


def test_a_sessions_content_is_on_its_span(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer(question: str) -> str:
        return question.upper()

    answer("why")
    attributes = attributes_of(captured_spans)
    assert (attributes["input.value"], attributes["output.value"]) == (
        '{"question": "why"}',
        '"WHY"',
    )


def test_content_is_not_captured_if_switched_off(captured_spans: CapturedSpans) -> None:
    @agentops.session(capture_content=False)
    def answer(question: str) -> str:
        return question

    answer("why")
    assert not {"input.value", "output.value"} & attributes_of(captured_spans).keys()


def test_the_environment_variable_overrides_every_decorator(
    captured_spans: CapturedSpans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTOPS_CAPTURE_CONTENT", "false")

    @agentops.task(capture_content=True)
    def answer(question: str) -> str:
        return question

    answer("why")
    assert attributes_of(captured_spans) == {"agentops.span.kind": "task"}
