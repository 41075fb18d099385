"""What one `init()` has installed, and how that is flushed, replaced and closed."""

from __future__ import annotations

import multiprocessing.process
import os
import threading
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING
from weakref import WeakSet

from opentelemetry import trace

from agentops_otel.sdk.export.exporter import create_exporter, log_delivery
from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.host import patches
from agentops_otel.sdk.host.deadline import Attempt, Deadline
from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.installation import provider, retirement
from agentops_otel.sdk.installation.exit import end_open_operations, end_open_sessions
from agentops_otel.sdk.settings.config import Config

if TYPE_CHECKING:
    from agentops_otel.sdk.installation.heartbeat import LiveRecords
    from agentops_otel.sdk.sessions.session import Session


class Installation:
    """The parts that one `init()` has set up in this process.

    Attributes:
        config: The settings of `init()`.
        provider: The tracer provider that was created or joined.
        outlet: Our processor that takes the provider's ended spans; None if it takes no processors.
        pipeline: Where the outlet hands them on to; None if we export nothing.
        live: Sends the live records of open sessions, if any are sent.
        told: The sessions whose start record was sent, also before live records were last switched
            off.
        is_closed: Whether it was shut down.
    """

    def __init__(
        self,
        config: Config,
        previous: Installation | None,
        on_shutdown: Callable[[trace.TracerProvider], None],
        *,
        is_silent: bool = False,
    ) -> None:
        self.config = config
        self._is_silent = is_silent
        self.is_closed = False
        self._is_whole = False
        self._closing = threading.Lock()
        self._has_closed = threading.Event()
        self._attempt: Attempt[object] | None = None
        self.provider = provider.find_or_create(config)
        self.outlet = provider.join(self.provider, on_shutdown)
        self.pipeline: Pipeline | None = None
        self.live: LiveRecords | None = None
        if previous is not None and not previous.is_over and self.route == previous.route:
            self.pipeline = previous.pipeline
            if config.sends_live_records and self.receiver == previous.receiver:
                self.live = previous.live
        self.told: WeakSet[Session] = WeakSet()
        if previous is not None and self.addressee == previous.addressee:
            self.told = previous.told
        if self.pipeline is None:
            self.pipeline = self._create_pipeline()
        if self.live is None:
            self.live = self._create_live()
        if self.pipeline is not None:
            self.pipeline.only_sessions = not provider.is_ours(self.provider)
        if self.outlet is not None:
            self.outlet.pipeline = self.pipeline
        if previous is not None:
            self._replace(previous)

    def is_for(self, config: Config) -> bool:
        """Return whether `init()` with these settings has nothing to change."""
        return (
            not self.is_over
            and config == self.config
            and self.provider is (config.tracer_provider or trace.get_tracer_provider())
        )

    def flush(self, deadline: Deadline) -> bool:
        """Send the ended spans by the deadline, also those recorded under replaced settings.

        Return whether the receivers accepted all of them.
        """
        if self.pipeline is not None:
            is_whole = self.pipeline.flush(deadline.remaining)
        else:
            is_whole = self._flush_provider(deadline)
        return retirement.flush(deadline) and is_whole

    def close(self, deadline: Deadline, *, at_exit: bool = False) -> bool:
        """End the open sessions, send the ended spans, and stop, by the deadline.

        A further call waits for the first one's result and returns it.

        Args:
            deadline: When to be done.
            at_exit: Whether the process is exiting, and the host's provider with it.
        """
        if not self._closing.acquire(blocking=False):
            # Another call is closing it, or has.
            return self._has_closed.wait(deadline.remaining) and self._is_whole
        self.is_closed = True
        try:
            self._is_whole = self._close(deadline, at_exit=at_exit)
        finally:
            self._has_closed.set()
        return self._is_whole

    def begin_in_child(self) -> None:
        """Wait for no other thread in a forked child, where none is left."""
        if self.is_closed:
            self._has_closed = threading.Event()
            self._has_closed.set()

    @property
    def is_over(self) -> bool:
        """Whether it was shut down, on its own or with its provider."""
        return self.is_closed or (self.outlet is not None and self.outlet.has_shut_down)

    @property
    def route(self) -> Hashable:
        """Identifies where spans go; the pipeline is kept while this is unchanged."""
        config = self.config
        if config.span_exporter is not None:
            # An exporter may be in one pipeline only: two would call it at once, and it would be
            # shut down with the first.
            return id(config.span_exporter)
        return (
            self.receiver,
            config.has_own_endpoint,
            config.traces_exporters,
            config.batching,
        )

    @property
    def receiver(self) -> Hashable:
        """Identifies where live records go, and how."""
        config = self.config
        return (
            self.provider,
            config.endpoint,
            config.api_key,
            config.headers,
            config.log_headers,
            config.log_certificates,
            config.credential_provider,
            config.timeout,
            config.compression,
        )

    @property
    def addressee(self) -> Hashable:
        """Identifies who gets live records, however they are sent."""
        config = self.config
        return (config.endpoint.logs, config.api_key, config.log_headers)

    def _close(self, deadline: Deadline, *, at_exit: bool) -> bool:
        patches.remove()
        if at_exit or self.pipeline is not None:
            # Otherwise they can still end later: the host's provider outlives our shutdown.
            end_open_operations()
        end_open_sessions()
        is_whole = True
        if self.pipeline is not None:
            is_whole = self.pipeline.shutdown_within(deadline.remaining)
        elif not at_exit or multiprocessing.process.parent_process() is not None:
            # A child of multiprocessing does not run the host's provider's exit handler.
            is_whole = self._flush_provider(deadline)
        if self.live is not None:
            self.live.shutdown_within(deadline.remaining)
        return retirement.close(deadline) and is_whole

    def _create_pipeline(self) -> Pipeline | None:
        config = self.config
        if self.outlet is None or self._is_silent or _is_disabled():
            return None
        if not provider.is_ours(self.provider) and not config.names_an_exporter:
            if config.api_key is not None:
                warn_once(
                    "api key without endpoint",
                    "The API key is not used: the program's own tracer provider exports the "
                    "spans. Give init() an endpoint to send sessions there as well",
                )
            return None
        exporter = create_exporter(config)
        if exporter is None:
            return None
        return Pipeline(exporter, config.batching)

    def _create_live(self) -> LiveRecords | None:
        config = self.config
        if self.pipeline is None or not config.sends_live_records:
            return None
        # Imported only where it is used: OpenTelemetry's logs take a while to load.
        from agentops_otel.sdk.installation.heartbeat import LiveRecords  # noqa: PLC0415

        resource = provider.resource_of(self.provider)
        pipeline = self.pipeline
        return LiveRecords(log_delivery(config), resource, lambda: pipeline.counts, told=self.told)

    def _replace(self, previous: Installation) -> None:
        """Stop the replaced installation's parts in the background, once their spans are sent."""
        if previous.outlet is not None and previous.outlet is not self.outlet:
            previous.outlet.pipeline = None
        if not previous.is_closed:
            pipeline = previous.pipeline
            if pipeline is not None and pipeline is not self.pipeline:
                retirement.retire(pipeline, waiting=lambda: pipeline.counts.waiting)
            if previous.live is not None and previous.live is not self.live:
                retirement.retire(previous.live)

    def _flush_provider(self, deadline: Deadline) -> bool:
        """Flush the provider; return its own answer, or False if that does not come in time."""
        force_flush = getattr(self.provider, "force_flush", None)
        if not callable(force_flush):
            return True
        if self._attempt is not None and self._attempt.is_under_way:
            # The previous flush still hangs; starting a thread per call would pile them up.
            self._attempt.result(deadline.remaining)
            if self._attempt.is_under_way:
                return False
        millis = int(deadline.remaining * 1000)
        self._attempt = Attempt(lambda: force_flush(millis))
        return self._attempt.result(deadline.remaining) is True


def _is_disabled() -> bool:
    return os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
