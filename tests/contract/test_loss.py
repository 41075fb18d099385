"""What became of a session's spans, by the counts of the processes that made them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from agentops_otel.dashboard.model import LogRecord, Loss, Resource, Scope, Span
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import batch, live_record, session_span, span

COUNTS = ("ended", "exported", "failed", "dropped")


def process(instance: str, **more: Any) -> Resource:
    return Resource({"service.name": "app", "service.instance.id": instance, **more})


def heartbeat(at: float, *counts: int, resource: Resource, session: str = "s") -> LogRecord:
    named = {f"agentops__spans__{name}": count for name, count in zip(COUNTS, counts, strict=False)}
    return replace(live_record("heartbeat", session=session, at=at, **named), resource=resource)


def of(resource: Resource, *spans: Span) -> list[Span]:
    return [replace(each, resource=resource) for each in spans]


ONE, OTHER = process("1"), process("2")


@pytest.mark.parametrize(
    "records",
    [
        [session_span()],
        [live_record("start")],
        [heartbeat(15, resource=ONE)],
        [heartbeat(15, 5, 5, 0, 0, resource=ONE, session="t"), session_span()],
    ],
    ids=["no live record", "no heartbeat", "a heartbeat without counts", "another session's"],
)
def test_loss_is_unknown_where_no_process_has_sent_counts(
    store: Store, records: list[Span | LogRecord]
) -> None:
    store.write(batch(*records))
    assert store.loss("s") is None
    assert store.loss("unknown") is None


def test_the_latest_counts_of_each_process_are_used_in_any_order_of_arrival(
    store: Store,
) -> None:
    records = [
        *(heartbeat(15 * n, 10 * n, 9 * n, 0, n, resource=ONE) for n in range(1, 6)),
        *(heartbeat(15 * n + 3, 7 * n, 6 * n, n, 0, resource=OTHER) for n in range(1, 4)),
    ]
    random.Random(1).shuffle(records)
    for each in (*records, *records[:3]):
        store.write(batch(each))
    assert store.loss("s") == Loss(2, ended=71, exported=63, failed=3, dropped=5, arrived=0)


def test_arrived_spans_are_counted_for_all_sessions_and_scopes_of_a_process(
    store: Store,
) -> None:
    scoped = [
        replace(each, scope=Scope("httpx"))
        for each in of(ONE, span(3, session="s"), span(4, trace=2, session="t"))
    ]
    store.write(
        batch(
            heartbeat(15, 6, 5, 1, 0, resource=ONE),
            *of(ONE, session_span(1), span(2, session="s")),
            *scoped,
            *of(OTHER, span(5, session="s")),
            *of(replace(ONE, attributes={**ONE.attributes, "host": "h"}), span(6, session="s")),
        )
    )
    assert store.loss("s") == Loss(1, ended=6, exported=5, failed=1, dropped=0, arrived=5)
    assert store.loss("t") is None


def test_a_process_without_an_instance_id_is_identified_by_its_resource(store: Store) -> None:
    odd = Resource({"service.name": "app", "weight": float("nan")})
    plain = Resource({"service.name": "app"})
    for at, resource in enumerate((odd, plain)):
        told = heartbeat(at, 2, 2, 0, 0, resource=resource)
        store.write(batch(told, *of(resource, span(at, session="s"))))
    assert store.loss("s") == Loss(2, ended=4, exported=4, failed=0, dropped=0, arrived=2)


def test_a_count_that_one_process_does_not_send_is_unknown_in_total(store: Store) -> None:
    store.write(batch(heartbeat(15, 2, 2, resource=ONE), heartbeat(16, 3, 2, 1, 0, resource=OTHER)))
    loss = store.loss("s")
    assert loss == Loss(2, ended=5, exported=4, failed=None, dropped=None, arrived=0)
    assert loss.lost is None


def test_the_session_list_shows_lost_spans(store: Store) -> None:
    store.write(batch(session_span()))
    assert [row.lost_span_count for row in store.sessions().rows] == [None]
    for at, counts in ((30, (9, 3, 2, 3)), (15, (4, 4, 0, 0))):
        store.write(batch(heartbeat(at, *counts, resource=ONE)))
    store.write(batch(heartbeat(15, 5, 1, 1, 0, resource=OTHER)))
    assert [row.lost_span_count for row in store.sessions().rows] == [6]
    assert store.count(parse_filter("lost_spans:>5")).value == 1
    store.write(batch(heartbeat(20, 5, resource=OTHER)))
    assert [row.lost_span_count for row in store.sessions().rows] == [None]
    assert store.check().problems == ()


def test_counts_are_removed_with_their_session_and_come_back_with_it(store: Store) -> None:
    store.write(batch(heartbeat(15, 2, 1, 1, 0, resource=ONE), session_span()))
    store.remove("s")
    assert store.loss("s") is None
    store.write(batch(heartbeat(15, 2, 1, 1, 0, resource=ONE)))
    loss = store.loss("s")
    assert loss is not None
    assert loss.lost == 1
