from __future__ import annotations

import sqlite3

import pytest

from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.sqlite import (
    SqliteStore,
    blocks,
    candidates,
)
from tests.contract.telemetry import batch, span


def test_text_is_found_in_a_file_written_without_a_word_index(store: SqliteStore) -> None:
    store.write(batch(span(1, session="s", text="needle in hay")))
    with store._database.writing() as connection:
        connection.execute("REPLACE INTO meta (key, value) VALUES ('unindexed', 'yes')")
        connection.execute("DELETE FROM word_days")
    assert store.count(parse_filter('needle "in hay"')).value == 1


def test_a_filter_on_an_attribute_that_no_session_has_reads_no_block(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(batch(*(span(n, session=f"s{n}", rate=n, route=f"/chat/{n}") for n in range(1, 9))))
    looked = list[int]()
    read = blocks.read_block

    def remember(connection: sqlite3.Connection, number: int) -> bytes:
        looked.append(number)
        return read(connection, number)

    monkeypatch.setattr(blocks, "read_block", remember)
    for text in ("attr.no:*", "attr.rate:>9", "attr.rate:<0", 'attr.route:"/chat/9"', "attr.no:7"):
        assert store.sessions(parse_filter(text)).rows == ()
    assert looked == []
    assert len(store.sessions(parse_filter("attr.rate:>=8")).rows) == len(looked) == 1


def test_attributes_no_longer_in_a_session_are_not_indexed_for_it(store: SqliteStore) -> None:
    store.write(batch(span(1, lasts=1, rate=3), span(2, trace=2, session="t")))
    store.write(batch(span(1, lasts=2, session="t", other="x")))
    store.remove("gone")
    with store._database.reading() as connection:
        noted = connection.execute(
            "SELECT key, low FROM session_attributes ORDER BY key"
        ).fetchall()
    assert [tuple(row) for row in noted] == [("other", None), ("session.id", None)]


@pytest.mark.parametrize("many", [3, 1000])
def test_spans_with_the_words_of_a_phrase_are_scanned_until_one_has_the_phrase(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(candidates, "FEW", 3)
    monkeypatch.setattr(candidates, "MANY", many)
    texts = ("good morning", "morning good", "a good morning", "good, and morning")
    for number, text in enumerate(texts * 3):
        store.write(batch(span(number, trace=number % 4 + 1, session=f"s{number % 4}", t=text)))
    found = store.sessions(parse_filter('"good morning"')).rows
    assert {row.id for row in found} == {"s0", "s2"}
    assert store.count(parse_filter('-"good morning"')).value == 2
    assert store.count(parse_filter("attr.t:good*")).value == 2
