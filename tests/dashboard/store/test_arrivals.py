from __future__ import annotations

import pickle

from agentops_otel.dashboard.model import Batch
from agentops_otel.dashboard.store.sqlite.arrivals import prepare
from tests.dashboard.dialects.captures import capture, names


def test_prepared_batches_can_be_pickled() -> None:
    for name in names():
        captured = capture(name)
        prepared = prepare(Batch(1, captured.spans, captured.records))
        assert pickle.loads(pickle.dumps(prepared)) == prepared


def test_a_prepared_batch_without_spans_can_be_pickled() -> None:
    prepared = prepare(Batch(1))
    assert pickle.loads(pickle.dumps(prepared)) == prepared
