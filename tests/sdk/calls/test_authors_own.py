"""What a decorated function's author records about a call wins over what the SDK records."""

from __future__ import annotations

import pytest
from opentelemetry import trace

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans
from tests.sdk.decorated import DECORATORS, attributes_of


@pytest.mark.parametrize("kind", DECORATORS)
def test_arguments_and_result_that_the_author_recorded_are_not_replaced(
    captured_spans: CapturedSpans, kind: str
) -> None:
    decorator = getattr(agentops, kind)
    keys = ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result")
    arguments_key, result_key = keys if kind == "tool" else ("input.value", "output.value")

    @decorator(attributes={arguments_key: "a question"})  # type: ignore[untyped-decorator]
    def answer(question: str) -> str:
        trace.get_current_span().set_attribute(result_key, "an answer")
        return question

    answer("why")
    attributes = attributes_of(captured_spans)
    assert (attributes[arguments_key], attributes[result_key]) == ("a question", "an answer")


def test_content_is_captured_in_a_session_with_attributes_of_the_same_names(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("run", attributes={"input.value": "x", "output.value": "y"}):
        agentops.task(lambda n: n + 1)(1)
    run, call = (dict(span.attributes or {}) for span in captured_spans.spans)
    assert (run["input.value"], run["output.value"]) == ("x", "y")
    assert (call["input.value"], call["output.value"]) == ('{"n": 1}', "2")


def test_an_error_type_that_the_author_recorded_is_not_replaced(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def fetch() -> None:
        trace.get_current_span().set_attribute("error.type", "timeout")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        fetch()
    assert attributes_of(captured_spans)["error.type"] == "timeout"
