"""A program that loses spans, and what the dashboard then says about its session."""

from __future__ import annotations

from typing import Any

from tests.program import started
from tests.served import Dashboard, dashboard
from tests.waiting import wait_until

__all__ = ["dashboard"]

SPANS = 2000
PROGRAM = f"""\
import agentops_otel as agentops
from agentops_otel.sdk import setup
from opentelemetry import trace

agentops.init(auto_start_session=False)
setup._current.live._interval = 0.1
with agentops.start_session("run", session_id="s"):
    for number in range({SPANS}):
        trace.get_tracer("work").start_span(f"step {{number}}").end()
    input()
"""


def test_the_dashboard_reports_spans_that_were_dropped_in_their_process(
    dashboard: Dashboard,
) -> None:
    environment = {"AGENTOPS_ENDPOINT": dashboard.url, "OTEL_BSP_MAX_QUEUE_SIZE": "16"}

    def loss() -> Any:
        answer = dashboard.http.get("/api/v1/sessions/s")
        return answer.json()["loss"] if answer.status_code == 200 else None

    def is_settled() -> bool:
        told = loss()
        return told is not None and told["exported"] + told["lost"] == told["ended"] == SPANS

    with started(PROGRAM, env=environment) as program:
        wait_until(is_settled)
        told = loss()
        _, errors = program.communicate("\n", timeout=60)
    assert program.returncode == 0, errors
    assert told["process_count"] == 1
    assert told["lost"] == told["dropped"] > 0
    assert told["arrived"] == told["exported"]
    summary = dashboard.get("/sessions/s")
    assert (summary["state"], summary["loss"]["ended"]) == ("success", SPANS)
    assert summary["loss"]["arrived"] == told["arrived"] + 1 == summary["span_count"]
