"""Changing a span from inside a call that holds its lock, as a signal handler may do."""

from __future__ import annotations

import threading
from collections import UserList
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import Span

import agentops_otel as agentops
from agentops_otel import Session
from agentops_otel.testing import CapturedSpans
from tests.sdk.conftest import WarningsLogged
from tests.waiting import wait_until


class Interrupting(UserList[str]):
    """A value that calls `interrupt` when OpenTelemetry reads it, holding the span's lock."""

    def __init__(self, interrupt: Callable[[], None]) -> None:
        super().__init__(["read"])
        self._interrupt = interrupt

    def __iter__(self) -> Iterator[str]:
        self._interrupt()
        return super().__iter__()


def tags_of(span: ReadableSpan) -> object:
    return (span.attributes or {}).get("agentops.session.tags")


def late_of(span: ReadableSpan) -> object:
    return (span.attributes or {}).get("late")


def events_of(span: ReadableSpan) -> object:
    return [event.name for event in span.events]


def reason_of(span: ReadableSpan) -> object:
    return span.status.description


def interrupted(span: Span, interrupt: Callable[[], None]) -> None:
    """Call `interrupt` in a thread that holds the span's lock; fail if it waits for the lock."""
    thread = threading.Thread(
        target=lambda: span.set_attribute("value", Interrupting(interrupt)), daemon=True
    )
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("change", "read", "changed"),
    [
        (lambda session: session.add_tags("late"), tags_of, ("late",)),
        (lambda session: session.set_attribute("late", 1), late_of, 1),
        (lambda session: session.record_event("late"), events_of, ["late"]),
        (lambda session: session.end("error", "late"), reason_of, "late"),
    ],
)
def test_code_that_interrupts_a_call_holding_a_spans_lock_changes_the_span_without_waiting(
    change: Callable[[Session], None],
    read: Callable[[ReadableSpan], object],
    changed: object,
    captured_spans: CapturedSpans,
) -> None:
    session = agentops.start_session("run")
    interrupted(session.span, lambda: change(session))
    wait_until(lambda: not any(one.name == "agentops-change" for one in threading.enumerate()))
    session.end()
    (span,) = captured_spans.spans
    assert read(span) == changed
    assert (span.attributes or {})["value"] == ("read",)


def test_an_event_from_code_that_interrupts_a_spans_end_is_lost_with_a_warning_of_ours(
    captured_spans: CapturedSpans, warnings_logged: WarningsLogged
) -> None:
    span: Any = trace.get_tracer("a user's own").start_span("work")

    def interrupt() -> None:
        with trace.use_span(span):
            agentops.record_event("late")
        # What `end` does next, while it still holds the lock.
        span._end_time = 1

    interrupted(span, interrupt)
    wait_until(lambda: not any(one.name == "agentops-change" for one in threading.enumerate()))
    (warning,) = warnings_logged
    assert warning == "An event is lost: its span was just ending"


def test_code_that_interrupts_a_call_does_not_wait_for_a_change_that_waits_for_that_call(
    captured_spans: CapturedSpans,
) -> None:
    session = agentops.start_session("run")
    other = threading.Thread(target=lambda: session.add_tags("other"), daemon=True)

    def interrupt() -> None:
        other.start()
        wait_until(lambda: "other" in session.tags)
        session.add_tags("late")
        session.set_attribute("late", 1)

    interrupted(session.span, interrupt)
    other.join(5)
    wait_until(lambda: session.attributes.get("late") == 1)
    wait_until(lambda: not any(one.name == "agentops-change" for one in threading.enumerate()))
    session.end()
    (span,) = captured_spans.spans
    assert tags_of(span) == ("other", "late")
    assert late_of(span) == 1
