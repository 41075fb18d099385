"""Programs that made one call after another, each held against what the server answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agentops_otel.dashboard.dialects.operations import operations
from agentops_otel.dashboard.model import Operation
from tests.dashboard.dialects.captures import decoded

FOLDER = Path(__file__).parents[2] / "fixtures" / "instrumentations" / "in_order"
FILES = sorted(FOLDER.glob("*.json"))


class Run(NamedTuple):
    truth: dict[str, Any]
    found: list[Operation]


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def run(request: pytest.FixtureRequest) -> Run:
    truth = json.loads(request.param.read_text())
    return Run(truth, operations(*decoded(truth["requests"])))


def test_each_call_is_read_as_it_was_answered(run: Run) -> None:
    found = [each for each in run.found if each.kind in {"llm", "embedding"}]

    assert [_told(*each) for each in zip(found, run.truth["calls"], strict=True)] == run.truth[
        "calls"
    ]


def test_each_run_of_a_tool_is_read(run: Run) -> None:
    found = [each for each in run.found if each.kind == "tool"]

    assert [_told(*each) for each in zip(found, run.truth["tools"], strict=True)] == run.truth[
        "tools"
    ]


def test_a_wish_for_a_tool_has_an_id_of_its_own(run: Run) -> None:
    ids = [call.id for each in run.found if each.kind == "llm" for call in each.tool_calls]

    assert None not in ids
    assert len(set(ids)) == len(ids)


def _told(operation: Operation, truth: dict[str, Any]) -> dict[str, Any]:
    told = {**asdict(operation), "assistant_text": operation.assistant_text}
    if "tool_calls" in truth:
        told["tool_calls"] = [[call.name, call.arguments] for call in operation.tool_calls]
    if truth.get("finish_class") == "tool_calls":
        told.pop("assistant_text")
    return {name: told[name] for name in truth}
