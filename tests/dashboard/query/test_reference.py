from __future__ import annotations

import re
from pathlib import Path

import pytest

from agentops_otel.dashboard.query.ast import EVERYTHING
from agentops_otel.dashboard.query.fields import SESSION_FIELDS, SPAN_FIELDS, Field
from agentops_otel.dashboard.query.parser import parse_filter

REFERENCE = Path(__file__).parents[3] / "docs/reference/filter-language.md"

HOW_TO = REFERENCE.parents[1] / "how-to/find-sessions.md"


def test_the_filters_in_the_how_to_are_valid() -> None:
    rows = [line for line in HOW_TO.read_text().splitlines() if line.startswith("| ")]
    filters = [each for row in rows for each in re.findall("`([^`]+)`", row)]
    assert len(filters) > 10
    for each in filters:
        assert parse_filter(each) != EVERYTHING


def documented(heading: str) -> list[str]:
    section = REFERENCE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [("Fields of a session", SESSION_FIELDS), ("Fields of a span", SPAN_FIELDS)],
)
def test_the_reference_has_every_field_in_order(heading: str, fields: dict[str, Field]) -> None:
    names = [line.split("`")[1] for line in documented(heading)]
    assert names == ["attr.KEY" if name == "attr" else name for name in fields]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [("Fields of a session", SESSION_FIELDS), ("Fields of a span", SPAN_FIELDS)],
)
def test_the_reference_says_which_fields_have_many_values(
    heading: str, fields: dict[str, Field]
) -> None:
    many = [", many |" in line for line in documented(heading)]
    assert many == [field.many for field in fields.values()]
