from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import Event, LogRecord, Resource, Span
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.conftest import ENGINES
from tests.contract.telemetry import START, batch, span, span_id, trace_id

KEYS = sorted(
    {key for dialect in DIALECTS for keys in dialect.keys.values() for key in keys}
    | {key for dialect in DIALECTS for key in dialect.kinds}
    | {"service.name", "error.type", "exception.type", "deployment.environment.name", ""}
)
KIND_WORDS = sorted(
    {word for dialect in DIALECTS for kinds in dialect.kinds.values() for word in kinds}
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = (
    TEXT
    | st.sampled_from(KIND_WORDS)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.none()
    | st.binary(max_size=8)
    | st.sampled_from(["[", "{", '{"id": []}', "[[[1]]]", '[{"role": 1, "parts": {}}]', "null"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ATTRIBUTES = st.dictionaries(st.sampled_from(KEYS) | TEXT, VALUES, max_size=8)
TIMES = st.sampled_from([0, 1, START, START + 5, 2**63 - 1])
IDS = st.integers(1, 5)
EVENTS = st.builds(Event, st.sampled_from(["exception", "gen_ai.choice", ""]), TIMES, ATTRIBUTES)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    return Span(
        trace_id=trace_id(draw(IDS)),
        span_id=span_id(draw(IDS)),
        parent_span_id=draw(st.just("") | IDS.map(span_id)),
        name=draw(TEXT),
        start_time_unix_nano=draw(TIMES),
        end_time_unix_nano=draw(TIMES),
        attributes=draw(ATTRIBUTES),
        status=draw(st.sampled_from(["unset", "ok", "error"])),
        events=tuple(draw(st.lists(EVENTS, max_size=2))),
        resource=Resource(draw(ATTRIBUTES)),
    )


RECORDS = st.builds(
    LogRecord,
    TIMES,
    event_name=st.sampled_from(["", "agentops.session.start", "agentops.session.end"])
    | st.sampled_from(["gen_ai.choice", "gen_ai.client.inference.operation.details"]),
    body=VALUES,
    attributes=ATTRIBUTES,
    trace_id=st.just("") | IDS.map(trace_id),
    span_id=st.just("") | IDS.map(span_id),
)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=st.lists(spans() | RECORDS, min_size=1, max_size=6))
def test_a_hostile_attribute_value_harms_nothing_else(engine: str, records: list[Any]) -> None:
    good = span(9, trace=9, session="good")
    with tempfile.TemporaryDirectory() as folder:
        store = ENGINES[engine](Path(folder))
        store.write(batch(*records, good))
        for summary in store.sessions(parse_filter("-id:x tokens:>=0 OR id:*"), limit=500).rows:
            store.operations(summary.id)
            store.events(summary.id)
            assert store.spans(summary.id) or store.logs(summary.id).rows
        assert store.session("good") is not None
        assert store.check().problems == ()
        store.close()


def test_every_word_of_a_batch_is_found_even_in_very_long_texts(store: Store) -> None:
    store.write(
        batch(
            span(1, trace=1, session="nul", text="before\0after"),
            span(1, trace=2, session="long", text="filler " * 700_000 + "end"),
            span(1, trace=3, session="longer", text="filler " * 700_000 + "end"),
            span(1, trace=4, session="short", text="after \\u0000 the end"),
        )
    )

    def found(text: str) -> set[str]:
        return {row.id for row in store.sessions(parse_filter(text)).rows}

    assert found("before after") == {"nul"}
    assert found("after") == {"nul", "short"}
    assert found("end") == {"long", "longer", "short"}
    assert found("fill*") == {"long", "longer"}
