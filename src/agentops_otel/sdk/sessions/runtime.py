"""What `init()` has set up, for the rest of the SDK; before that, what works without it."""

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
    """Is notified of every session that starts or ends in this process."""

    def started(self, session: Session) -> None:
        """Handle a session that has just started."""

    def ended(self, session: Session) -> None:
        """Handle a session that has just ended."""


@dataclass(frozen=True)
class Runtime:
    """What sessions and operations are created with.

    Attributes:
        tracer: Creates their spans.
        config: The settings of `init()`; None before it.
        observer: Is notified of sessions; None if nothing needs to know.
        has_lost_provider: Whether the program has shut down the provider that `init()` set up.
    """

    tracer: trace.Tracer
    config: Config | None = None
    observer: Observer | None = None
    has_lost_provider: bool = False

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
        """Return whether to capture content, given a decorator's own setting or None."""
        if self.config is not None:
            return self.config.captures(own)
        return own is not False and not capture_is_forbidden()


def create_tracer(provider: trace.TracerProvider | None = None) -> trace.Tracer:
    """Return a tracer of a provider, or of whichever provider is global when it is used."""
    # Asking for the global provider would create and register what OpenTelemetry's variable names.
    return trace.get_tracer(SCOPE, _version(), provider or trace.ProxyTracerProvider())


def _version() -> str | None:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return None  # Run from source, without being installed.


def current() -> Runtime:
    """Return the current runtime."""
    return _current


def install(runtime: Runtime) -> None:
    """Replace the runtime, for everything that starts from now on."""
    global _current  # noqa: PLW0603  # There is one per process, as there is one global provider.
    _current = runtime


def automatic() -> Session | None:
    """Return the session that `init()` started, while it is open."""
    return _automatic if _automatic is not None and _automatic.is_open else None


def set_automatic(session: Session | None) -> None:
    """Set the automatic session, to which spans belong that have no other."""
    global _automatic  # noqa: PLW0603  # There is one per process.
    _automatic = session


_automatic: Session | None = None
_current = Runtime(create_tracer())
