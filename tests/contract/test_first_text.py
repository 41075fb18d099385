"""The line of text that the list shows for a session: what its user says first."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.model import LogRecord, Span
from agentops_otel.dashboard.store.interface import Store
from tests.contract.files import files_with
from tests.contract.telemetry import START, batch, session_span, span, span_id, trace_id
from tests.contract.test_captures import EXPECTATIONS, requests_of


def messages(*said: tuple[str, str]) -> str:
    return json.dumps(
        [{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in said]
    )


def call(number: int, *said: tuple[str, str], session: str | None = "s", **more: Any) -> Span:
    if said:
        more["gen_ai__input__messages"] = messages(*said)
    return span(
        number,
        session=session,
        gen_ai__operation__name="chat",
        gen_ai__request__model="gpt-5",
        **more,
    )


def first_text(store: Store, session: str = "s") -> str | None:
    summary = store.session(session)
    assert summary is not None
    (listed,) = (row for row in store.sessions().rows if row.id == session)
    assert listed.first_user_text == summary.first_user_text
    return summary.first_user_text


def test_it_is_the_first_user_message_of_the_earliest_call_that_has_one(store: Store) -> None:
    store.write(
        batch(
            session_span(1, lasts=10),
            call(2, ("system", "Be brief."), parent=1, at=1),
            call(3, ("system", "s"), ("user", " \n"), ("user", "Hello,\n you "), parent=1, at=2),
            call(4, ("user", "And then?"), parent=1, at=3),
        )
    )
    assert first_text(store) == "Hello,\n you"


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_same_in_any_order_of_arrival(store: Store, seed: int) -> None:
    records = [
        session_span(1, lasts=10),
        *(call(n, ("user", f"question {n}"), parent=1, at=n) for n in range(2, 12)),
    ]
    random.Random(seed).shuffle(records)
    for each in (*records, *records[:4]):
        store.write(batch(each))
        if seed % 2:
            assert store.sessions().rows  # A read counts what has arrived.
    assert first_text(store) == "question 2"
    assert store.check().problems == ()


def test_it_is_truncated(store: Store) -> None:
    store.write(batch(call(1, ("user", "ab" * 400))))
    assert first_text(store) == "ab" * 150


@pytest.mark.parametrize(
    "said",
    [(), (("user", "__REDACTED__"),), (("user", ""),), (("assistant", "Hello"),)],
    ids=["not captured", "redacted", "empty", "nothing of a user"],
)
def test_it_is_unknown_without_any_user_text(store: Store, said: tuple[Any, ...]) -> None:
    store.write(batch(session_span(1), call(2, *said, parent=1), span(3, session="s", input="no")))
    assert first_text(store) is None


def test_a_message_in_a_log_record_counts_even_if_it_arrives_later(store: Store) -> None:
    said = LogRecord(
        START,
        event_name="gen_ai.user.message",
        body={"content": "Told apart"},
        trace_id=trace_id(1),
        span_id=span_id(1),
    )
    store.write(batch(call(1)))
    assert first_text(store) is None
    store.write(batch(said))
    assert first_text(store) == "Told apart"
    assert store.check().problems == ()


def test_a_newer_version_of_its_span_replaces_it(store: Store) -> None:
    store.write(batch(call(1, ("user", "draft"))))
    assert first_text(store) == "draft"
    store.write(batch(call(1, ("user", "final"), lasts=2)))
    assert first_text(store) == "final"


def test_it_moves_with_its_span_and_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    secret = "xylophone7secret"
    store.write(batch(call(2, ("user", secret), session=None, parent=1), call(3, trace=2)))
    assert first_text(store, trace_id(1)) == secret
    store.write(batch(call(4, ("user", "stays"), session="other", trace=3)))
    store.write(batch(span(1, session="s", at=-1)))
    assert first_text(store) == secret
    assert [row.id for row in store.sessions().rows if row.first_user_text == secret] == ["s"]
    assert files_with(secret, tmp_path)
    store.remove("s")
    assert files_with(secret, tmp_path) == set()
    assert first_text(store, "other") == "stays"


def test_erasing_a_session_also_removes_its_text_from_a_session_it_was_in_before(
    store: Store, tmp_path: Path
) -> None:
    secret = "xylophone7secret"
    loose = call(2, ("user", secret), session=None, parent=3)
    store.write(batch(loose, call(1, ("user", "stays"), session="a", at=5)))
    assert first_text(store, "a") == secret
    store.write(batch(span(3, session="b")))  # The parent: the loose span moves to b.
    assert files_with(secret, tmp_path)
    store.remove("b")
    assert files_with(secret, tmp_path) == set()
    assert first_text(store, "a") == "stays"


LOGS = sorted((Path(__file__).parents[1] / "fixtures" / "instrumentations").glob("*_logs.json"))


@pytest.mark.parametrize("expectation", [*EXPECTATIONS, *LOGS], ids=lambda path: path.stem)
def test_it_matches_the_operations_of_real_telemetry(store: Store, expectation: Path) -> None:
    for records in requests_of(expectation):
        store.write(batch(*records))
    sessions = store.sessions(limit=500).rows
    assert sessions
    for session in sessions:
        texts = [
            message.text.strip()
            for operation in store.operations(session.id, kinds=("llm",)).rows
            for message in operation.input_messages
            if message.role == "user" and message.text
        ]
        assert session.first_user_text == (texts[0][:300] if texts else None)
