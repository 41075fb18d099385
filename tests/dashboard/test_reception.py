from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.reception import GrpcAddress, Reception
from agentops_otel.dashboard.server import running
from tests import asking


@pytest.fixture
def taken() -> Iterator[int]:
    """Yield a port in use, as if taken after it was found free."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def test_losing_the_default_grpc_port_at_the_last_moment_does_not_stop_the_server(
    tmp_path: Path, taken: int, caplog: pytest.LogCaptureFixture
) -> None:
    address = GrpcAddress("127.0.0.1", taken, must_be_had=False)
    store = open_for_writing(tmp_path / "sessions.db")
    with contextlib.closing(store), running(create_app(store, grpc_address=address)) as url:
        assert asking.post(f"{url}/v1/traces", json={}).status_code == 200
        (said,) = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert said.startswith(f"OTLP/gRPC is off: cannot listen on 127.0.0.1:{taken}")


def test_an_explicitly_requested_port_must_be_available(taken: int) -> None:
    reception = Reception(
        lambda batch: batch,
        lambda _prepared: None,
        grpc_address=GrpcAddress("127.0.0.1", taken),
        may_send=lambda _authorization: True,
    )
    with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{taken}"), reception.running():
        pytest.fail("it runs without")
