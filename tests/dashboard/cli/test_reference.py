from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dashboard.cli.program import agentops_otel

REFERENCE = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text()


def commands() -> list[str]:
    return re.findall(r"^## `(\w+)", REFERENCE, re.MULTILINE)


def test_the_reference_has_every_command() -> None:
    shown = agentops_otel("--help").stdout.split("Commands:")[1]
    assert sorted(commands()) == sorted(re.findall(r"^  (\w+)  ", shown, re.MULTILINE))


@pytest.mark.parametrize("command", [each for each in commands() if each != "keys"])
def test_the_reference_has_every_option(command: str) -> None:
    section = REFERENCE.split(f"## `{command}")[1].split("\n## ")[0]
    options = set(re.findall(r" (--[a-z-]+)", agentops_otel(command, "--help").stdout))
    assert options - {"--help"} == set(re.findall(r"`(--[a-z-]+)", section))
