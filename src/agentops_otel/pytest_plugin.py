"""The pytest fixture `captured_spans`; switched on by `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agentops_otel.testing import CapturedSpans, capture_spans


@pytest.fixture
def captured_spans() -> Iterator[CapturedSpans]:
    """Capture the spans that a test ends."""
    with capture_spans() as captured:
        yield captured
