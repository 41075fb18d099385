"""Every instrumentation that was run against a model server, held against what the server saw."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from agentops_otel.dashboard.dialects.operations import operations
from agentops_otel.dashboard.model import Operation
from tests.dashboard.dialects.captures import decoded

FOLDER = Path(__file__).parents[2] / "fixtures" / "instrumentations"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def run(request: pytest.FixtureRequest) -> tuple[list[dict[str, int]], list[Operation]]:
    told = json.loads(request.param.read_text())
    spans, records = decoded(told["requests"])
    return told["calls"], operations(spans, records)


Run = tuple[list[dict[str, int]], list[Operation]]


def test_the_calls_are_those_that_reached_the_server(run: Run) -> None:
    calls, found = run
    seen = Counter(
        (each.input_tokens, each.output_tokens or 0)
        for each in found
        if each.kind in {"llm", "embedding"}
    )

    assert seen == Counter((call["input_tokens"], call["output_tokens"]) for call in calls)


def test_nothing_else_counts_tokens(run: Run) -> None:
    others = [each for each in run[1] if each.kind not in {"llm", "embedding"}]

    assert [each.name for each in others if each.input_tokens is not None] == []


def test_every_chat_has_a_question_and_an_answer_or_a_wish(run: Run) -> None:
    for call in run[1]:
        if call.kind == "llm":
            assert call.last_user_text
            assert call.assistant_text or call.tool_calls


def test_the_tool_ran_for_oslo_and_told_of_rain(run: Run) -> None:
    for each in run[1]:
        if each.kind == "tool" and each.arguments is not None:
            assert each.name == "get_weather"
            assert each.arguments in ({"city": "Oslo"}, {"args": ["Oslo"], "kwargs": {}})
            assert each.result == "Rain in Oslo"


def test_a_wish_for_a_tool_is_told_once(run: Run) -> None:
    wishes = [call for each in run[1] if each.kind == "llm" for call in each.tool_calls]

    assert all((wish.name, wish.arguments) == ("get_weather", {"city": "Oslo"}) for wish in wishes)
    assert len({wish.id for wish in wishes}) == len(wishes)
