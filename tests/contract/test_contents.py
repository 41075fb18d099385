from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.model import (
    Event,
    EventKind,
    Link,
    LogRecord,
    Resource,
    Scope,
    SessionEvent,
    Span,
    Written,
)
from agentops_otel.dashboard.otlp.requests import decode_logs, decode_traces
from agentops_otel.dashboard.query.fields import Grain
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.conftest import ENGINES
from tests.contract.telemetry import SECOND, START, batch, live_record, session_span, span, trace_id

HOSTILE = (
    "<script>alert(1)</script> '; DROP TABLE spans; -- \x1b[31m \x00 \ufffd \U0001f600 %s {} \\"
)

WHOLE = Span(
    trace_id=trace_id(1),
    span_id="00000000000000ab",
    parent_span_id="00000000000000cd",
    name=HOSTILE,
    start_time_unix_nano=START,
    end_time_unix_nano=2**63 - 1,
    attributes={
        "session.id": HOSTILE,
        "text": HOSTILE,
        "int": -(2**63),
        "float": 1.0,
        "infinite": float("inf"),
        "bool": True,
        "bytes": b"\x00\xff",
        "none": None,
        "list": ("a", 1, (2.5, None, b"x")),
        "map": {"k": {"\0bytes": "no bytes", "\0": 1}, "": ()},
        "\0bytes": "a key",
        "": "no key",
    },
    kind="consumer",
    status="error",
    status_message=HOSTILE,
    events=(Event(HOSTILE, START, {"k": (1,)}, 3), Event("", 0)),
    links=(Link(trace_id(2), "00000000000000ef", "a=b", {"k": b""}, 4, 5),),
    trace_state="vendor=1",
    flags=257,
    dropped_attributes_count=6,
    dropped_events_count=7,
    dropped_links_count=8,
    resource=Resource({"service.name": HOSTILE, "n": 1}, 9, "https://schema"),
    scope=Scope("scope", "1.2", {"k": True}, 10, "https://other"),
)
RECORD = LogRecord(
    time_unix_nano=START,
    observed_time_unix_nano=START + 1,
    severity_number=9,
    severity_text="INFO",
    event_name=HOSTILE,
    body={"text": HOSTILE, "bytes": b"\xff"},
    attributes={"session.id": HOSTILE, "k": (1, None)},
    dropped_attributes_count=2,
    flags=1,
    trace_id=trace_id(1),
    span_id="00000000000000ab",
    resource=Resource({"n": 1}, 1, "https://schema"),
    scope=Scope("scope"),
)


def test_nothing_of_a_span_or_log_record_is_lost(store: Store) -> None:
    store.write(batch(WHOLE, RECORD))
    stored = store.span(HOSTILE, WHOLE.span_id)
    assert stored is not None
    assert stored.span == WHOLE
    assert store.logs(HOSTILE).rows == (RECORD,)


def test_an_export_imported_into_another_store_is_the_same_session(
    store: Store, tmp_path: Path
) -> None:
    store.write(batch(WHOLE, RECORD, span(7, session=HOSTILE), live_record("end", 7)))
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    other = ENGINES["sqlite"](other_folder)
    for line in store.export(HOSTILE):
        assert b"\n" not in line
        if b"resourceSpans" in line:
            other.write(batch(*decode_traces(line, "json").records))
        else:
            other.write(batch(*decode_logs(line, "json").records))
    stored, imported = store.span(HOSTILE, WHOLE.span_id), other.span(HOSTILE, WHOLE.span_id)
    assert stored == imported
    assert other.logs(HOSTILE) == store.logs(HOSTILE)
    assert other.spans(HOSTILE) == store.spans(HOSTILE)
    other.close()


def test_a_span_with_ten_thousand_attributes_is_kept_whole(store: Store) -> None:
    many: dict[str, Any] = {f"key{number}": number for number in range(10_000)}
    store.write(batch(span(1, session="s", **many), span(2, session="s")))
    stored = store.span("s", f"{1:016x}")
    assert stored is not None
    assert len(stored.span.attributes) == 10_001


@pytest.mark.parametrize("start", [0, 1, START, 2**63 - 1])
@pytest.mark.parametrize("end", [0, START, 2**63 - 1])
def test_any_start_and_end_time_is_kept(store: Store, start: int, end: int) -> None:
    odd = Span(trace_id(1), "00000000000000ab", "", "n", start, end, {"session.id": "s"})
    store.write(batch(odd, session_span(2)))
    summary = store.session("s")
    assert summary is not None
    assert summary.duration_ns >= 0
    assert store.check().problems == ()


def test_two_traces_may_share_a_span_id(store: Store) -> None:
    store.write(batch(span(1, trace=1, session="s", at=5), span(1, trace=2, session="s")))
    earliest, named = (
        store.span("s", f"{1:016x}"),
        store.span("s", f"{1:016x}", trace_id=trace_id(1)),
    )
    assert earliest is not None
    assert named is not None
    assert (earliest.span.trace_id, named.span.trace_id) == (trace_id(2), trace_id(1))


def test_a_span_limit_prefers_failed_spans_operations_and_the_longest_spans(
    store: Store,
) -> None:
    many = [span(number, parent=2, session="s", at=3, lasts=0.1) for number in range(10, 30)]
    told = [
        session_span(1, lasts=60),
        span(2, parent=1, session="s", at=1, lasts=50),
        span(3, parent=2, session="s", at=20, lasts=2),
        span(4, parent=3, session="s", at=21, lasts=0.01, status="error"),
        span(5, parent=2, session="s", at=22, lasts=0.02, gen_ai__operation__name="chat"),
        span(6, parent=2, session="s", at=23, lasts=9),
        span(7, parent=99, session="s", at=23, lasts=8),
    ]
    store.write(batch(*many, *told))

    def numbers(limit: int) -> list[int]:
        return [int(each.span_id, 16) for each in store.spans("s", limit=limit)]

    assert numbers(4) == [1, 2, 3, 4]
    assert numbers(7) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(3) == [1, 2, 5]
    assert len(numbers(26)) == 26
    assert numbers(27) == [int(each.span_id, 16) for each in store.spans("s")]


@pytest.mark.parametrize("unknown", ["", "nothing", "0" * 16, "zz"])
def test_unknown_ids_return_none_or_nothing_instead_of_an_error(store: Store, unknown: str) -> None:
    store.write(batch(span(1, session="s")))
    assert store.session("unknown") is None
    assert store.span("s", unknown) is None
    assert store.span("s", f"{1:016x}", trace_id=unknown or "ff") is None
    assert (store.spans("unknown"), store.traces("unknown")) == ([], ())
    assert (store.events("unknown").rows, store.logs("unknown").rows) == ((), ())
    assert (list(store.operations("unknown").rows), list(store.export("unknown"))) == ([], [])
    assert store.document("unknown") is None


def test_a_log_record_without_a_session_follows_the_spans_of_its_trace(store: Store) -> None:
    loose = LogRecord(START, event_name="e", trace_id=trace_id(1), span_id=f"{1:016x}")
    outside = LogRecord(START, event_name="outside")
    assert store.write(batch(loose, outside)).new == 1
    assert store.sessions().rows == ()
    store.write(batch(span(1, parent=2)))
    assert store.logs(trace_id(1)).rows == (loose,)
    store.write(batch(span(2, session="s")))
    assert store.logs("s").rows == (loose,)
    assert store.session(trace_id(1)) is None
    assert store.write(batch(loose)) == Written(duplicate=1)


@pytest.mark.parametrize("span_comes_first", [True, False])
def test_a_log_record_with_a_conversation_id_stays_in_the_session_of_its_span(
    store: Store, *, span_comes_first: bool
) -> None:
    told = LogRecord(
        START,
        event_name="e",
        attributes={"gen_ai.conversation.id": "c"},
        trace_id=trace_id(1),
        span_id=f"{1:016x}",
    )
    named = replace(told, attributes={"session.id": "t"})
    around = span(1, session="s")
    for each in (around, told, named) if span_comes_first else (told, named, around):
        store.write(batch(each))

    assert store.logs("s").rows == (told,)
    assert store.logs("t").rows == (named,)
    assert store.session("c") is None


def test_a_log_record_with_a_conversation_id_belongs_to_it_while_its_span_is_unknown(
    store: Store,
) -> None:
    told = LogRecord(
        START, event_name="e", attributes={"gen_ai.conversation.id": "c"}, trace_id=trace_id(1)
    )
    store.write(batch(told))

    assert store.logs("c").rows == (told,)


def test_pages_of_events_and_logs_continue_each_other(store: Store) -> None:
    events = tuple(Event(f"e{number}", START + number) for number in range(5))
    store.write(
        batch(
            span(1, session="s", events=events),
            *(live_record("heartbeat", at=number) for number in range(5)),
        )
    )
    names: list[Any] = []
    after = None
    while True:
        page = store.events("s", after=after, limit=2)
        names += [event.name for event in page.rows]
        after = page.next
        if after is None:
            break
    assert names == ["work", "e0", "e1", "e2", "e3", "e4"]
    first = store.logs("s", limit=3)
    assert first.rows + store.logs("s", after=first.next, limit=3).rows == store.logs("s").rows


@pytest.mark.parametrize("kinds", [None, ["event"], ["llm", "span"], ["event", "session"]])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_of_events_at_the_same_time_continue_each_other(
    store: Store, kinds: list[EventKind] | None, limit: int
) -> None:
    work = [
        span(
            number,
            parent=number // 2,
            trace=1 + number % 2,
            session="s",
            at=number % 3,
            events=tuple(Event(f"e{each}", START + each % 2 * SECOND) for each in range(number)),
            gen_ai__operation__name="chat" if number % 2 else "",
        )
        for number in range(1, 7)
    ]
    for each in work:
        store.write(batch(each))
    rows, after = list[SessionEvent](), None
    while rows == [] or after is not None:
        page = store.events("s", kinds=kinds, after=after, limit=limit)
        rows, after = [*rows, *page.rows], page.next
    assert tuple(rows) == store.events("s", kinds=kinds).rows
    there = {"event", "llm", "span"}
    assert {row.kind for row in rows} == there & set(kinds or there)
    assert [row.time_unix_nano for row in rows] == sorted(row.time_unix_nano for row in rows)
    if kinds is None or "event" in kinds:
        assert sum(row.kind == "event" for row in rows) == 21


TEXTS = {
    "plain": ("The quick brown fox", ["quick", "QUICK", '"brown fox"', "quick fox", "qui*"]),
    "punctuated": ("order-123/abc_def", ["123", '"order 123"', "def"]),
    "accented": ("Straße nach Málaga, 東京 caf\u0065\u0301", ["STRASSE", "málaga", "東京", "cafe"]),
}


@pytest.mark.parametrize(("text", "queries"), TEXTS.values(), ids=TEXTS)
def test_free_text_finds_words_of_any_language(store: Store, text: str, queries: list[str]) -> None:
    store.write(batch(span(1, session="s", prompt=text), span(2, trace=2, session="t")))
    for query in queries:
        assert [row.id for row in store.sessions(parse_filter(query)).rows] == ["s"], query
        assert len(store.find("s", parse_filter(query, grain=Grain.SPAN))) == 1
    assert store.count(parse_filter('"fox brown"')).value == 0


def test_documents_are_stored_by_name(store: Store) -> None:
    store.put_document("views", "one")
    store.put_document("views", "two")
    assert store.document("views") == "two"


def test_a_lone_surrogate_in_json_in_an_attribute_is_replaced(store: Store) -> None:
    half = r"\ud800"
    store.write(
        batch(
            span(
                1,
                session="s",
                tag__tags=f'["{half}x"]',
                gen_ai__operation__name="chat",
                gen_ai__response__id="r",
                gen_ai__input__messages=f'[{{"role": "user", "content": "{half}"}}]',
            )
        )
    )
    summary = store.session("s")
    assert summary is not None
    assert summary.tags == ("\ufffdx",)
    assert [each.last_user_text for each in store.operations("s").rows] == ["\ufffd"]
