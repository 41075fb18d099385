from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agentops_otel.dashboard.query.error import FilterError
from agentops_otel.dashboard.query.fields import Grain
from agentops_otel.dashboard.query.parser import parse_filter

TOKENS = r"""
    tag state duration start attr.x span( ( ) " \ : :: > <= - OR AND NOT * .. 1 30s 2026-11-01
    99999999999999999999 $ 1e999 now- é 😀 error
"""
PIECES = st.sampled_from([*TOKENS.split(), " ", "\n", "\x00"])
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=25).map("".join))


def error_of(text: str, grain: Grain) -> FilterError | None:
    try:
        parse_filter(text, grain=grain)
    except FilterError as error:
        return error
    return None


@given(TEXTS, st.sampled_from(Grain))
def test_any_text_is_a_filter_or_an_error_that_points_into_it(text: str, grain: Grain) -> None:
    if error := error_of(text, grain):
        assert 0 <= error.position <= len(text)
        assert error.reason
        assert error.reason in error.pointed()
