"""The instrumentor that propagates sessions to threads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from opentelemetry.instrumentation.instrumentor import (  # type: ignore[attr-defined]
    BaseInstrumentor,
)

from agentops_otel.sdk.host import patches


class SessionContextInstrumentor(BaseInstrumentor):  # type: ignore[misc]  # It is untyped.
    """Propagates the caller's context to `Thread.start` and `ThreadPoolExecutor.submit`.

    ::

        SessionContextInstrumentor().uninstrument()

    `init()` applies the same patches without importing this module (see ADR-010); a new instance
    starts out as instrumented if they are in place.
    """

    def __init__(self) -> None:
        self._is_instrumented_by_opentelemetry = patches.is_applied()

    def instrumentation_dependencies(self) -> Collection[str]:
        """Return no dependencies: the standard library is always present."""
        return ()

    def _instrument(self, **_: Any) -> None:
        patches.apply()

    def _uninstrument(self, **_: Any) -> None:
        patches.remove()
