"""An exception on a span: once, and no more of it than can be sent."""

from __future__ import annotations

import pytest
from opentelemetry import trace

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans


def test_an_exception_that_was_recorded_on_its_way_is_not_recorded_again(
    captured_spans: CapturedSpans,
) -> None:
    with (
        pytest.raises(ValueError, match="bad"),
        agentops.start_session() as session,
        trace.use_span(session.span),
    ):
        raise ValueError("bad")
    (span,) = captured_spans.spans
    assert [event.name for event in span.events] == ["exception"]


def test_an_exception_with_text_that_cannot_be_sent_is_recorded(
    captured_spans: CapturedSpans,
) -> None:
    with pytest.raises(ValueError, match="bad"), agentops.start_session():
        raise ValueError("bad \ud800")
    (span,) = captured_spans.spans
    (event,) = span.events
    assert (event.attributes or {})["exception.message"] == "bad \ufffd"
    assert "ValueError: bad \ufffd" in str((event.attributes or {})["exception.stacktrace"])
    assert span.status.description == "ValueError: bad \ufffd"


def test_an_exception_with_a_huge_text_is_cut(captured_spans: CapturedSpans) -> None:
    with pytest.raises(ValueError, match="x"), agentops.start_session():
        raise ValueError("x" * 1_000_000)
    (event,) = captured_spans.spans[0].events
    attributes = event.attributes or {}
    assert attributes["exception.message"] == "x" * 16_384
    assert len(str(attributes["exception.stacktrace"])) == 65_536


def test_of_a_deep_stack_the_frames_next_to_the_fault_are_recorded(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def descend(depth: int) -> None:
        if depth == 0:
            raise ValueError("bottom")
        descend(depth - 1)

    with pytest.raises(ValueError, match="bottom"):
        descend(150)
    for span in captured_spans.spans:
        (event,) = span.events
        stacktrace = str((event.attributes or {})["exception.stacktrace"])
        assert 'raise ValueError("bottom")' in stacktrace
        assert stacktrace.count(", line ") <= 100
