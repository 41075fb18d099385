from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

from tests.served import Dashboard
from tests.telemetry import (
    log_record,
    logs_request,
    session_span,
    span,
    span_id,
    trace_id,
    traces_request,
)
from tests.waiting import wait_until


def lines(*requests: object) -> str:
    return "\n".join(map(json.dumps, requests))


def test_an_exported_session_is_the_same_after_import(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1", tags=["a"]), span("x", 2, parent=1, values={"n": 1.0}))
    dashboard.receive_logs(log_record("hello", traceId=trace_id(1), spanId=span_id(2)))
    exported = dashboard.http.get("/api/v1/sessions/s1/export")
    assert exported.headers["content-type"] == "application/x-ndjson"
    before = {
        path: dashboard.get(f"/sessions/s1{path}")
        for path in ("", "/spans", "/logs", f"/spans/{span_id(2)}")
    }

    erased = dashboard.http.delete("/api/v1/sessions/s1")
    assert erased.json() == {"sessions": 1, "spans": 2, "log_records": 1}
    assert dashboard.refused("/sessions/s1")["status"] == 404

    imported = dashboard.http.post("/api/v1/import", content=exported.content)
    assert imported.json() == {"new": 3, "duplicate": 0, "replaced": 0, "rejected": 0}
    for path, answer in before.items():
        assert dashboard.get(f"/sessions/s1{path}") == answer


def test_an_imported_session_is_exported_as_before(dashboard: Dashboard) -> None:
    spans = [span("child", n, parent=1, at=n % 3) for n in range(2, 9)]
    for each in (*reversed(spans), session_span("s1")):
        dashboard.receive(each, service=f"service {each['spanId'][-1]}")
    exported = dashboard.http.get("/api/v1/sessions/s1/export").content
    dashboard.http.delete("/api/v1/sessions/s1")
    dashboard.http.post("/api/v1/import", content=exported)
    assert dashboard.http.get("/api/v1/sessions/s1/export").content == exported


def test_erasing_an_unknown_session_is_not_found(dashboard: Dashboard) -> None:
    assert dashboard.http.delete("/api/v1/sessions/nobody").status_code == 404


def test_an_erased_session_leaves_no_text_in_the_file(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1", name="teapot"), span("kettle", 2, parent=1))
    assert names_in_files(dashboard) == {b"teapot", b"kettle"}
    dashboard.http.delete("/api/v1/sessions/s1")
    assert names_in_files(dashboard) == set()


def names_in_files(dashboard: Dashboard) -> set[bytes]:
    files = dashboard.database.parent.glob("sessions.db*")
    bytes_ = b"".join(file.read_bytes() for file in files)
    return {name for name in (b"teapot", b"kettle") if name in bytes_}


def test_lines_of_traces_and_logs_are_imported(dashboard: Dashboard) -> None:
    body = lines(
        traces_request(session_span("s1")),
        logs_request(log_record("x", traceId=trace_id(1), spanId=span_id(1))),
    )
    imported = dashboard.http.post("/api/v1/import", content=f"\n{body}\n\n")
    assert imported.json()["new"] == 2
    assert dashboard.get("/sessions/s1")["span_count"] == 1


def test_lines_with_the_fields_original_names_are_imported(dashboard: Dashboard) -> None:
    ids = {"trace_id": trace_id(1), "span_id": span_id(1)}
    spans = [{**ids, "name": "chat", "start_time_unix_nano": "5", "end_time_unix_nano": "7"}]
    records = [{**ids, "severity_text": "INFO"}]
    body = lines(
        {"resource_spans": [{"scope_spans": [{"spans": spans}]}]},
        {"resource_logs": [{"scope_logs": [{"log_records": records}]}]},
        {"resource_metrics": [{}]},
    )
    imported = dashboard.http.post("/api/v1/import", content=body)
    assert imported.json() == {"new": 2, "duplicate": 0, "replaced": 0, "rejected": 0}


def test_all_signals_of_a_line_are_imported(dashboard: Dashboard) -> None:
    record = log_record("x", traceId=trace_id(1), spanId=span_id(1))
    request = {"resourceMetrics": [], **logs_request(record), **traces_request(session_span("s1"))}
    assert dashboard.http.post("/api/v1/import", content=lines(request)).json()["new"] == 2


def test_lines_of_metrics_are_skipped_as_by_the_receiver(dashboard: Dashboard) -> None:
    body = lines(
        traces_request(session_span("s1")),
        {"resourceMetrics": [{}]},
        traces_request(session_span("s2", 2)),
    )
    imported = dashboard.http.post("/api/v1/import", content=body)
    assert imported.status_code == 200
    assert imported.json()["new"] == 2


def test_a_bad_line_is_named_and_the_lines_before_it_are_kept(dashboard: Dashboard) -> None:
    good = json.dumps(traces_request(session_span("s1")))
    for bad in ("{", "[]", "{}", '{"resourceSpans": 1}'):
        answer = dashboard.http.post("/api/v1/import", content=f"{good}\n{bad}\n{good}")
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("line 2: ")
    assert dashboard.get("/sessions")["total"] == 1


def test_a_span_that_cannot_be_kept_is_counted(dashboard: Dashboard) -> None:
    bad = span("x", 2, parent=1) | {"traceId": "00"}
    body = lines(traces_request(session_span("s1"), bad))
    answer = dashboard.http.post("/api/v1/import", content=body)
    assert answer.json() == {"new": 1, "duplicate": 0, "replaced": 0, "rejected": 1}


def test_a_deeply_nested_span_is_rejected_alone(dashboard: Dashboard) -> None:
    value = '{"arrayValue":{"values":[' * 2_000 + "{}" + "]}}" * 2_000
    deep = json.dumps(span("x", 2, parent=1)).removesuffix("}")
    deep += f',"attributes":[{{"key":"k","value":{value}}}]}}'
    body = lines(traces_request(session_span("s1"), span("deep", 2))).replace(
        json.dumps(span("deep", 2)), deep
    )
    answer = dashboard.http.post("/api/v1/import", content=body)
    assert answer.json() == {"new": 1, "duplicate": 0, "replaced": 0, "rejected": 1}


def test_a_client_that_disconnects_during_an_import_causes_no_server_error(
    dashboard: Dashboard,
) -> None:
    address = urlsplit(dashboard.url)
    with socket.create_connection((str(address.hostname), address.port or 0)) as client:
        head = "POST /api/v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
        client.sendall(head.encode() + b"{")
    counted = 'agentops_request_seconds_count{area="api",method="POST",status="400"}'
    wait_until(lambda: counted in dashboard.http.get("/metrics").text, seconds=10)


def test_compressed_lines_are_refused_with_the_reason(dashboard: Dashboard) -> None:
    answer = dashboard.http.post(
        "/api/v1/import", content=b"x", headers={"Content-Encoding": "gzip"}
    )
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert answer.json()["detail"] == "lines are taken as they are, not as gzip"
