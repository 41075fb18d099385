"""Gather the raw content of an operation: attributes, span events, log records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

from agentops_otel.dashboard.contents.completing import completed
from agentops_otel.dashboard.contents.messages import read_messages, says_something
from agentops_otel.dashboard.contents.read_before import ReadBefore
from agentops_otel.dashboard.contents.thinking import without_thoughts
from agentops_otel.dashboard.dialects.dialect import Fact
from agentops_otel.dashboard.dialects.finish import read_finish_reason
from agentops_otel.dashboard.dialects.flat import gathered_lists
from agentops_otel.dashboard.dialects.payloads import finish_reason_in
from agentops_otel.dashboard.dialects.records import event_name
from agentops_otel.dashboard.dialects.registry import DIALECTS, families_of, keys_of
from agentops_otel.dashboard.dialects.telling import attributes_of
from agentops_otel.dashboard.dialects.values import as_list, as_mapping
from agentops_otel.dashboard.model import LogRecord, Message, Span

Value = TypeVar("Value")
Attributes = Mapping[str, Any]
Piece = Mapping[Fact, Any]

# The event of OTel's conventions that carries everything, in the attributes that spans have.
_DETAILS: Final = "gen_ai.client.inference.operation.details"

# In a list of events, these distinguish an answer from a model's input.
_CHOICE: Final = "gen_ai.choice"
_ASSISTANT: Final = "gen_ai.assistant.message"

_EVENT_CONTENT: Final = "gen_ai.event.content"

_EVENTS: Final = {name: read for dialect in DIALECTS for name, read in dialect.events.items()}
_KNOWN: Final = frozenset((_DETAILS, *_EVENTS))
_SAID: Final = tuple(dialect.said for dialect in DIALECTS if dialect.said is not None)
_TALKS: Final = tuple(dialect.talk for dialect in DIALECTS if dialect.talk is not None)


class Source(NamedTuple):
    """Attributes with whole values, and the lists that are spread over several of them."""

    attributes: Attributes
    lists: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Speech:
    """The content of an operation, not interpreted yet.

    Attributes:
        sources: Where whole values are, the best first.
        pieces: Partial values from events and log records, in order of time.
        before: Messages that were read before, if any.
    """

    sources: Sequence[Source]
    pieces: Sequence[Piece]
    before: ReadBefore | None = None

    def first(self, fact: Fact, read: Callable[[Any], Value | None]) -> Value | None:
        """Return the first usable whole value of a fact."""
        return next((value for value in map(read, self._whole(fact)) if value is not None), None)

    def first_piece(self, fact: Fact, read: Callable[[Any], Value | None]) -> Value | None:
        """Return the first usable value of a fact among the pieces."""
        values = map(read, self._pieces(fact))
        return next((value for value in values if value is not None), None)

    def listed(self, fact: Fact, read: Callable[[Any], Value]) -> Iterator[Value]:
        """Yield the values of a fact that is spread over numbered attributes."""
        for source in self.sources:
            for family in families_of(fact):
                yield from map(read, source.lists.get(family, ()))

    def messages(self, fact: Fact, role: str, *, body: Fact | None) -> tuple[Message, ...]:
        """Read messages from the best source that has their contents, not only their number.

        Args:
            fact: `input_messages`, `output_messages` or `system`.
            role: The role where none is recorded.
            body: The fact of a provider's whole request or answer, which may contain them too.
        """
        bodies = list(self._whole(body)) if body is not None else []
        told = chain(self._messages(fact), bodies)
        read = (read_messages(value, role, self.before) for value in told)
        empty: tuple[Message, ...] = ()
        for messages in read:
            if any(map(says_something, messages)):
                return without_thoughts(completed(messages, read), bodies)
            empty = empty or messages
        return empty

    def finish_reason(self) -> str | None:
        """Return the finish reason as recorded in the telemetry."""
        for told in (
            self.first("finish_reason", read_finish_reason),
            self.first_piece("finish_reason", read_finish_reason),
        ):
            if told is not None:
                return told
        answers = chain(self._messages("output_messages"), self._whole("response_body"))
        return next(filter(None, map(finish_reason_in, answers)), None)

    def _whole(self, fact: Fact) -> Iterator[Any]:
        for source in self.sources:
            told = source.attributes
            yield from (told[key] for key in keys_of(fact) if key in told)

    def _pieces(self, fact: Fact) -> Iterator[Any]:
        return (piece[fact] for piece in self.pieces if piece.get(fact) is not None)

    def _messages(self, fact: Fact) -> Iterator[Any]:
        """Yield values that may contain messages, the best first."""
        yield from self._whole(fact)
        for source in self.sources:
            for family in families_of(fact):
                if family in source.lists:
                    yield source.lists[family]
                # Some write into one attribute what the convention spreads over many.
                if family in source.attributes:
                    yield source.attributes[family]
        if pieces := list(self._pieces(fact)):
            yield pieces


def speech_of(
    span: Span | None, records: Iterable[LogRecord], before: ReadBefore | None = None
) -> Speech:
    """Gather the content of a span, its events and its log records."""
    ordered = sorted(records, key=lambda record: record.time_unix_nano)
    said = [(event.name, _whole(event.attributes)) for event in span.events] if span else []
    said += ((event_name(record, _KNOWN), _payload(record)) for record in ordered)
    attributes = attributes_of(span) if span else {}
    for key in keys_of("event_list"):
        said += _listed_events(attributes.get(key))
    whole = [attributes, *(payload for name, payload in said if name == _DETAILS)]
    return Speech(
        sources=[Source(each, gathered_lists(each)) for each in whole],
        pieces=[
            *(read(attributes) for read in _SAID),
            *(_EVENTS[name](payload) for name, payload in said if name in _EVENTS),
            *(talk(as_mapping(record.body)) for record in ordered for talk in _TALKS),
        ],
        before=before,
    )


def _listed_events(value: Any) -> list[tuple[str, Attributes]]:
    """Read events that are listed in an attribute.

    If none is a choice, the assistant's messages at the end are the answer: an answer is never the
    last message of a request.
    """
    events = [event for event in as_list(value) if isinstance(event, Mapping)]
    named = [(str(event.get("event.name")), event) for event in events]
    if all(name != _CHOICE for name, _ in named):
        for place in reversed(range(len(named))):
            if named[place][0] != _ASSISTANT:
                break
            named[place] = _CHOICE, named[place][1]
    return named


def _payload(record: LogRecord) -> Attributes:
    """Return the content of a log record; Semantic Kernel's bodies are JSON text."""
    return {**_whole(record.attributes), **as_mapping(record.body)}


def _whole(attributes: Attributes) -> Attributes:
    """Add the content that Azure's clients put into one attribute of an event."""
    content = as_mapping(attributes.get(_EVENT_CONTENT))
    return {**attributes, **content} if content else attributes
