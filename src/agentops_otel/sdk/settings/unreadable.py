"""Keep OpenTelemetry from environment variables that it cannot read.

A bad value makes OpenTelemetry raise or log a traceback: at its import, when a provider is created
or looked up, and in some releases at every log record. A bad header it logs whole, and it may be a
key. So bad values are removed from this process's environment before that. So are empty ones, which
mean unset by OpenTelemetry's specification, but which it reads in some places as no limit and in
others as a bad value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Final, NamedTuple
from urllib.parse import unquote

from agentops_otel.sdk.host.guard import warn_once


class _Variable(NamedTuple):
    readable: Callable[[str], str]  # Returns the part of the value that can be read.
    expected: str
    is_secret: bool = False


def _if(is_good: Callable[[str], bool]) -> Callable[[str], str]:
    return lambda text: text if is_good(text) else ""


def _is_whole_number(text: str) -> bool:
    try:
        return int(text) >= 0
    except ValueError:
        return False


def _is_installed_provider(text: str) -> bool:
    return bool(entry_points(group="opentelemetry_tracer_provider", name=text))


# What OpenTelemetry reads as a header, percent-encoded or not.
# https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER: Final = re.compile(rf"({_NAME.pattern})[ \t]*=([ !#-+\--:<-\[\]-~]*)")


def _is_header(text: str) -> bool:
    header = _HEADER.fullmatch(text.strip())
    if header is None:
        return False
    name, value = map(unquote, header.groups())
    return _NAME.fullmatch(name) is not None and value.isascii() and value.isprintable()


def _readable_headers(text: str) -> str:
    entries = [entry for entry in text.split(",") if entry.strip()]
    good = list(filter(_is_header, entries))
    return text if len(good) == len(entries) else ",".join(good)


_NUMBER: Final = _Variable(_if(_is_whole_number), "a whole number")
_PROVIDER: Final = _Variable(_if(_is_installed_provider), "the name of an installed provider")
_HEADERS: Final = _Variable(
    _readable_headers, "name=value in printable ASCII, separated by commas", is_secret=True
)

# OpenTelemetry warns of an unknown sampler by itself, but treats an empty value as unknown.
_SAMPLER: Final = _Variable(_if(bool), "")

_VARIABLES: Final = {
    "OTEL_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": _NUMBER,
    "OTEL_BLRP_EXPORT_TIMEOUT": _NUMBER,
    "OTEL_BSP_EXPORT_TIMEOUT": _NUMBER,
    "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": _NUMBER,
    "OTEL_EXPORTER_OTLP_HEADERS": _HEADERS,
    "OTEL_EXPORTER_OTLP_LOGS_HEADERS": _HEADERS,
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS": _HEADERS,
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
    """Remove from this process's environment what is empty or bad."""
    for name, variable in _VARIABLES.items():
        text = os.environ.get(name)
        if text is None:
            continue
        kept = variable.readable(text) if text.strip() else ""
        if kept:
            os.environ[name] = kept
        else:
            del os.environ[name]
        if kept != text and text.strip():
            _left_out[name] = text.strip()


def warn_of_unreadable() -> None:
    """Warn of what was removed; not at removal, when the program has not set up logging yet."""
    for name, text in _left_out.items():
        variable = _VARIABLES[name]
        warn_once(
            f"environment variable {name}",
            "Ignored %s%s: expected %s%s",
            "an entry in " if variable.is_secret else "",
            name,
            variable.expected,
            "" if variable.is_secret else f", not {text[:40]!r}",
        )
