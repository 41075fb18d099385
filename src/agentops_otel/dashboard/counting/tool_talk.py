"""Arguments and results of tools, taken from the messages to and from models.

Many tools run without a span that records these, and the only result of a failed one is the message
that reports it to the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from agentops_otel.dashboard.contents.content import Content
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.dialects.values import as_content
from agentops_otel.dashboard.model import ToolCall

_Key: TypeAlias = tuple[str | None, ...]

# Marks a call id with two different values: ids are not unique there, so neither can be trusted.
_AMBIGUOUS: Final = object()


def lacks_talk(counted: Counted, content: Content) -> bool:
    """Return whether the spans of a tool's run lack arguments or a result that models may know."""
    return counted.facts.kind == "tool" and (
        not isinstance(content.arguments, Mapping)
        or (content.result is None and counted.facts.call_id is not None)
    )


class ToolTalk:
    """Requested arguments and returned results, by trace and call id.

    Arguments are also found by the tool and their only value: OpenInference shows LangChain's only
    argument without its name, and no call id for a run that failed.
    """

    def __init__(self, lacking: Iterable[tuple[Counted, Content]]) -> None:
        """Prepare to find what some runs lack: nothing else is kept."""
        self._arguments: dict[_Key, Any] = {}
        self._results: dict[_Key, Any] = {}
        self._asked_for: set[_Key] = set()
        for counted, content in lacking:
            trace_id = counted.sightings[0].trace_id
            self._asked_for.add((trace_id, counted.facts.call_id))
            self._asked_for.add((trace_id, counted.name, str(content.arguments)))

    def add(self, counted: Counted, content: Content) -> None:
        """Add the messages to and from a model."""
        trace_id = counted.sightings[0].trace_id
        for message in (*content.input_messages, *content.output_messages):
            for call in message.tool_calls:
                self._keep_arguments(trace_id, call)
            key = (trace_id, message.tool_call_id)
            if message.tool_call_id is not None and key in self._asked_for:
                _put(self._results, key, as_content(message.text))

    def _keep_arguments(self, trace_id: str, call: ToolCall) -> None:
        if call.id is not None:
            self._keep((trace_id, call.id), call.arguments)
        if isinstance(call.arguments, Mapping) and len(call.arguments) == 1:
            (value,) = call.arguments.values()
            self._keep((trace_id, call.name, str(value)), call.arguments)

    def _keep(self, key: _Key, arguments: Any) -> None:
        if key in self._asked_for:
            _put(self._arguments, key, arguments)

    def complete(self, counted: Counted, content: Content) -> Content:
        """Fill in the arguments and the result that the spans of a tool lack."""
        if not lacks_talk(counted, content):
            return content
        if not isinstance(content.arguments, Mapping):
            asked = self._asked(counted, content.arguments)
            if content.arguments is None or isinstance(asked, Mapping):
                content = replace(content, arguments=_unambiguous(asked, content.arguments))
        if content.result is None and counted.facts.call_id is not None:
            told = self._results.get((counted.sightings[0].trace_id, counted.facts.call_id))
            content = replace(content, result=_unambiguous(told, None))
        return content

    def _asked(self, counted: Counted, value: Any) -> Any:
        """Return the arguments that a model requested, by call id or else by their only value."""
        trace_id = counted.sightings[0].trace_id
        asked = self._arguments.get((trace_id, counted.facts.call_id))
        if asked is None and value is not None:
            return self._arguments.get((trace_id, counted.name, str(value)))
        return asked


def _put(known: dict[_Key, Any], key: _Key, value: Any) -> None:
    if value is not None:
        known[key] = value if known.get(key, value) == value else _AMBIGUOUS


def _unambiguous(talked: Any, told: Any) -> Any:
    return told if talked is None or talked is _AMBIGUOUS else talked
