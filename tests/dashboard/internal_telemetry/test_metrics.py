from __future__ import annotations

import sys

import pytest

from tests.served import Dashboard
from tests.telemetry import session_span, span


def figures(dashboard: Dashboard) -> dict[str, float]:
    lines = dashboard.http.get("/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them")
def test_the_metrics_tell_what_the_process_uses(dashboard: Dashboard) -> None:
    shown = figures(dashboard)
    assert shown["process_resident_memory_bytes"] > 2**20
    assert shown["process_cpu_seconds_total"] > 0
    assert shown["process_open_fds"] > 2


def test_the_metrics_count_stored_telemetry_and_answered_requests(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"), span("x", 2, parent=1))
    dashboard.receive(session_span("s1"))
    dashboard.refused("/sessions/nobody")
    shown = figures(dashboard)
    assert shown["agentops_sessions"] == 1
    assert shown["agentops_spans"] == 2
    assert shown["agentops_store_bytes"] > 0
    assert shown['agentops_records_total{outcome="new"}'] == 2
    assert shown['agentops_records_total{outcome="duplicate"}'] == 1
    request = 'agentops_request_seconds_count{area="%s",method="%s",status="%d"}'
    assert shown[request % ("otlp", "POST", 200)] == 2
    assert shown[request % ("api", "GET", 404)] == 1
