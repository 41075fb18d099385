"""The exporters that `OTEL_TRACES_EXPORTER` names."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.settings.environment import Environment

_DEFAULT: Final = ("otlp",)
_BUILT_IN: Final = ("otlp", "console", "none")


def named(environment: Environment) -> tuple[str, ...]:
    """Return the named exporters that are available; `otlp` if there are none."""
    names = environment.listed("OTEL_TRACES_EXPORTER")
    there = tuple(name for name in names if _is_there(name))
    for name in names:
        if name not in there:
            warn_once(
                "unknown exporter",
                "Ignored OTEL_TRACES_EXPORTER: expected otlp, console, none or the name of an "
                "installed exporter, not %.40r",
                name,
            )
    return there or _DEFAULT


def _is_there(name: str) -> bool:
    return name in _BUILT_IN or bool(entry_points(group="opentelemetry_traces_exporter", name=name))
