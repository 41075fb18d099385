"""Ports to listen on, and errors that say what to do if one is not available."""

from __future__ import annotations

import errno
import logging
import socket
from typing import Final, NoReturn

from agentops_otel.dashboard.commands.terminal import WRONG_USAGE, fail
from agentops_otel.dashboard.reception import GrpcAddress, has_grpc
from agentops_otel.dashboard.server import bind

_GRPC_PORT: Final = 4317

_logger = logging.getLogger("agentops_otel.dashboard")


def find_grpc_address(host: str, port: int | None) -> GrpcAddress | None:
    """Return the address of OTLP/gRPC, or None if it is off or its default is not available."""
    if port == 0 or (port is None and not has_grpc()):
        return None
    if not has_grpc():
        fail(
            "--grpc-port needs the extra grpc:"
            " pip install 'agentops-otel-sessions[dashboard,grpc]'",
            code=WRONG_USAGE,
        )
    if port is not None:
        bind_or_fail(host, port, "--grpc-port").close()
        return GrpcAddress(host, port)
    try:
        bind(host, _GRPC_PORT).close()
    except OSError as error:
        _logger.warning(
            "OTLP/gRPC is off: port %d is not available: %s", _GRPC_PORT, error.strerror
        )
        return None
    # Another process may still take it before the server listens.
    return GrpcAddress(host, _GRPC_PORT, must_be_had=False)


def bind_or_fail(host: str, port: int, option: str) -> socket.socket:
    """Listen on an address; end the command if it is not available."""
    try:
        return bind(host, port)
    except OSError as error:
        fail_to_listen(error, host, port, option)


def fail_to_listen(error: OSError, host: str, port: int, option: str) -> NoReturn:
    """End the command because an address is not available."""
    if error.errno == errno.EADDRINUSE:
        fail(
            f"port {port} on {host} is in use, perhaps by another dashboard or an"
            f" OpenTelemetry collector: stop it, or choose another port with {option}"
        )
    if error.errno == errno.EACCES:
        fail(f"port {port} on {host} needs more rights: choose one above 1023 with {option}")
    fail(f"cannot listen on {host}: {error.strerror}")
