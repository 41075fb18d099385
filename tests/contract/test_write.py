from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.model import Event, SessionSummary, Written
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import NOW, SECOND, START, batch, session_span, span, trace_id


def only_session(store: Store) -> SessionSummary:
    (summary,) = store.sessions().rows
    return summary


def test_a_session_is_summarised_from_its_spans(store: Store) -> None:
    written = store.write(
        batch(
            session_span(
                1, session="s", name="checkout", lasts=5, agentops__session__tags=("prod", "a:b")
            ),
            span(
                2,
                parent=1,
                session="s",
                lasts=2,
                gen_ai__operation__name="chat",
                gen_ai__request__model="house-model",
                gen_ai__usage__input_tokens=10,
                gen_ai__usage__output_tokens=3,
                user__id="ann",
            ),
            span(
                3,
                parent=1,
                session="s",
                at=2,
                status="error",
                gen_ai__operation__name="execute_tool",
                gen_ai__tool__name="search",
                events=(Event("exception", START, {"exception.type": "ValueError"}),),
            ),
        )
    )
    assert written == Written(new=3)
    assert only_session(store) == SessionSummary(
        id="s",
        name="checkout",
        state="success",
        reason=None,
        tags=("prod", "a:b"),
        start_time_unix_nano=START,
        end_time_unix_nano=START + 5 * SECOND,
        duration_ns=5 * SECOND,
        span_count=3,
        event_count=3,
        error_count=1,
        llm_call_count=1,
        tool_call_count=1,
        input_tokens=10,
        output_tokens=3,
        cached_tokens=None,
        cost_usd=None,
        models=("house-model",),
        services=("app",),
        user_id="ann",
        parent_id=None,
        first_user_text=None,
        lost_span_count=None,
        last_received_unix_nano=NOW,
        revision=2,
    )


def test_a_span_without_a_session_makes_its_trace_one(store: Store) -> None:
    store.write(batch(span(1, name="GET /", status="error")))
    summary = only_session(store)
    assert (summary.id, summary.name, summary.state) == (trace_id(1), "GET /", "error")


def test_the_same_span_sent_twice_counts_once(store: Store) -> None:
    one = span(1, session="s")
    assert store.write(batch(one, one)) == Written(new=1)
    assert store.write(batch(one)) == Written(duplicate=1)
    assert only_session(store).span_count == 1


def test_the_version_of_a_span_with_the_later_end_wins(store: Store) -> None:
    pending, final = span(1, session="s", lasts=0, status="error"), span(1, session="s", lasts=3)
    store.write(batch(pending))
    assert store.write(batch(final)) == Written(replaced=1)
    assert store.write(batch(pending)) == Written(duplicate=1)
    assert only_session(store).duration_ns == 3 * SECOND
    assert only_session(store).error_count == 0


def test_operations_are_updated_with_every_change_of_their_session(store: Store) -> None:
    call: dict[str, Any] = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "m"}

    def models() -> list[str | None]:
        return [each.request_model for each in store.operations("s").rows]

    assert models() == []
    store.write(batch(span(1, session="s", **call)))
    assert models() == models() == ["m"]
    assert store.operations("s", kinds=("tool",)).rows == ()
    store.write(batch(span(2, at=1, **{**call, "gen_ai__request__model": "n"})))
    assert models() == ["m", "n"]
    store.write(batch(span(1, session="s", lasts=2)))
    assert models() == ["n"]
    store.remove("s")
    assert models() == []
