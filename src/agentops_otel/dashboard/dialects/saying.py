"""Reads what was said from a span, its events and the log records that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from agentops_otel.dashboard.dialects.arguments import read_arguments, read_result
from agentops_otel.dashboard.dialects.content import Content
from agentops_otel.dashboard.dialects.dialect import Fact
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.finish import read_finish_reason
from agentops_otel.dashboard.dialects.flat import gathered
from agentops_otel.dashboard.dialects.messages import read_messages
from agentops_otel.dashboard.dialects.payloads import finish_reason_in
from agentops_otel.dashboard.dialects.reading import event_name
from agentops_otel.dashboard.dialects.registry import DIALECTS, families_of, keys_of
from agentops_otel.dashboard.dialects.values import as_flag, as_number
from agentops_otel.dashboard.model import LogRecord, Message, OperationKind, Span

Value = TypeVar("Value")
Attributes = Mapping[str, Any]

# Who talks to a model. Others, like LangChain's chains, only pass messages on.
_TALKERS: Final[frozenset[OperationKind]] = frozenset(("llm", "agent"))

# The event of the new conventions that says all at once, in the attributes that spans have.
_DETAILS: Final = "gen_ai.client.inference.operation.details"

_EVENTS: Final = {name: read for dialect in DIALECTS for name, read in dialect.events.items()}
_CHUNK_EVENTS: Final = frozenset(name for dialect in DIALECTS for name in dialect.chunk_events)


def read_content(
    kind: OperationKind, span: Span | None, records: Iterable[LogRecord] = ()
) -> Content:
    """Read what a span and the log records that belong to it say, or what these say alone."""
    speech = _Speech.of(span, records)
    first_chunk_ns = _first_chunk_ns(span)
    streaming = speech.first("streaming", as_flag)
    return Content(
        finish_reason=speech.finish_reason() if kind == "llm" else None,
        input_messages=speech.input_messages(kind) if kind in _TALKERS else (),
        output_messages=speech.output_messages(kind) if kind in _TALKERS else (),
        streaming=True if streaming is None and first_chunk_ns is not None else streaming,
        time_to_first_chunk_ns=_nanoseconds(speech, first_chunk_ns),
        arguments=None if kind in MODEL_KINDS else speech.first("arguments", read_arguments),
        result=None if kind in MODEL_KINDS else speech.first("result", read_result),
    )


def _nanoseconds(speech: _Speech, first_chunk_ns: int | None) -> int | None:
    """Give the time to the first chunk as an attribute tells it, or else an event."""
    if (seconds := speech.first("seconds_to_first_chunk", as_number)) is not None:
        return int(seconds * 1e9)
    if (milliseconds := speech.first("ms_to_first_chunk", as_number)) is not None:
        return int(milliseconds * 1e6)
    return first_chunk_ns


def _first_chunk_ns(span: Span | None) -> int | None:
    times = (
        [event.time_unix_nano for event in span.events if event.name in _CHUNK_EVENTS]
        if span
        else []
    )
    return max(0, min(times) - span.start_time_unix_nano) if span and times else None


@dataclass(frozen=True, slots=True)
class _Speech:
    """All that says something of one operation.

    Attributes:
        sources: Attributes that say things whole, the best first.
        pieces: What events and log records say one by one, in order of time.
    """

    sources: Sequence[Attributes]
    pieces: Sequence[Mapping[Fact, Any]]

    @classmethod
    def of(cls, span: Span | None, records: Iterable[LogRecord]) -> _Speech:
        """Gather what a span, its events and log records say."""
        ordered = sorted(records, key=lambda record: record.time_unix_nano)
        said = [(event.name, event.attributes) for event in span.events] if span else []
        said += ((event_name(record), _payload(record)) for record in ordered)
        sources = [span.attributes] if span else []
        sources += (attributes for name, attributes in said if name == _DETAILS)
        return cls(sources, [_EVENTS[name](payload) for name, payload in said if name in _EVENTS])

    def first(self, fact: Fact, read: Callable[[Any], Value | None]) -> Value | None:
        """Give the first usable value of a fact."""
        told = (*self._values(fact), *(piece[fact] for piece in self.pieces if fact in piece))
        return next((value for value in map(read, told) if value is not None), None)

    def _values(self, fact: Fact) -> Iterator[Any]:
        for source in self.sources:
            yield from (source[key] for key in keys_of(fact) if key in source)

    def _families(self, fact: Fact) -> Iterator[Any]:
        for source in self.sources:
            yield from (gathered(source, family) for family in families_of(fact))

    def _messages(self, fact: Fact) -> Iterator[Any]:
        """Give what may hold messages, the best first."""
        yield from self._values(fact)
        yield from self._families(fact)
        yield [piece[fact] for piece in self.pieces if fact in piece]

    def input_messages(self, kind: OperationKind) -> tuple[Message, ...]:
        """Give what a model was given, the instructions before everything else."""
        told = [*self._messages("input_messages"), *self._bodies("request_body", kind)]
        messages = _first_messages(told, "user")
        instructions = self.first("system", lambda value: read_messages(value, "system") or None)
        if instructions and not any(message.role == "system" for message in messages):
            return (*instructions, *messages)
        return messages

    def output_messages(self, kind: OperationKind) -> tuple[Message, ...]:
        """Give what a model answered."""
        told = [*self._messages("output_messages"), *self._bodies("response_body", kind)]
        return _first_messages(told, "assistant")

    def _bodies(self, fact: Fact, kind: OperationKind) -> Iterator[Any]:
        """Give whole requests or answers: of a model call, not of what is around it."""
        return self._values(fact) if kind == "llm" else iter(())

    def finish_reason(self) -> str | None:
        """Give why a model stopped, as the telemetry has it."""
        if (told := self.first("finish_reason", read_finish_reason)) is not None:
            return told
        answers = (*self._messages("output_messages"), *self._values("response_body"))
        return next(filter(None, map(finish_reason_in, answers)), None)


def _first_messages(told: Iterable[Any], role: str) -> tuple[Message, ...]:
    return next(filter(None, (read_messages(value, role) for value in told)), ())


def _payload(record: LogRecord) -> Attributes:
    body = record.body if isinstance(record.body, Mapping) else {}
    return {**record.attributes, **body}
