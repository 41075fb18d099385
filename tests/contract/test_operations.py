"""Operations by the page, and of one span: the same as among all."""

from __future__ import annotations

import json

from agentops_otel.dashboard.model import Batch, Operation, Span
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import NOW, session_span, span, span_id


def run(number: int) -> list[Span]:
    """Return a model call that asks for a tool, and the run of it, which tells nothing itself."""
    call = {"type": "tool_call", "id": f"c{number}", "name": "look", "arguments": {"at": number}}
    answer = [{"role": "assistant", "parts": [call]}]
    asked = span(
        2 * number,
        session="s",
        parent=1,
        at=number // 2,  # Two at a time.
        gen_ai__operation__name="chat",
        gen_ai__request__model="gpt-5",
        gen_ai__output__messages=json.dumps(answer),
    )
    ran = span(
        2 * number + 1,
        session="s",
        parent=1,
        at=number // 2,
        gen_ai__operation__name="execute_tool",
        gen_ai__tool__name="look",
        gen_ai__tool__call__id=f"c{number}",
    )
    return [asked, ran]


def write(store: Store) -> None:
    spans = [session_span(1), *(each for number in range(1, 8) for each in run(number))]
    store.write(Batch(NOW, tuple(spans)))


def paged(store: Store, limit: int) -> list[Operation]:
    rows: list[Operation] = []
    page = store.operations("s", limit=limit)
    while page.next is not None:
        assert len(page.rows) == limit
        rows += page.rows
        page = store.operations("s", after=page.next, limit=limit)
    return [*rows, *page.rows]


def test_pages_are_parts_of_the_whole(store: Store) -> None:
    write(store)
    whole = list(store.operations("s").rows)

    assert len(whole) == 14
    assert [paged(store, limit) for limit in (1, 3, 7, 14, 15)] == [whole] * 5


def test_a_run_has_its_arguments_from_a_call_on_another_page(store: Store) -> None:
    write(store)

    assert [each.arguments for each in paged(store, 1) if each.kind == "tool"] == [
        {"at": number} for number in range(1, 8)
    ]
    assert [each.arguments for each in store.operations("s", kinds=("tool",), limit=1).rows] == [
        {"at": 1}
    ]


def test_a_page_goes_on_after_the_time_of_an_operation_that_is_gone(store: Store) -> None:
    write(store)
    page = store.operations("s", kinds=("llm",), limit=2)
    assert page.next is not None
    store.remove("s")
    store.write(Batch(NOW, (session_span(1), *run(2), *run(5))))

    rest = store.operations("s", kinds=("llm",), after=page.next, limit=9)

    assert [each.span_ids for each in rest.rows] == [(span_id(10),)]


def test_the_operations_of_a_span(store: Store) -> None:
    write(store)
    whole = store.operations("s").rows

    for each in whole:
        assert store.operations("s", span_id=each.span_ids[0]).rows == (each,)
    assert store.operations("s", span_id=span_id(99)).rows == ()


def test_an_unknown_session_has_no_page(store: Store) -> None:
    assert store.operations("s", limit=1).rows == ()
    assert store.operations("s", limit=1).next is None
