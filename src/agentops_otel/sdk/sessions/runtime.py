"""What `init()` has set up, as the rest of the SDK needs it; before it, what works without."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Protocol

from opentelemetry import trace

from agentops_otel.sdk.settings.config import Config, capture_is_forbidden, named_page

if TYPE_CHECKING:
    from agentops_otel.sdk.sessions.session import Session

_DISTRIBUTION: Final = "agentops-otel-sessions"
SCOPE: Final = "agentops_otel"


class Observer(Protocol):
    """Is told of every session that starts and ends in this process."""

    def started(self, session: Session) -> None:
        """Take note of a session that has just started."""

    def ended(self, session: Session) -> None:
        """Take note of a session that has just ended."""


@dataclass(frozen=True)
class Runtime:
    """How sessions and operations are made.

    Attributes:
        tracer: Makes their spans.
        config: What `init()` was told; None before it.
        observer: Watches over the open sessions.
    """

    tracer: trace.Tracer
    config: Config | None = None
    observer: Observer | None = None

    @property
    def default_tags(self) -> tuple[str, ...]:
        """The tags of every session."""
        return self.config.tags if self.config else ()

    @property
    def propagates_baggage(self) -> bool:
        """Whether a session's id and tags leave and enter the process as baggage."""
        return self.config is not None and self.config.propagate_baggage

    @property
    def page_url(self) -> str | None:
        """The base URL of the dashboard's page, if one is known."""
        return self.config.dashboard_url if self.config else named_page()

    def captures(self, own: bool | None) -> bool:
        """Return whether to capture content, given a decorator's own wish or None."""
        if self.config is not None:
            return self.config.captures(own)
        return own is not False and not capture_is_forbidden()


def create_tracer(provider: trace.TracerProvider | None = None) -> trace.Tracer:
    """Return a tracer of a provider, or of whichever is the global one by the time it is used."""
    # Asked for the global one, OpenTelemetry makes and registers what its variable names.
    return trace.get_tracer(SCOPE, _version(), provider or trace.ProxyTracerProvider())


def _version() -> str | None:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return None  # Run from source, without being installed.


def current() -> Runtime:
    """Return what is set up now."""
    return _current


def install(runtime: Runtime) -> None:
    """Let everything that starts from now on be made by another runtime."""
    global _current  # noqa: PLW0603  # There is one per process, as there is one global provider.
    _current = runtime


def automatic() -> Session | None:
    """Return the session that `init()` started, while it is open."""
    return _automatic if _automatic is not None and _automatic.is_open else None


def set_automatic(session: Session | None) -> None:
    """Let a session be the one that spans without any other belong to."""
    global _automatic  # noqa: PLW0603  # There is one per process.
    _automatic = session


_automatic: Session | None = None
_current = Runtime(create_tracer())
