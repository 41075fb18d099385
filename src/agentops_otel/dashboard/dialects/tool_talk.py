"""What tools were given and gave back, as the messages to and from the models tell it.

Many tools run without a span that keeps it, and a failed one has no result but the message that
tells the model so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from agentops_otel.dashboard.dialects.content import Content
from agentops_otel.dashboard.dialects.counting import Counted
from agentops_otel.dashboard.dialects.values import as_content

# Two answers to one call: ids that are not unique, so neither can be believed.
_AMBIGUOUS: Final = object()


class ToolTalk:
    """Arguments and results by trace and by the id under which a model asked for the tool."""

    def __init__(self, calls: Iterable[tuple[Counted, Content]]) -> None:
        self._arguments: dict[tuple[str, str], Any] = {}
        self._results: dict[tuple[str, str], Any] = {}
        for counted, content in calls:
            trace_id = counted.sightings[0].trace_id
            for message in (*content.input_messages, *content.output_messages):
                for call in message.tool_calls:
                    if call.id is not None:
                        _put(self._arguments, (trace_id, call.id), call.arguments)
                if message.tool_call_id is not None:
                    _put(self._results, (trace_id, message.tool_call_id), as_content(message.text))

    def complete(self, counted: Counted, content: Content) -> Content:
        """Complete what the spans of a tool do not say."""
        call_id = counted.facts.call_id
        if counted.facts.kind != "tool" or call_id is None:
            return content
        key = counted.sightings[0].trace_id, call_id
        asked = self._arguments.get(key)
        if content.arguments is None or (
            # OpenInference shows LangChain's only argument without its name.
            isinstance(asked, Mapping) and not isinstance(content.arguments, Mapping)
        ):
            content = replace(content, arguments=_unambiguous(asked, content.arguments))
        if content.result is None:
            content = replace(content, result=_unambiguous(self._results.get(key), None))
        return content


def _put(known: dict[tuple[str, str], Any], key: tuple[str, str], value: Any) -> None:
    if value is not None:
        known[key] = value if known.get(key, value) == value else _AMBIGUOUS


def _unambiguous(talked: Any, told: Any) -> Any:
    return told if talked is None or talked is _AMBIGUOUS else talked
