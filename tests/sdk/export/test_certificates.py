"""TLS: live records trust the receiver, and are trusted by it, as spans are."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from tests.program import run
from tests.receiver import Keeper, Receiver

PROGRAM = """\
import agentops_otel as agentops
agentops.init(session_name="run")
print(agentops.shutdown())
"""


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def files(authority: trustme.CA, tmp_path: Path) -> dict[str, str]:
    """Return what the variables for TLS are to hold."""
    client = authority.issue_cert("client@example.com")
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    client.private_key_pem.write_to_path(tmp_path / "key.pem")
    client.cert_chain_pems[0].write_to_path(tmp_path / "client.pem")
    return {
        "CERTIFICATE": str(tmp_path / "authority.pem"),
        "CLIENT_KEY": str(tmp_path / "key.pem"),
        "CLIENT_CERTIFICATE": str(tmp_path / "client.pem"),
    }


@pytest.fixture(params=["http", "grpc"])
def receiver(request: pytest.FixtureRequest, authority: trustme.CA) -> Iterator[Keeper]:
    """Yield a receiver that takes only producers with a certificate."""
    own = authority.issue_cert("127.0.0.1")
    with ExitStack() as running:
        if request.param == "http":
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            own.configure_cert(tls)
            authority.configure_trust(tls)
            tls.verify_mode = ssl.CERT_REQUIRED
            yield running.enter_context(Receiver(tls=tls))
        else:
            grpc = pytest.importorskip("grpc")
            from tests.grpc_receiver import GrpcReceiver

            key, chain = own.private_key_pem.bytes(), own.cert_chain_pems[0].bytes()
            trusted = authority.cert_pem.bytes()
            credentials = grpc.ssl_server_credentials([(key, chain)], trusted, True)
            yield running.enter_context(GrpcReceiver(tls=credentials))


@pytest.mark.parametrize("signals", [[""], ["TRACES_"], ["TRACES_", "LOGS_"]])
def test_live_records_use_the_certificates_of_the_spans(
    receiver: Keeper, files: dict[str, str], signals: list[str]
) -> None:
    environ = {
        f"OTEL_EXPORTER_OTLP_{signal}{name}": file
        for signal in signals
        for name, file in files.items()
    }
    ended = run(PROGRAM, env={"AGENTOPS_ENDPOINT": receiver.endpoint, **environ})
    assert ended.lines == ["True"]
    assert receiver.span_names == ["run"]
    assert [log.event_name for log in receiver.logs] == [
        "agentops.session.start",
        "agentops.session.end",
    ]
