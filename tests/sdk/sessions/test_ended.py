"""What a trail keeps of an ended span: the same, read directly or by the public API."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.trace import StatusCode

from agentops_otel.sdk.sessions import ended
from agentops_otel.semconv import SPAN_KIND

kinds = st.one_of(st.none(), st.sampled_from(["tool", "session", ""]), st.integers(0, 9))


def ended_span(name: str, kind: object, status: StatusCode, start: int | None) -> Any:
    span = TracerProvider(shutdown_on_exit=False).get_tracer("t").start_span(name, start_time=start)
    if kind is not None:
        span.set_attribute(SPAN_KIND, kind)  # type: ignore[arg-type]
    span.set_status(status)
    span.end()
    return span


@given(st.text(max_size=9), kinds, st.sampled_from(StatusCode), st.one_of(st.none(), st.just(7)))
def test_both_ways_of_reading_an_ended_span_give_the_same_result(
    name: str, kind: object, status: StatusCode, start: int | None
) -> None:
    span = ended_span(name, kind, status, start)
    assert ended.happening(span) == ended.publicly(span)
    assert ended.happening(span)[:2] == (name, "span" if kind is None else kind)


def test_spans_of_this_opentelemetry_are_read_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ended, "publicly")
    assert ended.happening(ended_span("s", "tool", StatusCode.OK, 7))[:3] == ("s", "tool", 7)


def test_a_span_of_another_shape_is_read_by_the_public_api() -> None:
    span = ReadableSpan("s", attributes={SPAN_KIND: "tool"}, start_time=1, end_time=2)
    assert not hasattr(span.attributes, "_dict")
    assert ended.happening(span) == ("s", "tool", 1, 2, StatusCode.UNSET)
