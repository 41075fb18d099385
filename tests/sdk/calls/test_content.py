"""Arguments and results of decorated calls, on the spans of the calls."""

from __future__ import annotations

from typing import Any

import pytest

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans
from tests.sdk.conftest import WarningsLogged
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


class Undecided:
    """Something that raises when it is asked whether it is true."""

    def __bool__(self) -> bool:
        raise RuntimeError


@pytest.mark.parametrize("given", ["no", 1, Undecided()])
def test_nothing_is_captured_where_a_decorators_setting_is_neither_true_nor_false(
    given: Any, captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    @agentops.task(capture_content=given)
    def answer(question: str) -> str:
        return question.upper()

    assert answer("why") == "WHY"
    assert not {"input.value", "output.value"} & set(attributes_of(captured_spans))
    (warning,) = warnings_logged
    assert f"not an object of type {type(given).__name__}" in warning


def test_the_environment_variable_overrides_every_decorator(
    captured_spans: CapturedSpans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTOPS_CAPTURE_CONTENT", "false")

    @agentops.task(capture_content=True)
    def answer(question: str) -> str:
        return question

    answer("why")
    assert attributes_of(captured_spans) == {"agentops.span.kind": "task"}
