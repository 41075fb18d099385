"""The pytest fixture `captured_spans`; list this module in `pytest_plugins` to enable it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agentops_otel.testing import CapturedSpans, capture_spans


@pytest.fixture
def captured_spans() -> Iterator[CapturedSpans]:
    """Capture the spans that end during a test."""
    with capture_spans() as captured:
        yield captured
