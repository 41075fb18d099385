from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx

from agentops_otel.dashboard.api.stream import MAX_STREAMS
from tests import asking
from tests.served import Dashboard
from tests.telemetry import session_span


@contextmanager
def listening(dashboard: Dashboard, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Yield the events of a stream, each as a dict of its fields."""
    with httpx.stream(
        "GET", f"{dashboard.url}/api/v1/stream", headers=headers, timeout=20
    ) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        else:
            yield event
            event = {}


def message(event: dict[str, str]) -> Any:
    assert event["event"] == "changed"
    return json.loads(event["data"])


def test_a_change_is_streamed(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("before", trace=1))
    with listening(dashboard) as stream:
        next(stream)
        dashboard.receive(session_span("s1", trace=2))
        assert message(next(stream)) == {"session_ids": ["s1"], "removed": False}


def test_a_reconnecting_listener_gets_the_changes_it_missed(dashboard: Dashboard) -> None:
    with listening(dashboard) as stream:
        last = next(stream)["id"]
    dashboard.receive(session_span("a", trace=1))
    dashboard.receive(session_span("b", trace=2))
    with listening(dashboard, **{"Last-Event-ID": last}) as stream:
        next(stream)
        assert message(next(stream))["session_ids"] == ["a", "b"]


def test_an_erasure_is_streamed(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"))
    with listening(dashboard) as stream:
        next(stream)
        dashboard.http.delete("/api/v1/sessions/s1")
        assert message(next(stream))["removed"] is True


def test_an_id_of_another_database_makes_the_listener_read_again(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"))
    with listening(dashboard, **{"Last-Event-ID": "1000000"}) as stream:
        next(stream)
        assert message(next(stream)) == {"session_ids": [], "removed": True}


def test_a_bad_last_event_id_is_refused(dashboard: Dashboard) -> None:
    headers = {"Last-Event-ID": "x"}
    assert dashboard.http.get("/api/v1/stream", headers=headers).status_code == 400


def test_streams_are_bounded(dashboard: Dashboard) -> None:
    url = f"{dashboard.url}/api/v1/stream"
    with ExitStack() as streams:
        opened = [streams.enter_context(listening(dashboard)) for _ in range(MAX_STREAMS)]
        for stream in opened:
            next(stream)
        refused = asking.get(url)
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
    with listening(dashboard) as stream:
        assert next(stream)
