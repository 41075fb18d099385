from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentops_otel.dashboard.query.ast import Pattern

LETTERS = st.text("ab", max_size=6)


@given(st.lists(LETTERS, min_size=1, max_size=5), LETTERS)
def test_a_pattern_matches_as_a_glob_does(pieces: list[str], text: str) -> None:
    assert Pattern(tuple(pieces)).matches(text) == fnmatchcase(text, "*".join(pieces))


@pytest.mark.timeout(10)
def test_many_stars_cost_no_more_than_few() -> None:
    assert not Pattern(("", *["a"] * 1000, "b")).matches("a" * 100_000)
