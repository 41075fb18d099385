"""Change spans that are open, without waiting for a lock that the calling thread holds itself.

OpenTelemetry's spans have a lock each, and a signal's handler may come while its thread holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from agentops_otel.sdk.host.fork import begin_anew_after_fork
from agentops_otel.sdk.host.reentry import NotReentrant

# Runs a change, one from a signal's handler when the change that it has interrupted is made.
change: Final[NotReentrant[Callable[[], object]]] = NotReentrant(lambda make: make())
begin_anew_after_fork(change)
