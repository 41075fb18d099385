"""The tracer provider of our spans: the host's, or one that we create.

An existing provider is joined: our processors are added to it. We never replace it or shut it
down.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.installation.outlet import Outlet
from agentops_otel.sdk.sessions.processor import SessionSpanProcessor
from agentops_otel.sdk.settings.config import Config
from agentops_otel.sdk.values.text import type_name

# High enough that a session's attributes never push out a span's own, and that its span has room
# for as many events as `Session.events` shows.
_ROOMY: Final = 1024
_ATTRIBUTE_LIMITS: Final = ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT")
_EVENT_LIMIT: Final = "OTEL_SPAN_EVENT_COUNT_LIMIT"


class _Joined(NamedTuple):
    provider: weakref.ref[trace.TracerProvider]
    processor: SessionSpanProcessor
    outlet: Outlet


# A processor cannot be removed, so each provider gets ours once. Providers are compared by
# identity: one that is a dataclass, such as Logfire's, has no hash.
_joined: Final[list[_Joined]] = []
_made: Final[list[weakref.ref[trace.TracerProvider]]] = []


def find_or_create(config: Config) -> trace.TracerProvider:
    """Return the given provider, else the global one, else a new one, which becomes global."""
    provider = config.tracer_provider or trace.get_tracer_provider()
    if isinstance(provider, trace.ProxyTracerProvider):
        provider = _create(config.service_name)
        _made.append(weakref.ref(provider))
        trace.set_tracer_provider(provider)
        # Another thread may have been first.
        return trace.get_tracer_provider()
    if config.service_name is not None and not _is_named(provider, config.service_name):
        warn_once(
            "service name",
            "service_name has no effect: the first init() of a process fixes it, and a tracer "
            "provider that is joined keeps its own",
        )
    return provider


def is_ours(provider: trace.TracerProvider) -> bool:
    """Return whether we created a provider."""
    return any(made() is provider for made in _made)


def join(
    provider: trace.TracerProvider, on_shutdown: Callable[[trace.TracerProvider], None]
) -> Outlet | None:
    """Add our processors to a provider, once, and again after it was shut down.

    Logfire shuts its provider down when it is reconfigured, and continues to use it without the
    processors that were added before.

    Args:
        provider: The provider to join.
        on_shutdown: Called before a provider shuts down, while spans can still end.

    Returns:
        The outlet that takes its ended spans; None if it takes no processors.
    """
    before = next((joined for joined in _joined if joined.provider() is provider), None)
    if before is not None and not before.outlet.has_shut_down:
        return before.outlet
    add: Any = getattr(provider, "add_span_processor", None)
    if not callable(add):
        warn_once(
            "provider without processors",
            "The tracer provider (%s) takes no span processors: sessions work inside the program, "
            "but nothing is exported",
            type_name(provider),
        )
        return None
    if before is not None:
        before.processor.is_retired = True
    processor, outlet = SessionSpanProcessor(partial(on_shutdown, provider)), Outlet()
    add(processor)
    add(outlet)
    others = (one for one in _joined if one is not before and one.provider() is not None)
    _joined[:] = [*others, _Joined(weakref.ref(provider), processor, outlet)]
    return outlet


def resource_of(provider: trace.TracerProvider) -> Resource:
    """Return the resource of a provider's spans."""
    resource = getattr(provider, "resource", None)
    return resource if isinstance(resource, Resource) else Resource.create()


def _create(service_name: str | None) -> TracerProvider:
    attributes: dict[str, AttributeValue] = {}
    if service_name is not None:
        attributes[SERVICE_NAME] = service_name
    return TracerProvider(resource=Resource.create(attributes), span_limits=_span_limits())


def _span_limits() -> SpanLimits:
    return SpanLimits(
        max_span_attributes=_roomy_unless(*_ATTRIBUTE_LIMITS),
        max_events=_roomy_unless(_EVENT_LIMIT),
    )


def _roomy_unless(*variables: str) -> int | None:
    """Return a high limit; None, which means OpenTelemetry's variable, if one of these is set."""
    return None if any(os.environ.get(name) for name in variables) else _ROOMY


def _is_named(provider: trace.TracerProvider, service_name: str) -> bool:
    return resource_of(provider).attributes.get(SERVICE_NAME) == service_name
