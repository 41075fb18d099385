"""The reference names everything that there is, and its examples run."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import agentops_otel

DOCS = Path(__file__).parents[2] / "docs"


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", agentops_otel.__all__)
def test_every_export_is_in_the_reference(name: str) -> None:
    assert re.search(rf"\b(agentops_otel|agentops)\.{name}\b", read("reference/sdk.md"))


@pytest.mark.parametrize("name", inspect.signature(agentops_otel.init).parameters)
def test_every_setting_is_in_the_reference(name: str) -> None:
    assert f"| `{name}` |" in read("reference/configuration.md")


def test_the_example_of_a_test_runs() -> None:
    (example,) = re.findall(
        r"```python\n(import agentops_otel.*?)```",
        read("how-to/test-what-is-recorded.md"),
        re.DOTALL,
    )
    names: dict[str, object] = {}
    exec(compile(example, "example", "exec"), names)
    test = names["test_the_planner_searches"]
    assert callable(test)
    test()
