from __future__ import annotations

from collections.abc import Iterator

import pytest

from agentops_otel.dashboard.safety.body import MAX_BYTES
from tests.served import Dashboard


def chunks() -> Iterator[bytes]:
    for _ in range(MAX_BYTES // 2**16 + 1):
        yield b" " * 2**16


@pytest.mark.parametrize("content", [b" " * (MAX_BYTES + 1), chunks()], ids=["whole", "chunked"])
def test_a_body_is_bounded(dashboard: Dashboard, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = dashboard.http.put("/api/v1/views", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_within_the_bound_is_read(dashboard: Dashboard) -> None:
    answer = dashboard.http.put(
        "/api/v1/views",
        content=b'{"items": []}' + b" " * (MAX_BYTES // 2),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200


def test_a_body_that_is_no_json_is_refused(dashboard: Dashboard) -> None:
    answer = dashboard.http.put("/api/v1/views", content=b"{")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
