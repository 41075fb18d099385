"""The reference page lists what the code knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.dialects.session_keys import DIALECT as SESSION_KEYS

PAGE = (Path(__file__).parents[3] / "docs/reference/dialects.md").read_text()
ROWS = [line.split("|") for line in PAGE.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("dialect", DIALECTS[1:], ids=lambda dialect: dialect.name)
def test_each_dialect_is_listed_with_its_recognition_rule(dialect: Dialect) -> None:
    (row,) = (row for row in ROWS if row[1].strip() == dialect.name)

    assert [key for key in dialect.kinds if f"`{key}`" not in row[2]] == []


def test_dialects_are_listed_in_order_of_precedence() -> None:
    listed = [row[1].strip() for row in ROWS]

    assert [name for name in listed if name in {each.name for each in DIALECTS}] == [
        each.name for each in DIALECTS[1:]
    ]


@pytest.mark.parametrize(
    ("fact", "title"), [("session_key", "session"), ("user", "user"), ("tags", "tags")]
)
def test_aliases_are_listed_in_the_order_in_which_they_are_tried(fact: str, title: str) -> None:
    (row,) = (row for row in ROWS if row[1].strip() == title)
    keys = next(keys for told, keys in SESSION_KEYS.keys.items() if told == fact)

    assert row[2].strip() == ", ".join(f"`{key}`" for key in keys)
