"""Capture a program's spans in tests, with the same ids and times in every run.

    from agentops_otel.testing import capture_spans, span_tree

    def test_the_planner_searches():
        with capture_spans() as captured:
            answer("What is the weather?")
        assert span_tree(captured.spans) == '''
    session answer
      agent planner
        tool search
    '''

For the pytest fixture `captured_spans`, put `pytest_plugins = ["agentops_otel.pytest_plugin"]`
in `conftest.py`.
"""

from __future__ import annotations

import itertools
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Final, NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context, attach, get_current
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import SpanContext, StatusCode

from agentops_otel.sdk import setup
from agentops_otel.sdk.host import patches
from agentops_otel.sdk.installation import provider
from agentops_otel.sdk.sessions import identity, runtime
from agentops_otel.sdk.sessions.registry import open_sessions, open_sessions_aside
from agentops_otel.sdk.sessions.runtime import create_tracer
from agentops_otel.sdk.values.text import type_name
from agentops_otel.semconv import SPAN_KIND

__all__ = ["CapturedSpans", "capture_spans", "span_tree"]

_SECOND: Final = 1_000_000_000


class CapturedSpans:
    """The spans that ended in a `capture_spans()` block."""

    def __init__(self) -> None:
        self._started: dict[int, int] = {}
        self._ended: list[_Ended] = []
        self._order = itertools.count()

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """The ended spans, in the order in which they started.

        Their timestamps are replaced: starts, ends and events keep their order, but happen 1 s,
        2 s, 3 s, … after the Unix epoch.
        """
        ended = sorted(self._ended)
        moments = sorted({moment for one in ended for moment in one.moments()})
        clock = {moment: number * _SECOND for number, moment in enumerate(moments, start=1)}
        return tuple(one.retimed(clock) for one in ended)

    def clear(self) -> None:
        """Forget the spans that have ended so far."""
        self._ended.clear()

    def note_start(self, span: Span) -> None:
        """Record a span's position in the order of starts."""
        self._started[span.get_span_context().span_id] = next(self._order)

    def note_end(self, span: ReadableSpan) -> None:
        """Keep an ended span, if it also started during the capture."""
        context = span.get_span_context()
        started = self._started.pop(context.span_id, None) if context else None
        if started is not None:
            self._ended.append(_Ended(started, next(self._order), span))


@contextmanager
def capture_spans() -> Iterator[CapturedSpans]:
    """Capture the spans that end in a block of code, instead of sending them.

    The block runs outside any session that is already open. It may call `init()`, with any
    endpoint: nothing is sent, and those settings are undone after the block. Sessions that the
    block leaves open end with it, as `unfinished`.

    Session ids are 1, 2, 3, …; so are span and trace ids, unless the program has its own tracer
    provider.

    Yields:
        The captured spans; more are added while the block runs.

    Raises:
        TypeError: The program's tracer provider does not accept span processors.
    """
    captured = CapturedSpans()
    tracer_provider = _provider()
    outlet = provider.join(tracer_provider, lambda _: None)
    collector = _collector_on(tracer_provider)
    with ExitStack() as undo:
        undo.callback(attach, get_current())
        undo.enter_context(setup.silenced())
        if outlet is not None:
            undo.callback(setattr, outlet, "pipeline", outlet.pipeline)
            outlet.pipeline = None
        if not collector.captures:
            # A nested capture continues the ids of the outer one: two spans with the same id
            # would be confused with each other.
            undo.callback(identity.draw_from, None)
            identity.draw_from(_numbered_ids())
            _ids.restart()
        collector.captures.append(captured)
        undo.callback(collector.captures.remove, captured)
        undo.enter_context(open_sessions_aside())
        undo.callback(_end_open_sessions)

        attach(Context())
        runtime.install(
            replace(runtime.current(), tracer=create_tracer(tracer_provider), observer=None)
        )
        runtime.set_automatic(None)
        patches.apply()
        yield captured


def span_tree(spans: Iterable[ReadableSpan], *attributes: str) -> str:
    """Return spans as text, one line `kind name` per span, indented below its parent.

    A span with status ERROR is marked `(error)`. A span whose parent is not in `spans` is not
    indented. The text begins and ends with a line break, for comparison with a multi-line string.

    Args:
        spans: Ended spans.
        *attributes: Keys of attributes to show, as `key=value`, on the spans that have them.
    """
    ordered = sorted(spans, key=lambda span: span.start_time or 0)
    present = {_place(span.get_span_context()) for span in ordered}
    children: defaultdict[_Place | None, list[ReadableSpan]] = defaultdict(list)
    for span in ordered:
        parent = _place(span.parent)
        children[parent if parent in present else None].append(span)
    return "\n" + "".join(_lines(children, attributes))


# Trace id and span id.
_Place = tuple[int, int]


class _Ended(NamedTuple):
    """An ended span with its positions in the order of all starts and ends."""

    started: int
    ended: int
    span: ReadableSpan

    def moments(self) -> Iterator[tuple[int, int]]:
        yield (self.span.start_time or 0, self.started)
        yield (self.span.end_time or 0, self.ended)
        for event in self.span.events:
            yield (event.timestamp, self.ended)

    def retimed(self, clock: Mapping[tuple[int, int], int]) -> ReadableSpan:
        span = self.span
        return ReadableSpan(
            name=span.name,
            context=span.get_span_context(),
            parent=span.parent,
            resource=span.resource,
            attributes=dict(span.attributes or {}),
            events=tuple(
                Event(event.name, event.attributes, clock[event.timestamp, self.ended])
                for event in span.events
            ),
            links=span.links,
            kind=span.kind,
            status=span.status,
            start_time=clock[span.start_time or 0, self.started],
            end_time=clock[span.end_time or 0, self.ended],
            instrumentation_scope=span.instrumentation_scope,
        )


class _Collector(SpanProcessor):
    """Forwards a provider's spans to every active capture."""

    def __init__(self) -> None:
        self.captures: list[CapturedSpans] = []

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002
        for captured in self.captures:
            captured.note_start(span)

    def on_end(self, span: ReadableSpan) -> None:
        for captured in self.captures:
            captured.note_end(span)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002
        """Return True; the inherited method returns None in OpenTelemetry 1.40."""
        return True


class _Ids(IdGenerator):
    """Generates the span and trace ids 1, 2, 3, and so on."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self._spans = itertools.count(1)
        self._traces = itertools.count(1)

    def generate_span_id(self) -> int:
        return next(self._spans)

    def generate_trace_id(self) -> int:
        return next(self._traces)


_ids: Final = _Ids()
_collectors: Final[weakref.WeakKeyDictionary[trace.TracerProvider, _Collector]] = (
    weakref.WeakKeyDictionary()
)


def _provider() -> trace.TracerProvider:
    """Return the program's tracer provider; if there is none, register one for tests."""
    tracer_provider = trace.get_tracer_provider()
    if isinstance(tracer_provider, trace.ProxyTracerProvider):
        tracer_provider = TracerProvider(id_generator=_ids, shutdown_on_exit=False)
        trace.set_tracer_provider(tracer_provider)
    return tracer_provider


def _collector_on(tracer_provider: trace.TracerProvider) -> _Collector:
    collector = _collectors.get(tracer_provider)
    if collector is None:
        collector = _collectors[tracer_provider] = _Collector()
        add_span_processor = getattr(tracer_provider, "add_span_processor", None)
        if add_span_processor is None:
            raise TypeError(
                f"The tracer provider ({type_name(tracer_provider)}) takes no span "
                "processors, so its spans cannot be captured"
            )
        add_span_processor(collector)
    return collector


def _numbered_ids() -> Iterator[str]:
    return (str(number) for number in itertools.count(1))


def _end_open_sessions() -> None:
    for session in reversed(open_sessions()):
        session.end("unfinished")


def _lines(
    children: dict[_Place | None, list[ReadableSpan]], attributes: tuple[str, ...]
) -> Iterator[str]:
    # Not recursive: spans may be nested deeper than Python's recursion limit.
    due = [(span, "") for span in reversed(children.pop(None, []))]
    while due:
        span, indent = due.pop()
        yield f"{indent}{_described(span, attributes)}\n"
        below = children.pop(_place(span.get_span_context()), [])
        due += [(child, indent + "  ") for child in reversed(below)]


def _described(span: ReadableSpan, shown: tuple[str, ...]) -> str:
    present = span.attributes or {}
    words = [str(present.get(SPAN_KIND, "span")), span.name]
    words += [f"{key}={_text(present[key])}" for key in shown if key in present]
    if span.status.status_code is StatusCode.ERROR:
        words.append("(error)")
    return " ".join(words)


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _place(context: SpanContext | None) -> _Place | None:
    return (context.trace_id, context.span_id) if context else None
