"""Exceptions on a span: recorded once, and only as much as can be sent."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans
from tests.sdk.hostile import NamelessType


def test_an_exception_that_is_already_recorded_is_not_recorded_again(
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


def test_an_exception_is_recorded_no_later_than_the_end_of_its_span(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.session
    @agentops.task
    def fail() -> None:
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        fail()
    assert len(captured_spans.spans) == 2
    for span in captured_spans.spans:
        (event,) = span.events
        assert span.end_time is not None
        assert event.timestamp <= span.end_time


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


def test_the_frames_of_a_deep_stack_nearest_to_the_fault_are_recorded(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def descend(depth: int) -> None:
        if depth == 0:
            raise ValueError("bottom")
        descend(depth - 1)

    with pytest.raises(ValueError, match="bottom"):
        descend(150)
    assert len(captured_spans.spans) == 151
    for span in captured_spans.spans:
        (event,) = span.events
        stacktrace = str((event.attributes or {})["exception.stacktrace"])
        assert 'raise ValueError("bottom")' in stacktrace
        assert stacktrace.count(", line ") <= 100


class Panic(BaseException):
    """What a Rust extension raises on a panic; not an `Exception`."""


class Nameless(Exception, metaclass=NamelessType):  # noqa: N818
    pass


class Classless(Exception):  # noqa: N818
    @property  # type: ignore[misc]
    def __class__(self) -> type[Exception]:  # type: ignore[override]
        raise RuntimeError("no class")


class Closed(Exception):  # noqa: N818
    def __getattribute__(self, name: str) -> object:
        raise RuntimeError("no attributes")


class Panicking(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise Panic


class Exiting(SystemExit):
    @property
    def code(self) -> int:  # type: ignore[override]
        raise RuntimeError("no code")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Nameless, "Nameless: bad"),
        (Classless, "Classless: bad"),
        (Closed, "Closed: bad"),
        (Panicking, "Panicking: <message unreadable>"),
        (Exiting, "Exiting: bad"),
    ],
    ids=["nameless", "classless", "closed", "panicking", "exiting"],
)
def test_an_exception_that_is_hard_to_read_is_recorded(
    captured_spans: CapturedSpans, kind: type[BaseException], reason: str
) -> None:
    @agentops.task
    def fail() -> None:
        raise kind("bad")

    session = agentops.start_session()
    caught = None
    try:
        with session:
            fail()
    except BaseException as exception:  # noqa: BLE001  # `pytest.raises` would ask for its class.
        caught = type(exception)
    assert caught is kind
    assert (session.state, session.reason) == ("error", reason)
    for span in captured_spans.spans:
        assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, reason)
        (event,) = span.events
        assert str((event.attributes or {})["exception.type"]).endswith(kind.__qualname__)
