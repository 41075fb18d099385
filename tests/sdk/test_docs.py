"""The reference lists every export and every setting."""

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
