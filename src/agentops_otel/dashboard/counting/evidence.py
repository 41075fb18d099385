"""The spans and log records of a session, at hand for what is read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agentops_otel.dashboard.contents.content import Content, combined_content
from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.contents.saying import read_content
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.counting.sayings import Prompts, Sayings
from agentops_otel.dashboard.counting.sightings import Sighting, sighting_of, sighting_of_record
from agentops_otel.dashboard.dialects.finish import is_filled_in
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import LogRecord, OperationKind, Span

# Dialects in which only what is around a model call tells what the user said.
PROMPT_ABOVE: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.prompt_above)

_EMPTYING: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.empties_failures)

_WISHES: Final = tuple(dialect.wish for dialect in DIALECTS if dialect.wish is not None)

# A prompt stands at most a few spans above the call that answers it.
_FURTHEST_PROMPT: Final = 16


def asked_above(
    sighting: Sighting, sighting_at: Callable[[tuple[str, str]], Sighting | None]
) -> Iterator[Sighting]:
    """Give what is around a call and may tell what the user said, the nearest first.

    That is agents, and Mastra's steps of them.
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
    """Put what the user asked before what tools told, where a call tells no more than that."""
    told = content.input_messages
    roles = {message.role for message in told}
    if "tool" not in roles or "user" in roles:
        return content
    asked = tuple(message for message in above.input_messages if message.role == "user")
    instructions = sum(message.role == "system" for message in told)
    talk = (*told[:instructions], *asked, *told[instructions:])
    return replace(content, input_messages=talk)


def _said_by(sighting: Sighting, content: Content) -> Content:
    """Leave out the reason that an instrumentation fills in where it found none."""
    is_error = sighting.facts.is_error
    if not is_error and is_filled_in(content.finish_reason, sighting.scope):
        return replace(content, finish_reason=None)
    return content


class Evidence:
    """The spans and log records of one session."""

    def __init__(self, spans: Iterable[Span], records: Iterable[LogRecord]) -> None:
        self._spans = {sighting_of(span): span for span in spans}
        self._by_key = {sighting.key: sighting for sighting in self._spans}
        self._wishes: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        self._records: dict[Sighting, LogRecord] = {}
        self._sayings = Sayings(self._spans)
        self._prompts = Prompts()
        for sighting in sorted(self._spans, key=lambda each: each.order):
            self._keep_wishes(sighting, self._spans[sighting])
        for record in records:
            self._keep_record(record)

    def _keep_wishes(self, sighting: Sighting, span: Span) -> None:
        wishes = filter(None, (read(span) for read in _WISHES))
        for wish in wishes:
            self._wishes.setdefault(sighting.parent_key, []).append(wish)

    def _keep_record(self, record: LogRecord) -> None:
        sighting = sighting_of_record(record)
        if sighting is not None:
            self._records[sighting] = record
        else:
            self._sayings.keep(record)
            self._prompts.keep(record)

    @property
    def sightings(self) -> Sequence[Sighting]:
        """What the spans and log records are to counting."""
        return (*self._spans, *self._records)

    def content(self, counted: Counted) -> Content:
        """Give what the sightings of an operation say, together."""
        contents = [self._content(counted.facts.kind, each) for each in counted.sightings]
        if counted.facts.dialect not in PROMPT_ABOVE or counted.facts.kind != "llm":
            return combined_content(contents)
        above = self._prompt_above(counted)
        return _continued(combined_content([*contents, above]), above)

    def _content(self, kind: OperationKind, sighting: Sighting) -> Content:
        if sighting.is_record:
            return _said_by(sighting, read_content(kind, None, [self._records[sighting]]))
        content = read_content(kind, self._spans[sighting], self._sayings.of(sighting))
        content = _said_by(sighting, content)
        if sighting.facts.is_error and content.result == {} and sighting.facts.dialect in _EMPTYING:
            content = replace(content, result=None)
        if (wishes := self._wishes.get(sighting.key)) and not content.tool_calls:
            wished = read_messages({"role": "assistant", "tool_calls": wishes}, "assistant")
            return replace(content, output_messages=(*content.output_messages, *wished))
        return content

    def _prompt_above(self, counted: Counted) -> Content:
        """Give what the nearest agent around a call was asked, or else the user before it."""
        nearest = next(asked_above(counted.sightings[0], self._by_key.get), None)
        if nearest is not None:
            return Content(input_messages=self._content("agent", nearest).input_messages)
        asked = self._prompts.before(counted.facts.dialect, counted.start_time_unix_nano)
        return read_content("agent", None, [asked]) if asked is not None else Content()
