"""Receives telemetry over HTTP and gRPC, through one queue to the store and one memory budget."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Final, NamedTuple

from fastapi import APIRouter

from agentops_otel.dashboard.otlp.requests import Encoding
from agentops_otel.dashboard.receiver.budget import ByteBudget
from agentops_otel.dashboard.receiver.group_commit import GroupCommit, StoppedError, Write
from agentops_otel.dashboard.receiver.http import otlp_router
from agentops_otel.dashboard.receiver.intake import Intake, Prepare, Received, RequestReader
from agentops_otel.dashboard.worker.offloaded import Offloaded

# Sizes in bytes of the bodies that the worker process reads. Sending a smaller body there takes as
# long as reading it here; a larger one would be copied on the way.
_OFFLOADED: Final = range(16 * 1024, 4 * 1024 * 1024)

_logger = logging.getLogger(__name__)


class GrpcAddress(NamedTuple):
    """Where OTLP over gRPC is received.

    Attributes:
        must_be_had: Whether the server fails to start if the address is taken; otherwise it logs a
            warning and runs without gRPC.
    """

    host: str
    port: int
    must_be_had: bool = True


def has_grpc() -> bool:
    """Return whether the extra `grpc` is installed."""
    return importlib.util.find_spec("grpc") is not None


class Reception:
    """Receives OTLP over HTTP and, on an address of its own, over gRPC."""

    def __init__(
        self,
        prepare: Prepare,
        write: Write,
        *,
        grpc_address: GrpcAddress | None,
        may_send: Callable[[str | None], bool],
    ) -> None:
        """Create the receivers without starting them.

        Args:
            prepare: Turns a batch into what `write` takes; may be called in another process.
            write: Stores several prepared batches; they are on disk when it returns.
            grpc_address: Where to receive OTLP over gRPC; None turns it off.
            may_send: Returns whether the authorization of a gRPC call allows it to send. HTTP
                requests are checked before they get here.
        """
        self._grpc_address = grpc_address
        self._may_send = may_send
        self._budget = ByteBudget()
        self._write = write
        self._reader = RequestReader(prepare)
        self._offloaded: Offloaded[Received] | None = None
        self._commits: GroupCommit | None = None

    def router(self) -> APIRouter:
        """Return the routes of OTLP over HTTP."""
        return otlp_router(Intake(self._read, self._submit), self._budget)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Receive while the block runs, then commit what has arrived. May be run again afterwards.

        Raises:
            OSError: The gRPC address is not available, and `must_be_had` is set.
        """
        with contextlib.ExitStack() as stack:
            self._offloaded = Offloaded(self._reader)
            stack.callback(self._offloaded.stop)
            self._commits = GroupCommit(self._write)
            stack.callback(self._commits.close)
            if self._grpc_address is not None:
                stack.enter_context(self._grpc(self._grpc_address))
            yield

    def _read(self, signal: str, body: bytes, encoding: Encoding, received: int) -> Received:
        reads = (
            self._reader
            if self._offloaded is None or len(body) not in _OFFLOADED
            else self._offloaded
        )
        return reads(signal, body, encoding, received)

    def _submit(self, received: Received) -> Future[None]:
        if self._commits is None:
            raise StoppedError("the server is not running yet")
        return self._commits.submit(received)

    @contextlib.contextmanager
    def _grpc(self, address: GrpcAddress) -> Iterator[None]:
        # Imported here, since without the extra there is nothing to import.
        from agentops_otel.dashboard.receiver.grpc import GrpcReceiver  # noqa: PLC0415

        intake = Intake(self._read, self._submit)
        receiver = GrpcReceiver(intake, self._budget, is_allowed=self._may_send)
        try:
            bound = receiver.start(address.host, address.port)
        except OSError as error:
            if address.must_be_had:
                raise
            _logger.warning("OTLP/gRPC is off: %s", error)
        else:
            _logger.info("OTLP/gRPC on %s, port %d", address.host, bound)
        try:
            yield
        finally:
            receiver.stop()
