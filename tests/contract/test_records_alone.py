"""A session that consists of log records alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentops_otel.dashboard.model import LogRecord, Resource
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import START, batch, live_record, session_span, span, trace_id


def record(service: str, at: int = 0, **more: Any) -> LogRecord:
    return replace(
        LogRecord(START + at, body="said", attributes={"session.id": "s"}),
        resource=Resource({"service.name": service}),
        **more,
    )


def services(store: Store, session: str = "s") -> list[str]:
    summary = store.session(session)
    assert summary is not None
    return sorted(summary.services)


def test_its_services_are_those_that_sent_the_records(store: Store) -> None:
    store.write(batch(record("codex"), record("codex", 1), record("shell", 2)))
    assert services(store) == ["codex", "shell"]
    assert [row.id for row in store.sessions(parse_filter("service:shell")).rows] == ["s"]
    assert store.check().problems == ()


def test_a_session_with_only_a_start_record_has_its_service(store: Store) -> None:
    begun = replace(live_record("start"), resource=Resource({"service.name": "app"}))
    store.write(batch(begun))
    assert services(store) == ["app"]


def test_a_service_stays_when_the_spans_of_its_session_are_recounted(store: Store) -> None:
    store.write(batch(record("codex"), session_span(1)))
    store.write(batch(session_span(1, lasts=5)))
    assert services(store) == ["app", "codex"]
    assert store.check().problems == ()


def test_a_service_is_removed_with_its_last_record(store: Store) -> None:
    talk = {"gen_ai.conversation.id": "talk"}
    own = replace(record("shell"), attributes=talk)
    in_trace = replace(record("codex", 1), attributes=talk, trace_id=trace_id(1))
    store.write(batch(own, in_trace))
    assert services(store, "talk") == ["codex", "shell"]
    store.write(batch(span(1, session="s")))
    assert (services(store, "talk"), services(store)) == (["shell"], ["app", "codex"])
    assert store.check().problems == ()
