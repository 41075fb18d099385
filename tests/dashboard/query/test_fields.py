from __future__ import annotations

from typing import get_args

import pytest

from agentops_otel.dashboard.query.fields import (
    SESSION_FIELDS,
    Grain,
    find_field,
    near_names,
)
from agentops_otel.dashboard.store.questions import FacetKind, GroupBy


def test_every_facet_and_group_can_be_filtered_by() -> None:
    assert {*get_args(FacetKind), *get_args(GroupBy)} <= set(SESSION_FIELDS)


def test_every_attribute_key_is_a_field() -> None:
    field = find_field("attr.http.route", Grain.SESSION)
    assert field
    assert (field.name, field.key) == ("attr", "http.route")
    assert find_field("attr", Grain.SESSION) is None
    assert find_field("attr.", Grain.SPAN) is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sate", "state"),
        ("tags", "tag"),
        ("error_count", "error"),
        ("Model", "model"),
        ("llm", "llm_calls"),
        ("service.name", "service"),
        ("attributes.x", "attr.KEY"),
    ],
)
def test_a_misspelled_name_has_a_suggestion(name: str, nearest: str) -> None:
    assert nearest in near_names(name, Grain.SESSION)


def test_nonsense_has_no_suggestion() -> None:
    assert near_names("zzzzzz", Grain.SESSION) == ()
