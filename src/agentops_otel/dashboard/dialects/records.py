"""Read the facts of log records that stand for an operation, whether its span comes or not."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.kinds import Told, kind_named_in
from agentops_otel.dashboard.dialects.reading import complete, facts_told_by
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.dialects.values import as_mapping, as_name
from agentops_otel.dashboard.model import LogRecord
from agentops_otel.semconv import ERROR_TYPE

_CALLS: Final = {
    name: Told(kind, dialect.name) for dialect in DIALECTS for name, kind in dialect.calls.items()
}

_NAMESPACES: Final = ("gen_ai.", "error.")

# Claude Code's scope; only in the body do the names of its events have a prefix.
_CLAUDE_CODE: Final = "com.anthropic.claude_code"


def operation_name(record: LogRecord) -> str:
    """Return the name of the event that makes a log record stand for an operation."""
    return event_name(record, _CALLS)


def read_record_facts(record: LogRecord) -> Facts | None:
    """Read the facts of a log record; None if it stands for no operation."""
    name = operation_name(record)
    if name not in _CALLS:
        return None
    told = _told_by(record)
    named = kind_named_in(told)
    facts = facts_told_by(told)
    facts.kind, facts.dialect = _CALLS[name] if named.dialect is None else named
    error = told.get(ERROR_TYPE) or told.get("error")
    facts.is_error = as_name(error) is not None
    complete(facts, told, name, record.scope.name)
    return facts


def _told_by(record: LogRecord) -> Mapping[str, Any]:
    """Return the attributes of a log record, and the fields of its body that are named like them.

    Events of OTel's conventions had their fields in the body until 1.31.
    """
    fields = as_mapping(record.body) if isinstance(record.body, Mapping) else {}
    named = {key: value for key, value in fields.items() if key.startswith(_NAMESPACES)}
    return {**named, **record.attributes} if named else record.attributes


def event_name(record: LogRecord, known: Container[str]) -> str:
    """Return the name of a log record's event, a known one if possible; empty if it has none."""
    names = list(_event_names(record))
    return next((name for name in names if name in known), names[0] if names else "")


def _event_names(record: LogRecord) -> Iterator[str]:
    """Yield possible names; older SDKs write it as an attribute, Claude Code in the body."""
    attributes = record.attributes
    told = (record.event_name, attributes.get("event.name"), attributes.get("event_name"))
    for name in (*told, record.body):
        if isinstance(name, str) and name:
            # Codex has one name for everything in a stream.
            if (kind := attributes.get("event.kind")) is not None:
                yield f"{name}.{kind}"
            yield name
            if record.scope.name.startswith(_CLAUDE_CODE):
                yield f"claude_code.{name}"
