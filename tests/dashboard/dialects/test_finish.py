from __future__ import annotations

import pytest

from agentops_otel.dashboard.dialects.finish import finish_class_of, read_finish_reason


@pytest.mark.parametrize(
    ("value", "reason", "finish_class"),
    [
        (("stop",), "stop", "stop"),
        ('["stop"]', "stop", "stop"),
        ("end_turn", "end_turn", "stop"),
        ("STOP", "STOP", "stop"),
        ("FinishReason.STOP", "FinishReason.STOP", "stop"),
        ("tool-calls", "tool-calls", "tool_calls"),
        ("tool_call", "tool_call", "tool_calls"),
        ("toolUse", "toolUse", "tool_calls"),
        ("MAX_TOKENS", "MAX_TOKENS", "length"),
        ("max_output_tokens", "max_output_tokens", "length"),
        ("content-filter", "content-filter", "content_filter"),
        ("SAFETY", "SAFETY", "content_filter"),
        ("error", "error", "error"),
        ('["in_progress","in_progress","completed"]', "completed", "stop"),
        ("in_progress", None, None),
        ("bored", "bored", "other"),
        ("unknown", "unknown", None),
        ("", None, None),
        ((), None, None),
        (7, None, None),
        (None, None, None),
    ],
)
def test_a_finish_reason_is_kept_and_classified(
    value: object, reason: str | None, finish_class: str | None
) -> None:
    assert read_finish_reason(value) == reason
    assert finish_class_of(reason) == finish_class
