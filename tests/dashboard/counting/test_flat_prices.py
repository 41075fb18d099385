from __future__ import annotations

import pytest
from genai_prices.data_snapshot import get_snapshot

from agentops_otel.dashboard.counting.prices import _cost, _library_cost

MINUTE = 29_900_000
PRICED = [
    (provider.id, model.id) for provider in get_snapshot().providers for model in provider.models
]
USAGES = [(1201, 311, 0, 0), (250_000, 9000, 200_000, 7), (5, 0, 5, 0), (3, 2, 9, 0), (0, 0, 0, 0)]


@pytest.mark.parametrize("usage", USAGES, ids=str)
def test_the_fast_price_equals_the_price_of_the_library(
    usage: tuple[int, int, int, int],
) -> None:
    quick = {model: _cost(*model, usage, MINUTE) for model in PRICED}
    slow = {model: _library_cost(*model, usage, MINUTE) for model in PRICED}
    assert len(quick) > 500
    assert quick == pytest.approx(slow)
