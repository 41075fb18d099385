"""What is captured of the arguments and the result of a call."""

from __future__ import annotations

import json
from typing import Any

from agentops_otel.sdk.values.capture import captured_arguments, captured_result, signature_of


def arguments(function: Any, *args: object, **kwargs: object) -> Any:
    captured = captured_arguments(signature_of(function), args, kwargs)
    assert captured is not None
    return json.loads(captured)


def result(value: object) -> Any:
    captured = captured_result(value)
    assert captured is not None
    return json.loads(captured)


def text(value: object) -> str:
    captured = captured_result(value)
    assert captured is not None
    return captured
