"""Read the arguments of `init()`; a bad one raises an error that says what to pass instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar, cast

from opentelemetry.sdk.trace.export import SpanExporter
from opentelemetry.trace import TracerProvider

from agentops_otel.sdk.settings import endpoint as endpoints
from agentops_otel.sdk.settings.endpoint import Endpoint
from agentops_otel.sdk.values.text import MAX_TEXT_LENGTH, class_name, printable, type_name

T = TypeVar("T")

_WITH_SCHEME: Final = re.compile(r"\A\s*bearer\s", re.IGNORECASE)


class ConfigurationError(ValueError):
    """An argument of `init()` is not usable; the message says what to pass instead."""


def argument(name: str, value: object, parse: Callable[[object], T]) -> T | None:
    """Return the parsed argument; None if it was not given.

    Args:
        name: The argument's name, with which the error begins.
        value: What was given.
        parse: Returns the setting, or raises a TypeError or ValueError that completes "NAME: ".

    Raises:
        ConfigurationError: `parse` does not accept the value.
    """
    if value is None:
        return None
    try:
        return parse(value)
    except (TypeError, ValueError) as fault:
        # `from None`, since the cause may contain secrets that the message leaves out.
        raise ConfigurationError(f"{name}: {fault}") from None


def as_bool(value: object) -> bool:
    """Read True or False; nothing else stands for one of them."""
    if not isinstance(value, bool):
        raise TypeError(f"expected True or False, not {_shown(value)}")
    return value


def as_text(value: object) -> str | None:
    """Read a string, cut and reduced to what OTLP can carry; a blank one is none."""
    if not isinstance(value, str):
        raise TypeError(f"expected a string, not {_shown(value)}")
    return printable(value, MAX_TEXT_LENGTH).strip() or None


def as_key(value: object) -> str | None:
    """Read an API key, or the value of a header with it; no error shows any part of it."""
    if not isinstance(value, str):
        raise TypeError(f"expected a string, not {type_name(value)}")
    key = _WITH_SCHEME.sub("", value, count=1).strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError("expected a str of printable ASCII, which an HTTP header can carry")
    return key or None


def as_endpoint(value: object) -> Endpoint:
    """Read the base URL of a receiver."""
    if not isinstance(value, str):
        raise TypeError(f"expected a URL such as {endpoints.DEFAULT}, not {type_name(value)}")
    return endpoints.parse(value.strip())


def as_span_exporter(value: object) -> SpanExporter:
    """Accept whatever has an exporter's methods, of whichever class it is."""
    if not _has_methods(value, "export", "force_flush", "shutdown"):
        raise TypeError(f"expected a SpanExporter, not {_shown(value)}")
    return cast("SpanExporter", value)


def as_tracer_provider(value: object) -> TracerProvider:
    """Accept whatever has a provider's method, of whichever class it is."""
    if not _has_methods(value, "get_tracer"):
        raise TypeError(f"expected a TracerProvider, not {_shown(value)}")
    return cast("TracerProvider", value)


def _has_methods(value: object, *names: str) -> bool:
    try:
        return not isinstance(value, type) and all(callable(getattr(value, n, None)) for n in names)
    except Exception:  # noqa: BLE001  # A user's object may raise even from `getattr`.
        return False


def _shown(value: object) -> str:
    """Describe a value by its `repr` if that is short and safe, else by its type."""
    if isinstance(value, type):
        return f"the class {class_name(value)}"
    if type(value) in (str, int, float, bool):
        return f"{value!r:.60}"
    return f"an object of type {type_name(value)}"
