"""The limits that OpenTelemetry's SDK reads from the environment by itself.

A bad one makes it raise: at its import, at the creation of a provider, in some of its releases at
every log record. So what is no limit is taken out of this process's environment before that.
"""

from __future__ import annotations

import os
from typing import Final

from agentops_otel.sdk.host.guard import warn_once

_NAMES: Final = (
    "OTEL_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_SPAN_EVENT_COUNT_LIMIT",
    "OTEL_SPAN_LINK_COUNT_LIMIT",
)

_left_out: Final[dict[str, str]] = {}


def leave_bad_limits_out() -> None:
    """Take every limit that is none out of this process's environment."""
    for name in _NAMES:
        text = os.environ.get(name, "").strip()
        if text and not _is_limit(text):
            del os.environ[name]
            _left_out[name] = text


def warn_of_bad_limits() -> None:
    """Tell of what was left out: not at once, when the program has set no logging up yet."""
    for name, text in _left_out.items():
        warn_once(
            f"environment variable {name}",
            "Ignored %s: expected a whole number, not %r",
            name,
            text[:40],
        )


def _is_limit(text: str) -> bool:
    try:
        return int(text) >= 0
    except ValueError:
        return False
