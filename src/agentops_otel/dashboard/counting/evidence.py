"""The spans and log records of a session, indexed to read the contents of operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agentops_otel.dashboard.contents.content import Content, combined_content, of_round
from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.contents.read_before import ReadBefore
from agentops_otel.dashboard.contents.saying import read_content
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.counting.sayings import Prompts, Sayings
from agentops_otel.dashboard.counting.sightings import Sighting, sighting_of_record
from agentops_otel.dashboard.dialects.finish import is_filled_in
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import LogRecord, OperationKind, Span

# Dialects that record the user's prompt only on the spans around a model call.
PROMPT_ABOVE: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.prompt_above)

_EMPTYING: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.empties_failures)

_WISHES: Final = {dialect.name: dialect.wish for dialect in DIALECTS if dialect.wish is not None}

# The prompt is at most a few spans above the call that answers it.
_FURTHEST_PROMPT: Final = 16


def asked_above(
    sighting: Sighting, sighting_at: Callable[[tuple[str, str]], Sighting | None]
) -> Iterator[Sighting]:
    """Yield the spans around a call that may carry the user's prompt, the nearest first.

    These are agents and, of Mastra, their steps.
    """
    for _ in range(_FURTHEST_PROMPT):
        above = sighting_at(sighting.parent_key)
        if above is None:
            return
        is_step = above.facts.kind == "task" and above.facts.dialect in PROMPT_ABOVE
        if above.facts.kind == "agent" or is_step:
            yield above
        sighting = above


def _continued(content: Content, above: Content) -> Content:
    """Insert the user's prompt before the tool results, if the call's messages lack it."""
    told = content.input_messages
    roles = {message.role for message in told}
    if "tool" not in roles or "user" in roles:
        return content
    asked = tuple(message for message in above.input_messages if message.role == "user")
    instructions = sum(message.role == "system" for message in told)
    talk = (*told[:instructions], *asked, *told[instructions:])
    return replace(content, input_messages=talk)


def _said_by(sighting: Sighting, content: Content) -> Content:
    """Drop a finish reason that the instrumentation filled in for lack of one."""
    is_error = sighting.facts.is_error
    if not is_error and is_filled_in(content.finish_reason, sighting.scope):
        return replace(content, finish_reason=None)
    return content


def _told_in(sighting: Sighting) -> tuple[object, str]:
    """Return the identity of a log record: of two with the same one, only one is counted."""
    return sighting.order, sighting.name


class Evidence:
    """The spans and log records of one session."""

    def __init__(
        self,
        spans: Iterable[Sighting],
        records: Iterable[LogRecord],
        span_of: Callable[[Sighting], Span],
    ) -> None:
        """Index them.

        Args:
            spans: The sightings of the spans.
            records: The log records.
            span_of: Reads the whole span of one of the sightings, when its content is needed.
        """
        self._spans = tuple(spans)
        self._by_key = {sighting.key: sighting for sighting in self._spans}
        self._span_of = span_of
        self._below = self._below_wishing()
        self._records: dict[tuple[object, str], tuple[Sighting, LogRecord]] = {}
        self._sayings = Sayings(self._spans)
        self._prompts = Prompts()
        self._before = ReadBefore()
        for record in records:
            self._keep_record(record)

    def _below_wishing(self) -> Mapping[tuple[str, str], list[Sighting]]:
        """Return the spans below each that may have a model's requests for tools below it."""
        below: dict[tuple[str, str], list[Sighting]] = {}
        for sighting in self._by_key.values():
            above = self._by_key.get(sighting.parent_key)
            if above is not None and above.facts.dialect in _WISHES:
                below.setdefault(above.key, []).append(sighting)
        return below

    def _wishes(self, sighting: Sighting) -> Sequence[Mapping[str, Any]]:
        below = sorted(self._below.get(sighting.key, ()), key=lambda each: each.order)
        told = (read(span) for span in map(self._span_of, below) for read in _WISHES.values())
        return [wish for wish in told if wish]

    def _keep_record(self, record: LogRecord) -> None:
        sighting = sighting_of_record(record)
        if sighting is not None:
            self._records[_told_in(sighting)] = sighting, record
        else:
            self._sayings.keep(record)
            self._prompts.keep(record)

    @property
    def sightings(self) -> Sequence[Sighting]:
        """The spans and log records as sightings."""
        return (*self._spans, *(sighting for sighting, _ in self._records.values()))

    def content(self, counted: Counted) -> Content:
        """Return the combined content of an operation's sightings."""
        contents = [self._content(counted.facts.kind, each) for each in counted.sightings]
        if counted.round is not None:
            contents = [of_round(content, counted.round) for content in contents]
        if counted.facts.dialect not in PROMPT_ABOVE or counted.facts.kind != "llm":
            return combined_content(contents)
        above = self._prompt_above(counted)
        return _continued(combined_content([*contents, above]), above)

    def _content(self, kind: OperationKind, sighting: Sighting) -> Content:
        if sighting.is_record:
            _, record = self._records[_told_in(sighting)]
            return _said_by(sighting, read_content(kind, None, [record], self._before))
        span, records = self._span_of(sighting), self._sayings.of(sighting)
        content = _said_by(sighting, read_content(kind, span, records, self._before))
        if sighting.facts.is_error and content.result == {} and sighting.facts.dialect in _EMPTYING:
            content = replace(content, result=None)
        if not content.tool_calls and (wishes := self._wishes(sighting)):
            wished = read_messages({"role": "assistant", "tool_calls": wishes}, "assistant")
            return replace(content, output_messages=(*content.output_messages, *wished))
        return content

    def _prompt_above(self, counted: Counted) -> Content:
        """Return the prompt of the nearest agent around a call, or else the last one before it."""
        nearest = next(asked_above(counted.sightings[0], self._by_key.get), None)
        if nearest is not None:
            return Content(input_messages=self._content("agent", nearest).input_messages)
        asked = self._prompts.before(counted.facts.dialect, counted.start_time_unix_nano)
        return read_content("agent", None, [asked]) if asked is not None else Content()
