from __future__ import annotations

import pytest
import typer

from agentops_otel.dashboard.commands.sizes import parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1000", 1000),
        ("500MB", 500_000_000),
        ("1.5 gib", 3 * 2**29),
        ("2TiB", 2**41),
        (" 3kb ", 3000),
    ],
)
def test_a_size_may_have_any_unit(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "5 bananas", "-1MB", "1,5GB", "1e9"])
def test_an_invalid_size_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="500MB"):
        parse_size(text)
