"""Keep OpenTelemetry from environment variables that it cannot read.

A bad value makes OpenTelemetry raise or log a traceback: at its import, when a provider is created
or looked up, and in some releases at every log record. So bad values are removed from this
process's environment before that. So are empty ones, which mean unset by OpenTelemetry's
specification, but which it reads in some places as no limit and in others as a bad value.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Final, NamedTuple

from agentops_otel.sdk.host.guard import warn_once


class _Variable(NamedTuple):
    is_good: Callable[[str], bool]
    expected: str


def _is_whole_number(text: str) -> bool:
    try:
        return int(text) >= 0
    except ValueError:
        return False


def _is_installed_provider(text: str) -> bool:
    return bool(entry_points(group="opentelemetry_tracer_provider", name=text))


_NUMBER: Final = _Variable(_is_whole_number, "a whole number")
_PROVIDER: Final = _Variable(_is_installed_provider, "the name of an installed provider")

# OpenTelemetry warns of an unknown sampler by itself, but treats an empty value as unknown.
_SAMPLER: Final = _Variable(lambda _: True, "")

_VARIABLES: Final = {
    "OTEL_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": _NUMBER,
    "OTEL_BLRP_EXPORT_TIMEOUT": _NUMBER,
    "OTEL_BSP_EXPORT_TIMEOUT": _NUMBER,
    "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT": _NUMBER,
    "OTEL_PYTHON_TRACER_PROVIDER": _PROVIDER,
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": _NUMBER,
    "OTEL_SPAN_EVENT_COUNT_LIMIT": _NUMBER,
    "OTEL_SPAN_LINK_COUNT_LIMIT": _NUMBER,
    "OTEL_TRACES_SAMPLER": _SAMPLER,
}

_left_out: Final[dict[str, str]] = {}


def leave_unreadable_out() -> None:
    """Remove every variable that is empty or bad from this process's environment."""
    for name, variable in _VARIABLES.items():
        text = os.environ.get(name)
        if text is None or (text.strip() and variable.is_good(text)):
            continue
        del os.environ[name]
        if text.strip():
            _left_out[name] = text.strip()


def warn_of_unreadable() -> None:
    """Warn of what was removed; not at removal, when the program has not set up logging yet."""
    for name, text in _left_out.items():
        warn_once(
            f"environment variable {name}",
            "Ignored %s: expected %s, not %r",
            name,
            _VARIABLES[name].expected,
            text[:40],
        )
