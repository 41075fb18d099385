from __future__ import annotations

import json
import os
import signal
import socket
import stat
from pathlib import Path

import grpc
import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from tests import asking
from tests.dashboard.cli.program import agentops_otel, process, serving
from tests.telemetry import session_span, span, traces_request
from tests.waiting import wait_until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_prints_its_address_and_keeps_what_it_receives(tmp_path: Path) -> None:
    database = tmp_path / "data" / "sessions.db"
    for round_ in (1, 2):
        with serving("--port", "0", "--db", database) as (url, _):
            sent = asking.post(
                f"{url}/v1/traces", json=traces_request(session_span(f"s{round_}", trace=round_))
            )
            assert sent.status_code == 200
            assert asking.get(f"{url}/api/v1/sessions").json()["total"] == round_


def test_only_its_owner_may_access_the_database(tmp_path: Path) -> None:
    database = tmp_path / "data" / "sessions.db"
    with serving("--port", "0", "--db", database):
        assert stat.S_IMODE(database.stat().st_mode) == 0o600
        assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700


def test_by_default_the_database_is_in_the_users_data_folder(tmp_path: Path) -> None:
    with serving("--port", "0", XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path)):
        assert list(tmp_path.rglob("sessions.db"))


def test_settings_are_also_read_from_the_environment(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    settings = {"AGENTOPS_DASHBOARD_PORT": "0", "AGENTOPS_DASHBOARD_DB": str(database)}
    with serving(**settings) as (url, _):
        assert asking.get(f"{url}/readyz").status_code == 200
    assert database.exists()


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(tmp_path: Path, signal_: signal.Signals) -> None:
    with serving("--port", "0", "--db", tmp_path / "s.db", "--log-level", "error") as (
        url,
        process,
    ):
        asking.get(f"{url}/healthz")
        process.send_signal(signal_)
        assert process.wait(timeout=20) == 0
        assert process.stderr
        assert process.stderr.read() == ""
    assert not (tmp_path / "s.db-wal").exists()


def test_the_oldest_sessions_are_removed_when_the_database_is_too_large(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    with serving("--port", "0", "--db", database) as (url, _):
        for number in range(20):
            sent = session_span(
                f"s{number}",
                number + 1,
                trace=number + 1,
                at=number,
                values={"image": os.urandom(100_000)},
            )
            asking.post(f"{url}/v1/traces", json=traces_request(sent))
    with serving("--port", "0", "--db", database, "--max-size", "1MB") as (url, _):
        sessions = f"{url}/api/v1/sessions"
        wait_until(lambda: asking.get(sessions).json()["total"] < 20)
        assert asking.get(sessions).json()["items"][0]["id"] == "s19"


def test_an_invalid_size_is_refused(tmp_path: Path) -> None:
    refused = process("dashboard", "--max-size", "lots", "--db", tmp_path / "s.db")
    assert refused.returncode == 2
    assert "500MB" in refused.stderr


def test_the_log_can_be_json(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--db", tmp_path / "s.db", "--log-format", "json")
    with serving(*arguments, "--log-level", "debug") as (url, process):
        asking.post(f"{url}/v1/traces", json=traces_request(span("x", 1) | {"traceId": ""}))
        process.terminate()
        lines = process.communicate()[1].splitlines()
    entries = [json.loads(line) for line in lines]
    assert {"time", "level", "logger", "message"} <= set(entries[0])
    assert any("rejected" in entry["message"] for entry in entries)


@pytest.mark.parametrize("command", [["dashboard"], ["demo", "--once"]], ids=" ".join)
def test_a_port_in_use_is_reported_with_a_remedy(tmp_path: Path, command: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = process(*command, "--port", str(port), "--db", tmp_path / "s.db")
    assert failed.returncode == 1
    assert f"port {port} on 127.0.0.1 is in use" in failed.stderr
    assert "choose another port with --port" in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_a_dashboard_without_its_port_creates_no_database(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process("dashboard", "--port", str(port), "--db", tmp_path / "s.db")
    assert not (tmp_path / "s.db").exists()


def test_it_receives_over_grpc_too(tmp_path: Path) -> None:
    port = free_port()
    arguments = ("--port", "0", "--grpc-port", str(port), "--db", tmp_path / "s.db")
    with serving(*arguments) as (url, _):
        exporter = OTLPSpanExporter(f"http://127.0.0.1:{port}", insecure=True)
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        with provider.get_tracer("tests").start_as_current_span(
            "x", attributes={"session.id": "g"}
        ):
            pass
        provider.shutdown()
        assert asking.get(f"{url}/api/v1/sessions/g").json()["span_count"] == 1


def test_grpc_requires_a_key_where_http_does(tmp_path: Path) -> None:
    database, port = tmp_path / "s.db", free_port()
    key = agentops_otel("keys", "add", "--role", "ingest", "--db", database).stdout.strip()
    arguments = ("--host", "0.0.0.0", "--port", "0", "--grpc-port", str(port), "--db", database)
    with serving(*arguments), grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        export: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
        )
        with pytest.raises(grpc.RpcError) as refused:
            export(b"", timeout=20, wait_for_ready=True)
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        metadata = (("authorization", f"Bearer {key}"),)
        assert export(b"", timeout=20, metadata=metadata) == b""


def test_a_grpc_port_in_use_is_reported(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = ("--port", "0", "--grpc-port", str(port), "--db", tmp_path / "s.db")
        failed = process("dashboard", *arguments)
    assert failed.returncode == 1
    assert f"port {port} on 127.0.0.1 is in use" in failed.stderr
    assert "--grpc-port" in failed.stderr


def test_a_file_that_is_not_a_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database at all " * 100)
    failed = process("dashboard", "--port", "0", "--db", file)
    assert failed.returncode == 1
    assert str(file) in failed.stderr
    assert "Traceback" not in failed.stderr
    assert file.read_text().startswith("not a database")


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = process("dashboard", "--port", "0", "--db", tmp_path / "file" / "s.db")
    assert failed.returncode == 1
    assert "cannot write to" in failed.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_the_network_is_not_served_without_keys(tmp_path: Path, host: str) -> None:
    database = tmp_path / "s.db"
    refused = process("dashboard", "--host", host, "--port", "0", "--db", database)
    assert refused.returncode == 2
    assert "agentops-otel keys add --role ingest" in refused.stderr


def test_the_network_is_served_to_those_with_a_key(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    key = agentops_otel("keys", "add", "--role", "read", "--db", database).stdout.strip()
    with serving("--host", "0.0.0.0", "--port", "0", "--db", database) as (url, _):
        assert asking.get(f"{url}/api/v1/sessions").status_code == 401
        headers = {"Authorization": f"Bearer {key}"}
        assert asking.get(f"{url}/api/v1/sessions", headers=headers).status_code == 200


def test_behind_a_proxy_on_the_same_machine_keys_are_required_too(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--grpc-port", "0", "--db", tmp_path / "s.db", "--require-keys")
    refused = process("dashboard", *arguments)
    assert refused.returncode == 2
    assert "agentops-otel keys add --role ingest" in refused.stderr
    key = agentops_otel("keys", "add", "--role", "read", "--db", arguments[-2]).stdout.strip()
    with serving(*arguments) as (url, _):
        headers = {"Host": "dashboard.example"}
        assert asking.get(f"{url}/api/v1/sessions", headers=headers).status_code == 401
        headers["Authorization"] = f"Bearer {key}"
        assert asking.get(f"{url}/api/v1/sessions", headers=headers).status_code == 200


def test_keys_that_are_not_required_are_mentioned(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    agentops_otel("keys", "add", "--role", "read", "--db", database)
    with serving("--port", "0", "--grpc-port", "0", "--db", database) as (url, process):
        headers = {"Host": "dashboard.example"}
        assert "--require-keys" in asking.get(url, headers=headers).json()["detail"]
        process.terminate()
        assert "--require-keys" in process.communicate()[1]


def test_an_install_without_the_page_says_so_at_startup(tmp_path: Path) -> None:
    with serving("--port", "0", "--db", tmp_path / "s.db") as (url, process):
        is_built = "csp-nonce" in asking.get(url).text
        process.terminate()
        assert ("this install has no web page" in process.communicate()[1]) is not is_built
